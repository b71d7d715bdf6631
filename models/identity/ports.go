package identity

import (
	"context"
	"io"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// Store keeps requests.
type Store interface {
	// LastSeq is the number last given at the hall on the day, 0 before the first.
	LastSeq(ctx context.Context, tx models.Tx, site string, on models.Date) (int, error)
	// Add fails with models.ErrDuplicate where the day's number was given meanwhile.
	Add(ctx context.Context, tx models.Tx, r Request) error
	// Lock reads one and holds it until the commit; models.ErrNotFound.
	Lock(ctx context.Context, tx models.Tx, id models.ID) (Request, error)
	// ByCode finds the hall's request of a live code; models.ErrNotFound.
	ByCode(ctx context.Context, tx models.Tx, site, codeIndex string) (Request, error)
	// Change writes r where the stored version is r.Version-1; models.ErrStale.
	// models.ErrDuplicate where the hall has a live code like that.
	Change(ctx context.Context, tx models.Tx, r Request) error
	// Waiting lists the hall's requests in the states that end after now, the
	// oldest first.
	Waiting(ctx context.Context, site string, now time.Time, limit int, states ...State) ([]Request, error)
	// Count counts those of Waiting.
	Count(ctx context.Context, site string, now time.Time, states ...State) (int, error)
	// Over lists requests that did not end and whose time is up.
	Over(ctx context.Context, now time.Time, limit int) ([]Request, error)
}

// Reception begins the session of somebody proven; *visit.Reception is it.
type Reception interface {
	Welcome(ctx context.Context, a visit.Arrival, holder visit.Identity, record visit.Record[visit.Begun]) (visit.Begun, error)
}

// Tries counts how often something was done at a kiosk; *staff.Allowance is it.
// The refusal is of models.KindTooMany and says after how many "seconds" again.
type Tries interface {
	// Left refuses where Take would, and counts nothing.
	Left(ctx context.Context, tx models.Tx, device models.ID) error
	Take(ctx context.Context, tx models.Tx, device models.ID) error
}

// Interests tells whose matters a clerk may not touch.
type Interests interface {
	Interested(ctx context.Context, clerk, person models.ID) (bool, error)
}

// Catalog names the services.
type Catalog interface {
	Known(service string) (*catalog.Definition, bool)
}

// News tells the desks of a hall that something changed; *casework.Feed is it.
type News interface {
	Publish(e casework.Event)
}

// Config is what the lane is built from.
type Config struct {
	Transactor   models.Transactor
	Store        Store
	Reception    Reception
	Guesses      Tries // of codes
	Asking       Tries // for a clerk
	Interests    Interests
	Doorman      *visit.Doorman
	Ledger       *visit.Ledger
	Applications visit.Applications
	Catalog      Catalog
	News         News
	// Closes is the minute of a local day at which the hall closes, 0 for a day on
	// which it does not open: then a request lives until midnight.
	Closes func(on models.Date) int
	Audit  audit.Log
	Vault  pii.Vault
	Clock  models.Clock
	IDs    *models.IDs
	Random io.Reader // crypto/rand.Reader outside tests
	Demo   bool      // the hall's visits never enter figures
}

// Lane is the way round a kiosk that cannot recognise somebody. It is safe for
// concurrent use.
type Lane struct{ Config }

// New returns the lane.
func New(c Config) *Lane { return &Lane{c} }

// Hook stores the reply to a repeated request in the transaction of the change.
type Hook[T any] func(ctx context.Context, tx models.Tx, outcome T) error

func (h Hook[T]) call(ctx context.Context, tx models.Tx, outcome T) error {
	if h == nil {
		return nil
	}
	return h(ctx, tx, outcome)
}

// The refusals.
var (
	// ErrCode is the answer to a code that never was, is over, was used, or is
	// another hall's: the caller cannot tell which.
	ErrCode = models.E(models.KindForbidden, "identity.code")
	// ErrTooMany says after how many seconds a kiosk may go on.
	ErrTooMany = models.E(models.KindTooMany, "identity.too-many")
	// ErrEnded is the answer to an act on a request that has ended.
	ErrEnded = models.E(models.KindConflict, "identity.ended")
)

// subjects names what an entry is about.
func (r Request) subjects() []audit.Ref {
	refs := []audit.Ref{{Kind: "identity", ID: string(r.ID)}}
	if r.Person != "" {
		refs = append(refs, audit.Ref{Kind: "person", ID: string(r.Person)})
	}
	if r.Session != "" {
		refs = append(refs, audit.Ref{Kind: "session", ID: string(r.Session)})
	}
	return refs
}

// tell lets the desks of the hall count anew.
func (l *Lane) tell(site string) {
	if l.News != nil {
		l.News.Publish(casework.Event{Site: site, Change: casework.LaneChanged})
	}
}
