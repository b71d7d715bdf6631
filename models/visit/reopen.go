package visit

import (
	"context"
	"time"

	"onevisit/models"
)

// Reopen undoes the end a decision gave a matter, because the decision was
// withdrawn: the matter goes on as if it had never ended, its need stays
// submitted, and nobody's coming back is counted. A matter that is open stays
// so.
func (l *Ledger) Reopen(ctx context.Context, tx models.Tx, matter models.ID) error {
	m, err := l.matters.LockMatter(ctx, tx, matter)
	if err != nil {
		return err
	}
	if m.State == MatterOpen && m.Settled {
		return nil
	}
	m.State, m.EndedOn, m.EndedAt, m.Settled = MatterOpen, "", time.Time{}, true
	m.LastEventOn = models.DateOf(l.clock.Now())
	m.Version++
	return l.matters.ChangeMatter(ctx, tx, m)
}
