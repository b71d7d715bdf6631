package figures_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/figures"
)

// memory is a reader over a list of contributions: what the projection has to
// say, in the plainest way.
type memory struct {
	all     []figures.Contribution
	entries int64
}

func (m memory) Pin(context.Context) (figures.State, error) {
	return figures.State{Entries: m.entries}, nil
}

func (m memory) holds(q figures.Query, c figures.Contribution) bool {
	f, p := q.Filter, c.Place
	among := func(list []string, value string) bool { return list == nil || slices.Contains(list, value) }
	is := func(want, value string) bool { return want == "" || want == value }
	return c.On >= q.From && c.On <= q.To && (q.Demo || !c.Demo) && among(f.Services, p.Service) && among(f.Sites, p.Site) &&
		is(f.Channel, p.Channel) && is(string(f.Device), string(p.Device)) && is(f.Language, p.Language) && is(f.Aid, p.Aid) && is(f.Age, p.Age)
}

func groupOf(by figures.Dimension, c figures.Contribution) string {
	return map[figures.Dimension]string{
		figures.ByDay: string(c.On), figures.ByMonth: string(c.On)[:min(7, len(c.On))], figures.ByService: c.Place.Service,
		figures.BySite: c.Place.Site, figures.ByChannel: c.Place.Channel, figures.ByDevice: string(c.Place.Device),
		figures.ByLanguage: c.Place.Language, figures.ByAid: c.Place.Aid, figures.ByAge: c.Place.Age,
	}[by]
}

func (m memory) Sums(_ context.Context, q figures.Query) ([]figures.Sum, figures.State, error) {
	sums := map[figures.Sum]int64{}
	for _, c := range m.all {
		if !m.holds(q, c) {
			continue
		}
		var s figures.Sum
		for i, by := range q.By {
			s.Group[i] = groupOf(by, c)
		}
		for _, cell := range c.Cells {
			if slices.Contains(q.Measures, cell.Measure) {
				s.Measure, s.Bucket = cell.Measure, cell.Bucket
				sums[s] += cell.N
			}
		}
	}
	var list []figures.Sum
	for s, n := range sums {
		s.N = n
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b figures.Sum) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return list, figures.State{Entries: cmp.Or(q.AsOf, m.entries)}, nil
}

func (m memory) Versions(_ context.Context, l figures.Listing) ([]figures.Version, figures.State, error) {
	var list []figures.Version
	for _, c := range m.all {
		wanted := func(cell figures.Cell) bool {
			return slices.Contains(l.Measures, cell.Measure) && (l.Want == nil || l.Want(cell))
		}
		if m.holds(l.Query, c) && slices.ContainsFunc(c.Cells, wanted) {
			list = append(list, figures.Version{Contribution: c, From: 1})
		}
	}
	order := func(a, b figures.Version) int {
		return cmp.Or(strings.Compare(string(b.On), string(a.On)), strings.Compare(string(a.Subject.Kind), string(b.Subject.Kind)),
			strings.Compare(a.Subject.ID, b.Subject.ID))
	}
	slices.SortFunc(list, order)
	if l.AfterSubject.ID != "" {
		after := figures.Version{Contribution: figures.Contribution{On: l.AfterDay, Subject: l.AfterSubject}}
		list = slices.DeleteFunc(list, func(v figures.Version) bool { return order(v, after) <= 0 })
	}
	return list[:min(l.Limit, len(list))], figures.State{Entries: m.entries}, nil
}

// names knows two services of one category, one of another, and three halls in
// two regions.
type names struct{}

func named(code, group string) figures.Name {
	return figures.Name{Code: code, Text: models.Texts{"zh-CN": code, "en": code}, Group: group, Of: models.Texts{"zh-CN": group, "en": group}}
}

func (names) Services(context.Context) ([]figures.Name, error) {
	return []figures.Name{named("passport", "exit-entry"), named("endorsement", "exit-entry"), named("violation", "traffic")}, nil
}

func (names) Sites(context.Context) ([]figures.Name, error) {
	return []figures.Name{named("440300-1", "440300"), named("440300-2", "440300"), named("440100-1", "440100")}, nil
}

func (names) Devices(context.Context) ([]figures.Name, error) {
	return []figures.Name{named("k1", "440300-1")}, nil
}
func (names) Reasons() []figures.Name { return []figures.Name{named("interval", "")} }
func (names) Steps(string) []figures.Name {
	return []figures.Name{named("kind", ""), named("photo", "")}
}

type signer struct{}

func (signer) Index(column, value string) string {
	return fmt.Sprintf("%064x", len(column+value))
}
