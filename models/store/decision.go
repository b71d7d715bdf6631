package store

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

// Decisions keeps what clerks decided. A decision never leaves the table; the
// unique live_key makes two that count for one case, round and stage impossible,
// whatever the code above believes.
type Decisions struct{ db *DB }

// NewDecisions returns the repository.
func NewDecisions(db *DB) *Decisions { return &Decisions{db} }

// Begin implements casework.DecisionStore.
func (s *Decisions) Begin(
	ctx context.Context, tx models.Tx, t casework.Taking, d casework.Decision,
) (casework.Case, bool, error) {
	result := s.begin(ctx, tx, t, d)
	if result.Error != nil {
		return casework.Case{}, false, translate("begin decision", result.Error)
	}
	var r row.QueuedCase
	if err := holding(ctx, tx).Where("application_id = ? AND site = ?", t.Application, t.Site).Take(&r).Error; err != nil {
		return casework.Case{}, false, translate("read case", err)
	}
	c := fromQueuedCase(r)
	if result.RowsAffected != 1 {
		return c, false, nil
	}
	d.Fence = c.Hold.Fence
	kept := toDecision(d)
	if err := in(ctx, tx).Create(&kept).Error; err != nil {
		return c, false, translate("keep decision", err)
	}
	return c, true, s.Touch(ctx, tx, casework.Hand{
		Application: d.Application, Clerk: d.Clerk, Round: d.Round, Stage: d.Stage, Act: casework.HandDecide, At: d.At,
	})
}

// begin is the conditional update: under a live claim's fence, or, without a
// fence, of a case nobody else holds, which takes it under the next one.
func (s *Decisions) begin(ctx context.Context, tx models.Tx, t casework.Taking, d casework.Decision) *gorm.DB {
	cases := in(ctx, tx).Model(&row.QueuedCase{}).Where(
		"application_id = ? AND site = ? AND state = ? AND round_no = ? AND stage = ?",
		t.Application, t.Site, casework.StateWaiting, d.Round, d.Stage)
	if t.Fence > 0 {
		return cases.Where("claimed_by = ? AND fence = ? AND claim_expires_at > ?", t.Clerk, t.Fence, millis(t.Now)).
			Update("state", casework.StateDeciding)
	}
	return cases.Where("(claimed_by = '' OR claimed_by = ? OR claim_expires_at <= ?)", t.Clerk, millis(t.Now)).
		Updates(map[string]any{
			"state": casework.StateDeciding, "claimed_by": string(t.Clerk), "claimed_name": t.Name,
			"claim_expires_at": millis(t.Until), "fence": gorm.Expr("fence + 1"),
		})
}

// Hold implements casework.DecisionStore. The case is held before the decision,
// as in Begin, so that two acts on one case wait for each other and do not lock
// each other out.
func (s *Decisions) Hold(ctx context.Context, tx models.Tx, id models.ID) (casework.Decision, casework.Case, error) {
	var application string
	err := in(ctx, tx).Model(&row.Decision{}).Where("id = ?", string(id)).Select("application_id").Take(&application).Error
	if err != nil {
		return casework.Decision{}, casework.Case{}, translate("read decision", err)
	}
	var q row.QueuedCase
	if err := holding(ctx, tx).Where("application_id = ?", application).Take(&q).Error; err != nil {
		return casework.Decision{}, casework.Case{}, translate("hold case", err)
	}
	var r row.Decision
	if err := holding(ctx, tx).Where("id = ?", string(id)).Take(&r).Error; err != nil {
		return casework.Decision{}, casework.Case{}, translate("hold decision", err)
	}
	return fromDecision(r), fromQueuedCase(q), nil
}

