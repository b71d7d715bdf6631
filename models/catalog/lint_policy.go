package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// The routes of a review on which clerks decide, and those past them.
const (
	routeClerk    = "clerk"
	routeFourEyes = "four-eyes"
	routeWindow   = "window"
	routeAtOnce   = "at-once"
)

// lintPolicy: a review policy has to be one that the clerks of a hall can keep:
// the days of a part fit into the whole, whoever is asked for exists, and what
// they need to decide, refuse, return and sign stands in the definition. A
// service that no clerk decides has none.
func lintPolicy(l *linter) {
	routes := l.routes()
	if !routes[routeClerk] && !routes[routeFourEyes] {
		if l.d.Policy != (Policy{}) {
			l.add("$.policy", "policy", "nobody keeps it: no line of the review sends anything to a clerk")
		}
		return
	}
	l.policyNumbers()
	l.policyDays(routes)
	l.policySkill()
	l.policySample(routes)
	l.policyMeans(routes)
}

// routes are those a line of the review can lead to; whatever stands below a
// line that always holds is never reached.
func (l *linter) routes() map[string]bool {
	routes := map[string]bool{}
	for i, r := range l.d.Review {
		routes[r.Route] = true
		always := r.When.Program == nil || r.When.Written == "true"
		if always && i < len(l.d.Review)-1 {
			l.add(fmt.Sprintf("$.review[%d]", i+1), "review", "is never reached: the line above always holds")
			break
		}
	}
	return routes
}

func (l *linter) policyNumbers() {
	p := l.d.Policy
	for _, n := range []struct {
		key         string
		value       int
		least, most int
	}{
		{"decide", p.Decide, 0, longestDays}, {"sign", p.Sign, 0, longestDays}, {"warn", p.Warn, 0, longestDays},
		{"answer", p.Answer, 0, longestDays}, {"sample", p.Sample, 0, 100}, {"corrections", p.Corrections, 0, mostCorrections},
	} {
		if n.value < n.least || n.value > n.most {
			l.add("$.policy."+n.key, "policy", "%d is outside %d to %d", n.value, n.least, n.most)
		}
	}
}

// What no office can mean: a working year, and more requests than anybody
// answers.
const (
	longestDays     = 250
	mostCorrections = 5
)

// policyDays: the deadlines fit into each other.
func (l *linter) policyDays(routes map[string]bool) {
	p, decide := l.d.Policy, l.d.Policy.DecideDays(l.d)
	switch {
	case decide <= 0:
		l.add("$.policy", "deadline", "clerks decide this and no day is set: say policy.decide or targets.working-days")
		return
	case l.d.Targets.WorkingDays > 0 && decide > l.d.Targets.WorkingDays:
		l.add("$.policy.decide", "deadline", "%d working days to decide are more than the %d the citizen is promised", decide, l.d.Targets.WorkingDays)
	}
	if twice := routes[routeFourEyes] || p.Sample > 0; twice && p.SignDays() >= decide {
		l.add("$.policy.sign", "deadline", "%d of %d working days for the second leave none for the first", p.SignDays(), decide)
	}
	if p.Warn > 0 && p.Warn >= decide {
		l.add("$.policy.warn", "deadline", "a warning %d working days before a deadline of %d comes with the case", p.Warn, decide)
	}
}

// policySkill: a skill is the service's own, its group's, or another service's
// by name. Whether that service exists, LintAll tells.
func (l *linter) policySkill() {
	skill := l.d.Policy.Skill
	if skill == "" || skill == l.d.Service || skill == groupOf(l.d.Service) || serviceName.MatchString(skill) {
		return
	}
	l.add("$.policy.skill", "skill", "nobody can have %q: say a service, or the group %q", skill, groupOf(l.d.Service))
}

func groupOf(service string) string {
	group, _, _ := strings.Cut(service, ".")
	return group
}

// policySample: a share is drawn from approvals that nobody signs after anyhow.
func (l *linter) policySample(routes map[string]bool) {
	if l.d.Policy.Sample > 0 && !routes[routeClerk] {
		l.add("$.policy.sample", "policy", "draws from nothing: every approval is signed twice already")
	}
}

// policyMeans: a clerk who has to decide can refuse and hand over with a reason
// of this service, can return what may be returned, and has something to put a
// name to.
func (l *linter) policyMeans(routes map[string]bool) {
	uses := map[string]bool{}
	for _, r := range l.d.Reasons {
		for _, use := range r.For {
			uses[use] = true
		}
	}
	for _, use := range []string{"reject", "hand-over"} {
		if !uses[use] {
			l.add("$.reasons", "reasons", "clerks decide this and there is no reason for %q", use)
		}
	}
	if l.d.Policy.Corrections > 0 && !uses["correct"] {
		l.add("$.policy.corrections", "reasons", "corrections may be asked and there is no reason for %q", "correct")
	}
	if l.d.Policy.Answer > 0 && !uses["correct"] {
		l.add("$.policy.answer", "reasons", "time to answer a correction, and there is no reason for %q", "correct")
	}
	mandatory := slices.ContainsFunc(l.d.Checklist, func(c Check) bool { return c.Mandatory })
	if len(l.d.Checklist) > 0 && !mandatory {
		l.add("$.checklist", "checklist", "has no mandatory line: an approval would state nothing")
	}
	if routes[routeFourEyes] && !mandatory {
		l.add("$.review", "checklist", "asks for two signatures to nothing: no line of the check-list is mandatory")
	}
}

// LintAll tells what speaks against publishing definitions side by side, in
// their order: what each says for itself, and what CrossCheck finds.
func LintAll(definitions []*Definition) []Finding {
	var out []Finding
	for _, d := range definitions {
		out = append(out, Lint(d)...)
	}
	return append(out, CrossCheck(definitions)...)
}

// CrossCheck tells what does not fit together in definitions side by side: a
// service defined twice, skills that are another service's which is not there, and
// services sent to which are not there.
func CrossCheck(definitions []*Definition) []Finding {
	services := map[string]bool{}
	for _, d := range definitions {
		services[d.Service], services[groupOf(d.Service)] = true, true
	}
	var out []Finding
	defined := map[string]bool{}
	for _, d := range definitions {
		if defined[d.Service] {
			out = append(out, NewFinding(d, "$.service", "name", "the service %q is defined twice", d.Service))
		}
		defined[d.Service] = true
		if skill := d.Policy.Skill; serviceName.MatchString(skill) && !services[skill] {
			l := newLinter(d)
			l.add("$.policy.skill", "skill", "nobody can have %q: there is no such service", skill)
			out = append(out, l.out...)
		}
		for i, r := range d.Precheck {
			for _, to := range []struct{ key, service string }{{"first", r.First}, {"instead", r.Instead}} {
				if to.service != "" && !services[to.service] {
					out = append(out, NewFinding(d, fmt.Sprintf("$.precheck[%d].%s", i, to.key), "first", "sends to %q, and there is no such service", to.service))
				}
			}
		}
	}
	return append(append(out, lintVisitOf(definitions, services)...), lintPlaces(definitions)...)
}

// lintVisitOf: the services whose visit another's is are there.
func lintVisitOf(definitions []*Definition, services map[string]bool) []Finding {
	var out []Finding
	for _, d := range definitions {
		for i, service := range d.VisitOf {
			if !services[service] {
				out = append(out, NewFinding(d, fmt.Sprintf("$.visit-of[%d]", i), "counts", "is a visit of %q, and there is no such service", service))
			}
		}
	}
	return out
}
