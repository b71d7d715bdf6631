package translog

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"onevisit/models"
	"onevisit/models/audit"
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

	mu       sync.Mutex
	size     int64 // of the tree remembered
	root     tlog.Hash
	anchored bool
	at       int64 // where the round of the older entries stands
	signed   int64 // where the round of the older checkpoints stands
	began    time.Time
	state    Watched
}

// Watched is what the watch knows.
type Watched struct {
	At     time.Time     // of the last pass that ended
	Size   int64         // of the tree at that pass
	Round  time.Duration // what the last full round took, 0 before the first has ended
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
	w.mu.Lock()
	defer w.mu.Unlock()
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
	key, err := note.NewVerifier(head.Verifier)
	if err != nil {
		report.fault(HeadBroken, 0, "the public key: %v", err)
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
		checkSigned(head, size, signed, key, tiles, report)
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
func checkSigned(head Head, size int64, signed []byte, key note.Verifier, tiles Tiles, report *Report) {
	c, err := openCheckpoint(signed, key)
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

// compare looks at the newest entries and at the next of the older ones.
func (w *Watch) compare(ctx context.Context, head Head, report *Report) error {
	if err := compareSeen(ctx, w.Archive, head, report); err != nil {
		return err
	}
	newest := max(0, head.Size-NewestChecked)
	if err := compareRange(ctx, w.Archive, head, newest, head.Size, report); err != nil {
		return err
	}
	now := w.Clock.Now()
	if w.at == 0 {
		w.began = now
	}
	until := min(newest, w.at+OlderChecked)
	if err := compareRange(ctx, w.Archive, head, w.at, until, report); err != nil {
		return err
	}
	w.at = until
	if until >= newest {
		w.at, w.state.Round = 0, w.Clock.Now().Sub(w.began)
	}
	return nil
}

// compareSeen asks that the head has seen exactly as far as the last batch goes:
// with less, entries would get a second place; with more, entries none.
func compareSeen(ctx context.Context, a Archive, head Head, report *Report) error {
	if head.Size == 0 {
		return nil
	}
	last := int64(-1)
	err := a.Batches(ctx, head.Size-1, head.Size-1, func(b *Batch) error {
		last = b.High
		return nil
	})
	if err == nil && last > head.Seen {
		report.fault(HeadBroken, 0, "the log has entry %d and claims to have seen %d only", last, head.Seen)
	}
	return err
}

// compareRange compares the entries of the places from to until with the leaves
// that the tree is proven to have there.
func compareRange(ctx context.Context, a Archive, head Head, from, until int64, report *Report) error {
	if from >= until {
		return nil
	}
	reader := hashes(head.Size, head.Root, a.Tiles(ctx, head))
	from = max(0, from-1) // the numbers between two batches are looked at with the second
	expect := from
	c := comparison{ctx: ctx, archive: a, head: head, report: report, reader: reader, low: math.MinInt64, first: from > 0}
	err := a.Batches(ctx, from, until-1, func(b *Batch) error {
		end := b.First + int64(len(b.Seqs))
		if len(b.Seqs) == 0 || b.First > expect || end <= expect || len(b.Seqs) != len(b.Commitments) || len(b.Seqs) != len(b.Salts) ||
			b.Low != slices.Min(b.Seqs) || b.High != slices.Max(b.Seqs) || end > head.Size {
			report.fault(BatchBroken, 0, "the batch from %d on does not fit", b.First)
			return nil
		}
		expect = end
		return c.add(b)
	})
	if err == nil {
		err = c.run()
	}
	if err == nil && expect < until && report.Sound() {
		report.fault(BatchBroken, 0, "the places from %d on are of no batch", expect)
	}
	return err
}

// compareAtOnce is how many entries are compared together: small batches are
// joined, so that a quiet hall's log does not cost a few reads an entry.
const compareAtOnce = 4096

// comparison compares batches that follow each other.
type comparison struct {
	ctx     context.Context //nolint:containedctx // one range, one context
	archive Archive
	head    Head
	report  *Report
	reader  tlog.HashReader
	batch   *Batch // joined and not compared yet
	low     int64  // the first number not looked at with what was compared before
	first   bool   // nothing was compared before, and there are entries before
}

// add joins a batch to those waiting, and compares when they are enough.
func (c *comparison) add(b *Batch) error {
	if c.batch == nil || c.batch.First+int64(len(c.batch.Seqs)) != b.First {
		if err := c.run(); err != nil {
			return err
		}
		c.batch = &Batch{First: b.First, Low: b.Low, High: b.High}
	}
	j := c.batch
	j.Seqs, j.Commitments, j.Salts = append(j.Seqs, b.Seqs...), append(j.Commitments, b.Commitments...), append(j.Salts, b.Salts...)
	j.Low, j.High = min(j.Low, b.Low), max(j.High, b.High)
	if len(j.Seqs) < compareAtOnce {
		return nil
	}
	return c.run()
}

// run compares what waits.
func (c *comparison) run() error {
	if c.batch == nil {
		return nil
	}
	if c.first || c.batch.Low < c.low {
		c.low = c.batch.Low
	}
	c.first = false
	err := c.compare()
	c.low, c.batch = c.batch.High+1, nil
	return err
}

func (c *comparison) compare() error {
	indexes := make([]int64, len(c.batch.Seqs))
	place := make(map[int64]int, len(c.batch.Seqs))
	for i, seq := range c.batch.Seqs {
		indexes[i] = tlog.StoredHashIndex(0, c.batch.First+int64(i))
		place[seq] = i
	}
	leaves, err := c.reader.ReadHashes(indexes)
	if err != nil {
		c.report.fault(TileChanged, 0, "the tiles over the places from %d on: %v", c.batch.First, err)
		return nil
	}
	var strays, erased []int64
	var event, leaf []byte
	rows := c.archive.Rows(c.ctx, c.low, c.batch.High)
	defer rows.Close()
	for {
		r, err := rows.Next()
		if err != nil {
			return err
		}
		if r == nil {
			break
		}
		i, ours := place[r.Seq]
		if !ours {
			strays = append(strays, r.Seq)
			continue
		}
		delete(place, r.Seq)
		c.report.Entries++
		if c.head.Missing(r.Seq) {
			c.report.fault(HeadBroken, r.Seq, "the log has it and waits for it as well")
		}
		if c.batch.Salts[i].Destroyed() {
			erased = append(erased, r.Seq)
		} else {
			var have Commitment
			if have, event = commit(event, c.batch.Salts[i], r); have != c.batch.Commitments[i] {
				c.report.fault(RowChanged, r.Seq, "the row is not what was committed to")
			}
		}
		leaf = encodeLeaf(leaf, r, c.batch.Commitments[i])
		if LeafHash(leaf) != leaves[i] {
			c.report.fault(RowChanged, r.Seq, "the leaf is not the tree's")
		}
	}
	for seq := range place {
		c.report.fault(RowMissing, seq, "the log has it, the table has not")
	}
	if err := c.strays(strays); err != nil {
		return err
	}
	return c.erased(erased)
}

// strays are rows between a batch's that are not of it: they must be of another
// batch, or on their way.
func (c *comparison) strays(seqs []int64) error {
	elsewhere := map[int64]bool{}
	for _, seq := range seqs {
		if elsewhere[seq] || c.head.Missing(seq) {
			continue
		}
		p, found, err := Find(c.ctx, c.archive, seq)
		if err != nil {
			return err
		}
		if !found {
			c.report.fault(RowUnknown, seq, "the table has it, the log has not")
			continue
		}
		for _, other := range p.Batch.Seqs {
			elsewhere[other] = true
		}
	}
	return nil
}

// erased asks that the entries' salts were destroyed by an erasure the log has.
func (c *comparison) erased(seqs []int64) error {
	if len(seqs) == 0 {
		return nil
	}
	c.report.Erased += int64(len(seqs))
	by, err := c.archive.Erasures(c.ctx, seqs)
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		e, ok := by[seq]
		if ok {
			ok, err = c.names(e, seq)
			if err != nil {
				return err
			}
		}
		if !ok {
			c.report.fault(SaltDestroyed, seq, "its salt is gone and no erasure in the log names it")
		}
	}
	return nil
}

// names tells whether the entry is an erasure that names the other one. That it
// is the log's is found out when its own turn comes.
func (c *comparison) names(erasure, seq int64) (bool, error) {
	rows := c.archive.Rows(c.ctx, erasure, erasure)
	defer rows.Close()
	r, err := rows.Next()
	if err != nil || r == nil {
		return false, err
	}
	return bytes.Equal(r.Action, []byte(audit.PersonalDataErased)) && slices.Contains(erasedBy(r), seq), nil
}

// Place is where an entry stands in the log.
type Place struct {
	Index int64
	Batch *Batch
	At    int // in the batch
}

// Find returns the place of an entry; false: the log does not have it.
func Find(ctx context.Context, a Archive, seq int64) (Place, bool, error) {
	batches, err := a.BatchOf(ctx, seq)
	if err != nil {
		return Place{}, false, err
	}
	for _, b := range batches {
		if i := slices.Index(b.Seqs, seq); i >= 0 {
			return Place{Index: b.First + int64(i), Batch: b, At: i}, true, nil
		}
	}
	return Place{}, false, nil
}
