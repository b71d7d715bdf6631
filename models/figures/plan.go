package figures

import (
	"slices"
	"time"

	"onevisit/models"
)

// segment is a part of a query's days and how it is answered: from the sums of a
// shape, or from the contributions where none is kept.
type segment struct {
	shape    shape
	kept     bool
	from, to models.Date
}

// plan divides the query's days: whole months by the month, what is left by the
// day.
func (q Query) plan() []segment {
	dims := q.dimensions()
	day, byDay := keeps(days, dims)
	month, byMonth := keeps(months, dims)
	if slices.Contains(q.By, ByDay) || !byMonth {
		return []segment{{day, byDay && slices.Contains(q.By, ByDay), q.From, q.To}}
	}
	first, last := wholeMonths(q.From, q.To)
	if first > last {
		return []segment{{day, byDay, q.From, q.To}}
	}
	list := []segment{{month, true, first, last}}
	if q.From < first {
		list = append(list, segment{day, byDay, q.From, first.AddDays(-1)})
	}
	if last < q.To {
		list = append(list, segment{day, byDay, last.AddDays(1), q.To})
	}
	return list
}

// upTo is the query with its last month made whole, where nothing is counted
// after its last day: the current month, asked for up to today, is answered by the
// month as well.
func (q Query) upTo(last models.Date) Query {
	if last <= q.To && !slices.Contains(q.By, ByDay) {
		q.To = monthOf(q.To)[1]
	}
	return q
}

// monthOf is the first and the last day of a day's month.
func monthOf(on models.Date) [2]models.Date {
	first := on[:len("2006-01-")] + "01"
	const beyond = 31
	next := first.AddDays(beyond)
	return [2]models.Date{first, (next[:len("2006-01-")] + "01").AddDays(-1)}
}

// wholeMonths returns the first day of the first whole month and the last day of
// the last one; the first is later where there is none.
func wholeMonths(from, to models.Date) (first, last models.Date) {
	begin, end := from.Time(), to.AddDays(1).Time()
	if begin.Day() > 1 {
		begin = time.Date(begin.Year(), begin.Month()+1, 1, 0, 0, 0, 0, models.China)
	}
	end = time.Date(end.Year(), end.Month(), 1, 0, 0, 0, 0, models.China)
	return models.DateOf(begin), models.DateOf(end).AddDays(-1)
}

// dimensions are those besides time that the query divides by or is narrowed on.
func (q Query) dimensions() []Dimension {
	var dims []Dimension
	for _, d := range []Dimension{ByService, BySite, ByChannel, ByDevice, ByLanguage, ByAid, ByAge} {
		if slices.Contains(q.By, d) || len(q.Filter.of(d)) > 0 {
			dims = append(dims, d)
		}
	}
	return dims
}

// Narrow tells whether the filter leaves anything out.
func (f Filter) Narrow() bool { return len(Query{Filter: f}.dimensions()) > 0 }

// Has tells whether a place is in the filter. It is asked of every place there is.
func (f *Filter) Has(p *Place) bool {
	among := func(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
	is := func(want, value string) bool { return want == "" || want == value }
	return is(string(f.Device), string(p.Device)) && is(f.Age, p.Age) && is(f.Language, p.Language) && is(f.Aid, p.Aid) && is(f.Channel, p.Channel) &&
		among(f.Sites, p.Site) && among(f.Services, p.Service)
}

// of lists the values a dimension is narrowed to, none for all.
func (f Filter) of(d Dimension) []string {
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	switch d {
	case ByService:
		return f.Services
	case BySite:
		return f.Sites
	case ByChannel:
		return one(f.Channel)
	case ByDevice:
		return one(string(f.Device))
	case ByLanguage:
		return one(f.Language)
	case ByAid:
		return one(f.Aid)
	case ByAge:
		return one(f.Age)
	case ByDay, ByMonth:
	}
	return nil
}

// bundles are the names of those the segment's days fall into.
func (s segment) bundles() []string {
	last, _ := calendarOf(s.to).bundle(s.shape.grain)
	var names []string
	for b, _ := calendarOf(s.from).bundle(s.shape.grain); b <= last; b++ {
		names = append(names, bundleName(s.shape.grain, b))
	}
	return names
}

// has tells whether a period of a bundle lies in the segment.
func (s segment) has(period string) bool {
	if s.shape.grain == months {
		return string(s.from[:7]) <= period && period <= string(s.to[:7])
	}
	return string(s.from) <= period && period <= string(s.to)
}

// asked is a query with what depends on it alone worked out.
type asked struct {
	Query
	dims     []Dimension
	measures map[Measure]bool
}

func (q Query) asked() *asked {
	a := &asked{Query: q, dims: q.dimensions(), measures: map[Measure]bool{}}
	for _, m := range q.Measures {
		a.measures[m] = true
	}
	return a
}

// holds tells whether a contribution is summed. What is unknown on a dimension
// that the query divides by or is narrowed on is not.
func (a *asked) holds(c *Contribution) bool {
	if c.On == "" || c.On < a.From || c.On > a.To || c.Demo && !a.Demo {
		return false
	}
	for _, d := range a.dims {
		value := c.Place.value(d)
		if value == "" {
			return false
		}
		if only := a.Filter.of(d); len(only) > 0 && !slices.Contains(only, value) {
			return false
		}
	}
	return true
}

// group is where a contribution's cells are summed.
func (a *asked) group(c *Contribution) (g [2]string) {
	for i, d := range a.By {
		switch d {
		case ByDay:
			g[i] = string(c.On)
		case ByMonth:
			g[i] = string(c.On[:7])
		default:
			g[i] = c.Place.value(d)
		}
	}
	return g
}
