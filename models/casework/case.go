package casework

import (
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// LeaseTime is how long a claim lasts without renewal.
const LeaseTime = 5 * time.Minute

// MostClaims is how many cases one clerk may hold at once.
const MostClaims = 5

// Entry is what the office hands in when an application goes to the clerks.
type Entry struct {
	Application models.ID
	Matter      models.ID
	Person      models.ID
	Session     models.ID // in which it was submitted
	Number      string    // the application's number
	Service     string
	Site        string // the hall whose clerks decide
	Kiosk       string // name of the machine, "" where unknown
	Holder      pii.Text
	SubmittedAt time.Time
	Promised    models.Date
	Demo        bool
}

// State is where a case stands in the queue.
type State string

// The states of a case. Whether it is claimed follows from the lease.
const (
	Waiting   State = "waiting"
	Decided   State = "decided"
	Withdrawn State = "withdrawn"
)

// Case is one row of the queue.
type Case struct {
	Application models.ID
	Matter      models.ID
	Person      models.ID
	Session     models.ID
	Number      string
	Service     string
	Site        string
	Kiosk       string
	Holder      []byte // the holder's masked name, sealed
	SubmittedAt time.Time
	Promised    models.Date
	InHall      bool // the citizen's session is still open
	State       State
	Demo        bool
	Hold        Hold
}

// Hold is the last claim of a case; the zero Hold means it was never claimed.
type Hold struct {
	Clerk     models.ID
	Name      string // as colleagues see it
	Fence     int64
	ExpiresAt time.Time
}

// Live tells whether the claim still holds at the moment.
func (h Hold) Live(now time.Time) bool { return h.Clerk != "" && now.Before(h.ExpiresAt) }

// Risk says how near the promised date is.
type Risk string

// The risks, worst first.
const (
	Overdue Risk = "overdue"
	Today   Risk = "today"
	Soon    Risk = "soon" // tomorrow or the day after
	NoRisk  Risk = "none"
)

// soonDays is how many days ahead a promise counts as near.
const soonDays = 2

// RiskOn is the risk of a promised date as seen on the day.
func RiskOn(promised, today models.Date) Risk {
	switch {
	case promised == "":
		return NoRisk
	case promised < today:
		return Overdue
	case promised == today:
		return Today
	case promised <= today.AddDays(soonDays):
		return Soon
	}
	return NoRisk
}

// Claim is a clerk's hold of a case.
type Claim struct {
	Application models.ID
	Fence       int64
	ExpiresAt   time.Time
}
