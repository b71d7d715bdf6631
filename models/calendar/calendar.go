// Package calendar counts working days: Monday to Friday, less the statutory
// holidays, plus the weekends worked in exchange. The State Council publishes
// each year's table in the autumn before it, so the table is data
// (holidays.txt), not code.
//
// How the next year comes in: when the notice is out, an operator writes its
// table in the same form into the file holidays.txt in the data folder and
// starts the hall again; "onevisit doctor" says from 45 days ahead that a year is
// missing, and repeats what is wrong with a table. The next release carries the
// year in its own table; the operator's file then has to drop it, because a day
// may stand only once. Cases that came in while the year was missing carry no
// deadline beyond it: none is better than a wrong one. A hall that keeps its
// reference data in a folder of its own puts the whole table there instead
// (models/reference), where it replaces the program's.
//
// What it refuses: a year whose table is not there. Counting only weekends
// would promise a citizen a date the office is closed on; the caller gets
// calendar.year_not_published and has to say so.
package calendar

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"time"

	"onevisit/models"
)

//go:embed holidays.txt
var published string

// Source is the text of the tables this program carries, for an operator who
// keeps tables of his own in their place.
func Source() string { return published }

// ErrNotPublished is returned for a day of a year without a published table.
// Its text parameter "year" names the year.
var ErrNotPublished = models.E(models.KindUnavailable, "calendar.year_not_published")

// Calendar knows the working days of the years it has a table for.
type Calendar struct {
	years   map[string]bool
	special map[models.Date]bool // true: worked, false: at rest
}

// Published returns the calendar of the tables this program carries and of
// further years in the same form, so that a new year needs no new program.
func Published(further ...io.Reader) (*Calendar, error) {
	return Read(io.MultiReader(append([]io.Reader{strings.NewReader(published), strings.NewReader("\n")}, further...)...))
}

// Read reads tables of the form of holidays.txt: "year 2026" opens a year, and
// each line below says "2026-10-01 rest 国庆节" or "2026-10-10 work 国庆节".
// Empty lines and lines that begin with # are skipped.
func Read(r io.Reader) (*Calendar, error) {
	c := &Calendar{years: map[string]bool{}, special: map[models.Date]bool{}}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := c.add(strings.Fields(line)); err != nil {
			return nil, fmt.Errorf("calendar: line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	return c, nil
}

func (c *Calendar) add(words []string) error {
	if len(words) == 2 && words[0] == "year" {
		c.years[words[1]] = true
		return nil
	}
	if len(words) != 3 || (words[1] != "rest" && words[1] != "work") {
		return fmt.Errorf("%q is neither a year nor a day", strings.Join(words, " "))
	}
	day, err := models.ParseDate(words[0])
	if err != nil {
		return err
	}
	if !c.years[words[0][:4]] {
		return fmt.Errorf("%s stands before its year is opened", day)
	}
	if _, twice := c.special[day]; twice {
		return fmt.Errorf("%s stands twice", day)
	}
	c.special[day] = words[1] == "work"
	return nil
}

// IsWorking tells whether the offices work on the day.
func (c *Calendar) IsWorking(day models.Date) (bool, error) {
	if len(day) != len(time.DateOnly) || !c.years[string(day[:4])] {
		return false, ErrNotPublished.With("year", yearOf(day))
	}
	if worked, special := c.special[day]; special {
		return worked, nil
	}
	weekday := day.Time().Weekday()
	return weekday != time.Saturday && weekday != time.Sunday, nil
}

// Add returns the n-th working day after the day. The day itself does not
// count: what is accepted on a Tuesday with one working day is due Wednesday.
// Zero gives the day itself, or the next working day where the office is shut.
func (c *Calendar) Add(day models.Date, n int) (models.Date, error) {
	if n < 0 {
		return "", fmt.Errorf("calendar: %d working days", n)
	}
	if n == 0 {
		day, n = day.AddDays(-1), 1
	}
	for left := n; left > 0; {
		day = day.AddDays(1)
		working, err := c.IsWorking(day)
		if err != nil {
			return "", err
		}
		if working {
			left--
		}
	}
	return day, nil
}

// Before returns the n-th working day before the day, which itself does not
// count. Zero gives the day itself, or the last working day before it where the
// office is shut.
func (c *Calendar) Before(day models.Date, n int) (models.Date, error) {
	if n < 0 {
		return "", fmt.Errorf("calendar: %d working days", n)
	}
	if n == 0 {
		day, n = day.AddDays(1), 1
	}
	for left := n; left > 0; {
		day = day.AddDays(-1)
		working, err := c.IsWorking(day)
		if err != nil {
			return "", err
		}
		if working {
			left--
		}
	}
	return day, nil
}

// Between counts the working days after the first day up to and including the
// last: what lies between a clock that stopped and one that goes on. Zero where
// the last is not after the first.
func (c *Calendar) Between(first, last models.Date) (int, error) {
	n := 0
	for day := first.AddDays(1); day <= last; day = day.AddDays(1) {
		working, err := c.IsWorking(day)
		if err != nil {
			return 0, err
		}
		if working {
			n++
		}
	}
	return n, nil
}

func yearOf(day models.Date) string {
	if len(day) < 4 {
		return string(day)
	}
	return string(day[:4])
}
