package payment

import (
	"context"
	"time"

	"onevisit/models"
)

// Provider is the payment provider as this package needs it. Errors are
// ErrUnknown (no answer, or one that cannot be read), ErrUnavailable (not sent)
// or ErrRefused (answered no); anything else is a defect.
type Provider interface {
	// Create makes the provider's order. Repeating it with the same number
	// answers the same order there, but is only done after Query found nothing.
	Create(ctx context.Context, o NewOrder) (Made, error)
	// Query asks what became of an order. Found=false is an answer, not an error.
	Query(ctx context.Context, number string) (Statement, error)
	// Close ends an unpaid order. ErrRefused means it was paid meanwhile: query.
	Close(ctx context.Context, number string) error
	// Refund sends the whole amount back, once per refund number.
	Refund(ctx context.Context, r Refund) (Statement, error)
	// DailyBill lists what moved on a local date.
	DailyBill(ctx context.Context, day models.Date) ([]BillLine, error)
}

// NewOrder is what the provider is told. It holds no personal data.
type NewOrder struct {
	Number    string
	Title     string
	Amount    models.Fen
	ExpiresAt time.Time
}

// Made is the provider's reply to Create.
type Made struct {
	ProviderNo string
	QR         string
}

// Statement is the provider's word on an order.
type Statement struct {
	Found      bool
	Merchant   string
	Number     string
	ProviderNo string
	QR         string // while payable
	State      State  // Pending, Paid, Closed, Refunding or Refunded
	Amount     models.Fen
	At         time.Time // when the state was reached
}

// Refund names what goes back.
type Refund struct {
	Number   string // the order's
	RefundNo string // ours, unique; the same on every retry
	Amount   models.Fen
}

// BillLine is one movement of money on the provider's daily bill.
type BillLine struct {
	Number string
	Kind   BillKind
	Amount models.Fen
	At     time.Time
}

// BillKind is the direction of a movement.
type BillKind string

// The two directions.
const (
	BillPaid     BillKind = "paid"
	BillRefunded BillKind = "refunded"
)

// Notice is a message of the provider as it arrived, with what it says decoded.
// Only Body is signed; Event is believed after the signature was checked.
type Notice struct {
	Serial    string // names the provider's key
	Timestamp string // seconds since the epoch
	Nonce     string
	Signature string // base64 Ed25519 over "timestamp\nnonce\nbody\n"
	Body      []byte
	Event     Event
}

// Event is what a notice says.
type Event struct {
	ID        string // the provider's, unique per event, the same on every repetition
	Statement Statement
}
