package catalog_test

import (
	"slices"
	"testing"

	"onevisit/models/catalog"
)

func TestLint_holdsTheFieldsOfACorrectionsReason(t *testing.T) {
	for name, c := range map[string]struct {
		with  string
		found bool
	}{
		"fields of the form":       {"for: [correct], fields: [what, mobile]", false},
		"a field that is none":     {"for: [correct], fields: [what, none]", true},
		"a field twice":            {"for: [correct], fields: [what, what]", true},
		"fields of another reason": {"for: [reject], fields: [what]", true},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := compile(t, replaced(t, "for: [correct]", c.with))
			if err != nil {
				t.Fatal(err)
			}
			findings := catalog.Lint(d)
			if slices.ContainsFunc(findings, func(f catalog.Finding) bool { return f.Code == "fields" }) != c.found {
				t.Errorf("%v", findings)
			}
		})
	}
}

// Whoever decides must be able to ask for every field by a reason of the
// definition's own: a general one says least to the citizen.
func TestDefinitions_haveAReasonToAskForEveryField(t *testing.T) {
	for _, d := range load(t).All() {
		for _, step := range d.Steps {
			for _, f := range step.Fields {
				if !slices.ContainsFunc(d.Reasons, func(r catalog.Reason) bool {
					return slices.Contains(r.For, "correct") && (len(r.Fields) == 0 || slices.Contains(r.Fields, f.Name))
				}) {
					t.Errorf("%s: no reason to ask for %s again", d.Service, f.Name)
				}
			}
		}
	}
}
