package application

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/once"
)

// Store keeps applications.
type Store interface {
	// Add keeps a new one; models.ErrDuplicate when its number is taken.
	Add(ctx context.Context, tx models.Tx, a Application) error
	// ByID reads one; models.ErrNotFound.
	ByID(ctx context.Context, id models.ID) (Application, error)
	// Lock reads one and holds it until the commit; models.ErrNotFound.
	Lock(ctx context.Context, tx models.Tx, id models.ID) (Application, error)
	// Change writes a where the stored version is a.Version-1; models.ErrStale.
	Change(ctx context.Context, tx models.Tx, a Application) error
	// SaveStep is one durable write of its own: the answers under the expected
	// version and state, the session's last sign of life, the audit entry and the
	// stored reply stand or fall together. models.ErrStale when the version moved.
	SaveStep(ctx context.Context, s StepSave) error
	// LiveOf lists a person's applications that have not ended, newest first.
	LiveOf(ctx context.Context, person models.ID) ([]Application, error)
}

// StepSave is everything one answered page writes, made before any transaction
// is open, so that the store can put many of them into one commit.
type StepSave struct {
	Application models.ID
	Version     int64 // expected; the new one is one more
	State       State // expected
	Answers     []byte
	At          time.Time
	Session     models.ID
	Entry       audit.Entry
	Request     *once.Request // nil where the caller gave no key
	Reply       once.Reply
}

// Lists are the questions about many applications.
type Lists interface {
	// OfMatter lists the live applications of a matter, read in the transaction.
	OfMatter(ctx context.Context, tx models.Tx, matter models.ID) ([]Application, error)
	// CountLive counts a person's live applications of a service.
	CountLive(ctx context.Context, tx models.Tx, person models.ID, service string) (int, error)
}

// ResultStore keeps results.
type ResultStore interface {
	AddResults(ctx context.Context, tx models.Tx, results []Result) error
	// Results lists an application's results in order.
	Results(ctx context.Context, application models.ID) ([]Result, error)
	// LockResults is Results in the transaction.
	LockResults(ctx context.Context, tx models.Tx, application models.ID) ([]Result, error)
	// ChangeResult writes r where the stored state is from; models.ErrStale.
	ChangeResult(ctx context.Context, tx models.Tx, r Result, from ResultState) error
	// PutResult writes r, which the caller holds by LockResults.
	PutResult(ctx context.Context, tx models.Tx, r Result) error
	// RemoveResults drops results of an application that nobody has begun.
	RemoveResults(ctx context.Context, tx models.Tx, application models.ID) error
	// LiveItem tells whether another application has a live or finished decision
	// on the item.
	LiveItem(ctx context.Context, tx models.Tx, kind, item string, except models.ID) (bool, error)
}

// Queue hands applications to the clerks.
type Queue interface {
	Enqueue(ctx context.Context, tx models.Tx, e QueueEntry) error
	// Withdraw takes a queued one back.
	Withdraw(ctx context.Context, tx models.Tx, application models.ID) error
}

// Catalog gives the definitions.
type Catalog interface {
	// All lists the current definitions in the menu's order.
	All() []*catalog.Definition
	// Current is the version a new application begins with.
	Current(service string) (*catalog.Definition, bool)
	// Version is the one an application is pinned to.
	Version(hash string) (*catalog.Definition, bool)
}

// Engine walks a definition.
type Engine interface {
	Precheck(in flow.Input) (flow.Verdict, error)
	Suggest(in flow.Input) (flow.Suggestion, bool)
	Walk(in flow.Input) (flow.Walk, error)
	Page(in flow.Input, step string) (flow.Page, error)
	Answer(in flow.Input, step string, given map[string]any) (flow.Answered, error)
	Review(in flow.Input) []flow.Section
	Fetches(in flow.Input, step string, given map[string]any) []flow.Fetch
}

// Calendar counts working days. calendar.ErrNotPublished where a year's table is
// missing.
type Calendar interface {
	Add(day models.Date, workingDays int) (models.Date, error)
}

// Signer signs what a device's agent shall do.
type Signer interface {
	Sign(ctx context.Context, device models.ID, instruction []byte) (string, error)
}
