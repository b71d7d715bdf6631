package application

import (
	"context"
	"errors"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/visit"
)

// resume takes an unfinished application up. In a new session its facts are
// asked for again, so that a reason to stop is told now and not at the end. Not
// so where the office asked for a correction: it wants the answer whatever the
// pre-check says today, and looks at it itself.
func (c *Cases) resume(ctx context.Context, choice Choice, s visit.Session, a Application) (Outcome, error) {
	f, err := c.open(ctx, a)
	if err != nil {
		return Outcome{}, err
	}
	if a.Session != s.ID && a.State == Draft {
		facts := only(c.fresh(ctx, s, choice.Place, f.def, f.ID), f.def.Facts)
		verdict, err := c.Engine.Precheck(c.fromScratch(f.def, facts, choice.Place))
		if err != nil {
			return Outcome{}, err
		}
		if !verdict.Outcome.Opens() {
			return c.refuse(ctx, choice, s, f.def, verdict)
		}
		if err := c.renew(ctx, f, facts); err != nil {
			return Outcome{}, err
		}
		f.facts = facts
	}
	var outcome Outcome
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		f := *f // work may run again
		if f.Session != s.ID {
			if err := c.join(ctx, tx, &f, s); err != nil {
				return err
			}
		}
		view, err := c.compose(ctx, &f, nil, choice.Actor)
		if err != nil {
			return err
		}
		outcome = Outcome{View: &view}
		return choice.Record.Call(ctx, tx, outcome)
	})
	return outcome, err
}

// join makes an application the running session's: the visit is counted in its
// matter and the kiosk becomes the one its results are due at.
func (c *Cases) join(ctx context.Context, tx models.Tx, f *file, s visit.Session) error {
	a, err := c.Store.Lock(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	if a.Version != f.Version {
		return models.ErrStale.Because(errors.New("joined by another session"))
	}
	if a.Facts, err = sealFacts(c.Vault, a.ID, f.facts); err != nil {
		return err
	}
	if err := c.sealFetched(f, &a); err != nil {
		return err
	}
	if err := c.Ledger.Return(ctx, tx, a.Matter, s.Visit); err != nil {
		return err
	}
	a.Session, a.Device, a.Visit, a.Language = s.ID, s.Device, s.Visit, s.Language
	a.UpdatedAt = c.Clock.Now()
	a.Version++
	if err := c.Store.Change(ctx, tx, a); err != nil {
		return err
	}
	f.Application = a
	kind := a.State.ending()
	if a.State.Editable() {
		kind = visit.EndWorking
	}
	if err := c.Ledger.Note(ctx, tx, a.Matter, visit.EndingOf(kind, "")); err != nil {
		return err
	}
	notes := map[string]string{}
	if a.State.Editable() {
		if err := c.noteShown(f, notes); err != nil {
			return err
		}
	}
	return c.Log.Append(ctx, tx, audit.Entry{Action: audit.ApplicationResumed, Actor: s.Actor(), Subjects: a.subjects(), Notes: notes})
}
