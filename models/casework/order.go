package casework

import (
	"cmp"
	"time"

	"onevisit/models"
)

// MostWait is how long after it was handed in any case can be placed behind
// cases that come later; see the package's text on the order.
const MostWait = 10 * 24 * time.Hour

// Position is a place in the queue's order, smallest first.
type Position struct {
	Place       int64 // virtual time, milliseconds
	Away        int   // 0 while the citizen waits in the hall
	SubmittedAt int64
	Application models.ID
}

// Before tells whether p is served before q.
func (p Position) Before(q Position) bool { return p.compare(q) < 0 }

func (p Position) compare(q Position) int {
	return cmp.Or(
		cmp.Compare(p.Place, q.Place), cmp.Compare(p.Away, q.Away),
		cmp.Compare(p.SubmittedAt, q.SubmittedAt), cmp.Compare(p.Application, q.Application),
	)
}

// Position is the case's place in the queue.
func (c Case) Position() Position {
	away := 1
	if c.InHall {
		away = 0
	}
	return Position{Place: c.Place.UnixMilli(), Away: away, SubmittedAt: c.SubmittedAt.UnixMilli(), Application: c.Application}
}

// place is the virtual time at which a case stands in the queue: the beginning
// of the day from which its deadline is near, for a citizen in the hall the
// moment it was handed in, and in no case later than MostWait after that or
// before the day of it began.
func place(c Case) time.Time {
	at := c.SubmittedAt.Add(MostWait)
	if near := c.WarnOn.Time(); c.WarnOn != "" && near.Before(at) {
		at = near
	}
	if c.InHall && c.SubmittedAt.Before(at) {
		at = c.SubmittedAt
	}
	if day := models.DateOf(c.SubmittedAt).Time(); at.Before(day) {
		at = day
	}
	return at
}

// PlaceAway is the place of a case whose citizen has left the hall.
func PlaceAway(c Case) time.Time {
	c.InHall = false
	if at := place(c); at.After(c.Place) {
		return at
	}
	return c.Place
}

// WaitBound says in words how long any class of cases can wait at most; the
// package's text on the order has the formula.
func WaitBound() models.Texts {
	return models.Texts{
		"zh-CN": "任何一类办件都不会无限期等待：群众在场的，当天之后来的办件不能排到它前面；临近期限的，从提醒之日的次日起不再被后来的超过；" +
			"其余办件最迟在受理满 10 天的次日起不再被任何后来的办件超过，此后只需等排在前面的办完。",
		"en": "No class of cases waits without end: nothing that comes after today is placed before a citizen in the hall; nothing that comes " +
			"after the day its deadline is first warned of before a case with a deadline; and nothing that comes later than the tenth day " +
			"after it was handed in before any case at all. From then on only what stands before it has to be finished.",
	}
}

// Risk says how near a case's deadline is.
type Risk string

// The risks, worst first.
const (
	Overdue Risk = "overdue"
	Today   Risk = "today"
	Soon    Risk = "soon" // from the day it is warned of
	NoRisk  Risk = "none"
)

// RiskOn is the risk of the case's deadline as seen on the day.
func (c Case) RiskOn(today models.Date) Risk {
	switch deadline := c.Deadline; {
	case deadline == "":
		return NoRisk
	case deadline < today:
		return Overdue
	case deadline == today:
		return Today
	case c.WarnOn != "" && c.WarnOn <= today:
		return Soon
	}
	return NoRisk
}

// earlier is the earlier of two days, of which either may be none.
func earlier(a, b models.Date) models.Date {
	if a == "" || (b != "" && b < a) {
		return b
	}
	return a
}
