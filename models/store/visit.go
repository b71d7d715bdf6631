package store

import (
	"cmp"
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/store/internal/row"
	"onevisit/models/visit"
)

// Visits keeps persons, sessions, visits and matters. It implements the ports
// of models/visit.
type Visits struct{ db *DB }

// NewVisits returns the repository of visits.
func NewVisits(db *DB) *Visits { return &Visits{db} }

// holding returns the transaction's handle for reads that hold their rows until
// the commit. SQLite has one writer, so the clause is empty there.
func holding(ctx context.Context, tx models.Tx) *gorm.DB {
	return in(ctx, tx).Clauses(clause.Locking{Strength: "UPDATE"})
}

// PersonByIndex implements visit.PersonStore.
func (s *Visits) PersonByIndex(ctx context.Context, tx models.Tx, index string) (visit.Person, error) {
	var r row.Person
	if err := in(ctx, tx).Where("id_index = ?", index).Take(&r).Error; err != nil {
		return visit.Person{}, translate("find person", err)
	}
	return fromPersonRow(r), nil
}

// Person implements visit.PersonStore.
func (s *Visits) Person(ctx context.Context, id models.ID) (visit.Person, error) {
	var r row.Person
	if err := s.db.reader(ctx).Where("id = ?", string(id)).Take(&r).Error; err != nil {
		return visit.Person{}, translate("read person", err)
	}
	return fromPersonRow(r), nil
}

func fromPersonRow(r row.Person) visit.Person {
	return visit.Person{ID: models.ID(r.ID), Index: r.IDIndex, Sealed: r.Sealed, Test: r.Test != 0, CreatedAt: instant(r.CreatedAt)}
}

// AddPerson implements visit.PersonStore.
func (s *Visits) AddPerson(ctx context.Context, tx models.Tx, p visit.Person) error {
	r := row.Person{ID: string(p.ID), IDIndex: p.Index, Sealed: p.Sealed, Test: flag(p.Test), CreatedAt: millis(p.CreatedAt)}
	return translate("add person", in(ctx, tx).Create(&r).Error)
}

// VisitOf implements visit.PersonStore.
func (s *Visits) VisitOf(ctx context.Context, tx models.Tx, person models.ID, site string, on models.Date) (visit.Visit, error) {
	var r row.Visit
	err := in(ctx, tx).Where("person_id = ? AND site = ? AND local_date = ?", string(person), site, string(on)).Take(&r).Error
	if err != nil {
		return visit.Visit{}, translate("find visit", err)
	}
	return fromVisitRow(r), nil
}

// AddVisit implements visit.PersonStore.
func (s *Visits) AddVisit(ctx context.Context, tx models.Tx, v visit.Visit) error {
	r := row.Visit{
		ID: string(v.ID), PersonID: string(v.Person), Site: v.Site, LocalDate: string(v.On),
		StartedAt: millis(v.StartedAt), Demo: flag(v.Demo), Age: v.Age,
	}
	return translate("add visit", in(ctx, tx).Create(&r).Error)
}

// VisitByID implements visit.PresenceStore.
func (s *Visits) VisitByID(ctx context.Context, tx models.Tx, id models.ID) (visit.Visit, error) {
	var r struct {
		row.Visit
		Test int
	}
	err := in(ctx, tx).Table("visit").Select("visit.*, person.test AS test").
		Joins("JOIN person ON person.id = visit.person_id").Where("visit.id = ?", string(id)).Take(&r).Error
	if err != nil {
		return visit.Visit{}, translate("read visit", err)
	}
	v := fromVisitRow(r.Visit)
	v.Test = r.Test != 0
	return v, nil
}

func fromVisitRow(r row.Visit) visit.Visit {
	return visit.Visit{
		ID: models.ID(r.ID), Person: models.ID(r.PersonID), Site: r.Site, On: models.Date(r.LocalDate),
		StartedAt: instant(r.StartedAt), Demo: r.Demo != 0, Age: r.Age,
	}
}

