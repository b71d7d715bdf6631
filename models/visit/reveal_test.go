package visit_test

import (
	"testing"

	"onevisit/models"
	"onevisit/models/visit"
)

func TestReveal_refusesWhoeverIsNoAuditorAndWhatIsNoReason(t *testing.T) {
	r := visit.NewRevealer(visit.RevealerConfig{}) // nothing is asked before these
	for _, role := range []string{"", "clerk", "supervisor"} {
		if _, err := r.Reveal(t.Context(), models.Actor{Role: role}, "m", visit.RevealName, visit.RevealSample); models.KindOf(err) != models.KindForbidden {
			t.Errorf("role %q: %v", role, err)
		}
	}
	auditor := models.Actor{Role: "auditor"}
	for _, c := range [][2]string{{"name", ""}, {"name", "fun"}, {"mobile", "sample"}, {"", "sample"}} {
		if _, err := r.Reveal(t.Context(), auditor, "m", c[0], visit.RevealReason(c[1])); models.KindOf(err) != models.KindInvalid {
			t.Errorf("%v: %v", c, err)
		}
	}
}
