package catalog_test

import (
	"os"
	"strings"
	"testing"

	"onevisit/models/catalog"
	"onevisit/models/register"
)

func TestDraft_isCompiledAndNotKept(t *testing.T) {
	c, err := catalog.Load(catalog.Embedded(), register.FactTypes())
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Draft("draft.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if _, known := c.Version(d.Hash); known {
		t.Error("the draft was kept")
	}
	if _, known := c.Current("test.small"); known {
		t.Error("the draft is in force")
	}
	names, err := os.ReadDir("definitions")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		source, err := os.ReadFile("definitions/" + n.Name())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Draft(n.Name(), source); err != nil {
			t.Errorf("%s: %v", n.Name(), err)
		}
	}
}

func TestDraft_refusesWhatCouldGrow(t *testing.T) {
	c, err := catalog.Load(catalog.Embedded(), register.FactTypes())
	if err != nil {
		t.Fatal(err)
	}
	bomb := "law:\n  - &a [x, x]\n  - &b [*a, *a]\n  - &c [*b, *b]\n"
	for name, source := range map[string]string{
		"anchor": bomb, "at most": strings.Repeat("#", catalog.MostDraft+1), "draft.yaml": "a: [", "unknown field": "surprise: 1\n",
	} {
		if _, err := c.Draft("draft.yaml", []byte(source)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
