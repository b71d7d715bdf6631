package figures

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"onevisit/models"
)

// Fault is one thing that a rebuild from the facts would not reproduce.
type Fault struct {
	Subject Subject // where it is about one
	Row     RowKey  // where it is about a row of the sums
	Text    string
}

// String says it in one line.
func (f Fault) String() string {
	if f.Subject.Kind != "" {
		return fmt.Sprintf("%s %s: %s", f.Subject.Kind, f.Subject.ID, f.Text)
	}
	return fmt.Sprintf("sums %s: %s", f.Row, f.Text)
}

// String names the row.
func (k RowKey) String() string {
	var parts []string
	for _, part := range []string{string(k.Shape), string(k.Measure), k.Bundle, k.Service, k.Site, k.Slice} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if k.Demo {
		parts = append(parts, "demo")
	}
	return strings.Join(parts, " ")
}

// Findings are the outcome of Verify.
type Findings struct {
	Subjects int64 // compared
	Versions int64 // that ended
	Rows     int64 // of sums
	Live     int64 // of the subjects changed since they were folded
	Place    int64
	Faults   []Fault // the first of each sort, in order of the subjects
	More     int64   // faults beyond those named
}

// Sound tells whether nothing differs.
func (r *Findings) Sound() bool { return len(r.Faults) == 0 }

const maxFaults = 20

