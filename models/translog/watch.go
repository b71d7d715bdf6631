package translog

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"onevisit/models"
)

// How the watch works. A pass costs about a quarter of a second of one core.
const (
	// WatchEvery is the pause between two passes.
	WatchEvery = 10 * time.Second
	// NewestChecked is how many of the newest entries every pass compares.
	NewestChecked = 20_000
	// OlderChecked is how many older ones a pass compares, going round.
	OlderChecked = 80_000
	// SignedChecked is how many older checkpoints a pass compares, going round.
	SignedChecked = 1000
)

// Watch compares the log with its rows while the product serves, and remembers
// the greatest tree it has seen. Every serving process has one of its own.
type Watch struct {
	Archive  Archive
	Verifier func() string // the log's public key, "" before it has begun
	Anchor   Anchor
	Clock    models.Clock
	// Signal leads to what was changed among the older entries; nil: they are
	// only looked at in turn.
	Signal Signal
	// Looks tells whether this process follows the signal, where several share a
	// database and one is enough; nil: it does.
	Looks func() bool
	// Newest and Older are how many of the newest entries a pass compares, and of
	// the older ones in turn; 0 is NewestChecked and OlderChecked, less than 0 none.
	Newest, Older int64

	passing  sync.Mutex // one pass at a time
	size     int64      // of the tree remembered
	root     tlog.Hash
	anchored bool
	at       int64 // where the round of the older entries stands
	signed   int64 // where the round of the older checkpoints stands
	began    time.Time
	suspects []Span    // places the signal led to, to be compared
	lookNext time.Time // when it may be asked again

	mu    sync.Mutex // of the state alone: whoever asks does not wait for a pass
	state Watched
}

// Watched is what the watch knows.
type Watched struct {
	At     time.Time     // of the last pass that ended
	Size   int64         // of the tree at that pass
	Round  time.Duration // what the last full round took, 0 before the first has ended
	Looked time.Time     // nobody had changed any of the settled entries by then unless Faults say so; zero: no signal
	Faults []Fault       // of the last pass that found any; they stay
}

// State tells what the watch knows.
func (w *Watch) State() Watched {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.state
	s.Faults = slices.Clone(s.Faults)
	return s
}

// Pass makes one pass and returns what is wrong that was not known to be wrong.
func (w *Watch) Pass(ctx context.Context) ([]Fault, error) {
	w.passing.Lock()
	defer w.passing.Unlock()
	var report Report
	head, err := w.Archive.Head(ctx)
	if err != nil || head.Verifier == "" {
		return nil, err
	}
	if w.Verifier() != "" && head.Verifier != w.Verifier() {
		report.fault(HeadBroken, 0, "the log in the database is of another key")
		return w.conclude(&report, head), nil
	}
	if err := w.remember(ctx, head, &report); err != nil {
		return nil, err
	}
	if report.Sound() {
		if err := w.compare(ctx, head, &report); err != nil {
			return nil, err
		}
	}
	return w.conclude(&report, head), nil
}

func (w *Watch) conclude(report *Report, head Head) []Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := map[Fault]bool{}
	for _, f := range w.state.Faults {
		known[f] = true
	}
	var fresh []Fault
	for _, f := range report.Faults {
		if !known[f] {
			fresh = append(fresh, f)
		}
	}
	if len(w.state.Faults) < maxFaults {
		w.state.Faults = append(w.state.Faults, fresh...)
	}
	w.state.At, w.state.Size = w.Clock.Now(), head.Size
	return fresh
}

// remember takes the head's tree over when it continues the one remembered and
// the newest checkpoint is one of its own.
func (w *Watch) remember(ctx context.Context, head Head, report *Report) error {
	tiles := w.Archive.Tiles(ctx, head)
	if !w.anchored && w.Anchor != nil {
		signed, err := w.Anchor.Load()
		if err != nil {
			return err
		}
		if signed != nil {
			c, err := OpenCheckpoint(signed, head.Verifier)
			if err != nil {
				report.fault(CheckpointForged, 0, "the checkpoint beside the key: %v", err)
				return nil
			}
			w.size, w.root = c.Size, c.Root
		}
		w.anchored = true
	}
	if err := continues(head, w.size, w.root, tiles); err != nil {
		kind := HeadBroken
		if errors.Is(err, ErrRolledBack) {
			kind = RolledBack
		}
		report.fault(kind, 0, "%v", err)
		return nil
	}
	tree, err := Load(head.Size, head.Edge)
	if err == nil {
		var root tlog.Hash
		if root, err = tree.Root(); err == nil && root != head.Root {
			err = ErrBroken
		}
	}
	if err != nil {
		report.fault(HeadBroken, 0, "%v", err)
		return nil
	}
	w.size, w.root = head.Size, head.Root
	return w.checkpoints(ctx, head, tiles, report)
}

