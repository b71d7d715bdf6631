package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

// Casework keeps the clerks' queue, its claims and the decisions. Every change
// of a claim is one conditional update whose condition names the holder, the
// fence and the lease; the affected rows say whether it held.
type Casework struct{ db *DB }

// NewCasework returns the repository.
func NewCasework(db *DB) *Casework { return &Casework{db} }

// Put implements casework.Queue.
func (s *Casework) Put(ctx context.Context, tx models.Tx, c casework.Case) error {
	r := toQueuedCase(c)
	back := clause.OnConflict{
		Columns: []clause.Column{{Name: "application_id"}},
		// A case that comes back begins a new round of decisions.
		DoUpdates: append(clause.Assignments(map[string]any{"round_no": gorm.Expr("queued_case.round_no + 1")}), clause.AssignmentColumns([]string{
			"session_id", "kiosk", "holder", "submitted_at", "promised_date", "state",
			"claimed_by", "claimed_name", "claim_expires_at",
			"language", "stage", "eyes", "checked", "corrected", "assigned_to", "due_date", "stopped_at", "escalated_at",
		})...),
	}
	return translate("queue case", in(ctx, tx).Clauses(back).Create(&r).Error)
}

// Withdraw implements casework.Queue.
func (s *Casework) Withdraw(ctx context.Context, tx models.Tx, application models.ID) error {
	err := in(ctx, tx).Model(&row.QueuedCase{}).
		Where("application_id = ? AND state IN ?", application,
			[]casework.State{casework.StateWaiting, casework.StateDeciding, casework.StateCorrection}).
		Updates(withoutClaim("state", casework.StateWithdrawn)).Error
	return translate("withdraw case", err)
}

// Claims implements casework.Queue.
func (s *Casework) Claims(ctx context.Context, tx models.Tx, clerk models.ID, now time.Time) (int, error) {
	var known []string
	if err := holding(ctx, tx).Model(&row.StaffAccount{}).Where("id = ?", clerk).Pluck("id", &known).Error; err != nil {
		return 0, translate("hold clerk", err)
	}
	var live int64
	err := in(ctx, tx).Model(&row.QueuedCase{}).
		Where("claimed_by = ? AND claim_expires_at > ? AND state = ?", clerk, millis(now), casework.StateWaiting).
		Count(&live).Error
	return int(live), translate("count claims", err)
}

// Claim implements casework.Queue.
func (s *Casework) Claim(ctx context.Context, tx models.Tx, t casework.Taking) (casework.Case, bool, error) {
	result := in(ctx, tx).Model(&row.QueuedCase{}).
		Where("application_id = ? AND site = ? AND state = ? AND (claimed_by = '' OR claim_expires_at <= ?)",
			t.Application, t.Site, casework.StateWaiting, millis(t.Now)).
		Updates(map[string]any{
			"claimed_by": string(t.Clerk), "claimed_name": t.Name, "claim_expires_at": millis(t.Until),
			"fence": gorm.Expr("fence + 1"),
		})
	return s.outcome(ctx, tx, t, result)
}

// Hold implements casework.Queue.
func (s *Casework) Hold(ctx context.Context, tx models.Tx, t casework.Taking) (casework.Case, bool, error) {
	change := withoutClaim("claim_expires_at", millis(t.Until))
	if !t.Until.IsZero() {
		change = map[string]any{"claim_expires_at": millis(t.Until)}
	}
	return s.outcome(ctx, tx, t, s.held(ctx, tx, t).Updates(change))
}

// held selects the case while the clerk's claim under the fence is live.
func (s *Casework) held(ctx context.Context, tx models.Tx, t casework.Taking) *gorm.DB {
	return in(ctx, tx).Model(&row.QueuedCase{}).
		Where("application_id = ? AND site = ? AND state = ? AND claimed_by = ? AND fence = ? AND claim_expires_at > ?",
			t.Application, t.Site, casework.StateWaiting, t.Clerk, t.Fence, millis(t.Now))
}

// outcome reads the case as the update left it, or as it stood in its way.
func (s *Casework) outcome(
	ctx context.Context, tx models.Tx, t casework.Taking, result *gorm.DB,
) (casework.Case, bool, error) {
	if result.Error != nil {
		return casework.Case{}, false, translate("change claim", result.Error)
	}
	var r row.QueuedCase
	err := holding(ctx, tx).
		Where("application_id = ? AND site = ?", t.Application, t.Site).Take(&r).Error
	if err != nil {
		return casework.Case{}, false, translate("read case", err)
	}
	return fromQueuedCase(r), result.RowsAffected == 1, nil
}

