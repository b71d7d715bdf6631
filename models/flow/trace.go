package flow

import (
	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/expr"
)

// Trace is what an attempt comes to, without any of its words: the pre-check, the
// path, and what is decided at its end. It is made for replaying many attempts.
type Trace struct {
	Outcome   Outcome
	Reasons   []TraceReason  // why the person is turned away; none where the outcome opens
	Path      []string       // steps asked, in order
	Stopped   string         // first step that has to be answered, "" where all is answered
	Missing   []string       // fields on the path without an answer
	Problems  []TraceProblem // answers that cannot stand
	Undecided bool           // all is answered, but a fee or a result could not be computed
	Total     models.Fen
	Route     Route
	Results   []TraceResult
	Documents []string // codes
}

// TraceReason is a reason of a refusal.
type TraceReason struct{ Code, Cause string }

// TraceProblem is an answer that cannot stand, by its stable code.
type TraceProblem struct{ Field, Code string }

// TraceResult is a thing to be carried out.
type TraceResult struct {
	Kind, Stage, Item string
	Visit             bool
}

// Trace runs the pre-check, before any answer, and then walks the answers
// whatever the pre-check said. It agrees with Precheck and Walk, and costs a part
// of them because nothing is put into words.
func (e *Engine) Trace(in Input) Trace {
	w := e.begin(in)
	w.quiet = true
	out := Trace{}
	w.traceRules(&out)
	w.tracePath(&out)
	return out
}

// TracePrecheck is the part of Trace that the pre-check says.
func (e *Engine) TracePrecheck(in Input) Trace {
	w := e.begin(in)
	w.quiet = true
	out := Trace{}
	w.traceRules(&out)
	return out
}

// TracePath is the part of Trace that the answers say.
func (e *Engine) TracePath(in Input) Trace {
	w := e.begin(in)
	w.quiet = true
	out := Trace{}
	w.tracePath(&out)
	return out
}

func (w *walker) traceRules(out *Trace) {
	v := w.precheck()
	out.Outcome = v.Outcome
	if v.Outcome.Opens() {
		return
	}
	for _, r := range v.Reasons {
		out.Reasons = append(out.Reasons, TraceReason{r.Code, r.Cause})
	}
}

func (w *walker) tracePath(out *Trace) {
	w.run()
	out.Missing = w.missing
	for i := range w.path {
		p := &w.path[i]
		out.Path = append(out.Path, p.step.Name)
		if !p.answered && out.Stopped == "" {
			out.Stopped = p.step.Name
		}
		for _, problem := range p.problems {
			out.Problems = append(out.Problems, TraceProblem{problem.Field, problem.Code})
		}
	}
	if out.Stopped == "" {
		w.conclude(out)
	}
}

// conclude is finish without the check page.
func (w *walker) conclude(out *Trace) {
	var ok bool
	if _, out.Total, ok = w.fees(); !ok {
		out.Undecided = true
		return
	}
	w.scope.SetTotal(int64(out.Total))
	results, ok := w.results()
	if !ok {
		out.Undecided = true
		return
	}
	for _, r := range results {
		out.Results = append(out.Results, TraceResult{Kind: r.Kind, Stage: r.Stage, Item: r.Item, Visit: r.Visit})
	}
	for i := range w.d.Documents {
		if d := &w.d.Documents[i]; d.When.Holds(w.scope) != expr.False {
			out.Documents = append(out.Documents, d.Code)
		}
	}
	out.Route, _ = w.route()
}

// words puts a template into words, where they are wanted.
func (w *walker) words(t catalog.Template, s *expr.Scope) models.Texts {
	if w.quiet {
		return nil
	}
	return t.Render(s)
}
