package whatif

import (
	"maps"
	"slices"

	"onevisit/models/application"
	"onevisit/models/completion"
	"onevisit/models/flow"
	"onevisit/models/visit"
)

// course is a submitted attempt while it is compared, difference by difference.
type course struct {
	*Replay
	m     *Matter
	f     *Filed
	v     Verdict
	at    int         // the visit in which it was handed in
	why   map[int]Why // visits that fall away, by their place
	added Why         // why one more is needed, "" where none is
	stop  Why         // why it cannot be said
	told  []string    // fields that would have been put right on the spot
	gone  []string    // papers that are no longer wanted
	both  [2]flow.Trace
}

// submitted compares an attempt that was handed in.
func (r *Replay) submitted(m *Matter, f *Filed, base, edited flow.Trace, v Verdict) Verdict {
	c := &course{Replay: r, m: m, f: f, v: v, at: m.presenceOn(f.SubmittedAt, f.Site), why: map[int]Why{}}
	edited, ok := c.questions(base, edited)
	if !ok {
		return c.v.unknown(c.stop)
	}
	if edited.Undecided {
		return c.v.unknown(FactsMissing)
	}
	c.both = [2]flow.Trace{base, edited}
	c.papers()
	c.corrections()
	c.route()
	c.collection()
	c.payment()
	return c.sum()
}

func (c *course) cannot(why Why) {
	if c.stop == "" {
		c.stop = why
	}
}

func (c *course) effect(e Effect) {
	if !slices.Contains(c.v.Effects, e) {
		c.v.Effects = append(c.v.Effects, e)
	}
}

func (c *course) spare(visits []int, why Why) {
	for _, seq := range visits {
		if _, known := c.why[seq]; !known {
			c.why[seq] = why
		}
	}
}

// questions settles what is asked more or answered otherwise on the pages, and
// gives the trace of how it goes on from there.
func (c *course) questions(base, edited flow.Trace) (flow.Trace, bool) {
	small := c.small(c.f, edited.Path)
	wrong := slices.Clone(edited.Problems)
	for _, name := range small {
		wrong = append(wrong, flow.TraceProblem{Field: name, Code: flow.CodePhoto})
	}
	if len(edited.Missing) > 0 || len(edited.Path) > len(base.Path) {
		c.effect(AsksMore)
	}
	if c.asksLess(base, edited) {
		c.effect(AsksLess)
	}
	if len(wrong) == 0 && len(edited.Missing) == 0 {
		return edited, true
	}
	holes := slices.Clone(edited.Missing)
	for _, p := range wrong {
		if p.Code == flow.CodeRegister {
			c.cannot(FactsMissing)
			return edited, false
		}
		if p.Code == flow.CodeRequired || p.Code == flow.CodeNotAccepted {
			c.effect(AsksMore)
		} else if c.effect(ToldEarlier); !c.onTheSpot(p) {
			c.cannot(WantedClosed)
			return edited, false
		}
		holes = append(holes, p.Field)
		c.told = append(c.told, p.Field)
	}
	for _, name := range holes {
		if c.edit.decides[name] {
			c.cannot(AnswerDecides)
			return edited, false
		}
	}
	return c.again(c.f, holes), true
}

func (c *course) asksLess(base, edited flow.Trace) bool {
	asked := func(d *flow.Trace, name string) bool { return slices.Contains(d.Path, name) }
	for _, name := range base.Path {
		if !asked(&edited, name) {
			return true
		}
		before, _ := c.edit.Base.Step(name)
		now, _ := c.edit.Edited.Step(name)
		if len(now.Fields) < len(before.Fields) {
			return true
		}
	}
	return false
}

// onTheSpot tells whether the person could have answered otherwise there and
// then: typed it again, taken the photo again. What was chosen was wanted, and a
// date is what it is.
func (c *course) onTheSpot(p flow.TraceProblem) bool {
	x := field(c.edit.Edited, p.Field)
	if x == nil {
		return false
	}
	switch x.Kind {
	case "photo", "text", "name", "mobile", "digits", "plate", "address", "declaration", "notice":
		return p.Code != flow.CodeKept
	default: // choice, choices, records, spelling, date
		return false
	}
}

// papers compares what has to be taken in.
func (c *course) papers() {
	before, now := c.both[0].Documents, c.both[1].Documents
	for _, code := range now {
		if !slices.Contains(before, code) {
			c.effect(AnotherPaper)
			c.cannot(PaperAtHand)
		}
	}
	for _, code := range before {
		if !slices.Contains(now, code) {
			c.effect(FewerPapers)
			c.gone = append(c.gone, code)
		}
	}
}

// corrections finds the visits made only to put something right that would have
// been put right at once, or that nobody would have asked for.
func (c *course) corrections() {
	for i := range c.f.Requests {
		q := &c.f.Requests[i]
		k := c.m.presenceOn(q.AskedAt, c.f.Site)
		if q.Channel == application.ByPhone || k == 0 || k >= len(c.m.Presences) || kindOf(c.m.Presences[k-1]) != string(visit.EndCorrection) {
			continue // it cost no visit
		}
		switch why, spared := c.request(q); {
		case spared:
			c.spare([]int{k + 1}, why)
		case why != "":
			c.cannot(why)
		}
	}
	if slices.ContainsFunc(c.told, func(name string) bool { x := field(c.edit.Edited, name); return x != nil && x.Kind == "photo" }) {
		c.spare(c.m.after(c.at, causedBy(string(visit.PhotoRefused))), CheckedAtOnce)
	}
	if len(c.told) > 0 && c.m.State == completion.Rejected {
		c.cannot(EndUncertain)
	}
}

