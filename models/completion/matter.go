package completion

import (
	"time"

	"onevisit/models"
)

// State is where a matter stands.
type State string

// The states of a matter. All but Open are ends.
const (
	Open      State = "open"
	Completed State = "completed"
	Rejected  State = "rejected"
	Abandoned State = "abandoned"
	Withdrawn State = "withdrawn"
)

// Ends lists the states in which a matter has ended.
func Ends() []State { return []State{Completed, Rejected, Abandoned, Withdrawn} }

// Matter is one person's one need for one service, as reports read it. The
// person is an opaque id; nothing personal is in it.
type Matter struct {
	ID           models.ID
	Person       models.ID
	Service      string
	Site         string // of the first presence, "" while there was none
	State        State
	OpenedOn     models.Date
	LastEventOn  models.Date
	EndedOn      models.Date // "" while open
	Visits       int         // distinct presences
	Test         bool
	Demo         bool
	PrecheckOnly bool // never more than a pre-check
	Presences    []Presence
}

// Presence is one visit as far as it served the matter.
type Presence struct {
	Seq         int // 1 for the first
	Site        string
	On          models.Date
	FirstAt     time.Time
	Ending      string // how it ended, e.g. "refused:papers", "submitted"
	EndingCause string // the cause a further visit would have, "" where none would be needed
	Cause       string // why this visit was needed; "" for the first
	CauseText   string // with R99
}

// Causes lists the causes of the visits after the first, in their order.
func (m Matter) Causes() []string {
	var causes []string
	for _, p := range m.Presences {
		if p.Cause != "" {
			causes = append(causes, p.Cause)
		}
	}
	return causes
}
