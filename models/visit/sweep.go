package visit

import (
	"context"
	"errors"
	"fmt"

	"onevisit/models"
	"onevisit/models/audit"
)

// abandon states that a matter's window has run out. It ends on the 91st day of
// silence, whenever this is called.
func (l *Ledger) abandon(ctx context.Context, tx models.Tx, m Matter, applications Applications) error {
	if err := applications.GiveUp(ctx, tx, m.ID); err != nil {
		return fmt.Errorf("visit: give up applications: %w", err)
	}
	m.State, m.EndedOn = MatterAbandoned, m.AbandonedOn()
	m.EndedAt = m.EndedOn.Time()
	m.Version++
	if err := l.matters.ChangeMatter(ctx, tx, m); err != nil {
		return fmt.Errorf("visit: abandon matter: %w", err)
	}
	return l.log.Append(ctx, tx, audit.Entry{
		Action: audit.MatterAbandoned, Actor: models.Actor{Kind: models.ActorSystem},
		Subjects: []audit.Ref{{Kind: "matter", ID: string(m.ID)}},
	})
}

// sweepBatch bounds how many matters are read at once.
const sweepBatch = 200

// Sweep abandons the open matters whose silence has reached the 91st day, each
// in a transaction of its own, and returns how many. Matters whose application
// is in the office's hands or decided stay open. It may run at any time, on
// several machines at once.
func (l *Ledger) Sweep(ctx context.Context, tr models.Transactor, applications Applications) (int, error) {
	before := models.DateOf(l.clock.Now()).AddDays(-Window)
	count, after := 0, models.ID("")
	for {
		silent, err := l.matters.SilentMatters(ctx, before, after, sweepBatch)
		if err != nil {
			return count, err
		}
		for _, m := range silent {
			done, err := l.sweepOne(ctx, tr, m.ID, before, applications)
			if err != nil {
				return count, err
			}
			if done {
				count++
			}
			after = m.ID
		}
		if len(silent) < sweepBatch {
			return count, nil
		}
	}
}

func (l *Ledger) sweepOne(ctx context.Context, tr models.Transactor, id models.ID, before models.Date, applications Applications) (done bool, err error) {
	err = tr.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		done = false
		m, err := l.matters.LockMatter(ctx, tx, id)
		if err != nil || m.State != MatterOpen || m.LastEventOn >= before {
			return err
		}
		held, err := applications.Holds(ctx, tx, id)
		if err != nil || held {
			return err
		}
		done = true
		return l.abandon(ctx, tx, m, applications)
	})
	if errors.Is(err, models.ErrStale) {
		return false, nil // somebody came back at this moment
	}
	return done, err
}