func withoutClaim(column string, value any) map[string]any {
	change := map[string]any{"claimed_by": "", "claimed_name": "", "claim_expires_at": 0}
	change[column] = value
	return change
}

// Case implements casework.List.
func (s *Casework) Case(ctx context.Context, application models.ID) (casework.Case, error) {
	var rows []queuedRow
	err := s.db.reader(ctx).Raw(queuedColumns+" WHERE q.application_id = ?", "", "", "", application).Scan(&rows).Error
	if err != nil {
		return casework.Case{}, translate("read case", err)
	}
	if len(rows) == 0 {
		return casework.Case{}, models.ErrNotFound.Because(fmt.Errorf("case %s", application))
	}
	return rows[0].toCase(), nil
}

// Waiting implements casework.List.
func (s *Casework) Waiting(ctx context.Context, q casework.Query) ([]casework.Case, error) {
	today := models.DateOf(q.Now)
	where, args := waitingWhere(q)
	sql := "SELECT * FROM (" + queuedColumns + where + ") w"
	args = append([]any{today, today, today.AddDays(casework.SoonDays)}, args...)
	if q.After != (casework.Position{}) {
		sql += " WHERE (risk_rank, away, submitted_at, application_id) > (?, ?, ?, ?)"
		args = append(args, q.After.Rank, q.After.Away, q.After.SubmittedAt, q.After.Application)
	}
	sql += " ORDER BY risk_rank, away, submitted_at, application_id LIMIT ?"
	var rows []queuedRow
	if err := s.db.reader(ctx).Raw(sql, append(args, q.Limit)...).Scan(&rows).Error; err != nil {
		return nil, translate("list queue", err)
	}
	cases := make([]casework.Case, len(rows))
	for i, r := range rows {
		cases[i] = r.toCase()
	}
	return cases, nil
}

// Counts implements casework.List.
func (s *Casework) Counts(ctx context.Context, q casework.Query, clerk models.ID) (casework.Counts, error) {
	var c casework.Counts
	where, args := waitingWhere(q)
	sql := `SELECT COUNT(*) AS waiting,
		COALESCE(SUM(CASE WHEN q.claimed_by = ? AND q.claim_expires_at > ? THEN 1 ELSE 0 END), 0) AS mine,
		COALESCE(SUM(CASE WHEN q.promised_date <> '' AND q.promised_date < ? THEN 1 ELSE 0 END), 0) AS overdue
		FROM queued_case q` + where
	args = append([]any{clerk, millis(q.Now), models.DateOf(q.Now)}, args...)
	return c, translate("count queue", s.db.reader(ctx).Raw(sql, args...).Scan(&c).Error)
}

func waitingWhere(q casework.Query) (string, []any) {
	where, args := " WHERE q.site = ? AND q.state = ?", []any{q.Site, casework.StateWaiting}
	if q.Service != "" {
		where, args = where+" AND q.service = ?", append(args, q.Service)
	}
	if q.Free {
		where, args = where+" AND (q.claimed_by = '' OR q.claim_expires_at <= ?)", append(args, millis(q.Now))
	}
	return where, args
}

// Earlier implements casework.List.
func (s *Casework) Earlier(ctx context.Context, person, except models.ID) ([]casework.Earlier, error) {
	var matters []casework.Earlier
	err := s.db.reader(ctx).Raw(`SELECT service, state, opened_on, visits FROM matter
		WHERE person_id = ? AND id <> ? ORDER BY opened_on DESC, id DESC LIMIT 10`, person, except).Scan(&matters).Error
	return matters, translate("read earlier matters", err)
}

// Interested implements casework.List.
func (s *Casework) Interested(ctx context.Context, clerk, person models.ID) (bool, error) {
	var n int64
	err := s.db.reader(ctx).Model(&row.StaffInterest{}).
		Joins("JOIN person ON person.id_index = staff_interest.person_index").
		Where("staff_interest.staff_id = ? AND person.id = ?", clerk, person).Count(&n).Error
	return n > 0, translate("read interests", err)
}

// Declare implements casework.Declarations.
func (s *Casework) Declare(
	ctx context.Context, tx models.Tx, clerk models.ID, personIndex string, kind casework.Interest,
) error {
	r := row.StaffInterest{StaffID: string(clerk), PersonIndex: personIndex, Kind: string(kind)}
	again := clause.OnConflict{
		Columns:   []clause.Column{{Name: "staff_id"}, {Name: "person_index"}},
		DoUpdates: clause.AssignmentColumns([]string{"kind"}),
	}
	return translate("declare interest", in(ctx, tx).Clauses(again).Create(&r).Error)
}
