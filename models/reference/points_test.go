package reference_test

import (
	"testing"
	"testing/quick"

	"onevisit/models"
	"onevisit/models/reference"
)

func TestCycle_vectors(t *testing.T) {
	d := reference.Published()
	for _, c := range []struct {
		first, on, from, to models.Date
		unsure              bool
	}{
		{"2010-05-20", "2026-11-24", "2026-05-20", "2027-05-19", false},
		{"2010-05-20", "2026-05-19", "2025-05-20", "2026-05-19", false},
		{"2010-05-20", "2026-05-20", "2026-05-20", "2027-05-19", false},
		{"2010-12-31", "2026-01-01", "2025-12-31", "2026-12-30", false},
		{"2026-11-24", "2026-11-24", "2026-11-24", "2027-11-23", false},
		{"2020-02-29", "2026-02-28", "2025-03-01", "2026-02-28", true},
		{"2020-02-29", "2026-03-01", "2026-03-01", "2027-02-28", true},
		{"2020-02-29", "2024-02-29", "2024-02-29", "2025-02-28", true},
		{"2020-02-29", "2024-02-28", "2023-03-01", "2024-02-28", true},
		{"2019-02-28", "2024-02-29", "2024-02-28", "2025-02-27", false},
	} {
		got, err := d.Cycle(c.first, c.on, shenzhen)
		if want := (reference.Cycle{First: c.from, Last: c.to, Unsure: c.unsure}); err != nil || got != want {
			t.Errorf("Cycle(%s, %s) = %+v, %v, want %+v", c.first, c.on, got, err, want)
		}
	}
	for _, c := range [][2]models.Date{{"2026-11-25", "2026-11-24"}, {"", "2026-11-24"}, {"2010-05-20", ""}} {
		if got, err := d.Cycle(c[0], c[1], shenzhen); err == nil {
			t.Errorf("Cycle(%s, %s) = %+v", c[0], c[1], got)
		}
	}
}

