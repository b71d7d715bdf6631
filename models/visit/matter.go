package visit

import (
	"time"

	"onevisit/models"
)

// Window is the greatest distance in local days between two events of one
// matter.
const Window = 90

// MatterState is where a matter stands.
type MatterState string

// The states of a matter.
const (
	MatterOpen      MatterState = "open"
	MatterCompleted MatterState = "completed"
	MatterRejected  MatterState = "rejected"
	MatterAbandoned MatterState = "abandoned"
	MatterWithdrawn MatterState = "withdrawn"
)

// Matter is one need of one person for one service.
type Matter struct {
	ID           models.ID
	Person       models.ID
	Service      string
	State        MatterState
	OpenedOn     models.Date
	LastEventOn  models.Date
	EndedOn      models.Date // "" while open
	EndedAt      time.Time
	Visits       int
	Reopened     int
	Site         string // of the first visit
	Definition   string // hash of the definition of the latest attempt
	Test         bool
	Demo         bool
	PrecheckOnly bool // no application was ever opened
	Uncounted    bool // of a look-up or a collection: never in a figure
	Settled      bool // its application was submitted: a further application is a further need
	Version      int64
}

// belongs tells whether an attempt on the date today belongs to the matter, and
// whether the matter's silence has to be stated (abandonment) before a new one.
// opens says that an application is made: then it is another need than one that
// was submitted already.
func (m Matter) belongs(today models.Date, held, opens bool) (same, abandoned bool) {
	switch m.State {
	case MatterCompleted:
		return false, false
	case MatterOpen:
		if opens && m.Settled {
			return false, false
		}
		if held || m.LastEventOn.DaysTo(today) <= Window {
			return true, false
		}
		return false, true
	case MatterRejected, MatterWithdrawn:
		return max(m.LastEventOn, m.EndedOn).DaysTo(today) <= Window, false
	default: // abandoned
		return m.LastEventOn.DaysTo(today) <= Window, false
	}
}

// AbandonedOn is the day on which an open matter ends by silence.
func (m Matter) AbandonedOn() models.Date { return m.LastEventOn.AddDays(Window + 1) }

// Presence is a visit's part in a matter.
type Presence struct {
	Matter    models.ID
	Visit     models.ID
	Seq       int // 1 is the matter's first visit
	Site      string
	On        models.Date
	FirstAt   time.Time
	Ending    Ending
	Cause     Cause  // why this visit was needed; none for the first
	CauseText string // words for OtherCause
}

// Visit is one presence of a person at a site on a local date.
type Visit struct {
	ID        models.ID
	Person    models.ID
	Site      string
	On        models.Date
	StartedAt time.Time
	Demo      bool
	Test      bool   // of a self-test's person; read with the visit, not kept in it
	Age       string // the person's band of years that day, of AgeBands; "" where unknown
}

// Attempt is a service asked for and refused at the pre-check: no application
// exists, only the reference for the window.
type Attempt struct {
	ID        models.ID
	Reference string
	Matter    models.ID
	Visit     models.ID
	Session   models.ID
	Service   string
	Outcome   string
	Reason    string
	Cause     Cause
	At        time.Time
}
