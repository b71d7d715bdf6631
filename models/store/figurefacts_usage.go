package store

import (
	"encoding/json"
	"slices"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/figures"
)

// sessionContributions computes what sessions (IDs of sessions), or their parts in services
// (IDs of walks), contribute.
func sessionContributions(g *gorm.DB, kind figures.Kind, ids []string) ([]figures.Contribution, error) {
	sessions := make([]string, len(ids))
	for i, id := range ids {
		session, _ := figures.SplitID(id)
		sessions[i] = string(session)
	}
	facts, err := sessionFacts(g, slices.Compact(sessions))
	if err != nil {
		return nil, err
	}
	var out []figures.Contribution
	for _, id := range keysOf(facts) {
		if kind == figures.Session {
			out = append(out, facts[id].Contribution())
		} else {
			out = append(out, facts[id].WalkContributions()...)
		}
	}
	return slices.DeleteFunc(out, func(c figures.Contribution) bool { return c.On == "" }), nil
}

// sessionFacts reads the facts of the ended sessions among the IDs.
func sessionFacts(g *gorm.DB, ids []string) (map[string]*figures.SessionFacts, error) {
	var rows []struct {
		ID, DeviceID, Site, PersonID, Language, LocalDate, EndReason, Age string
		Assisted, Rating, Demo, Test                                      int
		StartedAt, EndedAt                                                int64
	}
	err := g.Raw(`SELECT s.id, s.device_id, s.site, s.person_id, s.language, s.local_date, s.end_reason, s.assisted, s.rating,
			s.started_at, s.ended_at, v.age, v.demo, p.test
		FROM citizen_session s JOIN visit v ON v.id = s.visit_id JOIN person p ON p.id = s.person_id
		WHERE s.id IN ? AND s.ended_at > 0`, ids).Scan(&rows).Error
	if err != nil {
		return nil, translate("read sessions", err)
	}
	facts := make(map[string]*figures.SessionFacts, len(rows))
	persons := map[string]bool{}
	for _, r := range rows {
		persons[r.PersonID] = true
		facts[r.ID] = &figures.SessionFacts{
			ID: models.ID(r.ID), Device: models.ID(r.DeviceID), Site: r.Site, Age: r.Age, Language: r.Language, Assisted: r.Assisted != 0,
			On: models.Date(r.LocalDate), StartedAt: instant(r.StartedAt), EndedAt: instant(r.EndedAt),
			Finished: r.EndReason == "finished", Rating: r.Rating, Test: r.Test != 0, Demo: r.Demo != 0,
		}
	}
	return facts, walkFacts(g, keysOf(persons), facts)
}

// pageEntry is an entry of the record after which a page was shown, or by which
// an application was handed in.
type pageEntry struct{ SessionID, Action, Subjects, Notes string }

// walkFacts reads the path of each session from the record, which has every page
// shown in it: so there is no table of it, and nothing is written for it.
func walkFacts(g *gorm.DB, persons []string, facts map[string]*figures.SessionFacts) error {
	if len(facts) == 0 {
		return nil
	}
	actions := []audit.Action{audit.ApplicationOpened, audit.ApplicationResumed, audit.StepSaved, audit.ApplicationSubmitted}
	var entries []pageEntry
	err := g.Raw(`SELECT session_id, action, subjects, notes FROM audit_entry
		WHERE actor_id IN ? AND session_id IN ? AND action IN ? ORDER BY seq`, persons, keysOf(facts), actions).Scan(&entries).Error
	if err != nil || len(entries) == 0 {
		return translate("read the pages shown", err)
	}
	about := make([]string, len(entries))
	for i, e := range entries {
		about[i] = subjectOf(e.Subjects, "application")
	}
	services, err := servicesOf(g, about)
	if err != nil {
		return err
	}
	for i, e := range entries {
		if service := services[about[i]]; service != "" {
			note(facts[e.SessionID], service, e)
		}
	}
	for _, f := range facts {
		slices.SortFunc(f.Walks, func(a, b figures.WalkFacts) int { return cmpText(a.Service, b.Service) })
	}
	return nil
}

