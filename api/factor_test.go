package api_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"onevisit/api"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/webtest"
	"onevisit/models/staff"
)

// The half of the fake office that is about second factors: "entry" is a sign-in
// half done, and no code is right.

func (o *office) AuthenticateEntry(_ context.Context, token string) (staff.Entry, error) {
	if token != "entry" {
		return staff.Entry{}, staff.ErrSignedOut
	}
	return staff.Entry{ID: "e", Account: staff.Account{ID: "a", Name: "李", Role: staff.Auditor, Site: "hall"}, Enrolled: true}, nil
}

func (o *office) EnterCode(context.Context, staff.Entry, string) (staff.Session, string, error) {
	return staff.Session{}, "", staff.ErrCode
}

func (o *office) OfferFactor(context.Context, staff.Entry) (staff.Offer, error) {
	return staff.Offer{}, staff.ErrHasFactor
}

func (o *office) ConfirmFactor(context.Context, staff.Entry, string) (staff.Session, string, error) {
	return staff.Session{}, "", staff.ErrCode
}

func (o *office) StepUp(context.Context, staff.Session, string) (time.Time, string, error) {
	return time.Time{}, "", staff.ErrCode
}

func (o *office) StepUpTime() time.Duration { return 10 * time.Minute }

func (o *office) RecoveryLeft(context.Context, staff.Session) (int, error) { return 10, nil }

// What an auditor may do that is no reading, and whether the second factor is
// asked for: sign in, show it again, and what changes nothing and is itself an
// entry of the log. What takes or shows personal data asks.
func auditorMay() map[string]bool {
	return map[string]bool{
		"staff.login": false, "staff.logout": false, "staff.stepUp": false,
		"auditor.createExport": true, "auditor.revealMatter": true,
		"auditor.runWhatIf": false, // computes figures of nobody
	}
}

func TestAuditor_noChangingRouteAnswers(t *testing.T) {
	h := newHall(t, withDemo)
	client := h.worker(t, "auditor")
	for _, e := range endpoints(t) {
		outside := strings.HasPrefix(e.name, "demo.") || e.name == "provider.paymentNotice" || mayCall("nobody", e.name)
		if _, may := auditorMay()[e.name]; e.method == http.MethodGet || may || outside {
			continue
		}
		t.Run(e.name, func(t *testing.T) {
			reply := client.Do(e.method, e.path, nil)
			if reply.Status != http.StatusForbidden && reply.Status != http.StatusUnauthorized {
				t.Errorf("status %d: %s", reply.Status, reply.Body)
			}
		})
		rule, _ := gate.RuleOf(e.name)
		if rule.Caller == gate.Worker && slices.Contains(rule.Roles, staff.Auditor) {
			t.Errorf("%s is open to auditors", e.name)
		}
	}
}

// Whatever an auditor may take away or see of a person leaves an entry.
func TestAuditor_whatIsNoReadingIsAnEntry(t *testing.T) {
	known := gate.Operations()
	for operation, asks := range auditorMay() {
		if !slices.Contains(known, operation) {
			continue // an audience that has no such operation
		}
		if entries, ok := gate.EntriesOf(operation); !ok || len(entries.Always)+len(entries.Either)+len(entries.May) == 0 {
			t.Errorf("%s leaves nothing", operation)
		}
		if rule, _ := gate.RuleOf(operation); rule.StepUp != asks {
			t.Errorf("%s asks for a step-up: %v", operation, rule.StepUp)
		}
	}
}

func TestEntry_opensNothingButTheSecondHalf(t *testing.T) {
	h := newHall(t, withDemo)
	for _, cookie := range []string{gate.EntryCookie, gate.StaffCookie} {
		client := webtest.NewClient(t, h.handler)
		client.SetCookie(cookie, "entry")
		for _, e := range endpoints(t) {
			if mayCall("nobody", e.name) || cookie == gate.EntryCookie && mayCall("entrant", e.name) {
				continue
			}
			t.Run(e.name+" with "+cookie, func(t *testing.T) {
				client.Do(e.method, e.path, nil).Want(http.StatusUnauthorized)
			})
		}
	}
}

func TestStepUp_isAskedForWhereTheRuleSaysSo(t *testing.T) {
	h := newHall(t, withDemo)
	seen := 0
	for _, e := range endpoints(t) {
		rule, _ := gate.RuleOf(e.name)
		for _, role := range rule.Roles {
			reply := h.worker(t, string(role)+"-to-step-up").Do(e.method, e.path, nil)
			asked := reply.Status == http.StatusUnauthorized && strings.Contains(string(reply.Body), `"code":"step-up-required"`)
			if asked != rule.StepUp {
				t.Errorf("%s by %s: %d %s", e.name, role, reply.Status, reply.Body)
			}
			if reply := h.worker(t, string(role)).Do(e.method, e.path, nil); rule.StepUp && reply.Status == http.StatusUnauthorized {
				t.Errorf("%s by %s without a second factor: %s", e.name, role, reply.Body)
			}
		}
		if rule.StepUp {
			seen++
		}
	}
	if seen == 0 {
		t.Error("no rule asks for a step-up")
	}
}

func TestCodes_areSlowedLikePasswords(t *testing.T) {
	h := newHall(t, func(c *api.Config) { c.RateLimits = api.RateLimits{LoginPerMinute: 5} })
	client := webtest.NewClient(t, h.handler)
	client.SetCookie(gate.EntryCookie, "entry")
	for range 5 {
		client.Do("POST", "/api/staff/second-factor", map[string]any{"code": "123456"}).WantProblem(422, "staff.code_wrong")
	}
	reply := client.Do("POST", "/api/staff/second-factor", map[string]any{"code": "123456"})
	reply.WantProblem(429, "too-many-requests")
	if reply.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}
