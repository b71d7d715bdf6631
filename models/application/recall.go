package application

import (
	"context"
	"slices"
	"time"

	"onevisit/models"
)

// The refusals of a recall.
var (
	// ErrCarriedOut: money was paid, or a result was handed out, produced, or sent
	// to a register. What left the office is not brought back by a withdrawal.
	ErrCarriedOut = models.E(models.KindConflict, "decision-carried-out")
	// ErrSuperseded: the citizen has begun anew since.
	ErrSuperseded = models.E(models.KindConflict, "decision-superseded")
)

// Recall undoes a decision for the member of staff who withdrew it, in that
// transaction: the application is with the clerks again, its matter goes on,
// what nobody has begun to carry out is dropped, an open correction request
// ends, and the citizen is told. The order of an unpaid bill has to be void by
// then; money that comes for it all the same goes back.
func (c *Cases) Recall(ctx context.Context, tx models.Tx, by models.Actor, id models.ID) error {
	a, err := c.Store.Lock(ctx, tx, id)
	if err != nil {
		return err
	}
	if _, err := Next(a.State, Recall, by.Kind); err != nil {
		return ErrCarriedOut.With("state", string(a.State)).Because(err)
	}
	if err := c.untouched(ctx, tx, a); err != nil {
		return err
	}
	if a.State == Correction {
		if err := c.recall(ctx, tx, &a, by); err != nil {
			return err
		}
	}
	if err := c.move(ctx, tx, &a, Recall, by, nil); err != nil {
		return err
	}
	a.DecidedAt, a.EndedAt, a.Reason = time.Time{}, time.Time{}, ""
	if a.Answers, err = c.withoutNote(a); err != nil {
		return err
	}
	if err := c.Ledger.Reopen(ctx, tx, a.Matter); err != nil {
		return err
	}
	if err := c.tell(ctx, tx, a, TextRecalled); err != nil {
		return err
	}
	return c.save(ctx, tx, &a)
}

// untouched drops the results nobody has begun, and refuses where one was begun
// or the citizen has another application for the same by now. A result before
// payment counts as begun as soon as there is one: its job may be at the
// register at this moment.
func (c *Cases) untouched(ctx context.Context, tx models.Tx, a Application) error {
	if a.Paid > 0 {
		return ErrCarriedOut.With("state", string(a.State))
	}
	results, err := c.Results.LockResults(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	begun := func(r Result) bool { return r.Stage == BeforePayment || r.State != ResultWaiting || r.Attempts > 0 }
	if slices.ContainsFunc(results, begun) {
		return ErrCarriedOut.With("state", string(a.State))
	}
	if !a.Live() {
		n, err := c.Lists.CountLive(ctx, tx, a.Person, a.Service)
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrSuperseded
		}
	}
	return c.Results.RemoveResults(ctx, tx, a.ID)
}
