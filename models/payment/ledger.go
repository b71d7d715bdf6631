package payment

import (
	"context"
	"time"

	"onevisit/models"
)

// Orders keeps the orders. Methods with a Tx write or lock.
type Orders interface {
	// Insert adds a new order and takes its application's and subjects' places;
	// models.ErrDuplicate when one is taken.
	Insert(ctx context.Context, tx models.Tx, o Order) error
	// Lock reads an order for a change: nobody else changes it before the commit.
	Lock(ctx context.Context, tx models.Tx, number string) (Order, error)
	// Update writes o where the stored version is o.Version-1, and frees the
	// places of an order that is no longer live; models.ErrStale otherwise.
	Update(ctx context.Context, tx models.Tx, o Order) error
	// Latest is the application's live order, or its last one; models.ErrNotFound.
	Latest(ctx context.Context, application models.ID) (Order, error)
	// ByNumber finds an order; models.ErrNotFound.
	ByNumber(ctx context.Context, number string) (Order, error)
}

// Book keeps what the provider said.
type Book interface {
	// Event notes an event; models.ErrDuplicate when it was noted before.
	Event(ctx context.Context, tx models.Tx, e Event, at time.Time) error
	// Quarantine keeps a signed notice that does not fit, for people to look at.
	Quarantine(ctx context.Context, tx models.Tx, q Quarantined) error
	// Movements lists our own book of a local date: paid and refunded orders.
	Movements(ctx context.Context, day models.Date) ([]BillLine, error)
	// Reconciled stores the outcome of a day, replacing an earlier one.
	Reconciled(ctx context.Context, tx models.Tx, r Reconciliation) error
}

// Quarantined is a notice that was signed correctly but contradicts our book.
type Quarantined struct {
	ID     models.ID
	Event  Event
	Reason string // amount, merchant, unknown-order
	At     time.Time
}

// Reconciliation compares one local date's bill with our book.
type Reconciliation struct {
	Day         models.Date
	Bill        int        // lines on the provider's bill
	Ours        int        // movements in our book
	BillSum     models.Fen // paid minus refunded
	OurSum      models.Fen
	Differences []Difference
	At          time.Time
}

// Difference is one movement only one side knows, or both know differently.
type Difference struct {
	Number string
	Kind   BillKind
	Bill   models.Fen // 0 = not on the bill
	Ours   models.Fen // 0 = not in our book
}