// note adds an entry to the session's part in the service.
func note(f *figures.SessionFacts, service string, e pageEntry) {
	at := slices.IndexFunc(f.Walks, func(w figures.WalkFacts) bool { return w.Service == service })
	if at < 0 {
		at = len(f.Walks)
		f.Walks = append(f.Walks, figures.WalkFacts{Service: service})
	}
	w := &f.Walks[at]
	var notes struct{ Step, To string }
	_ = json.Unmarshal([]byte(e.Notes), &notes) // what cannot be read shows nothing
	if notes.Step != "" {
		w.Shown = append(w.Shown, notes.Step)
	}
	if audit.Action(e.Action) == audit.ApplicationSubmitted {
		w.Submitted = true
		return
	}
	if notes.To != "" {
		w.Shown, w.Submitted = append(w.Shown, notes.To), false
	}
}

func subjectOf(subjects, kind string) string {
	var pairs [][2]string
	_ = json.Unmarshal([]byte(subjects), &pairs) // what cannot be read is about nothing
	for _, p := range pairs {
		if p[0] == kind {
			return p[1]
		}
	}
	return ""
}

func servicesOf(g *gorm.DB, applications []string) (map[string]string, error) {
	known := map[string]string{}
	sorted := slices.Sorted(slices.Values(applications))
	for part := range slices.Chunk(slices.Compact(sorted), factsAtOnce) {
		var rows []struct{ ID, Service string }
		if err := g.Raw("SELECT id, service FROM application WHERE id IN ?", part).Scan(&rows).Error; err != nil {
			return nil, translate("read services", err)
		}
		for _, r := range rows {
			known[r.ID] = r.Service
		}
	}
	return known, nil
}

// orderContributions computes what payment orders contribute.
func orderContributions(g *gorm.DB, ids []string) ([]figures.Contribution, error) {
	var rows []struct {
		ID, Service, Site, DeviceID, Language, State string
		Made, Demo, Test                             int
		CreatedAt, ExpiresAt, ClosedAt               int64
	}
	err := g.Raw(`SELECT o.id, a.service, a.site, a.device_id, a.language, o.state, o.created_at, o.expires_at, o.closed_at,
			CASE WHEN o.provider_no <> '' OR o.qr <> '' THEN 1 ELSE 0 END AS made, m.demo, m.test
		FROM payment_order o JOIN application a ON a.id = o.application_id JOIN matter m ON m.id = a.matter_id
		WHERE o.id IN ? ORDER BY o.id`, ids).Scan(&rows).Error
	if err != nil {
		return nil, translate("read payment orders", err)
	}
	var out []figures.Contribution
	for _, r := range rows {
		c := figures.OrderFacts{
			ID: models.ID(r.ID), Service: r.Service, Site: r.Site, Device: models.ID(r.DeviceID), Language: r.Language, State: r.State,
			Made: r.Made != 0, CreatedAt: instant(r.CreatedAt), ExpiresAt: instant(r.ExpiresAt), ClosedAt: instant(r.ClosedAt),
			Test: r.Test != 0, Demo: r.Demo != 0,
		}.Contribution()
		if c.On != "" {
			out = append(out, c)
		}
	}
	return out, nil
}

// dayContributions computes what devices' days contribute.
func dayContributions(g *gorm.DB, ids []string) ([]figures.Contribution, error) {
	devices := make([]string, len(ids))
	days := make([]string, len(ids))
	for i, id := range ids {
		device, day := figures.SplitID(id)
		devices[i], days[i] = string(device), day
	}
	var rows []struct {
		DeviceID, OnDate, Site       string
		Demo, OpenMinutes, UpMinutes int
	}
	err := g.Raw(`SELECT device_id, on_date, site, demo, open_minutes, up_minutes FROM device_day
		WHERE device_id IN ? AND on_date IN ? AND closed = 1 ORDER BY device_id, on_date`, devices, days).Scan(&rows).Error
	if err != nil {
		return nil, translate("read devices' days", err)
	}
	asked := map[string]bool{}
	for _, id := range ids {
		asked[id] = true
	}
	var out []figures.Contribution
	for _, r := range rows {
		c := figures.DayFacts{
			Device: models.ID(r.DeviceID), Site: r.Site, On: models.Date(r.OnDate), Open: r.OpenMinutes, Up: r.UpMinutes, Demo: r.Demo != 0,
		}.Contribution()
		if c.On != "" && asked[c.Subject.ID] {
			out = append(out, c)
		}
	}
	return out, nil
}
