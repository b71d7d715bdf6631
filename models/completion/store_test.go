package completion_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/cursor"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
	"onevisit/models/visit"
)

// archive keeps assembled matters the way the kiosk keeps them.
type archive struct {
	t   *testing.T
	db  *store.DB
	ids *models.IDs
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	return &archive{t: t, db: storetest.Open(t), ids: models.NewIDs(fixedClock(), rand.Reader)}
}

func fixedClock() models.Clock {
	return models.ClockFunc(func() time.Time { return time.Date(2026, 12, 31, 15, 0, 0, 0, time.UTC) })
}

// keep writes matters of the same persons: names in the histories become ids.
func (a *archive) keep(matters []completion.Matter, demo bool) {
	a.t.Helper()
	past := store.Past{}
	persons, visits := map[models.ID]models.ID{}, map[string]models.ID{}
	for _, m := range matters {
		person, known := persons[m.Person]
		if !known {
			person = a.ids.New()
			persons[m.Person] = person
			past.Persons = append(past.Persons, visit.Person{ID: person, Index: string(person), Sealed: []byte("x"), CreatedAt: fixedClock().Now()})
		}
		kept := visit.Matter{
			ID: a.ids.New(), Person: person, Service: m.Service, State: visit.MatterState(m.State), OpenedOn: m.OpenedOn,
			LastEventOn: m.LastEventOn, EndedOn: m.EndedOn, Visits: m.Visits, Site: m.Site, Test: m.Test, Demo: demo,
			PrecheckOnly: m.PrecheckOnly, Version: 1,
		}
		past.Matters = append(past.Matters, kept)
		for _, p := range m.Presences {
			key := fmt.Sprint(person, p.Site, p.On)
			if visits[key] == "" {
				visits[key] = a.ids.New()
				past.Visits = append(past.Visits, visit.Visit{ID: visits[key], Person: person, Site: p.Site, On: p.On, StartedAt: p.FirstAt, Demo: demo})
			}
			kind, reason, _ := strings.Cut(p.Ending, ":")
			past.Presences = append(past.Presences, visit.Presence{
				Matter: kept.ID, Visit: visits[key], Seq: p.Seq, Site: p.Site, On: p.On, FirstAt: p.FirstAt,
				Ending: visit.Ending{Kind: visit.EndingKind(kind), Reason: reason, Cause: visit.Cause(p.EndingCause)},
				Cause:  visit.Cause(p.Cause), CauseText: p.CauseText,
			})
		}
	}
	err := a.db.Atomically(a.t.Context(), func(ctx context.Context, tx models.Tx) error {
		return store.NewHistory(a.db).Add(ctx, tx, past)
	})
	if err != nil {
		a.t.Fatal(err)
	}
}

