package completion

import (
	"math"
	"slices"
	"strings"
)

// Figure is a share with everything needed to judge it.
type Figure struct {
	Numerator   int
	Denominator int
	Suppressed  bool // not shown: too few, or it would give a suppressed one away
}

// Exists tells whether there is a figure to show: a zero denominator has none.
func (f Figure) Exists() bool { return f.Denominator > 0 && !f.Suppressed }

// Percent is the share in percent. Only for figures that exist.
func (f Figure) Percent() float64 {
	return 100 * float64(f.Numerator) / float64(f.Denominator)
}

// z95 is the two-sided 95 % quantile of the normal distribution.
const z95 = 1.959963984540054

// Interval is the 95 % Wilson score interval in percent (E. B. Wilson, 1927).
// Only for figures that exist. It stays inside 0..100 and does not collapse at
// the ends, where the plain normal interval would.
func (f Figure) Interval() (low, high float64) {
	n, p := float64(f.Denominator), float64(f.Numerator)/float64(f.Denominator)
	z2 := z95 * z95
	centre := (p + z2/(2*n)) / (1 + z2/n)
	half := z95 / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return 100 * math.Max(0, centre-half), 100 * math.Min(1, centre+half)
}

// Figures is what a set of tallies says.
type Figures struct {
	Experienced Figure // of the completed
	Honest      Figure // of all ended
	Ended       map[State]int
	Visits      [MostCounted + 1]int // ended matters by number of visits
}

// Compute sums tallies by the definition. Ended and Visits count every ended
// matter; what a definition leaves out of the rates is still seen there.
func Compute(d Definition, tallies []Tally) Figures {
	f := Figures{Ended: map[State]int{}}
	for _, t := range tallies {
		if d.excludes(t.Service) {
			continue
		}
		f.Ended[t.State] += t.Count
		f.Visits[t.Visits] += t.Count
		if !d.counts(t) {
			continue
		}
		if d.honest(t.State) {
			f.Honest.Denominator += t.Count
		}
		if t.State != Completed {
			continue
		}
		f.Experienced.Denominator += t.Count
		if t.Visits <= d.MostVisits {
			f.Experienced.Numerator += t.Count
			f.Honest.Numerator += t.Count
		}
	}
	return f
}

// Grouping says how a breakdown divides.
type Grouping string

// The groupings.
const (
	ByService      Grouping = "service"
	ByMonth        Grouping = "month"
	ByServiceMonth Grouping = "service-month"
	BySite         Grouping = "site"
)

// Group is one row of a breakdown; what it is not divided by is "".
type Group struct {
	Service string
	Month   string
	Site    string
}

// Row is a group with its figures.
type Row struct {
	Group
	Figures
}

func (by Grouping) of(t Tally) Group {
	switch by {
	case ByService:
		return Group{Service: t.Service}
	case ByMonth:
		return Group{Month: t.Month}
	case BySite:
		return Group{Site: t.Site}
	default:
		return Group{Service: t.Service, Month: t.Month}
	}
}

// Divide computes the figures of each group, in order of service, site, month.
func Divide(d Definition, tallies []Tally, by Grouping) []Row {
	groups := map[Group][]Tally{}
	for _, t := range tallies {
		if d.excludes(t.Service) {
			continue
		}
		g := by.of(t)
		groups[g] = append(groups[g], t)
	}
	rows := make([]Row, 0, len(groups))
	for g, part := range groups {
		rows = append(rows, Row{Group: g, Figures: Compute(d, part)})
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return strings.Compare(a.Service+"\x00"+a.Site+"\x00"+a.Month, b.Service+"\x00"+b.Site+"\x00"+b.Month)
	})
	return rows
}
