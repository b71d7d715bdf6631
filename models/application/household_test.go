package application_test

import (
	"testing"
	"time"

	"onevisit/models/application"
	"onevisit/models/flow"
	"onevisit/models/modelstest"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// resident is somebody whose facts a test changes before the session begins.
func resident(t *testing.T, change func(facts map[string]any)) *citizen {
	t.Helper()
	c := newCitizen(t)
	facts := modelstest.Citizen(modelstest.Driver)
	change(facts)
	c.Registers.Put(modelstest.Driver, facts)
	return c
}

func (c *citizen) sendHome(v application.View) application.View {
	c.t.Helper()
	v = c.save(v, "phone", map[string]any{"mobile": "13800000002"})
	v = c.save(v, "delivery", map[string]any{"delivery": "post"})
	return c.save(v, "post-address", map[string]any{"recipient": "陈大海", "post_mobile": "13800000002", "post_address": "广东省深圳市南山区测试路1号"})
}

func (c *citizen) delivered(v application.View) application.View {
	c.t.Helper()
	c.Registers.Deliver("EMS1")
	c.Work(60 * time.Second)
	return c.look(v.Application.ID)
}

// One session: the loss is reported, the card ordered with it, and it comes home.
func TestIDCard_lossIsReportedAndTheCardReplacedInOneVisit(t *testing.T) {
	c := newCitizen(t).withPermit()
	v := c.open("household.id-card-replacement")
	v = c.save(v, "reason", map[string]any{"reason": "lost"})
	v = c.save(v, "loss-day", map[string]any{"lost_on": "2026-11-01"})
	v = c.save(v, "loss-report", map[string]any{"reported_lost": true})
	v = c.save(v, "photo-choice", map[string]any{"photo_from": "new"})
	photo, err := c.Cases.Attach(t.Context(), application.Upload{
		Actor: c.actor(), Application: v.Application.ID, Field: "photo", Data: portrait(t, 480, 640),
	})
	if err != nil {
		t.Fatal(err)
	}
	v = c.sendHome(c.save(v, "photo", map[string]any{"photo": string(photo.ID)}))
	v = c.submit(c.save(v, "declaration", map[string]any{"declared": true}))
	c.want(v, application.Queued)
	c.Work(0)
	if e := c.Registers.Entered; len(e) != 1 || e[0].What != "household/loss" || e[0].Data["lost_on"] != "2026-11-01" || len(c.Registers.Orders) != 0 {
		t.Fatalf("the loss does not count from the submission: %d entries, %d orders", len(e), len(c.Registers.Orders))
	}
	c.decide(v, application.Approve, "", "")
	v = c.pay(c.look(v.Application.ID))
	c.Work(10 * time.Second)
	c.Registers.Made()
	c.Work(30 * time.Second)
	v = c.look(v.Application.ID)
	c.want(v, application.InPost)
	v = c.delivered(v)
	c.want(v, application.Completed)
	if m := c.matter(v); m.State != visit.MatterCompleted || m.Visits != 1 {
		t.Fatalf("%+v", m)
	}
	if len(c.Registers.Orders) != 1 || c.Registers.Count("OrderPassport") != 0 {
		t.Fatalf("%v", c.Registers.Calls)
	}
	for _, o := range c.Registers.Orders {
		if o.Document != register.DocumentIDCard || o.Reason != "lost" || o.LostOn != "2026-11-01" || len(o.PhotoSHA256) != 64 ||
			o.IDNumber.Reveal() != modelstest.Driver {
			t.Errorf("ordered %s, %s, lost on %s, photo %q", o.Document, o.Reason, o.LostOn, o.PhotoSHA256)
		}
	}
}

func tryOpen(c *citizen, service string) (application.Outcome, error) {
	return c.Cases.Open(c.t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: service})
}

