package boot

import (
	"fmt"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/device"
	"onevisit/models/flow"
	"onevisit/models/store"
	"onevisit/models/visit"
)

// A demo hall's kiosks, and how long its days are.
const (
	demoKiosks = 2 // at each hall
	openToday  = 480
	walkEvery  = 4 // of so many sessions one has its path in the record
)

// told is a presence of a story that happened.
type told struct {
	historyVisit
	visit models.ID
	at    time.Time
}

// usage makes what a matter has beside its visits: sessions at kiosks with their
// ratings, the application with corrections and payments, and of some sessions
// the path.
type usage struct {
	bulk    store.Bulk
	rows    store.Usage
	entries []audit.Entry
	kiosks  map[string][]device.Device
}

// kiosksAt makes a hall's kiosks, so many, the first time.
func (s *history) kiosksAt(site string, many int) []device.Device {
	if s.usage.kiosks == nil {
		s.usage.kiosks = map[string][]device.Device{}
	}
	if list := s.usage.kiosks[site]; list != nil {
		return list
	}
	var list []device.Device
	for n := range many {
		d := device.Device{
			ID: s.ids.New(), Name: fmt.Sprintf("%s-%d", site[max(len(site)-3, 0):], n+1), Site: device.Site{Code: site, Demo: true},
			EnrolledAt: s.today.AddDays(-366).Time(),
		}
		list = append(list, d)
		s.usage.rows.Devices = append(s.usage.rows.Devices, d)
		s.days(d)
	}
	s.usage.kiosks[site] = list
	return list
}

// days makes a kiosk's year: mostly up, now and then out of paper or broken.
func (s *history) days(d device.Device) {
	for ago := 365; ago >= 1; ago-- {
		on := s.today.AddDays(-ago)
		if w := on.Time().Weekday(); w == time.Saturday || w == time.Sunday {
			continue
		}
		up := openToday - s.random.IntN(6)
		if s.random.IntN(12) == 0 {
			up -= s.random.IntN(openToday)
		}
		s.usage.rows.Days = append(s.usage.rows.Days, device.Day{Device: d.ID, Site: d.Site, On: on, Open: openToday, Up: max(up, 0)})
	}
}

// use tells what became of a matter at kiosks and in the office.
func (s *history) use(m visit.Matter, site string, visits []told, state visit.MatterState, ended time.Time) {
	kiosks := s.kiosksAt(site, demoKiosks)
	language := pickOf(s, 88, "zh-CN", "en")
	assisted := s.random.IntN(7) == 0
	var app *application.Application
	for _, t := range visits {
		kiosk := kiosks[s.random.IntN(len(kiosks))]
		session := s.session(m, t, kiosk, language, assisted)
		s.refused(m, t, session)
		again := app != nil
		if t.opens && app == nil && state != visit.MatterOpen {
			app = s.application(m, t, session, state, ended)
			s.office(*app, visits)
		}
		switch {
		case !t.opens || app == nil:
		case s.random.IntN(walkEvery) == 0:
			s.walk(*app, session, t.ending == visit.EndLeft)
		default:
			s.opened(m, *app, session, again)
		}
	}
	s.ended(m, app, state)
}

// pickOf draws the first of two with so many percent.
func pickOf[T any](s *history, percent int, a, b T) T {
	if s.random.IntN(100) < percent {
		return a
	}
	return b
}

func (s *history) session(m visit.Matter, t told, kiosk device.Device, language string, assisted bool) visit.Session {
	long := time.Duration(120+s.random.IntN(240)+s.random.IntN(200)) * time.Second
	x := visit.Session{
		ID: s.ids.New(), Device: kiosk.ID, Site: kiosk.Site.Code, Person: m.Person, Visit: t.visit, Language: language, Assisted: assisted,
		Document: visit.IDCard, On: models.DateOf(t.at), StartedAt: t.at.Add(-time.Minute), EndReason: visit.Finished,
	}
	x.EndedAt = x.StartedAt.Add(long)
	switch {
	case t.ending == visit.EndLeft:
		x.EndReason = pickOf(s, 60, visit.Idle, visit.Cancelled)
	case s.random.IntN(100) < 12:
		x.EndReason = visit.Cancelled
	case s.random.IntN(100) < 58:
		x.Rating = s.rating()
	}
	s.usage.bulk.Sessions = append(s.usage.bulk.Sessions, x)
	return x
}

func (s *history) rating() int {
	switch n := s.random.IntN(100); {
	case n < 1:
		return 1
	case n < 3:
		return 2
	case n < 9:
		return 3
	case n < 28:
		return 4
	}
	return 5
}

