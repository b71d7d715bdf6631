package catalog

import (
	"fmt"

	"onevisit/models/expr"
)

// Kinds of conditions.
const (
	OfRule     = "rule"     // a rule of the pre-check bites
	OfSuggest  = "suggest"  // the menu points the service out
	OfStep     = "step"     // a step is asked
	OfField    = "field"    // a field is asked
	OfRefusal  = "refusal"  // an option is closed
	OfCheck    = "check"    // an answer cannot stand
	OfFee      = "fee"      // a fee is due
	OfDocument = "document" // a paper is taken in
	OfReview   = "review"   // a line of the review decides
	OfReport   = "report"   // a register is told something at once
	OfResult   = "result"   // something is carried out
)

// Condition is a place at which a definition branches. Its expression may be
// missing: then it always holds.
type Condition struct {
	Path string // of the expression, or of what it belongs to where there is none
	Kind string
	Name string // of what it belongs to
	When expr.Expr
	Step int // the step it stands in, -1 outside the steps
	// Before are the places, in the same list, of what is tried before it and
	// decides in its place where it holds.
	Before []int
}

// Conditions lists every place at which the definition branches, in its order.
func (d *Definition) Conditions() []Condition {
	c := &conditions{}
	for i, r := range d.Precheck {
		c.add(OfRule, fmt.Sprintf("$.precheck[%d]", i), r.Code, r.When, -1)
	}
	for i, s := range d.Suggest {
		c.add(OfSuggest, fmt.Sprintf("$.suggest[%d]", i), s.Code, s.When, -1)
	}
	for i := range d.Steps {
		c.step(&d.Steps[i], i)
	}
	for i, f := range d.Fees {
		c.add(OfFee, fmt.Sprintf("$.fees[%d]", i), f.Code, f.When, -1)
	}
	for i, p := range d.Documents {
		c.add(OfDocument, fmt.Sprintf("$.documents[%d]", i), p.Code, p.When, -1)
	}
	first := len(c.list)
	for i, r := range d.Review {
		c.add(OfReview, fmt.Sprintf("$.review[%d]", i), r.Route, r.When, -1)
		c.after(first)
	}
	for i, r := range d.Reports {
		c.add(OfReport, fmt.Sprintf("$.reports[%d]", i), r.Entry, r.When, -1)
	}
	for i, r := range d.Results {
		c.add(OfResult, fmt.Sprintf("$.results[%d]", i), r.Kind, r.When, -1)
	}
	return c.list
}

type conditions struct{ list []Condition }

func (c *conditions) add(kind, at, name string, when expr.Expr, step int) {
	if when.Given() {
		at += ".when"
	}
	c.list = append(c.list, Condition{Path: at, Kind: kind, Name: name, When: when, Step: step})
}

// after makes the last one wait for those from the given place on.
func (c *conditions) after(first int) {
	last := len(c.list) - 1
	for i := first; i < last; i++ {
		c.list[last].Before = append(c.list[last].Before, i)
	}
}

func (c *conditions) step(s *Step, i int) {
	at := fmt.Sprintf("$.steps[%d]", i)
	c.add(OfStep, at, s.Name, s.When, i)
	for j := range s.Fields {
		f, here := &s.Fields[j], fmt.Sprintf("%s.fields[%d]", at, j)
		c.add(OfField, here, f.Name, f.When, i)
		for k, o := range f.Options {
			c.refusals(o.Refuse, fmt.Sprintf("%s.options[%d]", here, k), f.Name+"="+o.Value, i)
		}
		if f.From != nil {
			c.refusals(f.From.Refuse, here+".options-from", f.Name, i)
		}
		first := len(c.list)
		for k, check := range f.Checks {
			c.add(OfCheck, fmt.Sprintf("%s.checks[%d]", here, k), f.Name+":"+check.Code, check.When, i)
			c.after(first)
		}
	}
}

func (c *conditions) refusals(list []Refusal, at, name string, step int) {
	first := len(c.list)
	for k, r := range list {
		c.add(OfRefusal, fmt.Sprintf("%s.refuse[%d]", at, k), name+":"+r.Code, r.When, step)
		c.after(first)
	}
}
