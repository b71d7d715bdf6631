package casework

import (
	"time"

	"onevisit/models"
)

// LeaseTime is how long a claim lasts without renewal.
const LeaseTime = 5 * time.Minute

// MostClaims is how many cases one clerk may hold at once.
const MostClaims = 5

// State is where a case stands in the queue.
type State string

// The states of a case. Whether it is claimed follows from the lease.
const (
	StateWaiting    State = "waiting"
	StateDeciding   State = "deciding"   // its decision can still be undone
	StateCorrection State = "correction" // the citizen has to act; the clock stands still
	StateDecided    State = "decided"
	StateWithdrawn  State = "withdrawn"
)

// Stage says whose decision a case waits for.
type Stage string

// The stages of a case.
const (
	StageFirst      Stage = "first"
	StageSecond     Stage = "second"     // another clerk's: four eyes, or a blind second look
	StageSupervisor Stage = "supervisor" // the first two disagree
)

// Checked is what the machine's own checks found when a case came in.
type Checked string

// The results of the machine's checks on a whole case.
const (
	CheckedClean     Checked = "clean"     // nothing a person has to look at beyond the check-list
	CheckedAttention Checked = "attention" // something differs or is unknown
)

// Case is one row of the queue.
type Case struct {
	Application models.ID
	Matter      models.ID
	Person      models.ID
	Session     models.ID
	Number      string
	Household   string // keyed index of the person's household, "" where it is not known; written by Put alone
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
	Skill       string // what a clerk has to be able to decide: a service's policy names it
	Language    string // the citizen's
	Round       int    // 1 for the first time before the clerks; a correction's answer and a withdrawal begin the next
	Stage       Stage
	Eyes        int // how many clerks have to sign: 1 or 2
	Checked     Checked
	Corrected   bool        // the citizen answered a correction request
	Assigned    models.ID   // the clerk it comes back to or was given to, "" for nobody
	Due         models.Date // the day by which this state has to end, "" for none
	StoppedAt   time.Time   // since when the clock stands still, zero while it runs
	EscalatedAt time.Time   // when the supervisor was told of a broken deadline
	Deadline    models.Date // the earlier of Due and Promised, "" for neither
	WarnOn      models.Date // the day from which the deadline counts as near
	WarnDays    int         // working days before the deadline at which it is warned of
	SignDays    int         // working days for a second signature
	Place       time.Time   // in the queue's order, see order.go
	WarnedAt    time.Time   // when the deadline was warned of
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

// Claim is a clerk's hold of a case.
type Claim struct {
	Application models.ID
	Fence       int64
	ExpiresAt   time.Time
}