func (s *history) application(m visit.Matter, t told, x visit.Session, state visit.MatterState, ended time.Time) *application.Application {
	a := application.Application{
		ID: s.ids.New(), Matter: m.ID, Person: m.Person, Service: m.Service, Definition: "demo-history", Site: x.Site, Region: x.Site[:6],
		Device: x.Device, Session: x.ID, Visit: t.visit, Route: flow.Clerk, OpenedAt: t.at, EndedAt: ended, Language: x.Language,
		State: map[visit.MatterState]application.State{
			visit.MatterCompleted: application.Completed, visit.MatterRejected: application.Rejected,
			visit.MatterWithdrawn: application.Withdrawn, visit.MatterAbandoned: application.Abandoned,
		}[state],
	}
	a.Number = "H" + strings.ToUpper(string(a.ID[len(a.ID)-18:]))
	if a.State != application.Completed && a.State != application.Rejected {
		return s.keep(a)
	}
	a.SubmittedAt = t.at.Add(time.Duration(120+s.random.IntN(300)) * time.Second)
	a.DecidedAt = a.SubmittedAt
	if strings.HasPrefix(m.Service, "traffic.") {
		a.Route = flow.AtOnce
		return s.keep(a)
	}
	a.DecidedAt = a.SubmittedAt.Add(time.Duration(2+s.random.IntN(40)) * time.Minute)
	if ended.Sub(a.SubmittedAt) > 24*time.Hour {
		a.DecidedAt = a.SubmittedAt.Add(time.Duration(1+s.random.IntN(int(ended.Sub(a.SubmittedAt).Hours()))) * time.Hour)
	}
	a.Promised = models.DateOf(a.SubmittedAt).AddDays(7)
	return s.keep(a)
}

func (s *history) keep(a application.Application) *application.Application {
	s.usage.rows.Applications = append(s.usage.rows.Applications, a)
	return &s.usage.rows.Applications[len(s.usage.rows.Applications)-1]
}

// office makes the corrections that were asked for, and the payments.
func (s *history) office(a application.Application, visits []told) {
	for i, t := range visits[:len(visits)-1] {
		if t.ending != visit.EndCorrection {
			continue
		}
		from, to := t.at.Add(2*time.Hour), visits[i+1].at
		half := from.Add(to.Sub(from) / 2)
		requests := []store.UsageRequest{{From: from, To: to}}
		if s.random.IntN(6) == 0 {
			requests = []store.UsageRequest{{From: from, To: half}, {From: half.Add(time.Minute), To: to}}
		}
		for n, r := range requests {
			r.ID, r.Application, r.Site, r.Seq = s.ids.New(), a.ID, a.Site, n+1
			s.usage.rows.Requests = append(s.usage.rows.Requests, r)
		}
	}
	if a.State != application.Completed || a.SubmittedAt.IsZero() {
		return
	}
	at := a.DecidedAt.Add(time.Minute)
	order := func(at time.Time, paid bool) {
		o := store.UsageOrder{ID: s.ids.New(), Application: a.ID, Paid: paid, Made: paid || s.random.IntN(5) > 0, At: at, ExpiresAt: at.Add(15 * time.Minute)}
		if !paid {
			o.ClosedAt = pickOf(s, 70, o.ExpiresAt, at.Add(2*time.Minute))
		}
		s.usage.rows.Orders = append(s.usage.rows.Orders, o)
	}
	if s.random.IntN(14) == 0 || visits[0].ending == visit.EndUnpaid {
		order(at, false)
		at = at.Add(20 * time.Minute)
	}
	order(at, true)
}

// steps are the pages of a service as most see them.
func steps(service string) []string {
	switch service {
	case "exit-entry.hkm-endorsement":
		return []string{"destination", "category", "hong-kong", "phone", application.CheckPage}
	case "exit-entry.passport-renewal":
		return []string{"person", "photo", "spelling", "address", "phone", "contact", "delivery", "declaration", application.CheckPage}
	}
	return []string{"records", "stance", "declare", "notice", application.CheckPage}
}

// walk makes the record's entries of a session's path.
func (s *history) walk(a application.Application, x visit.Session, left bool) {
	path := steps(a.Service)
	until := len(path)
	if left {
		until = 1 + s.random.IntN(len(path)-1)
	}
	add := func(action audit.Action, notes map[string]string) {
		s.usage.entries = append(s.usage.entries, audit.Entry{
			Action: action, Actor: x.Actor(), Notes: notes,
			Subjects: []audit.Ref{{Kind: "application", ID: string(a.ID)}, {Kind: "matter", ID: string(a.Matter)}, {Kind: "person", ID: string(a.Person)}},
		})
	}
	add(audit.ApplicationOpened, map[string]string{"service": a.Service, "to": path[0]})
	for i := 1; i < until; i++ {
		add(audit.StepSaved, map[string]string{"step": path[i-1], "to": path[i]})
	}
	if !left {
		add(audit.ApplicationSubmitted, map[string]string{"state": "queued"})
	}
}

// ageBand draws a band; few come with children, many in the middle of their lives.
func (s *history) ageBand() string {
	bands := visit.AgeBands()
	switch n := s.random.IntN(100); {
	case n < 6:
		return bands[0]
	case n < 30:
		return bands[1]
	case n < 58:
		return bands[2]
	case n < 80:
		return bands[3]
	case n < 93:
		return bands[4]
	}
	return bands[5]
}
