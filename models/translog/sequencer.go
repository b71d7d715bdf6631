package translog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"onevisit/models"
)

// How the sequencer works.
const (
	// Every is the pause between two looks for new entries.
	Every = time.Second
	// SignEvery is the age at which a checkpoint is followed by the next: half
	// of what is promised.
	SignEvery = 30 * time.Second
	lease     = 15 * time.Second
	batchSize = 4096
	// worthwhile is a number of entries that need not wait for more.
	worthwhile = 64
	// deadAfter is how long a number without a row is waited for before the
	// engine is asked whether it can still come: far longer than any statement
	// or transaction of ours may take.
	deadAfter = time.Minute
)

// The reasons not to sequence.
var (
	// ErrOtherKey: the log in the database belongs to another key.
	ErrOtherKey = errors.New("translog: the log was begun with another key")
	// ErrRolledBack: the database holds less than what was signed.
	ErrRolledBack = errors.New("translog: the log in the database is older than what was signed")
	// ErrForked: the database holds another log than the one that was signed.
	ErrForked = errors.New("translog: the log in the database is not the one that was signed")
	// ErrBroken: the head does not fit together.
	ErrBroken = errors.New("translog: the log's head is broken")
)

// Tampering tells whether an error says that somebody changed the log.
func Tampering(err error) bool {
	return errors.Is(err, ErrRolledBack) || errors.Is(err, ErrForked) || errors.Is(err, ErrBroken)
}

// Sequencer gives committed entries their places in the tree and signs.
// Several processes may each have one: a lease decides which one works.
type Sequencer struct {
	Ledger Ledger
	Tiles  func(context.Context, Head) Tiles
	Key    *Key
	Anchor Anchor
	Clock  models.Clock
	Random io.Reader // of the salts
	ID     string    // of this process
	// Patience is how long a few entries wait for company, so that a quiet hall
	// does not fill the table with batches of one.
	Patience time.Duration

	mu   sync.Mutex
	tree *Tree // as this process wrote or took it over last; whatever comes later has to continue it
	at   int64 // the head's version that tree belongs to
}

// Round does what there is to do and tells whether this process holds the
// lease. Where it does not, nothing was done.
func (s *Sequencer) Round(ctx context.Context) (bool, error) { return s.run(ctx, false) }

// Close sequences and signs what is left, and gives the lease back, also where
// the log stands still.
func (s *Sequencer) Close(ctx context.Context) error {
	held, err := s.run(ctx, true)
	if !held || err != nil && !Tampering(err) {
		return err
	}
	now := s.Clock.Now()
	_, _, released := s.Ledger.Hold(ctx, s.ID, now, now) // a lease that ends at once
	return errors.Join(err, released)
}

func (s *Sequencer) run(ctx context.Context, closing bool) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		more, held, err := s.step(ctx, closing)
		if err != nil || !held || !more {
			return held, err
		}
	}
}

// step adds one batch.
func (s *Sequencer) step(ctx context.Context, closing bool) (more, held bool, err error) {
	now := s.Clock.Now()
	head, held, err := s.Ledger.Hold(ctx, s.ID, now, now.Add(lease))
	if err != nil || !held {
		return false, false, err
	}
	if err := s.load(ctx, head); err != nil {
		return false, true, err
	}
	rows, err := s.Ledger.Fresh(ctx, head, batchSize)
	if err != nil {
		return false, true, err
	}
	if len(rows) > 0 && len(rows) < worthwhile && !closing && now.Sub(time.UnixMilli(rows[0].At)) < s.Patience {
		rows = nil // they are seen the next time
	}
	next, tree := head, s.tree
	next.Gaps, next.Seen = gapsAfter(head, rows, now)
	if err := s.bury(ctx, &next, now); err != nil {
		return false, true, err
	}
	var add Addition
	if len(rows) > 0 {
		if tree, err = s.place(rows, head.Size, now, &add); err != nil {
			return false, true, err
		}
		next.Size, next.Edge, next.SequencedAt = tree.Size(), tree.Edge(), now
		if next.Root, err = tree.Root(); err != nil {
			return false, true, err
		}
	}
	more = len(rows) >= batchSize
	signed, err := s.sign(&next, &add, now, closing && !more)
	if err != nil {
		return false, true, err
	}
	if len(rows) == 0 && !signed && slices.Equal(next.Gaps, head.Gaps) {
		return false, true, nil
	}
	next.Version++
	if err := s.Ledger.Add(ctx, head, next, add); err != nil {
		return false, true, err
	}
	s.tree, s.at = tree, next.Version
	if add.Checkpoint != nil {
		err = s.Anchor.Keep(add.Checkpoint.Note)
	}
	return more, true, err
}

// load takes over the tree in the database, unless this process wrote it last.
// A tree that does not continue the one signed, or the one this process wrote
// last, is not taken over.
func (s *Sequencer) load(ctx context.Context, head Head) error {
	if head.Verifier != s.Key.Verifier() {
		return ErrOtherKey
	}
	if s.tree != nil && s.at == head.Version && s.tree.Size() == head.Size {
		return nil
	}
	tree, err := Load(head.Size, head.Edge)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if root, err := tree.Root(); err != nil || root != head.Root {
		return fmt.Errorf("%w: its root is not that of its edge", ErrBroken)
	}
	signed, err := s.Anchor.Load()
	if err != nil {
		return err
	}
	if signed != nil {
		c, err := OpenCheckpoint(signed, s.Key.Verifier())
		if err != nil {
			return err
		}
		if err := continues(head, c.Size, c.Root, s.Tiles(ctx, head)); err != nil {
			return err
		}
	} else if err := s.anchor(head); err != nil {
		return err
	}
	if s.tree != nil {
		root, err := s.tree.Root()
		if err != nil {
			return err
		}
		if err := continues(head, s.tree.Size(), root, s.Tiles(ctx, head)); err != nil {
			return err
		}
	}
	s.tree, s.at = tree, head.Version
	return nil
}

