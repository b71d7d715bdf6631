package catalog_test

import (
	"testing"

	"onevisit/models/catalog"
	"onevisit/models/register"
)

func load(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load(catalog.Embedded(), register.FactTypes())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLint_deliveredDefinitionsAreClean(t *testing.T) {
	for _, d := range load(t).All() {
		for _, f := range catalog.Lint(d) {
			if !f.Note {
				t.Error(f)
			}
		}
	}
}
