package calendar_test

import (
	"errors"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/calendar"
)

func published(t *testing.T) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Published()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAdd_countsOverHolidaysAndExchangedWeekends(t *testing.T) {
	for _, tc := range []struct {
		name string
		from models.Date
		days int
		want models.Date
	}{
		{"over the National Day week, a worked Saturday counts", "2026-09-29", 5, "2026-10-12"},
		{"plain week", "2026-11-24", 1, "2026-11-25"},
		{"over a weekend", "2026-11-27", 1, "2026-11-30"},
		{"into a worked Sunday", "2026-09-18", 1, "2026-09-20"},
		{"over the Spring Festival", "2026-02-13", 2, "2026-02-24"},
		{"seven, the passport's promise", "2026-11-24", 7, "2026-12-03"},
		{"zero on a working day is the same day", "2026-11-24", 0, "2026-11-24"},
		{"zero on a holiday is the next working day", "2026-10-01", 0, "2026-10-08"},
		{"over new year into a published year", "2025-12-31", 1, "2026-01-04"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := published(t).Add(tc.from, tc.days)
			if err != nil || got != tc.want {
				t.Fatalf("%s + %d = %s, %v; want %s", tc.from, tc.days, got, err, tc.want)
			}
		})
	}
}

func TestAdd_refusesYearWithoutTable(t *testing.T) {
	_, err := published(t).Add("2026-12-30", 5)
	if !errors.Is(err, calendar.ErrNotPublished) {
		t.Fatalf("err = %v", err)
	}
	var e *models.Error
	if !errors.As(err, &e) || e.Params["year"] != "2027" {
		t.Fatalf("the error does not name the year: %v", err)
	}
	for _, day := range []models.Date{"2027-01-04", "1999-12-31", "", "x"} {
		if _, err := published(t).IsWorking(day); !errors.Is(err, calendar.ErrNotPublished) {
			t.Errorf("%q: %v", day, err)
		}
	}
}

func TestRead_refusesBadTables(t *testing.T) {
	for name, table := range map[string]string{
		"day before its year": "2027-01-01 rest 元旦",
		"no such day":         "year 2027\n2027-02-30 rest 春节",
		"unknown word":        "year 2027\n2027-01-01 free 元旦",
		"twice":               "year 2027\n2027-01-01 rest 元旦\n2027-01-01 work 元旦",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := calendar.Read(strings.NewReader(table)); err == nil {
				t.Fatal("accepted")
			}
		})
	}
}

func TestPublished_takesAFurtherYear(t *testing.T) {
	c, err := calendar.Published(strings.NewReader("year 2027\n2027-01-01 rest 元旦\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Add("2026-12-31", 1); err != nil || got != "2027-01-04" {
		t.Fatalf("%s, %v", got, err)
	}
	if _, err := calendar.Published(strings.NewReader("2026-10-01 rest 国庆节\n")); err == nil {
		t.Error("a day that stands twice was taken")
	}
}
