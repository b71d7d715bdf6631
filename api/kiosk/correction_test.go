package kiosk_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/pii"
)

// dispute hands an objection to a camera record in, which a clerk examines.
func (h *hall) dispute() app {
	h.t.Helper()
	a := h.open(traffic)
	for _, name := range []string{"e1.jpg", "e2.jpg"} {
		h.Do("GET", path(a, "/images/"+name), nil).Want(200)
	}
	a = h.step(a, "records", map[string]any{"records": []string{record1}})
	a = h.step(a, "stance", map[string]any{"stance": "dispute"})
	a = h.step(a, "dispute", map[string]any{"dispute_reason": "emergency", "dispute_text": "给救护车让路"})
	return h.submit(a)
}

// ask sends a correction request for the statement.
func (h *hall) ask(a app) {
	h.t.Helper()
	must(h.t, h.DB.Atomically(h.t.Context(), func(ctx context.Context, tx models.Tx) error {
		_, err := h.Cases.Decide(ctx, tx, application.Ruling{
			By: models.Actor{Kind: models.ActorStaff, ID: h.IDs.New()}, Application: models.ID(a.ID), Command: application.Correct,
			Note: pii.Conceal("写清时间"),
			Correction: &application.CorrectionAsk{
				AnswerBy: "2026-12-15", Marks: []application.Mark{{Field: "dispute_text", Reason: "more-needed", Note: pii.Conceal("哪辆救护车")}},
			},
		})
		return err
	}))
}

func TestCorrection_onTheWaitingScreen(t *testing.T) {
	h := newHall(t).identify()
	a := h.dispute()
	if a.State != "queued" {
		t.Fatal(a.State)
	}
	h.Do("POST", path(a, "/phone-link"), nil).WantProblem(409, "not-in-correction")
	h.ask(a)
	a = h.get(a) // the waiting screen asks again and again
	var view kioskapi.Application
	h.Do("GET", path(a, ""), nil, webtest.English()).Want(200).Into(&view)
	c := view.Correction
	if view.State != "correction" || c == nil || len(c.Marks) != 1 || c.Marks[0].Field != "dispute_text" || c.Marks[0].Step != "dispute" ||
		*c.Marks[0].Note != "哪辆救护车" || *c.Note != "写清时间" || c.Marks[0].Answered || *c.Expired || c.AnswerBy.Format(time.DateOnly) != "2026-12-15" {
		t.Fatalf("%+v", view)
	}
	if view.Page == nil || view.Page.Step != "dispute" || len(view.Page.Fields) != 1 || view.Page.Fields[0].Name != "dispute_text" {
		t.Fatalf("%+v", view.Page)
	}
	h.Do("GET", path(a, "/steps/records"), nil).WantProblem(409, "step-out-of-order")
	h.Do("PUT", path(a, "/steps/dispute"), map[string]any{"answers": map[string]any{"dispute_reason": "wrong-vehicle", "dispute_text": "x"}},
		webtest.IfMatch(a.etag)).WantProblem(422, "answers")
	a = h.step(a, "dispute", map[string]any{"dispute_text": "10 月 2 日 9 点一刻，给深圳急救的车让路"})
	if a.Page != nil || a.Review == nil {
		t.Fatalf("%+v", a)
	}
	if a = h.submit(a); a.State != "queued" {
		t.Errorf("%+v", a)
	}
	if len(h.Queue.Entries) != 2 || !h.Queue.Entries[1].Corrected || h.Queue.Entries[1].Session == "" {
		t.Errorf("%+v", h.Queue.Entries)
	}
}

func TestCalls_ofThisHallByNumberOnly(t *testing.T) {
	h := newHall(t).identify()
	list := func(c *webtest.Client) []string {
		t.Helper()
		var calls kioskapi.Calls
		c.Do("GET", "/api/kiosk/calls", nil).Want(200).Into(&calls)
		if calls.Silent != nil {
			t.Error("a hall that said nothing about sound wants quiet")
		}
		numbers := []string{}
		for _, c := range calls.Calls {
			numbers = append(numbers, c.Number)
		}
		return numbers
	}
	a := h.dispute()
	if got := list(h.Client); len(got) != 0 {
		t.Errorf("nobody was called: %v", got)
	}
	h.ask(a)
	other := h.newKiosk("440300-001")
	if got := list(other); len(got) != 1 || got[0] != a.Number {
		t.Errorf("the hall's other kiosk shows %v", got)
	}
	if got := list(h.newKiosk("440300-002")); len(got) != 0 {
		t.Errorf("another hall shows %v", got)
	}
	webtest.NewClient(t, h.handler).Do("GET", "/api/kiosk/calls", nil).WantProblem(http.StatusUnauthorized, "device.unknown")
}

func TestSendPhoneLink_toTheNumberOnFile(t *testing.T) {
	h := newHall(t).identify()
	a := h.dispute()
	h.ask(a)
	h.Work(time.Second)
	h.Do("POST", path(a, "/phone-link"), nil).Want(204)
	h.Do("POST", path(a, "/phone-link"), nil).Want(204) // twice is one message
	h.Work(time.Second)
	if n := h.Registers.Count("Send:correction-link"); n != 1 {
		t.Errorf("%d messages", n)
	}
	h.Do("POST", "/api/kiosk/applications/"+string(h.IDs.New())+"/phone-link", nil).WantProblem(404, "not-found")
}
