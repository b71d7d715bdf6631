package flow

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/catalog"
)

// ScenarioResult is what became of one scenario of a definition.
type ScenarioResult struct {
	Service string
	Name    string
	Faults  []string // what differed from what was expected; none = passed
	Verdict Outcome
	Pages   int // pages on the path
	Total   models.Fen
	Route   Route
	Visits  int // presences until the result is in hand
}

// Passed tells whether everything came as expected.
func (r ScenarioResult) Passed() bool { return len(r.Faults) == 0 }

// String is the line a report prints.
func (r ScenarioResult) String() string {
	mark := "ok  "
	if !r.Passed() {
		mark = "FAIL"
	}
	line := fmt.Sprintf("%s %s  %s: %s", mark, r.Service, r.Name, r.Verdict)
	if r.Route != "" {
		line += fmt.Sprintf(", %d pages, %s, %s", r.Pages, r.Total, r.Route)
	}
	line += fmt.Sprintf(", visits %d", r.Visits)
	for _, f := range r.Faults {
		line += "\n       " + f
	}
	return line
}

// RunScenarios walks every scenario of a definition.
func RunScenarios(d *catalog.Definition) []ScenarioResult {
	results, _ := Rehearse(d)
	return results
}

// ScenarioInput builds the input a scenario begins with, before any answer.
func ScenarioInput(d *catalog.Definition, s *catalog.Scenario) (Input, error) {
	facts := Facts{}
	for _, name := range d.Facts {
		if slices.Contains(s.Missing, name) {
			continue
		}
		base, _ := d.Base[name].(map[string]any)
		over, _ := s.Given[name].(map[string]any)
		if base == nil && over == nil {
			continue
		}
		fields := maps.Clone(base)
		if fields == nil {
			fields = map[string]any{}
		}
		maps.Copy(fields, over)
		fact, err := d.Env.NewFact(name, fields)
		if err != nil {
			return Input{}, err
		}
		facts[name] = fact
	}
	for name := range s.Given {
		if !slices.Contains(d.Facts, name) {
			return Input{}, fmt.Errorf("given: there is no fact %q", name)
		}
	}
	answers := Answers{}
	if len(s.Seen) > 0 {
		answers[SeenKey] = s.Seen
	}
	return Input{Definition: d, Facts: facts, Answers: answers, Today: models.Date(s.Today), Region: s.Region}, nil
}

// runner collects what differs.
type runner struct {
	*Engine
	in    Input
	out   ScenarioResult
	cover *cover
}

func (r *runner) fault(format string, args ...any) {
	r.out.Faults = append(r.out.Faults, fmt.Sprintf(format, args...))
}

func (r *runner) want(what string, got, want any) {
	if fmt.Sprint(got) != fmt.Sprint(want) {
		r.fault("%s: %v, expected %v", what, got, want)
	}
}

func (e *Engine) scenario(d *catalog.Definition, s *catalog.Scenario, c *cover) ScenarioResult {
	r := &runner{Engine: e, cover: c, out: ScenarioResult{Service: d.Service, Name: s.Name}}
	var err error
	if r.in, err = ScenarioInput(d, s); err != nil {
		r.fault("%v", err)
		return r.out
	}
	verdict, err := e.Precheck(r.in)
	if err != nil {
		r.fault("pre-check: %v", err)
		return r.out
	}
	r.verdict(verdict, s.Expect)
	r.suggestion(s.Expect)
	if !verdict.Outcome.Opens() {
		r.out.Visits = 2 // this one, and the one it takes instead
		if verdict.Outcome == No || verdict.First() != "" {
			r.out.Visits = 1
		}
		if s.Expect.Visits != 0 {
			r.want("visits", r.out.Visits, s.Expect.Visits)
		}
		return r.out
	}
	for i := range s.Answers {
		r.act(&s.Answers[i])
	}
	r.end(s.Expect)
	return r.out
}

