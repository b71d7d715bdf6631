package flow_test

import (
	"sync"
	"testing"

	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/register"
)

// loaded compiles the delivered definitions once for all tests.
var loaded = sync.OnceValues(func() (*catalog.Catalog, error) {
	return catalog.Load(catalog.Embedded(), register.FactTypes())
})

func load(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestScenarios(t *testing.T) {
	for _, d := range load(t).All() {
		if len(d.Scenarios) < 12 {
			t.Errorf("%s: %d scenarios, 12 are the least", d.Service, len(d.Scenarios))
		}
		for _, r := range flow.RunScenarios(d) {
			if !r.Passed() {
				t.Error(r)
			}
		}
	}
}
