package figures

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/cursor"
)

// NumeratorBucket asks for the records of a share's numerator.
const NumeratorBucket = "numerator"

// Counted is one record behind a figure: a contribution, as often as it counts
// in a part.
type Counted struct {
	Version
	Bucket string
}

// Visits is the number of visits of a matter (4 is 4 and more); ok is false for
// other subjects.
func (c Counted) Visits() (n int, ok bool) {
	for _, cell := range c.Cells {
		if _, visits, known := endOf(cell.Bucket); known && cell.Measure == Ends {
			return visits, true
		}
	}
	return 0, false
}

// Causes lists the causes of a matter's visits after the first.
func (c Counted) Causes() []string {
	var list []string
	for _, cell := range c.Cells {
		if cell.Measure == Causes {
			list = append(list, slices.Repeat([]string{cell.Bucket}, int(cell.N))...)
		}
	}
	return list
}

// RecordPage is a page of the records behind a figure.
type RecordPage struct {
	Stamp
	Figure  Figure
	Rules   completion.Definition
	Names   Known
	Total   int64
	Records []Counted
	Next    string
}

// place is where a list of records goes on: after a subject, and after so many
// records of the next one.
type place struct {
	Day  models.Date
	Kind Kind
	ID   string
	Done int
}

// recordFilter is what a cursor of a list is bound to.
type recordFilter struct {
	Question
	Bucket string
	Demo   bool
}

// Records lists what the figure was counted from, the newest day first: exactly as
// many as it counts, so that what counts twice is there twice. Of availability,
// which counts minutes, these are the devices' days. Only for those with case
// access.
func (r *Reports) Records(ctx context.Context, actor models.Actor, q Question, bucket string, page models.Page) (RecordPage, error) {
	if !completion.CaseAccess(actor) {
		return RecordPage{}, completion.ErrNoCaseAccess
	}
	q.By = ""
	a, err := r.ask(ctx, actor, q)
	if err != nil {
		return RecordPage{}, err
	}
	a.listed()
	cursors, bound := cursor.For("figure", r.Signer), recordFilter{q, bucket, r.Demo}
	var from place
	if _, err := cursors.Decode(page.After, bound, &from); err != nil {
		return RecordPage{}, err
	}
	out := RecordPage{Figure: a.figure, Rules: a.rules, Names: a.names}
	var state State
	if out.Total, state, err = a.total(ctx, bucket); err != nil {
		return RecordPage{}, err
	}
	out.Stamp = r.stamp(a, state)
	if a.nothing || out.Total == 0 {
		return out, nil
	}
	var next *place
	if out.Records, next, err = a.list(ctx, bucket, from, page.Limit); err != nil {
		return RecordPage{}, err
	}
	if next != nil {
		out.Next, err = cursors.Encode(bound, *next)
	}
	return out, err
}

// listed turns the figure into what its records are counted by.
func (a *asking) listed() {
	if a.figure.Code != "availability" {
		return
	}
	a.figure.measures = []Measure{Days}
	a.figure.counts = func(completion.Definition, Cell) standing { return standing{bucket: "day", whole: true, num: true} }
	a.query.Measures = a.figure.measures
}

// wants tells whether a cell counts in the bucket asked for ("" for the whole),
// and in which part.
func (a asking) wants(c Cell, service, bucket string) (string, bool) {
	if !slices.Contains(a.figure.measures, c.Measure) {
		return "", false
	}
	if a.figure.perService != nil {
		c.Bucket = a.figure.perService(service, c.Bucket)
	}
	s := a.figure.counts(a.rules, c)
	switch bucket {
	case "":
		return s.bucket, s.whole
	case NumeratorBucket:
		return s.bucket, s.num
	}
	return s.bucket, s.whole && s.bucket == bucket
}

// total counts the records.
func (a asking) total(ctx context.Context, bucket string) (int64, State, error) {
	if a.nothing {
		state, err := a.reader.Pin(ctx)
		return 0, state, err
	}
	sums, state, err := a.reader.Sums(ctx, a.query)
	if err != nil {
		return 0, state, fmt.Errorf("figures: count records: %w", err)
	}
	var n int64
	for _, s := range sums {
		service := ""
		if len(a.query.By) > 0 {
			service = s.Group[len(a.query.By)-1]
		}
		if _, ok := a.wants(Cell{Measure: s.Measure, Bucket: s.Bucket}, service, bucket); ok {
			n += s.N
		}
	}
	return n, state, nil
}

// listing asks the reader for no more than the bucket allows.
func (a asking) listing(bucket string, from place, limit int) Listing {
	l := Listing{Query: a.query, Kind: a.figure.Counts, AfterDay: from.Day, AfterSubject: Subject{from.Kind, from.ID}, Limit: limit}
	l.By = nil
	service := ""
	if a.figure.perService != nil && bucket != "" {
		service, _, _ = strings.Cut(bucket, "/")
		if l.Filter.Services == nil || slices.Contains(l.Filter.Services, service) {
			l.Filter.Services = []string{service}
		}
	}
	l.Want = func(c Cell) bool {
		_, ok := a.wants(c, service, bucket)
		return ok
	}
	return l
}

// list reads records from a place on, and where the next page begins. A subject
// can count several times, and a page may end between them.
func (a asking) list(ctx context.Context, bucket string, from place, limit int) ([]Counted, *place, error) {
	var out []Counted
	skip, begun := from.Done, from
	for {
		versions, _, err := a.reader.Versions(ctx, a.listing(bucket, from, limit+1))
		if err != nil {
			return nil, nil, fmt.Errorf("figures: records: %w", err)
		}
		for _, v := range versions {
			records := a.records(v, bucket)
			gone := min(skip, len(records))
			skip -= gone
			out = append(out, records[gone:]...)
			from = placeOf(v.Contribution)
		}
		if len(out) > limit {
			return out[:limit], cut(out, limit, begun), nil
		}
		if len(versions) <= limit {
			return out, nil, nil
		}
	}
}

func placeOf(c Contribution) place { return place{Day: c.On, Kind: c.Subject.Kind, ID: c.Subject.ID} }

// cut is the place after the first limit records of a page that began at begun.
func cut(out []Counted, limit int, begun place) *place {
	last := out[limit-1]
	if out[limit].Subject != last.Subject {
		p := placeOf(last.Contribution)
		return &p
	}
	first := slices.IndexFunc(out, func(c Counted) bool { return c.Subject == last.Subject })
	if first == 0 {
		begun.Done += limit
		return &begun
	}
	p := placeOf(out[first-1].Contribution)
	p.Done = limit - first
	return &p
}

// records are the records one contribution makes.
func (a asking) records(v Version, bucket string) []Counted {
	var out []Counted
	for _, cell := range v.Cells {
		if part, ok := a.wants(cell, v.Place.Service, bucket); ok {
			for range cell.N {
				out = append(out, Counted{Version: v, Bucket: part})
			}
		}
	}
	return out
}
