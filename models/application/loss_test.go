package application_test

import (
	"slices"
	"testing"
	"time"

	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/modelstest"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// reportsLoss fills the replacement of a lost passport in, up to the check page.
func (c *citizen) reportsLoss() application.View {
	c.t.Helper()
	v := c.save(c.open("exit-entry.passport-replacement"), "person", map[string]any{"person_right": true})
	v = c.save(v, "what-happened", map[string]any{"grounds": "lost"})
	v = c.save(v, "lost", map[string]any{"lost_on": "2026-11-20"})
	v = c.save(v, "lost-where", map[string]any{"lost_where": "way"})
	photo, err := c.Cases.Attach(c.t.Context(), application.Upload{Actor: c.actor(), Application: v.Application.ID, Field: "photo", Data: portrait(c.t, 480, 640)})
	if err != nil {
		c.t.Fatal(err)
	}
	v = c.save(v, "photo", map[string]any{"photo": string(photo.ID)})
	v = c.save(v, "spelling", map[string]any{"surname": "CHEN", "given_name": "DAHAI"})
	v = c.save(v, "address", map[string]any{"address": "广东省深圳市南山区测试路1号"})
	v = c.save(v, "phone", map[string]any{"mobile": "13800000002"})
	v = c.save(v, "contact", map[string]any{"contact_name": "陈小海", "contact_mobile": "13800000003"})
	v = c.save(v, "delivery", map[string]any{"delivery": "collect"})
	return c.save(v, "declaration", map[string]any{"declared": true})
}

// The law voids a lost document when its loss is reported, not when the new one
// is approved: the register hears of it although nobody has decided anything.
func TestLoss_takesEffectTheMomentItIsHandedIn(t *testing.T) {
	c := newCitizen(t)
	facts := modelstest.Citizen(modelstest.Driver)
	passport := facts[register.FactPassport].(register.Passport)
	passport.ValidTo = "2031-01-31"
	facts[register.FactPassport] = passport
	c.Registers.Put(modelstest.Driver, facts)
	v := c.reportsLoss()
	if c.Work(0); len(c.Registers.Entered) != 0 {
		t.Fatal("told before it was handed in")
	}
	v = c.submit(v)
	c.want(v, application.Queued)
	c.Work(0)
	if len(c.Registers.Entered) != 1 {
		t.Fatalf("%d entries", len(c.Registers.Entered))
	}
	e := c.Registers.Entered[0]
	if e.What != "exit-entry/loss" || e.Data["number"] != passport.Number || e.Data["document"] != "passport" || e.Data["lost_on"] != "2026-11-20" ||
		e.IDNumber.Reveal() != modelstest.Driver {
		t.Errorf("%s, document %q, lost on %q", e.What, e.Data["document"], e.Data["lost_on"])
	}
	if actions := c.Entries("application", v.Application.ID); !slices.Contains(actions, audit.RegisterTold) {
		t.Errorf("%v", actions)
	}
	// Asked for a correction and handed in again: the loss is not reported twice.
	c.ask(v, "contact_name")
	v = c.submit(c.save(c.look(v.Application.ID), "contact", map[string]any{"contact_name": "陈小河"}))
	c.Work(0)
	if c.want(v, application.Queued); len(c.Registers.Entered) != 1 {
		t.Errorf("%d entries after the correction", len(c.Registers.Entered))
	}
	// Withdrawn: a number that is dead stays dead.
	if _, err := c.Cases.Withdraw(t.Context(), application.Withdrawal{Actor: c.actor(), Application: v.Application.ID, Version: v.Application.Version}); err != nil {
		t.Fatal(err)
	}
	if c.Work(0); len(c.Registers.Entered) != 1 {
		t.Error("the withdrawal changed the register")
	}
}

// A register that is away hears of the loss later, once.
func TestLoss_waitsForARegisterThatIsAway(t *testing.T) {
	c := newCitizen(t)
	facts := modelstest.Citizen(modelstest.Driver)
	passport := facts[register.FactPassport].(register.Passport)
	passport.ValidTo = "2031-01-31"
	facts[register.FactPassport] = passport
	c.Registers.Put(modelstest.Driver, facts)
	c.Registers.Fail("Enter:exit-entry/loss", register.ErrUnavailable, register.ErrUnknown)
	c.submit(c.reportsLoss())
	c.Work(time.Minute)
	if len(c.Registers.Entered) != 1 {
		t.Errorf("%d entries", len(c.Registers.Entered))
	}
}

// Looking something up is no matter: it stands in no figure, and the trip is one
// of the matter it was about.
func TestQuery_isNoMatterAndItsVisitBelongsToWhatIsUnderWay(t *testing.T) {
	c := newCitizen(t)
	submitted := c.submit(c.renew("post"))
	c.Clock.Days(3)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	query := c.submit(c.save(c.open("exit-entry.query"), "what", map[string]any{"topics": []string{"validity"}}))
	c.want(query, application.Completed)
	if m := c.matter(query); !m.Uncounted || m.State != visit.MatterCompleted {
		t.Errorf("%+v", m)
	}
	m := c.matter(submitted)
	if m.Uncounted || m.State != visit.MatterOpen || m.Visits != 2 {
		t.Errorf("%+v", m)
	}
	list, err := c.Visits.Presences(t.Context(), submitted.Application.Matter)
	if err != nil || len(list) != 2 || list[1].Ending.Kind != visit.EndAsked {
		t.Errorf("%+v, %v", list, err)
	}
	// Again in the same visit: still one presence.
	c.submit(c.save(c.open("exit-entry.query"), "what", map[string]any{"topics": []string{"validity"}}))
	if m := c.matter(submitted); m.Visits != 2 {
		t.Errorf("%d visits", m.Visits)
	}
}
