package application

import (
	"slices"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/visit"
)

// State is where an application stands.
type State string

// The states, as the kiosk contract names them.
const (
	Draft           State = "draft"
	Queued          State = "queued"
	Correction      State = "correction"
	Approved        State = "approved"
	AwaitingPayment State = "awaiting-payment"
	Issuing         State = "issuing"
	InPost          State = "in-post"
	Completed       State = "completed"
	Rejected        State = "rejected"
	Withdrawn       State = "withdrawn"
	Abandoned       State = "abandoned"
	HandedOver      State = "handed-over"
	NeedsStaff      State = "needs-staff"
)

// none is the state before there is an application.
const none State = ""

// States lists every state an application can be in.
func States() []State {
	return []State{
		Draft, Queued, Correction, Approved, AwaitingPayment, Issuing, InPost,
		Completed, Rejected, Withdrawn, Abandoned, HandedOver, NeedsStaff,
	}
}

// Command is what somebody wants to do with an application.
type Command string

// The commands.
const (
	Open       Command = "open"
	Save       Command = "save"   // answer a page
	Attach     Command = "attach" // store a photo
	Submit     Command = "submit" // to the clerks
	SubmitRule Command = "submit-at-once"
	Approve    Command = "approve"
	Reject     Command = "reject"
	Correct    Command = "ask-correction"
	HandOver   Command = "hand-over"
	Bill       Command = "bill"  // results before payment are done, money is due
	Pay        Command = "pay"   // the money came
	Issue      Command = "issue" // nothing to pay, results to hand out
	Dispatch   Command = "dispatch"
	Complete   Command = "complete"
	Stop       Command = "stop"   // a result failed for good
	Repair     Command = "repair" // staff take a stopped case up again
	Recall     Command = "recall" // a supervisor withdraws the decision
	Withdraw   Command = "withdraw"
	Abandon    Command = "abandon"
)

// Commands lists every command.
func Commands() []Command {
	return []Command{
		Open, Save, Attach, Submit, SubmitRule, Approve, Reject, Correct, HandOver, Bill, Pay, Issue,
		Dispatch, Complete, Stop, Repair, Recall, Withdraw, Abandon,
	}
}

// Transition is one line of the state machine.
type Transition struct {
	From    State
	Command Command
	By      models.ActorKind
	To      State
	Action  audit.Action
}

// Transitions is the whole state machine. What is not in it is not possible.
func Transitions() []Transition {
	const (
		citizen = models.ActorCitizen
		device  = models.ActorDevice
		staff   = models.ActorStaff
		system  = models.ActorSystem
	)
	return []Transition{
		{none, Open, citizen, Draft, audit.ApplicationOpened},
		{Draft, Save, citizen, Draft, audit.StepSaved},
		{Draft, Attach, citizen, Draft, audit.Attached},
		{Draft, Submit, citizen, Queued, audit.ApplicationSubmitted},
		{Draft, SubmitRule, citizen, Approved, audit.ApplicationSubmitted},
		{Draft, HandOver, citizen, HandedOver, audit.ApplicationHanded},
		{Draft, Withdraw, citizen, Withdrawn, audit.ApplicationWithdrawn},
		{Draft, Abandon, system, Abandoned, audit.ApplicationAbandoned},

		{Queued, Approve, staff, Approved, audit.ApplicationApproved},
		{Queued, Reject, staff, Rejected, audit.ApplicationRejected},
		{Queued, Correct, staff, Correction, audit.CorrectionAsked},
		{Queued, HandOver, staff, HandedOver, audit.ApplicationHanded},
		{Queued, Withdraw, citizen, Withdrawn, audit.ApplicationWithdrawn},

		{Correction, Save, citizen, Correction, audit.StepSaved},
		{Correction, Attach, citizen, Correction, audit.Attached},
		{Correction, Submit, citizen, Queued, audit.ApplicationSubmitted},
		{Correction, Withdraw, citizen, Withdrawn, audit.ApplicationWithdrawn},
		{Correction, Abandon, system, Abandoned, audit.ApplicationAbandoned},

		{Approved, Bill, system, AwaitingPayment, audit.ApplicationDue},
		{Approved, Issue, system, Issuing, audit.ApplicationIssuing},
		{Approved, Complete, system, Completed, audit.ApplicationCompleted},
		{Approved, Stop, system, NeedsStaff, audit.ApplicationStopped},
		{Approved, HandOver, system, HandedOver, audit.ApplicationHanded},

		{AwaitingPayment, Pay, system, Issuing, audit.ApplicationPaid},
		{AwaitingPayment, Abandon, system, Abandoned, audit.ApplicationAbandoned},

		{Issuing, Complete, system, Completed, audit.ApplicationCompleted},
		{Issuing, Complete, device, Completed, audit.ApplicationCompleted},
		{Issuing, Dispatch, system, InPost, audit.ApplicationPosted},
		{Issuing, Stop, system, NeedsStaff, audit.ApplicationStopped},
		{Issuing, Stop, device, NeedsStaff, audit.ApplicationStopped},
		{Issuing, Complete, staff, Completed, audit.ApplicationCompleted},

		{InPost, Complete, system, Completed, audit.ApplicationCompleted},
		{InPost, Stop, system, NeedsStaff, audit.ApplicationStopped},

		{Correction, Recall, staff, Queued, audit.ApplicationRecalled},
		{Approved, Recall, staff, Queued, audit.ApplicationRecalled},
		{AwaitingPayment, Recall, staff, Queued, audit.ApplicationRecalled},
		{Rejected, Recall, staff, Queued, audit.ApplicationRecalled},
		{HandedOver, Recall, staff, Queued, audit.ApplicationRecalled},

		{NeedsStaff, Repair, staff, Issuing, audit.ApplicationRepaired},
		{NeedsStaff, Complete, staff, Completed, audit.ApplicationCompleted},

		{HandedOver, Complete, staff, Completed, audit.ApplicationCompleted},
		{HandedOver, Reject, staff, Rejected, audit.ApplicationRejected},
	}
}

