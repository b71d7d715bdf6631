package kiosk_test

import (
	"context"
	"strings"
	"testing"

	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/identity"
	"onevisit/models/modelstest"
	"onevisit/models/staff"
	"onevisit/models/store"
)

// unreadCard is the number of somebody whose card cannot be read.
const unreadCard = "449901198805050016"

// what somebody enters whose card cannot be read.
func entered(change ...map[string]any) map[string]any {
	body := map[string]any{
		"why": "unreadable", "name": "陈大海", "number": unreadCard, "mobile": "13800000002", "service": renewal, "language": "zh-CN",
	}
	for _, c := range change {
		for key, value := range c {
			body[key] = value
		}
	}
	return body
}

// provenCode is the code a clerk of the hall gives the first who waits.
func (h *hall) provenCode() string {
	h.t.Helper()
	ctx := h.t.Context()
	clerk := models.Actor{Kind: models.ActorStaff, ID: h.IDs.New(), Site: "440300-001", Role: "clerk"}
	must(h.t, h.DB.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		account := staff.Account{ID: clerk.ID, Login: string(clerk.ID), Name: "wang", Role: staff.Clerk, Site: clerk.Site}
		return store.NewStaff(h.DB).Add(ctx, tx, staff.Stored{Account: account, Hash: "x"}, h.Clock.Now())
	}))
	list, err := h.lane.List(ctx, clerk)
	must(h.t, err)
	taken, err := h.lane.Take(ctx, clerk, list[0].ID, nil)
	must(h.t, err)
	code, err := h.lane.Prove(ctx, clerk, identity.Proof{Request: taken.ID, Fence: taken.Version, Document: identity.IDCard}, nil)
	must(h.t, err)
	return code.Code
}

func TestIdentity_fromTheNumberForAWindowToTheWantedService(t *testing.T) {
	h := newHall(t)
	h.Registers.Put(unreadCard, modelstest.Citizen(unreadCard))
	var list struct {
		Groups []struct {
			Code     string
			Services []struct{ Service, Title string }
		}
	}
	h.Do("GET", "/api/kiosk/services", nil).Want(200).Into(&list)
	if len(list.Groups) < 3 || len(list.Groups[0].Services) == 0 || list.Groups[0].Services[0].Title == "" {
		t.Fatalf("%+v", list)
	}
	var ticket struct{ Number, ExpiresAt string }
	h.Do("POST", "/api/kiosk/identity", entered(), webtest.Key("ask")).Want(201).Into(&ticket)
	first := ticket.Number
	h.Do("POST", "/api/kiosk/identity", entered(), webtest.Key("ask")).Want(201).Into(&ticket)
	if first != "R001" || ticket.Number != first {
		t.Errorf("asked twice with one key: %s, %s", first, ticket.Number)
	}
	code := h.provenCode()
	var begun struct {
		Session struct{ Holder string }
		Service string
	}
	body := map[string]any{"code": code[:4] + " " + code[4:], "language": "zh-CN"}
	h.Do("POST", "/api/kiosk/identity/session", body, webtest.Key("code")).Want(201).Into(&begun)
	if begun.Session.Holder != "陈**" || begun.Service != renewal {
		t.Fatalf("%+v", begun)
	}
	h.open(begun.Service)
	// A reply that was lost is asked for again; another act with the code is refused.
	h.Do("POST", "/api/kiosk/identity/session", body, webtest.Key("code")).Want(201)
	h.Do("POST", "/api/kiosk/identity/session", body, webtest.Key("again")).WantProblem(403, "identity.code")
}

func TestIdentity_refusedAtItsField(t *testing.T) {
	h := newHall(t)
	for name, row := range map[string]struct {
		change map[string]any
		field  string
	}{
		"only blanks":      {map[string]any{"name": "   "}, "name"},
		"emoji":            {map[string]any{"name": "王😀明"}, "name"},
		"right-to-left":    {map[string]any{"name": "王\u202e明"}, "name"},
		"61 characters":    {map[string]any{"name": strings.Repeat("王", 61)}, "name"},
		"a NUL":            {map[string]any{"number": "4403\x00"}, "number"},
		"a landline":       {map[string]any{"mobile": "075588888888"}, "mobile"},
		"an unknown thing": {map[string]any{"service": "no.such-thing"}, "service"},
	} {
		t.Run(name, func(t *testing.T) {
			p := h.Do("POST", "/api/kiosk/identity", entered(row.change)).WantProblem(422, "input")
			if len(p.Errors) != 1 || p.Errors[0].Field != row.field || p.Errors[0].Message == "" {
				t.Errorf("%+v", p.Errors)
			}
		})
	}
	for name, change := range map[string]map[string]any{
		"a made-up reason": {"why": "because"}, "a key too many": {"state": "proven"}, "another language": {"language": "fr"},
	} {
		if reply := h.Do("POST", "/api/kiosk/identity", entered(change)); reply.Status != 400 && reply.Status != 422 {
			t.Errorf("%s: %d", name, reply.Status)
		}
	}
	// Never refused: what the kiosk cannot judge.
	for name, number := range map[string]string{"a broken checksum": "449901198805050017", "a permit": "C12345678", "too short": "4403"} {
		t.Run(name, func(t *testing.T) {
			h.Do("POST", "/api/kiosk/identity", entered(map[string]any{"number": number})).Want(201)
		})
	}
}

func TestIdentity_codesThatAreNone(t *testing.T) {
	h := newHall(t)
	h.Do("POST", "/api/kiosk/identity", entered()).Want(201)
	code := h.provenCode()
	enter := func(c *webtest.Client, code string) *webtest.Reply {
		return c.Do("POST", "/api/kiosk/identity/session", map[string]any{"code": code, "language": "en"})
	}
	for _, typed := range []string{"1234567", "123456789", "1234567x", " "} {
		p := enter(h.Client, typed).WantProblem(422, "input")
		if len(p.Errors) != 1 || p.Errors[0].Field != "code" {
			t.Errorf("%q: %+v", typed, p.Errors)
		}
	}
	enter(h.newKiosk("440300-002"), code).WantProblem(403, "identity.code")
	guess := "00000000"
	if code == guess {
		guess = "00000001"
	}
	other := h.newKiosk("440300-001")
	for range 5 {
		enter(h.Client, guess).WantProblem(403, "identity.code")
	}
	p := enter(h.Client, code).WantProblem(429, "identity.too-many")
	if p.Params["seconds"] == "" {
		t.Errorf("%+v", p)
	}
	h.Clock.Pass(identity.CodeLife)
	enter(other, code).WantProblem(403, "identity.code") // its time is over
}
