package store

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/store/internal/row"
)

// matterContributions computes what the matters of a span contribute; those that
// contribute nothing are left out.
func matterContributions(g *gorm.DB, of span) ([]figures.Contribution, error) {
	matters, err := matterFacts(g, of)
	if err != nil {
		return nil, err
	}
	out := make([]figures.Contribution, 0, len(matters))
	for _, m := range matters {
		if c := m.Contribution(); c.On != "" {
			out = append(out, c)
		}
	}
	return out, nil
}

// matterFacts reads the facts of the ended matters of a span, by ID. Open ones
// and test data contribute nothing, so that nothing more is asked about them.
func matterFacts(g *gorm.DB, of span) ([]*figures.MatterFacts, error) {
	where, args := of.where("id")
	var rows []row.Matter
	err := g.Raw("SELECT * FROM matter WHERE "+where+" AND state <> 'open' AND test = 0 AND uncounted = 0 ORDER BY id", args...).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, translate("read matters", err)
	}
	list := make([]*figures.MatterFacts, len(rows))
	book := matterBook{g: g, of: of, matters: make(map[string]*figures.MatterFacts, len(rows))}
	for i, m := range rows {
		list[i] = &figures.MatterFacts{
			ID: models.ID(m.ID), Service: m.Service, Site: m.Site, State: completion.State(m.State),
			EndedOn: models.Date(m.EndedOn), EndedAt: instant(m.EndedAt), Demo: m.Demo != 0, Visits: m.Visits,
		}
		book.matters[m.ID] = list[i]
	}
	for _, read := range []func() error{book.presences, book.attempts, book.applications} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// matterBook is the matters of a span with what was read of them so far.
type matterBook struct {
	g       *gorm.DB
	of      span
	matters map[string]*figures.MatterFacts
}

// presences reads the visits: their causes, and where the first one was.
func (b matterBook) presences() error {
	where, args := b.of.where("p.matter_id")
	var rows []struct {
		MatterID, VisitID, Cause, Age string
		Seq                           int
		FirstAt                       int64
	}
	err := b.g.Raw(`SELECT p.matter_id, p.seq, p.visit_id, p.first_at, p.cause, COALESCE(v.age, '') AS age
		FROM matter_visit p LEFT JOIN visit v ON v.id = p.visit_id AND p.seq = 1 WHERE `+where, args...).Scan(&rows).Error
	if err != nil {
		return translate("read presences", err)
	}
	first := map[string][]*figures.MatterFacts{}
	for _, p := range rows {
		m := b.matters[p.MatterID]
		switch {
		case m == nil:
		case p.Seq == 1:
			m.FirstAt, m.Age = instant(p.FirstAt), p.Age
			first[p.VisitID] = append(first[p.VisitID], m)
		case p.Cause != "":
			m.Causes = append(m.Causes, p.Cause)
		}
	}
	for visits := range slices.Chunk(keysOf(first), factsAtOnce) {
		if err := b.begun(visits, first); err != nil {
			return err
		}
	}
	return nil
}

// begun finds the session in which each matter's first presence fell: the one
// that lived at that moment. Where none did, it was at a window.
func (b matterBook) begun(visits []string, first map[string][]*figures.MatterFacts) error {
	var rows []struct {
		VisitID, DeviceID, Language string
		Assisted                    int
		StartedAt, EndedAt          int64
	}
	err := b.g.Raw(`SELECT visit_id, device_id, language, assisted, started_at, ended_at FROM citizen_session
		WHERE visit_id IN ? ORDER BY visit_id, started_at, id`, visits).Scan(&rows).Error
	if err != nil {
		return translate("read sessions of presences", err)
	}
	for _, s := range rows {
		for _, m := range first[s.VisitID] {
			at := millis(m.FirstAt)
			if s.StartedAt <= at && (s.EndedAt == 0 || at <= s.EndedAt) {
				m.Begun = &figures.SessionPlace{
					Device: models.ID(s.DeviceID), Ended: s.EndedAt != 0, Language: s.Language, Assisted: s.Assisted != 0,
				}
			}
		}
	}
	return nil
}