// Close implements casework.DecisionStore.
func (s *Decisions) Close(
	ctx context.Context, tx models.Tx, d casework.Decision, from casework.DecisionState,
) error {
	r := toDecision(d)
	return changed("close decision", in(ctx, tx).Model(&row.Decision{}).Where("id = ? AND state = ?", r.ID, string(from)).
		Updates(map[string]any{
			"state": r.State, "closed_at": r.ClosedAt, "closed_by": r.ClosedBy, "closed_why": r.ClosedWhy,
			"closed_note": r.ClosedNote, "live_key": r.LiveKey,
		}))
}

// Place implements casework.DecisionStore.
func (s *Decisions) Place(ctx context.Context, tx models.Tx, c casework.Case) error {
	r := toQueuedCase(c)
	return changed("place case", in(ctx, tx).Model(&row.QueuedCase{}).Where("application_id = ?", r.ApplicationID).
		Updates(map[string]any{
			"state": r.State, "stage": r.Stage, "round_no": r.RoundNo, "claimed_by": r.ClaimedBy, "claimed_name": r.ClaimedName,
			"claim_expires_at": r.ClaimExpiresAt, "fence": r.Fence, "assigned_to": r.AssignedTo, "corrected": r.Corrected,
			"stopped_at": r.StoppedAt, "escalated_at": r.EscalatedAt, "warned_at": r.WarnedAt, "due_date": r.DueDate,
			"deadline": r.Deadline, "warn_date": r.WarnDate, "place": r.Place, "promised_date": r.PromisedDate,
		}))
}

// Round implements casework.DecisionStore.
func (s *Decisions) Round(ctx context.Context, tx models.Tx, application models.ID, round int) ([]casework.Decision, error) {
	return s.list(holding(ctx, tx).Where("application_id = ? AND round_no = ?", string(application), round).Order("id"))
}

