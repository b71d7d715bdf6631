package application

import (
	"context"
	"slices"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/visit"
)

// Holds implements visit.Applications: an application waits for the citizen
// alone while it is a form, or approved and unpaid without any decision served.
func (c *Cases) Holds(ctx context.Context, tx models.Tx, matter models.ID) (bool, error) {
	live, err := c.Lists.OfMatter(ctx, tx, matter)
	if err != nil {
		return false, err
	}
	for _, a := range live {
		waits, err := c.waitsForCitizen(ctx, tx, a)
		if err != nil || !waits {
			return true, err
		}
	}
	return false, nil
}

func (c *Cases) waitsForCitizen(ctx context.Context, tx models.Tx, a Application) (bool, error) {
	if a.State != AwaitingPayment {
		return a.State.silent(), nil
	}
	results, err := c.Results.LockResults(ctx, tx, a.ID)
	if err != nil {
		return false, err
	}
	decided := slices.ContainsFunc(results, func(r Result) bool { return r.Kind == KindDecision && r.State == ResultDone && r.Number != r.Item })
	return !decided, nil
}

// GiveUp implements visit.Applications.
func (c *Cases) GiveUp(ctx context.Context, tx models.Tx, matter models.ID) error {
	live, err := c.Lists.OfMatter(ctx, tx, matter)
	if err != nil {
		return err
	}
	for _, a := range live {
		if a.State == Correction {
			if err := c.giveUpCorrection(ctx, tx, a, system(), RequestExpired); err != nil {
				return err
			}
		}
		if err := c.move(ctx, tx, &a, Abandon, system(), nil); err != nil {
			return err
		}
		a.UpdatedAt = c.Clock.Now()
		a.Version++
		if err := c.Store.Change(ctx, tx, a); err != nil {
			return err
		}
	}
	return nil
}

// Sweep abandons the matters whose silence has reached the 91st day.
func (c *Cases) Sweep(ctx context.Context) (int, error) {
	return c.Ledger.Sweep(ctx, c.Transactions, c)
}

// Withdrawal is a citizen giving an application up.
type Withdrawal struct {
	Actor       models.Actor
	Application models.ID
	Version     int64
	Record      visit.Record[View]
}

// Withdraw gives an application up, possible until a decision was made.
func (c *Cases) Withdraw(ctx context.Context, w Withdrawal) (View, error) {
	f, err := c.editable(ctx, w.Actor, w.Application, w.Version, Withdraw)
	if err != nil {
		return View{}, err
	}
	var view View
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		f := *f // work may run again
		held, err := c.Store.Lock(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		if held.Version != f.Version {
			return models.ErrStale
		}
		switch f.State {
		case Queued:
			err = c.Queue.Withdraw(ctx, tx, f.ID)
		case Correction:
			err = c.giveUpCorrection(ctx, tx, f.Application, w.Actor, RequestWithdrawn)
		default: // a draft is nobody's but the citizen's
		}
		if err != nil {
			return err
		}
		if err := c.move(ctx, tx, &f.Application, Withdraw, w.Actor, nil); err != nil {
			return err
		}
		if err := c.save(ctx, tx, &f.Application); err != nil {
			return err
		}
		if view, err = c.compose(ctx, &f, nil, w.Actor); err != nil {
			return err
		}
		return w.Record.Call(ctx, tx, view)
	})
	return view, err
}

// giveUpCorrection ends what waits for the citizen's answer, in the queue too.
func (c *Cases) giveUpCorrection(ctx context.Context, tx models.Tx, a Application, by models.Actor, to RequestState) error {
	if err := c.Queue.Withdraw(ctx, tx, a.ID); err != nil {
		return err
	}
	action := audit.CorrectionWithdrawn
	if to == RequestExpired {
		action = audit.CorrectionExpired
	}
	_, err := c.drop(ctx, tx, a, by, to, action)
	return err
}
