package application_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/flow"
	"onevisit/models/modelstest"
	"onevisit/models/register"
	"onevisit/models/visit"
)

func (c *citizen) chooseRecords(records []string, pictures ...string) application.View {
	c.t.Helper()
	v := c.open(traffic)
	c.see(v.Application.ID, pictures...)
	v = c.save(v, "records", map[string]any{"records": records})
	v = c.save(v, "stance", map[string]any{"stance": "accept"})
	v = c.save(v, "declare", map[string]any{"driver_declared": true})
	v = c.save(v, "notice", map[string]any{"notice_read": true, "defence": "none"})
	if v.Page != nil || v.Review == nil {
		c.t.Fatalf("not at the check page: %+v", v.Page)
	}
	return v
}

func TestTraffic_twoRecordsTwoDecisionsOnePayment(t *testing.T) {
	c := newCitizen(t)
	v := c.chooseRecords([]string{"4403997900000001", "4403997900000002"}, "e1.jpg", "e2.jpg", "f1.jpg")
	if v.Total != 40000 || len(v.Fees) != 2 {
		t.Fatalf("total %d, lines %+v", v.Total, v.Fees)
	}
	v = c.submit(v)
	c.want(v, application.Approved)
	if c.Registers.Count("DecideViolation") != 0 {
		t.Fatal("an effect was made inside the transaction")
	}
	c.Work(0)
	v = c.look(v.Application.ID)
	c.want(v, application.AwaitingPayment)
	if v.Results[0].Number == v.Results[1].Number || len(v.Results[0].Number) != 16 || len(v.Results[1].Number) != 16 {
		t.Fatalf("numbers %q %q", v.Results[0].Number, v.Results[1].Number)
	}
	bill, err := c.Cases.Due(t.Context(), c.actor(), v.Application.ID, 40000)
	if err != nil || len(bill.Subjects) != 2 || len(bill.Lines) != 2 || bill.Amount != 40000 {
		t.Fatalf("%+v, %v", bill, err)
	}
	v = c.pay(v)
	c.want(v, application.Issuing)
	v = c.issue(v)
	c.want(v, application.Completed)
	c.Work(0)
	if c.Registers.Count("ReportPaid") != 2 || c.Registers.Decisions() != 2 {
		t.Fatalf("%v", c.Registers.Calls)
	}
	if m := c.matter(v); m.State != visit.MatterCompleted || m.Visits != 1 || m.EndedOn != "2026-11-24" {
		t.Fatalf("%+v", m)
	}
}

func TestTraffic_auditHasOneEntryAChange(t *testing.T) {
	c := newCitizen(t)
	v := c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg")
	v = c.submit(v)
	c.Work(0)
	c.issue(c.pay(v))
	want := []audit.Action{
		audit.ApplicationOpened, audit.EvidenceShown, audit.EvidenceShown,
		audit.StepSaved, audit.StepSaved, audit.StepSaved, audit.StepSaved,
		audit.ApplicationSubmitted, audit.ResultReported, audit.ResultDelivered, audit.ApplicationDue,
		audit.ApplicationPaid, audit.ResultReported, audit.ApplicationCompleted,
	}
	if got := c.Entries("application", v.Application.ID); !slices.Equal(got, want) {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
}

func TestTraffic_aWarningHasNoPayment(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.chooseRecords([]string{"4403997900000003"}, "w1.jpg"))
	c.Work(0)
	v = c.look(v.Application.ID)
	c.want(v, application.Issuing)
	if _, err := c.Cases.Due(t.Context(), c.actor(), v.Application.ID, 0); !errors.Is(err, application.ErrNothingDue) {
		t.Fatalf("due: %v", err)
	}
	c.want(c.issue(v), application.Completed)
	if c.Registers.Count("ReportPaid") != 0 {
		t.Fatal("a payment of nothing was reported")
	}
}

