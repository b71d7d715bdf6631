package translog

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"onevisit/models/audit"
)

// Verify rebuilds the whole tree from the rows and compares everything that is
// kept with it: each row with its commitment, the stored tiles, the head, and
// every signed checkpoint, those in known (a witness's, the anchor) included.
// It reads everything once, in order, and keeps next to nothing in memory.
func Verify(ctx context.Context, a Archive, verifier string, known ...[]byte) (*Report, error) {
	if _, err := note.NewVerifier(verifier); err != nil {
		return nil, fmt.Errorf("translog: the log's public key: %w", err)
	}
	v := &verification{
		ctx: ctx, archive: a, tree: &Tree{}, due: map[int64][]due{},
		zeroed: map[int64]bool{}, named: map[int64]bool{}, late: map[int64]*Row{},
	}
	if err := v.begin(known); err != nil {
		return nil, err
	}
	if !slices.Contains(v.keys.all(), verifier) {
		v.report.fault(HeadBroken, 0, "the log was begun with another key")
	}
	if err := v.run(); err != nil {
		return nil, err
	}
	return &v.report, nil
}

// due is a checkpoint waiting for the tree to reach its size.
type due struct {
	root tlog.Hash
	from string
}

type verification struct {
	ctx     context.Context //nolint:containedctx // one verification, one context
	archive Archive
	head    Head
	keys    keys
	tiles   Tiles
	report  Report

	tree        *Tree
	highest     int64 // number of an entry
	due         map[int64][]due
	sizes       []int64 // of due, those to come
	event, leaf []byte
	zeroed      map[int64]bool // entries whose salt is destroyed
	named       map[int64]bool // entries that an erasure in the log names
	late        map[int64]*Row // rows that stood before the place they belong to
	rows        Rows
	ahead       *Row // read and not used yet
}

// begin reads the checkpoints and then the head. The log goes on meanwhile: a
// checkpoint read before the head must be in the head's tree, and what came
// after the head is left for another time.
func (v *verification) begin(known [][]byte) (err error) {
	if v.head, err = v.archive.Head(v.ctx); err != nil {
		return err
	}
	if v.keys, err = keysOf(v.head); err != nil {
		v.report.fault(HeadBroken, 0, "%v", err)
	}
	v.report.Breaks = v.keys.breaks
	for _, b := range v.keys.breaks {
		v.due[b.Size] = append(v.due[b.Size], due{b.Root, "the statement that the log was begun anew"})
	}
	for _, signed := range known {
		v.known(signed)
	}
	newest, err := v.checkpoints(0, math.MaxInt64)
	if err != nil {
		return err
	}
	if v.head, err = v.archive.Head(v.ctx); err != nil {
		return err
	}
	v.tiles = v.archive.Tiles(v.ctx, v.head)
	if v.head.SignedSize > newest {
		if newest, err = v.checkpoints(newest+1, v.head.SignedSize); err != nil {
			return err
		}
	}
	delete(v.due, 0)
	v.sizes = slices.Sorted(maps.Keys(v.due))
	if newest != v.head.SignedSize {
		v.report.fault(CheckpointMissing, 0, "the newest checkpoint kept is of %d entries, the head says %d", newest, v.head.SignedSize)
	}
	return nil
}

func (v *verification) checkpoints(from, to int64) (newest int64, err error) {
	err = v.archive.Checkpoints(v.ctx, from, to, func(size int64, signed []byte) error {
		newest = size
		v.report.Checkpoints++
		from := fmt.Sprintf("the checkpoint kept for %d entries", size)
		c, err := v.keys.open(size, signed)
		switch {
		case err != nil:
			v.report.fault(CheckpointForged, 0, "%s: %v", from, err)
		case c.Size != size:
			v.report.fault(CheckpointForged, 0, "%s is one of %d", from, c.Size)
		default:
			v.due[size] = append(v.due[size], due{c.Root, from})
		}
		return nil
	})
	return newest, err
}

