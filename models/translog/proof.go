package translog

import (
	"errors"
	"fmt"

	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/tlog"
)

// Tiles hands out the log's tiles. What it gives is not believed: every hash is
// checked against a root before it is used.
type Tiles interface {
	// ReadTile returns the first width hashes of a tile.
	ReadTile(level int, number int64, width int) ([]byte, error)
}

// hashes reads authenticated hashes of a tree.
func hashes(size int64, root tlog.Hash, tiles Tiles) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tileReader{tiles})
}

type tileReader struct{ tiles Tiles }

func (tileReader) Height() int { return TileHeight }

func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, t := range tiles {
		var err error
		if data[i], err = r.tiles.ReadTile(t.L, t.N, t.W); err != nil {
			return nil, err
		}
		if len(data[i]) != t.W*tlog.HashSize {
			return nil, fmt.Errorf("translog: tile %d/%d has %d bytes, want %d hashes", t.L, t.N, len(data[i]), t.W)
		}
	}
	return data, nil
}

func (tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// ErrRange is returned for a proof about a place or size the log does not have.
var ErrRange = errors.New("translog: the log has no such place")

// ProveLeaf proves that a leaf has its place in the tree of a checkpoint.
func ProveLeaf(c Checkpoint, index int64, tiles Tiles) (tlog.RecordProof, error) {
	if index < 0 || index >= c.Size {
		return nil, ErrRange
	}
	p, err := tlog.ProveRecord(c.Size, index, hashes(c.Size, c.Root, tiles))
	if err != nil {
		return nil, fmt.Errorf("translog: prove leaf %d: %w", index, err)
	}
	return p, nil
}

// ProveConsistency proves that the tree of a checkpoint begins with the tree of
// a smaller size.
func ProveConsistency(c Checkpoint, size int64, tiles Tiles) (tlog.TreeProof, error) {
	if size < 0 || size > c.Size {
		return nil, ErrRange
	}
	if size == 0 || size == c.Size {
		return tlog.TreeProof{}, nil // true of every tree
	}
	p, err := tlog.ProveTree(c.Size, size, hashes(c.Size, c.Root, tiles))
	if err != nil {
		return nil, fmt.Errorf("translog: prove consistency of %d and %d: %w", size, c.Size, err)
	}
	return p, nil
}

// RootAt computes the root of a smaller size from the tiles of a tree that is
// known to be right.
func RootAt(size int64, root tlog.Hash, smaller int64, tiles Tiles) (tlog.Hash, error) {
	if smaller > size {
		return tlog.Hash{}, ErrRange
	}
	if smaller == size {
		return root, nil
	}
	h, err := tlog.TreeHash(smaller, hashes(size, root, tiles))
	if err != nil {
		return tlog.Hash{}, fmt.Errorf("translog: root at %d: %w", smaller, err)
	}
	return h, nil
}

// CheckConsistency tells whether the proof shows that the checkpoint's tree
// begins with the smaller one.
func CheckConsistency(p tlog.TreeProof, c Checkpoint, size int64, root tlog.Hash) error {
	switch {
	case size > c.Size:
		return ErrRange
	case size == 0:
		return nil
	case size == c.Size:
		if root != c.Root {
			return errors.New("translog: two trees of one size")
		}
		return nil
	}
	if err := tlog.CheckTree(p, c.Size, c.Root, size, root); err != nil {
		return fmt.Errorf("translog: consistency: %w", err)
	}
	return nil
}

// WriteProof writes the proof of a leaf as a file (c2sp.org/tlog-proof): the
// leaf's data stand in its extra line, so that the file is complete by itself.
func WriteProof(c Checkpoint, index int64, leaf []byte, p tlog.RecordProof) []byte {
	file := proof.TLogProof{Index: uint64(index), Checkpoint: c.Note, ExtraData: leaf}
	for _, h := range p {
		file.Hashes = append(file.Hashes, h)
	}
	return file.Marshal()
}

// Proven is what a proof file proves.
type Proven struct {
	Index      int64
	Leaf       Leaf
	Checkpoint Checkpoint
}

// maxProof bounds a proof: a tree has at most 2^62 leaves.
const maxProof = 63

// CheckProof checks a proof file with nothing but the log's public key.
func CheckProof(file []byte, verifier string) (Proven, error) {
	var f proof.TLogProof
	if err := f.Unmarshal(file); err != nil {
		return Proven{}, fmt.Errorf("translog: this is no proof: %w", err)
	}
	c, err := OpenCheckpoint(f.Checkpoint, verifier)
	if err != nil {
		return Proven{}, err
	}
	leaf, err := ParseLeaf(f.ExtraData)
	if err != nil {
		return Proven{}, err
	}
	if len(f.Hashes) > maxProof || f.Index >= uint64(c.Size) {
		return Proven{}, ErrRange
	}
	p := make(tlog.RecordProof, len(f.Hashes))
	for i, h := range f.Hashes {
		p[i] = h
	}
	index := int64(f.Index)
	if err := tlog.CheckRecord(p, c.Size, c.Root, index, LeafHash(f.ExtraData)); err != nil {
		return Proven{}, fmt.Errorf("translog: the proof does not hold: %w", err)
	}
	return Proven{Index: index, Leaf: leaf, Checkpoint: c}, nil
}
