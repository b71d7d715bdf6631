package reference_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"testing/fstest"
	"testing/quick"

	"onevisit/models"
	"onevisit/models/calendar"
	"onevisit/models/reference"
)

func terms(t *testing.T) reference.FineTerms {
	t.Helper()
	terms, err := reference.Published().FineTerms(day, shenzhen)
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func workdays(t *testing.T) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Published()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSurcharge_vectors(t *testing.T) {
	terms := terms(t)
	if terms != (reference.FineTerms{PayDays: 15, PerMille: 30, CapPercent: 100}) {
		t.Fatalf("%+v", terms)
	}
	for _, c := range []struct {
		fine models.Fen
		days int
		want models.Fen
	}{
		{20000, 0, 0}, {20000, -5, 0}, {20000, 1, 600}, {20000, 10, 6000}, {20000, 33, 19800}, {20000, 34, 20000}, {20000, 10000, 20000},
		{5000, 1, 150}, {5000, 2, 300}, {5000, 33, 4950}, {5000, 34, 5000}, {15000, 1, 450}, {10000, 33, 9900}, {500, 1, 15}, {500, 34, 500},
		{1, 1, 0}, {1, 33, 0}, {1, 34, 1}, {33, 1, 0}, {34, 1, 1}, {0, 100, 0}, {-20000, 10, 0},
		{200000, 33, 198000}, {500000, 1, 15000}, {math.MaxInt64 / 1000, math.MaxInt32, math.MaxInt64 / 1000},
	} {
		if got := terms.Surcharge(c.fine, c.days); got != c.want {
			t.Errorf("Surcharge(%d, %d) = %d, want %d", c.fine, c.days, got, c.want)
		}
	}
}

func TestSurcharge_properties(t *testing.T) {
	terms := terms(t)
	never := func(fine uint32, days uint16) bool {
		f, n := models.Fen(fine), int(days)
		s := terms.Surcharge(f, n)
		grows := terms.Surcharge(f, n+1) >= s
		capped := s >= 0 && s <= f
		daily := f*30%1000 != 0 || s == min(f, f*30/1000*models.Fen(n)) // whole half yuan: no rounding
		floor := s == f || s*1000 <= f*30*models.Fen(n) && (s+1)*1000 > f*30*models.Fen(n)
		return grows && capped && daily && floor
	}
	if err := quick.Check(never, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
}

func TestDue_vectors(t *testing.T) {
	for received, want := range map[models.Date]models.Date{
		"2026-11-02": "2026-11-17", // 15 days, the day itself not counted
		"2026-11-06": "2026-11-23", // ends on a Saturday: Monday
		"2026-11-07": "2026-11-23", // ends on a Sunday
		"2026-09-16": "2026-10-08", // ends on 1 October, 国庆节
		"2025-09-16": "2025-10-09", // ends on 1 October, holidays until the 8th
		"2026-09-25": "2026-10-10", // a Saturday worked in exchange
		"2025-01-13": "2025-02-05", // 春节
	} {
		if got, err := terms(t).Due(received, workdays(t)); err != nil || got != want {
			t.Errorf("Due(%s) = %s, %v, want %s", received, got, err, want)
		}
	}
	if _, err := terms(t).Due("", workdays(t)); err == nil {
		t.Error("nothing is due before it was received")
	}
	if _, err := terms(t).Due("2039-01-01", workdays(t)); !errors.Is(err, calendar.ErrNotPublished) {
		t.Errorf("a term in a year without holidays: %v", err)
	}
}

// A term is never shorter than its days, ends on a day offices work, and skips
// none that they work.
func TestDue_properties(t *testing.T) {
	days, terms := workdays(t), terms(t)
	holds := func(n uint16) bool {
		received := models.Date("2025-01-01").AddDays(int(n) % 690)
		due, err := terms.Due(received, days)
		if err != nil {
			return false
		}
		for day := received.AddDays(terms.PayDays); day < due; day = day.AddDays(1) {
			if working, err := days.IsWorking(day); err != nil || working {
				return false
			}
		}
		working, err := days.IsWorking(due)
		return err == nil && working && received.DaysTo(due) >= terms.PayDays
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

func TestOwed_vectors(t *testing.T) {
	lawsuit := reference.Pause{First: "2026-11-20", Last: "2026-11-24"}
	for _, c := range []struct {
		name     string
		fine     models.Fen
		received models.Date
		on       models.Date
		pauses   []reference.Pause
		days     int
		total    models.Fen
	}{
		{"on the last day", 20000, "2026-11-02", "2026-11-17", nil, 0, 20000},
		{"the day after", 20000, "2026-11-02", "2026-11-18", nil, 1, 20600},
		{"a week late", 20000, "2026-11-02", "2026-11-24", nil, 7, 24200},
		{"before it is due", 20000, "2026-11-02", "2026-11-03", nil, 0, 20000},
		{"at the cap", 20000, "2026-11-02", "2026-12-31", nil, 44, 40000},
		{"over a weekend", 5000, "2026-11-06", "2026-11-23", nil, 0, 5000},
		{"under reconsideration", 20000, "2026-11-02", "2026-11-27", []reference.Pause{lawsuit}, 5, 23000},
		{"two pauses over each other", 20000, "2026-11-02", "2026-11-27", []reference.Pause{lawsuit, {First: "2026-11-22", Last: "2026-11-26"}}, 3, 21800},
		{"still under way", 20000, "2026-11-02", "2026-12-31", []reference.Pause{{First: "2026-11-20"}}, 2, 21200},
		{"a pause before", 20000, "2026-11-02", "2026-11-24", []reference.Pause{{First: "2026-11-03", Last: "2026-11-10"}}, 7, 24200},
		{"a warning", 0, "2026-11-02", "2026-12-31", nil, 44, 0},
	} {
		got, err := terms(t).Owed(c.fine, c.received, c.on, workdays(t), c.pauses...)
		if err != nil || got.Days != c.days || got.Total() != c.total {
			t.Errorf("%s: %+v, %v, want %d days, %d", c.name, got, err, c.days, c.total)
		}
	}
	if _, err := terms(t).Owed(-1, "2026-11-02", "2026-11-03", workdays(t)); err == nil {
		t.Error("a fine below nothing")
	}
}

func TestFineTerms_comeFromTheData(t *testing.T) {
	own, _ := reference.Own()
	limits := strings.Replace(string(own[reference.LimitsFile]), "per-mille,30,,2021-07-15,", "per-mille,30,,2021-07-15,2026-12-31", 1)
	d, err := reference.Load(fstest.MapFS{reference.LimitsFile: {Data: []byte(limits)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.FineTerms("2026-12-31", shenzhen); err != nil {
		t.Error(err)
	}
	if _, err := d.FineTerms("2027-01-01", shenzhen); !errors.Is(err, reference.ErrNoLimit) {
		t.Errorf("a rate that has ended: %v", err)
	}
}

func TestOverdueOn_anOldDecisionIsCountedWithoutItsTableOfHolidays(t *testing.T) {
	terms := reference.FineTerms{PayDays: 15, PerMille: 30, CapPercent: 100}
	workdays, err := reference.Published().Workdays()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := terms.OverdueOn("2026-10-30", "2026-11-24", workdays); n != 8 || err != nil { // the last day was a Saturday
		t.Errorf("%d, %v", n, err)
	}
	if n, err := terms.OverdueOn("1999-10-30", "1999-12-01", workdays); err == nil {
		t.Errorf("%d without a table", n)
	}
	if n, err := terms.OverdueOn("1999-10-30", "2026-11-24", workdays); n < 9000 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := terms.OverdueOn("", "2026-11-24", workdays); err == nil {
		t.Error("counted without a day of receipt")
	}
}