// request tells whether a correction would not have been asked for. A picture
// handed in before it is known by its size; any other answer before it is not
// kept, so that where its check differs nothing can be said.
func (c *course) request(q *Asked) (Why, bool) {
	why, all := CheckedAtOnce, len(q.Fields) > 0
	for _, name := range q.Fields {
		x := field(c.edit.Edited, name)
		switch {
		case slices.Contains(c.gone, name):
			why = PaperNotAsked
		case x == nil && field(c.edit.Base, name) != nil:
			why = PaperNotAsked // the question is gone
		case x == nil || c.edit.fields[name]:
			all = false
		case x.Kind == "photo" && x.Photo != nil:
			p, ok := c.f.photoAt(name, q.AskedAt)
			if !ok {
				return EarlierAnswers, false
			}
			if p.Width >= x.Photo.MinWidth && p.Height >= x.Photo.MinHeight {
				all = false
				continue
			}
			c.effect(ToldEarlier)
		default:
			return EarlierAnswers, false
		}
	}
	if !all {
		why = ""
	}
	return why, all
}

// answersMayDiffer tells whether the form was another one when it was first
// handed in, where that could matter.
func (c *course) answersMayDiffer() bool {
	return slices.ContainsFunc(c.f.regiven(), func(name string) bool { return c.edit.decides[name] })
}

// route compares who decides.
func (c *course) route() {
	base, edited := c.both[0].Route, c.both[1].Route
	desk := func(r flow.Route) bool { return r == flow.Clerk || r == flow.FourEyes }
	switch {
	case base == edited || desk(base) && desk(edited):
	case c.answersMayDiffer():
		c.cannot(EarlierAnswers)
	case edited == flow.ToWindow:
		c.effect(WindowInstead)
		if c.m.Visits > c.at {
			c.cannot(LaterVisits)
		}
		c.added = SentToWindow
	case base == flow.ToWindow:
		c.effect(NoWindowInstead)
		c.fromWindow(edited)
	case edited == flow.AtOnce:
		c.effect(AtOnceInstead)
		c.toAtOnce()
	default:
		c.effect(ClerkInstead)
		if c.waitsThere(c.both[1]) {
			c.cannot(WaitForClerk)
		}
	}
}

// waitsThere tells whether something is left to be done at the machine after the
// decision: to pay, or to take a result.
func (c *course) waitsThere(t flow.Trace) bool {
	return t.Total > 0 || slices.ContainsFunc(t.Results, func(r flow.TraceResult) bool {
		return r.Kind == application.KindWrite || r.Kind == application.KindPrint
	})
}

func (c *course) fromWindow(edited flow.Route) {
	switch {
	case c.m.State != completion.Completed:
		c.cannot(EndUncertain) // it waited for a window and did not get there
	case edited != flow.AtOnce && c.waitsThere(c.both[1]):
		c.cannot(WaitForClerk)
	default:
		c.spare(c.m.after(c.at, following(string(visit.EndHandedOver))), NoWindow)
	}
}

func (c *course) toAtOnce() {
	if c.m.State == completion.Rejected {
		c.cannot(EndUncertain) // a clerk saw what the rule would not
		return
	}
	waited := []string{string(visit.EndCorrection), string(visit.EndUnpaid)}
	c.spare(c.m.after(c.at, following(waited...)), DecidedAtOnce)
	for i := range c.f.Requests { // asked before the last submission
		k := c.m.presenceOn(c.f.Requests[i].AskedAt, c.f.Site)
		c.spare(c.m.after(k, func(before, _ completion.Presence) bool {
			return before.Seq == k && kindOf(before) == string(visit.EndCorrection)
		}), DecidedAtOnce)
	}
}

// collection compares what has to be fetched.
func (c *course) collection() {
	fetched := func(t flow.Trace) int {
		n := 0
		for _, r := range t.Results {
			if r.Visit {
				n++
			}
		}
		return n
	}
	if !slices.Equal(c.both[0].Results, c.both[1].Results) {
		c.effect(OtherResults)
	}
	before, now := fetched(c.both[0]), fetched(c.both[1])
	switch {
	case before == now:
	case c.answersMayDiffer():
		c.cannot(EarlierAnswers)
	case now == 0:
		c.spare(c.m.after(c.at, following(string(visit.EndToCollect))), NoCollection)
	case before > 0: // one trip fetches what is ready
	case c.m.State != completion.Completed:
	case c.m.Visits > c.at:
		c.cannot(LaterVisits)
	default:
		c.added = ToBeCollected
	}
}

// payment compares whether anything is due.
func (c *course) payment() {
	before, now := c.both[0].Total, c.both[1].Total
	if before == now {
		return
	}
	c.effect(OtherFee)
	switch {
	case before > 0 && now > 0:
	case c.answersMayDiffer():
		c.cannot(EarlierAnswers)
	case now == 0:
		c.spare(c.m.after(c.at, following(string(visit.EndUnpaid))), NothingToPay)
	case c.both[1].Route != flow.AtOnce && c.m.State == completion.Completed:
		c.cannot(PaymentLater)
	}
}

// sum puts the differences together.
func (c *course) sum() Verdict {
	if c.stop != "" {
		return c.v.unknown(c.stop)
	}
	visits, same := c.m.Visits-len(c.why), SameCourse
	if c.added != "" {
		visits++
	}
	if len(c.v.Effects) > 0 {
		same = SameEffort
	}
	fewer := same
	if len(c.why) > 0 { // the first visit that falls away names the rule
		fewer = c.why[slices.Min(slices.Collect(maps.Keys(c.why)))]
	}
	return c.v.to(visits, fewer, same, c.added)
}
