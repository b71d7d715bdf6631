package casework

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/application"
)

// Queue is the repository of queued cases: what changes them.
type Queue interface {
	// Put adds a case, or puts one that left the queue back into it; its fence
	// goes on from where it was.
	Put(ctx context.Context, tx models.Tx, c Case) error
	// Withdraw takes a waiting case out. A case that does not wait stays as it is.
	Withdraw(ctx context.Context, tx models.Tx, application models.ID) error
	// Claims counts the clerk's live claims and holds the clerk until the commit,
	// so that two of the clerk's own requests cannot both pass the limit.
	Claims(ctx context.Context, tx models.Tx, clerk models.ID, now time.Time) (int, error)
	// Claim gives a waiting case nobody holds to the clerk under the next fence.
	// false, and the case as it stands, when the condition did not hold.
	Claim(ctx context.Context, tx models.Tx, t Taking) (Case, bool, error)
	// Hold changes a live claim that is the clerk's under that fence: a new
	// expiry, or the zero time to give it back. false as in Claim.
	Hold(ctx context.Context, tx models.Tx, t Taking) (Case, bool, error)
}

// Taking names the case a clerk acts on and the claim the act relies on.
type Taking struct {
	Application models.ID
	Site        string
	Clerk       models.ID
	Name        string    // Claim, and Begin without a fence
	Fence       int64     // Hold and Begin only; 0 takes a case nobody else holds
	Now         time.Time // a lease that ends at or before it is over
	Until       time.Time // the new expiry
}

// List is the repository of queued cases: what reads them.
type List interface {
	// Case reads one; models.ErrNotFound.
	Case(ctx context.Context, application models.ID) (Case, error)
	// Waiting lists a hall's waiting cases in the queue's order.
	Waiting(ctx context.Context, q Query) ([]Case, error)
	// Counts counts a hall's queue.
	Counts(ctx context.Context, q Query, clerk models.ID) (Counts, error)
	// Earlier lists a person's other matters, newest first, at most ten.
	Earlier(ctx context.Context, person, except models.ID) ([]Earlier, error)
	// Interested tells whether the clerk is, or has declared to be close to, the
	// person.
	Interested(ctx context.Context, clerk, person models.ID) (bool, error)
}

// Query says which waiting cases to list.
type Query struct {
	Site    string
	Service string // "" for all
	Free    bool   // only those nobody holds
	Now     time.Time
	After   Position // the zero Position begins at the front
	Limit   int
}

// Position is a place in the queue's order: worst risk first, then citizens
// waiting in the hall, then the oldest.
type Position struct {
	Rank        int // of the risk, 0 for overdue
	Away        int // 0 while the citizen waits in the hall
	SubmittedAt int64
	Application models.ID
}

// Counts are the numbers above the queue.
type Counts struct {
	Waiting int
	Mine    int // held by the clerk now
	Overdue int
}

// Earlier is another matter of the same person.
type Earlier struct {
	Service  string
	State    string
	OpenedOn models.Date
	Visits   int
}

// Interest is why a clerk may not decide a person's case.
type Interest string

// The interests.
const (
	Self      Interest = "self"
	Household Interest = "household"
	Relative  Interest = "relative"
)

// Office is the part of application the desk works with.
type Office interface {
	// Decide carries the ruling out on the application, in the desk's transaction.
	Decide(ctx context.Context, tx models.Tx, r application.Ruling) (application.State, error)
}
