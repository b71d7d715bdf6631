package application_test

import (
	"slices"
	"testing"
	"time"

	"onevisit/models/application"
	"onevisit/models/flow"
	"onevisit/models/modelstest"
	"onevisit/models/register"
)

const (
	payFine     = "traffic.pay-fine"
	renewalCar  = "traffic.licence-renewal"
	replacement = "traffic.licence-replacement"
)

// unpaid is a decision of today minus so many days overdue.
func unpaid(number, received string) register.FineDecision {
	return register.FineDecision{
		Exists: true, Number: number, Kind: "decision", State: "unpaid", FineFen: 20000, ReceivedOn: received, DecidedOn: received,
		Holder: "王*", Plate: "粤B88888", PlateType: "02", Act: "违反规定停放车辆", At: "2026-10-01 10:00", Payable: true,
	}
}

// with gives the citizen further facts.
func (c *citizen) with(more map[string]any) *citizen {
	facts := modelstest.Citizen(modelstest.Driver)
	for name, value := range more {
		facts[name] = value
	}
	c.Registers.Put(modelstest.Driver, facts)
	return c
}

func (c *citizen) byNumber(number string) application.View {
	c.t.Helper()
	v := c.save(c.open(payFine), "whose", map[string]any{"whose": "number"})
	v = c.save(v, "number", map[string]any{"decision_number": number})
	return c.save(v, "confirm", map[string]any{"confirmed": true})
}

func TestPayFine_anybodysByItsNumberWithTheSurcharge(t *testing.T) {
	c := newCitizen(t).with(map[string]any{register.FactDecisions: register.Decisions{}})
	const number = "4403991260000025"
	c.Registers.PutAt(register.FactDecision, number, unpaid(number, "2026-10-30"))
	v := c.byNumber(number)
	if v.Total != 24800 || len(v.Fees) != 2 { // 8 days of 6 yuan
		t.Fatalf("%d, %+v", v.Total, v.Fees)
	}
	v = c.submit(v)
	c.want(v, application.AwaitingPayment)
	due, err := c.Cases.Due(t.Context(), c.actor(), v.Application.ID, 24800)
	if err != nil || !slices.Equal(due.Subjects, []string{number}) {
		t.Fatalf("%+v, %v", due, err)
	}
	v = c.issue(c.pay(v))
	c.want(v, application.Completed)
	c.Work(0)
	if c.Registers.Count("ReportPaid") != 1 || c.Registers.Decisions() != 0 {
		t.Fatalf("%v", c.Registers.Calls)
	}
}

func TestPayFine_whatIsNotFoundOrNotAnsweredIsSaid(t *testing.T) {
	c := newCitizen(t).with(map[string]any{register.FactDecisions: register.Decisions{}})
	v := c.save(c.open(payFine), "whose", map[string]any{"whose": "number"})
	_, err := c.trySave(v, "number", map[string]any{"decision_number": "4403991260000033"})
	if f := fieldsOf(err); len(f) != 1 || f[0].Params["rule"] != "not-found" {
		t.Fatalf("%v %+v", err, f)
	}
	c.Registers.Silence(register.FactDecision, true)
	_, err = c.trySave(v, "number", map[string]any{"decision_number": "4403991260000033"})
	if f := fieldsOf(err); len(f) != 1 || f[0].Code != flow.CodeRegister {
		t.Fatalf("%v %+v", err, f)
	}
}

func TestPayFine_paidElsewhereMeanwhileIsNotPaidTwice(t *testing.T) {
	c := newCitizen(t).with(map[string]any{register.FactDecisions: register.Decisions{}})
	const number = "4403991260000017"
	c.Registers.PutAt(register.FactDecision, number, unpaid(number, "2026-11-20"))
	v := c.byNumber(number)
	paid := unpaid(number, "2026-11-20")
	paid.State = "paid"
	c.Registers.PutAt(register.FactDecision, number, paid)
	if _, err := c.trySubmit(v, v.Total); err == nil {
		t.Fatal("submitted")
	}
	seen := c.look(v.Application.ID)
	if seen.Page == nil || seen.Page.Step != "number" {
		t.Fatalf("%+v", seen.Page)
	}
}

func TestReplacement_isEnteredOnceAndPrinted(t *testing.T) {
	c := newCitizen(t)
	c.Registers.Fail("Enter:traffic/licence-replacement", register.ErrUnknown)
	v := c.save(c.open(replacement), "reason", map[string]any{"reason": "lost"})
	photo := c.photo(c.actor(), v.Application.ID)
	v = c.save(c.look(v.Application.ID), "photo", map[string]any{"photo": photo})
	v = c.save(v, "phone", map[string]any{"mobile": "13900000001"})
	v = c.pay(c.submit(c.save(v, "declaration", map[string]any{"declared": true})))
	c.Work(0)
	c.Work(2 * time.Minute)
	v = c.issue(c.look(v.Application.ID))
	c.want(v, application.Completed)
	if len(c.Registers.Entered) != 1 || c.Registers.Entered[0].What != "traffic/licence-replacement" || c.Registers.Entered[0].Data["reason"] != "lost" {
		t.Fatalf("%+v", c.Registers.Entered)
	}
}

// Open records come first, in the same session; their end leads back, and the
// matter of the renewal has one visit.
func TestChain_handleFirstThenContinue(t *testing.T) {
	driver := modelstest.Citizen(modelstest.Driver)[register.FactDriver].(register.Driver)
	driver.ValidTo = "2027-01-10"
	account := map[string]any{
		register.FactDriver: driver, register.FactPoints: register.Points{Exists: true}, register.FactDecisions: register.Decisions{},
		register.FactMedical: register.Medical{Exists: true, Passed: true, ValidTo: "2027-05-01", Classes: []string{"C1"}},
	}
	c := newCitizen(t).with(account)
	choice := application.Choice{Actor: c.actor(), Place: c.place, Service: renewalCar}
	o, err := c.Cases.Open(t.Context(), choice)
	if err != nil || o.Refused == nil || o.Refused.Verdict.First() != traffic {
		t.Fatalf("%+v, %v", o, err)
	}
	v := c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg")
	if v.Then != nil {
		t.Fatalf("led back before it was done: %+v", v.Then)
	}
	v = c.submit(v)
	c.Work(0)
	v = c.issue(c.pay(c.look(v.Application.ID)))
	c.want(v, application.Completed)
	if v.Then == nil || v.Then.Service != renewalCar || !v.Then.Now {
		t.Fatalf("led back to %+v", v.Then)
	}
	account[register.FactViolations] = register.Violations{}
	c.with(account)
	next := c.open(v.Then.Service)
	if m := c.matter(next); m.Visits != 1 {
		t.Fatalf("%+v", m)
	}
	if again := c.look(v.Application.ID); again.Then != nil {
		t.Fatalf("still leads back to %+v", again.Then)
	}
}