func TestTraffic_aLostReplyIsAskedAboutNeverRepeated(t *testing.T) {
	c := newCitizen(t)
	c.Registers.Fail("DecideViolation", register.ErrUnknown)
	c.Registers.Fail("CheckDigit", register.ErrUnknown, register.ErrUnavailable)
	v := c.submit(c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg"))
	c.Work(30 * time.Second)
	v = c.look(v.Application.ID)
	c.want(v, application.AwaitingPayment)
	if c.Registers.Decisions() != 1 || c.Registers.Count("DecideViolation") != 1 || c.Registers.Count("QueryDecision") != 1 {
		t.Fatalf("%v", c.Registers.Calls)
	}
}

func TestTraffic_aRefusedDecisionIsNotBilled(t *testing.T) {
	c := newCitizen(t)
	c.Registers.Fail("DecideViolation", register.ErrRefused)
	v := c.submit(c.chooseRecords([]string{"4403997900000001", "4403997900000002"}, "e1.jpg", "e2.jpg", "f1.jpg"))
	c.Work(0)
	v = c.look(v.Application.ID)
	c.want(v, application.AwaitingPayment)
	if v.Total != 20000 || len(v.Fees) != 1 {
		t.Fatalf("billed %d in %+v", v.Total, v.Fees)
	}
}

func TestTraffic_allDecisionsRefusedGoesToTheWindow(t *testing.T) {
	c := newCitizen(t)
	c.Registers.Fail("DecideViolation", register.ErrRefused)
	v := c.submit(c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg"))
	c.Work(0)
	v = c.look(v.Application.ID)
	c.want(v, application.HandedOver)
	if m := c.matter(v); m.State != visit.MatterOpen {
		t.Fatalf("a hand-over ended the matter: %+v", m)
	}
	if again := c.open(traffic); again.Application.Matter != v.Application.Matter {
		t.Fatal("the need that was handed over became another one")
	}
}

func TestTraffic_aRecordInHandElsewhereIsNotDecidedTwice(t *testing.T) {
	c := newCitizen(t)
	c.submit(c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg"))
	second := c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg")
	if _, err := c.trySubmit(second, second.Total); !errors.Is(err, application.ErrTaken) {
		t.Fatalf("got %v", err)
	}
	c.want(c.look(second.Application.ID), application.Draft)
}

func TestTraffic_theUnpaidMatterStaysOpenAndPayingLaterCounts(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg"))
	c.Work(0)
	c.Clock.Days(200)
	if n, err := c.Cases.Sweep(t.Context()); err != nil || n != 0 {
		t.Fatalf("swept %d, %v", n, err)
	}
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	v = c.issue(c.pay(c.look(v.Application.ID)))
	c.want(v, application.Completed)
	list, err := c.Visits.Presences(t.Context(), v.Application.Matter)
	if err != nil || len(list) != 2 || list[1].Cause != visit.PaymentUnfinished {
		t.Fatalf("%+v, %v", list, err)
	}
}

func TestTraffic_evidenceHasToBeSeenAndForeignPicturesDoNotExist(t *testing.T) {
	c := newCitizen(t)
	v := c.open(traffic)
	c.see(v.Application.ID, "e1.jpg")
	if _, err := c.trySave(v, "records", map[string]any{"records": []string{"4403997900000001"}}); models.KindOf(err) != models.KindInvalid {
		t.Fatalf("unseen: %v", err)
	}
	if _, err := c.Cases.Image(t.Context(), c.actor(), v.Application.ID, "z9.jpg"); !errors.Is(err, models.ErrNotFound) {
		t.Fatalf("foreign picture: %v", err)
	}
	c.see(v.Application.ID, "e1.jpg", "e2.jpg")
	c.save(v, "records", map[string]any{"records": []string{"4403997900000001"}})
}

// promised is what the menu says of a service now.
func (c *citizen) promised(service string) flow.Outcome {
	c.t.Helper()
	return entryOf(c.t, c.menu(), service).Verdict.Outcome
}

func TestTraffic_theMenuForgetsWhatWasJustSettled(t *testing.T) {
	c := newCitizen(t)
	if got := c.promised(traffic); got != flow.Yes {
		t.Fatalf("before: %s", got)
	}
	v := c.submit(c.chooseRecords([]string{"4403997900000003"}, "w1.jpg"))
	c.Work(0)
	c.issue(v)
	facts := modelstest.Citizen(modelstest.Driver)
	facts[register.FactViolations] = register.Violations{}
	c.Registers.Put(modelstest.Driver, facts)
	if got := c.promised(traffic); got != flow.No {
		t.Fatalf("after everything was settled: %s", got)
	}
}
