package figures

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/audit"
)

func TestCounts_areReadAsWritten(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		var counts []Count
		for range random.IntN(40) {
			counts = append(counts, Count{strings.Repeat("x", random.IntN(40)), uint8(1 + random.IntN(31)), 1 + random.Int64N(1<<40)})
		}
		slices.SortFunc(counts, compareCounts)
		counts = slices.CompactFunc(counts, func(a, b Count) bool { return compareCounts(a, b) == 0 })
		written := EncodeCounts(counts)
		read, err := DecodeCounts(written)
		if err != nil || len(counts)+len(read) > 0 && !reflect.DeepEqual(read, counts) {
			t.Fatalf("%v was read as %v: %v", counts, read, err)
		}
		for cut := range written { // whatever is cut off is refused or shorter, never a panic
			if shorter, err := DecodeCounts(written[:cut]); err == nil && len(shorter) >= len(counts) {
				t.Fatalf("%d of %d bytes say as much", cut, len(written))
			}
		}
	}
}

func TestMerge_dropsWhatBecomesZero(t *testing.T) {
	got := merge([]Count{{"a", 1, 2}, {"b", 1, 1}}, []Count{{"a", 1, -2}, {"a", 2, 1}, {"c", 1, 3}})
	if want := []Count{{"a", 2, 1}, {"b", 1, 1}, {"c", 1, 3}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

// The combinations whose sums are kept; what is not listed is answered from the
// contributions.
func TestShapes_areTheseOnes(t *testing.T) {
	var names []string
	for _, s := range shapes() {
		names = append(names, string(s.name))
	}
	want := "month month-service month-site month-service-site day day-service day-site " +
		"month-device month-device-service month-device-site month-channel month-channel-service month-channel-site " +
		"month-language month-language-service month-language-site month-aid month-aid-service month-aid-site " +
		"month-age month-age-service month-age-site"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("kept are %s", got)
	}
}

func TestPlan_dividesTheDaysIntoMonthsAndTheRest(t *testing.T) {
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{From: "2026-01-01", To: "2026-12-31"}, "month 2026-01-01 2026-12-31"},
		{Query{From: "2026-01-02", To: "2026-03-30", By: []Dimension{BySite}}, "month-site 2026-02-01 2026-02-28, day-site 2026-01-02 2026-01-31, day-site 2026-03-01 2026-03-30"},
		{Query{From: "2026-01-05", To: "2026-02-27"}, "day 2026-01-05 2026-02-27"},
		{Query{From: "2025-12-31", To: "2026-01-31"}, "month 2026-01-01 2026-01-31, day 2025-12-31 2025-12-31"},
		{Query{From: "2026-01-01", To: "2026-01-31", By: []Dimension{ByDay}}, "day 2026-01-01 2026-01-31"},
		{Query{From: "2026-01-01", To: "2026-02-01", By: []Dimension{ByAge}, Filter: Filter{Services: []string{"a"}}}, "month-age-service 2026-01-01 2026-01-31, contributions 2026-02-01 2026-02-01"},
		{Query{From: "2026-01-01", To: "2026-01-31", By: []Dimension{ByAge, ByDevice}}, "contributions 2026-01-01 2026-01-31"},
		{Query{From: "2026-01-01", To: "2026-01-31", By: []Dimension{ByDay, ByAge}}, "contributions 2026-01-01 2026-01-31"},
	} {
		var parts []string
		for _, s := range c.q.plan() {
			name := string(s.shape.name)
			if !s.kept {
				name = "contributions"
			}
			parts = append(parts, name+" "+string(s.from)+" "+string(s.to))
		}
		if got := strings.Join(parts, ", "); got != c.want {
			t.Errorf("%s to %s by %v: %s, want %s", c.q.From, c.q.To, c.q.By, got, c.want)
		}
	}
}

// Nothing is counted after today: the current month is then the whole month.
func TestPlan_takesTheCurrentMonthForWhole(t *testing.T) {
	for _, c := range []struct {
		last models.Date
		q    Query
		want models.Date
	}{
		{"2026-11-24", Query{To: "2026-11-24"}, "2026-11-30"},
		{"2026-11-20", Query{To: "2026-11-24"}, "2026-11-30"},
		{"", Query{To: "2026-02-01"}, "2026-02-28"},
		{"2026-11-25", Query{To: "2026-11-24"}, "2026-11-24"},
		{"2026-11-24", Query{To: "2026-11-24", By: []Dimension{ByDay}}, "2026-11-24"},
	} {
		if got := c.q.upTo(c.last).To; got != c.want {
			t.Errorf("up to %s, counted until %s: %s, want %s", c.q.To, c.last, got, c.want)
		}
	}
}

// The list of what is left out names real actions, and none that ends, decides or
// amends anything.
func TestIgnored_changesNothingThatIsCounted(t *testing.T) {
	for _, a := range Ignored() {
		if !slices.Contains(audit.Actions(), a) {
			t.Errorf("%s is no action", a)
		}
	}
	for _, a := range []audit.Action{
		audit.ApplicationCompleted, audit.ApplicationRejected, audit.ApplicationWithdrawn, audit.ApplicationHanded, audit.ApplicationRecalled,
		audit.MatterAbandoned, audit.PreCheckEnded, audit.OneVisitCauseAmends, audit.SessionEnded, audit.SessionRated, audit.OrderPaid, audit.OrderClosed,
		audit.CorrectionAsked, audit.CorrectionWithdrawn, audit.ClockStarted, audit.WindowRecorded, audit.FiguresRebuilt,
	} {
		if slices.Contains(Ignored(), a) {
			t.Errorf("%s is left out", a)
		}
	}
}
