package flow_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/register"
)

func TestRehearse_deliveredDefinitionsAreCoveredWholly(t *testing.T) {
	c, err := catalog.Load(catalog.Embedded(), register.FactTypes())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range c.All() {
		results, coverage := flow.Rehearse(d)
		if len(results) != len(d.Scenarios) {
			t.Errorf("%s: %d of %d scenarios", d.Service, len(results), len(d.Scenarios))
		}
		if coverage.Percent() != 100 {
			for _, f := range coverage.Findings(d) {
				t.Error(f)
			}
		}
	}
}

// Without a scenario, what only it shows is missing, and nothing else is.
func TestRehearse_missesWhatNoScenarioShows(t *testing.T) {
	source, err := os.ReadFile("../catalog/testdata/good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	for _, c := range []struct{ scenario, missing string }{
		{"  - {name: 没有居住证", `refusal "what=c:no-permit" true`},
		{"  - {name: 居住证查不到", `refusal "what=c:no-permit" unknown`},
		{"  - {name: 未成年", `rule "minor" true`},
		{"  - {name: 登记没有回应", `rule "lost" unknown, rule "minor" unknown`},
	} {
		at := strings.Index(text, c.scenario)
		end := at + strings.Index(text[at:], "\n") + 1
		files := fstest.MapFS{"a.yaml": {Data: []byte(text[:at] + text[end:])}}
		all, err := catalog.Load(files, register.FactTypes())
		if err != nil {
			t.Fatal(err)
		}
		d := all.All()[0]
		_, coverage := flow.Rehearse(d)
		missing := map[string]bool{}
		for _, b := range coverage.Branches {
			if !b.Walked {
				missing[b.String()] = true
			}
		}
		want := strings.Split(c.missing, ", ")
		for _, w := range want {
			if !missing[w] {
				t.Errorf("%s: %q is not missing", c.scenario, w)
			}
		}
		if len(missing) != len(want) || coverage.Percent() == 100 {
			t.Errorf("%s: %v, %d %%", c.scenario, missing, coverage.Percent())
		}
	}
}
