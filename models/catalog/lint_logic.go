package catalog

import (
	"fmt"
	"slices"
	"strings"

	"onevisit/models/expr"
	"onevisit/models/register"
)

// judge holds what the definition says about when its places are reached.
type judge struct {
	d     *Definition
	logic expr.Logic
	open  []expr.Formula // no rule of the pre-check turns the person away
}

func newJudge(d *Definition) *judge {
	j := &judge{d: d}
	fields := register.Values()
	j.logic = expr.Logic{
		Values: func(owner string) ([]string, bool) {
			if name, ok := strings.CutPrefix(owner, "answers."); ok {
				return j.answers(name)
			}
			values, closed := fields[owner]
			return values, closed
		},
		Asked: j.asked,
	}
	for _, r := range d.Precheck {
		if r.When.Program != nil && r.Outcome != "later" && r.Unknown != "pass" {
			j.open = append(j.open, expr.Not(d.Env.Formula(r.When.Program)))
		}
	}
	return j
}

// answers are the values that a field of fixed options can have: those of
// options that are not closed for everybody.
func (j *judge) answers(name string) ([]string, bool) {
	f := j.d.Field(name)
	if f == nil || f.From != nil || len(f.Options) == 0 {
		return nil, false
	}
	var out []string
	for _, o := range f.Options {
		if !slices.ContainsFunc(o.Refuse, func(r Refusal) bool { return r.When.Written == "true" }) {
			out = append(out, o.Value)
		}
	}
	return out, true
}

// asked is when a field is asked, as far as its own step and condition say.
func (j *judge) asked(name string) expr.Formula {
	i := j.d.FieldStep(name)
	if i < 0 {
		return expr.Formula{}
	}
	return expr.All(j.formula(j.d.Steps[i].When), j.formula(j.d.Field(name).When))
}

func (j *judge) formula(x expr.Expr) expr.Formula { return j.d.Env.Formula(x.Program) }

// reached is what has to hold for a condition to be tried.
func (j *judge) reached(list []Condition, c Condition) []expr.Formula {
	var out []expr.Formula
	if c.Kind != OfRule && c.Kind != OfSuggest {
		out = append(out, j.open...)
	}
	if c.Step >= 0 && c.Kind != OfStep {
		out = append(out, j.formula(j.d.Steps[c.Step].When))
	}
	for _, i := range c.Before {
		out = append(out, expr.Not(j.formula(list[i].When)))
	}
	return out
}

// lintLogic: every condition can hold, can fail to hold where it says more than
// "true", and is reached.
func lintLogic(l *linter) {
	j := newJudge(l.d)
	list := l.d.Conditions()
	somebody := l.opens(j)
	for _, c := range list {
		if l.said(c.Path) {
			continue // a comparison with what cannot be, for one
		}
		if c.When.Program != nil {
			if !l.condition(j, c) {
				continue
			}
		}
		if !somebody {
			continue // that is told, and what follows from it is not
		}
		if c.Step >= 0 && c.Kind != OfStep && !j.logic.Possible(append(slices.Clone(j.open), j.formula(l.d.Steps[c.Step].When))...) {
			continue // its step is told
		}
		if reached := j.reached(list, c); j.logic.Possible(j.formula(c.When)) && !j.logic.Possible(append(reached, j.formula(c.When))...) {
			l.add(c.Path, "unreachable", "%q is never reached: what comes before leaves no case for it", c.Name)
		}
	}
	l.choices(j)
	l.screens(j)
	l.twice(j)
}

func (l *linter) said(path string) bool {
	return slices.ContainsFunc(l.out, func(f Finding) bool { return f.Path == path && (f.Code == "unreachable" || f.Code == "closed-set") })
}

// condition judges an expression for itself.
func (l *linter) condition(j *judge, c Condition) bool {
	f := j.formula(c.When)
	code := "never"
	if c.Kind == OfStep {
		code = "unreachable"
	}
	switch {
	case c.When.Written == "true":
	case c.When.Written == "false":
		l.add(c.Path, code, "is never true")
		return false
	case !j.logic.Possible(f):
		l.add(c.Path, code, "%q contradicts itself and is never true", c.Name)
		return false
	case !j.logic.Possible(expr.Not(f)):
		l.add(c.Path, "always", "%q is true whatever happens: leave the condition out, or say what it was meant to ask", c.Name)
		return false
	case slices.ContainsFunc(f.Alternatives(), func(part expr.Formula) bool { return !j.logic.Possible(part) }):
		l.add(c.Path, "never", "a part of the condition of %q is never true", c.Name)
		return false
	}
	return true
}

