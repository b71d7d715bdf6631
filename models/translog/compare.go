package translog

import (
	"bytes"
	"context"
	"math"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"onevisit/models/audit"
)

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
	event   []byte // scratch space
	leaf    []byte // likewise
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
	var strays []*Row
	var erased []int64
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
			strays = append(strays, r.Clone())
			continue
		}
		delete(place, r.Seq)
		if c.one(r, c.batch, i, leaves[i]) {
			erased = append(erased, r.Seq)
		}
	}
	for seq := range place {
		c.report.fault(RowMissing, seq, "the log has it, the table has not")
	}
	more, err := c.strays(strays)
	if err != nil {
		return err
	}
	return c.erased(append(erased, more...))
}

// one compares a row with its place, and tells whether its salt is destroyed.
func (c *comparison) one(r *Row, b *Batch, i int, leaf tlog.Hash) (erased bool) {
	c.report.Entries++
	if c.head.Missing(r.Seq) {
		c.report.fault(HeadBroken, r.Seq, "the log has it and waits for it as well")
	}
	if erased = b.Salts[i].Destroyed(); !erased {
		var have Commitment
		if have, c.event = commit(c.event, b.Salts[i], r); have != b.Commitments[i] {
			c.report.fault(RowChanged, r.Seq, "the row is not what was committed to")
		}
	}
	c.leaf = encodeLeaf(c.leaf, r, b.Commitments[i])
	if LeafHash(c.leaf) != leaf {
		c.report.fault(RowChanged, r.Seq, "the leaf is not the tree's")
	}
	return erased
}

// strays are rows between a batch's that are not of it: they must be of another
// batch, and what that has them for, or on their way.
func (c *comparison) strays(rows []*Row) (erased []int64, err error) {
	elsewhere := map[int64]Place{}
	for _, r := range rows {
		if c.head.Missing(r.Seq) {
			continue
		}
		p, found := elsewhere[r.Seq]
		if !found {
			if p, found, err = Find(c.ctx, c.archive, r.Seq); err != nil {
				return nil, err
			}
			if !found {
				c.report.fault(RowUnknown, r.Seq, "the table has it, the log has not")
				continue
			}
			for i, other := range p.Batch.Seqs {
				elsewhere[other] = Place{Index: p.Batch.First + int64(i), Batch: p.Batch, At: i}
			}
		}
		if p.Index >= c.head.Size || len(p.Batch.Salts) != len(p.Batch.Seqs) || len(p.Batch.Commitments) != len(p.Batch.Seqs) {
			continue // sequenced after the head was read, or broken: told when its own turn comes
		}
		leaves, err := c.reader.ReadHashes([]int64{tlog.StoredHashIndex(0, p.Index)})
		if err != nil {
			c.report.fault(TileChanged, 0, "the tiles over place %d: %v", p.Index, err)
			continue
		}
		if c.one(r, p.Batch, p.At, leaves[0]) {
			erased = append(erased, r.Seq)
		}
	}
	return erased, nil
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
