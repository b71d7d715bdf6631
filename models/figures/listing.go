package figures

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"onevisit/models"
)

// Versions implements Reader. A page goes through whole days, so that for many
// thousands a Limit of thousands is the faster way.
func (p *Projection) Versions(ctx context.Context, l Listing) ([]Version, State, error) {
	l.By = nil
	var list []Version
	var state State
	err := p.book.Look(ctx, func(ctx context.Context, tx models.Tx) error {
		list, l.cells = nil, nil
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
		next, err := p.looks(ctx, tx, s, &l, &now)
		if err != nil {
			return err
		}
		a := l.asked()
		for len(list) < l.Limit {
			days, ok, err := next(l.Limit - len(list))
			if err != nil || !ok {
				return err
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
	span := Span{From: days[0], To: days[1], Demo: l.Demo, Filter: l.Filter, Kind: l.Kind, Cells: l.cells, After: -1, AsOf: l.AsOf}
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
	// Who has two of the rare cells asked for stands in two lists.
	return slices.CompactFunc(found, func(a, b Version) bool { return a.Subject == b.Subject }), err
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
		return a.measures[c.Measure] && l.takes(c)
	})
}

// takes tells whether a cell of the measures is asked for.
func (l *Listing) takes(c Cell) bool { return l.Want == nil || l.Want(c) }
