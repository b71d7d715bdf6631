package casework

import (
	"context"
	"fmt"

	"onevisit/models"
	"onevisit/models/audit"
)

// mostTold is how many deadlines one run of Escalate tells of.
const mostTold = 500

// Escalate notes deadlines that have come near, and tells the supervisors of
// those that were broken: each once, in a transaction of its own, so that several
// processes may run it and a run may be cut off anywhere. It answers how many it
// told of.
func (t *Timer) Escalate(ctx context.Context) (told int, err error) {
	now := t.Clock.Now()
	today := models.DateOf(now)
	cases, err := t.Stops.Untold(ctx, today, mostTold)
	if err != nil {
		return 0, fmt.Errorf("casework: deadlines: %w", err)
	}
	for _, c := range cases {
		broken := c.RiskOn(today) == Overdue
		action := audit.DeadlineNear
		if broken {
			action = audit.DeadlineBroken
		}
		first := false
		err := t.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) (err error) {
			if first, err = t.Stops.Tell(ctx, tx, c.Application, broken, now); err != nil || !first {
				return err
			}
			by := models.Actor{Kind: models.ActorSystem, Site: c.Site}
			return t.note(ctx, tx, action, by, c, map[string]string{"to": string(c.Deadline), "stage": string(c.Stage)})
		})
		if err != nil {
			return told, fmt.Errorf("casework: tell deadline: %w", err)
		}
		if first {
			told++
			t.Feed.Publish(Event{Site: c.Site, Case: c.Application, Change: Changed, Holder: liveName(c, t)})
		}
	}
	return told, nil
}

func liveName(c Case, t *Timer) string {
	if c.Hold.Live(t.Clock.Now()) {
		return c.Hold.Name
	}
	return ""
}
