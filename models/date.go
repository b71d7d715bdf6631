package models

import (
	"fmt"
	"time"
)

// China is the zone of every local date. The country has one zone without
// daylight saving since 1992, so a fixed offset is exact and needs no zone file.
var China = time.FixedZone("Asia/Shanghai", 8*60*60)

// Date is a local calendar date, "2026-11-24". The zero value "" means none.
// Its text sorts as the dates do and is stored as char(10).
type Date string

// DateOf returns the local date of an instant.
func DateOf(t time.Time) Date { return Date(t.In(China).Format(time.DateOnly)) }

// ParseDate reads YYYY-MM-DD and refuses dates that do not exist.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1800 {
		return "", fmt.Errorf("date %q is not YYYY-MM-DD", s)
	}
	return Date(s), nil
}

// Time returns the instant at which the date begins, the zero time for "".
func (d Date) Time() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), China)
	if err != nil {
		return time.Time{}
	}
	return t
}

// AddDays moves by calendar days.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// AddMonths moves by whole months: the same day of the month, the month's last
// where it has no such day.
func (d Date) AddMonths(n int) Date {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, China)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// DaysTo returns the number of calendar days from d to e, negative when e is earlier.
func (d Date) DaysTo(e Date) int { return int(e.Time().Sub(d.Time()) / (24 * time.Hour)) }

// AgeOn returns the completed years from the birth date d to the date on. A
// person born on 29 February is a year older on 1 March in a common year.
func (d Date) AgeOn(on Date) int {
	b, o := d.Time(), on.Time()
	years := o.Year() - b.Year()
	if o.Month() < b.Month() || (o.Month() == b.Month() && o.Day() < b.Day()) {
		years--
	}
	return years
}

// Fen is an amount of money in 1/100 yuan. Money is never a float.
type Fen int64

// String prints yuan with two places, "¥1,234.00" without the grouping comma.
func (f Fen) String() string {
	sign := ""
	if f < 0 {
		sign, f = "-", -f
	}
	return fmt.Sprintf("%s¥%d.%02d", sign, f/100, f%100)
}