// known takes a checkpoint that somebody has from elsewhere: the log has to
// contain it, or a statement that the log was begun anew has to admit that it
// does not any more.
func (v *verification) known(signed []byte) {
	const from = "a checkpoint known from elsewhere"
	v.report.Checkpoints++
	for _, key := range v.keys.all() {
		c, err := OpenCheckpoint(signed, key)
		if err != nil {
			continue
		}
		b, broken := v.keys.ended(key)
		switch {
		case broken && c.Size > b.Signed:
			v.report.fault(RolledBack, 0, "%s is of %d entries, the statement that the log was begun anew admits %d", from, c.Size, b.Signed)
		case broken && c.Size == b.Signed && c.Root == b.SignedRoot, broken && c.Size > b.Size:
			// what the statement admits
		default:
			v.due[c.Size] = append(v.due[c.Size], due{c.Root, from})
		}
		return
	}
	v.report.fault(CheckpointForged, 0, "%s: %v", from, ErrCheckpoint)
}

func (v *verification) run() error {
	v.rows = v.archive.Rows(v.ctx, math.MinInt64, math.MaxInt64)
	defer v.rows.Close()
	if v.head.Size > 0 {
		if err := v.archive.Batches(v.ctx, 0, v.head.Size-1, v.batch); err != nil {
			return err
		}
	}
	if err := v.rest(); err != nil {
		return err
	}
	return v.conclude()
}

// batch compares one batch's rows and adds them to the tree.
func (v *verification) batch(b *Batch) error {
	if b.First != v.tree.Size() || len(b.Seqs) == 0 || len(b.Seqs) != len(b.Commitments) || len(b.Seqs) != len(b.Salts) {
		v.report.fault(BatchBroken, 0, "places %d to %d are kept as a batch of %d numbers, %d commitments and %d salts from %d on",
			v.tree.Size(), b.First+int64(len(b.Seqs))-1, len(b.Seqs), len(b.Commitments), len(b.Salts), b.First)
		if len(b.Seqs) != len(b.Commitments) || len(b.Seqs) != len(b.Salts) {
			return nil
		}
	}
	if len(b.Seqs) > 0 && (b.Low != slices.Min(b.Seqs) || b.High != slices.Max(b.Seqs)) {
		v.report.fault(BatchBroken, 0, "the batch from %d on is kept for the numbers %d to %d, which it is not of", b.First, b.Low, b.High)
	}
	for i, seq := range b.Seqs {
		r, err := v.find(seq)
		if err != nil {
			return err
		}
		if err := v.entry(seq, r, b.Commitments[i], b.Salts[i]); err != nil {
			return err
		}
	}
	return nil
}

// find returns the row of a number, nil where there is none. Rows that stand in
// between are kept for later: they committed late and have their place further on.
func (v *verification) find(seq int64) (*Row, error) {
	if len(v.late) > 0 {
		if kept, ok := v.late[seq]; ok {
			delete(v.late, seq)
			return kept, nil
		}
	}
	for {
		if v.ahead == nil {
			var err error
			if v.ahead, err = v.rows.Next(); err != nil || v.ahead == nil {
				return nil, err
			}
		}
		switch r := v.ahead; {
		case r.Seq == seq:
			v.ahead = nil
			return r, nil
		case r.Seq > seq:
			return nil, nil
		default:
			v.late[r.Seq] = r.Clone()
			v.ahead = nil
		}
	}
}

// entry compares one entry with its commitment and adds its leaf.
func (v *verification) entry(seq int64, r *Row, c Commitment, salt Salt) error {
	v.report.Entries++
	v.highest = max(v.highest, seq)
	if v.head.Missing(seq) {
		v.report.fault(HeadBroken, seq, "the log has it and waits for it as well")
	}
	if r == nil {
		v.report.fault(RowMissing, seq, "the log has it, the table has not")
		r = &Row{Seq: seq} // the tree goes wrong from here on, as it must
	} else if salt.Destroyed() {
		v.report.Erased++
		v.zeroed[seq] = true
	} else {
		var have Commitment
		if have, v.event = commit(v.event, salt, r); have != c {
			v.report.fault(RowChanged, seq, "the row is not what was committed to")
		}
	}
	if bytes.Equal(r.Action, []byte(audit.PersonalDataErased)) {
		for _, erased := range erasedBy(r) {
			v.named[erased] = true
		}
	}
	v.leaf = encodeLeaf(v.leaf, r, c)
	for _, t := range v.tree.Add(LeafHash(v.leaf)) {
		if stored, err := v.tiles.ReadTile(t.Level, t.Number, tileWidth); err != nil || !bytes.Equal(stored, t.Hashes) {
			v.report.fault(TileChanged, 0, "tile %d of level %d is not what its leaves make", t.Number, t.Level)
		}
	}
	return v.checkpointsAt(v.tree.Size())
}

