package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/store/internal/row"
	"onevisit/models/visit"
	"onevisit/models/window"
)

// ByNumber implements window.Files.
func (s *Applications) ByNumber(ctx context.Context, number string) (application.Application, error) {
	return s.one(s.db.reader(ctx).Where("number = ?", number))
}

// OfPerson implements window.Files.
func (s *Applications) OfPerson(ctx context.Context, person models.ID, since time.Time, limit int) ([]application.Application, error) {
	return s.list(s.db.reader(ctx).Where("person_id = ? AND (live = 1 OR ended_at >= ?)", string(person), millis(since)).
		Order("opened_at DESC, id DESC").Limit(limit))
}

// AddAct implements window.Journal.
func (s *Visits) AddAct(ctx context.Context, tx models.Tx, e window.Entry) error {
	r := row.WindowAct{
		ID: string(e.ID), VisitID: string(e.Visit), MatterID: string(e.Matter), PersonID: string(e.Person),
		ApplicationID: string(e.Application), StaffID: string(e.Clerk), Site: e.Site, Act: string(e.Act),
		Purpose: string(e.Purpose), Reason: e.Reason, Note: notNil(e.Note), At: millis(e.At),
	}
	return translate("keep window act", in(ctx, tx).Create(&r).Error)
}

// PersonByID implements window.Book.
func (s *Visits) PersonByID(ctx context.Context, id models.ID) (visit.Person, error) {
	var r row.Person
	if err := s.db.reader(ctx).Where("id = ?", string(id)).Take(&r).Error; err != nil {
		return visit.Person{}, translate("read person", err)
	}
	return fromPersonRow(r), nil
}

// attemptRow is an attempt with whose and where it was.
type attemptRow struct {
	row.Attempt
	PersonID string
	Site     string
}

func (s *Visits) attempts(ctx context.Context) *gorm.DB {
	return s.db.reader(ctx).Table("attempt").Select("attempt.*, visit.person_id, visit.site").
		Joins("JOIN visit ON visit.id = attempt.visit_id")
}

// AttemptByID implements window.Book.
func (s *Visits) AttemptByID(ctx context.Context, id models.ID) (window.Attempt, error) {
	return oneAttempt(s.attempts(ctx).Where("attempt.id = ?", string(id)))
}

// AttemptByReference implements window.Book.
func (s *Visits) AttemptByReference(ctx context.Context, reference string) (window.Attempt, error) {
	return oneAttempt(s.attempts(ctx).Where("attempt.reference = ?", reference))
}

func oneAttempt(query *gorm.DB) (window.Attempt, error) {
	var r attemptRow
	if err := query.Take(&r).Error; err != nil {
		return window.Attempt{}, translate("read attempt", err)
	}
	return r.toAttempt(), nil
}

// AttemptsOf implements window.Book.
func (s *Visits) AttemptsOf(ctx context.Context, person models.ID, since time.Time, limit int) ([]window.Attempt, error) {
	var rows []attemptRow
	err := s.attempts(ctx).Where("visit.person_id = ? AND attempt.created_at >= ?", string(person), millis(since)).
		Order("attempt.created_at DESC, attempt.id DESC").Limit(limit).Find(&rows).Error
	list := make([]window.Attempt, len(rows))
	for i, r := range rows {
		list[i] = r.toAttempt()
	}
	return list, translate("read attempts", err)
}

func (r attemptRow) toAttempt() window.Attempt {
	return window.Attempt{
		Person: models.ID(r.PersonID), Site: r.Site,
		Attempt: visit.Attempt{
			ID: models.ID(r.ID), Reference: r.Reference, Matter: models.ID(r.MatterID), Visit: models.ID(r.VisitID),
			Session: models.ID(r.SessionID), Service: r.Service, Outcome: r.Outcome, Reason: r.ReasonCode,
			Cause: visit.Cause(r.Cause), At: instant(r.CreatedAt),
		},
	}
}

// VisitsOf implements window.Book.
func (s *Visits) VisitsOf(ctx context.Context, matters []models.ID) (int, error) {
	if len(matters) == 0 {
		return 0, nil
	}
	var n int64
	err := s.db.reader(ctx).Model(&row.MatterVisit{}).Where("matter_id IN ?", matters).
		Distinct("visit_id").Count(&n).Error
	return int(n), translate("count presences", err)
}

// Today implements window.Book.
func (s *Visits) Today(ctx context.Context, person models.ID, site string, on models.Date) (int, bool, error) {
	var ids []string
	err := s.db.reader(ctx).Model(&row.Visit{}).
		Where("person_id = ? AND site = ? AND local_date = ?", string(person), site, string(on)).Limit(1).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, false, translate("find visit", err)
	}
	var n int64
	err = s.db.reader(ctx).Model(&row.CitizenSession{}).Where("person_id = ? AND visit_id = ?", string(person), ids[0]).Count(&n).Error
	return int(n), true, translate("count sessions", err)
}
