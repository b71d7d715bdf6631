package completion

import (
	"cmp"
	"slices"
	"strings"

	"onevisit/models"
)

// MostCounted is the largest number of visits told apart; "4" means 4 or more.
const MostCounted = 4

// Tally is how many matters of one service, site and month ended the same way
// after the same number of visits. Everything published is a sum of tallies.
type Tally struct {
	Service string
	Site    string
	Month   string // YYYY-MM of the end
	State   State
	Visits  int // 0..MostCounted
	Count   int
}

// Beside holds the counts shown beside the rates. They are as of now, not of a
// period, but Spared, which counts the matters opened in the period.
type Beside struct {
	OpenWithTwo int // open matters that already have two visits or more
	TurnedAway  int // persons last refused and not yet back
	Spared      int // matters a pre-check elsewhere stopped before any visit
}

// Query is what a report is about. Dates are China's, both included.
type Query struct {
	From, To models.Date
	Service  string // "" for all
	Site     string // "" for all
	AsOf     int64  // the size of the log at which the ended matters are counted; 0 for now
}

// holds tells whether an ended matter falls into the report.
func (q Query) holds(m Matter) bool {
	return !m.Test && m.State != Open && m.EndedOn >= q.From && m.EndedOn <= q.To && q.about(m)
}

func (q Query) about(m Matter) bool {
	return (q.Service == "" || m.Service == q.Service) && (q.Site == "" || m.Site == q.Site)
}

// Count makes the tallies of the ended matters in the query.
func Count(matters []Matter, q Query) []Tally {
	sums := map[Tally]int{}
	for _, m := range matters {
		if q.holds(m) {
			sums[Tally{
				Service: m.Service, Site: m.Site, Month: string(m.EndedOn[:7]),
				State: m.State, Visits: min(m.Visits, MostCounted),
			}]++
		}
	}
	tallies := make([]Tally, 0, len(sums))
	for t, n := range sums {
		t.Count = n
		tallies = append(tallies, t)
	}
	slices.SortFunc(tallies, compareTallies)
	return tallies
}

func compareTallies(a, b Tally) int {
	return cmp.Or(
		strings.Compare(a.Service, b.Service), strings.Compare(a.Site, b.Site), strings.Compare(a.Month, b.Month),
		strings.Compare(string(a.State), string(b.State)), cmp.Compare(a.Visits, b.Visits),
	)
}

// CountBeside makes the counts beside the rates.
func CountBeside(d Definition, matters []Matter, q Query) Beside {
	var b Beside
	away := map[models.ID]bool{}
	for _, m := range matters {
		if m.Test || !q.about(m) || d.excludes(m.Service) {
			continue
		}
		if m.State == Open && m.Visits >= 2 {
			b.OpenWithTwo++
		}
		if d.turnedAway(m) {
			away[m.Person] = true
		}
		if m.PrecheckOnly && m.Visits == 0 && m.OpenedOn >= q.From && m.OpenedOn <= q.To {
			b.Spared++
		}
	}
	b.TurnedAway = len(away)
	return b
}

// turnedAway tells whether the person was last sent away and is not yet back.
func (d Definition) turnedAway(m Matter) bool {
	if m.State != Open || len(m.Presences) == 0 {
		return false
	}
	kind, _, _ := strings.Cut(m.Presences[len(m.Presences)-1].Ending, ":")
	return slices.Contains(d.TurnedAway, kind)
}

// CauseCount is how often a cause made a further visit necessary.
type CauseCount struct {
	Code  string
	Count int
}

// CountCauses counts the causes of the visits after the first of the ended
// matters in the query, most frequent first.
func CountCauses(matters []Matter, q Query) []CauseCount {
	sums := map[string]int{}
	for _, m := range matters {
		if !q.holds(m) {
			continue
		}
		for _, code := range m.Causes() {
			sums[code]++
		}
	}
	counts := make([]CauseCount, 0, len(sums))
	for code, n := range sums {
		counts = append(counts, CauseCount{Code: code, Count: n})
	}
	SortCauses(counts)
	return counts
}

// SortCauses puts the most frequent first, equal ones by code.
func SortCauses(counts []CauseCount) {
	slices.SortFunc(counts, func(a, b CauseCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Code, b.Code))
	})
}
