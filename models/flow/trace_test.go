package flow_test

import (
	"fmt"
	"testing"

	"onevisit/models/flow"
)

// A trace has no words; in everything else it says what Precheck and Walk say,
// for every prefix of every scenario of every delivered definition.
func TestTrace_agreesWithPrecheckAndWalk(t *testing.T) {
	engine := flow.New()
	compared := 0
	for _, d := range load(t).All() {
		for i := range d.Scenarios {
			s := &d.Scenarios[i]
			in, err := flow.ScenarioInput(d, s)
			if err != nil {
				t.Fatal(err)
			}
			compareTrace(t, engine, in, s.Name)
			for _, a := range s.Answers {
				if got, err := engine.Answer(in, a.Step, a.Give); err == nil {
					in.Answers = got.Answers
				}
				compareTrace(t, engine, in, s.Name)
				compared++
			}
		}
	}
	if compared < 100 {
		t.Errorf("%d compared", compared)
	}
}

func compareTrace(t *testing.T, engine *flow.Engine, in flow.Input, name string) {
	t.Helper()
	got := engine.Trace(in)
	rules, path := engine.TracePrecheck(in), engine.TracePath(in)
	path.Outcome, path.Reasons = rules.Outcome, rules.Reasons
	if fmt.Sprint(path) != fmt.Sprint(got) {
		t.Errorf("%s: in two parts %+v, in one %+v", name, path, got)
	}
	verdict, err := engine.Precheck(in)
	if err != nil || verdict.Outcome != got.Outcome {
		t.Errorf("%s: outcome %s, pre-check %s, %v", name, got.Outcome, verdict.Outcome, err)
	}
	if !verdict.Outcome.Opens() && len(verdict.Reasons) != len(got.Reasons) {
		t.Errorf("%s: reasons %v, pre-check %v", name, got.Reasons, verdict.Reasons)
	}
	walk, err := engine.Walk(in)
	next := ""
	if walk.Next != nil {
		next = walk.Next.Step
	}
	same := fmt.Sprint(next, len(walk.Problems), len(walk.Steps)) == fmt.Sprint(got.Stopped, len(got.Problems), len(got.Path))
	if !same || (err != nil) != got.Undecided {
		t.Errorf("%s: stands at %q with %v after %v; the walk at %q with %v, %v", name, got.Stopped, got.Problems, got.Path, next, walk.Problems, err)
	}
	if next != "" || err != nil {
		return
	}
	var results, traced []string
	for _, r := range walk.Results {
		results = append(results, fmt.Sprint(r.Kind, r.Stage, r.Item, r.Visit))
	}
	for _, r := range got.Results {
		traced = append(traced, fmt.Sprint(r.Kind, r.Stage, r.Item, r.Visit))
	}
	if walk.Total != got.Total || walk.Route != got.Route || len(walk.Documents) != len(got.Documents) || fmt.Sprint(results) != fmt.Sprint(traced) {
		t.Errorf("%s: %s %s %v, the walk %s %s %v", name, got.Total, got.Route, traced, walk.Total, walk.Route, results)
	}
}
