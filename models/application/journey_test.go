package application_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/device"
	"onevisit/models/modelstest"
	"onevisit/models/visit"
)

const (
	hkm     = "exit-entry.hkm-endorsement"
	traffic = "traffic.camera-violation"
	renewal = "exit-entry.passport-renewal"
)

// citizen is a person at a kiosk in a test.

type citizen struct {
	*modelstest.Office
	t     *testing.T
	kiosk device.Device
	begun visit.Begun
	place application.Place
}

func newCitizen(t *testing.T) *citizen {
	t.Helper()
	o := modelstest.NewOffice(t)
	o.Registers.Put(modelstest.Driver, modelstest.Citizen(modelstest.Driver))
	c := &citizen{Office: o, t: t, kiosk: o.Kiosk("440300-001")}
	c.place = modelstest.Place(c.kiosk)
	c.begun = o.Identify(c.kiosk, modelstest.Driver)
	return c
}

func (c *citizen) actor() models.Actor { return c.begun.Session.Actor() }

func (c *citizen) open(service string) application.View {
	c.t.Helper()
	o, err := c.Cases.Open(c.t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: service})
	if err != nil {
		c.t.Fatal(err)
	}
	if o.View == nil {
		c.t.Fatalf("refused: %+v", o.Refused.Verdict)
	}
	return *o.View
}

func (c *citizen) save(v application.View, step string, given map[string]any) application.View {
	c.t.Helper()
	next, err := c.trySave(v, step, given)
	if err != nil {
		c.t.Fatalf("step %s: %v %+v", step, err, fieldsOf(err))
	}
	return next
}

func fieldsOf(err error) []models.FieldError {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

func (c *citizen) trySave(v application.View, step string, given map[string]any) (application.View, error) {
	return c.Cases.SaveStep(c.t.Context(), application.StepCommand{
		Actor: c.actor(), Application: v.Application.ID, Step: step, Version: v.Application.Version, Given: given, Language: "en",
	})
}

func (c *citizen) submit(v application.View) application.View {
	c.t.Helper()
	next, err := c.trySubmit(v, v.Total)
	if err != nil {
		c.t.Fatalf("submit: %v", err)
	}
	return next
}

func (c *citizen) trySubmit(v application.View, fen models.Fen) (application.View, error) {
	return c.Cases.Submit(c.t.Context(), application.Submission{
		Actor: c.actor(), Place: c.place, Application: v.Application.ID, Version: v.Application.Version, ConfirmedFen: fen,
	})
}

func (c *citizen) look(id models.ID) application.View {
	c.t.Helper()
	v, err := c.Cases.View(c.t.Context(), c.actor(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

func (c *citizen) report(v application.View, r application.ResultView, done bool) (application.View, error) {
	return c.Cases.ReportResult(c.t.Context(), application.Report{
		Actor: c.actor(), Application: v.Application.ID, Result: r.ID, Done: done, Fault: map[bool]string{false: "print"}[done],
	})
}

// due is the result the kiosk has to carry out now.

func due(v application.View) (application.ResultView, bool) {
	i := slices.IndexFunc(v.Results, func(r application.ResultView) bool { return r.State == application.ResultDue })
	if i < 0 {
		return application.ResultView{}, false
	}
	return v.Results[i], true
}

// issue carries every result that is due at the kiosk out.

func (c *citizen) issue(v application.View) application.View {
	c.t.Helper()
	for {
		r, ok := due(v)
		if !ok {
			return v
		}
		if r.Instruction == "" {
			c.t.Fatalf("%s is due without an instruction", r.Kind)
		}
		var err error
		if v, err = c.report(v, r, true); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *citizen) see(id models.ID, names ...string) {
	c.t.Helper()
	for _, name := range names {
		if _, err := c.Cases.Image(c.t.Context(), c.actor(), id, name); err != nil {
			c.t.Fatalf("picture %s: %v", name, err)
		}
	}
}

func (c *citizen) pay(v application.View) application.View {
	c.t.Helper()
	if err := c.Pay(c.actor(), v.Application.ID); err != nil {
		c.t.Fatal(err)
	}
	return c.look(v.Application.ID)
}

func (c *citizen) matter(v application.View) (m visit.Matter) {
	c.t.Helper()
	err := c.DB.Atomically(c.t.Context(), func(ctx context.Context, tx models.Tx) (err error) {
		m, err = c.Visits.LockMatter(ctx, tx, v.Application.Matter)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return m
}

func (c *citizen) want(v application.View, state application.State) {
	c.t.Helper()
	if v.Application.State != state {
		c.t.Fatalf("state %s, want %s", v.Application.State, state)
	}
}

// chooseRecords walks the traffic service to its check page.

// portrait is a synthetic picture of the size a document photo has.

// renew walks the passport service to its check page.
