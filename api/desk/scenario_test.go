package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/webtest"
	"onevisit/models/audit"
	"onevisit/models/casework"
)

type bodyOf = map[string]any

// The clerk's whole way: see the queue, claim, read masked, reveal one field,
// decide; what a colleague sees meanwhile; and exactly which entries it leaves.
func TestDesk_fromQueueToDecision(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	wang, zhao := b.as("wang"), b.as("zhao")
	path := "/api/desk/cases/" + id

	var queue deskapi.Queue
	wang.Do("GET", "/api/desk/queue", nil).Want(200).Into(&queue)
	if queue.Waiting != 1 || queue.Mine != 0 || queue.Cases[0].Holder != maskedName || queue.Cases[0].ServiceTitle != "换发普通护照" {
		t.Fatalf("queue: %+v", queue)
	}
	var claim deskapi.Claim
	wang.Do("POST", "/api/desk/queue/claim-next", nil).Want(200).Into(&claim)
	if claim.CaseId != id || claim.Fence < 1 {
		t.Fatalf("claim: %+v", claim)
	}
	p := zhao.Do("POST", path+"/claim", nil).WantProblem(409, "claimed-by-other")
	if p.Params["holder"] != "wang" || p.Params["until"] == "" {
		t.Errorf("the refusal does not name holder and expiry: %v", p.Params)
	}

	reply := wang.Do("GET", path, nil).Want(200)
	for _, secret := range []string{markedName, markedPhone, "449901199003070018", "标记路"} {
		if strings.Contains(string(reply.Body), secret) {
			t.Errorf("the case shows %s", secret)
		}
	}
	if !strings.Contains(string(reply.Body), "139****5678") {
		t.Error("the mobile is missing")
	}
	var revealed deskapi.Revealed
	wang.Do("POST", path+"/reveal", bodyOf{"field": "mobile", "reason": "contact-citizen"}).Want(200).Into(&revealed)
	if revealed.Value != markedPhone || revealed.HideAfterSeconds <= 0 {
		t.Errorf("revealed: %+v", revealed)
	}
	zhao.Do("POST", path+"/reveal", bodyOf{"field": "mobile", "reason": "other"}).WantProblem(409, "not-claimed")
	if image := wang.Do("GET", path+"/images/face", nil).Want(200); image.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("picture of type %s", image.Header.Get("Content-Type"))
	}
	zhao.Do("GET", path+"/images/face", nil).WantProblem(409, "not-claimed")

	b.clock.pass(time.Minute)
	var renewed deskapi.Claim
	wang.Do("PUT", path+"/claim", bodyOf{"fence": claim.Fence}).Want(200).Into(&renewed)
	if renewed.Fence != claim.Fence || !renewed.ExpiresAt.After(claim.ExpiresAt) {
		t.Errorf("renewed: %+v", renewed)
	}
	zhao.Do("POST", path+"/decision", bodyOf{"fence": claim.Fence, "outcome": "approve"}).WantProblem(409, "not-claimed")
	decision := bodyOf{"fence": claim.Fence, "outcome": "approve", "note": "核对无误"}
	first := wang.Do("POST", path+"/decision", decision, webtest.Key("decide-1")).Want(200)
	again := wang.Do("POST", path+"/decision", decision, webtest.Key("decide-1")).Want(200)
	if string(first.Body) != string(again.Body) || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("the retry got %s", again.Body)
	}
	wang.Do("POST", path+"/decision", decision).WantProblem(409, "already-decided")
	wang.Do("POST", path+"/claim", nil).WantProblem(409, "already-decided")

	want := map[audit.Action]int{audit.CaseClaimed: 1, audit.CaseSeen: 1, audit.CaseRevealed: 2, audit.CaseDecided: 1}
	got := b.entries("application", id)
	for action, n := range want {
		if got[action] != n {
			t.Errorf("%d entries of %s, want %d", got[action], action, n)
		}
	}
	if len(got) != len(want) {
		t.Errorf("entries: %v", got)
	}
	for _, secret := range []string{markedName, markedPhone, "核对无误"} {
		if strings.Contains(b.log.String(), secret) {
			t.Errorf("the log shows %s", secret)
		}
	}
}

