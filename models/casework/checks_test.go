package casework_test

import (
	"testing"

	"onevisit/models/application"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/expr"
	"onevisit/models/flow"
	"onevisit/models/register"
)

func TestChecked_isCleanOnlyWhereNothingDiffersOrIsUnknown(t *testing.T) {
	b := newBench(t)
	for _, tc := range []struct {
		name   string
		change func(*application.Dossier)
		want   casework.Checked
	}{
		{"nothing to see", func(*application.Dossier) {}, casework.CheckedClean},
		{"a register that answered", func(f *application.Dossier) {
			f.Definition.Facts = []string{register.FactPerson}
			f.Input.Facts = flow.Facts{register.FactPerson: register.Person{Mobile: "13912345678"}}
		}, casework.CheckedClean},
		{"a register that did not answer", func(f *application.Dossier) {
			f.Definition.Facts = []string{register.FactPerson}
		}, casework.CheckedAttention},
		{"an answer that no longer holds", func(f *application.Dossier) {
			f.Walk.Problems = []flow.Problem{{Field: "delivery", Code: "option-closed"}}
		}, casework.CheckedAttention},
		{"an answer that differs from the register", func(f *application.Dossier) {
			f.Input.Facts = flow.Facts{register.FactPerson: register.Person{Mobile: "13900000000"}}
			f.Definition.Steps = []catalog.Step{{Fields: []catalog.Field{{Name: "mobile", Prefill: expr.Expr{Written: "person.mobile"}}}}}
		}, casework.CheckedAttention},
	} {
		t.Run(tc.name, func(t *testing.T) {
			file := sampleFile()
			tc.change(&file)
			id := b.queue(func(e *application.QueueEntry) { e.File = &file })
			if got := b.caseOf(id).Checked; got != tc.want {
				t.Errorf("%s", got)
			}
		})
	}
}
