package visit

// EndingKind is how a presence stands, or stood when the person went.
type EndingKind string

// The closed list of endings.
const (
	EndWorking    EndingKind = "working"         // a form was in the citizen's hands
	EndLeft       EndingKind = "left"            // finished, cancelled or timed out with the form unfinished
	EndDevice     EndingKind = "device"          // the kiosk broke off
	EndRefused    EndingKind = "refused"         // turned away at the pre-check
	EndSilent     EndingKind = "register-silent" // a register did not answer
	EndPhoto      EndingKind = "photo-refused"
	EndSubmitted  EndingKind = "submitted" // the office has it
	EndUnpaid     EndingKind = "unpaid"    // approved, to be paid
	EndIssuing    EndingKind = "issuing"
	EndNeedsStaff EndingKind = "needs-staff" // paid, and the machine failed to issue
	EndPosted     EndingKind = "posted"
	EndToCollect  EndingKind = "to-collect"
	EndCorrection EndingKind = "correction"
	EndRejected   EndingKind = "rejected"
	EndHandedOver EndingKind = "handed-over"
	EndWithdrawn  EndingKind = "withdrawn"
	EndCompleted  EndingKind = "completed"
	EndAsked      EndingKind = "asked"    // a trip only to ask
	EndAttended   EndingKind = "attended" // at a window, where nothing came to an end
)

// Ending is how a presence stands and which cause a further visit would have.
type Ending struct {
	Kind   EndingKind
	Reason string // code of the refusal or rejection, "" where there is none
	Cause  Cause
}

// endingRule says what a further visit after this ending is due to.
type endingRule struct {
	kind  EndingKind
	class endingClass
	cause Cause // where the event brings none of its own
}

type endingClass int

const (
	progress endingClass = iota // something went on: what failed before no longer matters
	failed                      // something stood in the way: the most specific counts
	broken                      // the session ended: matters only where a form was in hand
)

// endingRules is the whole table from ending to cause.
func endingRules() []endingRule {
	return []endingRule{
		{EndWorking, progress, CitizenLeft},
		{EndLeft, broken, CitizenLeft},
		{EndDevice, broken, Failure},
		{EndRefused, failed, MachineRefused},
		{EndSilent, failed, Failure},
		{EndPhoto, failed, PhotoRefused},
		{EndSubmitted, progress, OtherCause},
		{EndUnpaid, progress, PaymentUnfinished},
		{EndIssuing, progress, Failure},
		{EndNeedsStaff, progress, Failure},
		{EndPosted, progress, OtherCause},
		{EndToCollect, progress, CollectionOnly},
		{EndCorrection, progress, CorrectionAsked},
		{EndRejected, progress, OtherCause},
		{EndHandedOver, progress, MachineRefused},
		{EndWithdrawn, progress, CitizenLeft},
		{EndCompleted, progress, OtherCause},
		{EndAsked, failed, OtherCause},
		{EndAttended, failed, OtherCause},
	}
}

func ruleOf(kind EndingKind) endingRule {
	for _, r := range endingRules() {
		if r.kind == kind {
			return r
		}
	}
	return endingRule{kind: kind, class: progress, cause: OtherCause}
}

// stands tells whether the ending says what the matter waits for whoever comes
// and goes meanwhile: a document to be collected is still to be collected after
// a trip to ask about it.
func (k EndingKind) stands() bool {
	switch k {
	case EndUnpaid, EndIssuing, EndNeedsStaff, EndPosted, EndToCollect, EndCorrection, EndHandedOver:
		return true
	default: // the rest tells of the presence itself
		return false
	}
}

// EndingOf makes an ending by the table. Causes the event brings of its own
// (a refusal's reasons) go before the table's.
func EndingOf(kind EndingKind, reason string, causes ...Cause) Ending {
	cause := MostSpecific(causes...)
	if cause == CauseNone {
		cause = ruleOf(kind).cause
	}
	return Ending{Kind: kind, Reason: reason, Cause: cause}
}

// Then returns how the presence stands after a further event.
func (e Ending) Then(next Ending) Ending {
	now, then := ruleOf(e.Kind), ruleOf(next.Kind)
	switch {
	case e.Kind == "" || then.class == progress:
		return next
	case then.class == broken && e.Kind == EndWorking:
		return next
	case then.class == failed && now.class != failed:
		return next
	case then.class == failed && next.Cause.specificity() < e.Cause.specificity():
		return next
	}
	return e
}

// Text is the ending as one stored word, "refused:exit-entry.interval".
func (e Ending) Text() string {
	if e.Reason == "" {
		return string(e.Kind)
	}
	return string(e.Kind) + ":" + e.Reason
}

// causeAfter is the cause of a visit that follows a presence that stood so, and
// the words that the cause "other" has to have.
func causeAfter(e Ending) (Cause, string) {
	cause := e.Cause
	if cause == CauseNone {
		cause = ruleOf(e.Kind).cause
	}
	if cause == OtherCause {
		return cause, e.Text()
	}
	return cause, ""
}
