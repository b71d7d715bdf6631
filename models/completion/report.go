package completion

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"onevisit/models"
	"onevisit/models/cursor"
)

// LongestRange is the most days a report may span, both ends included.
const LongestRange = 366

// Reader reads what reports are made of.
type Reader interface {
	// Tallies counts the ended matters of the scope, at least as finely as the
	// grouping and what the definition excludes need; "" needs no grouping. What
	// is not told apart is "".
	Tallies(ctx context.Context, d Definition, s Scope, by Grouping) ([]Tally, error)
	// Beside counts what is shown beside the rates.
	Beside(ctx context.Context, d Definition, s Scope) (Beside, error)
	// Causes counts the causes of the ended matters' visits after the first.
	Causes(ctx context.Context, s Scope) ([]CauseCount, error)
	// List lists matters, the latest end (or opening) first, without presences
	// but with the causes of each.
	List(ctx context.Context, d Definition, l Listing) ([]Matter, error)
	// Total counts the matters of a listing.
	Total(ctx context.Context, d Definition, l Listing) (int, error)
	// Matter reads one with its presences; models.ErrNotFound.
	Matter(ctx context.Context, s Scope, id models.ID) (Matter, error)
}

// Scope is a query in a hall: a demo hall counts its demo matters, a real one
// never does. Test data are in no scope.
type Scope struct {
	Query
	Demo bool
}

// Set says which matters a list holds; each is the set behind one figure.
type Set string

// The sets.
const (
	EndedSet  Set = "ended"       // by end date
	OpenTwo   Set = "open-two"    // open, two visits or more
	AwaySet   Set = "turned-away" // open, last turned away
	SparedSet Set = "spared"      // stopped before any visit, by opening date
)

// VisitsFilter narrows a list by the number of visits.
type VisitsFilter string

// The filters.
const (
	AnyVisits VisitsFilter = "all"
	AtMostOne VisitsFilter = "at-most-one"
	More      VisitsFilter = "more"
)

// Filter narrows a list of matters.
type Filter struct {
	Set    Set
	End    State // "" for every end
	Visits VisitsFilter
	Cause  string // a visit after the first had it
}

// Listing is a filtered list of a scope, from a place on.
type Listing struct {
	Scope
	Filter
	After Place
	Limit int
}

// Place is a place in a list of matters, which runs from late to early.
type Place struct {
	On models.Date
	ID models.ID
}

// Stamp says when, by which definition and for which kind of hall a figure was
// computed.
type Stamp struct {
	AsOf       time.Time
	Definition string
	Demo       bool
	Entries    int64 // the size of the log that the figures are pinned to; 0: they are of now
}

// Overview is the two rates of a period with the counts beside them, which are
// counts of now: pinned rates have none.
type Overview struct {
	Stamp
	Figures
	Beside
	Target float64
}

// Breakdown is the two rates of each group of a period.
type Breakdown struct {
	Stamp
	Rows []Row
}

// CauseList is the causes of second visits in a period.
type CauseList struct {
	Stamp
	Total  int
	Causes []CauseCount
	Rules  Definition
}

// MatterPage is a page of a list of matters.
type MatterPage struct {
	Matters []Matter
	Total   int
	Next    string
}

// Reports answers auditors. Everything in it reads.
type Reports struct {
	definitions Definitions
	reader      Reader
	clock       models.Clock
	cursors     cursor.Maker
	demo        bool
}

// NewReports returns the reports of a hall; demo says that it is a demo hall.
func NewReports(ds Definitions, reader Reader, signer cursor.Signer, clock models.Clock, demo bool) *Reports {
	return &Reports{definitions: ds, reader: reader, clock: clock, cursors: cursor.For("matters", signer), demo: demo}
}

// CaseAccess tells whether the actor may see the matters behind a figure, and
// so figures on few of them.
func CaseAccess(actor models.Actor) bool { return actor.Role == "auditor" }

// ErrNoCaseAccess refuses what only those with case access may see.
var ErrNoCaseAccess = models.E(models.KindForbidden, "forbidden-role")

// Overview computes the rates of the period.
func (r *Reports) Overview(ctx context.Context, actor models.Actor, q Query) (Overview, error) {
	d, err := r.governing(actor, q)
	if err != nil {
		return Overview{}, err
	}
	tallies, err := r.reader.Tallies(ctx, d, r.scope(q), "")
	if err != nil {
		return Overview{}, fmt.Errorf("completion: tallies: %w", err)
	}
	var beside Beside
	if q.AsOf == 0 {
		if beside, err = r.reader.Beside(ctx, d, r.scope(q)); err != nil {
			return Overview{}, fmt.Errorf("completion: counts beside: %w", err)
		}
	}
	o := Overview{Stamp: r.stamp(d, q), Figures: Compute(d, tallies), Beside: beside, Target: d.TargetPercent}
	if !CaseAccess(actor) {
		o.Figures = o.HideSmall(d)
	}
	return o, nil
}

