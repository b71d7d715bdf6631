package desk_test

import (
	"strings"
	"testing"

	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/webtest"
	"onevisit/models/device"
	"onevisit/models/identity"
	"onevisit/models/pii"
)

// unread is somebody whose card could not be read; it answers the request's path.
func (l *lobby) unread(at device.Device, number string) string {
	l.t.Helper()
	ticket, err := l.lane.Ask(l.t.Context(), identity.Asked{
		Device: at, Why: identity.Unreadable, Name: pii.Conceal("陈大海"), Number: pii.Conceal(number), Mobile: pii.Conceal("13800000002"),
		Service: endorse, Language: "zh-CN",
	}, nil)
	must(l.t, err)
	return "/api/desk/identity/" + string(ticket.ID)
}

func (l *lobby) waitingAs(login string) []deskapi.Identity {
	l.t.Helper()
	var list deskapi.IdentityList
	l.as(login).Do("GET", "/api/desk/identity", nil).Want(200).Into(&list)
	return list.Requests
}

func TestIdentity_isTakenRevealedProvenAndToldOnce(t *testing.T) {
	l := newLobby(t)
	path := l.unread(l.kiosk, "449901198805050017") // does not check
	list := l.waitingAs("wang")
	if len(list) != 1 || list[0].Name != "陈**" || *list[0].Document != "449***********0017" || *list[0].Mobile != "138****0002" ||
		*list[0].ServiceTitle == "" || len(list[0].Doubts) != 1 || list[0].Doubts[0].Code != "id-number.check" {
		t.Fatalf("%+v", list)
	}
	wang := l.as("wang")
	wang.Do("POST", path+"/reveal", bodyOf{"field": "name", "reason": "verify-identity"}).WantProblem(409, "not-claimed")
	var taken deskapi.Identity
	wang.Do("POST", path+"/claim", nil).Want(200).Into(&taken)
	if !taken.Mine || taken.State != "held" || taken.HeldUntil == nil {
		t.Fatalf("%+v", taken)
	}
	p := l.as("zhou").Do("POST", path+"/claim", nil).WantProblem(409, "claimed-by-other")
	if p.Params["holder"] != "wang" || *l.waitingAs("zhou")[0].HeldBy != "wang" {
		t.Errorf("the colleague is not named: %+v", p)
	}
	var shown deskapi.Revealed
	wang.Do("POST", path+"/reveal", bodyOf{"field": "number", "reason": "verify-identity"}).Want(200).Into(&shown)
	if shown.Value != "449901198805050017" || shown.HideAfterSeconds != 30 {
		t.Errorf("%+v", shown)
	}
	wang.Do("POST", path+"/reveal", bodyOf{"field": "face", "reason": "verify-identity"}).WantProblem(422, "input")

	proof := bodyOf{"fence": taken.Fence, "document": "id-card"}
	refused := wang.Do("POST", path+"/proof", proof).WantProblem(422, "input")
	if len(refused.Errors) != 1 || refused.Errors[0].Field != "number" {
		t.Errorf("%+v", refused.Errors)
	}
	proof["number"] = walkIn
	l.as("zhou").Do("POST", path+"/proof", proof).WantProblem(409, "not-claimed")
	var first, second deskapi.IdentityCode
	wang.Do("POST", path+"/proof", proof, webtest.Key("prove")).Want(200).Into(&first)
	wang.Do("POST", path+"/proof", proof, webtest.Key("prove")).Want(200).Into(&second)
	if len(first.Code) != 8 || first != second || first.Number != "R001" {
		t.Errorf("told twice: %+v %+v", first, second)
	}
	wang.Do("POST", path+"/proof", proof, webtest.Key("once-more")).WantProblem(409, "not-claimed")
	if list := l.waitingAs("wang"); len(list) != 1 || list[0].State != "proven" {
		t.Errorf("%+v", list)
	}
	for _, secret := range []string{first.Code, walkIn, "陈大海", "13800000002"} {
		if strings.Contains(l.log.String(), secret) {
			t.Error("a secret stands in the server's log")
		}
	}
}

func TestIdentity_refusedReleasedAndEnded(t *testing.T) {
	l := newLobby(t)
	path, wang := l.unread(l.kiosk, walkIn), l.as("wang")
	var taken deskapi.Identity
	wang.Do("POST", path+"/claim", nil).Want(200).Into(&taken)
	wang.Do("POST", path+"/release", bodyOf{"fence": taken.Fence}, webtest.Key("r")).Want(204)
	wang.Do("POST", path+"/release", bodyOf{"fence": taken.Fence}, webtest.Key("r")).Want(204)
	wang.Do("POST", path+"/refusal", bodyOf{"fence": taken.Fence, "reason": "left"}).WantProblem(409, "not-claimed")
	wang.Do("POST", path+"/claim", nil).Want(200).Into(&taken)
	if reply := wang.Do("POST", path+"/refusal", bodyOf{"fence": taken.Fence, "reason": "dislike"}); reply.Status != 400 && reply.Status != 422 {
		t.Errorf("a made-up reason: %d", reply.Status)
	}
	wang.Do("POST", path+"/refusal", bodyOf{"fence": taken.Fence, "reason": "no-original"}).Want(204)
	wang.Do("POST", path+"/claim", nil).WantProblem(409, "identity.ended")
	if list := l.waitingAs("wang"); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

func TestIdentity_byRoleHallAndRelation(t *testing.T) {
	l := newLobby(t)
	path := l.unread(l.kiosk, walkIn)
	l.Identify(l.kiosk, walkIn) // known to the hall
	calls := func(login string) map[string]*webtest.Reply {
		c := l.as(login)
		return map[string]*webtest.Reply{
			"claim":   c.Do("POST", path+"/claim", nil),
			"release": c.Do("POST", path+"/release", bodyOf{"fence": 1}),
			"reveal":  c.Do("POST", path+"/reveal", bodyOf{"field": "name", "reason": "other"}),
			"proof":   c.Do("POST", path+"/proof", bodyOf{"fence": 1, "document": "id-card"}),
			"refusal": c.Do("POST", path+"/refusal", bodyOf{"fence": 1, "reason": "left"}),
		}
	}
	for name, reply := range calls("") {
		if reply.Status != 401 {
			t.Errorf("%s by nobody: %d", name, reply.Status)
		}
	}
	for name, reply := range calls("du") {
		if reply.Status != 403 {
			t.Errorf("%s by the auditor: %d", name, reply.Status)
		}
	}
	for name, reply := range calls("far") {
		if reply.Status != 404 {
			t.Errorf("%s by another hall's clerk: %d", name, reply.Status)
		}
	}
	if list := l.waitingAs("far"); len(list) != 0 {
		t.Errorf("another hall's clerk sees %+v", list)
	}
	l.as("kin").Do("POST", path+"/claim", nil).WantProblem(403, "conflict-of-interest")
	l.as("chief").Do("POST", path+"/claim", nil).Want(200)
}
