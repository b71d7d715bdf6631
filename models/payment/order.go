package payment

import (
	"time"

	"onevisit/models"
)

// Order is one attempt to collect what an application owes.
type Order struct {
	ID          models.ID
	Number      string    // ours, unique, what the provider knows it by (out_trade_no)
	Application models.ID // whose debt it is
	Subjects    []string  // what is paid beside the application, e.g. decision numbers; each has one live order
	Title       string    // what the payer's phone shows; no personal data
	Lines       []Line
	Amount      models.Fen
	State       State
	Version     int
	ProviderNo  string // the provider's number, "" until known
	QR          string // content of the code, "" until the provider gave it
	CreatedAt   time.Time
	ExpiresAt   time.Time // the code is dead afterwards
	CheckedAt   time.Time // when the provider was last asked; zero = never
	PaidAt      time.Time // the provider's word; zero = not paid
	ClosedAt    time.Time // zero = never closed; a closed order can still be paid late
	RefundedAt  time.Time // the provider's word; zero = not refunded
}

// Line is one part of the amount.
type Line struct {
	Code   string
	Text   models.Texts
	Amount models.Fen
}

// Payable tells whether a citizen can pay the order now.
func (o Order) Payable(now time.Time) bool {
	return o.State == Pending && now.Before(o.ExpiresAt)
}

// Due is what an application asks to be paid.
type Due struct {
	Application models.ID
	Subjects    []string
	Title       string
	Lines       []Line
	Amount      models.Fen // must be the sum of Lines and above zero
}

func (d Due) check() error {
	var sum models.Fen
	for _, l := range d.Lines {
		if l.Amount < 0 {
			return ErrAmount
		}
		sum += l.Amount
	}
	if d.Amount <= 0 || sum != d.Amount {
		return ErrAmount
	}
	return nil
}

// Opened is the outcome of opening an order.
type Opened struct {
	Order Order
	Fresh bool // false: the live order that was there already, perhaps paid
}

// The errors callers tell apart.
var (
	// ErrAmount: the amount is not positive or not the sum of its lines.
	ErrAmount = models.E(models.KindInvalid, "payment.amount")
	// ErrOrderExists: another application's live order already covers a subject.
	ErrOrderExists = models.E(models.KindConflict, "order-exists")
	// ErrOrderClosed: the order can no longer be paid.
	ErrOrderClosed = models.E(models.KindConflict, "order-closed")
	// ErrSignature: a notice that is not from the provider, or too old.
	ErrSignature = models.E(models.KindUnauthenticated, "callback-signature")
	// ErrUnknown: the provider gave no answer; ask by Query, never repeat blindly.
	ErrUnknown = models.E(models.KindUnavailable, "payment.outcome_unknown")
	// ErrUnavailable: the provider was not reached at all; nothing happened.
	ErrUnavailable = models.E(models.KindUnavailable, "payment.unavailable")
	// ErrRefused: the provider answered no.
	ErrRefused = models.E(models.KindConflict, "payment.refused")
)
