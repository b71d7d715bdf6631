package application_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/modelstest"
	"onevisit/models/payment"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

func (c *citizen) recall(id models.ID) error {
	c.t.Helper()
	return c.DB.Atomically(c.t.Context(), func(ctx context.Context, tx models.Tx) error {
		return c.Cases.Recall(ctx, tx, models.Actor{Kind: models.ActorStaff, ID: c.IDs.New(), Role: "supervisor", Site: c.kiosk.Site.Code}, id)
	})
}

// in brings a passport application to a state, "" to a draft.
func (c *citizen) in(state application.State) application.View {
	c.t.Helper()
	if state == application.Draft {
		return c.open(renewal)
	}
	v := c.submit(c.renew("post"))
	switch state {
	case application.Queued:
	case application.Correction:
		c.ask(v, "address")
	case application.Rejected:
		c.decide(v, application.Reject, "not-due", visit.TooEarlyOrLate)
	case application.HandedOver:
		c.decide(v, application.HandOver, "to-window", visit.MachineRefused)
	case application.Withdrawn:
		if _, err := c.Cases.Withdraw(c.t.Context(), application.Withdrawal{Actor: c.actor(), Application: v.Application.ID, Version: v.Application.Version}); err != nil {
			c.t.Fatal(err)
		}
	default:
		c.decide(v, application.Approve, "", "")
		c.further(v, state)
	}
	v = c.look(v.Application.ID)
	c.want(v, state)
	return v
}

// further takes an approved application on to a state after payment.
func (c *citizen) further(v application.View, state application.State) {
	c.t.Helper()
	steps := []application.State{application.AwaitingPayment, application.Issuing, application.InPost, application.Completed}
	for _, at := range steps[:slices.Index(steps, state)] {
		switch at {
		case application.AwaitingPayment:
			c.pay(c.look(v.Application.ID))
		case application.Issuing:
			c.Work(10 * time.Second)
			c.Registers.Made()
			c.Work(30 * time.Second)
		case application.InPost:
			c.Registers.Deliver("EMS1")
			c.Work(60 * time.Second)
		}
	}
}

func TestRecall_inEveryState(t *testing.T) {
	for state, want := range map[application.State]error{
		application.Draft:           application.ErrCarriedOut,
		application.Queued:          application.ErrCarriedOut,
		application.Withdrawn:       application.ErrCarriedOut,
		application.Correction:      nil,
		application.Rejected:        nil,
		application.HandedOver:      nil,
		application.AwaitingPayment: nil,
		application.Issuing:         application.ErrCarriedOut,
		application.InPost:          application.ErrCarriedOut,
		application.Completed:       application.ErrCarriedOut,
	} {
		t.Run(string(state), func(t *testing.T) {
			c := newCitizen(t)
			v := c.in(state)
			before := c.matter(v)
			if err := c.recall(v.Application.ID); !errors.Is(err, want) {
				t.Fatalf("%v, want %v", err, want)
			}
			if want != nil {
				c.want(c.look(v.Application.ID), state)
				return
			}
			v = c.look(v.Application.ID)
			c.want(v, application.Queued)
			a := v.Application
			if !a.DecidedAt.IsZero() || !a.EndedAt.IsZero() || a.Reason != "" || len(v.Results) != 0 || v.Correction != nil {
				t.Errorf("something of the decision is left: %+v, %+v", a, v.Results)
			}
			m := c.matter(v)
			if m.State != visit.MatterOpen || m.EndedOn != "" || !m.Settled || m.Visits != before.Visits || m.Reopened != before.Reopened {
				t.Errorf("the matter: %+v, was %+v", m, before)
			}
			c.Work(0)
			if c.Registers.Count("Send:recalled") != 1 {
				t.Errorf("the citizen was not told: %v", c.Registers.Calls)
			}
			if got := c.Entries("application", a.ID); !slices.Contains(got, audit.ApplicationRecalled) {
				t.Errorf("%v", got)
			}
			if err := c.recall(a.ID); !errors.Is(err, application.ErrCarriedOut) {
				t.Errorf("twice: %v", err)
			}
		})
	}
}

func TestRecall_thenTheCaseIsDecidedAnewAndToldAnew(t *testing.T) {
	c := newCitizen(t)
	v := c.in(application.AwaitingPayment)
	if err := c.recall(v.Application.ID); err != nil {
		t.Fatal(err)
	}
	c.decide(v, application.Reject, "not-due", visit.TooEarlyOrLate)
	if m := c.matter(v); m.State != visit.MatterRejected || m.EndedOn == "" {
		t.Errorf("%+v", m)
	}
	if err := c.recall(v.Application.ID); err != nil {
		t.Fatal(err)
	}
	c.decide(v, application.Approve, "", "")
	c.Work(0)
	if c.Registers.Count("Send:approved") != 2 || c.Registers.Count("Send:recalled") != 2 || c.Registers.Count("Send:decided") != 1 {
		t.Errorf("%v", c.Registers.Calls)
	}
	v = c.pay(c.look(v.Application.ID))
	c.want(v, application.Issuing)
	if m := c.matter(v); m.State != visit.MatterOpen || m.Visits != 1 {
		t.Errorf("%+v", m)
	}
}

