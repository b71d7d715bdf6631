package staff

import (
	"context"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// The refusals around the second factor.
var (
	ErrCode        = models.E(models.KindInvalid, "staff.code_wrong")
	ErrCodeUsed    = models.E(models.KindConflict, "staff.code_used")
	ErrNoFactor    = models.E(models.KindConflict, "staff.factor_missing")
	ErrHasFactor   = models.E(models.KindConflict, "staff.factor_present")
	ErrNothingMade = models.E(models.KindConflict, "staff.factor_not_offered")
	ErrStepUp      = models.E(models.KindUnauthenticated, "step-up-required")
)

// EntryTime is how long the second factor may take after the password.
const EntryTime = 10 * time.Minute

// SecondFactor says who has to show a second factor, and how often.
type SecondFactor struct {
	Roles  []Role        // who signs in with one; nobody where empty
	StepUp time.Duration // how long it need not be shown again for what asks for it once more
}

func (p SecondFactor) requires(r Role) bool { return slices.Contains(p.Roles, r) }

// Factor is an account's second factor as it is kept.
type Factor struct {
	Account    models.ID
	Sealed     []byte // the secret that makes the codes
	EnrolledAt time.Time
	LastStep   int64   // counter of the last code taken; none up to it is taken again
	Guesses    Guesses // wrong codes, whatever network they came from
	Version    int     // of the optimistic lock
}

// Entry is a sign-in half done: the password was right, the second factor is
// missing. It is kept apart from sessions, under a token of its own, so that by
// construction it opens nothing but the second half.
type Entry struct {
	ID       models.ID
	Account  Account
	Started  time.Time
	EndsAt   time.Time
	Enrolled bool // the account has a second factor; else one has to be set up first
}

// Actor names the person for audit. It has no role and therefore no rights.
func (e Entry) Actor() models.Actor {
	return models.Actor{Kind: models.ActorStaff, ID: e.Account.ID, Session: e.ID, Site: e.Account.Site}
}

// Offer is a second factor made for an account and not yet confirmed. It is
// shown this once.
type Offer struct {
	Secret   pii.Text   // base32, for typing
	URL      pii.Text   // otpauth://, for a QR code
	Recovery []pii.Text // codes for a lost device, each good once
}

// Factors is the repository of second factors and of the codes for a lost device.
type Factors interface {
	// Factor returns an account's second factor, ErrNotFound where there is none.
	Factor(ctx context.Context, account models.ID) (Factor, error)
	// AddFactor keeps a new one with the hashes of its recovery codes;
	// ErrDuplicate where the account has one.
	AddFactor(ctx context.Context, tx models.Tx, f Factor, recovery []string) error
	// ChangeFactor keeps LastStep and Guesses if nobody changed them since f was
	// read, else ErrStale.
	ChangeFactor(ctx context.Context, tx models.Tx, f Factor) error
	// RemoveFactor deletes it and its recovery codes; ErrStale where there is none.
	RemoveFactor(ctx context.Context, tx models.Tx, account models.ID) error
	// UseRecovery uses a recovery code up; ErrStale where it is none or was used.
	UseRecovery(ctx context.Context, tx models.Tx, account models.ID, hash string, at time.Time) error
	// RecoveryLeft counts the codes not used.
	RecoveryLeft(ctx context.Context, account models.ID) (int, error)
}

// Entries is the repository of half-done sign-ins. Tokens are passed hashed.
type Entries interface {
	// BeginEntry keeps an entry and drops the account's that are over.
	BeginEntry(ctx context.Context, tx models.Tx, e Entry, tokenHash string) error
	// FindEntry returns an entry that was not ended, ErrNotFound where there is none.
	FindEntry(ctx context.Context, tokenHash string) (Entry, error)
	// Offer keeps what was offered to an entry, sealed; ErrStale where it ended.
	Offer(ctx context.Context, tx models.Tx, id models.ID, sealed []byte) error
	// Offered returns it, empty where nothing was; ErrNotFound where the entry ended.
	Offered(ctx context.Context, id models.ID) ([]byte, error)
	// EndEntry ends an entry; ErrStale where it ended before.
	EndEntry(ctx context.Context, tx models.Tx, id models.ID) error
	// EndEntries ends all of an account.
	EndEntries(ctx context.Context, tx models.Tx, account models.ID) error
}

// FactorStore is what the second factor needs of the repositories.
type FactorStore interface {
	Factors
	Entries
}
