package payment

import (
	"context"
	"errors"

	"onevisit/models"
	"onevisit/models/audit"
)

// fresh asks the provider about an open order whose last word is old, and closes
// one that has expired. Silence of the provider leaves the order as it is.
func (c *Cashier) fresh(ctx context.Context, o Order) (Order, error) {
	if !o.State.Open() {
		return o, nil
	}
	now := c.Clock.Now()
	if !now.Before(o.ExpiresAt) {
		return c.expire(ctx, o)
	}
	asked := o.CheckedAt
	if asked.IsZero() && o.State == Created {
		asked = o.CreatedAt.Add(createGrace - stale) // the creating request is still at it
	}
	if now.Sub(asked) < stale {
		return o, nil
	}
	return c.ask(ctx, o)
}

// ask queries the provider and applies what it says.
func (c *Cashier) ask(ctx context.Context, o Order) (Order, error) {
	st, err := c.Provider.Query(ctx, o.Number)
	if err != nil {
		return c.silence(ctx, o)
	}
	if !st.Found {
		if o.State == Pending || c.Clock.Now().Sub(o.CreatedAt) < createGrace {
			return o, nil
		}
		// The provider says it never got it: now, and only now, it may be sent again.
		return c.create(ctx, o, nil)
	}
	return c.apply(context.WithoutCancel(ctx), o.Number, st)
}

// silence notes that the provider was asked in vain. A creation nobody confirmed
// is unknown from then on.
func (c *Cashier) silence(ctx context.Context, o Order) (Order, error) {
	if o.State != Created || c.Clock.Now().Sub(o.CreatedAt) < createGrace {
		return o, nil
	}
	err := c.Tx.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		var err error
		if o, err = c.Orders.Lock(ctx, tx, o.Number); err != nil {
			return err
		}
		o, err = c.move(ctx, tx, o, Unknown)
		return err
	})
	return o, err
}

// expire closes an order whose time is over. The provider is asked first and
// last: an order somebody paid in the final second is paid, not closed.
func (c *Cashier) expire(ctx context.Context, o Order) (Order, error) {
	st, err := c.Provider.Query(ctx, o.Number)
	if err != nil {
		return o, nil //nolint:nilerr // unknown stays open; the next look or job asks again
	}
	if st.Found && st.State == Pending {
		switch err := c.Provider.Close(ctx, o.Number); {
		case err == nil:
			st.State, st.At = Closed, c.Clock.Now()
		case errors.Is(err, ErrRefused): // paid between the two calls
			if st, err = c.Provider.Query(ctx, o.Number); err != nil {
				return o, nil //nolint:nilerr // as above
			}
		default:
			return o, nil
		}
	}
	if !st.Found {
		st = Statement{Found: true, Merchant: c.Merchant, Number: o.Number, State: Closed, Amount: o.Amount, At: c.Clock.Now()}
	}
	return c.apply(context.WithoutCancel(ctx), o.Number, st)
}

// apply brings the provider's word on an order into our book.
func (c *Cashier) apply(ctx context.Context, number string, st Statement) (Order, error) {
	var o Order
	err := c.Tx.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		var err error
		if o, err = c.Orders.Lock(ctx, tx, number); err != nil {
			return err
		}
		o, err = c.take(ctx, tx, o, Event{Statement: st})
		return err
	})
	return o, err
}

// take applies a statement to a locked order. What contradicts our book is
// quarantined; what it already knows changes nothing.
func (c *Cashier) take(ctx context.Context, tx models.Tx, o Order, e Event) (Order, error) {
	st := e.Statement
	switch {
	case st.Merchant != c.Merchant:
		return o, c.quarantine(ctx, tx, e, "merchant")
	case st.Amount != o.Amount:
		return o, c.quarantine(ctx, tx, e, "amount")
	}
	if o.ProviderNo == "" {
		o.ProviderNo = st.ProviderNo
	}
	if o.QR == "" {
		o.QR = st.QR
	}
	o.CheckedAt = c.Clock.Now()
	switch st.State {
	case Paid:
		return c.takePaid(ctx, tx, o, st)
	case Refunded:
		if o.State != Refunding && o.State != Refunded {
			return o, c.quarantine(ctx, tx, e, "state")
		}
		if o.RefundedAt.IsZero() {
			o.RefundedAt = st.At
		}
		return c.move(ctx, tx, o, Refunded)
	case Closed:
		return c.move(ctx, tx, o, Closed)
	case Pending:
		return c.move(ctx, tx, o, Pending)
	case Created, Unknown, Refunding:
	}
	return o, nil
}

// takePaid: money came. On an open order it has its effect; on a closed one it
// goes back; on any other it is news we have.
func (c *Cashier) takePaid(ctx context.Context, tx models.Tx, o Order, st Statement) (Order, error) {
	if o.PaidAt.IsZero() {
		o.PaidAt = st.At
	}
	if o.State == Closed {
		return c.sendBack(ctx, tx, o)
	}
	if !o.State.CanBecome(Paid) {
		return o, nil
	}
	o, err := c.move(ctx, tx, o, Paid)
	if err != nil {
		return o, err
	}
	if err = c.OnPaid(ctx, tx, o); errors.Is(err, ErrNoLongerDue) {
		return c.sendBack(ctx, tx, o)
	}
	return o, err
}

// sendBack gives the money of an order back.
func (c *Cashier) sendBack(ctx context.Context, tx models.Tx, o Order) (Order, error) {
	o, err := c.move(ctx, tx, o, Refunding)
	if err != nil {
		return o, err
	}
	return o, c.Jobs.Put(ctx, tx, jobFor(KindRefund, o.Number, o.Number, c.Clock.Now()))
}

// actions are the audit entries of the changes that matter to an auditor.
func actionOf(s State) (audit.Action, bool) {
	switch s {
	case Paid:
		return audit.OrderPaid, true
	case Closed:
		return audit.OrderClosed, true
	case Refunding:
		return audit.OrderRefunding, true
	case Refunded:
		return audit.OrderRefunded, true
	case Created, Unknown, Pending:
	}
	return "", false
}

// move stores a changed order; a state the machine does not allow from here
// (an old word, a repeated one) is left out.
func (c *Cashier) move(ctx context.Context, tx models.Tx, o Order, to State) (Order, error) {
	from := o.State
	if from.CanBecome(to) {
		o.State = to
		if to == Closed {
			o.ClosedAt = c.Clock.Now()
		}
	}
	o.Version++
	if err := c.Orders.Update(ctx, tx, o); err != nil {
		return o, err
	}
	action, audited := actionOf(o.State)
	if o.State == from || !audited {
		return o, nil
	}
	return o, c.Audit.Append(ctx, tx, entry(action, models.Actor{Kind: models.ActorSystem}, o))
}

func (c *Cashier) quarantine(ctx context.Context, tx models.Tx, e Event, reason string) error {
	q := Quarantined{ID: c.IDs.New(), Event: e, Reason: reason, At: c.Clock.Now()}
	if err := c.Book.Quarantine(ctx, tx, q); err != nil {
		return err
	}
	return c.Audit.Append(ctx, tx, audit.Entry{
		Action: audit.OrderQuarantined, Actor: models.Actor{Kind: models.ActorSystem},
		Subjects: []audit.Ref{{Kind: "notice", ID: string(q.ID)}}, Notes: map[string]string{"reason": reason},
	})
}

func entry(a audit.Action, actor models.Actor, o Order) audit.Entry {
	return audit.Entry{
		Action: a, Actor: actor,
		Subjects: []audit.Ref{{Kind: "order", ID: string(o.ID)}, {Kind: "application", ID: string(o.Application)}},
	}
}