// A card that is being renewed is not replaced as well, and who asks is told which
// application the office has; one that came back for corrections is opened instead.
func TestIDCard_isRenewedOrReplacedNotBoth(t *testing.T) {
	c := newCitizen(t).withPermit()
	v := c.open("household.id-card-replacement")
	v = c.save(v, "reason", map[string]any{"reason": "damaged"})
	v = c.save(v, "photo-choice", map[string]any{"photo_from": "file"})
	v = c.submit(c.save(c.sendHome(v), "declaration", map[string]any{"declared": true}))
	c.want(v, application.Queued)
	refused := func(service, code string) flow.Reason {
		t.Helper()
		out, err := tryOpen(c, service)
		if err != nil || out.Refused == nil {
			t.Fatalf("%s: %+v, %v", service, out, err)
		}
		for _, r := range out.Refused.Verdict.Reasons {
			if r.Code == code {
				return r
			}
		}
		t.Fatalf("%s: %+v", service, out.Refused.Verdict)
		return flow.Reason{}
	}
	if r := refused("household.id-card-renewal", "other-taken-in"); r.Number != v.Application.Number || r.Instead != "household.id-card-replacement" {
		t.Errorf("%+v", r)
	}
	refused("household.id-card-replacement", "taken-in")
	c.ask(v, "declared")
	if r := refused("household.id-card-renewal", "too-early"); r.Code != "too-early" {
		t.Errorf("%+v", r)
	}
	if out, err := tryOpen(c, "household.id-card-replacement"); err != nil || out.View == nil || out.View.Application.ID != v.Application.ID {
		t.Errorf("a correction is not gone on with: %+v, %v", out.Refused, err)
	}
}

// What shared data confirms is endorsed while the citizen stands there.
func TestResidence_isEndorsedAtOnce(t *testing.T) {
	c := resident(t, func(facts map[string]any) {
		person, _ := facts[register.FactPerson].(register.Person)
		person.HukouCity = "421100"
		facts[register.FactPerson] = person
		facts[register.FactResidence] = register.Residence{Exists: true, City: "440300", ValidTo: "2026-10-01", Address: "深圳市示范二路6号"}
		facts[register.FactStay] = register.Stay{Registered: true, City: "440300", Since: "2024-01-02", Address: "深圳市示范二路6号", Proofs: []string{"home"}}
	})
	v := c.open("household.residence-endorsement")
	v = c.save(v, "address", map[string]any{"address_right": true})
	v = c.submit(c.save(v, "ground", map[string]any{"ground": "home"}))
	c.Work(5 * time.Second)
	c.Registers.Made()
	c.Work(10 * time.Second)
	v = c.look(v.Application.ID)
	c.want(v, application.Completed)
	for _, o := range c.Registers.Orders {
		if o.Document != register.DocumentResidenceEndorsement || o.Reason != "restored" || o.Address.Reveal() != "深圳市示范二路6号" || o.PhotoSHA256 != "" {
			t.Errorf("ordered %s, %s", o.Document, o.Reason)
		}
	}
	if m := c.matter(v); m.State != visit.MatterCompleted || m.Visits != 1 || len(c.Registers.Orders) != 1 {
		t.Fatalf("%+v", m)
	}
}

func TestHouseholdProof_isPrintedAtOnce(t *testing.T) {
	c := newCitizen(t)
	v := c.open("household.proof")
	v = c.save(v, "what", map[string]any{"what": "other"})
	v = c.save(v, "barred", map[string]any{"barred": "elsewhere"})
	if _, err := c.trySave(v, "barred-elsewhere", map[string]any{"barred_elsewhere": "marriage"}); err == nil {
		t.Fatal("a proof nobody may demand was taken in")
	}
	v = c.save(v, "barred-elsewhere", map[string]any{"barred_elsewhere": "page"})
	v = c.submit(c.save(v, "purpose", map[string]any{"purpose": "school"}))
	r, ok := due(v)
	if !ok || r.Kind != application.KindPrint {
		t.Fatalf("%+v", v.Results)
	}
	v = c.issue(v)
	c.want(v, application.Completed)
}

