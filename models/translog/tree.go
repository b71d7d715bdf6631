package translog

import (
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// TileHeight is the height of a tile: 256 hashes, 8192 bytes (c2sp.org/tlog-tiles).
const TileHeight = 8

const (
	tileWidth = 1 << TileHeight
	maxLevels = 64
)

// Tile is a full tile: the hashes of 256 neighbouring subtrees of height 8*Level.
type Tile struct {
	Level  int
	Number int64
	Hashes []byte
}

// Tree is the right edge of a growing tree: enough to add to it and to tell its
// root. It keeps the unfinished tile of every level and gives finished ones away.
type Tree struct {
	size int64
	last [maxLevels]tlog.Hash // the last complete subtree of each height
	edge [][]byte             // by level, the hashes of the unfinished tile
}

// Size is the number of leaves.
func (t *Tree) Size() int64 { return t.size }

// Root is the tree's hash.
func (t *Tree) Root() (tlog.Hash, error) { return tlog.TreeHash(t.size, t.reader()) }

// Add appends a leaf and returns the tiles it finished, nearly always none. At
// every height at which the leaf completes a subtree the one before it is its
// left neighbour: nothing is looked up and nothing allocated, since millions
// are added when a log is verified.
func (t *Tree) Add(leaf tlog.Hash) (full []Tile) {
	h := leaf
	for height := 0; ; height++ {
		left := t.last[height]
		t.last[height] = h
		if height%TileHeight == 0 {
			full = t.keep(full, height/TileHeight, h)
		}
		if t.size>>height&1 == 0 {
			break
		}
		h = tlog.NodeHash(left, h)
	}
	t.size++
	return full
}

// keep adds a hash to its level's unfinished tile, and the tile to those that
// are full when it is.
func (t *Tree) keep(full []Tile, level int, h tlog.Hash) []Tile {
	if level == len(t.edge) {
		t.edge = append(t.edge, make([]byte, 0, tileWidth*tlog.HashSize))
	}
	t.edge[level] = append(t.edge[level], h[:]...)
	if len(t.edge[level]) < tileWidth*tlog.HashSize {
		return full
	}
	full = append(full, Tile{Level: level, Number: t.size >> (TileHeight * (level + 1)), Hashes: t.edge[level]})
	t.edge[level] = make([]byte, 0, tileWidth*tlog.HashSize)
	return full
}

// reader gives the hashes tlog asks for when it hashes this tree: always the
// last complete subtree of a height.
func (t *Tree) reader() tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			height, _ := tlog.SplitStoredHashIndex(index)
			hashes[i] = t.last[height]
		}
		return hashes, nil
	})
}

// Clone returns a copy that grows by itself.
func (t *Tree) Clone() *Tree {
	c := &Tree{size: t.size, last: t.last, edge: make([][]byte, len(t.edge))}
	for level, hashes := range t.edge {
		c.edge[level] = append(make([]byte, 0, tileWidth*tlog.HashSize), hashes...)
	}
	return c
}

// Edge encodes the unfinished tiles: their number of hashes in 2 bytes and the
// hashes, from the lowest level up.
func (t *Tree) Edge() []byte {
	var b []byte
	for _, hashes := range t.edge {
		b = binary.BigEndian.AppendUint16(b, uint16(len(hashes)/tlog.HashSize))
		b = append(b, hashes...)
	}
	return b
}

// ErrEdge is returned for an edge that does not belong to a tree of the size.
var ErrEdge = errors.New("translog: the tree's edge does not fit its size")

// edges splits an encoded edge.
func edges(size int64, edge []byte) ([][]byte, error) {
	var levels [][]byte
	for level := 0; len(edge) > 0; level++ {
		if len(edge) < 2 || level >= maxLevels/TileHeight {
			return nil, ErrEdge
		}
		n := int(binary.BigEndian.Uint16(edge))
		edge = edge[2:]
		if len(edge) < n*tlog.HashSize || int64(n) != size>>(TileHeight*level)%tileWidth {
			return nil, ErrEdge
		}
		levels = append(levels, edge[:n*tlog.HashSize])
		edge = edge[n*tlog.HashSize:]
	}
	if size>>(TileHeight*len(levels)) != 0 {
		return nil, ErrEdge
	}
	return levels, nil
}

// EdgeTile returns the unfinished tile of a level, nil where it has none.
func EdgeTile(h Head, level int) ([]byte, error) {
	levels, err := edges(h.Size, h.Edge)
	if err != nil || level >= len(levels) {
		return nil, err
	}
	return levels[level], nil
}

// Load makes a tree from its size and encoded edge. Whoever loads one compares
// its root with the one he knows.
func Load(size int64, edge []byte) (*Tree, error) {
	levels, err := edges(size, edge)
	if err != nil {
		return nil, err
	}
	t := &Tree{size: size}
	for level, hashes := range levels {
		t.edge = append(t.edge, append(make([]byte, 0, tileWidth*tlog.HashSize), hashes...))
		for height := TileHeight * level; height < TileHeight*(level+1); height++ {
			if size>>height&1 == 0 {
				continue // nothing of this height is waiting for a neighbour
			}
			tile := tlog.Tile{H: TileHeight, L: level, N: size >> (TileHeight * (level + 1)), W: len(hashes) / tlog.HashSize}
			if t.last[height], err = tlog.HashFromTile(tile, hashes, tlog.StoredHashIndex(height, size>>height-1)); err != nil {
				return nil, fmt.Errorf("%w: %w", ErrEdge, err)
			}
		}
	}
	return t, nil
}
