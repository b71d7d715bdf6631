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
	// Hold changes a live claim that is the clerk's under that fence: a new
	// expiry, or the zero time to give it back. false, and the case as it stands,
	// when the condition did not hold.
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
	// Waiting lists a hall's cases in the queue's order.
	Waiting(ctx context.Context, q Query) ([]Case, error)
	// Tally counts a hall's waiting cases and those waiting for the citizen by
	// what decides who may take them.
	Tally(ctx context.Context, site string, today models.Date) ([]Tally, error)
	// Exceptions lists the cases of the tally that the clerk may not take for a
	// reason of the case itself: the person, or hands it went through.
	Exceptions(ctx context.Context, site string, clerk models.ID) ([]Case, error)
	// Free lists the waiting cases of a hall that nobody ever claimed or somebody
	// gave back and the taker may take, in the queue's order. Of a case it reads its
	// names, its claim, its place and what decides who may take it.
	Free(ctx context.Context, site string, t Taker, now time.Time, limit int) ([]Case, error)
	// Lapsed lists, as Free does, those whose lease has run out.
	Lapsed(ctx context.Context, site string, t Taker, now time.Time, limit int) ([]Case, error)
	// HandsOn tells whether the case went through the clerk's hands at an earlier
	// stage of this round, so that another look is somebody else's.
	HandsOn(ctx context.Context, c Case, clerk models.ID) (bool, error)
	// Overdue lists a hall's waiting cases whose deadline is over, oldest first.
	Overdue(ctx context.Context, site string, today models.Date, limit int) ([]Case, error)
	// Holding counts the clerk's live claims.
	Holding(ctx context.Context, clerk models.ID, now time.Time) (int, error)
	// Earlier lists a person's other matters, newest first, at most ten.
	Earlier(ctx context.Context, person, except models.ID) ([]Earlier, error)
	// Interested tells whether the clerk is, or has declared to be close to, the
	// person.
	Interested(ctx context.Context, clerk, person models.ID) (bool, error)
}

// Lane is a part of the queue.
type Lane string

// The lanes.
const (
	LaneAll        Lane = "all"        // waiting for a first decision
	LaneMine       Lane = "mine"       // held by the one who asks
	LaneSecond     Lane = "second"     // waiting for another clerk's look
	LaneSupervisor Lane = "supervisor" // two decisions disagree
	LaneCorrection Lane = "correction" // waiting for the citizen
)

// Query says which cases of a hall to list.
type Query struct {
	Site     string
	Lane     Lane
	Service  string // "" for all, as everywhere below
	Language string
	Risk     Risk
	InHall   *bool
	Checked  Checked
	Number   string // its beginning
	Taker    *Taker // only what this one may take; nil for everything
	Clerk    models.ID
	Now      time.Time
	After    Position // the zero Position begins at the front
	Limit    int
}

// Counts are the numbers above the queue: of the hall, in what one may take.
type Counts struct {
	Waiting    int // for a first decision
	Mine       int // held by the clerk now
	Overdue    int // of those waiting, at any stage
	Second     int
	Supervisor int
	Correction int
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
