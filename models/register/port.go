package register

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// Query says whose facts are wanted. One of the two numbers may be empty.
type Query struct {
	IDNumber     pii.Text
	PermitNumber pii.Text // the HK-Macau permit that was put on the reader
	Key          pii.Text // what a fact about something else than the person is asked by: a decision's number, a vehicle
}

// Source reads one fact by its name (FactTypes). It answers the fact's struct
// by value. models.ErrNotFound means the register answered that it knows no such
// person; ErrUnknown and every other error mean that nothing is known.
type Source interface {
	Fetch(ctx context.Context, fact string, q Query) (any, error)
}

// The outcomes callers tell apart. Success is the third.
var (
	// ErrUnknown: no answer, or one that cannot be read. For an effect: ask by
	// its key; never repeat it blindly.
	ErrUnknown = models.E(models.KindUnavailable, "register.outcome_unknown")
	// ErrUnavailable: the register was not reached at all; nothing happened there.
	ErrUnavailable = models.E(models.KindUnavailable, "register.unavailable")
	// ErrRefused: the register answered no. Params "code" holds its opaque code.
	ErrRefused = models.E(models.KindConflict, "register.refused")
)

// Effects is what the office writes to the registers. Each takes a key of the
// caller's that is the same on every retry of the same act: a register that saw
// the key before answers what it answered then and does nothing twice.
type Effects interface {
	// WriteNotice tells the exit-entry register that an endorsement was granted
	// and put on the card.
	WriteNotice(ctx context.Context, key string, e Endorsement) error
	// DecideViolation makes the decision on one camera record and answers its
	// stored number, 15 digits. It is printable only with the check digit.
	DecideViolation(ctx context.Context, key string, d Decision) (number15 string, err error)
	// QueryDecision asks what became of DecideViolation: the number, or
	// models.ErrNotFound when the register has no decision under the key.
	QueryDecision(ctx context.Context, key string) (number15 string, err error)
	// CheckDigit fetches the printed number's 16th digit. It cannot be computed.
	CheckDigit(ctx context.Context, number15 string) (digit string, err error)
	// OrderPassport orders the production of a passport or permit and answers
	// the production number.
	OrderPassport(ctx context.Context, key string, o PassportOrder) (number string, err error)
	// QueryPassport asks how far a production is, by the key it was ordered
	// under; models.ErrNotFound when nothing was ordered.
	QueryPassport(ctx context.Context, key string) (Production, error)
	// Enter writes an entry into a register and answers its number there.
	Enter(ctx context.Context, key string, e Entry) (number string, err error)
	// QueryEntry asks what became of Enter: the number, or models.ErrNotFound when
	// the register has no entry under the key.
	QueryEntry(ctx context.Context, key string) (number string, err error)
}

// Entry is something that was granted and has to stand in a register: a renewed
// licence, a filed vehicle, an inspection mark, a course that was booked.
type Entry struct {
	IDNumber pii.Text
	What     string            // register and matter: "traffic/licence-renewal"
	Data     map[string]string // what the definition says it consists of; personal data among it
}

// Endorsement is one line written to an HK-Macau permit.
type Endorsement struct {
	PermitNumber pii.Text
	Destination  string // HKG or MAC
	Category     string // G, L, S
	Entries      string // 1, 2 or multiple
	Validity     string // 3m or 1y
	GrantedOn    models.Date
}

// Decision is a simple-procedure decision on one camera record.
type Decision struct {
	Record   string   // xh, the camera record's number
	IDNumber pii.Text // the driver's, who declared to have driven
	Fine     models.Fen
	Points   int
	Warning  bool      // a zero-fine warning
	At       time.Time // when the driver accepted it
}

// PassportOrder is a document to be made: a passport, or a permit for Hong Kong
// and Macau or for Taiwan.
type PassportOrder struct {
	IDNumber    pii.Text
	Document    string // passport, hkm-permit, taiwan-permit
	Reason      string // renewal, lost, damaged
	OldNumber   pii.Text
	Surname     pii.Text // pinyin as it shall be printed
	GivenName   pii.Text
	PhotoSHA256 string
}

// Production is the state of such an order.
type Production struct {
	Number   string // the production's
	Document string // the new document's number, "" until made
	State    string // accepted, producing, made
}

// Evidence reads the pictures of a camera record.
type Evidence interface {
	// Photo answers the JPEG of an evidence picture by the name the violations
	// fact gave; models.ErrNotFound when it does not exist or cannot be shown.
	Photo(ctx context.Context, name string) ([]byte, error)
}

// FinePayments tells the traffic register that a decision was paid, so that an
// inspection or a transfer on the same day is not refused.
type FinePayments interface {
	ReportPaid(ctx context.Context, key, number16 string, amount models.Fen, at time.Time) error
}

// Courier carries a document to the citizen.
type Courier interface {
	// Ship hands a parcel over, once per key, and answers the tracking number.
	Ship(ctx context.Context, key string, p Parcel) (tracking string, err error)
	// Find asks what became of Ship; models.ErrNotFound when nothing was shipped.
	Find(ctx context.Context, key string) (tracking string, err error)
	// Track tells how far the parcel is.
	Track(ctx context.Context, tracking string) (Delivery, error)
}

// Parcel is what is posted and where to.
type Parcel struct {
	Recipient pii.Text
	Mobile    pii.Text
	Address   pii.Text
	Content   string // passport, hkm-permit, taiwan-permit
}

// Delivery is the state of a parcel.
type Delivery struct {
	State       string // accepted, in-transit, delivered, returned
	DeliveredAt time.Time
}

// Notifier sends a text message, once per key. Neither Params nor Text ever hold
// more than what the person may read on a lock screen; a link in them is a
// secret of its own.
type Notifier interface {
	Send(ctx context.Context, key string, m Message) error
}

// Message is one text message.
type Message struct {
	Mobile   pii.Text
	Template string
	Language string // zh-CN or en
	Params   map[string]string
	Text     string // the template's words with the values in them
}
