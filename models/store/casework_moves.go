package store

import (
	"context"
	"time"

	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

// Moved implements casework.Moves.
func (s *Casework) Moved(ctx context.Context, site string, since time.Time) ([]casework.Move, error) {
	var rows []row.QueuedCase
	err := s.db.reader(ctx).
		Select("application_id", "state", "stage", "claimed_by", "claimed_name", "claim_expires_at", "fence", "touched_at").
		Where("site = ? AND touched_at >= ?", site, millis(since)).Order("touched_at").Limit(casework.MostMoves).Find(&rows).Error
	moves := make([]casework.Move, len(rows))
	for i, r := range rows {
		c := fromQueuedCase(r)
		moves[i] = casework.Move{Application: c.Application, State: c.State, Stage: c.Stage, Hold: c.Hold, At: instant(r.TouchedAt)}
	}
	return moves, translate("list changes", err)
}

// LastMove implements casework.Moves.
func (s *Casework) LastMove(ctx context.Context, site string) (time.Time, error) {
	var last int64
	err := s.db.reader(ctx).Raw("SELECT COALESCE(MAX(touched_at), 0) FROM queued_case WHERE site = ?", site).Scan(&last).Error
	return instant(last), translate("read last change", err)
}
