package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/store/internal/row"
)

// Corrections keeps correction requests and the numbers called in the halls. It
// implements application.RequestStore and application.CallStore.
type Corrections struct {
	db  *DB
	ids *models.IDs
}

// NewCorrections returns the repository of correction requests.
func NewCorrections(db *DB, ids *models.IDs) *Corrections { return &Corrections{db, ids} }

// AddRequest implements application.RequestStore.
func (s *Corrections) AddRequest(ctx context.Context, tx models.Tx, r application.CorrectionRequest) error {
	x := toCorrectionRow(r)
	return translate("add correction request", in(ctx, tx).Create(&x).Error)
}

// OpenRequest implements application.RequestStore.
func (s *Corrections) OpenRequest(ctx context.Context, id models.ID) (application.CorrectionRequest, error) {
	return openRequest(s.db.reader(ctx), id)
}

// LockRequest implements application.RequestStore.
func (s *Corrections) LockRequest(ctx context.Context, tx models.Tx, id models.ID) (application.CorrectionRequest, error) {
	return openRequest(holding(ctx, tx), id)
}

func openRequest(query *gorm.DB, id models.ID) (application.CorrectionRequest, error) {
	var r row.CorrectionRequest
	if err := query.Where("open_key = ?", string(id)).Take(&r).Error; err != nil {
		return application.CorrectionRequest{}, translate("read correction request", err)
	}
	return fromCorrectionRow(r), nil
}

// Requests implements application.RequestStore.
func (s *Corrections) Requests(ctx context.Context, id models.ID) ([]application.CorrectionRequest, error) {
	return requests(s.db.reader(ctx).Where("application_id = ?", string(id)).Order("seq"))
}

// ChangeRequest implements application.RequestStore.
func (s *Corrections) ChangeRequest(
	ctx context.Context, tx models.Tx, r application.CorrectionRequest, from application.RequestState,
) error {
	x := toCorrectionRow(r)
	return changed("change correction request", in(ctx, tx).Model(&row.CorrectionRequest{}).
		Where("id = ? AND state = ?", x.ID, string(from)).Updates(map[string]any{
		"open_key": x.OpenKey, "state": x.State, "reminded_at": x.RemindedAt, "closed_at": x.ClosedAt, "answered_by": x.AnsweredBy,
	}))
}

// DueRequests implements application.RequestStore.
func (s *Corrections) DueRequests(ctx context.Context, today models.Date, limit int) ([]application.CorrectionRequest, error) {
	asked := string(application.RequestAsked)
	return requests(s.db.reader(ctx).
		Where("state = ? AND answer_by < ? OR state = ? AND remind_on <> '' AND remind_on <= ? AND reminded_at = 0",
			asked, string(today), asked, string(today)).
		Order("id").Limit(limit))
}

func requests(query *gorm.DB) ([]application.CorrectionRequest, error) {
	var rows []row.CorrectionRequest
	if err := query.Find(&rows).Error; err != nil {
		return nil, translate("list correction requests", err)
	}
	list := make([]application.CorrectionRequest, len(rows))
	for i, r := range rows {
		list[i] = fromCorrectionRow(r)
	}
	return list, nil
}

func toCorrectionRow(r application.CorrectionRequest) row.CorrectionRequest {
	x := row.CorrectionRequest{
		ID: string(r.ID), ApplicationID: string(r.Application), Site: r.Site, Seq: r.Seq, AskedBy: string(r.By),
		Sealed: present(r.Sealed), State: string(r.State), AskedAt: millis(r.AskedAt), AnswerBy: string(r.AnswerBy),
		RemindOn: string(r.RemindOn), RemindedAt: millis(r.RemindedAt), ClosedAt: millis(r.ClosedAt), AnsweredBy: string(r.AnsweredBy),
	}
	if r.Open() {
		x.OpenKey = &x.ApplicationID
	}
	return x
}

func fromCorrectionRow(r row.CorrectionRequest) application.CorrectionRequest {
	return application.CorrectionRequest{
		ID: models.ID(r.ID), Application: models.ID(r.ApplicationID), Site: r.Site, Seq: r.Seq, By: models.ID(r.AskedBy),
		Sealed: r.Sealed, State: application.RequestState(r.State), AskedAt: instant(r.AskedAt), AnswerBy: models.Date(r.AnswerBy),
		RemindOn: models.Date(r.RemindOn), RemindedAt: instant(r.RemindedAt), ClosedAt: instant(r.ClosedAt),
		AnsweredBy: application.Channel(r.AnsweredBy),
	}
}

// AddCall implements application.CallStore.
func (s *Corrections) AddCall(ctx context.Context, tx models.Tx, site string, id models.ID, c application.Call) error {
	r := row.HallCall{ID: string(s.ids.New()), Site: site, ApplicationID: string(id), Number: c.Number, At: millis(c.At)}
	return translate("add call", in(ctx, tx).Create(&r).Error)
}

// ForgetCalls implements application.CallStore.
func (s *Corrections) ForgetCalls(ctx context.Context, tx models.Tx, before time.Time) error {
	return translate("forget calls", in(ctx, tx).Where("at < ?", millis(before)).Delete(&row.HallCall{}).Error)
}

// Calls implements application.CallStore.
func (s *Corrections) Calls(ctx context.Context, site string, since time.Time, limit int) ([]application.Call, error) {
	var rows []row.HallCall
	err := s.db.reader(ctx).Select("number", "MAX(at) AS at").Where("site = ? AND at >= ?", site, millis(since)).
		Group("number").Order("MAX(at) DESC").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, translate("list calls", err)
	}
	calls := make([]application.Call, len(rows))
	for i, r := range rows {
		calls[i] = application.Call{Number: r.Number, At: instant(r.At)}
	}
	return calls, nil
}