// What SQL counts in the tables is what the pure functions count in the same
// matters, for every history and for all of them together.
func TestStore_countsAsThePureFunctionsDo(t *testing.T) {
	a, d := newArchive(t), completion.Published()[0]
	var all []completion.Matter
	for n, h := range readHistories(t) {
		matters := completion.Assemble(d, h.events, "2026-12-31")
		for i := range matters {
			matters[i].Person = models.ID(fmt.Sprint(n, matters[i].Person))
		}
		all = append(all, matters...)
	}
	a.keep(all, false)
	reader := store.NewCompletion(a.db)
	for _, q := range []completion.Query{
		{From: "2026-01-01", To: "2026-12-31"}, {From: "2025-12-31", To: "2026-03-02"}, {From: "2026-06-01", To: "2026-06-30"},
		{From: "2026-01-01", To: "2026-12-31", Service: "passport"}, {From: "2026-01-01", To: "2026-12-31", Site: "west"},
	} {
		t.Run(fmt.Sprint(q), func(t *testing.T) {
			s := completion.Scope{Query: q}
			tallies, err := reader.Tallies(t.Context(), d, s, completion.ByServiceMonth)
			must(t, err)
			if want := completion.Count(all, q); !slices.Equal(tallies, want) {
				t.Errorf("tallies\n%v\nwant\n%v", tallies, want)
			}
			beside, err := reader.Beside(t.Context(), d, s)
			must(t, err)
			if want := completion.CountBeside(d, all, q); beside != want {
				t.Errorf("beside %+v, want %+v", beside, want)
			}
			causes, err := reader.Causes(t.Context(), s)
			must(t, err)
			completion.SortCauses(causes)
			if want := completion.CountCauses(all, q); !slices.Equal(causes, want) {
				t.Errorf("causes %v, want %v", causes, want)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

type fakeSigner struct{}

func (fakeSigner) Index(column, value string) string {
	sum := sha256.Sum256([]byte(column + value))
	return hex.EncodeToString(sum[:])
}

var (
	auditor    = models.Actor{Kind: models.ActorStaff, Role: "auditor"}
	supervisor = models.Actor{Kind: models.ActorStaff, Role: "supervisor"}
)

func (a *archive) reports(demo bool) *completion.Reports {
	return completion.NewReports(completion.Published(), store.NewCompletion(a.db), fakeSigner{}, fixedClock(), demo)
}

// year fills the archive with n completed matters a month and one refused one.
func (a *archive) year(perMonth int, demo bool) {
	a.t.Helper()
	var events []completion.Event
	for month := 1; month <= 12; month++ {
		for n := range perMonth {
			at := time.Date(2026, time.Month(month), 1+n%28, 9, n, 0, 0, models.China)
			person := models.ID(fmt.Sprintf("p%d-%d", month, n))
			if n == 0 {
				events = append(events, completion.Event{At: at.Add(-25 * time.Hour), Person: person, Service: "s", Site: "east", Kind: completion.Refused, Cause: "R01"})
			}
			events = append(events, completion.Event{At: at, Person: person, Service: "s", Site: "east", Kind: completion.Issued})
		}
	}
	a.keep(completion.Assemble(completion.Published()[0], events, "2026-12-31"), demo)
}

func TestMatters_pagesThroughExactlyTheFiguresCases(t *testing.T) {
	a := newArchive(t)
	a.year(11, false)
	reports := a.reports(false)
	q := completion.Query{From: "2026-01-01", To: "2026-12-31"}
	o, err := reports.Overview(t.Context(), auditor, q)
	must(t, err)
	f := completion.Filter{Set: completion.EndedSet, End: completion.Completed, Visits: completion.More}
	seen := map[models.ID]bool{}
	page := models.Page{Limit: 5}
	for {
		list, err := reports.Matters(t.Context(), auditor, q, f, page)
		must(t, err)
		if list.Total != o.Experienced.Denominator-o.Experienced.Numerator {
			t.Fatalf("total %d beside figure %+v", list.Total, o.Experienced)
		}
		for _, m := range list.Matters {
			if seen[m.ID] || m.Visits < 2 || !slices.Equal(m.Causes(), []string{"R01"}) {
				t.Fatalf("%+v", m)
			}
			seen[m.ID] = true
		}
		if list.Next == "" {
			break
		}
		page.After = list.Next
	}
	if len(seen) != 12 {
		t.Errorf("%d matters", len(seen))
	}
	if _, err := reports.Matters(t.Context(), auditor, q, completion.Filter{}, page); !errors.Is(err, cursor.ErrBad) {
		t.Errorf("a cursor of another filter: %v", err)
	}
}

func TestReports_refuseBadPeriods(t *testing.T) {
	reports := newArchive(t).reports(false)
	for name, tc := range map[string]struct {
		actor    models.Actor
		from, to models.Date
		ok       bool
	}{
		"366 days":                          {auditor, "2026-01-01", "2027-01-01", true},
		"367 days":                          {auditor, "2026-01-01", "2027-01-02", false},
		"one day":                           {auditor, "2026-01-01", "2026-01-01", true},
		"from after to":                     {auditor, "2026-01-02", "2026-01-01", false},
		"before the first definition":       {auditor, "2024-12-31", "2025-01-01", false},
		"nothing":                           {auditor, "", "", false},
		"days, without case access":         {supervisor, "2026-01-01", "2026-01-30", false},
		"whole months, without case access": {supervisor, "2026-01-01", "2026-02-28", true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := reports.Overview(t.Context(), tc.actor, completion.Query{From: tc.from, To: tc.to})
			if tc.ok != (err == nil) || (err != nil && models.KindOf(err) != models.KindInvalid) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestReports_hideFewMattersWithoutCaseAccess(t *testing.T) {
	a := newArchive(t)
	a.year(3, false)
	reports := a.reports(false)
	q := completion.Query{From: "2026-03-01", To: "2026-03-31"}
	seen, err := reports.Overview(t.Context(), auditor, q)
	must(t, err)
	hidden, err := reports.Overview(t.Context(), supervisor, q)
	must(t, err)
	if seen.Experienced.Denominator != 3 || !hidden.Experienced.Suppressed || hidden.Experienced.Numerator != 0 {
		t.Errorf("auditor %+v, supervisor %+v", seen.Experienced, hidden.Experienced)
	}
	rows, err := reports.Breakdown(t.Context(), supervisor, completion.Query{From: "2026-01-01", To: "2026-12-31"}, completion.ByMonth)
	must(t, err)
	for _, r := range rows.Rows {
		if r.Experienced.Exists() {
			t.Errorf("%s is shown: %+v", r.Month, r.Experienced)
		}
	}
	for name, err := range map[string]error{
		"list": func() error {
			_, err := reports.Matters(t.Context(), supervisor, q, completion.Filter{}, models.Page{Limit: 5})
			return err
		}(),
		"matter": func() error { _, err := reports.Matter(t.Context(), supervisor, a.ids.New()); return err }(),
	} {
		if models.KindOf(err) != models.KindForbidden {
			t.Errorf("%s without case access: %v", name, err)
		}
	}
}

func TestReports_keepDemoAndRealApart(t *testing.T) {
	a := newArchive(t)
	a.year(3, true)
	q := completion.Query{From: "2026-01-01", To: "2026-12-31"}
	demo, err := a.reports(true).Overview(t.Context(), auditor, q)
	must(t, err)
	hall, err := a.reports(false).Overview(t.Context(), auditor, q)
	must(t, err)
	if demo.Honest.Denominator != 36 || !demo.Demo || hall.Honest.Denominator != 0 || hall.Stamp.Demo {
		t.Errorf("demo %+v, hall %+v", demo.Honest, hall.Honest)
	}
	if demo.Stamp.Definition != completion.Published()[0].Version() || demo.AsOf.IsZero() {
		t.Errorf("stamp %+v", demo.Stamp)
	}
}

func TestDefinition_versionsNeverMixInOneReport(t *testing.T) {
	first := completion.Published()[0]
	second := first
	second.Name, second.EffectiveFrom, second.WindowDays = "2", "2026-07-01", 60
	both := completion.Definitions{first, second}
	if d, err := both.ForPeriod("2026-01-01", "2026-06-30"); err != nil || d.Name != "1" {
		t.Errorf("before: %s %v", d.Name, err)
	}
	if d, err := both.ForPeriod("2026-07-01", "2026-12-31"); err != nil || d.Name != "2" {
		t.Errorf("after: %s %v", d.Name, err)
	}
	if _, err := both.ForPeriod("2026-06-30", "2026-07-01"); !errors.Is(err, completion.ErrMixedDefinitions) {
		t.Errorf("across: %v", err)
	}
	if first.Version() == second.Version() {
		t.Error("two definitions share a version")
	}
}
