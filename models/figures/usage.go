package figures

import (
	"strconv"
	"strings"
	"time"

	"onevisit/models"
)

// SessionFacts is what is known of a use of a kiosk (tables citizen_session,
// visit and person, and the record's entries of the session).
type SessionFacts struct {
	ID         models.ID
	Device     models.ID
	Site       string
	Age        string
	Language   string
	Assisted   bool
	On         models.Date
	StartedAt  time.Time
	EndedAt    time.Time // zero while it lives
	Finished   bool      // the citizen went by the last page, which asks for the rating
	Rating     int       // 1 to 5, 0 for none
	Test, Demo bool
	Walks      []WalkFacts
}

// WalkFacts is a session's part in one service, as the record tells it: the
// pages that were shown, in their order, and whether it was handed in.
type WalkFacts struct {
	Service   string
	Shown     []string
	Submitted bool
}

func (f SessionFacts) counted() bool { return !f.EndedAt.IsZero() && !f.Test }

// place is the kiosk and the person in front of it. A session about one service
// belongs to it; one about several, or none, to none of them.
func (f SessionFacts) place() Place {
	p := Place{Site: f.Site, Channel: Kiosk, Device: f.Device, Language: f.Language, Aid: aid(f.Assisted), Age: ageOf(f.Age)}
	if len(f.Walks) == 1 {
		p.Service = f.Walks[0].Service
	}
	return p
}

// Contribution is what the session adds once it has ended, under the day it
// began on. Its rating is the citizen's own or none.
func (f SessionFacts) Contribution() Contribution {
	c := Contribution{Subject: Subject{Session, string(f.ID)}}
	if !f.counted() {
		return c
	}
	c.On, c.Place, c.Demo = f.On, f.place(), f.Demo
	n := counts{}
	n.add(Used, TimeClass(f.EndedAt.Sub(f.StartedAt)), 1)
	n.add(Hour, hourOf(f.StartedAt), 1)
	if f.Finished || f.Rating > 0 {
		n.add(Rating, "asked", 1)
	}
	if f.Rating > 0 {
		n.add(Rating, strconv.Itoa(f.Rating), 1)
	}
	c.Cells = n.cells()
	return c
}

// WalkID names a session's part in a service.
func WalkID(session models.ID, service string) string { return string(session) + "/" + service }

// WalkContributions is what the session's parts in services add, one each, in
// order of service.
func (f SessionFacts) WalkContributions() []Contribution {
	list := make([]Contribution, len(f.Walks))
	for i, w := range f.Walks {
		list[i] = f.walk(w)
	}
	return list
}

func (f SessionFacts) walk(w WalkFacts) Contribution {
	c := Contribution{Subject: Subject{Walk, WalkID(f.ID, w.Service)}}
	if !f.counted() || len(w.Shown) == 0 {
		return c
	}
	c.On, c.Place, c.Demo = f.On, f.place(), f.Demo
	c.Place.Service = w.Service
	n := counts{}
	for _, step := range w.Shown {
		n[Cell{Measure: Reached, Bucket: short(step)}] = 1 // however often it was shown
	}
	if !w.Submitted {
		n.add(Left, short(w.Shown[len(w.Shown)-1]), 1)
	}
	c.Cells = n.cells()
	return c
}

// OrderFacts is what is known of a payment order (tables payment_order,
// application, visit).
type OrderFacts struct {
	ID         models.ID
	Service    string
	Site       string
	Device     models.ID
	Language   string
	State      string
	Made       bool // the provider took it
	CreatedAt  time.Time
	ExpiresAt  time.Time
	ClosedAt   time.Time
	Test, Demo bool
}

// Why a payment broke off.
const (
	PayUnavailable = "unavailable" // the provider did not take the order
	PayExpired     = "expired"     // the code ran out unpaid
	PayReturned    = "returned"    // money that came too late, or was not due, went back
	PayDropped     = "dropped"     // closed before its time: nothing was due any more
)

// Contribution is what the order adds once it was paid or broke off, under the
// day it was opened on.
func (f OrderFacts) Contribution() Contribution {
	c := Contribution{Subject: Subject{Order, string(f.ID)}}
	bucket := f.bucket()
	if f.Test || bucket == "" {
		return c
	}
	c.On, c.Demo = models.DateOf(f.CreatedAt), f.Demo
	c.Place = Place{Service: f.Service, Site: f.Site, Channel: Kiosk, Device: f.Device, Language: f.Language, Age: UnknownAge}
	if f.Device == "" {
		c.Place.Channel = Phone
	}
	c.Cells = []Cell{{Measure: Pay, Bucket: bucket, N: 1}}
	return c
}

func (f OrderFacts) bucket() string {
	switch f.State {
	case "paid":
		return "paid"
	case "refunding", "refunded":
		return "broken:" + PayReturned
	case "closed":
		switch {
		case !f.Made:
			return "broken:" + PayUnavailable
		case f.ClosedAt.Before(f.ExpiresAt):
			return "broken:" + PayDropped
		}
		return "broken:" + PayExpired
	}
	return ""
}

// DayFacts is a device's day that is over (table device_day).
type DayFacts struct {
	Device models.ID
	Site   string
	On     models.Date
	Open   int // minutes
	Up     int // of them
	Demo   bool
}

// DayID names a device's day.
func DayID(device models.ID, on models.Date) string { return string(device) + "/" + string(on) }

// SplitID takes a walk's or a device day's ID apart.
func SplitID(id string) (models.ID, string) {
	before, after, _ := strings.Cut(id, "/")
	return models.ID(before), after
}

// Contribution is what the day adds.
func (f DayFacts) Contribution() Contribution {
	c := Contribution{Subject: Subject{DeviceDay, DayID(f.Device, f.On)}}
	if f.Open == 0 {
		return c
	}
	c.On, c.Demo = f.On, f.Demo
	c.Place = Place{Site: f.Site, Channel: Kiosk, Device: f.Device, Age: UnknownAge}
	n := counts{}
	n.add(Days, "1", 1)
	n.add(Open, "min", int64(f.Open))
	n.add(Up, "min", int64(min(f.Up, f.Open)))
	c.Cells = n.cells()
	return c
}