// Breakdown computes the rates of each group of the period.
func (r *Reports) Breakdown(ctx context.Context, actor models.Actor, q Query, by Grouping) (Breakdown, error) {
	d, err := r.governing(actor, q)
	if err != nil {
		return Breakdown{}, err
	}
	tallies, err := r.reader.Tallies(ctx, d, r.scope(q), by)
	if err != nil {
		return Breakdown{}, fmt.Errorf("completion: tallies: %w", err)
	}
	b := Breakdown{Stamp: r.stamp(d, q), Rows: Divide(d, tallies, by)}
	if !CaseAccess(actor) {
		b.Rows = HideRows(d, b.Rows)
	}
	return b, nil
}

// Causes counts why people came again.
func (r *Reports) Causes(ctx context.Context, actor models.Actor, q Query) (CauseList, error) {
	d, err := r.governing(actor, q)
	if err != nil {
		return CauseList{}, err
	}
	counts, err := r.reader.Causes(ctx, r.scope(q))
	if err != nil {
		return CauseList{}, fmt.Errorf("completion: causes: %w", err)
	}
	list := CauseList{Stamp: r.stamp(d, q), Causes: counts, Rules: d}
	for _, c := range counts {
		list.Total += c.Count
	}
	if !CaseAccess(actor) {
		list.Causes = HideCauses(d, counts)
	}
	SortCauses(list.Causes)
	return list, nil
}

// listFilter is what a cursor of a list is bound to.
type listFilter struct {
	Scope
	Filter
}

// Matters lists the matters behind a figure.
func (r *Reports) Matters(ctx context.Context, actor models.Actor, q Query, f Filter, page models.Page) (MatterPage, error) {
	if !CaseAccess(actor) {
		return MatterPage{}, ErrNoCaseAccess
	}
	d, err := r.governing(actor, q)
	if err != nil {
		return MatterPage{}, err
	}
	l := Listing{Scope: r.scope(q), Filter: f, Limit: page.Limit + 1}
	bound := listFilter{l.Scope, f}
	if _, err := r.cursors.Decode(page.After, bound, &l.After); err != nil {
		return MatterPage{}, err
	}
	var out MatterPage
	if out.Total, err = r.reader.Total(ctx, d, l); err != nil {
		return MatterPage{}, fmt.Errorf("completion: count matters: %w", err)
	}
	if out.Matters, err = r.reader.List(ctx, d, l); err != nil {
		return MatterPage{}, fmt.Errorf("completion: list matters: %w", err)
	}
	if len(out.Matters) > page.Limit {
		out.Matters = out.Matters[:page.Limit]
		if out.Next, err = r.cursors.Encode(bound, placeOf(out.Matters[page.Limit-1], f.Set)); err != nil {
			return MatterPage{}, err
		}
	}
	return out, nil
}

// placeOf is the matter's place in a list of the set.
func placeOf(m Matter, set Set) Place {
	if set == EndedSet || set == "" {
		return Place{On: m.EndedOn, ID: m.ID}
	}
	return Place{On: m.OpenedOn, ID: m.ID}
}

// Matter reads one matter with its presences.
func (r *Reports) Matter(ctx context.Context, actor models.Actor, id models.ID) (Matter, error) {
	if !CaseAccess(actor) {
		return Matter{}, ErrNoCaseAccess
	}
	m, err := r.reader.Matter(ctx, r.scope(Query{}), id)
	if err != nil {
		return Matter{}, fmt.Errorf("completion: read matter: %w", err)
	}
	return m, nil
}

// Definition is the definition in force today.
func (r *Reports) Definition() (Definition, error) {
	return r.definitions.Current(models.DateOf(r.clock.Now()))
}

func (r *Reports) scope(q Query) Scope { return Scope{Query: q, Demo: r.demo} }

func (r *Reports) stamp(d Definition, q Query) Stamp {
	return Stamp{AsOf: r.clock.Now(), Definition: d.Version(), Demo: r.demo, Entries: q.AsOf}
}

// governing checks the period and returns the definition that governs it.
func (r *Reports) governing(actor models.Actor, q Query) (Definition, error) {
	if err := CheckPeriod(actor, q.From, q.To); err != nil {
		return Definition{}, err
	}
	return r.definitions.ForPeriod(q.From, q.To)
}

// CheckPeriod refuses periods that are none, or longer than LongestRange. Without
// case access a period is made of whole months: by moving its ends day by day, two
// shown figures would give away the day between them.
func CheckPeriod(actor models.Actor, from, to models.Date) error {
	days := from.DaysTo(to) + 1
	wholeMonths := from[max(len(from)-3, 0):] == "-01" && models.DateOf(to.AddDays(1).Time())[8:] == "01"
	switch {
	case from == "" || to == "":
		return badRange("from", "field.required")
	case days < 1:
		return badRange("to", "report.order")
	case days > LongestRange:
		return badRange("to", "report.range")
	case !CaseAccess(actor) && !wholeMonths:
		return badRange("from", "report.months")
	}
	return nil
}

func badRange(field, code string) error {
	return models.Invalid("report.range", models.FieldError{
		Field: field, Code: code, Params: map[string]string{"days": strconv.Itoa(LongestRange)},
	})
}
