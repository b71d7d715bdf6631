package catalog

import (
	"fmt"
	"slices"
)

// lintCounts: what is no matter of its own costs nothing, is over at once and
// hands out nothing but words and paper, so that no need can hide behind it.
func lintCounts(l *linter) {
	if l.d.Counts == "" {
		if len(l.d.VisitOf) > 0 {
			l.add("$.visit-of", "counts", "a matter of its own is no visit of another's")
		}
		return
	}
	if l.d.Counts != CountsNo {
		l.add("$.counts", "counts", "%q is neither %q nor left out", l.d.Counts, CountsNo)
		return
	}
	if len(l.d.Fees) > 0 {
		l.add("$.counts", "counts", "something is paid for it: it is a matter of its own")
	}
	for i, r := range l.d.Review {
		if r.Route != routeAtOnce {
			l.add(fmt.Sprintf("$.review[%d].route", i), "counts", "somebody decides on it: it is a matter of its own")
		}
	}
	for i, r := range l.d.Results {
		if r.Kind != resultAnswer && r.Kind != "print" {
			l.add(fmt.Sprintf("$.results[%d].kind", i), "counts", "a %s comes of it: it is a matter of its own", r.Kind)
		}
	}
	for i, service := range l.d.VisitOf {
		if !serviceName.MatchString(service) || service == l.d.Service {
			l.add(fmt.Sprintf("$.visit-of[%d]", i), "counts", "%q is no other service", service)
		}
	}
}

// lintReports: a register takes the entry, and is told what it is about.
func lintReports(l *linter) {
	for i, r := range l.d.Reports {
		at := fmt.Sprintf("$.reports[%d]", i)
		if !slices.Contains(ReportEntries(), r.Entry) {
			l.add(at+".entry", "report", "no register takes the entry %q", r.Entry)
		}
		if len(r.Data) == 0 {
			l.add(at, "report", "tells the register nothing: it has no data")
		}
		if slices.ContainsFunc(l.d.Reports[:i], func(other Report) bool { return other.Entry == r.Entry }) {
			l.add(at+".entry", "report", "the entry %q stands there twice", r.Entry)
		}
	}
}
