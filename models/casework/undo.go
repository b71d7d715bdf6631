package casework

import (
	"context"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
)

// Undo takes one's own decision back while it is provisional. The case is the
// clerk's again, under a new fence: a screen that still shows the old claim
// cannot decide with it. Errors: undo-window-closed, decision-of-other, not
// found for another hall.
func (d *Decisions) Undo(ctx context.Context, actor models.Actor, id models.ID, record Hook[Claim]) (Claim, error) {
	clerk, err := d.Clerks.ByID(ctx, actor.ID)
	if err != nil {
		return Claim{}, fmt.Errorf("casework: read clerk: %w", err)
	}
	var claim Claim
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		decision, c, err := d.own(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		hold := Hold{
			Clerk: actor.ID, Name: clerk.Name, Fence: c.Hold.Fence + 1,
			ExpiresAt: d.Clock.Now().Add(LeaseTime).Truncate(time.Millisecond),
		}
		if err := d.takeBack(ctx, tx, actor, c, decision, hold); err != nil {
			return err
		}
		claim = Claim{Application: c.Application, Fence: hold.Fence, ExpiresAt: hold.ExpiresAt}
		return record.run(ctx, tx, claim)
	})
	return claim, err
}

// own holds a decision that the actor can still undo, with its case.
func (d *Decisions) own(ctx context.Context, tx models.Tx, actor models.Actor, id models.ID) (Decision, Case, error) {
	decision, c, err := d.Kept.Hold(ctx, tx, id)
	switch {
	case err != nil:
		return Decision{}, Case{}, fmt.Errorf("casework: read decision: %w", err)
	case decision.Site != actor.Site:
		return Decision{}, Case{}, models.ErrNotFound
	case decision.Clerk != actor.ID:
		return Decision{}, Case{}, ErrNotYourOwn
	case decision.State != Provisional || !d.Clock.Now().Before(decision.FinalAt):
		return Decision{}, Case{}, ErrUndoClosed
	case c.State != StateDeciding:
		return Decision{}, Case{}, application.ErrNotNow.With("state", string(c.State))
	}
	return decision, c, nil
}

// takeBack undoes a provisional decision; the case waits again, held by hold.
func (d *Decisions) takeBack(
	ctx context.Context, tx models.Tx, actor models.Actor, c Case, decision Decision, hold Hold,
) error {
	decision.State, decision.ClosedAt, decision.ClosedBy = Undone, d.Clock.Now(), actor.ID
	if err := d.Kept.Close(ctx, tx, decision, Provisional); err != nil {
		return fmt.Errorf("casework: undo: %w", err)
	}
	c.State, c.Hold = StateWaiting, hold
	if err := d.Kept.Place(ctx, tx, c); err != nil {
		return fmt.Errorf("casework: wait again: %w", err)
	}
	notes := map[string]string{"outcome": string(decision.Outcome), "stage": string(decision.Stage)}
	return d.note(ctx, tx, c, decision, audit.Entry{Action: audit.DecisionUndone, Actor: actor, Notes: notes})
}
