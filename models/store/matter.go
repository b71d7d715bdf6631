package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/store/internal/row"
	"onevisit/models/visit"
)

// LatestMatter implements visit.MatterStore. A matter that still takes attempts
// in goes before one whose need was submitted already.
func (s *Visits) LatestMatter(ctx context.Context, tx models.Tx, person models.ID, service string) (visit.Matter, error) {
	return s.matter(holding(ctx, tx).Where("person_id = ? AND service = ?", string(person), service).
		Order("CASE WHEN open_key IS NULL THEN 1 ELSE 0 END, last_event_on DESC, id DESC").Limit(1))
}

// LockMatter implements visit.MatterStore.
func (s *Visits) LockMatter(ctx context.Context, tx models.Tx, id models.ID) (visit.Matter, error) {
	return s.matter(holding(ctx, tx).Where("id = ?", string(id)))
}

func (s *Visits) matter(query *gorm.DB) (visit.Matter, error) {
	var r row.Matter
	if err := query.Take(&r).Error; err != nil {
		return visit.Matter{}, translate("read matter", err)
	}
	return fromMatterRow(r), nil
}

// AddMatter implements visit.MatterStore.
func (s *Visits) AddMatter(ctx context.Context, tx models.Tx, m visit.Matter) error {
	r := toMatterRow(m)
	return translate("add matter", in(ctx, tx).Create(&r).Error)
}

// ChangeMatter implements visit.MatterStore.
func (s *Visits) ChangeMatter(ctx context.Context, tx models.Tx, m visit.Matter) error {
	r := toMatterRow(m)
	return changed("change matter", in(ctx, tx).Model(&row.Matter{}).
		Where("id = ? AND version = ?", r.ID, r.Version-1).Updates(map[string]any{
		"open_key": r.OpenKey, "state": r.State, "last_event_on": r.LastEventOn, "ended_on": r.EndedOn,
		"ended_at": r.EndedAt, "visits": r.Visits, "reopened": r.Reopened, "definition_hash": r.DefinitionHash,
		"precheck_only": r.PrecheckOnly, "settled": r.Settled, "version": r.Version,
	}))
}

// SilentMatters implements visit.MatterStore.
func (s *Visits) SilentMatters(ctx context.Context, before models.Date, after models.ID, limit int) ([]visit.Matter, error) {
	var rows []row.Matter
	err := s.db.reader(ctx).Where("state = 'open' AND last_event_on < ? AND id > ?", string(before), string(after)).
		Order("id").Limit(limit).Find(&rows).Error
	matters := make([]visit.Matter, len(rows))
	for i, r := range rows {
		matters[i] = fromMatterRow(r)
	}
	return matters, translate("silent matters", err)
}

// AddAttempt implements visit.MatterStore.
func (s *Visits) AddAttempt(ctx context.Context, tx models.Tx, a visit.Attempt) error {
	r := row.Attempt{
		ID: string(a.ID), Reference: a.Reference, MatterID: string(a.Matter), VisitID: string(a.Visit),
		SessionID: string(a.Session), Service: a.Service, Outcome: a.Outcome, ReasonCode: a.Reason,
		Cause: string(a.Cause), CreatedAt: millis(a.At),
	}
	return translate("add attempt", in(ctx, tx).Create(&r).Error)
}

// LastPresence implements visit.PresenceStore.
func (s *Visits) LastPresence(ctx context.Context, tx models.Tx, matter models.ID) (visit.Presence, error) {
	return s.presence(holding(ctx, tx).Where("matter_id = ?", string(matter)).Order("seq DESC").Limit(1))
}

// PresenceAt implements visit.PresenceStore.
func (s *Visits) PresenceAt(ctx context.Context, tx models.Tx, matter, at models.ID) (visit.Presence, error) {
	return s.presence(holding(ctx, tx).Where("matter_id = ? AND visit_id = ?", string(matter), string(at)))
}

func (s *Visits) presence(query *gorm.DB) (visit.Presence, error) {
	var r row.MatterVisit
	if err := query.Take(&r).Error; err != nil {
		return visit.Presence{}, translate("read presence", err)
	}
	return fromPresenceRow(r), nil
}

// Presences lists a matter's visits in order.
func (s *Visits) Presences(ctx context.Context, matter models.ID) ([]visit.Presence, error) {
	return s.presences(s.db.reader(ctx).Where("matter_id = ?", string(matter)).Order("seq"))
}

