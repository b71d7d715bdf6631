package payment

import (
	"context"
	"crypto/ed25519"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/job"
)

// OnPaid carries out what a payment causes, in the transaction that records it.
// An error undoes the payment's record, and the provider's next word tries again;
// ErrNoLongerDue sends the money back instead.
type OnPaid func(ctx context.Context, tx models.Tx, o Order) error

// Keys are the provider's public keys by serial number.
type Keys map[string]ed25519.PublicKey

// Deps is what a Cashier works with.
type Deps struct {
	Tx       models.Transactor
	Orders   Orders
	Book     Book
	Audit    audit.Log
	Jobs     job.Queue
	Provider Provider
	IDs      *models.IDs
	Clock    models.Clock
	Keys     Keys
	Merchant string // who we are to the provider
	OnPaid   OnPaid
	Life     time.Duration // how long a code can be paid; 0 = DefaultLife
}

// DefaultLife is how long a code can be paid when nothing else was configured:
// three minutes at the machine, then a new code is one touch away.
const DefaultLife = 3 * time.Minute

const (
	stale       = 3 * time.Second  // older words of the provider are asked for again
	createGrace = 12 * time.Second // after this, a creation without reply is asked about
	noticeAge   = 5 * time.Minute  // how far a notice's time may be from ours
)

// Cashier opens orders, listens to the provider and keeps both books equal.
type Cashier struct {
	Deps
	rejected atomic.Int64
}

// NewCashier builds a cashier.
func NewCashier(d Deps) *Cashier {
	if d.Life == 0 {
		d.Life = DefaultLife
	}
	return &Cashier{Deps: d}
}

// Record stores the reply to an idempotent request inside the transaction that
// made the outcome; nil records nothing.
type Record func(ctx context.Context, tx models.Tx, outcome Opened) error

// Open orders the payment of what is due and answers the order with its code.
// Where the application has a live order, that one is answered: opening is safe
// to repeat. ErrOrderExists when a subject has another application's live order.
// The answered order may be Created or Unknown, then its code comes with Status.
func (c *Cashier) Open(ctx context.Context, actor models.Actor, due Due, record Record) (Opened, error) {
	if err := due.check(); err != nil {
		return Opened{}, err
	}
	if o, ok, err := c.live(ctx, due.Application); err != nil || ok {
		return Opened{Order: o}, err
	}
	o := c.draft(due)
	err := c.Tx.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return c.insert(ctx, tx, actor, o)
	})
	if errors.Is(err, models.ErrDuplicate) {
		return c.lostRace(ctx, due.Application)
	}
	if err != nil {
		return Opened{}, err
	}
	o, err = c.create(ctx, o, record)
	return Opened{Order: o, Fresh: true}, err
}

// live answers the application's live order after refreshing it: an expired one
// is closed first and then no longer live.
func (c *Cashier) live(ctx context.Context, application models.ID) (Order, bool, error) {
	o, err := c.Orders.Latest(ctx, application)
	if errors.Is(err, models.ErrNotFound) {
		return Order{}, false, nil
	}
	if err != nil {
		return Order{}, false, err
	}
	if !o.State.Live() {
		return Order{}, false, nil
	}
	if o, err = c.fresh(ctx, o); err != nil {
		return Order{}, false, err
	}
	return o, o.State.Live(), nil
}

// lostRace answers the order that took the place meanwhile.
func (c *Cashier) lostRace(ctx context.Context, application models.ID) (Opened, error) {
	o, err := c.Orders.Latest(ctx, application)
	if err == nil && o.State.Live() {
		return Opened{Order: o}, nil
	}
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return Opened{}, err
	}
	return Opened{}, ErrOrderExists
}

func (c *Cashier) draft(due Due) Order {
	id, now := c.IDs.New(), c.Clock.Now()
	return Order{
		ID: id, Number: "OV" + strings.ToUpper(string(id)), Application: due.Application,
		Subjects: due.Subjects, Title: due.Title, Lines: due.Lines, Amount: due.Amount,
		State: Created, Version: 1, CreatedAt: now, ExpiresAt: now.Add(c.Life),
	}
}

func (c *Cashier) insert(ctx context.Context, tx models.Tx, actor models.Actor, o Order) error {
	if err := c.Orders.Insert(ctx, tx, o); err != nil {
		return err
	}
	if err := c.Audit.Append(ctx, tx, entry(audit.OrderOpened, actor, o)); err != nil {
		return err
	}
	return c.schedule(ctx, tx, o)
}

// create asks the provider for its order and notes the answer. What the
// provider said is kept even where a notice overtook its reply.
func (c *Cashier) create(ctx context.Context, o Order, record Record) (Order, error) {
	made, failure := c.Provider.Create(ctx, NewOrder{Number: o.Number, Title: o.Title, Amount: o.Amount, ExpiresAt: o.ExpiresAt})
	// The citizen may have left; what the provider did has to be noted all the same.
	ctx = context.WithoutCancel(ctx)
	err := c.Tx.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		var err error
		if o, err = c.Orders.Lock(ctx, tx, o.Number); err != nil {
			return err
		}
		if o, err = c.noteCreated(ctx, tx, o, made, failure); err != nil {
			return err
		}
		if record == nil || failure != nil {
			return nil
		}
		return record(ctx, tx, Opened{Order: o, Fresh: true})
	})
	if err != nil {
		return Order{}, err
	}
	if o.State == Closed {
		return o, ErrUnavailable.Because(failure)
	}
	return o, nil
}

func (c *Cashier) noteCreated(ctx context.Context, tx models.Tx, o Order, made Made, failure error) (Order, error) {
	switch {
	case failure == nil:
		o.ProviderNo, o.QR = made.ProviderNo, made.QR
		o.CheckedAt = c.Clock.Now()
		return c.move(ctx, tx, o, Pending)
	case errors.Is(failure, ErrUnavailable), errors.Is(failure, ErrRefused):
		return c.move(ctx, tx, o, Closed)
	}
	return c.move(ctx, tx, o, Unknown)
}

// Status answers the application's order; where the provider's last word is old
// it is asked first. models.ErrNotFound when there never was an order.
func (c *Cashier) Status(ctx context.Context, application models.ID) (Order, error) {
	o, err := c.Orders.Latest(ctx, application)
	if err != nil {
		return Order{}, err
	}
	return c.fresh(ctx, o)
}

// Rejected counts the notices that were turned away because of their signature
// or time. Nothing else of them is kept.
func (c *Cashier) Rejected() int64 { return c.rejected.Load() }
