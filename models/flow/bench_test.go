package flow_test

import (
	"fmt"
	"testing"

	"onevisit/models/catalog"
	"onevisit/models/flow"
)

// complete gives the input of the first scenario with everything answered.
func complete(tb testing.TB, d *catalog.Definition) flow.Input {
	tb.Helper()
	s := &d.Scenarios[0]
	in, err := flow.ScenarioInput(d, s)
	if err != nil {
		tb.Fatal(err)
	}
	engine := flow.New()
	for _, a := range s.Answers {
		got, err := engine.Answer(in, a.Step, a.Give)
		if err != nil || len(got.Problems) > 0 {
			tb.Fatal(a.Step, err, got.Problems)
		}
		in.Answers = got.Answers
	}
	return in
}

// BenchmarkNext answers "what comes next?" in the middle of each definition.
func BenchmarkNext(b *testing.B) {
	engine := flow.New()
	for _, d := range load(b).All() {
		in := complete(b, d)
		last := d.Scenarios[0].Answers[len(d.Scenarios[0].Answers)/2]
		step, _ := d.Step(last.Step)
		for _, f := range step.Fields {
			delete(in.Answers, f.Name)
		}
		b.Run(d.Service, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := engine.Walk(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLargest is the next step of the definition with the most branches, which
// the target holds for: 50 microseconds and 100 allocations.
func BenchmarkLargest(b *testing.B) {
	var largest *catalog.Definition
	all := load(b).All()
	for _, d := range all {
		if largest == nil || len(d.Conditions()) > len(largest.Conditions()) {
			largest = d
		}
	}
	in := complete(b, largest)
	middle := largest.Scenarios[0].Answers[len(largest.Scenarios[0].Answers)/2]
	step, _ := largest.Step(middle.Step)
	for _, f := range step.Fields {
		delete(in.Answers, f.Name)
	}
	engine := flow.New()
	b.Run(fmt.Sprintf("%s, %d branches, of %d services", largest.Service, len(largest.Conditions()), len(all)), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := engine.Walk(in); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkComplete computes fees, results and the check page.
func BenchmarkComplete(b *testing.B) {
	engine := flow.New()
	for _, d := range load(b).All() {
		in := complete(b, d)
		b.Run(d.Service, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := engine.Walk(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPrecheck(b *testing.B) {
	engine := flow.New()
	for _, d := range load(b).All() {
		in := complete(b, d)
		b.Run(d.Service, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := engine.Precheck(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkTrace replays a finished attempt, pre-check included, without words.
func BenchmarkTrace(b *testing.B) {
	engine := flow.New()
	for _, d := range load(b).All() {
		in := complete(b, d)
		b.Run(d.Service, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if engine.Trace(in).Stopped != "" {
					b.Fatal("not finished")
				}
			}
		})
	}
}

// BenchmarkMenu is what one look at the menu costs the engine: the verdicts of
// all services for one person, and what is suggested.
func BenchmarkMenu(b *testing.B) {
	engine := flow.New()
	var in []flow.Input
	for _, d := range load(b).All() {
		s, err := flow.ScenarioInput(d, &d.Scenarios[0])
		if err != nil {
			b.Fatal(err)
		}
		in = append(in, s)
	}
	b.ReportAllocs()
	b.ReportMetric(float64(len(in)), "services")
	for b.Loop() {
		for i := range in {
			if _, err := engine.Precheck(in[i]); err != nil {
				b.Fatal(err)
			}
			engine.Suggest(in[i])
		}
	}
}
