package translog

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Archive is the log as whoever checks it reads it. Nothing of what it gives is
// believed.
type Archive interface {
	Finder
	Head(ctx context.Context) (Head, error)
	// Batches calls each with the batches that have places from first to last, by place.
	Batches(ctx context.Context, first, last int64, each func(*Batch) error) error
	// Rows reads the rows of the numbers low to high, by number.
	Rows(ctx context.Context, low, high int64) Rows
	// Checkpoints calls each with the signed checkpoints of the sizes from to to, by size.
	Checkpoints(ctx context.Context, from, to int64, each func(size int64, signed []byte) error) error
	Tiles(ctx context.Context, h Head) Tiles
}

// Finder finds entries by their numbers.
type Finder interface {
	// BatchOf returns the batches whose numbers range around seq.
	BatchOf(ctx context.Context, seq int64) ([]*Batch, error)
	// Erasures returns, by entry, the number of an entry that names it as erased.
	Erasures(ctx context.Context, seqs []int64) (map[int64]int64, error)
}

// Rows is a reading of rows. Whoever began it closes it.
type Rows interface {
	// Next returns the next row, valid until the next call, or nil at the end.
	Next() (*Row, error)
	Close()
}

// Fault is one thing found wrong.
type Fault struct {
	Kind FaultKind
	Seq  int64 // the entry's number, where it is about one
	Text string
}

// FaultKind is a kind of fault.
type FaultKind string

// The kinds of faults.
const (
	RowMissing         FaultKind = "row-missing"        // an entry of the log has no row any more
	RowChanged         FaultKind = "row-changed"        // a row, its salt or its commitment is not what the tree holds
	RowUnknown         FaultKind = "row-unknown"        // a row the log has never seen stands among those it has
	SaltDestroyed      FaultKind = "salt-destroyed"     // a salt is gone and no entry of the log says that it was erased
	BatchBroken        FaultKind = "batch-broken"       // places are missing, double or do not fit together
	TileChanged        FaultKind = "tile-changed"       // a stored tile is not what the leaves make
	CheckpointForged   FaultKind = "checkpoint-forged"  // a checkpoint's signature or form is not the log's
	CheckpointDiffers  FaultKind = "checkpoint-differs" // a signed checkpoint is of another tree
	CheckpointMissing  FaultKind = "checkpoint-missing" // the head speaks of a checkpoint that is not kept
	HeadBroken         FaultKind = "head-broken"        // the head does not fit the tree
	RolledBack         FaultKind = "rolled-back"        // the log is shorter than one that was signed
	StoreReplaced      FaultKind = "store-replaced"     // the database was exchanged for another under the running process
	SubjectIndexBroken FaultKind = "subject-index"      // the index of subjects does not say what the entries say
)

// String says it in one line.
func (f Fault) String() string {
	if f.Seq > 0 {
		return fmt.Sprintf("%s: entry %d: %s", f.Kind, f.Seq, f.Text)
	}
	return fmt.Sprintf("%s: %s", f.Kind, f.Text)
}

// maxFaults is how many faults a report names; what is behind them is counted only.
const maxFaults = 100

// Report is the outcome of a check.
type Report struct {
	Entries     int64 // compared
	Erased      int64 // of them with a destroyed salt
	Unsequenced int64 // rows that have no place yet
	Checkpoints int64
	Root        tlog.Hash
	Breaks      []Break // the times the log was begun anew
	Faults      []Fault
	More        int64 // faults beyond those named
}

// Sound tells whether nothing was found wrong.
func (r *Report) Sound() bool { return len(r.Faults) == 0 }

func (r *Report) fault(kind FaultKind, seq int64, format string, args ...any) {
	if len(r.Faults) >= maxFaults {
		r.More++
		return
	}
	r.Faults = append(r.Faults, Fault{kind, seq, fmt.Sprintf(format, args...)})
}
