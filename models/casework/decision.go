package casework

import (
	"time"

	"onevisit/models"
)

// Outcome is what a clerk decides.
type Outcome string

// The outcomes.
const (
	Approve  Outcome = "approve"
	Reject   Outcome = "reject"
	HandOver Outcome = "hand-over"
)

// Outcomes lists every outcome.
func Outcomes() []Outcome { return []Outcome{Approve, Reject, HandOver} }

// Ruling is a clerk's decision as given.
type Ruling struct {
	Application models.ID
	Fence       int64
	Outcome     Outcome
	Reason      string // code of the closed list; for Reject and HandOver
	Note        string // kept sealed; at most 500 characters
}

// Decision is a ruling as it was kept: one an application, never changed.
type Decision struct {
	ID          models.ID
	Application models.ID
	Clerk       models.ID
	Site        string
	Service     string
	Outcome     Outcome
	Reason      string
	Note        []byte // sealed
	Fence       int64
	At          time.Time
}

// Reason is one entry of the closed list of reasons.
type Reason struct {
	Code    string
	Outcome Outcome
	Service string // "" where it stands for every service
	Text    models.Texts
	Law     models.Texts
	Bring   []models.Texts // the complete list of what to bring to the window
	Cause   string         // R-code of the visit it makes necessary
}

// The errors a clerk can meet. Their codes are stable.
var (
	ErrClaimedByOther = models.E(models.KindConflict, "claimed-by-other") // params holder, until
	ErrNotClaimed     = models.E(models.KindConflict, "not-claimed")
	ErrLeaseExpired   = models.E(models.KindConflict, "lease-expired")
	ErrAlreadyDecided = models.E(models.KindConflict, "already-decided")
	ErrClaimLimit     = models.E(models.KindConflict, "claim-limit")
	ErrConflict       = models.E(models.KindForbidden, "conflict-of-interest")
	ErrQueueEmpty     = models.E(models.KindNotFound, "queue.empty")
)