// The same page, whatever the files say; without a plain record two sign.
func TestConduct_comesByPostAndTheScreenNeverTells(t *testing.T) {
	for _, plain := range []bool{true, false} {
		c := resident(t, func(facts map[string]any) { facts[register.FactConduct] = register.Conduct{Plain: plain} })
		v := c.open("household.no-criminal-record")
		v = c.sendHome(c.save(v, "purpose", map[string]any{"purpose": "abroad"}))
		v = c.submit(c.save(v, "declaration", map[string]any{"declared": true}))
		c.want(v, application.Queued)
		if !plain {
			continue
		}
		c.decide(v, application.Approve, "", "")
		c.Work(10 * time.Second)
		v = c.look(v.Application.ID)
		c.want(v, application.InPost)
		v = c.delivered(v)
		c.want(v, application.Completed)
		if m := c.matter(v); m.Visits != 1 {
			t.Fatalf("%+v", m)
		}
	}
}

func TestIDCard_aRefusedOrderIsForStaff(t *testing.T) {
	c := resident(t, func(facts map[string]any) {
		card, _ := facts[register.FactIDCard].(register.IDCard)
		card.OrderNumber, card.OrderedOn = "H1", "2026-11-01"
		facts[register.FactIDCard] = card
	})
	v := c.open("household.temporary-id-card")
	v = c.sendHome(c.save(v, "person", map[string]any{"person_right": true}))
	v = c.submit(c.save(v, "declaration", map[string]any{"declared": true}))
	c.decide(v, application.Approve, "", "")
	v = c.pay(c.look(v.Application.ID))
	c.Registers.Fail("OrderCard", register.ErrUnavailable, register.ErrRefused)
	c.Work(20 * time.Second)
	v = c.look(v.Application.ID)
	c.want(v, application.NeedsStaff)
	if len(c.Registers.Orders) != 0 {
		t.Error("ordered although refused")
	}
}

// Who prefers to print it comes once more, with a session of another day.
func TestConduct_isPrintedOnALaterVisit(t *testing.T) {
	c := newCitizen(t)
	v := c.open("household.no-criminal-record")
	v = c.save(v, "purpose", map[string]any{"purpose": "abroad"})
	v = c.save(v, "phone", map[string]any{"mobile": "13800000002"})
	v = c.save(v, "delivery", map[string]any{"delivery": "collect"})
	v = c.submit(c.save(v, "declaration", map[string]any{"declared": true}))
	c.decide(v, application.Approve, "", "")
	c.Work(5 * time.Second)
	c.Clock.Days(2)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	v = c.look(v.Application.ID)
	if r, ok := due(v); !ok || r.Kind != application.KindPrint {
		t.Fatalf("%s %+v", v.Application.State, v.Results)
	}
	v = c.issue(v)
	c.want(v, application.Completed)
}

// A paper may lie or stand; a portrait may not.
func TestAttach_aPaperMayHaveAnyShape(t *testing.T) {
	c := resident(t, func(facts map[string]any) {
		person, _ := facts[register.FactPerson].(register.Person)
		person.HukouCity = "421100"
		facts[register.FactPerson] = person
		facts[register.FactStay] = register.Stay{Registered: true, City: "440300", Since: "2024-01-02", Address: "深圳市示范二路6号"}
	})
	v := c.open("household.residence-permit")
	v = c.save(v, "ground", map[string]any{"ground": "job"})
	for field, fits := range map[string]bool{"proof": true, "photo": false} {
		_, err := c.Cases.Attach(t.Context(), application.Upload{
			Actor: c.actor(), Application: v.Application.ID, Field: field, Data: portrait(t, 640, 480),
		})
		if (err == nil) != fits {
			t.Errorf("%s: %v", field, err)
		}
	}
}