// Every day lies in one cycle, and cycles follow one another without a gap.
func TestCycle_properties(t *testing.T) {
	holds := func(first, later uint16) bool {
		licence := models.Date("1990-01-01").AddDays(int(first))
		on := licence.AddDays(int(later))
		c, err := reference.CycleOf(licence, on, 12)
		if err != nil || c.First > on || c.Last < on || c.Last < c.First {
			return false
		}
		next, err := reference.CycleOf(licence, c.Last.AddDays(1), 12)
		length := c.First.DaysTo(next.First)
		return err == nil && next.First == c.Last.AddDays(1) && (length == 365 || length == 366)
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
}

func TestTally_whatComesAlong(t *testing.T) {
	d := reference.Published()
	const licence = models.Date("2010-05-20") // cycles begin on 20 May
	for _, c := range []struct {
		name    string
		acts    []reference.Scored
		reduced int
		want    [3]int // own, carried, total
	}{
		{"nothing", nil, 0, [3]int{0, 0, 0}},
		{"decided in this cycle", []reference.Scored{{Points: 3, On: "2026-06-01"}, {Points: 6, On: "2026-07-01"}}, 0, [3]int{9, 0, 9}},
		{"decided later than the day", []reference.Scored{{Points: 3, On: "2026-12-01"}}, 0, [3]int{0, 0, 0}},
		{"an earlier cycle, paid", []reference.Scored{{Points: 3, On: "2025-06-01", Due: "2025-06-16", Paid: "2025-06-10"}}, 0, [3]int{0, 0, 0}},
		{"an earlier cycle, never paid", []reference.Scored{{Points: 3, On: "2025-06-01", Due: "2025-06-16"}}, 0, [3]int{0, 3, 3}},
		{"paid in this cycle only", []reference.Scored{{Points: 3, On: "2025-06-01", Due: "2025-06-16", Paid: "2026-06-01"}}, 0, [3]int{0, 3, 3}},
		{"not yet due when the cycle ended", []reference.Scored{{Points: 3, On: "2026-05-18", Due: "2026-06-02"}}, 0, [3]int{0, 0, 0}},
		{"two cycles ago, never paid", []reference.Scored{{Points: 3, On: "2024-06-01", Due: "2024-06-16"}}, 0, [3]int{0, 3, 3}},
		{"two cycles ago, not due at its end", []reference.Scored{{Points: 3, On: "2025-05-18", Due: "2025-06-02"}}, 0, [3]int{0, 0, 0}},
		{"a warning has nothing to pay", []reference.Scored{{Points: 1, On: "2025-06-01"}}, 0, [3]int{0, 0, 0}},
		{"study takes off", []reference.Scored{{Points: 6, On: "2026-06-01"}}, 2, [3]int{6, 0, 4}},
		{"study takes off no more than there is", []reference.Scored{{Points: 1, On: "2026-06-01"}}, 6, [3]int{1, 0, 0}},
	} {
		got, err := d.Tally(licence, day, shenzhen, c.acts, c.reduced)
		if err != nil || [3]int{got.Own, got.Carried, got.Total()} != c.want {
			t.Errorf("%s: %+v, %v, want %v", c.name, got, err, c.want)
		}
	}
}

func TestReaches_theSumHasToStayBelow(t *testing.T) {
	d := reference.Published()
	for _, c := range []struct {
		total, more int
		want        bool
	}{{0, 11, false}, {6, 5, false}, {6, 6, true}, {0, 12, true}, {12, 0, true}, {11, 0, false}} {
		if got, err := d.Reaches(c.total, c.more, day, shenzhen); err != nil || got != c.want {
			t.Errorf("Reaches(%d, %d) = %v, %v", c.total, c.more, got, err)
		}
	}
}

func TestEducationDays(t *testing.T) {
	d := reference.Published()
	for _, c := range []struct {
		vehicles    string
		marks, want int
	}{{"small", 1, 7}, {"small", 2, 14}, {"small", 8, 56}, {"small", 9, 60}, {"small", 20, 60}, {"large", 1, 30}, {"large", 2, 60}, {"large", 4, 120}, {"large", 5, 120}, {"small", 0, 0}} {
		if got, err := d.EducationDays(c.vehicles, c.marks, day, shenzhen); err != nil || got != c.want {
			t.Errorf("EducationDays(%s, %d) = %d, %v", c.vehicles, c.marks, got, err)
		}
	}
	if _, err := d.EducationDays("medium", 1, day, shenzhen); err == nil {
		t.Error("there are no medium vehicles in the rule")
	}
}

func TestAddMonths_andWindows(t *testing.T) {
	for _, c := range []struct {
		from models.Date
		n    int
		want models.Date
	}{{"2026-11-30", 3, "2027-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-03-31", -1, "2026-02-28"}, {"2024-02-29", 12, "2025-02-28"}, {"2026-11-24", 0, "2026-11-24"}} {
		if got := c.from.AddMonths(c.n); got != c.want {
			t.Errorf("AddMonths(%s, %d) = %s", c.from, c.n, got)
		}
	}
	d := reference.Published()
	for _, c := range []struct {
		limit, place string
		end, first   models.Date
	}{
		{"passport-renewal-months", shenzhen, "2027-05-24", "2026-11-24"}, {"id-renewal-months", shenzhen, "2027-02-28", "2026-11-28"},
		{"licence-renewal-days", shenzhen, "2027-02-22", "2026-11-24"}, {"residence-endorsement-days", shenzhen, "2027-01-23", "2026-11-24"},
		{"residence-endorsement-days", "110101", "2026-12-24", "2026-11-24"},
	} {
		if got, err := d.RenewalWindow(c.limit, c.end, day, c.place); err != nil || got != (reference.Window{First: c.first, Last: c.end}) {
			t.Errorf("%s until %s: %+v, %v", c.limit, c.end, got, err)
		}
	}
	if _, err := d.RenewalWindow("points-full", day, day, shenzhen); err == nil {
		t.Error("points are no window")
	}
	if _, err := d.RenewalWindow("nothing", day, day, shenzhen); err == nil {
		t.Error("there is no such limit")
	}
}
