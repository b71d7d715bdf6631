package flow

import (
	"fmt"
	"strings"

	"onevisit/models/catalog"
	"onevisit/models/expr"
)

// Branch is one way at a place where a definition branches.
type Branch struct {
	Path   string // where it stands
	Kind   string // of the condition, as catalog has them
	Name   string // of what the condition belongs to
	Way    string // true | false | unknown | answered | made
	Walked bool   // a scenario takes it
}

// String names the branch for a report.
func (b Branch) String() string { return fmt.Sprintf("%s %q %s", b.Kind, b.Name, b.Way) }

// Coverage is which branches of a definition its scenarios take.
type Coverage struct {
	Branches []Branch
}

// Walked counts the branches that are taken, of all.
func (c Coverage) Walked() (walked, all int) {
	for _, b := range c.Branches {
		if b.Walked {
			walked++
		}
	}
	return walked, len(c.Branches)
}

// Percent is the share of branches that are taken, rounded down, so that only a
// whole coverage is 100.
func (c Coverage) Percent() int {
	walked, all := c.Walked()
	if all == 0 {
		return 100
	}
	return walked * 100 / all
}

// Findings are the branches that no scenario takes, as the linter tells them.
func (c Coverage) Findings(d *catalog.Definition) []catalog.Finding {
	var out []catalog.Finding
	for _, b := range c.Branches {
		if !b.Walked {
			out = append(out, catalog.NewFinding(d, b.Path, "uncovered", "no scenario covers it: %s", b.String()))
		}
	}
	return out
}

// Failed tells which scenarios did not come out as expected, as the linter tells it.
func Failed(d *catalog.Definition, results []ScenarioResult) []catalog.Finding {
	var out []catalog.Finding
	for i, r := range results {
		if !r.Passed() {
			at := fmt.Sprintf("$.scenarios[%d]", i)
			out = append(out, catalog.NewFinding(d, at, "scenario", "the scenario %q does not come out as expected: %s", r.Name, strings.Join(r.Faults, "; ")))
		}
	}
	return out
}

// The ways of a branch beside the truths of its condition.
const (
	wayAnswered = "answered" // a step is answered without a problem
	wayMade     = "made"     // a fee line, a result
)

// cover collects what the scenarios of one definition come to.
type cover struct {
	seen     map[*expr.Program]map[expr.Truth]bool
	answered map[string]bool
	fees     map[string]bool // by code
	finished bool
	routes   map[Route]bool
}

// Rehearse walks every scenario of a definition and tells which of its branches
// they take: every condition true and false, and undecided where a register's
// silence can bring it about; every step asked and answered; every review route,
// result and fee line.
func Rehearse(d *catalog.Definition) ([]ScenarioResult, Coverage) {
	c := &cover{
		seen: map[*expr.Program]map[expr.Truth]bool{}, answered: map[string]bool{},
		fees: map[string]bool{}, routes: map[Route]bool{},
	}
	engine := New()
	engine.watch = func(p *expr.Program, t expr.Truth) {
		if c.seen[p] == nil {
			c.seen[p] = map[expr.Truth]bool{}
		}
		c.seen[p][t] = true
	}
	out := make([]ScenarioResult, 0, len(d.Scenarios))
	for i := range d.Scenarios {
		out = append(out, engine.scenario(d, &d.Scenarios[i], c))
	}
	return out, c.coverage(d)
}

// Prove tells what speaks against publishing definitions side by side: what the
// linter finds, and for each in which it finds nothing wrong, the branches that
// no scenario takes.
func Prove(definitions []*catalog.Definition) []catalog.Finding {
	out := catalog.LintAll(definitions)
	wrong := map[string]bool{}
	for _, f := range out {
		wrong[f.File] = wrong[f.File] || !f.Note
	}
	for _, d := range definitions {
		if !wrong[d.Path] {
			_, coverage := Rehearse(d)
			out = append(out, coverage.Findings(d)...)
		}
	}
	return out
}

// walk notes where a scenario ended.
func (c *cover) walk(w Walk) {
	for _, f := range w.Fees {
		c.fees[f.Code] = true
	}
	if w.Next == nil {
		c.finished = true
		c.routes[w.Route] = true
	}
}

func (c *cover) coverage(d *catalog.Definition) Coverage {
	var out Coverage
	silent := possiblySilent(d)
	conditions := d.Conditions()
	for _, at := range conditions {
		add := func(way string, walked bool) {
			out.Branches = append(out.Branches, Branch{Path: at.Path, Kind: at.Kind, Name: at.Name, Way: way, Walked: walked})
		}
		if at.Kind == catalog.OfStep {
			add(wayAnswered, c.answered[at.Name])
		}
		if at.Kind == catalog.OfFee {
			add(wayMade, c.fees[at.Name])
		}
		p := at.When.Program
		if p == nil {
			c.plain(at, add)
			continue
		}
		add(expr.True.String(), c.seen[p][expr.True])
		if at.When.Written == "true" {
			continue
		}
		add(expr.False.String(), c.seen[p][expr.False])
		if at.Kind == catalog.OfSuggest {
			continue // undecided is not suggested, as false is not
		}
		for fact := range d.Env.FactsOf(p) {
			if at.Kind == catalog.OfRule || silent[fact] && !stopped(d, conditions, at, fact) {
				add(expr.Unknown.String(), c.seen[p][expr.Unknown])
				break
			}
		}
	}
	return out
}

// stopped tells whether a fact's silence ends the trying of checks or refusals
// before a condition is come to: one before it reads the same fact.
func stopped(d *catalog.Definition, conditions []catalog.Condition, at catalog.Condition, fact string) bool {
	if at.Kind != catalog.OfCheck && at.Kind != catalog.OfRefusal {
		return false
	}
	for _, i := range at.Before {
		if p := conditions[i].When.Program; p != nil && d.Env.FactsOf(p)[fact] {
			return true
		}
	}
	return false
}

// plain is what a place without a condition needs: to be come to.
func (c *cover) plain(at catalog.Condition, add func(string, bool)) {
	switch at.Kind {
	case catalog.OfReview:
		add(expr.True.String(), c.routes[Route(at.Name)])
	case catalog.OfResult, catalog.OfDocument, catalog.OfReport:
		add(wayMade, c.finished)
	default:
	}
}

// possiblySilent are the facts without which the pre-check can still open: those
// that none of its rules reads, unless it lets the undecided pass. Of the others,
// a condition after the pre-check is never undecided.
func possiblySilent(d *catalog.Definition) map[string]bool {
	out := map[string]bool{}
	for _, name := range d.Facts {
		out[name] = true
	}
	for _, r := range d.Precheck {
		if r.When.Program == nil || r.Unknown == "pass" || r.Unknown == "later" {
			continue
		}
		for name := range d.Env.FactsOf(r.When.Program) {
			delete(out, name)
		}
	}
	return out
}
