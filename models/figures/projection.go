package figures

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"onevisit/models"
)

// Projection reads figures: the sums, and on top of them in the same snapshot the
// subjects that entries after the fold's place name.
type Projection struct {
	book   Book
	source Source
}

// NewProjection returns the reader.
func NewProjection(book Book, source Source) *Projection { return &Projection{book, source} }

// Pin implements Reader.
func (p *Projection) Pin(ctx context.Context) (State, error) {
	var state State
	err := p.book.Look(ctx, func(ctx context.Context, tx models.Tx) error {
		s, err := p.standing(ctx, tx, 0)
		state = State{Entries: s.Place, FoldedAt: s.FoldedAt}
		return err
	})
	return state, err
}

// standing refuses what cannot be read.
func (p *Projection) standing(ctx context.Context, tx models.Tx, asOf int64) (Standing, error) {
	s, err := p.book.Standing(ctx, tx)
	switch {
	case err != nil:
		return s, err
	case s.Building:
		return s, ErrBuilding
	case asOf < 0 || asOf > 0 && (asOf > s.Place || asOf < s.Began):
		return s, ErrNotPinned
	}
	return s, nil
}

// Sums implements Reader.
func (p *Projection) Sums(ctx context.Context, q Query) ([]Sum, State, error) {
	var t total
	var state State
	err := p.book.Look(ctx, func(ctx context.Context, tx models.Tx) error {
		t = newTotal(q)
		s, err := p.standing(ctx, tx, q.AsOf)
		if err != nil {
			return err
		}
		state = State{Entries: s.Place, FoldedAt: s.FoldedAt}
		if q.AsOf > 0 {
			state.Entries = q.AsOf
		}
		for _, part := range q.upTo(s.Last).plan() {
			if err := p.sum(ctx, tx, part, &t); err != nil {
				return err
			}
		}
		if q.AsOf > 0 {
			return nil
		}
		alive, err := p.live(ctx, tx, s)
		state.Live = len(alive.subjects)
		for i := range alive.subjects {
			t.add(&alive.kept[i].Contribution, -1)
			t.add(&alive.now[i], 1)
		}
		return err
	})
	if err != nil {
		return nil, State{}, err
	}
	return t.list(), state, nil
}

// sum adds a segment up.
func (p *Projection) sum(ctx context.Context, tx models.Tx, part segment, t *total) error {
	span := Span{From: part.from, To: part.to, Demo: t.Demo, Filter: t.Filter, After: -1, AsOf: t.AsOf}
	if !part.kept {
		return p.book.Scan(ctx, tx, span, func(k *Kept) error {
			t.add(&k.Contribution, 1)
			return nil
		})
	}
	err := p.book.Select(ctx, tx, Selection{
		Shape: part.shape.name, Demo: t.Demo, Measures: t.Measures, Bundles: part.bundles(),
		Services: t.Filter.Services, Sites: t.Filter.Sites, Slice: t.slice(part.shape.slice),
	}, func(key RowKey, counts []byte) error { return t.addRow(part, key, counts) })
	if err != nil || t.AsOf == 0 {
		return err
	}
	span.AsOf, span.After = 0, t.AsOf
	err = p.book.Scan(ctx, tx, span, func(k *Kept) error {
		t.add(&k.Contribution, -1)
		return nil
	})
	if err != nil {
		return err
	}
	span.AsOf, span.Past = t.AsOf, true
	return p.book.Scan(ctx, tx, span, func(k *Kept) error {
		t.add(&k.Contribution, 1)
		return nil
	})
}

// alive are the subjects the sums do not know the newest of.
type alive struct {
	touched
	now  []Contribution
	kept []Kept
}

func (p *Projection) live(ctx context.Context, tx models.Tx, s Standing) (a alive, err error) {
	changes, err := p.book.Later(ctx, tx, s)
	if err != nil || len(changes) == 0 {
		return a, err
	}
	if a.touched, err = touch(ctx, tx, p.source, changes); err != nil || len(a.subjects) == 0 {
		return a, err
	}
	if a.now, err = p.source.Contributions(ctx, tx, a.subjects); err != nil {
		return a, err
	}
	a.kept, err = p.book.KeptOf(ctx, tx, a.subjects)
	return a, err
}

// total is a sum being made. Groups and cells are numbered, so that counting one
// costs an index into the counts of its group.
type total struct {
	*asked
	sums   [][]int64 // by a group's number and a cell's
	groups numbers[[2]string]
	cells  numbers[cellName]
	names  map[string]*[1 << periodBits]string
}

