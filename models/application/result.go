package application

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/job"
	"onevisit/models/visit"
)

// MostTries is how often a machine may fail at one result before staff are
// called.
const MostTries = 2

// ErrNotDue is the answer to a report of a result that is not due here.
var ErrNotDue = models.E(models.KindConflict, "result.not_due")

// Report is what a kiosk's permit station or printer did.
type Report struct {
	Actor       models.Actor
	Application models.ID
	Result      models.ID
	Done        bool
	Fault       string
	Record      visit.Record[View]
}

// ReportResult notes what the kiosk did with a result that was due at it. A
// second failure stops the case for staff to mend; what was paid stays paid.
func (c *Cases) ReportResult(ctx context.Context, r Report) (View, error) {
	f, err := c.ownFile(ctx, r.Actor, r.Application)
	if err != nil {
		return View{}, err
	}
	if f.Session != r.Actor.Session {
		return View{}, ErrNotDue
	}
	var view View
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		f := *f // work may run again
		results, err := c.lockBoth(ctx, tx, &f)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(results, func(x Result) bool { return x.ID == r.Result })
		if i < 0 {
			return models.ErrNotFound
		}
		if err := c.report(ctx, tx, &f, results, i, r); err != nil {
			return err
		}
		if view, err = c.compose(ctx, &f, results, r.Actor); err != nil {
			return err
		}
		return r.Record.Call(ctx, tx, view)
	})
	return view, err
}

// lockBoth reads the application and its results anew and holds them.
func (c *Cases) lockBoth(ctx context.Context, tx models.Tx, f *file) ([]Result, error) {
	a, err := c.Store.Lock(ctx, tx, f.ID)
	if err != nil {
		return nil, err
	}
	f.Application = a
	return c.Results.LockResults(ctx, tx, f.ID)
}

func (c *Cases) report(ctx context.Context, tx models.Tx, f *file, results []Result, i int, r Report) error {
	x := &results[i]
	if x.State != ResultDue {
		return ErrNotDue
	}
	now := c.Clock.Now()
	x.Attempts++
	x.Device, x.UpdatedAt, x.Fault = r.Actor.Device, now, r.Fault
	action := audit.ResultReported
	switch {
	case r.Done:
		x.State, x.DoneAt = ResultDone, now
	case x.Attempts >= MostTries:
		x.State, action = ResultFailed, audit.ResultFailed
	}
	if err := c.Results.ChangeResult(ctx, tx, *x, ResultDue); err != nil {
		return err
	}
	if err := c.logResult(ctx, tx, action, f, *x, r.Actor); err != nil {
		return err
	}
	if r.Done && x.Kind == KindWrite {
		if err := c.Jobs.Put(ctx, tx, resultJob(KindNotice, *x)); err != nil {
			return err
		}
	}
	if err := c.proceed(ctx, tx, f, results); err != nil {
		return err
	}
	return c.save(ctx, tx, &f.Application)
}

func (c *Cases) logResult(ctx context.Context, tx models.Tx, action audit.Action, f *file, x Result, by models.Actor) error {
	notes := map[string]string{"kind": x.Kind, "state": string(x.State), "attempts": strconv.Itoa(x.Attempts)}
	if x.Fault != "" {
		notes["fault"] = x.Fault
	}
	return c.Log.Append(ctx, tx, audit.Entry{
		Action: action, Actor: by, Notes: notes,
		Subjects: append(f.subjects(), audit.Ref{Kind: "result", ID: string(x.ID)}),
	})
}

// instruction is what the device's agent is told to do, once.
type instruction struct {
	Version     int               `json:"v"`
	Kind        string            `json:"kind"`
	Device      models.ID         `json:"device"`
	Application models.ID         `json:"application"`
	Result      models.ID         `json:"result"`
	Act         string            `json:"act"`
	Document    string            `json:"document,omitempty"` // the permit that has to be in the station
	Endorsement *endorsementSlip  `json:"endorsement,omitempty"`
	Print       map[string]string `json:"print,omitempty"`
	Try         int               `json:"try"`
	At          int64             `json:"at"` // Unix seconds
}

type endorsementSlip struct {
	Destination string `json:"destination"`
	Category    string `json:"category"`
	Entries     string `json:"entries"`
	Validity    string `json:"validity"`
}

// instruct signs what the agent of the device shall do. The agent does nothing
// unsigned, and nothing for another device.
func (c *Cases) instruct(ctx context.Context, f *file, r Result, device models.ID) (string, error) {
	order := instruction{
		Version: 1, Kind: "instruction", Device: device, Application: f.ID, Result: r.ID, Act: r.Kind,
		Try: r.Attempts + 1, At: c.Clock.Now().Unix(),
	}
	if r.Kind == KindWrite {
		e, err := c.endorsementOf(f, r)
		if err != nil {
			return "", err
		}
		order.Document = e.PermitNumber.Reveal()
		order.Endorsement = &endorsementSlip{e.Destination, e.Category, e.Entries, e.Validity}
	} else {
		order.Print = map[string]string{"number": f.Number, "item": r.Item}
	}
	text, err := json.Marshal(order)
	if err != nil {
		return "", fmt.Errorf("application: instruction: %w", err)
	}
	return c.Signer.Sign(ctx, device, text)
}

// resultJob names the effect of one result. Its key is the result's, so that it
// is put once however often it is tried.
func resultJob(kind string, r Result) job.Job {
	payload, _ := json.Marshal(effect{Application: r.Application, Result: r.ID}) // two ids cannot fail
	return job.Job{Kind: kind, Key: string(r.ID), Order: string(r.Application), Payload: payload}
}