func TestDesk_leaseAndRelease(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	wang, zhao := b.as("wang"), b.as("zhao")
	path := "/api/desk/cases/" + id
	wang.Do("POST", path+"/decision", bodyOf{"fence": 1, "outcome": "approve"}).WantProblem(409, "not-claimed")
	var claim deskapi.Claim
	wang.Do("POST", path+"/claim", nil).Want(200).Into(&claim)
	b.clock.pass(casework.LeaseTime)
	wang.Do("POST", path+"/decision", bodyOf{"fence": claim.Fence, "outcome": "approve"}).WantProblem(409, "lease-expired")
	wang.Do("PUT", path+"/claim", bodyOf{"fence": claim.Fence}).WantProblem(409, "lease-expired")
	var second deskapi.Claim
	zhao.Do("POST", path+"/claim", nil).Want(200).Into(&second)
	if second.Fence <= claim.Fence {
		t.Errorf("fence %d after %d", second.Fence, claim.Fence)
	}
	wang.Do("POST", path+"/decision", bodyOf{"fence": claim.Fence, "outcome": "approve"}).WantProblem(409, "lease-expired")
	zhao.Do("POST", path+"/release", bodyOf{"fence": second.Fence}).Want(204)
	var third deskapi.Claim
	wang.Do("POST", "/api/desk/queue/claim-next", nil, webtest.Key("next-1")).Want(200).Into(&third)
	var replayed deskapi.Claim
	wang.Do("POST", "/api/desk/queue/claim-next", nil, webtest.Key("next-1")).Want(200).Into(&replayed)
	if replayed != third {
		t.Errorf("the retry claimed another: %+v, %+v", third, replayed)
	}
	zhao.Do("POST", "/api/desk/queue/claim-next", nil).WantProblem(404, "queue.empty")
}

func TestDesk_badInput(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	path := "/api/desk/cases/" + id
	wang := b.as("wang")
	var claim deskapi.Claim
	wang.Do("POST", path+"/claim", nil).Want(200).Into(&claim)
	decide := func(more bodyOf) bodyOf {
		body := bodyOf{"fence": claim.Fence}
		for k, v := range more {
			body[k] = v
		}
		return body
	}
	other := string(b.ids.New())
	for _, row := range []struct {
		name, method, path string
		body               any
		options            []webtest.Option
		status             int
		code               string
	}{
		{"no key", "POST", path + "/decision", decide(bodyOf{"outcome": "approve"}), []webtest.Option{webtest.Key("")}, 400, "idempotency-key-missing"},
		{"B8 unknown field", "POST", path + "/decision", decide(bodyOf{"outcome": "approve", "clerkId": "x"}), nil, 422, "unknown-field"},
		{"B9 wrong type", "POST", path + "/decision", bodyOf{"fence": "1", "outcome": "approve"}, nil, 422, "wrong-type"},
		{"unknown outcome", "POST", path + "/decision", decide(bodyOf{"outcome": "maybe"}), nil, 422, "invalid-input"},
		{"B33 reject without reason", "POST", path + "/decision", decide(bodyOf{"outcome": "reject"}), nil, 422, "input"},
		{"reason of no list", "POST", path + "/decision", decide(bodyOf{"outcome": "reject", "reasonCode": "x'; DROP TABLE decision"}), nil, 422, "input"},
		{"B33 note of 5 000 characters", "POST", path + "/decision", decide(bodyOf{"outcome": "approve", "note": strings.Repeat("长", 5000)}), nil, 422, "invalid-input"},
		{"fence 0", "PUT", path + "/claim", bodyOf{"fence": 0}, nil, 422, "invalid-input"},
		{"invented fence", "PUT", path + "/claim", bodyOf{"fence": claim.Fence + 7}, nil, 409, "not-claimed"},
		{"unknown field to reveal", "POST", path + "/reveal", bodyOf{"field": "answers", "reason": "other"}, nil, 422, "input"},
		{"purpose of no list", "POST", path + "/reveal", bodyOf{"field": "mobile", "reason": "curiosity"}, nil, 422, "invalid-input"},
		{"unknown case", "GET", "/api/desk/cases/" + other, nil, nil, 404, "not-found"},
		{"malformed case", "GET", "/api/desk/cases/1", nil, nil, 404, "not-found"},
		{"B40 page of 201", "GET", "/api/desk/queue?limit=201", nil, nil, 422, "invalid-input"},
		{"B41 forged cursor", "GET", "/api/desk/queue?cursor=abcdefgh", nil, nil, 400, "cursor"},
		{"B56 parameter twice", "GET", "/api/desk/queue?limit=1&limit=2", nil, nil, 400, "duplicate-parameter"},
		{"B38 foreign origin", "POST", path + "/claim", nil, []webtest.Option{webtest.Header("Sec-Fetch-Site", "cross-site")}, 403, "cross-origin"},
		{"B39 GET for a change", "GET", path + "/decision", nil, nil, 405, "method-not-allowed"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := wang.Do(row.method, row.path, row.body, row.options...)
			if r.Status >= 500 {
				t.Fatalf("%d: %s", r.Status, r.Body)
			}
			r.WantProblem(row.status, row.code)
		})
	}
	if n := b.entries("application", id)[audit.CaseDecided]; n != 0 {
		t.Errorf("bad input decided %d times", n)
	}
}