// Verify computes from the facts what everything contributes, compares it with
// what is kept, and the sums of what is kept with the sums. Reports and the fold
// may go on meanwhile: each page is compared in a snapshot of its own, and the
// sums as they were at the log's size at which Verify began. A row of sums is
// compared by two sums of 64-bit hashes over its counts, which needs room for the rows and
// not for what is in them.
func Verify(ctx context.Context, pages Pages, source Source) (*Findings, error) {
	v := &verification{pages: pages, source: source, prints: map[RowKey]imprint{}}
	for i := range v.seeds {
		v.seeds[i] = maphash.MakeSeed()
	}
	err := pages.Look(ctx, func(ctx context.Context, tx models.Tx) (err error) {
		v.start, err = pages.Standing(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if v.start.Building {
		return nil, ErrBuilding
	}
	v.report.Place = v.start.Place
	for i := range v.sheets {
		v.sheets[i] = newSheet()
	}
	w := walker{pages: pages, source: source, see: v.see}
	if err := w.walk(ctx); err != nil {
		return nil, err
	}
	for _, s := range v.sheets {
		v.press(s, 1)
	}
	if err := v.compareSums(ctx); err != nil {
		return nil, err
	}
	slices.SortStableFunc(v.report.Faults, func(a, b Fault) int {
		if (a.Subject.Kind == "") != (b.Subject.Kind == "") { // sums come last
			return strings.Compare(string(b.Subject.Kind), string(a.Subject.Kind))
		}
		return cmp.Or(compareSubjects(a.Subject, b.Subject), compareRows(a.Row, b.Row))
	})
	return &v.report, nil
}

type imprint [2]uint64

type verification struct {
	pages  Pages
	source Source
	start  Standing
	sheets [workers]*sheet
	seeds  [2]maphash.Seed

	mu     sync.Mutex
	report Findings
	prints map[RowKey]imprint
}

func (v *verification) fault(f Fault) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.report.Faults) >= maxFaults {
		v.report.More++
		return
	}
	v.report.Faults = append(v.report.Faults, f)
}

// see compares a page.
func (v *verification) see(ctx context.Context, worker int, tx models.Tx, p *page) error {
	var subjects, live int64
	var alive map[Subject]bool
	lists := map[RowKey]imprint{}
	err := p.each(func(kept *Kept, now *Contribution, past []Kept) error {
		subjects++
		if !kept.same(now) {
			if alive == nil {
				var err error
				if alive, err = v.alive(ctx, tx); err != nil {
					return err
				}
			}
			if alive[kept.Subject] {
				live++
			} else {
				v.fault(Fault{Subject: kept.Subject, Text: differs(kept, now)})
			}
		}
		if text := chain(kept, past); text != "" {
			v.fault(Fault{Subject: kept.Subject, Text: text})
		}
		if at := validAt(kept, past, v.start.Place); at != nil {
			v.sheets[worker].add(&at.Contribution, 1)
			v.enlist(lists, &at.Contribution, 1)
		}
		return nil
	})
	v.mu.Lock()
	v.report.Subjects += subjects
	v.report.Versions += int64(len(p.past))
	v.report.Live += live
	v.pressed(lists)
	v.mu.Unlock()
	if v.sheets[worker].size > mostCounts {
		v.press(v.sheets[worker], 1)
	}
	return err
}

// mostCounts is how many counts are added up before they are put away.
const mostCounts = 400_000

// alive are the subjects that are not folded yet in the snapshot.
func (v *verification) alive(ctx context.Context, tx models.Tx) (map[Subject]bool, error) {
	s, err := v.pages.Standing(ctx, tx)
	if err != nil {
		return nil, err
	}
	changes, err := v.pages.Later(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	found, err := touch(ctx, tx, v.source, changes)
	alive := make(map[Subject]bool, len(found.subjects))
	for _, s := range found.subjects {
		alive[s] = true
	}
	return alive, err
}

func differs(kept *Kept, now *Contribution) string {
	switch {
	case kept.N == 0:
		return "the facts count it on " + string(now.On) + ", nothing is kept of it"
	case kept.On == "":
		return "the facts count it on " + string(now.On) + ", it is kept as not counted"
	case now.On == "":
		return "it is kept as counted on " + string(kept.On) + ", the facts do not count it"
	case kept.On != now.On:
		return "it is kept as counted on " + string(kept.On) + ", the facts count it on " + string(now.On)
	case kept.Place != now.Place || kept.Demo != now.Demo:
		return fmt.Sprintf("it is kept at %+v, the facts say %+v", kept.Place, now.Place)
	}
	return fmt.Sprintf("it is kept with %v, the facts say %v", kept.Cells, now.Cells)
}

// chain tells what is wrong with a subject's versions, "" for nothing.
func chain(kept *Kept, past []Kept) string {
	if kept.N == 0 {
		if len(past) > 0 {
			return "its newest version is gone"
		}
		return ""
	}
	if len(past) != kept.N-1 {
		return fmt.Sprintf("it has had %d versions, %d of them are kept", kept.N, len(past)+1)
	}
	for i := range past {
		until := kept.From
		if i+1 < len(past) {
			until = past[i+1].From
		}
		if past[i].N != i+1 || past[i].Until != until || past[i].From >= until {
			return fmt.Sprintf("its version %d does not fit the next one", i+1)
		}
	}
	return ""
}

// validAt is the version that held at a size of the log.
func validAt(kept *Kept, past []Kept, size int64) *Kept {
	if kept.N > 0 && kept.From <= size {
		return kept
	}
	for i := range past {
		if past[i].From <= size && size < past[i].Until {
			return &past[i]
		}
	}
	return nil
}

// press adds the sheet's counts to the prints, with sign -1 takes them out.
func (v *verification) press(s *sheet, sign int64) {
	rows := s.rows()
	v.mu.Lock()
	defer v.mu.Unlock()
	for i := range rows {
		p := v.prints[rows[i].RowKey]
		for _, c := range rows[i].Counts {
			v.mark(&p, []byte(c.Bucket), c.Period, sign*c.N)
		}
		v.prints[rows[i].RowKey] = p
	}
}

func (v *verification) mark(p *imprint, bucket []byte, period uint8, n int64) {
	for i, seed := range v.seeds {
		h := maphash.Bytes(seed, bucket)
		// Each period gets an odd factor of its own.
		p[i] += uint64(n) * (h*(2*uint64(period)+1) ^ h>>7)
	}
}

// compareSums compares the prints with the rows as they were when Verify began.
func (v *verification) compareSums(ctx context.Context) error {
	stored := map[RowKey]imprint{}
	err := v.pages.Look(ctx, func(ctx context.Context, tx models.Tx) error {
		clear(stored)
		v.report.Rows = 0
		err := v.pages.EachSum(ctx, tx, func(key RowKey, counts []byte) error {
			v.report.Rows++
			var p imprint
			err := EachCount(counts, func(bucket []byte, period uint8, n int64) { v.mark(&p, bucket, period, n) })
			stored[key] = p
			return err
		})
		if err != nil {
			return err
		}
		if err := v.storedLists(ctx, tx, stored); err != nil {
			return err
		}
		// Back to where Verify began: what came since is taken out of the rows, or
		// rather put into the prints.
		since := newSheet()
		span := Span{From: "0001-01-01", To: "9999-12-31", Demo: true, After: v.start.Place}
		if err := v.since(ctx, tx, since, span, 1); err != nil {
			return err
		}
		span.AsOf, span.Past = v.start.Place, true
		return v.since(ctx, tx, since, span, -1)
	})
	if err != nil {
		return err
	}
	for key, p := range stored {
		if v.prints[key] != p {
			v.fault(Fault{Row: key, Text: "it is not the sum of what is kept"})
		}
	}
	for key, p := range v.prints {
		if _, there := stored[key]; !there && p != (imprint{}) {
			v.fault(Fault{Row: key, Text: "it is missing"})
		}
	}
	return nil
}

func (v *verification) since(ctx context.Context, tx models.Tx, s *sheet, span Span, sign int64) error {
	lists := map[RowKey]imprint{}
	err := v.pages.Scan(ctx, tx, span, func(k *Kept) error {
		s.add(&k.Contribution, sign)
		v.enlist(lists, &k.Contribution, sign)
		return nil
	})
	v.press(s, 1)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.pressed(lists)
	return err
}
