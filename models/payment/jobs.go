package payment

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/job"
)

// The kinds of jobs the cashier puts and handles.
const (
	KindPoll      = "payment.poll"
	KindClose     = "payment.close"
	KindRefund    = "payment.refund"
	KindReconcile = "payment.reconcile"
)

// pollAfter is when a silent provider is asked after an order was opened.
func pollAfter() []time.Duration {
	return []time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second, 60 * time.Second, 120 * time.Second}
}

// pollPayload names the order and how many polls went before.
type pollPayload struct {
	Number string `json:"number"`
	Round  int    `json:"round"`
}

// Handlers are the cashier's part of the worker's table.
func (c *Cashier) Handlers() map[string]job.Handler {
	return map[string]job.Handler{
		KindPoll:      c.poll,
		KindClose:     c.close,
		KindRefund:    c.refund,
		KindReconcile: c.reconcile,
	}
}

func (c *Cashier) schedule(ctx context.Context, tx models.Tx, o Order) error {
	if err := c.putPoll(ctx, tx, o, 0); err != nil {
		return err
	}
	return c.Jobs.Put(ctx, tx, jobFor(KindClose, o.Number, o.Number, o.ExpiresAt))
}

func (c *Cashier) putPoll(ctx context.Context, tx models.Tx, o Order, round int) error {
	after := pollAfter()
	if round >= len(after) {
		return nil
	}
	payload, err := json.Marshal(pollPayload{Number: o.Number, Round: round})
	if err != nil {
		return fmt.Errorf("payment: poll payload: %w", err)
	}
	return c.Jobs.Put(ctx, tx, job.Job{
		Kind: KindPoll, Key: fmt.Sprintf("%s:%d", o.Number, round), Payload: payload, RunAt: o.CreatedAt.Add(after[round]),
	})
}

func jobFor(kind, key, number string, at time.Time) job.Job {
	return job.Job{Kind: kind, Key: key, Payload: []byte(number), RunAt: at}
}

// poll asks the provider about a silent order and plans the next question.
func (c *Cashier) poll(ctx context.Context, j job.Job) error {
	var p pollPayload
	if err := json.Unmarshal(j.Payload, &p); err != nil {
		return fmt.Errorf("payment: poll payload: %w", err)
	}
	o, err := c.Orders.ByNumber(ctx, p.Number)
	if err != nil || !o.State.Open() {
		return err
	}
	if o, err = c.fresh(ctx, o); err != nil || !o.State.Open() {
		return err
	}
	return c.Tx.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return c.putPoll(ctx, tx, o, p.Round+1)
	})
}

// close ends an expired order; it comes again while the provider leaves it open
// whether somebody paid.
func (c *Cashier) close(ctx context.Context, j job.Job) error {
	o, err := c.Orders.ByNumber(ctx, string(j.Payload))
	if err != nil || !o.State.Open() {
		return err
	}
	if o, err = c.expire(ctx, o); err != nil {
		return err
	}
	if o.State.Open() {
		return job.Again(askAgain)
	}
	return nil
}

// askAgain is the pause between two questions about an order that has to end.
const askAgain = 20 * time.Second

// refund sends the money of an order back, under one number however often it
// has to be asked for. It asks first whether an earlier try got through.
func (c *Cashier) refund(ctx context.Context, j job.Job) error {
	o, err := c.Orders.ByNumber(ctx, string(j.Payload))
	if err != nil || o.State != Refunding {
		return err
	}
	st, err := c.Provider.Query(ctx, o.Number)
	if err != nil {
		return err
	}
	if st.State == Paid {
		if st, err = c.Provider.Refund(ctx, Refund{Number: o.Number, RefundNo: "R" + o.Number, Amount: o.Amount}); err != nil {
			return err
		}
	}
	if st.State != Refunded {
		return job.Again(askAgain) // accepted there, not done yet
	}
	_, err = c.apply(ctx, o.Number, st)
	return err
}

// reconcile compares a day and plans the next.
func (c *Cashier) reconcile(ctx context.Context, j job.Job) error {
	day, err := models.ParseDate(string(j.Payload))
	if err != nil {
		return fmt.Errorf("payment: reconcile: %w", err)
	}
	if _, err := c.Reconcile(ctx, day); err != nil {
		return err
	}
	return c.Tx.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return c.putReconcile(ctx, tx, day.AddDays(1))
	})
}

// putReconcile plans a day's comparison for half past one the next morning.
func (c *Cashier) putReconcile(ctx context.Context, tx models.Tx, day models.Date) error {
	at := day.AddDays(1).Time().Add(90 * time.Minute)
	return c.Jobs.Put(ctx, tx, jobFor(KindReconcile, string(day), string(day), at))
}

// StartReconciling plans the comparison of today's business; planning it again
// changes nothing. Called at start-up.
func (c *Cashier) StartReconciling(ctx context.Context) error {
	today := models.DateOf(c.Clock.Now())
	return c.Tx.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return c.putReconcile(ctx, tx, today)
	})
}

// Reconcile compares the provider's bill of a day with our book. An order the
// bill knows better than we do is asked about first, so that a lost notice does
// not show as a difference.
func (c *Cashier) Reconcile(ctx context.Context, day models.Date) (Reconciliation, error) {
	bill, err := c.Provider.DailyBill(ctx, day)
	if err != nil {
		return Reconciliation{}, err
	}
	r, err := c.compare(ctx, day, bill)
	if err != nil {
		return Reconciliation{}, err
	}
	if len(r.Differences) > 0 {
		if err := c.repair(ctx, r.Differences); err != nil {
			return Reconciliation{}, err
		}
		if r, err = c.compare(ctx, day, bill); err != nil {
			return Reconciliation{}, err
		}
	}
	return r, c.Tx.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := c.Book.Reconciled(ctx, tx, r); err != nil {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.OrdersReconciled, Actor: models.Actor{Kind: models.ActorSystem},
			Subjects: []audit.Ref{{Kind: "bill", ID: string(day)}},
			Notes:    map[string]string{"count": fmt.Sprint(len(r.Differences))},
		})
	})
}

func (c *Cashier) repair(ctx context.Context, differences []Difference) error {
	for _, d := range differences {
		o, err := c.Orders.ByNumber(ctx, d.Number)
		if models.KindOf(err) == models.KindNotFound {
			continue
		}
		if err != nil {
			return err
		}
		st, err := c.Provider.Query(ctx, o.Number)
		if err != nil {
			return err
		}
		if st.Found {
			if _, err := c.apply(ctx, o.Number, st); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Cashier) compare(ctx context.Context, day models.Date, bill []BillLine) (Reconciliation, error) {
	ours, err := c.Book.Movements(ctx, day)
	if err != nil {
		return Reconciliation{}, err
	}
	return Compare(day, bill, ours, c.Clock.Now()), nil
}
