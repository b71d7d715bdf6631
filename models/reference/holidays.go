package reference

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/calendar"
)

// Holidays is the table of holidays and weekends worked: the operator's, or the
// program's own.
func (d *Data) Holidays() []byte {
	if d.holidays != nil {
		return d.holidays
	}
	return []byte(calendar.Source())
}

// Workdays is the calendar of the table of holidays.
func (d *Data) Workdays() (Workdays, error) {
	return calendar.Read(bytes.NewReader(d.Holidays()))
}

// checkHolidays reads the table as the calendar does, and asks what a calendar
// cannot: is every statutory holiday of a year there, does nobody work in
// exchange on a day that is worked anyway.
func (d *Data) checkHolidays() []Defect {
	source := d.Holidays()
	var defects []Defect
	fail := func(line int, format string, args ...any) {
		defects = append(defects, Defect{File: HolidaysFile, Line: line, Problem: fmt.Sprintf(format, args...)})
	}
	if _, err := calendar.Read(bytes.NewReader(source)); err != nil {
		line := 1
		text := err.Error()
		if _, scan := fmt.Sscanf(text, "calendar: line %d:", &line); scan == nil {
			text = text[strings.Index(text, ": ")+2:]
			_, text, _ = strings.Cut(text, ": ")
		}
		fail(line, "%s", text)
		return defects
	}
	opened, names := map[string]int{}, map[string]string{}
	for n, line := range strings.Split(string(source), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 2 && words[0] == "year":
			opened[words[1]] = n + 1
		case len(words) == 3 && len(words[0]) == len(time.DateOnly):
			day := models.Date(words[0])
			names[string(day[:4])] += words[2] + " "
			weekday := day.Time().Weekday()
			if words[1] == "work" && weekday != time.Saturday && weekday != time.Sunday {
				fail(n+1, "%s is a %s: it is worked anyway", day, weekday)
			}
		}
	}
	for year, line := range opened {
		for _, holiday := range []string{"元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆"} {
			if !strings.Contains(names[year], holiday) {
				fail(line, "the year %s has no %s", year, holiday)
			}
		}
	}
	return defects
}
