package whatif

import (
	"cmp"
	"slices"
	"strings"

	"onevisit/models/visit"
)

// mostCauses are assumed away at once; more would be the whole question.
const mostCauses = 12

// valid tells what is wrong with an assumption: "" for nothing, else the field.
func (a Assumption) valid() string {
	switch {
	case len(a.Causes) == 0 || len(a.Causes) > mostCauses:
		return "causes"
	case slices.ContainsFunc(a.Causes, func(c string) bool { return !visit.Cause(c).Valid() }):
		return "causes"
	case !(a.Share >= 0 && a.Share <= 1): // NaN too
		return "share"
	case !(a.Low >= 0 && a.Low <= a.Share):
		return "low"
	case !(a.High >= a.Share && a.High <= 1):
		return "high"
	}
	return ""
}

// assume counts a matter under an assumption: how many of its visits had one of
// the causes.
func (s *summary) assume(m *Matter, a Assumption) {
	n := len(m.after(0, causedBy(a.Causes...)))
	v := Verdict{Class: Unchanged, Why: SameCourse, Visits: m.Visits, State: m.State}
	if n > 0 {
		v.Class, v.Why = Saved, AssumedCause
	}
	s.matters++
	s.all += m.Visits
	s.visits[v.Class] -= n
	s.touched[touched{outcomeOf(m.Service, m.State, m.Visits), m.Visits, n}]++
	s.list(m.ID, v)
}

// assumed makes the figures of an assumption. Each visit that had the cause falls
// away by itself with the share's chance; the matter counts as done with one
// visit where no more are left than that.
func (s *summary) assumed(r Result, a Assumption) Result {
	s.counts(&r)
	cells := make([]touched, 0, len(s.touched))
	for c := range s.touched {
		cells = append(cells, c)
	}
	slices.SortFunc(cells, func(a, b touched) int { // sums of fractions, always in the same order
		return cmp.Or(strings.Compare(a.service, b.service), strings.Compare(string(a.state), string(b.state)),
			cmp.Compare(a.visits, b.visits), cmp.Compare(a.spared, b.spared))
	})
	var experienced, honest [3]pairing
	after := float64(s.all)
	for i, share := range []float64{a.Share, a.Low, a.High} {
		for _, c := range cells {
			n := float64(s.touched[c])
			if i == 0 {
				after -= n * share * float64(c.spared)
			}
			e1, h1 := members(s.d, c.outcome)
			for k, chance := range binomial(c.spared, share) {
				e2, h2 := members(s.d, outcomeOf(c.service, c.state, c.visits-k))
				experienced[i].add(n*chance, e1.x, e1.d, e2.x, e2.d)
				honest[i].add(n*chance, h1.x, h1.d, h2.x, h2.d)
			}
		}
	}
	r.VisitsAfter = after
	r.Experienced, r.Honest = compareAssumed(experienced, r.Same), compareAssumed(honest, r.Same)
	return r
}

func compareAssumed(p [3]pairing, same bool) Comparison {
	c := compare([3]pairing{p[0], {}, {}}, same)
	if !c.Exists() || same {
		return c
	}
	at, low, high := p[0].difference(), 0.0, 0.0
	low, high = p[0].interval()
	least, most := p[1].difference(), p[2].difference()
	low, high = widen(at, low, high, least, most)
	c.Low, c.High, c.Least, c.Most = 100*low, 100*high, 100*least, 100*most
	return c
}

// binomial is the chance of each number of n that fall away.
func binomial(n int, share float64) []float64 {
	chances := []float64{1}
	for range n {
		next := make([]float64, len(chances)+1)
		for k, c := range chances {
			next[k] += c * (1 - share)
			next[k+1] += c * share
		}
		chances = next
	}
	return chances
}
