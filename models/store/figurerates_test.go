package store_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/store"
)

// What auditors are shown is what SQL counts over the facts, folded or not, and
// SQL answers while there is no projection.
func TestRates_areWhatSQLCounts(t *testing.T) {
	t.Parallel()
	b := newFigures(t)
	direct := store.NewCompletion(b.db)
	rates := figures.Rates{Reader: direct, Figures: b.reports}
	plain := completion.Published()[0]
	without := plain
	without.ExcludedServices = []string{"traffic.camera-violation"}
	compare := func() {
		t.Helper()
		for _, q := range []completion.Query{
			{From: "2026-01-01", To: "2026-12-31"}, {From: "2026-03-07", To: "2026-05-19"}, {From: "2026-04-01", To: "2026-04-30", Site: "440300-002"},
			{From: "2026-03-15", To: "2026-06-30", Service: "exit-entry.passport-renewal"},
		} {
			for _, d := range []completion.Definition{plain, without} {
				for _, by := range []completion.Grouping{"", completion.ByService, completion.ByMonth, completion.ByServiceMonth, completion.BySite} {
					s := completion.Scope{Query: q, Demo: q.Site == ""}
					got, err := rates.Tallies(t.Context(), d, s, by)
					must(t, err)
					want, err := direct.Tallies(t.Context(), d, s, by)
					must(t, err)
					if got, want := completion.Compute(d, got), completion.Compute(d, want); !reflect.DeepEqual(got, want) {
						t.Fatalf("%+v: %+v, SQL counts %+v", q, got, want)
					}
					if by == "" {
						continue
					}
					if got, want := completion.Divide(d, got, by), completion.Divide(d, want, by); !reflect.DeepEqual(got, want) {
						t.Fatalf("%+v by %s:\n%+v, SQL counts\n%+v", q, by, got, want)
					}
				}
				s := completion.Scope{Query: q, Demo: true}
				got, err := rates.Causes(t.Context(), s)
				must(t, err)
				want, err := direct.Causes(t.Context(), s)
				must(t, err)
				completion.SortCauses(got)
				completion.SortCauses(want)
				if !slices.Equal(got, want) {
					t.Fatalf("%+v: causes %v, SQL counts %v", q, got, want)
				}
			}
		}
	}
	b.happen(60)
	compare() // nothing has a place in the log yet
	for range 3 {
		b.happen(40)
		b.round()
		compare()
		b.pass()
		b.happen(10)
		compare()
	}
	// A matter that nobody came for has no hall.
	must(t, store.Exec(b.db, "UPDATE matter SET site = '', visits = 0 WHERE state = 'completed'"))
	b.rebuild()
	compare()
	// Pinned rates stay what they were, and wait for the projection, as SQL knows
	// only what is now.
	b.happen(5)
	b.round()
	b.pass()
	at, err := b.reports.Pin(t.Context())
	must(t, err)
	pinned := completion.Scope{Query: completion.Query{From: "2026-01-01", To: "2026-12-31", AsOf: at.Entries}, Demo: true}
	ask := func() ([]completion.Tally, []completion.CauseCount) {
		tallies, err := rates.Tallies(t.Context(), plain, pinned, completion.BySite)
		must(t, err)
		causes, err := rates.Causes(t.Context(), pinned)
		must(t, err)
		completion.SortCauses(causes)
		return tallies, causes
	}
	tallies, causes := ask()
	b.happen(80)
	b.round()
	b.pass()
	if again, more := ask(); !reflect.DeepEqual(completion.Compute(plain, again), completion.Compute(plain, tallies)) || !slices.Equal(more, causes) {
		t.Errorf("pinned %v %v, then %v %v", tallies, causes, again, more)
	}
	now := b.clock.Now()
	_, _, err = b.keeper.StartBuilding(t.Context(), "somebody", now, now.Add(time.Second))
	must(t, err)
	compare()
	if _, err := rates.Tallies(t.Context(), plain, pinned, ""); !errors.Is(err, figures.ErrBuilding) {
		t.Errorf("a pin without a projection: %v", err)
	}
}
