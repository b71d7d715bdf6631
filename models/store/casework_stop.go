package store

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

// AddStop implements casework.StopStore.
func (s *Casework) AddStop(ctx context.Context, tx models.Tx, stop casework.Stop) error {
	r := row.CaseStop{
		ApplicationID: string(stop.Application), FromAt: millis(stop.From), ToAt: millis(stop.To), Days: stop.Days, Reason: string(stop.Reason),
	}
	return translate("stop clock", in(ctx, tx).Create(&r).Error)
}

// EndStop implements casework.StopStore.
func (s *Casework) EndStop(ctx context.Context, tx models.Tx, stop casework.Stop) error {
	return changed("start clock", in(ctx, tx).Model(&row.CaseStop{}).
		Where("application_id = ? AND from_at = ? AND to_at = 0", string(stop.Application), millis(stop.From)).
		Updates(map[string]any{"to_at": millis(stop.To), "days": stop.Days}))
}

// OpenStop implements casework.StopStore.
func (s *Casework) OpenStop(ctx context.Context, tx models.Tx, application models.ID) (casework.Stop, error) {
	var r row.CaseStop
	err := holding(ctx, tx).Where("application_id = ? AND to_at = 0", string(application)).Order("from_at DESC").Limit(1).Take(&r).Error
	return fromCaseStop(r), translate("read stop", err)
}

// Stops implements casework.StopStore.
func (s *Casework) Stops(ctx context.Context, application models.ID) ([]casework.Stop, error) {
	var rows []row.CaseStop
	err := s.db.reader(ctx).Where("application_id = ?", string(application)).Order("from_at").Find(&rows).Error
	stops := make([]casework.Stop, len(rows))
	for i, r := range rows {
		stops[i] = fromCaseStop(r)
	}
	return stops, translate("read stops", err)
}

func fromCaseStop(r row.CaseStop) casework.Stop {
	return casework.Stop{
		Application: models.ID(r.ApplicationID), From: instant(r.FromAt), To: instant(r.ToAt), Days: r.Days,
		Reason: casework.StopReason(r.Reason),
	}
}

// Untold implements casework.StopStore. Broken deadlines come first.
func (s *Casework) Untold(ctx context.Context, today models.Date, limit int) ([]casework.Case, error) {
	const waits = "SELECT q.* FROM queued_case q WHERE q.state = ? AND q.escalated_at = 0 AND q.deadline <> '' AND "
	broken, err := s.cases(ctx, "list broken deadlines", waits+"q.deadline < ? ORDER BY q.deadline LIMIT ?",
		casework.StateWaiting, today, limit)
	if err != nil || len(broken) == limit {
		return broken, err
	}
	near, err := s.cases(ctx, "list near deadlines",
		waits+"q.deadline >= ? AND q.warned_at = 0 AND q.warn_date <> '' AND q.warn_date <= ? ORDER BY q.deadline LIMIT ?",
		casework.StateWaiting, today, today, limit-len(broken))
	return append(broken, near...), err
}

// Tell implements casework.StopStore.
func (s *Casework) Tell(ctx context.Context, tx models.Tx, application models.ID, broken bool, at time.Time) (bool, error) {
	column := "warned_at"
	if broken {
		column = "escalated_at"
	}
	result := in(ctx, tx).Model(&row.QueuedCase{}).
		Where("application_id = ? AND state = ? AND "+column+" = 0", string(application), casework.StateWaiting).
		Update(column, millis(at))
	return result.RowsAffected == 1, translate("tell deadline", result.Error)
}

// Leave notes which citizens are not in the hall any more: their cases take the
// place of those who went home. It answers how many it found.
func (s *Casework) Leave(ctx context.Context, limit int) (int, error) {
	gone, err := s.cases(ctx, "list who left", `SELECT q.* FROM queued_case q
		WHERE q.away = 0 AND NOT EXISTS (SELECT 1 FROM citizen_session s WHERE s.id = q.session_id AND s.ended_at = 0) LIMIT ?`, limit)
	if err != nil || len(gone) == 0 {
		return 0, err
	}
	return len(gone), s.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		for _, c := range gone {
			at := casework.PlaceAway(c)
			err := in(ctx, tx).Model(&row.QueuedCase{}).
				Where("application_id = ? AND away = 0 AND session_id = ?", string(c.Application), string(c.Session)).
				Updates(map[string]any{"away": 1, "place": millis(at)}).Error
			if err != nil {
				return translate("leave hall", err)
			}
		}
		return nil
	})
}
