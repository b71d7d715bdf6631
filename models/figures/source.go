package figures

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
)

// Source computes contributions from the facts. Whatever it says is a pure
// function of the rows it reads: no clock, no chance, no memory of its own.
//
// Every method reads through tx, which may be the fold's transaction or only the
// snapshot of a report: nothing may be written through it.
type Source interface {
	// Kinds are the kinds of subjects the source knows, in the order in which a
	// rebuild goes through them.
	Kinds() []Kind
	// Touched names the subjects whose contributions the entries may have
	// changed, one list an entry. One too many costs time, one too few makes a
	// figure wrong.
	Touched(ctx context.Context, tx models.Tx, entries []Entry) ([][]Subject, error)
	// Contributions computes what the subjects contribute now, one a subject in the
	// order asked, each with its Subject set; a zero one (On "") where the subject
	// adds nothing or is not there.
	Contributions(ctx context.Context, tx models.Tx, subjects []Subject) ([]Contribution, error)
	// All pages through the subjects of a kind in the order of their IDs (bytes),
	// those after the ID and up to the last one, both "" for open ends: at most limit subjects are
	// looked at. It returns the contributions that add something, by ID, and the
	// last ID looked at, "" when there are no more.
	All(ctx context.Context, tx models.Tx, of Kind, after, last string, limit int) ([]Contribution, string, error)
	// Cut divides the subjects of a kind into about parts ranges of equal size and
	// returns the IDs at which it cuts, ascending: what All is asked for side by
	// side. None is a valid answer.
	Cut(ctx context.Context, tx models.Tx, of Kind, parts int) ([]string, error)
}

// Entry is what is known of a change: the audit entry without its actor.
type Entry struct {
	Seq    int64
	Action audit.Action
	Refs   []audit.Ref
}

// State says what sums were made from.
type State struct {
	Entries  int64     // size of the log that the sums take in
	FoldedAt time.Time // when the projection came to stand there
	Live     int       // subjects that later entries name, computed on top for this answer
}

// Reader reads figures. Exact to the last commit, in one snapshot.
type Reader interface {
	// Sums totals the query's measures by its dimensions, in order of group,
	// measure and bucket, without zeros. Query.Demo: a demo hall counts its demo
	// matters as well as real ones, any other hall real ones alone. ErrBuilding while
	// there is no projection; ErrNotPinned for an AsOf that Pin cannot have said.
	Sums(ctx context.Context, q Query) ([]Sum, State, error)
	// Versions lists the contributions that are summed, the newest day first.
	Versions(ctx context.Context, l Listing) ([]Version, State, error)
	// Pin is the greatest log size at which figures can be read for good.
	Pin(ctx context.Context) (State, error)
}

// Listing asks for the contributions behind a sum.
type Listing struct {
	Query                        // By is not looked at; Measures: those with a cell of any of them
	Want         func(Cell) bool // which of the measures' cells, by measure and bucket; nil for any
	Kind         Kind            // "" for any
	AfterDay     models.Date
	AfterSubject Subject // the cursor: the last one of the page before
	Limit        int

	cells []Cell // where all that is wanted is rare: the lists to look in
}

// The refusals of a Reader.
var (
	// ErrBuilding: the projection is being built or was never begun.
	ErrBuilding = models.E(models.KindUnavailable, "figures.building")
	// ErrNotPinned: no figures were ever said at this size of the log: it is greater
	// than the log folded so far, or from before the projection began.
	ErrNotPinned = models.E(models.KindNotFound, "figures.not_pinned")
)