// checkpoints checks the newest checkpoint and the next of the older ones.
func (w *Watch) checkpoints(ctx context.Context, head Head, tiles Tiles, report *Report) error {
	known, err := keysOf(head)
	if err != nil {
		report.fault(HeadBroken, 0, "%v", err)
		return nil
	}
	found, n, newest := head.SignedSize == 0, 0, int64(0)
	check := func(size int64, signed []byte) error {
		if n++; n > SignedChecked {
			return errEnough
		}
		found = found || size == head.SignedSize
		w.signed, newest = size, max(newest, size)
		report.Checkpoints++
		checkSigned(head, size, signed, known, tiles, report)
		return nil
	}
	from := w.signed + 1
	err = w.Archive.Checkpoints(ctx, from, math.MaxInt64, check)
	if !errors.Is(err, errEnough) {
		w.signed = -1 // from the first again
	}
	if (err == nil || errors.Is(err, errEnough)) && !found {
		n = 0
		at := w.signed
		err = w.Archive.Checkpoints(ctx, head.SignedSize, head.SignedSize, check)
		w.signed = at
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err != nil {
		return err
	}
	if !found {
		report.fault(CheckpointMissing, 0, "the checkpoint of %d entries is gone", head.SignedSize)
	}
	if newest > head.SignedSize { // signed meanwhile, or the head was put back
		if head, err = w.Archive.Head(ctx); err == nil && newest > head.SignedSize {
			report.fault(HeadBroken, 0, "there is a checkpoint of %d entries, the head knows of %d only", newest, head.SignedSize)
		}
	}
	return err
}

var errEnough = errors.New("translog: enough for this pass")

// checkSigned compares a kept checkpoint with the tree.
func checkSigned(head Head, size int64, signed []byte, known keys, tiles Tiles, report *Report) {
	c, err := known.open(size, signed)
	if err != nil || c.Size != size {
		report.fault(CheckpointForged, 0, "the checkpoint kept for %d entries: %v", size, err)
		return
	}
	if size > head.Size {
		return // signed after the head was read; the next pass has it
	}
	root, err := RootAt(head.Size, head.Root, size, tiles)
	if err != nil || root != c.Root {
		report.fault(CheckpointDiffers, 0, "the checkpoint of %d entries is of another tree (%v)", size, err)
	}
}

// compare looks at the newest entries, at what the signal leads to, and at the
// next of the older ones.
func (w *Watch) compare(ctx context.Context, head Head, report *Report) error {
	if err := compareSeen(ctx, w.Archive, head, report); err != nil {
		return err
	}
	newest := max(0, head.Size-budget(w.Newest, NewestChecked))
	if err := compareRange(ctx, w.Archive, head, newest, head.Size, report); err != nil {
		return err
	}
	if err := w.look(ctx, head, newest, report); err != nil {
		return err
	}
	return w.turn(ctx, head, newest, report)
}

// budget is how many entries a pass compares.
func budget(set, standard int64) int64 {
	if set == 0 {
		return standard
	}
	return max(0, set)
}

// turn compares the next of the older entries, whether anything led to them or not.
func (w *Watch) turn(ctx context.Context, head Head, newest int64, report *Report) error {
	if w.at == 0 {
		w.began = w.Clock.Now()
	}
	until := min(newest, w.at+budget(w.Older, OlderChecked))
	if err := compareRange(ctx, w.Archive, head, w.at, until, report); err != nil {
		return err
	}
	w.at = until
	if until >= newest {
		w.at = 0
		w.mu.Lock()
		w.state.Round = w.Clock.Now().Sub(w.began)
		w.mu.Unlock()
	}
	return nil
}