// WorkingAt implements visit.PresenceStore.
func (s *Visits) WorkingAt(ctx context.Context, tx models.Tx, at models.ID) ([]visit.Presence, error) {
	return s.presences(in(ctx, tx).Where("visit_id = ? AND ending = ?", string(at), string(visit.EndWorking)))
}

func (s *Visits) presences(query *gorm.DB) ([]visit.Presence, error) {
	var rows []row.MatterVisit
	if err := query.Find(&rows).Error; err != nil {
		return nil, translate("read presences", err)
	}
	list := make([]visit.Presence, len(rows))
	for i, r := range rows {
		list[i] = fromPresenceRow(r)
	}
	return list, nil
}

// MattersOf lists a person's matters, newest first.
func (s *Visits) MattersOf(ctx context.Context, person models.ID) ([]visit.Matter, error) {
	var rows []row.Matter
	err := s.db.reader(ctx).Where("person_id = ?", string(person)).Order("last_event_on DESC, id DESC").Find(&rows).Error
	matters := make([]visit.Matter, len(rows))
	for i, r := range rows {
		matters[i] = fromMatterRow(r)
	}
	return matters, translate("matters of a person", err)
}

// AddPresence implements visit.PresenceStore.
func (s *Visits) AddPresence(ctx context.Context, tx models.Tx, p visit.Presence) error {
	r := row.MatterVisit{
		MatterID: string(p.Matter), VisitID: string(p.Visit), Seq: p.Seq, Site: p.Site, LocalDate: string(p.On),
		FirstAt: millis(p.FirstAt), Ending: p.Ending.Text(), EndingCause: string(p.Ending.Cause),
		Cause: string(p.Cause), CauseText: p.CauseText,
	}
	return translate("add presence", in(ctx, tx).Create(&r).Error)
}

// ChangePresence implements visit.PresenceStore.
func (s *Visits) ChangePresence(ctx context.Context, tx models.Tx, p visit.Presence) error {
	return changed("change presence", in(ctx, tx).Model(&row.MatterVisit{}).
		Where("matter_id = ? AND visit_id = ?", string(p.Matter), string(p.Visit)).
		Updates(map[string]any{"ending": p.Ending.Text(), "ending_cause": string(p.Ending.Cause)}))
}

func fromPresenceRow(r row.MatterVisit) visit.Presence {
	kind, reason, _ := strings.Cut(r.Ending, ":")
	return visit.Presence{
		Matter: models.ID(r.MatterID), Visit: models.ID(r.VisitID), Seq: r.Seq, Site: r.Site, On: models.Date(r.LocalDate),
		FirstAt: instant(r.FirstAt), Cause: visit.Cause(r.Cause), CauseText: r.CauseText,
		Ending: visit.Ending{Kind: visit.EndingKind(kind), Reason: reason, Cause: visit.Cause(r.EndingCause)},
	}
}

func toMatterRow(m visit.Matter) row.Matter {
	r := row.Matter{
		ID: string(m.ID), PersonID: string(m.Person), Service: m.Service, State: string(m.State),
		OpenedOn: string(m.OpenedOn), LastEventOn: string(m.LastEventOn), EndedOn: string(m.EndedOn),
		EndedAt: millis(m.EndedAt), Visits: m.Visits, Reopened: m.Reopened, Site: m.Site, DefinitionHash: m.Definition,
		Test: flag(m.Test), Demo: flag(m.Demo), PrecheckOnly: flag(m.PrecheckOnly), Uncounted: flag(m.Uncounted), Settled: flag(m.Settled), Version: m.Version,
	}
	if m.State == visit.MatterOpen && !m.Settled {
		key := string(m.Person) + "|" + m.Service
		r.OpenKey = &key
	}
	return r
}

func fromMatterRow(r row.Matter) visit.Matter {
	return visit.Matter{
		ID: models.ID(r.ID), Person: models.ID(r.PersonID), Service: r.Service, State: visit.MatterState(r.State),
		OpenedOn: models.Date(r.OpenedOn), LastEventOn: models.Date(r.LastEventOn), EndedOn: models.Date(r.EndedOn),
		EndedAt: instant(r.EndedAt), Visits: r.Visits, Reopened: r.Reopened, Site: r.Site, Definition: r.DefinitionHash,
		Test: r.Test != 0, Demo: r.Demo != 0, PrecheckOnly: r.PrecheckOnly != 0, Uncounted: r.Uncounted != 0, Settled: r.Settled != 0, Version: r.Version,
	}
}
