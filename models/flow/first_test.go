package flow_test

import (
	"testing"

	"onevisit/models/flow"
	"onevisit/models/register"
)

// An open record stops a renewal, and its verdict names the service that does
// away with it here; a person who lacks something else too is not sent round.
func TestPrecheck_namesWhatIsDoneHereFirst(t *testing.T) {
	const renewal = "traffic.licence-renewal"
	in := start(t, renewal)
	in.Facts[register.FactViolations] = register.Violations{Records: []register.Violation{{Key: "4403997900000001", State: "open"}}}
	v, err := flow.New().Precheck(in)
	if err != nil || v.Outcome != flow.OnlyWith || v.First() != "traffic.camera-violation" {
		t.Fatalf("%+v, %v", v, err)
	}
	in.Facts[register.FactMedical] = register.Medical{}
	if v, err = flow.New().Precheck(in); err != nil || v.Outcome != flow.OnlyWith || v.First() != "" || len(v.Reasons) != 2 {
		t.Fatalf("%+v, %v", v, err)
	}
	in.Facts[register.FactViolations] = register.Violations{}
	in.Facts[register.FactMedical] = start(t, renewal).Facts[register.FactMedical]
	if v, err = flow.New().Precheck(in); err != nil || v.Outcome != flow.Yes || v.First() != "" {
		t.Fatalf("settled: %+v, %v", v, err)
	}
}

// A register is asked by what was typed in full, and by nothing before.
func TestFetches_areWhatTheAnswersAskFor(t *testing.T) {
	in := start(t, "traffic.pay-fine")
	in.Answers = flow.Answers{"whose": "number"}
	e := flow.New()
	if got := e.Fetches(in, "", nil); len(got) != 0 {
		t.Fatalf("before it was typed: %+v", got)
	}
	if got := e.Fetches(in, "number", map[string]any{"decision_number": "440399126000003"}); len(got) != 0 {
		t.Fatalf("a digit is missing: %+v", got)
	}
	for _, typed := range []any{"4403991260000033", " 4403991260000033 "} {
		got := e.Fetches(in, "number", map[string]any{"decision_number": typed})
		if len(got) != 1 || got[0] != (flow.Fetch{Step: "number", Fact: register.FactDecision, Key: "4403991260000033"}) {
			t.Fatalf("%q: %+v", typed, got)
		}
	}
	if got := e.Fetches(in, "number", map[string]any{"decision_number": 7}); len(got) != 0 {
		t.Fatalf("a number: %+v", got)
	}
	in.Answers["decision_number"] = "4403991260000033"
	if got := e.Fetches(in, "", nil); len(got) != 1 {
		t.Fatalf("of the form: %+v", got)
	}
	in.Answers["whose"] = "mine"
	if got := e.Fetches(in, "", nil); len(got) != 0 {
		t.Fatalf("of a page that is skipped: %+v", got)
	}
	if got := e.Fetches(start(t, violation), "records", map[string]any{"records": []string{"x"}}); got != nil {
		t.Fatalf("of a service without: %+v", got)
	}
}

// An earlier answer and what is typed now together are what is asked by; each has
// to be there.
func TestFetches_joinAnEarlierAnswerAndWhatIsTyped(t *testing.T) {
	in := start(t, "traffic.vehicle-filing")
	in.Answers = flow.Answers{"plate_type": "02"}
	got := flow.New().Fetches(in, "vehicle", map[string]any{"plate": "粤b54321"})
	if len(got) != 1 || got[0].Key != "02粤B54321" || got[0].Fact != register.FactFiling {
		t.Fatalf("%+v", got)
	}
}
