package application_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/flow"
	"onevisit/models/modelstest"
	"onevisit/models/register"
	"onevisit/models/visit"
)

func TestOpen_aRestrictionIsNeverExplained(t *testing.T) {
	c := newCitizen(t)
	facts := modelstest.Citizen(modelstest.Driver)
	facts[register.FactExitEntry] = register.ExitEntry{Restricted: true, FingerprintsOnFile: true, FaceOnFile: true}
	c.Registers.Put(modelstest.Driver, facts)
	c.withPermit()
	o, err := c.Cases.Open(t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: hkm})
	if err != nil || o.Refused == nil || o.Refused.Verdict.Outcome != flow.Window {
		t.Fatalf("%+v, %v", o, err)
	}
	text := fmt.Sprintf("%+v", o.Refused)
	for _, word := range []string{"restrict", "ban", "限制", "军", "备案国家"} {
		if strings.Contains(strings.ToLower(text), word) {
			t.Errorf("the refusal says %q: %s", word, text)
		}
	}
}

func TestOpen_aSilentRegisterIsNoRefusalForGood(t *testing.T) {
	c := newCitizen(t).withPermit()
	c.Registers.Silence(register.FactExitEntry, true)
	o, err := c.Cases.Open(t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: hkm})
	if err != nil || o.Refused == nil || o.Refused.Verdict.Outcome != flow.Unknown {
		t.Fatalf("%+v, %v", o, err)
	}
	c.Registers.Silence(register.FactExitEntry, false)
	c.open(hkm)
}

func TestOpen_resumesAtAnyKioskAndForeignersFindNothing(t *testing.T) {
	c := newCitizen(t)
	v := c.open(traffic)
	c.see(v.Application.ID, "e1.jpg", "e2.jpg")
	v = c.save(v, "records", map[string]any{"records": []string{"4403997900000001"}})
	other := *c
	other.kiosk = c.Kiosk("440300-002")
	other.begun = c.Identify(other.kiosk, modelstest.Driver)
	resumed := other.open(traffic)
	if resumed.Application.ID != v.Application.ID || resumed.Done != 1 {
		t.Fatalf("%+v", resumed)
	}
	if m := c.matter(v); m.Visits != 2 {
		t.Fatalf("the second hall is not counted: %+v", m)
	}
	const stranger = "449901197003030034"
	c.Registers.Put(stranger, modelstest.Citizen(stranger))
	foreign := *c
	foreign.begun = c.Identify(c.Kiosk("440300-001"), stranger)
	for name, try := range map[string]func() error{
		"view":   func() error { _, err := c.Cases.View(t.Context(), foreign.actor(), v.Application.ID); return err },
		"step":   func() error { _, err := foreign.trySave(v, "stance", map[string]any{"stance": "accept"}); return err },
		"submit": func() error { _, err := foreign.trySubmit(v, 0); return err },
		"papers": func() error {
			_, err := c.Cases.Papers(t.Context(), application.Press{Actor: foreign.actor(), Place: c.place}, v.Application.ID)
			return err
		},
		"due": func() error { _, err := c.Cases.Due(t.Context(), foreign.actor(), v.Application.ID, 0); return err },
		"image": func() error {
			_, err := c.Cases.Image(t.Context(), foreign.actor(), v.Application.ID, "e1.jpg")
			return err
		},
		"random": func() error { _, err := c.Cases.View(t.Context(), c.actor(), c.IDs.New()); return err },
	} {
		if err := try(); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOpen_freshGivesTheDraftUpInTheSameMatter(t *testing.T) {
	c := newCitizen(t)
	old := c.open(traffic)
	o, err := c.Cases.Open(t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: traffic, Fresh: true})
	if err != nil || o.View.Application.ID == old.Application.ID || o.View.Application.Matter != old.Application.Matter {
		t.Fatalf("%+v, %v", o, err)
	}
	c.want(c.look(old.Application.ID), application.Withdrawn)
	if m := c.matter(*o.View); m.State != visit.MatterOpen {
		t.Fatalf("%+v", m)
	}
}

func TestOpen_theFourthOpenOneIsRefused(t *testing.T) {
	c := newCitizen(t)
	facts := modelstest.Citizen(modelstest.Driver)
	var records []register.Violation
	for i := range 4 {
		records = append(records, modelstest.Record(fmt.Sprintf("440399790000001%d", i), 20000, 0, "e.jpg"))
	}
	facts[register.FactViolations] = register.Violations{Records: records}
	c.Registers.Put(modelstest.Driver, facts)
	for i := range 3 {
		c.submit(c.chooseRecords([]string{records[i].Key}, "e.jpg"))
	}
	_, err := c.Cases.Open(t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: traffic})
	if !errors.Is(err, application.ErrOpenLimit) {
		t.Fatalf("got %v", err)
	}
}

