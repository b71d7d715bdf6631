package application_test

import (
	"strings"
	"testing"

	"onevisit/models/application"
	"onevisit/models/modelstest"
	"onevisit/models/register"
)

// A query is over when it is asked: nothing is queued, paid, handed out or kept.
func TestQuery_isAnsweredAtOnce(t *testing.T) {
	c := newCitizen(t)
	facts := modelstest.Citizen(modelstest.Driver)
	facts[register.FactPending] = register.Pending{Applications: []register.PendingApplication{{
		Document: "passport", Number: "P4499000001", AcceptedOn: "2026-11-20", State: "making", PromisedOn: "2026-12-01",
	}}}
	c.Registers.Put(modelstest.Driver, facts)
	v := c.save(c.open("exit-entry.query"), "what", map[string]any{"topics": []string{"progress", "validity"}})
	v = c.submit(v)
	c.want(v, application.Completed)
	if len(v.Results) != 3 || v.Total != 0 {
		t.Fatalf("%+v", v.Results)
	}
	first := v.Results[0]
	if first.Kind != application.KindAnswer || first.State != application.ResultDone || first.ID == v.Results[1].ID ||
		!strings.Contains(first.Title.In("zh-CN"), "护照：制证中") || !strings.Contains(first.Text.In("en"), "P4499000001") {
		t.Errorf("%+v", first)
	}
	if again := c.look(v.Application.ID); len(again.Results) != 3 || again.Results[0].ID != first.ID {
		t.Errorf("seen again: %+v", again.Results)
	}
	kept, err := c.Cases.Results.Results(t.Context(), v.Application.ID)
	if err != nil || len(kept) != 0 {
		t.Errorf("kept: %+v, %v", kept, err)
	}
}

// The slip is printed after what was said, and is the only thing kept.
func TestCollection_saysWhereAndPrints(t *testing.T) {
	c := newCitizen(t)
	facts := modelstest.Citizen(modelstest.Driver)
	facts[register.FactReady] = register.Ready{Documents: []register.ReadyDocument{{
		Document: "passport", Number: "P4499000002", City: c.place.City, Hall: "测试大厅", ReadyOn: "2026-11-01", KeptUntil: "2027-02-01", HandIn: true,
	}}}
	c.Registers.Put(modelstest.Driver, facts)
	v := c.save(c.open("exit-entry.collection"), "which", map[string]any{"collected": []string{"P4499000002"}})
	v = c.submit(c.save(v, "who", map[string]any{"collector": "self"}))
	r, ok := due(v)
	if !ok || r.Kind != application.KindPrint || len(v.Results) != 1 {
		t.Fatalf("%+v", v.Results)
	}
	v = c.issue(v)
	c.want(v, application.Completed)
	if len(v.Results) != 2 || !strings.Contains(v.Results[1].Text.In("zh-CN"), "旧证件要交回") {
		t.Errorf("%+v", v.Results)
	}
}

// A permit is ordered as one, under its own number and the spelling on record.
func TestPermitRenewal_ordersAPermit(t *testing.T) {
	c := newCitizen(t)
	facts := modelstest.Citizen(modelstest.Driver)
	permit := facts[register.FactPermit].(register.Permit)
	permit.WritesLeft = 0
	facts[register.FactPermit] = permit
	c.Registers.Put(modelstest.Driver, facts)
	v := c.save(c.open("exit-entry.hkm-permit-renewal"), "person", map[string]any{"person_right": true})
	photo, err := c.Cases.Attach(t.Context(), application.Upload{Actor: c.actor(), Application: v.Application.ID, Field: "photo", Data: portrait(t, 480, 640)})
	if err != nil {
		t.Fatal(err)
	}
	v = c.save(v, "photo", map[string]any{"photo": string(photo.ID)})
	v = c.save(v, "address", map[string]any{"address": "广东省深圳市南山区测试路1号"})
	v = c.save(v, "phone", map[string]any{"mobile": "13800000002"})
	v = c.save(v, "contact", map[string]any{"contact_name": "陈小海", "contact_mobile": "13800000003"})
	v = c.save(v, "delivery", map[string]any{"delivery": "collect"})
	v = c.submit(c.save(v, "declaration", map[string]any{"declared": true}))
	c.want(v, application.Queued)
	c.decide(v, application.Approve, "", "")
	c.pay(c.look(v.Application.ID))
	c.Work(0)
	if len(c.Registers.Ordered) != 1 {
		t.Fatalf("%d orders", len(c.Registers.Ordered))
	}
	o := c.Registers.Ordered[0]
	if o.Document != "hkm-permit" || o.Reason != "renewal" || o.OldNumber.Reveal() != modelstest.Permit || o.Surname.Reveal() != "CHEN" || o.PhotoSHA256 == "" {
		t.Errorf("a %s for %q, photo %q", o.Document, o.Reason, o.PhotoSHA256)
	}
}

// Whoever is sent to a window by the definition has everything filled in, and is
// told what to bring.
func TestExamined_isHandedOverWithWhatToBring(t *testing.T) {
	c := newCitizen(t)
	v := c.save(c.open("exit-entry.hkm-endorsement-examined"), "destination", map[string]any{"destination": "HKG"})
	v = c.save(v, "category", map[string]any{"category": "D"})
	v = c.save(v, "stay", map[string]any{"stay_kind": "study", "stay_length": "n-2y"})
	v = c.save(v, "phone", map[string]any{"mobile": "13800000002"})
	v = c.save(v, "papers", map[string]any{"papers_ready": true})
	if v.Total != 12000 {
		t.Errorf("%d fen", v.Total)
	}
	v = c.submit(v)
	c.want(v, application.HandedOver)
	if v.Reason == nil || v.Reason.Code != "to-window" || len(v.Reason.Bring) != 3 {
		t.Fatalf("%+v", v.Reason)
	}
	for i, text := range []string{"身份证", "往来港澳通行证", "港澳入境部门的许可（就读、就业或随家人居住）"} {
		if v.Reason.Bring[i].In("zh-CN") != text {
			t.Errorf("to bring: %s, want %s", v.Reason.Bring[i].In("zh-CN"), text)
		}
	}
}
