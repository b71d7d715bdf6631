package translog

import (
	"context"
	"slices"

	"onevisit/models"
)

// Newest returns the newest checkpoint; not found before the first.
func Newest(ctx context.Context, a Archive) (Checkpoint, error) {
	h, err := a.Head(ctx)
	if err != nil {
		return Checkpoint{}, err
	}
	return At(ctx, a, h, h.SignedSize)
}

// At returns the checkpoint of exactly a size.
func At(ctx context.Context, a Archive, h Head, size int64) (Checkpoint, error) {
	var c Checkpoint
	known, err := keysOf(h)
	if err != nil {
		return c, err
	}
	found := false
	err = a.Checkpoints(ctx, size, size, func(_ int64, signed []byte) (err error) {
		found = true
		c, err = known.open(size, signed)
		return err
	})
	if err == nil && (!found || c.Size != size) {
		err = models.ErrNotFound
	}
	return c, err
}

// ProveEntry writes the proof file of an entry against the newest checkpoint.
// Not found: there is no such entry in it, perhaps not yet.
func ProveEntry(ctx context.Context, a Archive, seq int64) ([]byte, error) {
	h, err := a.Head(ctx)
	if err != nil {
		return nil, err
	}
	c, err := At(ctx, a, h, h.SignedSize)
	if err != nil {
		return nil, err
	}
	p, found, err := Find(ctx, a, seq)
	if err != nil {
		return nil, err
	}
	if !found || p.Index >= c.Size {
		return nil, models.ErrNotFound
	}
	leaf, err := leafOf(ctx, a, p, seq)
	if err != nil {
		return nil, err
	}
	proof, err := ProveLeaf(c, p.Index, a.Tiles(ctx, h))
	if err != nil {
		return nil, err
	}
	return WriteProof(c, p.Index, leaf, proof), nil
}

// leafOf makes an entry's leaf from its row and commitment. That it is the one
// the tree has is shown by checking the proof.
func leafOf(ctx context.Context, a Archive, p Place, seq int64) ([]byte, error) {
	rows := a.Rows(ctx, seq, seq)
	defer rows.Close()
	r, err := rows.Next()
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, models.ErrNotFound
	}
	return encodeLeaf(nil, r, p.Batch.Commitments[p.At]), nil
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