func TestDesk_anotherHallsCaseIsNotThere(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	stranger := b.as("stranger")
	path := "/api/desk/cases/" + id
	for _, c := range []struct {
		method, path string
		body         any
	}{
		{"GET", path, nil}, {"POST", path + "/claim", nil}, {"PUT", path + "/claim", bodyOf{"fence": 1}},
		{"POST", path + "/release", bodyOf{"fence": 1}}, {"POST", path + "/reveal", bodyOf{"field": "mobile", "reason": "other"}},
		{"GET", path + "/images/face", nil}, {"POST", path + "/decision", bodyOf{"fence": 1, "outcome": "approve"}},
	} {
		stranger.Do(c.method, c.path, c.body).Want(http.StatusNotFound)
	}
	var queue deskapi.Queue
	stranger.Do("GET", "/api/desk/queue", nil).Want(200).Into(&queue)
	if queue.Waiting != 0 || len(queue.Cases) != 0 {
		t.Errorf("the other hall's queue shows %+v", queue)
	}
}

func TestDesk_reasonsAndDeviceCodes(t *testing.T) {
	b := newBench(t)
	var reasons deskapi.Reasons
	b.as("wang").Do("GET", "/api/desk/reasons", nil, webtest.English()).Want(200).Into(&reasons)
	if len(reasons.Reasons) != 2 || reasons.Reasons[0].Text != "The photo is not good" || reasons.Reasons[0].Law == "" {
		t.Errorf("reasons: %+v", reasons)
	}
	if bring := *reasons.Reasons[1].Bring; len(bring) != 1 || bring[0] != "ID card" {
		t.Errorf("to bring: %v", bring)
	}
	var code deskapi.DeviceCode
	chief := b.as("chief")
	first := chief.Do("POST", "/api/desk/device-codes", bodyOf{"name": "二号机"}, webtest.Key("code")).Want(201).Into(&code)
	if code.Code == "" || !code.ExpiresAt.After(b.clock.Now()) {
		t.Errorf("code: %+v", code)
	}
	again := chief.Do("POST", "/api/desk/device-codes", bodyOf{"name": "二号机"}, webtest.Key("code")).Want(201)
	if string(again.Body) != string(first.Body) {
		t.Error("the retry made another code")
	}
	if strings.Contains(b.log.String(), code.Code) {
		t.Error("the code is in the log")
	}
}
