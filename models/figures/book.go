package figures

import (
	"context"
	"slices"
	"strings"
	"time"

	"onevisit/models"
)

// Standing is where the projection stands, and the log beside it, in one snapshot.
type Standing struct {
	Version  int64 // counts the turns; each names the one it was made from
	Building bool
	Listed   bool        // what is rare stands in lists
	Last     models.Date // the last day that any version is or was counted under, "" for none
	Began    int64       // the least size of the log that figures can be read at
	Place    int64       // the size of the log that was folded
	FoldedAt time.Time
	Size     int64      // of the log
	Seen     int64      // entries above have no place yet
	Gaps     [][2]int64 // nor have those that may still come here
	Newest   int64      // the newest entry's number, placed or not
}

// Change is an entry that may have changed a figure.
type Change struct {
	Entry
	Place int64 // in the log, counted from 0; -1: none yet
}

// Kept is a version with its number among those of its subject, from 1.
type Kept struct {
	Version
	N int // 0: there is none
}

// same tells whether a subject contributes what it is kept with.
func (k *Kept) same(c *Contribution) bool {
	if k.On == "" || c.On == "" {
		return k.On == c.On
	}
	return k.On == c.On && k.Place == c.Place && k.Demo == c.Demo && slices.Equal(k.Cells, c.Cells)
}

// Selection picks rows of the sums.
type Selection struct {
	Shape    Shape
	Demo     bool // both
	Measures []Measure
	Bundles  []string
	Services []string // empty: all
	Sites    []string
	Slice    string
}

// Span picks versions by the days they are counted under.
type Span struct {
	From, To models.Date
	Demo     bool   // both
	Filter   Filter // at least its places; what is found outside is left out by whoever asks
	Kind     Kind   // "" for any
	// Cells: of those kept, the ones with any of these rare cells only, which may
	// come once for each; nil for all.
	Cells []Cell
	// After: of those kept, the ones that hold for logs greater than this only, -1
	// for all. AsOf: instead, those that held at this size of the log, 0 for those kept.
	After, AsOf int64
	// Past: of those that held at AsOf (of an empty log: 0), the ones that do not
	// any more.
	Past bool
}

// Book is where the projection is kept, for reading.
type Book interface {
	// Look runs work in one snapshot of everything.
	Look(ctx context.Context, work func(ctx context.Context, tx models.Tx) error) error
	// Standing returns ErrBuilding where no projection was begun.
	Standing(ctx context.Context, tx models.Tx) (Standing, error)
	// Placed returns, in order of their places, those of the next entries after
	// the standing's place that may change a figure, and the place they reach to.
	Placed(ctx context.Context, tx models.Tx, s Standing) (changes []Change, reach int64, err error)
	// Later returns all entries after the standing's place that may change a
	// figure, those without a place last.
	Later(ctx context.Context, tx models.Tx, s Standing) ([]Change, error)
	Versions
	Totals
}

// Versions are the contributions as they are kept.
type Versions interface {
	// KeptOf returns what the subjects are kept with, in the order asked.
	KeptOf(ctx context.Context, tx models.Tx, subjects []Subject) ([]Kept, error)
	// Scan calls each with the versions of a span, in any order. What it is given
	// is valid during the call.
	Scan(ctx context.Context, tx models.Tx, s Span, each func(*Kept) error) error
	// Newest returns the days of the newest so many in the lists of the span's rare
	// cells, newest first.
	Newest(ctx context.Context, tx models.Tx, s Span, n int) ([]models.Date, error)
	// Buckets returns every cell that anything was ever kept with, N 0.
	Buckets(ctx context.Context, tx models.Tx) ([]Cell, error)
}

// Totals are the rows of the sums.
type Totals interface {
	// RowsOf returns the rows that there are of those asked for.
	RowsOf(ctx context.Context, tx models.Tx, keys []RowKey) (map[RowKey][]Count, error)
	// Select calls each with rows and their encoded counts.
	Select(ctx context.Context, tx models.Tx, s Selection, each func(RowKey, []byte) error) error
}

// Turn is one change of the projection.
type Turn struct {
	Holder  string
	Version int64 // that it was made from
	Place   int64 // where the fold stands then
	At      time.Time
	Past    []Kept // versions that end, with Until
	Kept    []Kept // and those that begin
	Gone    []Kept // those that were kept and stand in lists of what is rare
	Rows    []Row  // sums as they are then; without counts: gone
}

// Keeper writes the projection. Its methods commit by themselves.
type Keeper interface {
	// Begin makes the projection where there is none, folded up to nothing.
	Begin(ctx context.Context) error
	// Hold takes or renews the lease when it is free or the holder's own.
	Hold(ctx context.Context, holder string, now, until time.Time) (bool, error)
	// Turn writes a turn, or nothing and ErrStale where another was written since
	// or the lease was lost.
	Turn(ctx context.Context, t Turn) error
}

func compareSubjects(a, b Subject) int {
	if a.Kind != b.Kind {
		return strings.Compare(string(a.Kind), string(b.Kind))
	}
	return strings.Compare(a.ID, b.ID)
}
