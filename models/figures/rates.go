package figures

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"onevisit/models/completion"
)

// Rates reads what the one-visit rate's reports are made of from the projection,
// pinned where asked, and everything else, as well as while there is no
// projection, as Reader does.
type Rates struct {
	completion.Reader
	Figures Reader
}

// Tallies implements completion.Reader.
func (r Rates) Tallies(ctx context.Context, d completion.Definition, s completion.Scope, by completion.Grouping) ([]completion.Tally, error) {
	dims := tallied(d, by)
	tallies, err := r.tallies(ctx, s, dims)
	if errors.Is(err, ErrBuilding) && s.AsOf == 0 {
		return r.Reader.Tallies(ctx, d, s, by)
	}
	if err != nil || by != completion.BySite || s.Site != "" {
		return tallies, err
	}
	// Matters without any presence have no hall, and are a row of their own.
	all, err := r.tallies(ctx, s, dims[:len(dims)-1])
	if err != nil {
		return nil, err
	}
	return append(tallies, remainder(all, tallies)...), nil
}

// tallied is what tallies are told apart by: service where something is excluded
// or grouped by it, then hall or month.
func tallied(d completion.Definition, by completion.Grouping) []Dimension {
	var dims []Dimension
	if len(d.ExcludedServices) > 0 || by == completion.ByService || by == completion.ByServiceMonth {
		dims = append(dims, ByService)
	}
	switch by {
	case completion.ByMonth, completion.ByServiceMonth:
		dims = append(dims, ByMonth)
	case completion.BySite:
		dims = append(dims, BySite)
	case completion.ByService:
	}
	return dims
}

func (r Rates) tallies(ctx context.Context, s completion.Scope, dims []Dimension) ([]completion.Tally, error) {
	q := queryOf(s, Ends)
	q.By = dims
	sums, _, err := r.Figures.Sums(ctx, q)
	if err != nil {
		return nil, err
	}
	tallies := make([]completion.Tally, 0, len(sums))
	for _, sum := range sums {
		state, visits, _ := strings.Cut(sum.Bucket, ":")
		t := completion.Tally{Service: s.Service, Site: s.Site, State: completion.State(state), Count: int(sum.N)}
		if t.Visits, err = strconv.Atoi(visits); err != nil {
			return nil, err
		}
		for i, dim := range dims {
			switch dim {
			case ByService:
				t.Service = sum.Group[i]
			case BySite:
				t.Site = sum.Group[i]
			default:
				t.Month = sum.Group[i]
			}
		}
		tallies = append(tallies, t)
	}
	return tallies, nil
}

// remainder is what is left of all when the parts, told apart by hall, are taken out.
func remainder(all, parts []completion.Tally) []completion.Tally {
	rest := map[completion.Tally]int{}
	for sign, list := range map[int][]completion.Tally{1: all, -1: parts} {
		for _, t := range list {
			n := sign * t.Count
			t.Site, t.Count = "", 0
			rest[t] += n
		}
	}
	var list []completion.Tally
	for t, n := range rest {
		if t.Count = n; n > 0 {
			list = append(list, t)
		}
	}
	return list
}

// Causes implements completion.Reader.
func (r Rates) Causes(ctx context.Context, s completion.Scope) ([]completion.CauseCount, error) {
	sums, _, err := r.Figures.Sums(ctx, queryOf(s, Causes))
	if errors.Is(err, ErrBuilding) && s.AsOf == 0 {
		return r.Reader.Causes(ctx, s)
	}
	counts := make([]completion.CauseCount, len(sums))
	for i, sum := range sums {
		counts[i] = completion.CauseCount{Code: sum.Bucket, Count: int(sum.N)}
	}
	return counts, err
}

func queryOf(s completion.Scope, m Measure) Query {
	q := Query{From: s.From, To: s.To, Demo: s.Demo, Measures: []Measure{m}, AsOf: s.AsOf}
	if s.Service != "" {
		q.Filter.Services = []string{s.Service}
	}
	if s.Site != "" {
		q.Filter.Sites = []string{s.Site}
	}
	return q
}
