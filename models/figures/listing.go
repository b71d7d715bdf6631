package figures

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"onevisit/models"
)

// Versions implements Reader. Days on which nothing is summed are not looked at,
// where the sums by day are kept. A page goes through whole days, so that for
// many thousands a Limit of thousands is the faster way.
func (p *Projection) Versions(ctx context.Context, l Listing) ([]Version, State, error) {
	l.By = nil
	var list []Version
	var state State
	err := p.book.Look(ctx, func(ctx context.Context, tx models.Tx) error {
		list = nil
		s, err := p.standing(ctx, tx, l.AsOf)
		if err != nil {
			return err
		}
		state = State{Entries: cmp.Or(l.AsOf, s.Place), FoldedAt: s.FoldedAt}
		var now alive
		if l.AsOf == 0 {
			if now, err = p.live(ctx, tx, s); err != nil {
				return err
			}
			state.Live = len(now.subjects)
		}
		stretches, err := p.datesOf(ctx, tx, l, &now)
		if err != nil {
			return err
		}
		a := l.asked()
		for _, days := range stretches {
			if len(list) >= l.Limit {
				return nil
			}
			found, err := p.daysOf(ctx, tx, l, a, days, &now)
			if err != nil {
				return err
			}
			list = append(list, found[:min(len(found), l.Limit-len(list))]...)
		}
		return nil
	})
	return list, state, err
}

// datesOf are the days to look at, from and to, the newest first. Where it is not
// known on which days there is anything, more and more of them are looked at
// together: what is frequent fills a page soon, what is rare takes a few looks.
func (p *Projection) datesOf(ctx context.Context, tx models.Tx, l Listing, now *alive) ([][2]models.Date, error) {
	from, to := l.From, l.To
	if l.AfterDay != "" {
		to = min(to, l.AfterDay)
	}
	q := l.Query
	q.By, q.From, q.To = []Dimension{ByDay}, from, to
	parts := q.plan()
	if from > to || len(parts) != 1 || !parts[0].kept {
		var list [][2]models.Date
		for n := 1; to >= from; n *= 2 {
			first := max(from, to.AddDays(1-n))
			list = append(list, [2]models.Date{first, to})
			to = first.AddDays(-1)
		}
		return list, nil
	}
	t := newTotal(q)
	if err := p.sum(ctx, tx, parts[0], &t); err != nil {
		return nil, err
	}
	for i := range now.subjects {
		t.add(&now.kept[i].Contribution, -1)
		t.add(&now.now[i], 1)
	}
	dates := map[models.Date]bool{}
	for k := range t.sums {
		if sum := t.sum(k); sum.N > 0 && (l.Bucket == "" || l.Bucket == sum.Bucket) {
			dates[models.Date(sum.Group[0])] = true
		}
	}
	list := make([][2]models.Date, 0, len(dates))
	for _, on := range slices.Backward(slices.Sorted(maps.Keys(dates))) {
		list = append(list, [2]models.Date{on, on})
	}
	return list, nil
}

// daysOf lists some days' versions behind the listing's cursor, the newest day
// first, by subject.
func (p *Projection) daysOf(ctx context.Context, tx models.Tx, l Listing, a *asked, days [2]models.Date, now *alive) ([]Version, error) {
	var found []Version
	take := func(v *Version) {
		if days[0] <= v.On && v.On <= days[1] && l.wants(a, v) {
			own := *v
			own.Cells = slices.Clone(v.Cells)
			found = append(found, own)
		}
	}
	span := Span{From: days[0], To: days[1], Demo: l.Demo, Filter: l.Filter, After: -1, AsOf: l.AsOf}
	err := p.book.Scan(ctx, tx, span, func(k *Kept) error {
		if _, changed := now.by[k.Subject]; !changed {
			take(&k.Version)
		}
		return nil
	})
	for i := range now.subjects {
		take(&Version{Contribution: now.now[i], Entry: now.by[now.subjects[i]].Seq})
	}
	slices.SortFunc(found, func(a, b Version) int {
		return cmp.Or(strings.Compare(string(b.On), string(a.On)), compareSubjects(a.Subject, b.Subject))
	})
	return found, err
}

// wants tells whether a version is listed.
func (l *Listing) wants(a *asked, v *Version) bool {
	if l.Kind != "" && v.Subject.Kind != l.Kind || !a.holds(&v.Contribution) {
		return false
	}
	if v.On == l.AfterDay && compareSubjects(v.Subject, l.AfterSubject) <= 0 {
		return false
	}
	return slices.ContainsFunc(v.Cells, func(c Cell) bool {
		return a.measures[c.Measure] && (l.Bucket == "" || l.Bucket == c.Bucket)
	})
}