func TestRecall_isNoCitizensAndNoMachines(t *testing.T) {
	c := newCitizen(t)
	v := c.in(application.Rejected)
	for _, by := range []models.Actor{c.actor(), {Kind: models.ActorDevice}, {Kind: models.ActorSystem}} {
		err := c.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return c.Cases.Recall(ctx, tx, by, v.Application.ID)
		})
		if err == nil {
			t.Errorf("recalled by a %s", by.Kind)
		}
	}
}

func TestRecall_refusesWhatWentToARegister(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg"))
	if err := c.recall(v.Application.ID); !errors.Is(err, application.ErrCarriedOut) {
		t.Errorf("while the decision may be on its way: %v", err)
	}
	c.Work(0)
	c.want(c.look(v.Application.ID), application.AwaitingPayment)
	if err := c.recall(v.Application.ID); !errors.Is(err, application.ErrCarriedOut) {
		t.Errorf("unpaid, but decided at the register: %v", err)
	}
}

func TestRecall_refusesWhereTheCitizenBeganAnew(t *testing.T) {
	c := newCitizen(t)
	v := c.in(application.Rejected)
	c.Clock.Days(1)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	c.open(renewal)
	if err := c.recall(v.Application.ID); !errors.Is(err, application.ErrSuperseded) {
		t.Errorf("%v", err)
	}
}

// What was promised moves by the working days the request stood, as it would with
// the citizen's answer: the queue counts the same.
func TestRecall_ofACorrectionRequestMovesThePromise(t *testing.T) {
	c := newCitizen(t)
	v := c.ask(c.submit(c.renew("post")), "photo")
	before := v.Application.Promised
	c.Clock.Pass(48 * time.Hour) // two working days
	if err := c.recall(v.Application.ID); err != nil {
		t.Fatal(err)
	}
	after := c.lookAs(c.phone(), v.Application.ID).Application.Promised
	if before != "2026-12-03" || after != "2026-12-07" { // a Thursday, and over the weekend
		t.Errorf("promised %s, then %s", before, after)
	}
}

// Money for a bill that was withdrawn meanwhile has no effect; the cashier sends
// it back.
func TestRecall_moneyThatComesAfterwardsIsNotDue(t *testing.T) {
	c := newCitizen(t)
	v := c.in(application.AwaitingPayment)
	total := v.Application.Total
	if err := c.recall(v.Application.ID); err != nil {
		t.Fatal(err)
	}
	err := c.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return c.Cases.Paid(ctx, tx, payment.Order{Application: v.Application.ID, Amount: total})
	})
	if !errors.Is(err, payment.ErrNoLongerDue) {
		t.Errorf("%v", err)
	}
	c.want(c.look(v.Application.ID), application.Queued)
}

// Whoever is sent to a window reads what the clerk wrote, and whoever is rejected
// on which law; a withdrawal takes both away.
func TestDecide_tellsTheCitizenWhy(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	err := c.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		_, err := c.Cases.Decide(ctx, tx, application.Ruling{
			By: models.Actor{Kind: models.ActorStaff, ID: c.IDs.New()}, Application: v.Application.ID, Command: application.HandOver,
			Reason: "identity", Note: pii.Conceal("请带上旧护照，找三号窗口"),
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	v = c.look(v.Application.ID)
	if v.Note.Reveal() != "请带上旧护照，找三号窗口" || v.Reason == nil || len(v.Reason.Bring) == 0 {
		t.Errorf("%+v, note %q", v.Reason, v.Note.Reveal())
	}
	if err := c.recall(v.Application.ID); err != nil {
		t.Fatal(err)
	}
	if v = c.look(v.Application.ID); !v.Note.Empty() || v.Reason != nil {
		t.Errorf("after the withdrawal: %+v, note %q", v.Reason, v.Note.Reveal())
	}
	c.decide(v, application.Reject, "not-issued", visit.MachineRefused)
	v = c.look(v.Application.ID)
	if !strings.Contains(v.Reason.Text["zh-CN"], "依据：护照法第十三条") || !strings.Contains(v.Reason.Text["en"], "Legal basis") {
		t.Errorf("%+v", v.Reason)
	}
}