func (v *verification) checkpointsAt(size int64) error {
	if len(v.sizes) == 0 || v.sizes[0] != size {
		return nil
	}
	v.sizes = v.sizes[1:]
	root, err := v.tree.Root()
	if err != nil {
		return err
	}
	for _, d := range v.due[size] {
		if d.root != root {
			v.report.fault(CheckpointDiffers, 0, "%s: the rows make another tree", d.from)
		}
	}
	delete(v.due, size)
	return nil
}

// rest looks at the rows that have no place in the log.
func (v *verification) rest() error {
	for _, seq := range slices.Sorted(maps.Keys(v.late)) {
		v.stray(seq)
	}
	for {
		r := v.ahead
		v.ahead = nil
		if r == nil {
			var err error
			if r, err = v.rows.Next(); err != nil || r == nil {
				return err
			}
		}
		v.stray(r.Seq)
	}
}

func (v *verification) stray(seq int64) {
	if seq > v.head.Seen || v.head.Missing(seq) {
		v.report.Unsequenced++
		return
	}
	v.report.fault(RowUnknown, seq, "the table has it, the log has not")
}

func (v *verification) conclude() error {
	root, err := v.tree.Root()
	if err != nil {
		return err
	}
	v.report.Root = root
	if v.tree.Size() != v.head.Size || root != v.head.Root {
		v.report.fault(HeadBroken, 0, "the rows make a tree of %d entries and root %s, the head says %d and %s", v.tree.Size(), root, v.head.Size, v.head.Root)
	}
	if v.highest != v.head.Seen {
		v.report.fault(HeadBroken, 0, "the log's last entry is %d, the head has seen %d", v.highest, v.head.Seen)
	}
	if !bytes.Equal(v.tree.Edge(), v.head.Edge) {
		v.report.fault(TileChanged, 0, "the unfinished tiles are not what their leaves make")
	}
	for _, size := range slices.Sorted(maps.Keys(v.due)) {
		for _, d := range v.due[size] {
			v.report.fault(RolledBack, 0, "%s is of %d entries, the log has %d", d.from, size, v.tree.Size())
		}
	}
	return v.erasures()
}

// erasures asks that every destroyed salt is named by an erasure that the log
// has, or that has come while this was running and has no place yet.
func (v *verification) erasures() error {
	var unnamed []int64
	for _, seq := range slices.Sorted(maps.Keys(v.zeroed)) {
		if !v.named[seq] {
			unnamed = append(unnamed, seq)
		}
	}
	if len(unnamed) == 0 {
		return nil
	}
	by, err := v.archive.Erasures(v.ctx, unnamed)
	if err != nil {
		return err
	}
	for _, seq := range unnamed {
		if e, ok := by[seq]; !ok || e <= v.head.Seen && !v.head.Missing(e) {
			v.report.fault(SaltDestroyed, seq, "its salt is gone and no erasure in the log names it")
		}
	}
	return nil
}

// Clone returns a row of its own.
func (r *Row) Clone() *Row {
	c := &Row{Seq: r.Seq, At: r.At}
	from, to := r.texts(), c.texts()
	for i := range from {
		*to[i] = bytes.Clone(*from[i])
	}
	return c
}

// texts are the row's texts in their order.
func (r *Row) texts() [10]*[]byte {
	return [10]*[]byte{&r.Action, &r.ActorKind, &r.ActorID, &r.Session, &r.Device, &r.Site, &r.Role, &r.Subjects, &r.Fields, &r.Notes}
}
