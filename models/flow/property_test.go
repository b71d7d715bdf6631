package flow_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onevisit/models/catalog"
	"onevisit/models/expr"
	"onevisit/models/flow"
)

// TestEngine_properties walks definitions at random: forwards, back and again,
// with answers that are sometimes nonsense and registers that sometimes do not
// answer. Whatever happens, stored answers hold, nothing panics and no fee is
// negative.
func TestEngine_properties(t *testing.T) {
	all := load(t).All()
	engine := flow.New()
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(all).Draw(t, "service")
		in := randomStart(t, d)
		_, err := engine.Precheck(in)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			step := randomStep(t, engine, in)
			if step == nil {
				return
			}
			page, err := engine.Page(in, step.Name)
			if err != nil {
				t.Fatalf("page %s: %v", step.Name, err)
			}
			got, err := engine.Answer(in, step.Name, randomAnswers(t, page))
			if err != nil {
				t.Fatalf("answer %s: %v", step.Name, err)
			}
			before := in.Answers
			in.Answers = got.Answers
			mustHold(t, engine, in, before, got)
		}
	})
}

func randomStart(t *rapid.T, d *catalog.Definition) flow.Input {
	s := rapid.SampledFrom(d.Scenarios).Draw(t, "scenario")
	in, err := flow.ScenarioInput(d, &s)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range d.Facts {
		if rapid.IntRange(0, 19).Draw(t, "silent") == 0 {
			delete(in.Facts, name)
		}
	}
	return in
}

// randomStep picks the open page, or a page already passed.
func randomStep(t *rapid.T, engine *flow.Engine, in flow.Input) *catalog.Step {
	w, err := engine.Walk(in)
	if err != nil {
		return nil // not decided: a register is silent
	}
	var names []string
	for _, s := range w.Steps {
		if s.Answered {
			names = append(names, s.Name)
		}
	}
	if w.Next != nil {
		names = append(names, w.Next.Step, w.Next.Step, w.Next.Step, w.Next.Step)
	}
	step, _ := in.Definition.Step(rapid.SampledFrom(names).Draw(t, "step"))
	return step
}

func randomAnswers(t *rapid.T, page flow.Page) map[string]any {
	out := map[string]any{}
	for _, f := range page.Fields {
		switch nonsense := rapid.IntRange(0, 14).Draw(t, "nonsense"); {
		case nonsense == 0:
			out[f.Name] = rapid.SampledFrom([]any{nil, "", "x", true, 3.5, []any{"x"}, []any{1.0}, map[string]any{}}).Draw(t, "value")
		case f.Kind == "notice" || f.Kind == "declaration":
			out[f.Name] = true
		case f.Kind == "choices" || f.Kind == "records":
			var chosen []any
			for _, o := range f.Options {
				if rapid.Bool().Draw(t, "pick") {
					chosen = append(chosen, o.Value)
				}
			}
			out[f.Name] = chosen
		case len(f.Options) > 0:
			out[f.Name] = rapid.SampledFrom(f.Options).Draw(t, "option").Value
		default:
			out[f.Name] = rapid.SampledFrom([]any{"13900000002", "王小明", "测试省测试市测试路 9 号", "01.jpg", f.Value}).Draw(t, "typed")
		}
	}
	return out
}

func mustHold(t *rapid.T, engine *flow.Engine, in flow.Input, before flow.Answers, got flow.Answered) {
	if len(got.Problems) > 0 && len(got.Dropped) > 0 {
		t.Fatal("problems and dropped answers at once")
	}
	if len(got.Problems) > 0 && len(before) != len(in.Answers) {
		t.Fatal("a refused answer changed something")
	}
	for _, d := range got.Dropped {
		if _, there := in.Answers[d.Field]; there {
			t.Fatalf("%s is named as dropped and still there", d.Field)
		}
		if d.Label.In("zh-CN") == "" {
			t.Fatalf("%s was dropped without its label", d.Field)
		}
	}
	w, err := engine.Walk(in)
	if err != nil {
		return
	}
	if len(w.Problems) > 0 {
		t.Fatalf("kept answers do not hold: %+v", w.Problems)
	}
	if w.Total < 0 || slices.ContainsFunc(w.Fees, func(f flow.FeeLine) bool { return f.Amount <= 0 }) {
		t.Fatalf("fees %v", w.Fees)
	}
	open := false
	for _, s := range w.Steps {
		if open && s.Answered {
			t.Fatal("a page after the open one counts as answered")
		}
		open = open || !s.Answered
	}
	if open != (w.Next != nil) {
		t.Fatal("open pages and next page differ")
	}
	for name, value := range in.Answers {
		if name != flow.SeenKey && in.Definition.Field(name) == nil {
			t.Fatalf("answer %s belongs to no field", name)
		}
		if f := in.Definition.Field(name); f != nil && f.AnswerType() == expr.Strings {
			if _, ok := value.([]string); !ok {
				t.Fatalf("%s is kept as %T", name, value)
			}
		}
	}
}
