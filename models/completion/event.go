package completion

import (
	"time"

	"onevisit/models"
)

// EventKind says what happened in a matter.
type EventKind string

// The kinds of events. Those with a site are a presence whatever their kind,
// unless the definition says otherwise (Definition.NoPresence).
const (
	Refused   EventKind = "refused"   // turned away at the pre-check
	Asked     EventKind = "asked"     // a trip only to ask
	Looked    EventKind = "looked-up" // a look-up or collection service was used: no need of its own
	Left      EventKind = "left"      // the form was left unfinished
	Broke     EventKind = "broke"     // the machine broke off
	Submitted EventKind = "submitted" // the office has it
	Attended  EventKind = "attended"  // at a window
	Corrected EventKind = "corrected" // what a clerk asked for was brought
	Approved  EventKind = "approved"
	Asks      EventKind = "asks" // a clerk asks for a correction
	Handed    EventKind = "handed-over"
	Paid      EventKind = "paid"
	Posted    EventKind = "posted"      // dispatched, not yet delivered
	Checking  EventKind = "checking"    // the document has to be verified after its delivery
	ToCollect EventKind = "to-fetch"    // ready to be fetched
	Part      EventKind = "part-issued" // something of it reached the citizen, and more is to come
	Recalled  EventKind = "recalled"    // a supervisor withdrew the decision
	Issued    EventKind = "issued"      // END: printed, written, or served and paid
	Fetched   EventKind = "fetched"     // END: collected
	Delivered EventKind = "delivered"   // END: delivery confirmed
	Refusal   EventKind = "rejected"    // END: not granted
	Withdrew  EventKind = "withdrawn"   // END: taken back
)

// Event is one thing that happened in a person's need for a service.
type Event struct {
	At      time.Time // of the session's begin, where it was in a session
	Person  models.ID
	Service string
	Site    string // "" where nobody had to be anywhere
	Kind    EventKind
	Cause   string // what the event itself names as the cause of a further visit
	Test    bool
}

// rule is what a kind of event does to its matter.
type rule struct {
	end    State  // the end it brings, "" for none
	office bool   // from here the office holds it: silence does not end it
	free   bool   // from here the citizen holds it again
	breaks bool   // a session's end: it weighs less than a failure before it
	fails  bool   // something stood in the way: the most specific of them counts
	waits  bool   // the matter waits for this, whoever comes and goes meanwhile
	passes bool   // a presence that changes nothing: what the matter waited for stands
	undoes bool   // it undoes an end, as if that had never been
	none   bool   // it is part of no matter at all
	course bool   // a step in the course of what was begun: it begins no need
	cause  string // of a further visit, where the event names none
}

// Known tells whether the kind is one of the list.
func (k EventKind) Known() bool {
	_, known := rules()[k]
	return known
}

// rules is the table of kinds.
func rules() map[EventKind]rule {
	return map[EventKind]rule{
		Refused:   {fails: true, cause: "R05"},
		Asked:     {fails: true, passes: true, cause: "R99"},
		Looked:    {none: true},
		Left:      {breaks: true, cause: "R20"},
		Broke:     {breaks: true, cause: "R16"},
		Submitted: {office: true, cause: "R99"},
		Attended:  {passes: true, cause: "R99"},
		Corrected: {office: true, cause: "R99"},
		Approved:  {office: true, course: true, cause: "R07", waits: true},
		Asks:      {free: true, course: true, cause: "R19", waits: true},
		Handed:    {free: true, course: true, cause: "R05", waits: true},
		Paid:      {office: true, course: true, cause: "R16", waits: true},
		Posted:    {office: true, course: true, cause: "R99", waits: true},
		Checking:  {office: true, course: true, cause: "R15", waits: true},
		ToCollect: {office: true, course: true, cause: "R06", waits: true},
		Part:      {course: true, passes: true, cause: "R99"},
		Recalled:  {office: true, undoes: true, cause: "R99"},
		Issued:    {end: Completed},
		Fetched:   {end: Completed},
		Delivered: {end: Completed, course: true},
		Refusal:   {end: Rejected, course: true, cause: "R99"},
		Withdrew:  {end: Withdrawn, course: true, cause: "R20"},
	}
}

// book is a definition with its table of kinds at hand.
type book struct {
	Definition
	rules map[EventKind]rule
}

func (d Definition) book() book {
	b := book{d, rules()}
	for kind, end := range d.Ends {
		r := b.rules[kind]
		if r.end = end; end == Open {
			r.end = ""
		}
		b.rules[kind] = r
	}
	return b
}