func TestSaveStep_needsTheCurrentVersionAndKeepsOneOfTwo(t *testing.T) {
	c := newCitizen(t)
	v := c.open(traffic)
	c.see(v.Application.ID, "e1.jpg", "e2.jpg")
	c.save(v, "records", map[string]any{"records": []string{"4403997900000001"}})
	if _, err := c.trySave(v, "records", map[string]any{"records": []string{"4403997900000001"}}); !errors.Is(err, models.ErrStale) {
		t.Fatalf("got %v", err)
	}
}

func TestSaveStep_outOfOrderAndAfterTheEnd(t *testing.T) {
	c := newCitizen(t)
	v := c.open(traffic)
	if _, err := c.trySave(v, "notice", map[string]any{"notice_read": true}); models.KindOf(err) != models.KindConflict {
		t.Fatalf("step 4 first: %v", err)
	}
	withdrawn, err := c.Cases.Withdraw(t.Context(), application.Withdrawal{Actor: c.actor(), Application: v.Application.ID, Version: v.Application.Version})
	if err != nil {
		t.Fatal(err)
	}
	c.want(withdrawn, application.Withdrawn)
	if _, err := c.trySave(withdrawn, "records", nil); !errors.Is(err, application.ErrNotNow) {
		t.Fatalf("after the end: %v", err)
	}
	if m := c.matter(v); m.State != visit.MatterWithdrawn {
		t.Fatalf("%+v", m)
	}
}

func TestSubmit_theConfirmedAmountMustBeTheEngines(t *testing.T) {
	c := newCitizen(t)
	v := c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg")
	for _, fen := range []models.Fen{0, 1, 19999, 40000} {
		if _, err := c.trySubmit(v, fen); !errors.Is(err, application.ErrAmount) {
			t.Fatalf("%d: %v", fen, err)
		}
	}
	c.want(c.submit(v), application.Approved)
}

func TestSubmit_looksAtTheFactsAgain(t *testing.T) {
	c := newCitizen(t)
	v := c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg")
	facts := modelstest.Citizen(modelstest.Driver)
	taken := modelstest.Record("4403997900000001", 20000, 0, "e1.jpg", "e2.jpg")
	taken.State = "locked"
	facts[register.FactViolations] = register.Violations{Records: []register.Violation{taken, modelstest.Record("4403997900000009", 5000, 0, "e.jpg")}}
	c.Registers.Put(modelstest.Driver, facts)
	if _, err := c.trySubmit(v, v.Total); !errors.Is(err, application.ErrIncomplete) {
		t.Fatalf("got %v", err)
	}
	if v = c.look(v.Application.ID); v.Page == nil || v.Page.Step != "records" {
		t.Fatalf("the change is not shown: %+v", v.Page)
	}
}

func TestMenu_asksTheRegistersOnceASession(t *testing.T) {
	c := newCitizen(t)
	for range 3 {
		if _, err := c.Cases.Menu(t.Context(), c.actor(), c.place); err != nil {
			t.Fatal(err)
		}
	}
	if n := c.Registers.Count("Fetch:" + register.FactPerson); n != 1 {
		t.Fatalf("asked %d times", n)
	}
	c.Cases.Forget(c.begun.Session.ID)
	if _, err := c.Cases.Menu(t.Context(), c.actor(), c.place); err != nil {
		t.Fatal(err)
	}
	if n := c.Registers.Count("Fetch:" + register.FactPerson); n != 2 {
		t.Fatal("something was remembered after the session")
	}
}

func TestSweep_givesUpADraft(t *testing.T) {
	c := newCitizen(t)
	v := c.open(traffic)
	c.Clock.Days(91)
	if n, err := c.Cases.Sweep(t.Context()); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	a, err := c.Store.ByID(t.Context(), v.Application.ID)
	if err != nil || a.State != application.Abandoned {
		t.Fatalf("%+v, %v", a, err)
	}
	if m := c.matter(v); m.State != visit.MatterAbandoned || m.EndedOn != "2027-02-23" {
		t.Fatalf("%+v", m)
	}
}

func TestOpen_twoAtOnceMakeOneDraft(t *testing.T) {
	c := newCitizen(t)
	var wg sync.WaitGroup
	ids := make([]models.ID, 6)
	for i := range ids {
		wg.Go(func() {
			o, err := c.Cases.Open(t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: traffic})
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = o.View.Application.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("several drafts: %v", ids)
		}
	}
}

func TestSaveStep_ofTwoAtOnceOneIsKept(t *testing.T) {
	c := newCitizen(t)
	v := c.open(traffic)
	c.see(v.Application.ID, "e1.jpg", "e2.jpg")
	var wg sync.WaitGroup
	var saved, stale atomic.Int32
	for range 8 {
		wg.Go(func() {
			switch _, err := c.trySave(v, "records", map[string]any{"records": []string{"4403997900000001"}}); {
			case err == nil:
				saved.Add(1)
			case errors.Is(err, models.ErrStale):
				stale.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if saved.Load() != 1 || stale.Load() != 7 {
		t.Fatalf("saved %d, stale %d", saved.Load(), stale.Load())
	}
	if n := len(c.Entries("application", v.Application.ID)); n != 4 {
		t.Fatalf("%d entries", n)
	}
}
