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
		"brackets": strings.Repeat("[\n", 100), "more than 4096 bytes": strings.Repeat("- ", 50_000) + "a",
		"its aliases": "law: &a [" + strings.Repeat("x, ", 1000) + "]\nb:\n" + strings.Repeat("  - *a\n", 5000),
	} {
		_, err := c.Draft("draft.yaml", []byte(source))
		if err == nil || !strings.Contains(err.Error(), name) || len(catalog.Findings(err)) == 0 {
			t.Errorf("%s: %.300v", name, err)
		}
	}
}

// The validator panics on a tag it does not know: nobody may come that far.
func TestDraft_refusesARuleTheValidatorDoesNotKnow(t *testing.T) {
	c, err := catalog.Load(catalog.Embedded(), register.FactTypes())
	if err != nil {
		t.Fatal(err)
	}
	known, _ := c.Current("exit-entry.passport-renewal")
	_, err = c.Draft("draft.yaml", []byte(strings.Replace(string(known.Source), "rules: ", "rules: no-such-tag,", 1)))
	findings := catalog.Findings(err)
	if len(findings) != 1 || findings[0].Code != "rules" || findings[0].Line < 2 || !strings.Contains(findings[0].In("zh-CN"), "没有") {
		t.Errorf("%v: %v", err, findings)
	}
}
