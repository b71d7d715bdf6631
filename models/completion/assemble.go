package completion

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"onevisit/models"
)

// EventKind says what happened in a matter.
type EventKind string

// The kinds of events. Those with a site are a presence whatever their kind.
const (
	Refused   EventKind = "refused"   // turned away at the pre-check
	Asked     EventKind = "asked"     // a trip only to ask
	Left      EventKind = "left"      // the form was left unfinished
	Broke     EventKind = "broke"     // the machine broke off
	Submitted EventKind = "submitted" // the office has it
	Attended  EventKind = "attended"  // at a window
	Corrected EventKind = "corrected" // what a clerk asked for was brought
	Approved  EventKind = "approved"
	Asks      EventKind = "asks" // a clerk asks for a correction
	Handed    EventKind = "handed-over"
	Paid      EventKind = "paid"
	Posted    EventKind = "posted"    // dispatched, not yet delivered
	Checking  EventKind = "checking"  // the document has to be verified after its delivery
	ToCollect EventKind = "to-fetch"  // ready to be fetched
	Issued    EventKind = "issued"    // END: printed, written, fetched, or served and paid
	Delivered EventKind = "delivered" // END: delivery confirmed
	Refusal   EventKind = "rejected"  // END: not granted
	Withdrew  EventKind = "withdrawn" // END: taken back
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
		Left:      {breaks: true, cause: "R20"},
		Broke:     {breaks: true, cause: "R16"},
		Submitted: {office: true, cause: "R99"},
		Attended:  {passes: true, cause: "R99"},
		Corrected: {office: true, cause: "R99"},
		Approved:  {office: true, cause: "R07", waits: true},
		Asks:      {free: true, cause: "R19", waits: true},
		Handed:    {free: true, cause: "R05", waits: true},
		Paid:      {office: true, cause: "R16", waits: true},
		Posted:    {office: true, cause: "R99", waits: true},
		Checking:  {office: true, cause: "R15", waits: true},
		ToCollect: {office: true, cause: "R06", waits: true},
		Issued:    {end: Completed},
		Delivered: {end: Completed},
		Refusal:   {end: Rejected, cause: "R99"},
		Withdrew:  {end: Withdrawn, cause: "R20"},
	}
}

// Assemble makes the matters out of what happened, as they stand at the end of
// the day asOf. It follows the definition alone and knows nothing of how the
// kiosk writes its tables, so it can check them.
func Assemble(d Definition, events []Event, asOf models.Date) []Matter {
	type key struct {
		person  models.ID
		service string
	}
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b Event) int { return a.At.Compare(b.At) })
	needs := map[key][]Event{}
	for _, e := range sorted {
		if models.DateOf(e.At) <= asOf {
			k := key{e.Person, e.Service}
			needs[k] = append(needs[k], e)
		}
	}
	var matters []Matter
	for _, need := range needs {
		matters = append(matters, assembleNeed(d, need, asOf)...)
	}
	slices.SortFunc(matters, func(a, b Matter) int {
		return cmp.Or(strings.Compare(string(a.OpenedOn), string(b.OpenedOn)),
			strings.Compare(string(a.Person), string(b.Person)), strings.Compare(a.Service, b.Service))
	})
	return matters
}

func assembleNeed(d Definition, need []Event, asOf models.Date) []Matter {
	var done []Matter
	var m *building
	for _, e := range need {
		on := models.DateOf(e.At)
		if m == nil || !m.takes(d, on) {
			if m != nil {
				done = append(done, m.close(d, on))
			}
			m = begin(e, on)
		}
		m.add(d, e, on)
	}
	if m != nil {
		done = append(done, m.close(d, asOf))
	}
	return done
}

// building is a matter under assembly.
type building struct {
	Matter
	office bool // the office holds it
	why    string
	rule   rule // of the last event that counts for the next cause
	// How the presence before stood, until the new one has a standing of its own.
	whyBefore  string
	ruleBefore rule
}

func begin(e Event, on models.Date) *building {
	return &building{Matter: Matter{
		Person: e.Person, Service: e.Service, State: Open, OpenedOn: on, Test: e.Test, PrecheckOnly: true,
	}}
}

// takes tells whether an event on the day still belongs to the matter.
func (b *building) takes(d Definition, on models.Date) bool {
	if b.State == Completed {
		return false
	}
	return b.office || b.LastEventOn.DaysTo(on) <= d.WindowDays
}

func (b *building) add(d Definition, e Event, on models.Date) {
	r := rules()[e.Kind]
	if b.State != Open {
		b.State, b.EndedOn = Open, ""
	}
	if e.Site != "" {
		b.attend(e, on)
	}
	b.LastEventOn = on
	b.Test = b.Test || e.Test
	b.PrecheckOnly = b.PrecheckOnly && e.Kind == Refused
	b.office = (b.office || r.office) && !r.free && r.end == ""
	b.stand(d, e, r)
	if r.end != "" {
		b.State, b.EndedOn = r.end, on
	}
}

// attend adds the presence unless the person was already there that day.
func (b *building) attend(e Event, on models.Date) {
	for _, p := range b.Presences {
		if p.Site == e.Site && p.On == on {
			return
		}
	}
	p := Presence{Seq: len(b.Presences) + 1, Site: e.Site, On: on, FirstAt: e.At}
	if p.Seq == 1 {
		b.Site = e.Site
	} else {
		p.Cause = b.why
		if p.Cause == "" {
			p.Cause = "R99"
		}
	}
	b.Presences = append(b.Presences, p)
	b.Visits = len(b.Presences)
	b.whyBefore, b.ruleBefore = b.why, b.rule
	b.why, b.rule = "", rule{}
}

// stand notes how the last presence stands after the event, and with it the
// cause a further visit would have.
func (b *building) stand(d Definition, e Event, r rule) {
	cause := e.Cause
	if cause == "" {
		cause = r.cause
	}
	switch {
	case r.breaks && (b.rule.fails || b.office):
		// A refusal says more than the session's end after it, and what the
		// office holds was not left unfinished.
		return
	case r.passes && b.why == "" && b.ruleBefore.waits:
		cause, r = b.whyBefore, b.ruleBefore
	case r.passes && b.why != "" && d.MostSpecific(b.why, cause) == b.why:
		return
	case r.fails && b.rule.fails:
		cause = d.MostSpecific(b.why, cause)
	}
	b.why, b.rule = cause, r
	if n := len(b.Presences); n > 0 {
		b.Presences[n-1].Ending, b.Presences[n-1].EndingCause = string(e.Kind), cause
	}
}

// close states the matter as of the day: silence beyond the window ends what
// the citizen holds on the first day after it.
func (b *building) close(d Definition, asOf models.Date) Matter {
	if b.State == Open && !b.office && b.LastEventOn.DaysTo(asOf) > d.WindowDays {
		b.State, b.EndedOn = Abandoned, b.LastEventOn.AddDays(d.WindowDays+1)
	}
	return b.Matter
}
