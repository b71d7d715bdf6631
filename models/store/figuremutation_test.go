package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onevisit/models/figures"
	"onevisit/models/store"
)

// found verifies and returns everything that was named.
func (b *figureBench) found() string {
	b.Helper()
	report, err := figures.Verify(b.Context(), b.book, b.source)
	must(b.T, err)
	var text strings.Builder
	for _, f := range report.Faults {
		text.WriteString(f.String() + "\n")
	}
	return text.String()
}

// settled is a bench in which things have happened and everything is folded.
func settled(t *testing.T) *figureBench {
	t.Helper()
	b := newFigures(t)
	for range 5 {
		b.happen(50)
		b.round()
		b.pass()
	}
	b.mustVerify()
	return b
}

// Whatever is changed behind the product's back is named, and a rebuild puts it
// right.
func TestVerify_namesWhatWasChanged(t *testing.T) {
	t.Parallel()
	b := settled(t)
	one := func(query string) string {
		text, err := store.Get[string](b.db, query)
		must(t, err)
		return text
	}
	ended := one("SELECT subject_id FROM figure_kept WHERE kind = 'matter' AND counted_on <> '' AND n = 1 ORDER BY subject_id LIMIT 1")
	moved := one("SELECT subject_id FROM figure_past WHERE kind = 'matter' ORDER BY subject_id LIMIT 1")
	other := one("SELECT subject_id FROM figure_past WHERE kind = 'matter' ORDER BY subject_id DESC LIMIT 1")
	session := one("SELECT subject_id FROM figure_kept WHERE kind = 'session' ORDER BY subject_id DESC LIMIT 1")
	for _, c := range []struct{ name, sql, names string }{
		{"a matter's row", "UPDATE matter SET visits = visits + 1 WHERE id = '" + ended + "'", ended},
		{"a matter's end", "UPDATE matter SET ended_on = '2026-01-01' WHERE id = '" + ended + "'", ended},
		{"a matter taken out", "DELETE FROM matter WHERE id = '" + ended + "'", ended},
		{"a session's rating", "UPDATE citizen_session SET rating = (rating + 2) % 6 WHERE id = '" + session + "'", session},
		{"a version's day", "UPDATE figure_kept SET counted_on = '2026-02-02' WHERE kind = 'matter' AND subject_id = '" + ended + "'", ended},
		{"a version dropped", "DELETE FROM figure_kept WHERE kind = 'matter' AND subject_id = '" + ended + "'", ended},
		{"an older version dropped", "DELETE FROM figure_past WHERE subject_id = '" + moved + "' AND n = 1", moved},
		{"an older version moved", "UPDATE figure_past SET until_size = until_size - 1 WHERE subject_id = '" + other + "' AND n = 1", other},
		{"a sum changed", "UPDATE figure_sum SET counts = (SELECT o.counts FROM (SELECT counts FROM figure_sum WHERE shape = 'day' AND measure = 'ends' AND demo = 0 AND bundle = '2026-03') o) WHERE shape = 'month' AND measure = 'ends' AND demo = 0", "sums month ends 2026"},
		{"a row of sums dropped", "DELETE FROM figure_sum WHERE shape = 'month-site' AND measure = 'ends' AND demo = 0 AND site = '440300-001'", "month-site ends 2026 440300-001"},
		{"a row of sums moved", "UPDATE figure_sum SET site = '440300-009' WHERE shape = 'month-site' AND measure = 'cause' AND demo = 0 AND site = '440300-002'", "month-site cause 2026 440300-009"},
		{"an entry of a list dropped", "DELETE FROM figure_rare WHERE cell_id = (SELECT id FROM figure_cell WHERE measure = 'cause' AND bucket = 'R05')", "list cause R05"},
		{"an entry of a list moved", "UPDATE figure_rare SET place_id = place_id + 1 WHERE cell_id = (SELECT id FROM figure_cell WHERE measure = 'ends' AND bucket = 'completed:2')", "list ends completed:2"},
		{"an entry put into a list", "INSERT INTO figure_rare SELECT id, '2026-03-03', 'matter', 'nobody', 1, 0 FROM figure_cell WHERE measure = 'cause' AND bucket = 'R07'", "list cause R07"},
	} {
		t.Run(c.name, func(t *testing.T) {
			must(t, store.Exec(b.db, c.sql))
			if found := b.found(); !strings.Contains(found, c.names) {
				t.Errorf("found %q, which does not name %s", found, c.names)
			}
			b.rebuild()
			b.clock.Pass(1)
			if found := b.found(); found != "" {
				t.Errorf("after a rebuild: %s", found)
			}
		})
	}
}

// What a rebuild had to put right does not move a pin from before; where versions
// are gone, pins from before are refused.
func TestRebuild_keepsPinsOrRefusesThem(t *testing.T) {
	t.Parallel()
	b := settled(t)
	at, err := b.reports.Pin(t.Context())
	must(t, err)
	q := figures.Query{From: "2026-01-01", To: "2026-12-31", Measures: []figures.Measure{figures.Ends}, AsOf: at.Entries}
	said := b.sums(q)
	if len(said) == 0 {
		t.Fatal("nothing ended")
	}
	must(t, store.Exec(b.db, "UPDATE matter SET state = 'rejected' WHERE state = 'completed'"))
	if built := b.rebuild(); built.Changed == 0 {
		t.Fatal("nothing changed")
	}
	if !sameSums(b.sums(q), said) {
		t.Error("the pin moved")
	}
	q.AsOf = 0
	if sameSums(b.sums(q), said) {
		t.Error("the rebuild changed nothing")
	}
	must(t, store.Exec(b.db, "DELETE FROM figure_past"))
	b.rebuild()
	q.AsOf = at.Entries
	if _, _, err := b.reports.Sums(t.Context(), q); !errors.Is(err, figures.ErrNotPinned) {
		t.Errorf("a pin whose versions are gone: %v", err)
	}
	for _, size := range []int64{at.Entries + 1_000_000, -1} {
		q.AsOf = size
		if _, _, err := b.reports.Sums(t.Context(), q); !errors.Is(err, figures.ErrNotPinned) {
			t.Errorf("a pin at %d: %v", size, err)
		}
	}
}

// While a rebuild is under way, or after it broke off, nobody reads or folds, and
// the next rebuild takes over once the first one's time is over.
func TestRebuild_letsNobodyReadMeanwhile(t *testing.T) {
	t.Parallel()
	b := settled(t)
	now := b.clock.Now()
	if _, _, err := b.keeper.StartBuilding(t.Context(), "first", now, now.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	q := figures.Query{From: "2026-01-01", To: "2026-12-31", Measures: []figures.Measure{figures.Ends}}
	if _, _, err := b.reports.Sums(t.Context(), q); !errors.Is(err, figures.ErrBuilding) {
		t.Errorf("sums: %v", err)
	}
	if _, _, err := b.keeper.StartBuilding(t.Context(), "second", now, now.Add(time.Second)); !errors.Is(err, figures.ErrHeld) {
		t.Errorf("two at once: %v", err)
	}
	b.happen(20)
	b.round()
	if _, err := b.fold().Pass(t.Context()); err != nil {
		t.Error(err)
	}
	b.rebuild()
	b.clock.Pass(1)
	b.pass()
	b.mustVerify()
	if !sameSums(b.sums(q), counted(b.everything(), q)) {
		t.Error("the figures are not the facts'")
	}
}
