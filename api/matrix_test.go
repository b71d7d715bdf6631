package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"onevisit/api"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/demoapi"
	"onevisit/api/internal/web"
	"onevisit/api/internal/webtest"
	"onevisit/models/staff"
)

// endpoint is one operation of a contract with a path that fits it.
type endpoint struct {
	name, method, path string
	json               bool // takes a JSON body
	operation          *openapi3.Operation
}

func endpoints(t *testing.T) []endpoint {
	t.Helper()
	var all []endpoint
	fill := strings.NewReplacer("{applicationId}", application, "{caseId}", application, "{matterId}", application,
		"{decisionId}", application, "{clerkId}", application, "{requestId}", application, "{bulkId}", application, "{entry}", "1", "{seq}", "2", "{figure}", "experienced",
		"{proposalId}", application, "{service}", "a.b", "{hash}", strings.Repeat("a", 64), "{step}", "destination", "{field}", "photo", "{image}", "front", "{resultId}", application, "{itemId}", application, "{paper}", "slip", "{copy}", "1", "{page}", "1")
	for audience, load := range webtest.Specs() {
		spec, err := load()
		if err != nil {
			t.Fatal(err)
		}
		for path, item := range spec.Paths.Map() {
			for method, operation := range item.Operations() {
				e := endpoint{
					name: audience + "." + web.OperationID(operation), method: method, path: "/api/" + audience + fill.Replace(path), operation: operation,
				}
				if strings.Contains(e.path, "{") {
					t.Fatalf("%s has a parameter the test does not know", e.path)
				}
				e.json = operation.RequestBody != nil && operation.RequestBody.Value.Content["application/json"] != nil
				all = append(all, e)
			}
		}
	}
	slices.SortFunc(all, func(a, b endpoint) int { return strings.Compare(a.name, b.name) })
	return all
}

type demo struct{ demoapi.StrictServerInterface }

func withDemo(c *api.Config) {
	c.Demo = demo{}
	c.RateLimits = api.RateLimits{DevicePerSecond: 1e6, DeviceBurst: 1e6, LoginPerMinute: 1e6}
}

// callers are browsers of every kind. Who may call what is said once more here,
// in words of its own, so that the gate's table is not its own judge.
func (h *hall) callers(t *testing.T) map[string]*webtest.Client {
	kiosk := webtest.NewClient(t, h.handler)
	kiosk.SetCookie(gate.DeviceCookie, "device-1")
	entrant := webtest.NewClient(t, h.handler)
	entrant.SetCookie(gate.EntryCookie, "entry")
	return map[string]*webtest.Client{
		"entrant": entrant,
		"nobody":  webtest.NewClient(t, h.handler), "kiosk": kiosk, "citizen": h.citizen(t), "phone": h.phone(t),
		"clerk": h.worker(t, "clerk"), "supervisor": h.worker(t, "supervisor"), "auditor": h.worker(t, "auditor"),
	}
}

func mayCall(caller, operation string) bool {
	audience, name, _ := strings.Cut(operation, ".")
	open := []string{
		"kiosk.enrolDevice", "staff.login", "staff.logout", "provider.paymentNotice",
		"phone.openLink", "phone.renewLink", "phone.endPhoneSession",
	}
	forDevice := []string{"kiosk.getDevice", "kiosk.getCalls", "kiosk.beginSession", "kiosk.endSession", "kiosk.listServices", "kiosk.askForClerk", "kiosk.beginProvenSession", "demo.demoReading", "demo.demoFactor"}
	switch {
	case slices.Contains(open, operation):
		return true
	case slices.Contains(forDevice, operation):
		return caller == "kiosk" || caller == "citizen"
	case audience == "demo":
		return true
	case audience == "kiosk":
		return caller == "citizen"
	case audience == "phone":
		return caller == "phone"
	case slices.Contains([]string{"createDeviceCode", "getRoster", "setRoster", "getBoard", "chooseHall", "takeOverCase", "assignCase", "withdrawDecision", "getMatterVisits", "amendCause"}, name):
		return caller == "supervisor"
	case audience == "desk":
		return caller == "clerk" || caller == "supervisor"
	case audience == "auditor":
		return caller == "auditor"
	case slices.Contains([]string{"listDefinitions", "getDefinitionHistory", "getDefinitionSource", "getProposal"}, name):
		return caller == "supervisor" || caller == "auditor"
	case audience == "ops":
		return caller == "supervisor"
	case slices.Contains([]string{"enterCode", "offerFactor", "confirmFactor"}, name):
		return caller == "entrant"
	case operation == "staff.me", operation == "staff.stepUp":
		return slices.Contains([]string{"clerk", "supervisor", "auditor"}, caller)
	}
	return false
}