// opens: somebody has to pass the pre-check.
func (l *linter) opens(j *judge) bool {
	if j.logic.Possible(j.open...) {
		return true
	}
	l.add("$.precheck", "dead-end", "turns everybody away: nobody can begin")
	return false
}

// choices: whoever is asked to choose has something to choose.
func (l *linter) choices(j *judge) {
	for i := range l.d.Steps {
		s := &l.d.Steps[i]
		for k := range s.Fields {
			f, at := &s.Fields[k], fmt.Sprintf("$.steps[%d].fields[%d]", i, k)
			for n, check := range f.Checks {
				if check.When.Written == "true" {
					l.add(fmt.Sprintf("%s.checks[%d].when", at, n), "dead-end", "refuses every answer")
				}
			}
			if len(f.Options) == 0 || f.Optional || l.said(at) {
				continue
			}
			shut := append(slices.Clone(j.open), j.formula(s.When), j.formula(f.When))
			for _, o := range f.Options {
				var bites []expr.Formula
				for _, r := range o.Refuse {
					bites = append(bites, j.formula(r.When))
				}
				shut = append(shut, expr.AnyOf(bites...))
			}
			if j.logic.Possible(shut...) && !l.closed(f) {
				l.add(at, "dead-end", "can be asked with every option of %q closed", f.Name)
			}
		}
	}
}

// closed tells whether every option is closed for everybody, which is said elsewhere.
func (l *linter) closed(f *Field) bool {
	return !slices.ContainsFunc(f.Options, func(o Option) bool {
		return !slices.ContainsFunc(o.Refuse, func(r Refusal) bool { return r.When.Written == "true" })
	})
}

// The most screens a matter may take, the check page included; a fine is settled
// while standing, a first document is not, whoever decides it.
const (
	screensFine   = 6
	screensAtOnce = 8
	screensMost   = 14
)

func (l *linter) allowedScreens() int {
	routes := map[string]bool{}
	for _, r := range l.d.Review {
		routes[r.Route] = true
	}
	switch {
	case groupOf(l.d.Service) == "traffic":
		return screensFine
	case !routes[routeClerk] && !routes[routeFourEyes] && !routes[routeWindow]:
		return screensAtOnce
	}
	return screensMost
}

// screens: the longest way through is short enough.
func (l *linter) screens(j *judge) {
	longest := 1 + j.longest(0, j.open)
	if most := l.allowedScreens(); longest > most {
		l.add("$.steps", "screens", "the longest way takes %d screens with the check page; %d are allowed", longest, most)
	}
}

// longest counts the most steps, from the i-th on, that one person can meet.
func (j *judge) longest(i int, held []expr.Formula) int {
	if i == len(j.d.Steps) {
		return 0
	}
	when := j.d.Steps[i].When
	if when.Program == nil {
		return 1 + j.longest(i+1, held)
	}
	with := append(slices.Clip(held), j.formula(when))
	best := 0
	if j.logic.Possible(with...) {
		best = 1 + j.longest(i+1, with)
	}
	if best == len(j.d.Steps)-i {
		return best
	}
	return max(best, j.longest(i+1, append(slices.Clip(held), expr.Not(j.formula(when)))))
}

// twice: two rules under the same condition contradict each other or repeat.
func (l *linter) twice(j *judge) {
	for i, r := range l.d.Precheck {
		for k, other := range l.d.Precheck[:i] {
			a, b := j.formula(r.When), j.formula(other.When)
			if r.When.Program == nil || other.When.Program == nil || !j.logic.Possible(a) || !j.logic.Possible(b) {
				continue
			}
			if !j.logic.Possible(a, expr.Not(b)) && !j.logic.Possible(b, expr.Not(a)) {
				l.add(fmt.Sprintf("$.precheck[%d].when", i), "contradiction", "%q and %q bite in the same cases: make one rule of them", r.Code, l.d.Precheck[k].Code)
			}
		}
	}
}
