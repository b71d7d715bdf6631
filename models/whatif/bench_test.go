package whatif_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/catalog"
	"onevisit/models/completion"
	"onevisit/models/flow"
	"onevisit/models/modelstest"
	"onevisit/models/register"
	"onevisit/models/whatif"
)

// memory hands over the same sealed matters again and again, as a database would.
type memory struct {
	part  []whatif.Matter
	parts int
}

func (m *memory) Ended(_ context.Context, _ completion.Scope, _ bool, visit func([]whatif.Matter) error) error {
	for range m.parts {
		part := make([]whatif.Matter, len(m.part))
		for i := range part {
			part[i] = m.part[i]
			part[i].Filed = []whatif.Filed{m.part[i].Filed[0]}
		}
		if err := visit(part); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkRun replays 10,000 matters with an application each: content opened
// from its seal, pre-check and form walked under both versions.
//
//	go test ./models/whatif -run '^$' -bench Run -benchtime 3x
func BenchmarkRun(b *testing.B) {
	o := modelstest.NewOffice(b)
	for _, d := range o.Catalog.All() {
		m := sealedMatter(b, o, d)
		source := &memory{part: make([]whatif.Matter, 500), parts: 20}
		for i := range source.part {
			source.part[i] = m
			source.part[i].ID = models.ID(fmt.Sprintf("m%d", i))
		}
		runner := &whatif.Runner{
			Rates: completion.Published(), Source: source, Catalog: o.Catalog, Vault: o.Vault, Transactions: o.DB, Log: o.Log, Clock: o.Clock,
		}
		rule := "\nprecheck:\n  - {code: bench, when: today == '2000-01-01', outcome: window, cause: R05, text: {zh-CN: 窗口, en: Window}}\n"
		edited := []byte(replaceOnce(b, string(d.Source), "\nprecheck:\n", rule))
		b.Run(d.Service, func(b *testing.B) {
			for b.Loop() {
				r, err := runner.Run(b.Context(), auditor(), whatif.Request{From: "2026-11-01", To: "2026-11-30", Name: "x.yaml", Source: edited})
				if err != nil || r.Class(whatif.Unchanged).Matters != 10_000 {
					b.Fatal(err, r.Classes)
				}
			}
			b.ReportMetric(float64(b.N)*10_000/b.Elapsed().Seconds(), "matters/s")
		})
	}
}

func replaceOnce(b *testing.B, text, from, to string) string {
	b.Helper()
	for i := range text {
		if len(text)-i >= len(from) && text[i:i+len(from)] == from {
			return text[:i] + to + text[i+len(from):]
		}
	}
	b.Fatal("not there")
	return ""
}

// sealedMatter is a matter of the first scenario, done at the first visit.
func sealedMatter(b *testing.B, o *modelstest.Office, d *catalog.Definition) whatif.Matter {
	b.Helper()
	engine, s := flow.New(), &d.Scenarios[0]
	in, err := flow.ScenarioInput(d, s)
	if err != nil {
		b.Fatal(err)
	}
	for _, a := range s.Answers {
		got, err := engine.Answer(in, a.Step, a.Give)
		if err != nil {
			b.Fatal(err)
		}
		in.Answers = got.Answers
	}
	trace := engine.Trace(in)
	at := in.Today.Time().Add(10 * time.Hour)
	id := o.IDs.New()
	seen, _ := in.Answers[flow.SeenKey].([]string)
	answers := maps.Clone(in.Answers)
	delete(answers, flow.SeenKey)
	sheet, err := json.Marshal(map[string]any{"answers": answers})
	if err != nil {
		b.Fatal(err)
	}
	facts, err := register.Encode(in.Facts)
	if err != nil {
		b.Fatal(err)
	}
	f := whatif.Filed{
		ID: id, Site: "east", Region: in.Region, OpenedAt: at, SubmittedAt: at, Route: trace.Route, Total: trace.Total, Seen: seen,
	}
	if f.Sealed.Answers, err = o.Vault.Seal(id, "application.answers", sheet); err != nil {
		b.Fatal(err)
	}
	if f.Sealed.Facts, err = o.Vault.Seal(id, "application.facts", facts); err != nil {
		b.Fatal(err)
	}
	if _, err := application.Reopen(o.Vault, id, f.Sealed.Answers, f.Sealed.Facts); err != nil {
		b.Fatal(err)
	}
	day := models.DateOf(at)
	return whatif.Matter{Matter: completion.Matter{
		Service: d.Service, Site: "east", State: completion.Completed, EndedOn: day, Visits: 1,
		Presences: []completion.Presence{{Seq: 1, Site: "east", On: day, Ending: "completed"}},
	}, Filed: []whatif.Filed{f}}
}
