package store

import (
	"cmp"
	"context"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/flow"
	"onevisit/models/store/internal/row"
)

// Applications keeps applications and their results. It implements the ports of
// models/application.
type Applications struct {
	db      *DB
	log     *Audit
	replies *Once
	steps   *line[application.StepSave]
}

// NewApplications returns the repository of applications. The log and the
// replies are for SaveStep, which writes them in its own transaction.
func NewApplications(db *DB, log *Audit, replies *Once) *Applications {
	s := &Applications{db: db, log: log, replies: replies}
	s.steps = newStepLine(s)
	return s
}

// Add implements application.Store.
func (s *Applications) Add(ctx context.Context, tx models.Tx, a application.Application) error {
	r := toApplicationRow(a)
	return translate("add application", in(ctx, tx).Create(&r).Error)
}

// ByID implements application.Store.
func (s *Applications) ByID(ctx context.Context, id models.ID) (application.Application, error) {
	return s.one(s.db.reader(ctx).Where("id = ?", string(id)))
}

// Lock implements application.Store.
func (s *Applications) Lock(ctx context.Context, tx models.Tx, id models.ID) (application.Application, error) {
	return s.one(holding(ctx, tx).Where("id = ?", string(id)))
}

func (s *Applications) one(query *gorm.DB) (application.Application, error) {
	var r row.Application
	if err := query.Take(&r).Error; err != nil {
		return application.Application{}, translate("read application", err)
	}
	return fromApplicationRow(r), nil
}

// Change implements application.Store.
func (s *Applications) Change(ctx context.Context, tx models.Tx, a application.Application) error {
	r := toApplicationRow(a)
	return changed("change application", in(ctx, tx).Model(&row.Application{}).
		Where("id = ? AND version = ?", r.ID, r.Version-1).Updates(map[string]any{
		"matter_id": r.MatterID, "state": r.State, "version": r.Version, "device_id": r.DeviceID, "session_id": r.SessionID,
		"visit_id": r.VisitID, "answers": r.Answers, "facts": r.Facts, "fee_lines": r.FeeLines, "total_fen": r.TotalFen,
		"paid_fen": r.PaidFen, "route": r.Route, "promised_date": r.PromisedDate, "updated_at": r.UpdatedAt,
		"submitted_at": r.SubmittedAt, "decided_at": r.DecidedAt, "ended_at": r.EndedAt, "reason_code": r.ReasonCode, "live": r.Live, "language": r.Language,
	}))
}

// LiveOf implements application.Store.
func (s *Applications) LiveOf(ctx context.Context, person models.ID) ([]application.Application, error) {
	return s.list(s.db.reader(ctx).Where("person_id = ? AND live = 1", string(person)).Order("updated_at DESC, id DESC"))
}

// OfMatter implements application.Lists.
func (s *Applications) OfMatter(ctx context.Context, tx models.Tx, matter models.ID) ([]application.Application, error) {
	return s.list(holding(ctx, tx).Where("matter_id = ? AND live = 1", string(matter)).Order("id"))
}

// CountLive implements application.Lists.
func (s *Applications) CountLive(ctx context.Context, tx models.Tx, person models.ID, service string) (int, error) {
	var n int64
	err := in(ctx, tx).Model(&row.Application{}).
		Where("person_id = ? AND live = 1 AND service = ?", string(person), service).Count(&n).Error
	return int(n), translate("count applications", err)
}

func (s *Applications) list(query *gorm.DB) ([]application.Application, error) {
	var rows []row.Application
	if err := query.Find(&rows).Error; err != nil {
		return nil, translate("list applications", err)
	}
	list := make([]application.Application, len(rows))
	for i, r := range rows {
		list[i] = fromApplicationRow(r)
	}
	return list, nil
}

func toApplicationRow(a application.Application) row.Application {
	return row.Application{
		ID: string(a.ID), Number: a.Number, MatterID: string(a.Matter), PersonID: string(a.Person), Service: a.Service,
		DefinitionHash: a.Definition, State: string(a.State), Version: a.Version, Site: a.Site, Region: a.Region,
		DeviceID: string(a.Device), SessionID: string(a.Session), VisitID: string(a.Visit),
		Answers: present(a.Answers), Facts: present(a.Facts), FeeLines: present(a.Lines),
		TotalFen: int64(a.Total), PaidFen: int64(a.Paid), Route: string(a.Route), PromisedDate: string(a.Promised),
		OpenedAt: millis(a.OpenedAt), UpdatedAt: millis(a.UpdatedAt), SubmittedAt: millis(a.SubmittedAt),
		DecidedAt: millis(a.DecidedAt), EndedAt: millis(a.EndedAt), ReasonCode: a.Reason, Live: flag(a.Live()),
		Language: cmp.Or(a.Language, "zh-CN"),
	}
}

// present makes an empty value of none: the columns are not nullable.
func present(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func fromApplicationRow(r row.Application) application.Application {
	return application.Application{
		ID: models.ID(r.ID), Number: r.Number, Matter: models.ID(r.MatterID), Person: models.ID(r.PersonID), Service: r.Service,
		Definition: r.DefinitionHash, State: application.State(r.State), Version: r.Version, Site: r.Site, Region: r.Region,
		Device: models.ID(r.DeviceID), Session: models.ID(r.SessionID), Visit: models.ID(r.VisitID),
		Answers: r.Answers, Facts: r.Facts, Lines: r.FeeLines, Total: models.Fen(r.TotalFen), Paid: models.Fen(r.PaidFen),
		Route: flow.Route(r.Route), Promised: models.Date(r.PromisedDate),
		OpenedAt: instant(r.OpenedAt), UpdatedAt: instant(r.UpdatedAt), SubmittedAt: instant(r.SubmittedAt),
		DecidedAt: instant(r.DecidedAt), EndedAt: instant(r.EndedAt), Reason: r.ReasonCode, Language: r.Language,
	}
}