func TestPermissionMatrix_everyOperationAndEveryCaller(t *testing.T) {
	h := newHall(t, withDemo)
	callers := h.callers(t)
	if len(callers) != 5+len(staff.Roles()) {
		t.Fatal("a role has no caller here")
	}
	signature := webtest.Header("X-Provider-Signature", "") // never signed: 401 says so, not the gate
	for _, e := range endpoints(t) {
		for who, client := range callers {
			t.Run(e.name+" by "+who, func(t *testing.T) {
				reply := client.Do(e.method, e.path, nil, signature)
				denied := reply.Status == http.StatusUnauthorized || reply.Status == http.StatusForbidden
				if strings.Contains(string(reply.Body), "callback-signature") {
					denied = false
				}
				if denied == mayCall(who, e.name) {
					t.Errorf("status %d: %s", reply.Status, reply.Body)
				}
				if denied && (who == "nobody" || who == "entrant") && reply.Status != http.StatusUnauthorized {
					t.Errorf("%s is told %d", who, reply.Status)
				}
			})
		}
	}
}

// hostile are bodies that no operation takes; whatever stands in them, the
// answer is a refusal and never a failure.
func hostile() []string {
	texts := []string{
		`' OR 1=1 --`, `{{7*7}}`, `${jndi:ldap://x}`, `*)(uid=*`, `%s%n%x`, `<img src=x onerror=alert(1)>`, `</script>`, `../../etc/passwd`,
		"\\u0000", "\\ud800", `\u202e`, `=HYPERLINK(1)`, `$where`, strings.Repeat("A", 60_000),
	}
	bodies := []string{`{}`, `[]`, `null`, `1`, `"x"`, `true`, `{"":1}`, `{"__proto__":{"role":"auditor"}}`, `{"constructor":{}}`, `[[[[]]]]`, `{"a":{"b":{"c":{"d":1}}}}`}
	for _, text := range texts {
		bodies = append(bodies, fmt.Sprintf(`{"%s":1}`, text), fmt.Sprintf(`"%s"`, text))
	}
	return bodies
}

func TestHostileBodies_areRefusedByEveryOperation(t *testing.T) {
	h := newHall(t, withDemo)
	callers := h.callers(t)
	for _, e := range endpoints(t) {
		if !e.json {
			continue
		}
		client := callers["citizen"]
		switch {
		case strings.HasPrefix(e.name, "desk."), strings.HasPrefix(e.name, "ops."):
			client = callers["supervisor"]
		case strings.HasPrefix(e.name, "auditor."):
			client = callers["auditor"]
		case strings.HasPrefix(e.name, "phone."):
			client = callers["phone"]
		case slices.Contains([]string{"staff.enterCode", "staff.confirmFactor"}, e.name):
			client = callers["entrant"]
		case e.name == "staff.stepUp":
			client = callers["auditor"]
		}
		t.Run(e.name, func(t *testing.T) {
			for _, body := range hostile() {
				reply := client.Do(e.method, e.path, raw(body), webtest.IfMatch(`"3"`))
				if reply.Status < 400 || reply.Status >= 500 {
					t.Errorf("%.60s: status %d: %s", body, reply.Status, reply.Body)
				}
			}
		})
	}
}

// The same strings where a text is allowed reach the handler as they are.
func TestHostileTexts_arriveLiterally(t *testing.T) {
	h := newHall(t, withDemo)
	c := h.citizen(t)
	for _, text := range []string{`' OR 1=1 --`, `{{7*7}}`, `%s%n`, `</script>`, "=1+1", "买买提·艾力", "𠮷", "é"} {
		c.Do("PUT", stepPath, map[string]any{"answers": map[string]any{"name": text}}, webtest.IfMatch(`"3"`)).Want(200)
		if got := h.seen.Body.Answers["name"]; got != text {
			t.Errorf("%q arrived as %q", text, got)
		}
	}
}