func newTotal(q Query) total {
	return total{
		q.asked(), nil, numbers[[2]string]{of: map[[2]string]uint32{}}, numbers[cellName]{of: map[cellName]uint32{}},
		map[string]*[1 << periodBits]string{},
	}
}

// numbered is the number of a group, whose counts can be indexed from then on.
func (t *total) numbered(g [2]string) int {
	n := t.groups.number(g)
	if n == len(t.sums) {
		t.sums = append(t.sums, make([]int64, len(t.cells.list), len(t.cells.list)+roomForCells))
	}
	return n
}

// roomForCells is how many more cells a group is likely to need.
const roomForCells = 8

// count adds to a cell of a group.
func (t *total) count(group, cell int, n int64) {
	counts := t.sums[group]
	for len(counts) <= cell {
		counts = append(counts, 0)
	}
	counts[cell] += n
	t.sums[group] = counts
}

// numbers gives each thing a number, in the order in which they come.
type numbers[T comparable] struct {
	of   map[T]uint32
	list []T
}

func (n *numbers[T]) number(x T) int {
	i, known := n.of[x]
	if !known {
		i = uint32(len(n.list))
		n.of[x], n.list = i, append(n.list, x)
	}
	return int(i)
}

// ordered are the numbers in the order of their things.
func (n *numbers[T]) ordered(compare func(a, b T) int) []int {
	order := make([]int, len(n.list))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return compare(n.list[a], n.list[b]) })
	return order
}

func (t *total) slice(d Dimension) string {
	if d == "" {
		return ""
	}
	if only := t.Filter.of(d); len(only) > 0 {
		return only[0]
	}
	return ""
}

func (t *total) add(c *Contribution, sign int64) {
	if !t.holds(c) {
		return
	}
	g := t.numbered(t.group(c))
	for _, cell := range c.Cells {
		if t.measures[cell.Measure] {
			t.count(g, t.cells.number(cellName{cell.Measure, cell.Bucket}), sign*cell.N)
		}
	}
}

func (t *total) addRow(part segment, key RowKey, counts []byte) error {
	names := t.periods(part, key.Bundle)
	place := Place{Service: key.Service, Site: key.Site}
	var g [2]string
	var timed [2]int // how much of the period's name stands there
	for i, d := range t.By {
		switch d {
		case ByDay:
			timed[i] = len("2006-01-02")
		case ByMonth:
			timed[i] = len("2006-01")
		case part.shape.slice:
			g[i] = key.Slice
		default:
			g[i] = place.value(d)
		}
	}
	var groups [1 << periodBits]int // of the periods, once they are known
	var known [1 << periodBits]bool
	cell, last := 0, []byte(nil)
	return EachCount(counts, func(bucket []byte, period uint8, n int64) {
		if names[period] == "" {
			return
		}
		if !known[period] {
			for i, length := range timed {
				if length > 0 {
					g[i] = names[period][:length]
				}
			}
			known[period], groups[period] = true, t.numbered(g)
		}
		if last == nil || !bytes.Equal(last, bucket) {
			cell, last = t.cells.number(cellName{key.Measure, string(bucket)}), bucket
		}
		t.count(groups[period], cell, n)
	})
}

// periods are the names of a bundle's periods, "" for those not in the segment.
func (t *total) periods(part segment, bundle string) *[1 << periodBits]string {
	at := string(part.from) + bundle
	if names, known := t.names[at]; known {
		return names
	}
	names := new([1 << periodBits]string)
	for i := range names {
		if name := periodName(bundle, uint8(i)); i > 0 && part.has(name) {
			names[i] = name
		}
	}
	t.names[at] = names
	return names
}

func (t *total) list() []Sum {
	groups := t.groups.ordered(func(a, b [2]string) int { return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1])) })
	cells := t.cells.ordered(func(a, b cellName) int {
		return cmp.Or(strings.Compare(string(a.measure), string(b.measure)), strings.Compare(a.bucket, b.bucket))
	})
	size := 0
	for _, counts := range t.sums {
		size += len(counts)
	}
	list := make([]Sum, 0, size)
	for _, g := range groups {
		for _, c := range cells {
			if c < len(t.sums[g]) && t.sums[g][c] != 0 {
				list = append(list, Sum{Group: t.groups.list[g], Measure: t.cells.list[c].measure, Bucket: t.cells.list[c].bucket, N: t.sums[g][c]})
			}
		}
	}
	return list
}
