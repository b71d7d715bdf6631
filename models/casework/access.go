package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onevisit/models"
)

// supervisorRole may look into a case a clerk of the hall holds.
const supervisorRole = "supervisor"

// caseOfHall reads a case of the actor's hall. A case of another hall does not
// exist for the actor.
func caseOfHall(ctx context.Context, list List, actor models.Actor, application models.ID) (Case, error) {
	c, err := list.Case(ctx, application)
	if err != nil {
		return Case{}, fmt.Errorf("casework: read case: %w", err)
	}
	if c.Site != actor.Site {
		return Case{}, models.ErrNotFound.Because(errors.New("case of another hall"))
	}
	return c, nil
}

// unbiased refuses a clerk's own case and those of declared relatives and of
// the clerk's household.
func unbiased(ctx context.Context, list List, actor models.Actor, c Case) error {
	near, err := list.Interested(ctx, actor.ID, c.Person)
	if err != nil {
		return fmt.Errorf("casework: interests: %w", err)
	}
	if near {
		return ErrConflict
	}
	return nil
}

// heldBy tells whether the actor has a live claim of the case.
func (c Case) heldBy(actor models.Actor, now time.Time) bool {
	return c.State == StateWaiting && c.Hold.Clerk == actor.ID && c.Hold.Live(now)
}

// blindTo tells whether the actor must not see what was decided first: while
// the case waits for another clerk's look, everybody who could be that clerk,
// and a supervisor who is.
func (c Case) blindTo(actor models.Actor, now time.Time) bool {
	second := c.Stage == StageSecond && (c.State == StateWaiting || c.State == StateDeciding)
	return second && (actor.Role != supervisorRole || c.heldBy(actor, now))
}
