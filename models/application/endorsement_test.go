package application_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/flow"
	"onevisit/models/modelstest"
	"onevisit/models/visit"
)

func (c *citizen) withPermit() *citizen {
	c.begun = c.InsertPermit(c.kiosk, modelstest.Permit)
	return c
}

func (c *citizen) endorse() application.View {
	c.t.Helper()
	v := c.open(hkm)
	v = c.save(v, "destination", map[string]any{"destinations": []string{"HKG", "MAC"}})
	v = c.save(v, "category", map[string]any{"category": "L"})
	v = c.save(v, "hong-kong", map[string]any{"hk_form": "3m-2"})
	v = c.save(v, "macau", map[string]any{"macau_form": "1y-1"})
	return c.save(v, "phone", map[string]any{"mobile": "13800000002"})
}

func TestEndorsement_approvePayWritePrint(t *testing.T) {
	c := newCitizen(t).withPermit()
	v := c.endorse()
	if v.Total != 4500 || len(v.Fees) != 2 {
		t.Fatalf("%d %+v", v.Total, v.Fees)
	}
	v = c.submit(v)
	c.want(v, application.AwaitingPayment)
	if _, ok := due(v); ok {
		t.Fatal("something is issued before it is paid")
	}
	v = c.pay(v)
	r, ok := due(v)
	if !ok || r.Kind != application.KindWrite || !strings.Contains(r.Instruction, modelstest.Permit) || !strings.Contains(r.Instruction, `"entries":"2"`) {
		t.Fatalf("%+v", r)
	}
	v = c.issue(v)
	c.want(v, application.Completed)
	c.Work(0)
	if c.Registers.Count("WriteNotice") != 2 {
		t.Fatalf("%v", c.Registers.Calls)
	}
	slip, _, err := c.Cases.PaperDraft(t.Context(), application.Press{Actor: c.actor(), Place: c.place}, v.Application.ID, "slip", "")
	if said := fmt.Sprint(slip.Blocks); err != nil || !strings.Contains(said, v.Application.Number) || strings.Contains(said, "陈") {
		t.Fatalf("%+v, %v", slip, err)
	}
}

func TestEndorsement_aSecondFailureCallsStaffAndKeepsThePayment(t *testing.T) {
	c := newCitizen(t).withPermit()
	v := c.pay(c.submit(c.endorse()))
	for try, state := range []application.State{application.Issuing, application.NeedsStaff} {
		r, ok := due(v)
		if !ok {
			t.Fatalf("try %d: nothing is due", try)
		}
		var err error
		if v, err = c.report(v, r, false); err != nil {
			t.Fatal(err)
		}
		c.want(v, state)
	}
	if v.Application.Paid != 4500 {
		t.Fatalf("paid %d", v.Application.Paid)
	}
	if err := c.Pay(c.actor(), v.Application.ID); err != nil {
		t.Fatalf("the paid order's second word: %v", err)
	}
	if m := c.matter(v); m.State != visit.MatterOpen {
		t.Fatalf("%+v", m)
	}
	mended := func() error {
		return c.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return c.Cases.Repair(ctx, tx, models.Actor{Kind: models.ActorStaff, ID: c.IDs.New()}, v.Application.ID)
		})
	}
	if err := mended(); err != nil {
		t.Fatal(err)
	}
	if err := mended(); !errors.Is(err, application.ErrNotNow) {
		t.Fatalf("repaired twice: %v", err)
	}
	v = c.issue(c.look(v.Application.ID))
	c.want(v, application.Completed)
	if v.Application.Paid != 4500 {
		t.Fatalf("paid %d", v.Application.Paid)
	}
}

func TestEndorsement_withTheIDCardIsRefusedAndCounted(t *testing.T) {
	c := newCitizen(t)
	o, err := c.Cases.Open(t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: hkm})
	if err != nil || o.Refused == nil || o.Refused.Verdict.Outcome != flow.OnlyWith || o.Refused.Reference == "" {
		t.Fatalf("%+v, %v", o, err)
	}
	live, err := c.Store.LiveOf(t.Context(), c.begun.Session.Person)
	if err != nil || len(live) != 0 {
		t.Fatalf("an application was made: %+v, %v", live, err)
	}
	matters, err := c.Visits.MattersOf(t.Context(), c.begun.Session.Person)
	if err != nil || len(matters) != 1 || !matters[0].PrecheckOnly || matters[0].Visits != 1 {
		t.Fatalf("%+v, %v", matters, err)
	}
	c.withPermit()
	v := c.open(hkm)
	if v.Application.Matter != matters[0].ID || c.matter(v).Visits != 1 {
		t.Fatal("the refusal and the return are not one matter and visit")
	}
}
