package figures

import (
	"context"
	"slices"

	"onevisit/models"
	"onevisit/models/completion"
)

// Rare tells whether a cell is one of those that few have of all who could have
// it. Contributions with rare cells stand in lists of their own, in order of
// their days, so that the records behind a small number are found without going
// through everybody else's. What is frequent fills a page within a few days and
// needs no list.
//
// What counts as rare is part of how the projection is kept: changing it needs a
// rebuild.
func (c Cell) Rare() bool {
	switch c.Measure {
	case Causes, Notice, Handed, Left:
		return true
	case Ends:
		state, visits, ok := endOf(c.Bucket)
		return ok && (state != completion.Completed || visits > 1)
	case First:
		return c.Bucket == "no"
	case Promise:
		return c.Bucket == "late"
	case Rating:
		return c.Bucket == "1" || c.Bucket == "2" || c.Bucket == "3"
	case Pay:
		return c.Bucket != "paid"
	case Hour:
		_, hour, _ := cutHour(c.Bucket)
		return hour < "08" || hour > "17"
	case Length, Wait, Used, Reached, Open, Up, Days:
	}
	return false
}

// Rare lists the rare cells of a contribution.
func (c *Contribution) Rare() []Cell {
	if c.On == "" {
		return nil
	}
	var list []Cell
	for _, cell := range c.Cells {
		if cell.Rare() {
			list = append(list, cell)
		}
	}
	return list
}

// looks names the next days to look at, the newest first, where so many versions
// are still to be found; ok is false at the end.
type looks func(need int) (days [2]models.Date, ok bool, err error)

// looks decides where the versions of a listing are looked for: in the lists of
// what is rare; else on the days, or in the months, in which the sums have any of
// them; else everywhere, more and more days at a time.
func (p *Projection) looks(ctx context.Context, tx models.Tx, s Standing, l *Listing, now *alive) (looks, error) {
	from, to := l.From, l.To
	if l.AfterDay != "" {
		to = min(to, l.AfterDay)
	}
	if from > to {
		return inTurn(nil), nil
	}
	cells, err := p.wanted(ctx, tx, l)
	if err != nil {
		return nil, err
	}
	if s.Listed && !slices.ContainsFunc(cells, func(c Cell) bool { return !c.Rare() }) {
		l.cells = append([]Cell{}, cells...)
		return p.alongLists(ctx, tx, l, from, to), nil
	}
	list, err := p.datesOf(ctx, tx, *l, from, to, now)
	return inTurn(list), err
}

func inTurn(list [][2]models.Date) looks {
	return func(int) (days [2]models.Date, ok bool, err error) {
		if len(list) == 0 {
			return days, false, nil
		}
		days, list = list[0], list[1:]
		return days, true, nil
	}
}

// wanted are the cells that any contribution was ever kept with and the listing
// asks for.
func (p *Projection) wanted(ctx context.Context, tx models.Tx, l *Listing) ([]Cell, error) {
	known, err := p.book.Buckets(ctx, tx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(known, func(c Cell) bool { return !slices.Contains(l.Measures, c.Measure) || !l.takes(c) }), nil
}

// alongLists looks at as many days at a time as the lists have what is needed on.
func (p *Projection) alongLists(ctx context.Context, tx models.Tx, l *Listing, from, to models.Date) looks {
	return func(need int) (days [2]models.Date, ok bool, err error) {
		if from > to {
			return days, false, nil
		}
		dates, err := p.book.Newest(ctx, tx, Span{From: from, To: to, Demo: l.Demo, Filter: l.Filter, Cells: l.cells}, need)
		if err != nil {
			return days, false, err
		}
		days = [2]models.Date{from, to}
		if len(dates) >= need {
			days[0] = dates[need-1]
		}
		to = days[0].AddDays(-1)
		return days, true, nil
	}
}

// datesOf are the days to look at, from and to, the newest first.
func (p *Projection) datesOf(ctx context.Context, tx models.Tx, l Listing, from, to models.Date, now *alive) ([][2]models.Date, error) {
	byDay, err := p.countsBy(ctx, tx, l, ByDay, [2]models.Date{from, to}, now)
	if err != nil || byDay != nil {
		var list [][2]models.Date
		for _, at := range byDay {
			list = append(list, [2]models.Date{models.Date(at.period), models.Date(at.period)})
		}
		return list, err
	}
	byMonth, err := p.countsBy(ctx, tx, l, ByMonth, [2]models.Date{monthOf(from)[0], monthOf(to)[1]}, now)
	if err != nil || byMonth != nil {
		var list [][2]models.Date
		for _, at := range byMonth {
			month := monthOf(models.Date(at.period + "-01"))
			const double, days = 2, 31
			list = append(list, windows(max(from, month[0]), min(to, month[1]), int(double*days*int64(l.Limit)/at.n)+1, 1)...)
		}
		return list, err
	}
	return windows(from, to, 1, double), nil
}

// double lets each window be as wide again as the one before.
const double = 2

// windows cuts days into windows of so many, each so many times the one before.
func windows(from, to models.Date, wide, times int) [][2]models.Date {
	var list [][2]models.Date
	for ; to >= from; wide *= times {
		first := max(from, to.AddDays(1-wide))
		list = append(list, [2]models.Date{first, to})
		to = first.AddDays(-1)
	}
	return list
}

type periodCount struct {
	period string
	n      int64
}

// countsBy are the periods, newest first, in which the sums have something of what
// the listing wants; nil where such sums are not kept.
func (p *Projection) countsBy(ctx context.Context, tx models.Tx, l Listing, by Dimension, days [2]models.Date, now *alive) ([]periodCount, error) {
	q := l.Query
	q.By, q.From, q.To = []Dimension{by}, days[0], days[1]
	parts := q.plan()
	if len(parts) != 1 || !parts[0].kept {
		return nil, nil
	}
	t := newTotal(q)
	if err := p.sum(ctx, tx, parts[0], &t); err != nil {
		return nil, err
	}
	for i := range now.subjects {
		t.add(&now.kept[i].Contribution, -1)
		t.add(&now.now[i], 1)
	}
	counts := map[string]int64{}
	for _, sum := range t.list() {
		if sum.N > 0 && l.takes(Cell{Measure: sum.Measure, Bucket: sum.Bucket}) {
			counts[sum.Group[0]] += sum.N
		}
	}
	list := make([]periodCount, 0, len(counts))
	for period, n := range counts {
		list = append(list, periodCount{period, n})
	}
	slices.SortFunc(list, func(a, b periodCount) int {
		if a.period > b.period {
			return -1
		}
		return 1
	})
	return list, nil
}
