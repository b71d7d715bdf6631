package translog

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Evidence shows of many entries at once that a checkpoint covers them. One
// proof an entry would repeat the upper levels of the tree in each; here every
// hash stands once.
type Evidence struct {
	Checkpoint Checkpoint
	Leaves     []EntryLeaf // by number
	hashes     map[int64]tlog.Hash
}

// EntryLeaf is an entry's leaf and its place.
type EntryLeaf struct {
	Seq   int64
	Index int64
	Data  []byte
}

// rowsAtOnce bounds how many rows are read to find one entry.
const rowsAtOnce = 64

// ProveEntries gathers the evidence for entries against a checkpoint. Entries it
// does not cover are returned apart, by number.
func ProveEntries(ctx context.Context, a Archive, c Checkpoint, seqs []int64) (e Evidence, beyond []int64, err error) {
	e = Evidence{Checkpoint: c, hashes: map[int64]tlog.Hash{}}
	h, err := a.Head(ctx)
	if err != nil {
		return e, nil, err
	}
	seqs = slices.Compact(slices.Sorted(slices.Values(seqs)))
	places, beyond, err := placesOf(ctx, a, c, seqs)
	if err != nil {
		return e, nil, err
	}
	if err := e.leaves(ctx, a, places); err != nil {
		return e, nil, err
	}
	reader := kept{hashes(c.Size, c.Root, a.Tiles(ctx, h)), e.hashes}
	for _, l := range e.Leaves {
		if _, err := tlog.ProveRecord(c.Size, l.Index, reader); err != nil {
			return e, nil, fmt.Errorf("translog: prove entry %d: %w", l.Seq, err)
		}
	}
	return e, beyond, nil
}

type placed struct {
	seq int64
	Place
}

// placesOf finds the entries; those that follow each other mostly stand in one
// batch, which is then read once.
func placesOf(ctx context.Context, a Archive, c Checkpoint, seqs []int64) (list []placed, beyond []int64, err error) {
	var batch *Batch
	for _, seq := range seqs {
		at := -1
		if batch != nil {
			at = slices.Index(batch.Seqs, seq)
		}
		if at < 0 {
			p, found, err := Find(ctx, a, seq)
			if err != nil {
				return nil, nil, err
			}
			if !found {
				beyond = append(beyond, seq)
				continue
			}
			batch, at = p.Batch, p.At
		}
		p := placed{seq, Place{Index: batch.First + int64(at), Batch: batch, At: at}}
		if p.Index >= c.Size {
			beyond = append(beyond, seq)
			continue
		}
		list = append(list, p)
	}
	return list, beyond, nil
}

// leaves reads the rows, neighbours together, and makes their leaves.
func (e *Evidence) leaves(ctx context.Context, a Archive, places []placed) error {
	for len(places) > 0 {
		n := 1
		for n < len(places) && places[n].seq-places[n-1].seq <= rowsAtOnce {
			n++
		}
		if err := e.run(ctx, a, places[:n]); err != nil {
			return err
		}
		places = places[n:]
	}
	return nil
}

func (e *Evidence) run(ctx context.Context, a Archive, places []placed) error {
	rows := a.Rows(ctx, places[0].seq, places[len(places)-1].seq)
	defer rows.Close()
	for _, p := range places {
		for {
			r, err := rows.Next()
			if err != nil {
				return err
			}
			if r == nil || r.Seq > p.seq {
				return fmt.Errorf("translog: entry %d of the log has no row", p.seq)
			}
			if r.Seq == p.seq {
				e.Leaves = append(e.Leaves, EntryLeaf{p.seq, p.Index, encodeLeaf(nil, r, p.Batch.Commitments[p.At])})
				break
			}
		}
	}
	return nil
}

// kept notes every hash that is read.
type kept struct {
	tlog.HashReader
	hashes map[int64]tlog.Hash
}

// ReadHashes implements tlog.HashReader.
func (k kept) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list, err := k.HashReader.ReadHashes(indexes)
	for i, h := range list {
		k.hashes[indexes[i]] = h
	}
	return list, err
}

// Write writes the leaves and hashes, one a line. The checkpoint is not part of it.
func (e *Evidence) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, l := range e.Leaves {
		fmt.Fprintf(out, "leaf %d %d %s\n", l.Seq, l.Index, base64.StdEncoding.EncodeToString(l.Data))
	}
	for _, at := range slices.Sorted(maps.Keys(e.hashes)) {
		h := e.hashes[at]
		fmt.Fprintf(out, "hash %d %s\n", at, base64.StdEncoding.EncodeToString(h[:]))
	}
	return out.Flush()
}

// ErrEvidence is returned for evidence that does not hold together.
var ErrEvidence = errors.New("translog: the evidence does not hold")

// CheckEvidence reads what Write wrote and checks every leaf against the
// checkpoint. It needs no database and no network.
func CheckEvidence(file []byte, c Checkpoint) ([]EntryLeaf, error) {
	e := Evidence{Checkpoint: c, hashes: map[int64]tlog.Hash{}}
	lines := bufio.NewScanner(bytes.NewReader(file))
	lines.Buffer(nil, 1<<16)
	for n := 1; lines.Scan(); n++ {
		if err := e.line(strings.Fields(lines.Text())); err != nil {
			return nil, fmt.Errorf("%w: line %d", err, n)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEvidence, err)
	}
	for _, l := range e.Leaves {
		if l.Index < 0 || l.Index >= c.Size {
			return nil, fmt.Errorf("%w: entry %d: %w", ErrEvidence, l.Seq, ErrRange)
		}
		p, err := tlog.ProveRecord(c.Size, l.Index, given(e.hashes))
		if err != nil {
			return nil, fmt.Errorf("%w: entry %d: %w", ErrEvidence, l.Seq, err)
		}
		if err := tlog.CheckRecord(p, c.Size, c.Root, l.Index, LeafHash(l.Data)); err != nil {
			return nil, fmt.Errorf("%w: entry %d: %w", ErrEvidence, l.Seq, err)
		}
	}
	slices.SortFunc(e.Leaves, func(a, b EntryLeaf) int { return cmp.Compare(a.Seq, b.Seq) })
	return e.Leaves, nil
}

func (e *Evidence) line(words []string) error {
	switch {
	case len(words) == 4 && words[0] == "leaf":
		seq, err1 := strconv.ParseInt(words[1], 10, 64)
		index, err2 := strconv.ParseInt(words[2], 10, 64)
		data, err3 := base64.StdEncoding.DecodeString(words[3])
		if err := errors.Join(err1, err2, err3); err != nil {
			return ErrEvidence
		}
		e.Leaves = append(e.Leaves, EntryLeaf{seq, index, data})
	case len(words) == 3 && words[0] == "hash":
		at, err1 := strconv.ParseInt(words[1], 10, 64)
		data, err2 := base64.StdEncoding.DecodeString(words[2])
		if err1 != nil || err2 != nil || len(data) != tlog.HashSize {
			return ErrEvidence
		}
		e.hashes[at] = tlog.Hash(data)
	default:
		return ErrEvidence
	}
	return nil
}

// given reads the hashes that came with the evidence.
type given map[int64]tlog.Hash

var errNotGiven = errors.New("a hash is missing")

// ReadHashes implements tlog.HashReader.
func (g given) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		h, found := g[at]
		if !found {
			return nil, errNotGiven
		}
		list[i] = h
	}
	return list, nil
}
