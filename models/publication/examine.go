package publication

import (
	"fmt"
	"time"

	"onevisit/models/catalog"
	"onevisit/models/flow"
)

// mostScenarios bounds the time a check may take.
const mostScenarios = 500

// fileName is what findings call a file that came over the wire.
const fileName = "definition.yaml"

// Check is what was found out about a version beside what would be in force with
// it. Findings without a note among them mean that it cannot be published.
type Check struct {
	Service    string
	Hash       string
	Definition *catalog.Definition // nil where it does not compile
	Findings   []Finding
	Scenarios  int
	Branches   int    // of them all are taken, where there are no findings
	Against    string // hash of the version it was compared with, "" for a new service
	Before     *catalog.Definition
	Changes    []catalog.Change // against that version, in words
}

// Fit tells whether it may be published.
func (c Check) Fit() bool { return len(c.faults()) == 0 }

// faults are the findings that keep it from being published.
func (c Check) faults() []Finding {
	var out []Finding
	for _, f := range c.Findings {
		if !f.Note {
			out = append(out, f)
		}
	}
	return out
}

// examine compiles, lints and rehearses a version, and compares it with the one in
// force at a moment.
func (o *Office) examine(source []byte, force []Standing) Check {
	o.checking.Lock() // a hostile file keeps one processor busy, not all
	defer o.checking.Unlock()
	d, err := o.Catalog.Draft(fileName, source)
	if err != nil {
		return Check{Findings: unreadable(err)}
	}
	c := Check{Service: d.Service, Hash: d.Hash, Definition: d, Scenarios: len(d.Scenarios)}
	if len(d.Scenarios) > mostScenarios {
		c.Findings = []Finding{said(1, "$.scenarios", fmt.Sprintf("%d 个场景，最多 %d 个", len(d.Scenarios), mostScenarios),
			fmt.Sprintf("%d scenarios; %d are the most", len(d.Scenarios), mostScenarios))}
		return c
	}
	c.Findings = append(catalog.Lint(d), about(d, catalog.CrossCheck(append(o.beside(force, d.Service), d)))...)
	if c.Fit() {
		c.Findings = append(c.Findings, rehearse(d, &c)...)
	}
	if s, ok := standingOf(force, d.Service); ok {
		c.Against = s.Hash
		if before, ok := o.Catalog.Version(s.Hash); ok {
			c.Before, c.Changes = before, catalog.Diff(before, d)
		}
	}
	return c
}

// rehearse runs every scenario; one that fails and a branch that none takes are
// findings.
func rehearse(d *catalog.Definition, c *Check) []Finding {
	results, coverage := flow.Rehearse(d)
	_, c.Branches = coverage.Walked()
	return append(flow.Failed(d, results), coverage.Findings(d)...)
}

// beside are the definitions offered at a moment, without one service's.
func (o *Office) beside(force []Standing, without string) []*catalog.Definition {
	var out []*catalog.Definition
	for _, s := range force {
		if d, ok := o.Catalog.Version(s.Hash); ok && s.Service != without && !s.Retired {
			out = append(out, d)
		}
	}
	return out
}

// about leaves the findings about one definition.
func about(d *catalog.Definition, findings []Finding) []Finding {
	var out []Finding
	for _, f := range findings {
		if f.File == d.Path {
			out = append(out, f)
		}
	}
	return out
}

// missed are what does not fit together any more without a service.
func (o *Office) missed(force []Standing, service string) []Finding {
	with := o.beside(force, "")
	known := map[string]bool{}
	for _, f := range catalog.CrossCheck(with) {
		known[f.String()] = true
	}
	var out []Finding
	for _, f := range catalog.CrossCheck(o.beside(force, service)) {
		if !known[f.String()] {
			f.Message, f.Chinese = f.File+": "+f.Message, f.File+"："+f.Chinese
			out = append(out, f)
		}
	}
	return out
}

func unreadable(err error) []Finding {
	if findings := catalog.Findings(err); len(findings) > 0 {
		return findings
	}
	return []Finding{said(1, "$", "读不了："+err.Error(), "cannot be read: "+err.Error())}
}

func said(line int, path, chinese, english string) Finding {
	return Finding{File: fileName, Line: line, Path: path, Code: "yaml", Message: english, Chinese: chinese}
}

// moment is when a move would take effect if it were approved now.
func moment(m Move, now time.Time) time.Time {
	if m.From.IsZero() {
		return now.Add(Lead)
	}
	return m.From
}
