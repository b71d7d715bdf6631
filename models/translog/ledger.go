package translog

import (
	"context"
	"encoding/binary"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Head is where the log stands, as its row says.
type Head struct {
	Verifier    string // the public key this log began with; empty: it has not begun
	Holder      string // who sequences
	LeaseUntil  time.Time
	Version     int64 // counts changes; every change names the one it was made from
	Size        int64
	Root        tlog.Hash
	Seen        int64 // the highest entry number that has been looked at
	Gaps        []Gap // numbers up to Seen that had no committed row yet
	Edge        []byte
	SequencedAt time.Time
	SignedSize  int64
	SignedAt    time.Time // when the checkpoint of SignedSize was last known to be the newest
	Alarm       string    // the first thing found wrong, empty: nothing
	AlarmAt     time.Time
	Statements  [][]byte // of the times the log was begun anew, oldest first
}

// Gap is a run of numbers without a row.
type Gap struct {
	From, To int64 // both included
	Noticed  time.Time
}

// Missing tells whether a number stands in a gap.
func (h Head) Missing(seq int64) bool {
	for _, g := range h.Gaps {
		if g.From <= seq && seq <= g.To {
			return true
		}
	}
	return false
}

const gapBytes = 24

// EncodeGaps writes gaps as 3 numbers of 8 bytes each.
func EncodeGaps(gaps []Gap) []byte {
	b := make([]byte, 0, len(gaps)*gapBytes)
	for _, g := range gaps {
		for _, n := range []int64{g.From, g.To, g.Noticed.UnixMilli()} {
			b = binary.BigEndian.AppendUint64(b, uint64(n))
		}
	}
	return b
}

// DecodeGaps reads what EncodeGaps wrote; a remainder is left out.
func DecodeGaps(b []byte) []Gap {
	var gaps []Gap
	for ; len(b) >= gapBytes; b = b[gapBytes:] {
		number := func(at int) int64 { return int64(binary.BigEndian.Uint64(b[at:])) }
		gaps = append(gaps, Gap{From: number(0), To: number(8), Noticed: time.UnixMilli(number(16))})
	}
	return gaps
}

// Batch is what is given its places in the tree together.
type Batch struct {
	First       int64 // place of the first
	Low, High   int64 // the smallest and greatest number, by which an entry is found
	At          time.Time
	Seqs        []int64
	Commitments []Commitment
	Salts       []Salt
}

// Addition is one change of the log.
type Addition struct {
	Batch      *Batch // nil: nothing new, only the head moves
	Tiles      []Tile
	Checkpoint *Checkpoint
	Signed     time.Time // of the checkpoint
}

// Ledger keeps the log. Its methods that write commit by themselves.
type Ledger interface {
	// Begin makes the head where there is none, for a log of this key.
	Begin(ctx context.Context, verifier string) error
	Head(ctx context.Context) (Head, error)
	// Hold takes or renews the lease when it is free or the holder's own, and
	// returns the head as it is then; false: somebody else has it.
	Hold(ctx context.Context, holder string, now, until time.Time) (Head, bool, error)
	// Fresh returns committed rows with a number above seen, at most limit, and
	// those in gaps, by number.
	Fresh(ctx context.Context, head Head, limit int) ([]Row, error)
	// Dead returns those gaps of which the engine says that no transaction still
	// holds a row in them.
	Dead(ctx context.Context, gaps []Gap) ([]Gap, error)
	// Add writes an addition and the new head together, or ErrStale where the
	// head is not the one of was any more or was.Holder lost the lease.
	Add(ctx context.Context, was, now Head, a Addition) error
}

// Anchor keeps the last checkpoint outside the database.
type Anchor interface {
	Load() (signed []byte, err error) // nil, nil: there is none yet
	Keep(signed []byte) error
}
