package whatif

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
)

// Result is what a replay expects. It is no figure of the hall: nothing of it is
// stored, and nothing was published.
type Result struct {
	Query      completion.Query
	At         time.Time
	Definition string // version of the rate's definition
	Target     float64
	Demo       bool
	// Base and Edited name the two versions of the service's definition by hash,
	// "" where causes were assumed away.
	Base, Edited string
	Assumption   *Assumption
	// Same: the two versions differ in nothing that could change what becomes of
	// anybody.
	Same        bool
	Experienced Comparison
	Honest      Comparison
	Matters     int
	// Visits of all matters, and how many are expected instead.
	VisitsBefore int
	VisitsAfter  float64
	Classes      []ClassCount
	Effects      []EffectCount
}

// Comparison is one rate before and after.
type Comparison struct {
	Before, After Rate
	// Difference is After less Before in percentage points, with its 95 % interval.
	// It takes every matter of which nothing can be said as unchanged.
	Difference, Low, High float64
	// Least and Most are the differences if those matters all went the worse or
	// the better way.
	Least, Most float64
}

// Exists tells whether there is a difference to show.
func (c Comparison) Exists() bool { return c.Before.Denominator > 0 && c.After.Denominator > 0 }

// Rate is a share with its 95 % Wilson interval in percent; the numerator is
// expected and need not be whole.
type Rate struct {
	Numerator   float64
	Denominator int
	Percent     float64
	Low, High   float64
}

// ClassCount is how many matters are of a class, and by which rules.
type ClassCount struct {
	Class   Class
	Matters int
	Visits  int // more (or, below zero, fewer) visits of them together
	Rules   []RuleCount
}

// RuleCount is how many matters a rule put into a class. IDs lists the first of
// them by id, as many as were asked for.
type RuleCount struct {
	Why     Why
	Matters int
	IDs     []models.ID
}

// EffectCount is on how many matters something differs on the way.
type EffectCount struct {
	Effect  Effect
	Matters int
}

// Assumption is a what-if over causes: of the visits that had one of the causes,
// a share would not have been necessary.
type Assumption struct {
	Causes           []string
	Share, Low, High float64 // 0 to 1; Low and High are its interval
}

// outcome is how a matter ended and in how many visits, capped as tallies are.
type outcome struct {
	service string
	state   completion.State
	visits  int
}

func outcomeOf(service string, state completion.State, visits int) outcome {
	return outcome{service, state, min(max(visits, 0), completion.MostCounted)}
}

// member tells of a matter whether it is in numerator and denominator of a rate.
type member struct{ x, d float64 }

// members tells it of both rates, by the rate's own definition.
func members(d completion.Definition, o outcome) (experienced, honest member) {
	f := completion.Compute(d, []completion.Tally{{Service: o.service, State: o.state, Visits: o.visits, Count: 1}})
	of := func(f completion.Figure) member { return member{float64(f.Numerator), float64(f.Denominator)} }
	return of(f.Experienced), of(f.Honest)
}

// change is a matter before and after.
type change struct {
	before, after outcome
	unknown       bool
}

// summary adds matters up. The order in which they come says nothing.
type summary struct {
	d       completion.Definition
	listed  int
	pairs   map[change]int
	touched map[touched]int // with an assumption
	rules   map[Class]map[Why]*RuleCount
	visits  map[Class]int
	effects map[Effect]int
	matters int
	all     int // visits before
	more    int // visits after less before
}

// touched is a matter with so many visits that an assumption could spare.
type touched struct {
	outcome
	visits, spared int
}

func newSummary(d completion.Definition, listed int) *summary {
	return &summary{
		d: d, listed: listed, pairs: map[change]int{}, touched: map[touched]int{},
		rules: map[Class]map[Why]*RuleCount{}, visits: map[Class]int{}, effects: map[Effect]int{},
	}
}

func (s *summary) add(m *Matter, v Verdict) {
	s.matters++
	s.all += m.Visits
	s.more += v.Visits - m.Visits
	s.visits[v.Class] += v.Visits - m.Visits
	s.pairs[change{
		outcomeOf(m.Service, m.State, m.Visits), outcomeOf(m.Service, v.State, v.Visits), v.Class == Unknown,
	}]++
	for _, e := range v.Effects {
		s.effects[e]++
	}
	s.list(m.ID, v)
}