func (b matterBook) attempts() error {
	where, args := b.of.where("matter_id")
	var rows []struct{ MatterID, Outcome, ReasonCode string }
	if err := b.g.Raw("SELECT matter_id, outcome, reason_code FROM attempt WHERE "+where, args...).Scan(&rows).Error; err != nil {
		return translate("read attempts", err)
	}
	for _, a := range rows {
		if m := b.matters[a.MatterID]; m != nil {
			m.Attempts = append(m.Attempts, figures.AttemptFacts{Outcome: a.Outcome, Reason: a.ReasonCode})
		}
	}
	return nil
}

// applicationRow is what figures need of an application. Submitted is the first
// submission where the case was in the queue, whose entry keeps it.
type applicationRow struct {
	ID, MatterID, State, ReasonCode, Route, PromisedDate string
	OpenedAt, SubmittedAt, DecidedAt, QueuedAt           int64
}

func (b matterBook) applications() error {
	where, args := b.of.where("a.matter_id")
	var rows []applicationRow
	err := b.g.Raw(`SELECT a.id, a.matter_id, a.state, a.reason_code, a.route, a.promised_date, a.opened_at, a.submitted_at, a.decided_at,
			COALESCE(q.submitted_at, 0) AS queued_at
		FROM application a LEFT JOIN queued_case q ON q.application_id = a.id WHERE `+where+` ORDER BY a.id`, args...).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return translate("read applications", err)
	}
	ids := make([]string, 0, len(rows))
	for _, a := range rows {
		ids = append(ids, a.ID)
	}
	requests, stops := map[string]int{}, map[string][]stopRow{}
	for part := range slices.Chunk(ids, factsAtOnce) {
		if err := b.asked(part, requests); err != nil {
			return err
		}
		if err := b.stops(part, stops); err != nil {
			return err
		}
	}
	for _, a := range rows {
		if m := b.matters[a.MatterID]; m != nil {
			m.Applications = append(m.Applications, a.facts(requests[a.ID], stops[a.ID]))
		}
	}
	return nil
}

func (a applicationRow) facts(requests int, stops []stopRow) figures.ApplicationFacts {
	submitted := a.SubmittedAt
	if a.QueuedAt > 0 && a.QueuedAt < submitted {
		submitted = a.QueuedAt
	}
	f := figures.ApplicationFacts{
		HandedOver: a.State == "handed-over", Reason: a.ReasonCode, AtOnce: a.Route == "at-once",
		OpenedAt: instant(a.OpenedAt), SubmittedAt: instant(submitted), DecidedAt: instant(a.DecidedAt),
		Promised: models.Date(a.PromisedDate), Requests: requests,
	}
	for _, s := range stops {
		from, to := max(s.FromAt, submitted), min(s.ToAt, a.DecidedAt)
		if s.ToAt > 0 && to > from {
			f.Stopped += time.Duration(to-from) * time.Millisecond
		}
	}
	return f
}

// asked counts the correction requests; one the office withdrew was none.
func (b matterBook) asked(applications []string, into map[string]int) error {
	var rows []struct {
		ApplicationID string
		N             int
	}
	err := b.g.Raw(`SELECT application_id, COUNT(*) AS n FROM correction_request
		WHERE application_id IN ? AND state <> 'withdrawn' GROUP BY application_id`, applications).Scan(&rows).Error
	for _, r := range rows {
		into[r.ApplicationID] = r.N
	}
	return translate("count correction requests", err)
}

type stopRow struct {
	ApplicationID string
	FromAt, ToAt  int64
}

func (b matterBook) stops(applications []string, into map[string][]stopRow) error {
	var rows []stopRow
	err := b.g.Raw("SELECT application_id, from_at, to_at FROM case_stop WHERE application_id IN ?", applications).Scan(&rows).Error
	for _, r := range rows {
		into[r.ApplicationID] = append(into[r.ApplicationID], r)
	}
	return translate("read stops", err)
}
