package application

import (
	"context"
	"slices"

	"onevisit/models"
	"onevisit/models/visit"
)

// Conclusion ends an application at a window: what the kiosk or a clerk handed
// over, or what a machine failed at, is done there by hand, or refused.
type Conclusion struct {
	By          models.Actor
	Application models.ID
	Command     Command     // Complete or Reject
	Reason      string      // code of a rejection
	Cause       visit.Cause // of the visit the reason makes necessary
}

// Conclude carries a conclusion out in the window's transaction and answers the
// state the application has come to. What was still to be handed out counts as
// handed out by hand. ErrNotNow where the citizen has begun anew in the same
// matter since: that application goes on, and ends it.
func (c *Cases) Conclude(ctx context.Context, tx models.Tx, w Conclusion) (State, error) {
	f, results, err := c.hold(ctx, tx, w.Application)
	if err != nil {
		return "", err
	}
	others, err := c.Lists.OfMatter(ctx, tx, f.Matter)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(others, func(a Application) bool { return a.ID != f.ID }) {
		return "", ErrNotNow.With("state", string(f.State))
	}
	notes := map[string]string{"from": "window"}
	if w.Reason != "" {
		notes["reason"] = w.Reason
	}
	if err := c.move(ctx, tx, &f.Application, w.Command, w.By, notes); err != nil {
		return "", err
	}
	f.Reason, f.DecidedAt = w.Reason, c.Clock.Now()
	if f.State == Completed {
		if err := c.handOut(ctx, tx, f, results); err != nil {
			return "", err
		}
	}
	return f.State, c.save(ctx, tx, &f.Application, w.Cause)
}

// handOut notes what an application completed at a window led to: the results
// that were still open, and those the definition names and nobody had begun.
func (c *Cases) handOut(ctx context.Context, tx models.Tx, f *file, results []Result) error {
	now := c.Clock.Now()
	for _, r := range results {
		if r.State == ResultDone {
			continue
		}
		r.State, r.UpdatedAt, r.DoneAt = ResultDone, now, now
		if err := c.Results.PutResult(ctx, tx, r); err != nil {
			return err
		}
	}
	if len(results) > 0 {
		return nil
	}
	walk, err := c.Engine.Walk(f.input(f.today(now)))
	if err != nil {
		return err
	}
	made := make([]Result, 0, len(walk.Results))
	for i, r := range walk.Results {
		if r.Kind == KindAnswer {
			continue
		}
		made = append(made, Result{
			ID: c.IDs.New(), Application: f.ID, Seq: i, Kind: r.Kind, Item: r.Item, Stage: r.Stage, State: ResultDone,
			Amount: r.Amount, UpdatedAt: now, DoneAt: now,
		})
	}
	return c.Results.AddResults(ctx, tx, made)
}

// TextOfState is the sentence for a state, without what results would add.
func TextOfState(s State) models.Texts { return stateTexts()[s] }

// Collectable tells whether the result is made and waits to be taken away.
func (v ResultView) Collectable() bool { return v.ready() }