func (s *summary) list(id models.ID, v Verdict) {
	rules := s.rules[v.Class]
	if rules == nil {
		rules = map[Why]*RuleCount{}
		s.rules[v.Class] = rules
	}
	r := rules[v.Why]
	if r == nil {
		r = &RuleCount{Why: v.Why}
		rules[v.Why] = r
	}
	r.Matters++
	r.IDs = append(r.IDs, id)
	if len(r.IDs) > 2*s.listed+64 {
		r.IDs = s.first(r.IDs)
	}
}

// first keeps the first ids.
func (s *summary) first(ids []models.ID) []models.ID {
	slices.Sort(ids)
	return slices.Clone(ids[:min(len(ids), s.listed)])
}

// merge takes another summary's matters over.
func (s *summary) merge(o *summary) {
	s.matters += o.matters
	s.all += o.all
	s.more += o.more
	for k, n := range o.pairs {
		s.pairs[k] += n
	}
	for k, n := range o.touched {
		s.touched[k] += n
	}
	for k, n := range o.visits {
		s.visits[k] += n
	}
	for k, n := range o.effects {
		s.effects[k] += n
	}
	for class, rules := range o.rules {
		if s.rules[class] == nil {
			s.rules[class] = map[Why]*RuleCount{}
		}
		for why, r := range rules {
			have := s.rules[class][why]
			if have == nil {
				s.rules[class][why] = r
				continue
			}
			have.Matters += r.Matters
			have.IDs = s.first(append(have.IDs, r.IDs...))
		}
	}
}

// result makes the figures of a replay.
func (s *summary) result(r Result) Result {
	s.counts(&r)
	r.VisitsAfter = float64(s.all + s.more)
	var experienced, honest [3]pairing // as said, and with the unknown ones the worse and the better way
	for c, n := range s.pairs {
		ends := [3]outcome{c.after, c.after, c.after}
		if c.unknown {
			ends[1], ends[2] = bounds(s.d, c.before)
		}
		for i, after := range ends {
			e1, h1 := members(s.d, c.before)
			e2, h2 := members(s.d, after)
			experienced[i].add(float64(n), e1.x, e1.d, e2.x, e2.d)
			honest[i].add(float64(n), h1.x, h1.d, h2.x, h2.d)
		}
	}
	r.Experienced, r.Honest = compare(experienced, r.Same), compare(honest, r.Same)
	return r
}

// bounds are the ends that would be the worst and the best for both rates, of a
// matter of which nothing can be said: completed with too many visits, or with
// one.
func bounds(d completion.Definition, before outcome) (worst, best outcome) {
	return outcomeOf(before.service, completion.Completed, max(d.MostVisits+1, before.visits)),
		outcomeOf(before.service, completion.Completed, min(1, before.visits))
}

func compare(p [3]pairing, same bool) Comparison {
	c := Comparison{Before: rateOf(p[0].x, p[0].d), After: rateOf(p[0].y, p[0].e)}
	if !p[0].exists() {
		return c
	}
	c.Difference = 100 * p[0].difference()
	c.Least, c.Most = c.Difference, c.Difference
	if same { // by construction, not by what happened to happen
		return c
	}
	low, high := p[0].interval()
	c.Low, c.High = 100*low, 100*high
	if p[1].exists() {
		c.Least = min(c.Difference, 100*p[1].difference())
	}
	if p[2].exists() {
		c.Most = max(c.Difference, 100*p[2].difference())
	}
	return c
}

func rateOf(x, n float64) Rate {
	r := Rate{Numerator: x, Denominator: int(n)}
	if n > 0 {
		low, high := wilson(x, n)
		r.Percent, r.Low, r.High = 100*x/n, 100*low, 100*high
	}
	return r
}

// counts fills the classes and effects in.
func (s *summary) counts(r *Result) {
	r.Matters, r.VisitsBefore = s.matters, s.all
	for _, class := range Classes() {
		c := ClassCount{Class: class, Visits: s.visits[class]}
		for _, rule := range s.rules[class] {
			rule.IDs = s.first(rule.IDs)
			c.Matters += rule.Matters
			c.Rules = append(c.Rules, *rule)
		}
		slices.SortFunc(c.Rules, func(a, b RuleCount) int {
			return cmp.Or(cmp.Compare(b.Matters, a.Matters), strings.Compare(string(a.Why), string(b.Why)))
		})
		r.Classes = append(r.Classes, c)
	}
	for _, e := range Effects() {
		if n := s.effects[e]; n > 0 {
			r.Effects = append(r.Effects, EffectCount{e, n})
		}
	}
}

// Class finds the count of a class.
func (r Result) Class(c Class) ClassCount {
	for _, x := range r.Classes {
		if x.Class == c {
			return x
		}
	}
	return ClassCount{Class: c}
}
