package store

import (
	"context"

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
			"session_id", "kiosk", "holder", "submitted_at", "state",
			"claimed_by", "claimed_name", "claim_expires_at",
			"language", "stage", "eyes", "checked", "corrected", "assigned_to", "due_date", "stopped_at", "escalated_at",
			"promised_date", "deadline", "warn_date", "place", "away", "warned_at",
		})...),
	}
	if c.Household != "" {
		if err := s.Lives(ctx, tx, c.Person, c.Household); err != nil {
			return err
		}
	}
	if err := in(ctx, tx).Clauses(back).Create(&r).Error; err != nil {
		return translate("queue case", err)
	}
	// An insert has no hook that could note the database's time.
	touched := in(ctx, tx).Model(&row.QueuedCase{}).Where("application_id = ?", r.ApplicationID).Update("away", r.Away)
	if touched.Error != nil {
		return translate("queue case", touched.Error)
	}
	return s.provedBefore(ctx, tx, r)
}

// provedBefore notes that the clerk who proved who hands the case in had it in
// hand, name and number in full, before its first round: like anybody who
// revealed them, that clerk does not sign it a second time.
func (s *Casework) provedBefore(ctx context.Context, tx models.Tx, r row.QueuedCase) error {
	var clerks []string
	err := in(ctx, tx).Model(&row.IdentityRequest{}).Where("session_id = ?", r.SessionID).Pluck("staff_id", &clerks).Error
	if err != nil || r.SessionID == "" || len(clerks) == 0 {
		return translate("find who proved the identity", err)
	}
	hand := row.CaseHand{
		ApplicationID: r.ApplicationID, StaffID: clerks[0], Stage: string(casework.StageFirst), Act: string(casework.HandReveal), At: r.SubmittedAt,
	}
	return translate("note hand", in(ctx, tx).Clauses(clause.OnConflict{DoNothing: true}).Create(&hand).Error)
}

// Withdraw implements casework.Queue.
func (s *Casework) Withdraw(ctx context.Context, tx models.Tx, application models.ID) error {
	err := in(ctx, tx).Model(&row.QueuedCase{}).
		Where("application_id = ? AND state IN ?", application,
			[]casework.State{casework.StateWaiting, casework.StateDeciding, casework.StateCorrection}).
		Updates(withoutClaim("state", casework.StateWithdrawn)).Error
	return translate("withdraw case", err)
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

// Interested implements casework.List.
func (s *Casework) Interested(ctx context.Context, clerk, person models.ID) (bool, error) {
	return s.near(ctx, clerk, person)
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
