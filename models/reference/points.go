package reference

import (
	"fmt"
	"time"

	"onevisit/models"
)

// Cycle is a points cycle, from its first to its last day.
type Cycle struct {
	First, Last models.Date
	Unsure      bool // began on 29 February: the platform's own dates go before these
}

// CycleOf gives the cycle a day lies in: 12 months from the day the first
// licence was issued, again and again, not the calendar year. A cycle that
// begins on 29 February begins on 1 March in common years.
func CycleOf(firstLicence, day models.Date, months int) (Cycle, error) {
	if months <= 0 || len(firstLicence) != len(time.DateOnly) || len(day) != len(time.DateOnly) || day < firstLicence {
		return Cycle{}, fmt.Errorf("reference: no points cycle of %d months from %q holds %q", months, firstLicence, day)
	}
	b, o := firstLicence.Time(), day.Time()
	n := ((o.Year()-b.Year())*12 + int(o.Month()-b.Month())) / months
	for n > 0 && anniversary(firstLicence, n*months) > day {
		n--
	}
	for anniversary(firstLicence, (n+1)*months) <= day {
		n++
	}
	return Cycle{
		First: anniversary(firstLicence, n*months), Last: anniversary(firstLicence, (n+1)*months).AddDays(-1),
		Unsure: firstLicence[5:] == "02-29",
	}, nil
}

// anniversary is the day n months after; a day that does not exist is the first
// of the next month, as with ages.
func anniversary(d models.Date, n int) models.Date {
	t := d.Time()
	return models.DateOf(time.Date(t.Year(), t.Month()+time.Month(n), t.Day(), 0, 0, 0, 0, models.China))
}

// Cycle gives the points cycle by the limit that holds on the day.
func (d *Data) Cycle(firstLicence, day models.Date, place string) (Cycle, error) {
	l, ok := d.Limit(cycleMonths, day, place)
	if !ok {
		return Cycle{}, ErrNoLimit.With("limit", cycleMonths)
	}
	return CycleOf(firstLicence, day, int(l.Value))
}

// Scored is an offence that was decided: its points count from the day of the
// decision, not of the picture.
type Scored struct {
	Points int
	On     models.Date // day of the decision
	Due    models.Date // last day to pay, "" = nothing to pay
	Paid   models.Date // "" = not paid
}

// carried tells whether the points came along into a cycle: the fine was overdue
// when the cycle of the decision ended, and unpaid ever since.
func (s Scored) carried(own, now Cycle) bool {
	return s.Due != "" && s.Due <= own.Last && (s.Paid == "" || s.Paid >= now.First)
}

// Tally is how the points of a cycle stand.
type Tally struct {
	Cycle   Cycle
	Own     int // of decisions in the cycle
	Carried int // brought along from earlier cycles
	Reduced int // taken off by study, never more than there is
}

// Total is what counts against the full mark.
func (t Tally) Total() int { return t.Own + t.Carried - t.Reduced }

// Tally adds the points that count on a day. At the end of a cycle its points go,
// except those of acts whose fine was overdue and unpaid by then, which come
// along; below the full mark only, for at the full mark all stay until the
// education is done (the platform's record then goes before this). reduced is
// what study took off in this cycle.
func (d *Data) Tally(firstLicence, day models.Date, place string, acts []Scored, reduced int) (Tally, error) {
	now, err := d.Cycle(firstLicence, day, place)
	if err != nil {
		return Tally{}, err
	}
	out := Tally{Cycle: now}
	for _, a := range acts {
		if a.On > day {
			continue
		}
		own, err := d.Cycle(firstLicence, a.On, place)
		switch {
		case err != nil:
			return Tally{}, err
		case own.First == now.First:
			out.Own += a.Points
		case a.carried(own, now):
			out.Carried += a.Points
		}
	}
	out.Reduced = min(max(reduced, 0), out.Own+out.Carried)
	return out, nil
}

// Reaches tells whether taking more points would reach the full mark: a machine
// may decide only while the sum stays below it.
func (d *Data) Reaches(total, more int, day models.Date, place string) (bool, error) {
	l, ok := d.Limit(fullMark, day, place)
	if !ok {
		return false, ErrNoLimit.With("limit", fullMark)
	}
	return int64(total+more) >= l.Value, nil
}

// EducationDays is how long a full-mark education lasts (公安部令第163号): so many
// days, more for each further full mark or 12 points, at most so many. fullMarks
// counts this one; vehicles is "small" or "large".
func (d *Data) EducationDays(vehicles string, fullMarks int, day models.Date, place string) (int, error) {
	var days [3]int
	for i, name := range []string{"education-days/", "education-step-days/", "education-max-days/"} {
		l, ok := d.Limit(name+vehicles, day, place)
		if !ok {
			return 0, ErrNoLimit.With("limit", name+vehicles)
		}
		days[i] = int(l.Value)
	}
	if fullMarks < 1 {
		return 0, nil
	}
	return min(days[2], days[0]+days[1]*(fullMarks-1)), nil
}

// Window is the time in which something may be done: renewal, an endorsement.
type Window struct{ First, Last models.Date }

// RenewalWindow opens so long before an end, by a limit counted in days or
// months, and closes with the day of the end.
func (d *Data) RenewalWindow(limit string, end, today models.Date, place string) (Window, error) {
	l, ok := d.Limit(limit, today, place)
	if !ok {
		return Window{}, ErrNoLimit.With("limit", limit)
	}
	switch l.Unit {
	case "days":
		return Window{First: end.AddDays(-int(l.Value)), Last: end}, nil
	case "months":
		return Window{First: end.AddMonths(-int(l.Value)), Last: end}, nil
	}
	return Window{}, fmt.Errorf("reference: the limit %s is counted in %s, not in days or months", limit, l.Unit)
}
