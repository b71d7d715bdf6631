package application

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
)

// A hall's screens show a number for so long, and so many at once.
const (
	callShown = 10 * time.Minute
	callsMost = 12
	callKept  = 24 * time.Hour
)

// ErrNotCorrecting is the answer to calling somebody nothing is asked of.
var ErrNotCorrecting = models.E(models.KindConflict, "not-in-correction")

// Calls lists the numbers called in a hall during the last minutes, newest
// first. They name nobody.
func (c *Cases) Calls(ctx context.Context, site string) ([]Call, error) {
	return c.Board.Calls(ctx, site, c.Clock.Now().Add(-callShown), callsMost)
}

// Call calls the citizen of an application that waits for a correction, by its
// number, in the transaction of whoever calls.
func (c *Cases) Call(ctx context.Context, tx models.Tx, id models.ID, by models.Actor) error {
	a, err := c.Store.Lock(ctx, tx, id)
	if err != nil {
		return err
	}
	if a.State != Correction {
		return ErrNotCorrecting
	}
	return c.call(ctx, tx, a, by)
}

func (c *Cases) call(ctx context.Context, tx models.Tx, a Application, by models.Actor) error {
	if err := c.Board.AddCall(ctx, tx, a.Site, a.ID, Call{Number: a.Number, At: c.Clock.Now()}); err != nil {
		return err
	}
	return c.Log.Append(ctx, tx, audit.Entry{Action: audit.CitizenCalled, Actor: by, Subjects: a.subjects()})
}
