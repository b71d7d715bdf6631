package flow

import (
	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/expr"
)

// severity orders outcomes: the worst of all rules that bite is the verdict.
func severity(o Outcome) int {
	switch o {
	case No:
		return 5
	case Window:
		return 4
	case Unknown:
		return 3
	case OnlyWith:
		return 2
	case Later:
		return 1
	case Yes:
	}
	return 0
}

// Precheck answers whether the person can finish here now, before any choice is
// offered. All rules are tried, so that every gap is told at once.
func (e *Engine) Precheck(in Input) (Verdict, error) {
	return e.begin(in).precheck(), nil
}

func (w *walker) precheck() Verdict {
	v := Verdict{Outcome: Yes, Minutes: w.d.Targets.Minutes, FeeText: w.d.FeeText}
	undecided := false
	var worst []Outcome
	for i := range w.d.Precheck {
		r := &w.d.Precheck[i]
		outcome := Outcome(r.Outcome)
		switch r.When.Holds(w.scope) {
		case expr.False:
			continue
		case expr.Unknown:
			if r.Unknown == "pass" {
				continue
			}
			if r.Unknown == "" || r.Unknown == string(Unknown) {
				undecided = true
				continue
			}
			outcome = Outcome(r.Unknown)
		case expr.True:
		}
		v.Reasons = append(v.Reasons, w.reason(r))
		worst = append(worst, outcome)
		if severity(outcome) > severity(v.Outcome) {
			v.Outcome = outcome
		}
	}
	if undecided && severity(Unknown) > severity(v.Outcome) {
		v.Outcome = Unknown
		v.Reasons = append(v.Reasons, Reason{Code: CodeRegister, Text: notNow(), Cause: "R16"})
		worst = append(worst, Unknown)
	}
	v.Cause = cause(v, worst)
	v.Reasons = relevant(v, worst)
	return v
}

// relevant leaves out, where the person is turned away, how it would have gone on.
func relevant(v Verdict, outcomes []Outcome) []Reason {
	if v.Outcome.Opens() {
		return v.Reasons
	}
	var out []Reason
	for i, r := range v.Reasons {
		if !outcomes[i].Opens() {
			out = append(out, r)
		}
	}
	return out
}

func (w *walker) reason(r *catalog.Rule) Reason {
	out := Reason{Code: r.Code, Text: w.words(r.Text, w.scope), Where: r.Where, Cause: r.Cause, First: r.First, Instead: r.Instead}
	if w.quiet {
		return out
	}
	out.Bring = append([]models.Texts(nil), r.Bring...)
	return out
}

// cause picks the code of the next visit among the reasons that turn the person
// away: the most specific one; "machine refused" (R05) only when there is no other.
func cause(v Verdict, outcomes []Outcome) string {
	if v.Outcome.Opens() {
		return ""
	}
	found := ""
	for i, r := range v.Reasons {
		if outcomes[i] != v.Outcome || r.Cause == "" {
			continue
		}
		if found == "" || found == "R05" {
			found = r.Cause
		}
	}
	return found
}
