package audited_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onevisit/api/audited"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/webtest"
	"onevisit/models/audit"
)

// The ledger itself: held against a table that is wrong in each way a table can
// be, it names the fault, and against the right one it says nothing.
func TestLedger_namesWhatIsMissingUndeclaredOrWrong(t *testing.T) {
	type actions = []audit.Action
	const reveal, look = "POST /reveal", "GET "
	right := gate.Entries{Always: actions{audit.MatterRevealed}}
	for _, c := range []struct {
		name     string
		request  string
		declared *gate.Entries // nil: nothing is
		left     actions
		status   int
		strict   bool
		fault    string // part of the one there is, "" for none
	}{
		{"right", reveal, &right, actions{audit.MatterRevealed}, 200, true, ""},
		{"missing", reveal, &right, nil, 200, true, "did not leave matter.revealed, which it declares"},
		{"twice", reveal, &right, actions{audit.MatterRevealed, audit.MatterRevealed}, 200, true, "left matter.revealed 2 times, which it declares once"},
		{"missing where parts are stand-ins", reveal, &right, nil, 200, false, ""},
		{"missing after a refusal", reveal, &right, nil, 403, true, ""},
		{"undeclared beside the declared", reveal, &right, actions{audit.MatterRevealed, audit.StepSaved}, 200, true, "left application.step_saved, which it does not declare"},
		{"undeclared where parts are stand-ins", reveal, &right, actions{audit.StepSaved}, 200, false, "left application.step_saved, which it does not declare"},
		{"changing and nothing declared", reveal, nil, nil, 200, false, "changes something and declares no audit entries"},
		{"reading and nothing declared", look, nil, nil, 200, true, ""},
		{"reading, undeclared", look, nil, actions{audit.MatterSeen}, 200, true, "left matter.seen, which it does not declare"},
		{"one of several", reveal, &gate.Entries{Either: actions{audit.MatterSeen, audit.MatterRevealed}}, actions{audit.MatterRevealed}, 200, true, ""},
		{"none of several", reveal, &gate.Entries{Either: actions{audit.MatterSeen}, May: actions{audit.MatterRevealed}}, actions{audit.MatterRevealed}, 200, true, "left none of [matter.seen]"},
		{"nothing, and never silent", reveal, &gate.Entries{May: actions{audit.MatterRevealed}}, nil, 200, true, "left nothing"},
		{"nothing, and silent at times", reveal, &gate.Entries{May: actions{audit.MatterRevealed}, Quiet: "it was so already"}, nil, 200, true, ""},
		{"silent by the table, and not", reveal, &gate.Entries{Quiet: "it keeps nothing"}, actions{audit.MatterRevealed}, 200, true, "left matter.revealed, which it does not declare"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ledger, err := audited.New(c.strict)
			if err != nil {
				t.Fatal(err)
			}
			ledger.Declared = func(string) (gate.Entries, bool) {
				if c.declared == nil {
					return gate.Entries{}, false
				}
				return *c.declared, true
			}
			ask(ledger, c.request, "", c.status, c.left)
			switch faults := ledger.Faults(); {
			case c.fault == "" && len(faults) != 0:
				t.Errorf("finds %q", faults)
			case c.fault != "" && (len(faults) != 1 || !strings.Contains(faults[0], c.fault) || !strings.HasPrefix(faults[0], "auditor.")):
				t.Errorf("finds %q, want %q", faults, c.fault)
			}
		})
	}
}

// With the real table an entry of the wrong kind is two faults: what was left is
// not declared, and what is declared was not left.
func TestLedger_anEntryOfTheWrongKindIsFoundTwice(t *testing.T) {
	ledger, err := audited.New(true)
	if err != nil {
		t.Fatal(err)
	}
	ask(ledger, "POST /reveal", "", 200, []audit.Action{audit.MatterSeen})
	if faults := ledger.Faults(); len(faults) != 2 || ledger.Done("auditor.revealMatter") != 1 {
		t.Errorf("finds %q", faults)
	}
	if again := ledger.Faults(); len(again) != 0 {
		t.Errorf("tells %q twice", again)
	}
}

// A request repeated under its key is answered from what was kept and leaves
// nothing; that is no fault, and a first request under another key is judged.
func TestLedger_aRepeatedRequestLeavesNothing(t *testing.T) {
	ledger, err := audited.New(true)
	if err != nil {
		t.Fatal(err)
	}
	ask(ledger, "POST /reveal", "key-1", 200, []audit.Action{audit.MatterRevealed})
	ask(ledger, "POST /reveal", "key-1", 200, nil)
	if faults := ledger.Faults(); len(faults) != 0 {
		t.Errorf("finds %q", faults)
	}
	ask(ledger, "POST /reveal", "key-2", 200, nil)
	if faults := ledger.Faults(); len(faults) != 1 {
		t.Errorf("finds %q", faults)
	}
}

// Every contract's operations come before the ledger: one it does not know is
// watched by nobody.
func TestLedger_knowsEveryOperationOfEveryContract(t *testing.T) {
	ledger, err := audited.New(false)
	if err != nil {
		t.Fatal(err)
	}
	for audience, load := range webtest.Specs() {
		spec, err := load()
		if err != nil {
			t.Fatal(err)
		}
		for path, item := range spec.Paths.Map() {
			for method, op := range item.Operations() {
				name := audience + "." + strings.ToLower(op.OperationID[:1]) + op.OperationID[1:]
				before := ledger.Done(name)
				address := "/api/" + audience + placeholders(path)
				ledger.Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, address, nil))
				if ledger.Done(name) != before+1 {
					t.Errorf("%s %s: the ledger does not know %s", method, address, name)
				}
			}
		}
	}
}

// placeholders fills a path's parameters with what every pattern takes.
func placeholders(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, "{") {
			parts[i] = strings.Repeat("0", 26)
		}
	}
	return strings.Join(parts, "/")
}

// ask lets a handler that leaves certain entries answer one request about a matter.
func ask(ledger *audited.Ledger, request, key string, status int, left []audit.Action) {
	method, rest, _ := strings.Cut(request, " ")
	r := httptest.NewRequest(method, "/api/auditor/matters/"+strings.Repeat("0", 26)+rest, nil)
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	ledger.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, a := range left {
			audit.Observe(r.Context(), audit.Entry{Action: a})
		}
		w.WriteHeader(status)
	})).ServeHTTP(httptest.NewRecorder(), r)
}
