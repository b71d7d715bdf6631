package casework

import (
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/pii"
)

// Outcome is what a clerk decides.
type Outcome string

// The outcomes.
const (
	Approve  Outcome = "approve"
	Reject   Outcome = "reject"
	Correct  Outcome = "correction"
	HandOver Outcome = "hand-over"
)

// Outcomes lists every outcome.
func Outcomes() []Outcome { return []Outcome{Approve, Reject, Correct, HandOver} }

// Ruling is a clerk's decision as given.
type Ruling struct {
	Application models.ID
	Fence       int64
	Outcome     Outcome
	Reason      string   // code of the closed list; for Reject and HandOver
	Note        pii.Text // kept sealed; at most 500 characters
	Checks      []string // codes of the check-list the clerk ticked
	Correction  *application.CorrectionAsk
}

// DecisionState is where a decision stands. Nothing is ever erased: a decision
// that does not count any more stays as a row.
type DecisionState string

// The states of a decision.
const (
	Provisional DecisionState = "provisional" // can still be undone by its clerk
	Final       DecisionState = "final"
	Undone      DecisionState = "undone"     // taken back in time, or could not be carried out
	Recalled    DecisionState = "withdrawn"  // by a supervisor, after it was final
	Overturned  DecisionState = "overturned" // a supervisor decided otherwise
)

// Decision is a ruling as it was kept. An application has several over its
// life: a correction's answer and a withdrawal begin a new round, a second
// signature is a stage of its own. Two that count in one round and stage are
// impossible, because the database keeps one key for each.
type Decision struct {
	ID          models.ID
	Application models.ID
	Clerk       models.ID
	Site        string
	Service     string
	Round       int // 1 for the first time the application was before the clerks
	Stage       Stage
	Outcome     Outcome
	Reason      string
	Note        []byte   // sealed
	Correction  []byte   // sealed application.CorrectionAsk
	Checks      []string // ticked
	Bulk        models.ID
	Blind       bool // a second look whose clerk did not see the first decision
	Drawn       bool // by lot, for a second look
	Fence       int64
	At          time.Time
	FinalAt     time.Time // until then it can be undone
	State       DecisionState
	ClosedAt    time.Time // when State last changed, zero while provisional
	ClosedBy    models.ID // whoever undid or withdrew it
	ClosedWhy   string    // code: of the withdrawal, or of what stood in the way
	ClosedNote  []byte    // sealed
}

// Counts tells whether the decision was made and not taken back.
func (d Decision) Counts() bool { return d.State == Provisional || d.State == Final }

// Decided is what became of a ruling.
type Decided struct {
	Application models.ID
	Decision    models.ID
	Outcome     Outcome
	Stage       Stage
	State       application.State // of the application: it moves when the decision is final
	FinalAt     time.Time
	UndoTime    time.Duration
}

// DecidedCase is a decision with as much of its case as a list shows.
type DecidedCase struct {
	Decision
	Number string
	Holder []byte            // masked name, sealed
	Case   Case              // only state, round, stage, eyes and hold
	Stands application.State // of the application
}

// Act is what somebody did with a case in hand.
type Act string

// The acts that make a hand.
const (
	HandDecide  Act = "decide"
	HandReveal  Act = "reveal"
	HandPicture Act = "picture"
)

// Hand says who had a case in hand, in which round and stage.
type Hand struct {
	Application models.ID
	Clerk       models.ID
	Round       int
	Stage       Stage
	Act         Act
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
	ErrUndoClosed     = models.E(models.KindConflict, "undo-window-closed")
	ErrNotYourOwn     = models.E(models.KindForbidden, "decision-of-other")
	ErrSameHands      = models.E(models.KindForbidden, "second-signer") // touched the case before
	ErrSupervisor     = models.E(models.KindForbidden, "supervisor-decides")
	ErrNotFinal       = models.E(models.KindConflict, "decision-not-final")
)
