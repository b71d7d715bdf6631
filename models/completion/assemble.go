package completion

import (
	"cmp"
	"slices"
	"strings"

	"onevisit/models"
)

// Assemble makes the matters out of what happened, as they stand at the end of
// the day asOf. It follows the definition alone and knows nothing of how the
// kiosk writes its tables, so it can check them. The order in which the events
// are given says nothing, but between events of the same instant.
func Assemble(d Definition, events []Event, asOf models.Date) []Matter {
	b := d.book()
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b Event) int { return a.At.Compare(b.At) })
	needs := map[need][]Event{}
	for _, e := range sorted {
		if models.DateOf(e.At) <= asOf && !d.excludes(e.Service) && !b.rules[e.Kind].none {
			n := d.needOf(e)
			needs[n] = append(needs[n], e)
		}
	}
	var matters []Matter
	for _, happened := range needs {
		for _, part := range b.part(happened) {
			matters = append(matters, build(b, part, asOf))
		}
	}
	slices.SortStableFunc(matters, func(a, b Matter) int {
		return cmp.Or(strings.Compare(string(a.OpenedOn), string(b.OpenedOn)),
			strings.Compare(string(a.Person), string(b.Person)), strings.Compare(a.Service, b.Service))
	})
	return matters
}

// need is what matters are told apart by, before time tells them apart.
type need struct {
	person  models.ID
	service string
}

func (d Definition) needOf(e Event) need {
	n := need{e.Person, e.Service}
	if len(d.OneMatterPer) > 0 && !slices.Contains(d.OneMatterPer, PerService) {
		n.service = ""
	}
	return n
}

// part divides what happened in one need, in order of time, into matters.
func (d book) part(happened []Event) [][]Event {
	var parts [][]Event
	var s standing
	for _, e := range happened {
		on := models.DateOf(e.At)
		switch {
		case len(parts) > 0 && s.past(d, e):
			continue
		case len(parts) == 0 || !s.takes(d, e, on):
			parts, s = append(parts, nil), standing{state: Open}
		}
		s.step(d, e, on)
		parts[len(parts)-1] = append(parts[len(parts)-1], e)
	}
	return parts
}

// standing is how a matter stands after what happened so far.
type standing struct {
	state   State
	endedOn models.Date
	last    models.Date // of the last event
	office  bool        // the office holds it
}

// past tells whether the event is only the tail of a matter that is closed: a
// receipt's delivery after the document was printed is no need of its own.
func (s standing) past(d book, e Event) bool {
	return d.closes(s.state) && d.rules[e.Kind].course && e.Site == ""
}

// takes tells whether an event on the day still belongs to the matter.
func (s standing) takes(d book, e Event, on models.Date) bool {
	switch {
	case d.rules[e.Kind].undoes:
		return true
	case d.closes(s.state):
		return false
	}
	return s.office || s.last.DaysTo(on) <= d.WindowDays
}

func (s *standing) step(d book, e Event, on models.Date) {
	r := d.rules[e.Kind]
	s.office = (s.office || r.office) && !r.free && r.end == ""
	s.state, s.endedOn, s.last = Open, "", on
	if r.end != "" {
		s.state, s.endedOn = r.end, on
	}
}

// building is a matter under assembly.
type building struct {
	Matter
	standing
	why  string
	rule rule // of the last event that counts for the next cause
	// How the presence before stood, until the new one has a standing of its own.
	whyBefore  string
	ruleBefore rule
}

// build makes one matter of its events, as of the end of the day.
func build(d book, events []Event, asOf models.Date) Matter {
	first := events[0]
	b := &building{standing: standing{state: Open}, Matter: Matter{
		Person: first.Person, Service: first.Service, OpenedOn: models.DateOf(first.At), PrecheckOnly: true,
	}}
	there := presences(d, events)
	for _, e := range events {
		if here := placeOfEvent(e); there[here] {
			b.attend(e, here.on)
		}
		b.Test = b.Test || e.Test
		b.PrecheckOnly = b.PrecheckOnly && e.Kind == Refused
		b.step(d, e, models.DateOf(e.At))
		b.stand(d, e, d.rules[e.Kind])
	}
	return b.close(d, asOf)
}

// presence is a site on a day; whoever is there twice is there once.
type presence struct {
	site string
	on   models.Date
}

func placeOfEvent(e Event) presence { return presence{e.Site, models.DateOf(e.At)} }

// presences are the visits among the events: where and when something happened
// that is a presence by itself.
func presences(d book, events []Event) map[presence]bool {
	there := map[presence]bool{}
	for _, e := range events {
		if e.Site != "" && !slices.Contains(d.NoPresence, e.Kind) {
			there[placeOfEvent(e)] = true
		}
	}
	return there
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
func (b *building) stand(d book, e Event, r rule) {
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

// close states the matter as of the day: silence beyond its length ends what
// the citizen holds on the first day after it.
func (b *building) close(d book, asOf models.Date) Matter {
	if b.state == Open && !b.office && b.last.DaysTo(asOf) > d.silence() {
		b.state, b.endedOn = Abandoned, b.last.AddDays(d.silence()+1)
	}
	b.State, b.EndedOn, b.LastEventOn = b.state, b.endedOn, b.last
	return b.Matter
}
