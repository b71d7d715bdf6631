package application

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/job"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// The kinds of jobs that carry results out.
const (
	KindCarry    = "application.carry"
	KindNotice   = "application.notice"
	KindFinePaid = "application.fine-paid"
)

// effect names one result.
type effect struct {
	Application models.ID `json:"application"`
	Result      models.ID `json:"result"`
}

// carryJob carries one result out. Jobs of one application run one after
// another.
func carryJob(r Result) job.Job { return resultJob(KindCarry, r) }

// Handlers is the table for the worker.
func (c *Cases) Handlers() map[string]job.Handler {
	return map[string]job.Handler{KindCarry: c.carry, KindNotice: c.notice, KindFinePaid: c.finePaid, KindText: c.text, KindReport: c.carryReport}
}

// patience is how long to wait before a production or parcel is asked about
// again: the pause grows with the age of the result, up to an hour.
func patience(age time.Duration) time.Duration {
	return min(max(age/4, 2*time.Second), time.Hour)
}

// step is what one attempt at a result came to.
type step struct {
	state  ResultState
	number string
	fault  string
	ready  bool          // made, and waits to be collected
	again  time.Duration // ask again after so long; 0 = not needed
}

// carry makes one attempt at a result and writes what came of it. It is safe to
// run twice: every effect has the result's id as its key, and an effect whose
// reply was lost is asked about first.
func (c *Cases) carry(ctx context.Context, j job.Job) error {
	f, r, err := c.load(ctx, j)
	if err != nil {
		return err
	}
	if r.over() || r.ready() {
		return nil
	}
	var next step
	switch r.Kind {
	case KindDecision:
		next, err = c.decideRecord(ctx, f, r)
	case KindProduce:
		next, err = c.produce(ctx, f, r)
	case KindPost:
		next, err = c.post(ctx, f, r)
	default:
		return job.Never(fmt.Errorf("application: a %s is not carried out by a job", r.Kind))
	}
	if next.state != "" {
		if saveErr := c.advance(ctx, f.ID, r.ID, next); saveErr != nil {
			return saveErr
		}
	}
	if err == nil && next.again > 0 {
		return job.Again(next.again)
	}
	return c.patient(f, err)
}

// patient turns a register's silence into another look later: the case is not
// given up because a register was away for an afternoon.
func (c *Cases) patient(f *file, err error) error {
	if errors.Is(err, register.ErrUnknown) || errors.Is(err, register.ErrUnavailable) {
		return job.Again(patience(c.Clock.Now().Sub(f.DecidedAt)))
	}
	return err
}

func (c *Cases) load(ctx context.Context, j job.Job) (*file, Result, error) {
	var e effect
	if err := json.Unmarshal(j.Payload, &e); err != nil {
		return nil, Result{}, job.Never(fmt.Errorf("application: job payload: %w", err))
	}
	a, err := c.Store.ByID(ctx, e.Application)
	if err != nil {
		return nil, Result{}, err
	}
	f, err := c.open(ctx, a)
	if err != nil {
		return nil, Result{}, err
	}
	results, err := c.Results.Results(ctx, e.Application)
	if err != nil {
		return nil, Result{}, err
	}
	i := slices.IndexFunc(results, func(r Result) bool { return r.ID == e.Result })
	if i < 0 {
		return nil, Result{}, job.Never(models.ErrNotFound)
	}
	return f, results[i], nil
}

// advance writes a result's new state and moves the application on.
func (c *Cases) advance(ctx context.Context, application, result models.ID, next step) error {
	return c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		f, results, err := c.hold(ctx, tx, application)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(results, func(r Result) bool { return r.ID == result })
		if i < 0 || results[i].over() {
			return nil
		}
		if !results[i].apply(next, c.Clock.Now()) {
			return nil
		}
		return c.settle(ctx, tx, f, results, results[i], next.state)
	})
}

// apply changes the result; false when nothing is new.
func (r *Result) apply(next step, now time.Time) bool {
	if r.State == next.state && (next.number == "" || next.number == r.Number) && !next.ready {
		return false
	}
	r.State, r.UpdatedAt, r.Fault = next.state, now, next.fault
	if next.number != "" {
		r.Number = next.number
	}
	if next.state == ResultDone || next.ready {
		r.DoneAt = now
	}
	return true
}

func (c *Cases) settle(ctx context.Context, tx models.Tx, f *file, results []Result, r Result, state ResultState) error {
	if err := c.Results.PutResult(ctx, tx, r); err != nil {
		return err
	}
	action := audit.ResultReported
	switch state {
	case ResultDone:
		action = audit.ResultDelivered
	case ResultFailed:
		action = audit.ResultFailed
	default: // still under way
	}
	if err := c.logResult(ctx, tx, action, f, r, system()); err != nil {
		return err
	}
	before := f.State
	if err := c.proceed(ctx, tx, f, results); err != nil {
		return err
	}
	if err := c.save(ctx, tx, &f.Application); err != nil {
		return err
	}
	if !r.ready() {
		if before == f.State {
			return nil
		}
		return c.tell(ctx, tx, f.Application, textOf(f.State))
	}
	if err := c.tell(ctx, tx, f.Application, TextToCollect); err != nil {
		return err
	}
	return c.Ledger.Note(ctx, tx, f.Matter, visit.EndingOf(visit.EndToCollect, ""))
}

// Collected says that the citizen took a finished document away, in the
// transaction of whoever handed it over: the result, or "" for the one that is
// ready. ErrNotDue where it is not ready, or was taken away before.
func (c *Cases) Collected(ctx context.Context, tx models.Tx, by models.Actor, application, result models.ID) error {
	f, results, err := c.hold(ctx, tx, application)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(results, func(r Result) bool { return r.ready() && (result == "" || r.ID == result) })
	if i < 0 {
		return ErrNotDue
	}
	results[i].State, results[i].DoneAt, results[i].UpdatedAt = ResultDone, c.Clock.Now(), c.Clock.Now()
	if err := c.Results.PutResult(ctx, tx, results[i]); err != nil {
		return err
	}
	if err := c.logResult(ctx, tx, audit.ResultDelivered, f, results[i], by); err != nil {
		return err
	}
	if err := c.proceed(ctx, tx, f, results); err != nil {
		return err
	}
	return c.save(ctx, tx, &f.Application)
}

// notice tells the exit-entry register that an endorsement was written.
func (c *Cases) notice(ctx context.Context, j job.Job) error {
	f, r, err := c.load(ctx, j)
	if err != nil {
		return err
	}
	endorsement, err := c.endorsementOf(f, r)
	if err != nil {
		return job.Never(err)
	}
	return c.patient(f, c.Effects.WriteNotice(ctx, string(r.ID), endorsement))
}

// finePaid tells the traffic register that a decision was paid.
func (c *Cases) finePaid(ctx context.Context, j job.Job) error {
	f, r, err := c.load(ctx, j)
	if err != nil {
		return err
	}
	return c.patient(f, c.FinePayments.ReportPaid(ctx, string(r.ID), r.Number, r.Amount, f.UpdatedAt))
}