// Touch implements casework.DecisionStore.
func (s *Decisions) Touch(ctx context.Context, tx models.Tx, h casework.Hand) error {
	r := row.CaseHand{
		ApplicationID: string(h.Application), StaffID: string(h.Clerk), RoundNo: max(h.Round, 1), Stage: string(h.Stage),
		Act: string(h.Act), At: millis(h.At),
	}
	return translate("note hand", in(ctx, tx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error)
}

// Touched implements casework.DecisionList.
func (s *Decisions) Touched(
	ctx context.Context, c casework.Case, clerk models.ID, acts ...casework.Act,
) (bool, error) {
	var n int64
	err := s.db.reader(ctx).Model(&row.CaseHand{}).
		Where("application_id = ? AND staff_id = ? AND (round_no <> ? OR stage <> ?) AND act IN ?",
			string(c.Application), string(clerk), c.Round, string(c.Stage), acts).Count(&n).Error
	return n > 0, translate("read hands", err)
}

// Decisions implements casework.DecisionList.
func (s *Decisions) Decisions(ctx context.Context, application models.ID) ([]casework.Decision, error) {
	return s.list(s.db.reader(ctx).Where("application_id = ?", string(application)).Order("id"))
}

// Decision implements casework.DecisionList.
func (s *Decisions) Decision(ctx context.Context, id models.ID) (casework.Decision, error) {
	var r row.Decision
	err := s.db.reader(ctx).Where("id = ?", string(id)).Take(&r).Error
	return fromDecision(r), translate("read decision", err)
}

// Page implements casework.DecisionList.
func (s *Decisions) Page(ctx context.Context, q casework.DecisionQuery) ([]casework.DecidedCase, error) {
	where, args := []string{"d.site = ?"}, []any{q.Site}
	for _, more := range []struct {
		column string
		value  models.ID
	}{{"d.staff_id = ?", q.Clerk}, {"d.bulk_id = ?", q.Bulk}, {"d.id < ?", q.Before}} {
		if more.value != "" {
			where, args = append(where, more.column), append(args, string(more.value))
		}
	}
	var rows []struct {
		row.Decision
		Number       string
		Holder       []byte
		CaseState    string
		CaseRound    int
		CaseStage    string
		CaseEyes     int
		ClaimedBy    string
		ClaimExpires int64
		AppState     string
	}
	sql := `SELECT d.*, q.number AS number, q.holder AS holder, q.state AS case_state, q.round_no AS case_round,
		q.stage AS case_stage, q.eyes AS case_eyes, q.claimed_by AS claimed_by, q.claim_expires_at AS claim_expires, COALESCE(a.state, '') AS app_state
		FROM decision d JOIN queued_case q ON q.application_id = d.application_id LEFT JOIN application a ON a.id = d.application_id
		WHERE ` + strings.Join(where, " AND ") + ` ORDER BY d.id DESC LIMIT ?`
	if err := s.db.reader(ctx).Raw(sql, append(args, q.Limit)...).Scan(&rows).Error; err != nil {
		return nil, translate("list decisions", err)
	}
	list := make([]casework.DecidedCase, len(rows))
	for i, r := range rows {
		list[i] = casework.DecidedCase{
			Decision: fromDecision(r.Decision), Number: r.Number, Holder: r.Holder, Stands: application.State(r.AppState),
			Case: casework.Case{
				Application: models.ID(r.ApplicationID), State: casework.State(r.CaseState), Round: r.CaseRound,
				Stage: casework.Stage(r.CaseStage), Eyes: r.CaseEyes,
				Hold: casework.Hold{Clerk: models.ID(r.ClaimedBy), ExpiresAt: instant(r.ClaimExpires)},
			},
		}
	}
	return list, nil
}

func (s *Decisions) list(query *gorm.DB) ([]casework.Decision, error) {
	var rows []row.Decision
	if err := query.Find(&rows).Error; err != nil {
		return nil, translate("list decisions", err)
	}
	list := make([]casework.Decision, len(rows))
	for i, r := range rows {
		list[i] = fromDecision(r)
	}
	return list, nil
}

func toDecision(d casework.Decision) row.Decision {
	live := string(d.ID)
	if d.State != casework.Undone {
		live = fmt.Sprintf("%s:%d:%s", d.Application, d.Round, d.Stage)
	}
	return row.Decision{
		ID: string(d.ID), ApplicationID: string(d.Application), StaffID: string(d.Clerk), Site: d.Site, Service: d.Service,
		RoundNo: d.Round, Stage: string(d.Stage), Outcome: string(d.Outcome), Reason: d.Reason, Note: notNil(d.Note),
		Correction: notNil(d.Correction), Ticked: strings.Join(d.Checks, " "), BulkID: string(d.Bulk),
		Blind: flag(d.Blind), Drawn: flag(d.Drawn), Fence: d.Fence, DecidedAt: millis(d.At), FinalAt: millis(d.FinalAt),
		State: string(d.State), ClosedAt: millis(d.ClosedAt), ClosedBy: string(d.ClosedBy), ClosedWhy: d.ClosedWhy,
		ClosedNote: notNil(d.ClosedNote), LiveKey: live,
	}
}

func fromDecision(r row.Decision) casework.Decision {
	return casework.Decision{
		ID: models.ID(r.ID), Application: models.ID(r.ApplicationID), Clerk: models.ID(r.StaffID), Site: r.Site, Service: r.Service,
		Round: r.RoundNo, Stage: casework.Stage(r.Stage), Outcome: casework.Outcome(r.Outcome), Reason: r.Reason, Note: r.Note,
		Correction: r.Correction, Checks: strings.Fields(r.Ticked), Bulk: models.ID(r.BulkID),
		Blind: r.Blind == 1, Drawn: r.Drawn == 1, Fence: r.Fence, At: instant(r.DecidedAt), FinalAt: instant(r.FinalAt),
		State: casework.DecisionState(r.State), ClosedAt: instant(r.ClosedAt), ClosedBy: models.ID(r.ClosedBy), ClosedWhy: r.ClosedWhy,
		ClosedNote: r.ClosedNote,
	}
}
