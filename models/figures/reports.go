package figures

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/cursor"
)

// The refusals of a report.
var (
	// ErrUnknownFigure: no figure is called so.
	ErrUnknownFigure = models.E(models.KindNotFound, "figures.unknown")
	// ErrBeyond: the log is not that long yet.
	ErrBeyond = models.E(models.KindInvalid, "log.beyond")
)

// Reports answers what the standard figures say. Everything in it reads.
type Reports struct{ ReportsConfig }

// ReportsConfig is what Reports is built from.
type ReportsConfig struct {
	Definitions completion.Definitions
	Reader      Reader
	Names       Names
	Signer      cursor.Signer
	Clock       models.Clock
	Demo        bool // a demo hall counts its demo matters
}

// NewReports returns the reports of a hall.
func NewReports(c ReportsConfig) *Reports { return &Reports{c} }

// Question asks for a figure. Period, case access and definition are governed as
// in package completion.
type Question struct {
	Figure   string
	From, To models.Date // both included, local dates
	Service  string      // "" for all, as with the rest
	Category string
	Site     string
	Region   string
	Channel  string
	Device   models.ID
	Language string
	Aid      string
	Age      string
	By       string // one of Figure.By, "" for the whole alone
	AsOf     int64  // size of the log; 0 for now
}

// Stamp says what a report was made from.
type Stamp struct {
	At         time.Time // when it was asked: the figures are exact to then, those of a pin to the pin
	Definition string
	Demo       bool
	Entries    int64 // size of the log that the figures take in
	Pinned     bool
	Digest     string
}

// Report is a figure of a period, whole and divided.
type Report struct {
	Stamp
	Figure   Figure
	Rules    completion.Definition
	Names    Known // of its groups and parts
	Total    Value
	Previous *Previous
	Rows     []ReportRow
}

// Previous is the figure under the definition before.
type Previous struct {
	Definition string
	Value      Value
}

// ReportRow is one group of a report.
type ReportRow struct {
	Group  string // of the division
	Series string // the service, for month-service
	Value  Value
}

// Figure computes one figure.
func (r *Reports) Figure(ctx context.Context, actor models.Actor, q Question) (Report, error) {
	a, err := r.ask(ctx, actor, q)
	if err != nil {
		return Report{}, err
	}
	groups, state, err := a.groups(ctx)
	if err != nil {
		return Report{}, err
	}
	rep := Report{Stamp: r.stamp(a, state), Figure: a.figure, Rules: a.rules, Names: a.names}
	var all []Cell
	for _, g := range groups {
		all = append(all, g.cells...)
		if q.By != "" {
			rep.Rows = append(rep.Rows, ReportRow{Group: g.key[0], Series: g.key[1], Value: a.figure.Value(a.rules, g.cells)})
		}
	}
	rep.Total = a.figure.Value(a.rules, all)
	if before, ok := r.Definitions.Before(a.rules); ok && before.SameMatters(a.rules) && len(before.ExcludedServices) == 0 {
		rep.Previous = &Previous{before.Version(), a.figure.Value(before, all)}
	}
	if !completion.CaseAccess(actor) {
		rep.hide(a.rules)
	}
	rep.Digest = rep.digest(q)
	return rep, nil
}

// hide suppresses what is small, and what would give it away.
func (rep *Report) hide(d completion.Definition) {
	values := make([]int, len(rep.Rows))
	for i, row := range rep.Rows {
		values[i] = int(row.Value.Denominator)
	}
	inside := false
	for i, gone := range completion.Conceal(d, values, rep.lines()) {
		if gone {
			rep.Rows[i].Value = rep.Rows[i].Value.hide()
		}
		inside = inside || gone || rep.Rows[i].Value.few(d)
	}
	if inside { // a part hidden in one row is what the whole has more than the others
		for i := range rep.Rows {
			rep.Rows[i].Value.Parts = nil
		}
	}
	small := func(v Value) bool { return v.Denominator > 0 && v.Denominator < int64(d.SmallestShown) }
	if p := rep.Previous; p != nil && (small(p.Value) || small(rep.Total)) {
		rep.Previous = nil // either would tell of the other
	}
	if small(rep.Total) {
		rep.Total = rep.Total.hide()
	} else {
		rep.Total = rep.Total.hideParts(d)
	}
}

// lines are the rows whose sums are told elsewhere: all of them, or where there
// are two divisions those of each group of either.
func (rep *Report) lines() [][]int {
	all, lines := []int{}, map[string][]int{}
	for i, row := range rep.Rows {
		all = append(all, i)
		if row.Series != "" {
			lines["g"+row.Group] = append(lines["g"+row.Group], i)
			lines["s"+row.Series] = append(lines["s"+row.Series], i)
		}
	}
	out := [][]int{all}
	for _, line := range lines {
		out = append(out, line)
	}
	return out
}

// digest is over the question and the figures, not over when they were asked for.
func (rep *Report) digest(q Question) string {
	q.AsOf = 0
	lines := []string{
		fmt.Sprintf("%+v", q), rep.Definition, fmt.Sprint(rep.Demo), "total " + rep.Total.Text(),
	}
	if rep.Previous != nil {
		lines = append(lines, "previous "+rep.Previous.Definition+" "+rep.Previous.Value.Text())
	}
	for _, row := range rep.Rows {
		lines = append(lines, fmt.Sprintf("%q %q %s", row.Group, row.Series, row.Value.Text()))
	}
	return digest(lines)
}

// Pin is the size of the log that pins the figures as they are now.
func (r *Reports) Pin(ctx context.Context) (State, error) { return r.Reader.Pin(ctx) }

func (r *Reports) stamp(a asking, s State) Stamp {
	return Stamp{At: r.Clock.Now(), Definition: a.rules.Version(), Demo: r.Demo, Entries: s.Entries, Pinned: a.query.AsOf > 0}
}

// counted is what was counted in one group.
type counted struct {
	key   [2]string
	cells []Cell
}

// groups reads the sums and turns what they are divided by into what was asked
// for: services into categories, halls into regions.
func (a asking) groups(ctx context.Context) ([]counted, State, error) {
	if a.nothing {
		state, err := a.reader.Pin(ctx)
		return nil, state, err
	}
	sums, state, err := a.reader.Sums(ctx, a.query)
	if err != nil {
		return nil, State{}, fmt.Errorf("figures: sums: %w", err)
	}
	at := map[[2]string]int{}
	var groups []counted
	for _, s := range sums {
		key, cell := a.placed(s)
		n, known := at[key]
		if !known {
			n, at[key] = len(groups), len(groups)
			groups = append(groups, counted{key: key})
		}
		groups[n].cells = append(groups[n].cells, cell)
	}
	slices.SortFunc(groups, func(a, b counted) int {
		return strings.Compare(a.key[0]+"\x00"+a.key[1], b.key[0]+"\x00"+b.key[1])
	})
	return groups, state, nil
}

// placed is the group of a sum, and what was counted in it.
func (a asking) placed(s Sum) ([2]string, Cell) {
	cell := Cell{Measure: s.Measure, Bucket: s.Bucket, N: s.N}
	key := s.Group
	if a.figure.perService != nil {
		service := &key[len(a.query.By)-1]
		cell.Bucket = a.figure.perService(*service, s.Bucket)
		*service = ""
	}
	switch a.by {
	case Category:
		key[0] = a.names.service(key[0]).Group
	case Region:
		key[0] = a.names.site(key[0]).Group
	}
	return key, cell
}
