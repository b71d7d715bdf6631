package staff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/store"
)

// withAuditor is a hall whose auditors show a second factor, and one auditor.
func withAuditor(t *testing.T) (*hall, staff.Account) {
	t.Helper()
	h := newHall(t)
	kek, err := store.OpenKEK(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	if h.office.Vault, err = pii.NewRing(t.Context(), kek, store.NewKeys(h.db), h); err != nil {
		t.Fatal(err)
	}
	h.office.Second = staff.SecondFactor{Roles: []staff.Role{staff.Auditor}, StepUp: 10 * time.Minute}
	h.office.Factors = store.NewStaffFactors(h.db)
	account, err := h.office.Create(t.Context(), models.Actor{Kind: models.ActorSystem}, staff.NewAccount{
		Login: "auditor1", Name: "督察", Password: password, Role: staff.Auditor, Site: "hall",
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, account
}

type offer struct {
	Secret, URL   string
	RecoveryCodes []string
}

type me struct {
	Role              string
	SteppedUpUntil    *time.Time
	RecoveryCodesLeft *int
}

func (h *hall) code(t *testing.T, secret string, steps int) map[string]any {
	t.Helper()
	code, err := staff.CodeAt(secret, h.now.Add(time.Duration(steps)*staff.CodeTime))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"code": code}
}

// enrolled is a browser that has just set a second factor up.
func (h *hall) enrolled(t *testing.T) (*webtest.Client, offer) {
	t.Helper()
	c := webtest.NewClient(t, h.handler)
	h.login(t, c, "auditor1", password).Want(202)
	var shown offer
	c.Do("POST", "/api/staff/enrolment", nil).Want(200).Into(&shown)
	c.Do("POST", "/api/staff/enrolment/confirmation", h.code(t, shown.Secret, 0)).Want(200)
	return c, shown
}

func TestSecondFactor_isSetUpBeforeAnythingAnswers(t *testing.T) {
	h, _ := withAuditor(t)
	c := webtest.NewClient(t, h.handler)
	var halfway struct{ Code, Next string }
	h.login(t, c, "auditor1", password).Want(202).Into(&halfway)
	if halfway.Code != "second-factor-required" || halfway.Next != "enrolment" || c.Cookie(gate.StaffCookie) != "" || len(c.Cookie(gate.EntryCookie)) != 43 {
		t.Fatalf("%+v, session %q", halfway, c.Cookie(gate.StaffCookie))
	}
	c.Do("GET", "/api/staff/me", nil).WantProblem(401, "staff.session_ended")
	c.Do("POST", "/api/staff/step-up", h.code(t, staff.DemoSecret, 0)).WantProblem(401, "staff.session_ended")
	c.Do("POST", "/api/staff/second-factor", h.code(t, staff.DemoSecret, 0)).WantProblem(409, "staff.factor_missing")
	c.Do("POST", "/api/staff/enrolment/confirmation", h.code(t, staff.DemoSecret, 0)).WantProblem(409, "staff.factor_not_offered")
	var shown offer
	c.Do("POST", "/api/staff/enrolment", nil).Want(200).Into(&shown)
	if !strings.HasPrefix(shown.URL, "otpauth://totp/") || len(shown.RecoveryCodes) != 10 {
		t.Fatalf("%+v", shown)
	}
	c.Do("POST", "/api/staff/enrolment/confirmation", h.code(t, staff.DemoSecret, 0)).WantProblem(422, "staff.code_wrong")
	c.Do("POST", "/api/staff/enrolment/confirmation", h.code(t, shown.Secret, 0)).Want(200)
	var who me
	c.Do("GET", "/api/staff/me", nil).Want(200).Into(&who)
	if who.Role != "auditor" || who.SteppedUpUntil != nil || who.RecoveryCodesLeft == nil || *who.RecoveryCodesLeft != 10 {
		t.Errorf("%+v", who)
	}
	c.Do("POST", "/api/staff/enrolment", nil).WantProblem(401, "staff.session_ended") // the entry is used up
}

func TestSecondFactor_codeGivesANewSessionAndKillsTheOld(t *testing.T) {
	h, _ := withAuditor(t)
	c, shown := h.enrolled(t)
	first := c.Cookie(gate.StaffCookie)
	h.now = h.now.Add(staff.CodeTime)
	var halfway struct{ Next string }
	h.login(t, c, "auditor1", password).Want(202).Into(&halfway)
	if halfway.Next != "code" {
		t.Errorf("asked for %s", halfway.Next)
	}
	entry := c.Cookie(gate.EntryCookie)
	old := webtest.NewClient(t, h.handler)
	old.SetCookie(gate.StaffCookie, first)
	old.Do("GET", "/api/staff/me", nil).WantProblem(401, "staff.session_ended") // signing in again ended it
	c.Do("POST", "/api/staff/enrolment", nil).WantProblem(409, "staff.factor_present")
	code := h.code(t, shown.Secret, 0)
	c.Do("POST", "/api/staff/second-factor", code).Want(200)
	if second := c.Cookie(gate.StaffCookie); second == first || second == entry {
		t.Error("the session is not new")
	}
	c.Do("GET", "/api/staff/me", nil).Want(200)
	c.Do("POST", "/api/staff/second-factor", code).WantProblem(401, "staff.session_ended") // twice
	// The entry as a session, and the session as an entry, are nothing.
	wrong := webtest.NewClient(t, h.handler)
	wrong.SetCookie(gate.StaffCookie, entry)
	wrong.SetCookie(gate.EntryCookie, c.Cookie(gate.StaffCookie))
	wrong.Do("GET", "/api/staff/me", nil).WantProblem(401, "staff.session_ended")
	wrong.Do("POST", "/api/staff/second-factor", code).WantProblem(401, "staff.session_ended")
}

func TestSecondFactor_refusesReplayAndNonsense(t *testing.T) {
	h, _ := withAuditor(t)
	c, shown := h.enrolled(t)
	h.login(t, c, "auditor1", password).Want(202)
	c.Do("POST", "/api/staff/second-factor", h.code(t, shown.Secret, 0)).WantProblem(409, "staff.code_used")
	for _, body := range []map[string]any{{}, {"code": ""}, {"code": "12345"}, {"code": 123456}, {"code": strings.Repeat("1", 41)}, {"code": "123456", "role": "auditor"}} {
		c.Do("POST", "/api/staff/second-factor", body).Want(422)
		h.now = h.now.Add(time.Minute) // one network may try so often
	}
	h.login(t, c, "auditor1", password).Want(202)
	h.now = h.now.Add(staff.EntryTime)
	c.Do("POST", "/api/staff/second-factor", h.code(t, shown.Secret, 0)).WantProblem(401, "staff.session_ended")
}

func TestStepUp_isShownInMeAndGivesANewCookie(t *testing.T) {
	h, account := withAuditor(t)
	c, shown := h.enrolled(t)
	before := c.Cookie(gate.StaffCookie)
	c.Do("POST", "/api/staff/step-up", h.code(t, staff.DemoSecret, 0)).WantProblem(422, "staff.code_wrong")
	c.Do("GET", "/api/staff/me", nil).Want(200) // a wrong code ends nothing
	var until struct{ Until time.Time }
	c.Do("POST", "/api/staff/step-up", h.code(t, shown.Secret, 1)).Want(200).Into(&until)
	if !until.Until.Equal(h.now.Add(10 * time.Minute)) {
		t.Errorf("until %v", until.Until)
	}
	var who me
	c.Do("GET", "/api/staff/me", nil).Want(200).Into(&who)
	if who.SteppedUpUntil == nil || !who.SteppedUpUntil.Equal(until.Until) {
		t.Errorf("%+v", who)
	}
	old := webtest.NewClient(t, h.handler)
	old.SetCookie(gate.StaffCookie, before)
	old.Do("GET", "/api/staff/me", nil).WantProblem(401, "staff.session_ended")
	c.Do("POST", "/api/staff/step-up", h.code(t, shown.Secret, 1)).WantProblem(409, "staff.code_used") // twice

	records, err := h.audit.About(t.Context(), audit.Ref{Kind: "staff", ID: string(account.ID)}, models.Page{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	var actions []audit.Action
	for _, r := range records {
		actions = append(actions, r.Action)
	}
	want := []audit.Action{
		audit.StaffCreated, audit.StaffHalfway, audit.FactorEnrolled, audit.StaffSignedIn,
		audit.StepUpRefused, audit.StepUpPassed, audit.StepUpRefused,
	}
	if !slices.Equal(actions, want) {
		t.Errorf("entries %v, want %v", actions, want)
	}
}

func TestStepUp_ofAClerkIsNothing(t *testing.T) {
	h, _ := withAuditor(t)
	c := webtest.NewClient(t, h.handler)
	h.login(t, c, "clerk1", password).Want(200)
	c.Do("POST", "/api/staff/step-up", map[string]any{"code": "123456"}).WantProblem(409, "staff.factor_missing")
	var who me
	c.Do("GET", "/api/staff/me", nil).Want(200).Into(&who)
	if who.RecoveryCodesLeft != nil || who.SteppedUpUntil != nil {
		t.Errorf("%+v", who)
	}
}