// ErrNotNow is the answer to a command the state does not allow.
var ErrNotNow = models.E(models.KindConflict, "case-closed")

// ErrNotYours is the answer to an actor whose kind may not give the command.
var ErrNotYours = models.E(models.KindForbidden, "forbidden-role")

// Next looks the table up.
func Next(from State, command Command, by models.ActorKind) (Transition, error) {
	known := false
	for _, t := range Transitions() {
		if t.From != from || t.Command != command {
			continue
		}
		if t.By == by {
			return t, nil
		}
		known = true
	}
	if known {
		return Transition{}, ErrNotYours
	}
	return Transition{}, ErrNotNow.With("state", string(from))
}

// Ended tells whether nothing can follow that the citizen or a clerk's queue
// would do. What was handed over is finished by a window.
func (s State) Ended() bool {
	return slices.Contains([]State{Completed, Rejected, Withdrawn, Abandoned, HandedOver}, s)
}

// Editable tells whether the citizen may answer pages.
func (s State) Editable() bool { return s == Draft || s == Correction }

// silent tells whether the application waits for the citizen alone, so that
// silence can end it.
func (s State) silent() bool { return s == Draft || s == Correction }

// ending is how a visit stands when its application has come to the state.
func (s State) ending() visit.EndingKind {
	switch s {
	case Queued, Approved:
		return visit.EndSubmitted
	case AwaitingPayment:
		return visit.EndUnpaid
	case Correction:
		return visit.EndCorrection
	case Issuing:
		return visit.EndIssuing
	case InPost:
		return visit.EndPosted
	case NeedsStaff:
		return visit.EndNeedsStaff
	case Completed:
		return visit.EndCompleted
	case Rejected:
		return visit.EndRejected
	case HandedOver:
		return visit.EndHandedOver
	case Withdrawn, Abandoned:
		return visit.EndWithdrawn
	default: // a draft is in the citizen's hands
		return visit.EndWorking
	}
}

// matterEnd is the end the state gives its matter, "" for none. A case handed
// over to a window keeps its matter open.
func (s State) matterEnd() visit.MatterState {
	switch s {
	case Completed:
		return visit.MatterCompleted
	case Rejected:
		return visit.MatterRejected
	case Withdrawn:
		return visit.MatterWithdrawn
	default: // the rest goes on; abandonment is the ledger's own
		return ""
	}
}
