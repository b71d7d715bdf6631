package boot

import (
	"crypto/rand"
	"log/slog"
	"testing"
	"time"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/store"
)

// A bulk history obeys the ledger's rules although it goes past the ledger, and
// what is counted of it is what SQL counts.
func TestBulkHistory_isWhatTheLedgerWouldHaveWritten(t *testing.T) {
	clock := models.ClockFunc(func() time.Time { return time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC) })
	env := Environment{Clock: clock, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	cfg := config.Config{Data: t.TempDir(), Demo: true, Seed: 7, Site: "440300-001"}
	h := &Hall{cfg: cfg, env: env}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := h.openDatabase(t.Context())
	must(err)
	t.Cleanup(func() { must(h.end()) })
	p, err := h.openPlatform(t.Context())
	must(err)
	const n = 3000
	must(seedBulk(t.Context(), h, newHistory(h, p, 0), p.marks, amount{more: n, full: 400}))
	must(h.rebuildFigures(t.Context()))
	found, err := figures.Verify(t.Context(), store.NewFigures(h.db), store.NewFigureFacts())
	must(err)
	if !found.Sound() || found.Subjects < n {
		t.Errorf("%+v", found)
	}
	check(t, h.db, n)
	newestHaveARecord(t, h.db)
}

// newestHaveARecord: whoever opens a figure down to a matter finds its entries,
// and from these their proofs.
func newestHaveARecord(t *testing.T, db *store.DB) {
	t.Helper()
	reports := figures.NewProjection(store.NewFigureReports(db), store.NewFigureFacts())
	log := store.NewAuditReports(db)
	list, _, err := reports.Versions(t.Context(), figures.Listing{
		Query: figures.Query{From: "2023-11-01", To: "2026-11-24", Demo: true, Measures: []figures.Measure{figures.Ends}},
		Kind:  figures.Matter, Limit: 300,
	})
	if err != nil || len(list) != 300 {
		t.Fatalf("%d matters, %v", len(list), err)
	}
	for _, v := range list {
		records, err := log.About(t.Context(), audit.Ref{Kind: "matter", ID: v.Subject.ID}, models.Page{Limit: 50})
		if err != nil || len(records) == 0 {
			t.Fatalf("matter %s has %d entries, %v", v.Subject.ID, len(records), err)
		}
	}
	sums, _, err := reports.Sums(t.Context(), figures.Query{
		From: "2025-12-01", To: "2026-11-24", Demo: true, Measures: []figures.Measure{figures.Wait, figures.Pay, figures.Left, figures.Up},
	})
	found := map[figures.Measure]bool{}
	for _, s := range sums {
		found[s.Measure] = true
	}
	if err != nil || len(found) != 4 {
		t.Errorf("of waiting, paying, leaving and being up there is only %v, %v", found, err)
	}
}

func check(t *testing.T, db *store.DB, n int) {
	t.Helper()
	facts := store.NewCompletion(db)
	rates := figures.Rates{Reader: facts, Figures: figures.NewProjection(store.NewFigureReports(db), store.NewFigureFacts())}
	d := completion.Published()[0]
	ended, open := 0, 0
	for _, s := range []completion.Scope{
		{Query: completion.Query{From: "2023-11-01", To: "2024-10-31"}, Demo: true}, {Query: completion.Query{From: "2024-11-01", To: "2025-10-31"}, Demo: true},
		{Query: completion.Query{From: "2025-11-01", To: "2026-11-24"}, Demo: true},
	} {
		want, err := facts.Tallies(t.Context(), d, s, completion.BySite)
		if err != nil {
			t.Fatal(err)
		}
		got, err := rates.Tallies(t.Context(), d, s, completion.BySite)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := completion.Compute(d, got), completion.Compute(d, want); a.Honest != b.Honest || a.Experienced != b.Experienced {
			t.Errorf("%+v, SQL counts %+v", a, b)
		}
		matters, err := facts.List(t.Context(), d, completion.Listing{Scope: s, Limit: n})
		if err != nil {
			t.Fatal(err)
		}
		ended += len(matters)
		for _, m := range matters {
			obeys(t, m)
		}
	}
	beside, err := facts.Beside(t.Context(), d, completion.Scope{Query: completion.Query{From: "2023-01-01", To: "2026-12-31"}, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	open = n - ended
	if ended < n*9/10 || open == 0 || beside.TurnedAway == 0 {
		t.Errorf("%d ended, %d open, %+v", ended, open, beside)
	}
}

func obeys(t *testing.T, m completion.Matter) {
	t.Helper()
	if len(m.Presences) != m.Visits || m.EndedOn >= "2026-11-24" || m.OpenedOn > m.EndedOn {
		t.Errorf("%+v", m)
	}
	for i, p := range m.Presences {
		switch {
		case i == 0 && p.Cause != "":
			t.Errorf("the first presence of %s has a cause", m.ID)
		case i > 0 && (p.Cause == "" || p.Cause != m.Presences[i-1].EndingCause):
			t.Errorf("presence %d of %s has the cause %q, the one before ended with %q", p.Seq, m.ID, p.Cause, m.Presences[i-1].EndingCause)
		case i > 0 && p.On <= m.Presences[i-1].On:
			t.Errorf("presence %d of %s is not later", p.Seq, m.ID)
		}
	}
}