// anchor makes the first anchor, before anything is signed.
func (s *Sequencer) anchor(head Head) error {
	if head.SignedSize > 0 {
		return fmt.Errorf("%w: the last checkpoint's file beside the key is gone", ErrForked)
	}
	root, err := (&Tree{}).Root()
	if err != nil {
		return err
	}
	c, err := s.Key.Sign(0, root)
	if err != nil {
		return err
	}
	return s.Anchor.Keep(c.Note)
}

// Contains tells whether the log at its head contains what a checkpoint covers:
// nil, or an error for which Tampering holds.
func Contains(head Head, c Checkpoint, tiles Tiles) error {
	return continues(head, c.Size, c.Root, tiles)
}

// continues tells whether the head's tree begins with a tree known before.
func continues(head Head, size int64, root tlog.Hash, tiles Tiles) error {
	if size == 0 {
		return nil
	}
	if head.Size < size {
		return fmt.Errorf("%w: %d entries, %d were known", ErrRolledBack, head.Size, size)
	}
	have, err := RootAt(head.Size, head.Root, size, tiles)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrForked, err)
	}
	if have != root {
		return fmt.Errorf("%w: at %d entries", ErrForked, size)
	}
	return nil
}

// place commits to the rows and adds them to a copy of the tree.
func (s *Sequencer) place(rows []Row, first int64, now time.Time, add *Addition) (*Tree, error) {
	tree := s.tree.Clone()
	batch := &Batch{
		First: first, At: now, Seqs: make([]int64, len(rows)),
		Commitments: make([]Commitment, len(rows)), Salts: make([]Salt, len(rows)),
		Low: rows[0].Seq, High: rows[len(rows)-1].Seq,
	}
	var event, leaf []byte
	for i := range rows {
		for batch.Salts[i].Destroyed() { // a salt of zeros would pass for a destroyed one
			if _, err := io.ReadFull(s.Random, batch.Salts[i][:]); err != nil {
				return nil, fmt.Errorf("translog: no randomness: %w", err)
			}
		}
		batch.Seqs[i] = rows[i].Seq
		batch.Commitments[i], event = commit(event, batch.Salts[i], &rows[i])
		leaf = encodeLeaf(leaf, &rows[i], batch.Commitments[i])
		add.Tiles = append(add.Tiles, tree.Add(LeafHash(leaf))...)
	}
	add.Batch = batch
	return tree, nil
}

// sign adds a checkpoint when the last one is old enough, and tells whether the
// head says something new about signing.
func (s *Sequencer) sign(next *Head, add *Addition, now time.Time, closing bool) (bool, error) {
	due := now.Sub(next.SignedAt) >= SignEvery || now.Before(next.SignedAt)
	switch {
	case next.Size == 0 || !due && !(closing && next.Size > next.SignedSize):
		return false, nil
	case next.Size > next.SignedSize:
		c, err := s.Key.Sign(next.Size, next.Root)
		if err != nil {
			return false, err
		}
		add.Checkpoint, add.Signed = &c, now
	}
	next.SignedSize, next.SignedAt = next.Size, now
	return true, nil
}

// gapsAfter works out which numbers still have no row after these were seen.
func gapsAfter(head Head, rows []Row, now time.Time) ([]Gap, int64) {
	var gaps []Gap
	came := map[int64]bool{}
	seen := head.Seen
	var fresh []Gap
	for _, r := range rows {
		if r.Seq <= head.Seen {
			came[r.Seq] = true
			continue
		}
		if r.Seq > seen+1 {
			fresh = append(fresh, Gap{From: seen + 1, To: r.Seq - 1, Noticed: now})
		}
		seen = r.Seq
	}
	for _, g := range head.Gaps {
		gaps = append(gaps, without(g, came)...)
	}
	return append(gaps, fresh...), seen
}

// without takes the numbers that came out of a gap.
func without(g Gap, came map[int64]bool) []Gap {
	if len(came) == 0 {
		return []Gap{g}
	}
	var rest []Gap
	from := g.From
	for _, seq := range sortedWithin(came, g) {
		if seq > from {
			rest = append(rest, Gap{From: from, To: seq - 1, Noticed: g.Noticed})
		}
		from = seq + 1
	}
	if from <= g.To {
		rest = append(rest, Gap{From: from, To: g.To, Noticed: g.Noticed})
	}
	return rest
}

func sortedWithin(came map[int64]bool, g Gap) []int64 {
	var list []int64
	for seq := range came {
		if g.From <= seq && seq <= g.To {
			list = append(list, seq)
		}
	}
	slices.Sort(list)
	return list
}

// bury drops numbers that were waited for long enough and that no transaction
// holds any more. A row that appears there later was not written by us.
func (s *Sequencer) bury(ctx context.Context, next *Head, now time.Time) error {
	var old []Gap
	for _, g := range next.Gaps {
		if now.Sub(g.Noticed) >= deadAfter {
			old = append(old, g)
		}
	}
	if len(old) == 0 {
		return nil
	}
	dead, err := s.Ledger.Dead(ctx, old)
	if err != nil {
		return err
	}
	next.Gaps = slices.DeleteFunc(next.Gaps, func(g Gap) bool { return slices.Contains(dead, g) })
	return nil
}