func (r *runner) verdict(v Verdict, want catalog.Expect) {
	r.out.Verdict = v.Outcome
	r.want("verdict", v.Outcome, want.Verdict)
	if want.Reasons != nil {
		var codes []string
		for _, reason := range v.Reasons {
			codes = append(codes, reason.Code)
		}
		r.want("reasons", codes, want.Reasons)
	}
	if want.Cause != "" {
		r.want("cause", v.Cause, want.Cause)
	}
}

func (r *runner) suggestion(want catalog.Expect) {
	codes := []string{}
	if s, ok := r.Suggest(r.in); ok {
		codes = append(codes, s.Code)
	}
	if want.Suggest != nil {
		r.want("suggest", codes, want.Suggest)
	}
}

func (r *runner) act(a *catalog.Act) {
	if a.Closed != nil {
		r.closed(a)
	}
	if a.Give == nil {
		return
	}
	got, err := r.Answer(r.in, a.Step, a.Give)
	if err != nil {
		r.fault("%s: %v", a.Step, err)
		return
	}
	var problems, dropped []string
	for _, p := range got.Problems {
		problems = append(problems, p.Field+":"+p.Code)
	}
	for _, d := range got.Dropped {
		dropped = append(dropped, d.Field)
	}
	slices.Sort(problems)
	if len(problems) == 0 {
		r.cover.answered[a.Step] = true
	}
	r.want(a.Step+" problems", problems, a.Problems)
	r.want(a.Step+" dropped", dropped, a.Dropped)
	r.in.Answers = got.Answers
}

// closed compares the options that are greyed out, among all of the page.
func (r *runner) closed(a *catalog.Act) {
	page, err := r.Page(r.in, a.Step)
	if err != nil {
		r.fault("%s: %v", a.Step, err)
		return
	}
	var got []string
	for _, f := range page.Fields {
		for _, o := range f.Options {
			if !o.Allowed {
				got = append(got, f.Name+"="+o.Value+":"+o.Code)
			}
		}
	}
	r.want(a.Step+" closed", got, a.Closed)
}

func (r *runner) end(want catalog.Expect) {
	walk, err := r.Walk(r.in)
	if err != nil {
		r.fault("walk: %v", err)
		return
	}
	next := ""
	if walk.Next != nil {
		next = walk.Next.Step
	}
	r.want("next", next, want.Next)
	r.cover.walk(walk)
	r.out.Pages, r.out.Total, r.out.Route, r.out.Visits = len(walk.Steps), walk.Total, walk.Route, visits(walk)
	if want.Steps != nil {
		var steps []string
		for _, s := range walk.Steps {
			steps = append(steps, s.Name)
		}
		r.want("steps", steps, want.Steps)
	}
	if want.Fee != nil {
		r.want("fee", int64(walk.Total), *want.Fee)
	}
	if want.Lines != 0 {
		r.want("fee lines", len(walk.Fees), want.Lines)
	}
	if want.Route != "" {
		r.want("route", walk.Route, want.Route)
	}
	if want.Results != nil {
		r.want("results", resultNames(walk.Results), want.Results)
	}
	if want.Documents != 0 {
		r.want("documents", len(walk.Documents), want.Documents)
	}
	if want.Days != 0 {
		r.want("days", walk.Days, want.Days)
	}
	if want.Visits != 0 {
		r.want("visits", r.out.Visits, want.Visits)
	}
}

// resultNames writes results as scenarios do: kind, or kind:item.
func resultNames(results []Result) []string {
	var out []string
	for _, r := range results {
		out = append(out, strings.TrimSuffix(r.Kind+":"+r.Item, ":"))
	}
	return out
}

// visits counts the presences until the result is in hand: this one, one for a
// window, one for each result that has to be fetched.
func visits(w Walk) int {
	n := 1
	if w.Route == ToWindow {
		n++
	}
	for _, r := range w.Results {
		if r.Visit {
			n++
		}
	}
	return n
}