// AddSession implements visit.SessionStore.
func (s *Visits) AddSession(ctx context.Context, tx models.Tx, x visit.Session) error {
	r := toSessionRow(x)
	return translate("add session", in(ctx, tx).Create(&r).Error)
}

// Session implements visit.SessionStore.
func (s *Visits) Session(ctx context.Context, id models.ID) (visit.Session, error) {
	return s.session(s.db.reader(ctx).Where("id = ?", string(id)))
}

// SessionByToken implements visit.SessionStore.
func (s *Visits) SessionByToken(ctx context.Context, tokenHash string) (visit.Session, error) {
	return s.session(s.db.reader(ctx).Where("token_hash = ?", tokenHash))
}

// LiveSession implements visit.SessionStore.
func (s *Visits) LiveSession(ctx context.Context, tx models.Tx, device models.ID) (visit.Session, error) {
	return s.session(in(ctx, tx).Where("live_device = ?", string(device)))
}

func (s *Visits) session(query *gorm.DB) (visit.Session, error) {
	var r row.CitizenSession
	if err := query.Take(&r).Error; err != nil {
		return visit.Session{}, translate("read session", err)
	}
	return fromSessionRow(r), nil
}

// StaleSessions implements visit.SessionStore.
func (s *Visits) StaleSessions(ctx context.Context, seen, begun time.Time, limit int) ([]visit.Session, error) {
	var rows []row.CitizenSession
	err := s.db.reader(ctx).
		Where("ended_at = 0 AND last_seen_at <= ? OR ended_at = 0 AND started_at <= ?", millis(seen), millis(begun)).
		Limit(limit).Find(&rows).Error
	sessions := make([]visit.Session, len(rows))
	for i, r := range rows {
		sessions[i] = fromSessionRow(r)
	}
	return sessions, translate("stale sessions", err)
}

// ChangeSession implements visit.SessionStore.
func (s *Visits) ChangeSession(ctx context.Context, tx models.Tx, x visit.Session) error {
	r := toSessionRow(x)
	return changed("change session", in(ctx, tx).Model(&row.CitizenSession{}).
		Where("id = ? AND ended_at = 0", r.ID).Updates(map[string]any{
		"live_device": r.LiveDevice, "language": r.Language, "assisted": r.Assisted, "last_seen_at": r.LastSeenAt,
		"ended_at": r.EndedAt, "end_reason": r.EndReason, "rating": r.Rating,
	}))
}

func toSessionRow(x visit.Session) row.CitizenSession {
	r := row.CitizenSession{
		ID: string(x.ID), TokenHash: x.TokenHash, DeviceID: string(x.Device), Site: x.Site,
		PersonID: string(x.Person), VisitID: string(x.Visit), Sealed: x.Sealed, Language: x.Language,
		Assisted: flag(x.Assisted), DocumentKind: string(x.Document), LocalDate: string(x.On),
		StartedAt: millis(x.StartedAt), LastSeenAt: millis(x.LastSeenAt), EndedAt: millis(x.EndedAt),
		EndReason: string(x.EndReason), Rating: x.Rating, Proof: string(cmp.Or(x.Proof, visit.ByDocument)),
	}
	if x.Live() {
		r.LiveDevice = &r.DeviceID
	}
	return r
}

func fromSessionRow(r row.CitizenSession) visit.Session {
	return visit.Session{
		ID: models.ID(r.ID), TokenHash: r.TokenHash, Device: models.ID(r.DeviceID), Site: r.Site,
		Person: models.ID(r.PersonID), Visit: models.ID(r.VisitID), Sealed: r.Sealed, Language: r.Language,
		Assisted: r.Assisted != 0, Document: visit.DocumentKind(r.DocumentKind), On: models.Date(r.LocalDate),
		StartedAt: instant(r.StartedAt), LastSeenAt: instant(r.LastSeenAt), EndedAt: instant(r.EndedAt),
		EndReason: visit.EndReason(r.EndReason), Rating: r.Rating, Proof: visit.Proof(r.Proof),
	}
}
