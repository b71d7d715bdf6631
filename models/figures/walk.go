package figures

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"onevisit/models"
)

// Pages reads the whole projection in order.
type Pages interface {
	Book
	// KeptRange returns what subjects are kept with, by ID, at most limit.
	KeptRange(ctx context.Context, tx models.Tx, s Stretch, limit int) ([]Kept, error)
	// PastRange returns the versions that ended, by ID and number.
	PastRange(ctx context.Context, tx models.Tx, s Stretch) ([]Kept, error)
	// EachSum calls each with every row of the sums.
	EachSum(ctx context.Context, tx models.Tx, each func(RowKey, []byte) error) error
	// EachRare calls each with every entry of the lists: a contribution's subject,
	// day, place and demo, with the list's cell as its only one.
	EachRare(ctx context.Context, tx models.Tx, each func(*Contribution)) error
}

// pageSize is how many subjects are looked at in one snapshot.
const pageSize = 4000

// page is a run of subjects of a kind: what they contribute by the facts and what
// they are kept with, in one snapshot.
type page struct {
	kind Kind
	now  []Contribution // by ID, only those that add something
	kept []Kept         // by ID
	past []Kept         // by ID and number
	next string         // the last ID of the page, "" at the end
}

// read reads the first page of a stretch.
func (w *walker) read(ctx context.Context, tx models.Tx, s Stretch) (page, error) {
	p := page{kind: s.Kind}
	var err error
	if p.now, p.next, err = w.source.All(ctx, tx, s.Kind, s.After, s.Last, pageSize); err != nil {
		return p, err
	}
	part := s
	if p.next != "" {
		part.Last = p.next
	}
	const most = 2 * pageSize
	if p.kept, err = w.pages.KeptRange(ctx, tx, part, most); err != nil {
		return p, err
	}
	if len(p.kept) == most { // many kept that have no facts: the page ends with them
		p.next = p.kept[most-1].Subject.ID
		part.Last = p.next
		p.now = slices.DeleteFunc(p.now, func(c Contribution) bool { return c.Subject.ID > part.Last })
	}
	p.past, err = w.pages.PastRange(ctx, tx, part)
	return p, err
}

// each pairs what is kept with what the facts say, subject by subject.
func (p *page) each(do func(kept *Kept, now *Contribution, past []Kept) error) error {
	kept, now, past := p.kept, p.now, p.past
	for len(kept) > 0 || len(now) > 0 || len(past) > 0 {
		var ids []string
		if len(kept) > 0 {
			ids = append(ids, kept[0].Subject.ID)
		}
		if len(now) > 0 {
			ids = append(ids, now[0].Subject.ID)
		}
		if len(past) > 0 {
			ids = append(ids, past[0].Subject.ID)
		}
		s := Subject{p.kind, slices.Min(ids)}
		k, n := &Kept{Version: Version{Contribution: Contribution{Subject: s}}}, &Contribution{Subject: s}
		if len(kept) > 0 && kept[0].Subject == s {
			k, kept = &kept[0], kept[1:]
		}
		if len(now) > 0 && now[0].Subject == s {
			n, now = &now[0], now[1:]
		}
		own := 0
		for own < len(past) && past[own].Subject == s {
			own++
		}
		if err := do(k, n, past[:own]); err != nil {
			return err
		}
		past = past[own:]
	}
	return nil
}

// Stretch is a range of subjects of a kind: those after an ID and up to the last
// one, "": to the end.
type Stretch struct {
	Kind        Kind
	After, Last string
}

// workers is how many read and compute side by side.
const workers = 2

// walker goes through all subjects, workers side by side, each with its number.
type walker struct {
	pages  Pages
	source Source
	see    func(ctx context.Context, worker int, tx models.Tx, p *page) error // in the page's snapshot
	after  func(ctx context.Context, worker int) error                        // out of it; nil: nothing
}

func (w *walker) walk(ctx context.Context) error {
	list, err := stretches(ctx, w.pages, w.source)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan Stretch, len(list))
	for _, s := range list {
		todo <- s
	}
	close(todo)
	var running sync.WaitGroup
	for worker := range workers {
		running.Go(func() {
			for s := range todo {
				if ctx.Err() != nil {
					return
				}
				if err := w.through(ctx, worker, s); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	running.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// through goes through a stretch page by page.
func (w *walker) through(ctx context.Context, worker int, s Stretch) error {
	for {
		var p page
		err := w.pages.Look(ctx, func(ctx context.Context, tx models.Tx) (err error) {
			if p, err = w.read(ctx, tx, s); err != nil {
				return err
			}
			return w.see(ctx, worker, tx, &p)
		})
		if err == nil && w.after != nil {
			err = w.after(ctx, worker)
		}
		if err != nil || p.next == "" {
			return err
		}
		s.After = p.next
	}
}

// stretches divides all subjects, so that each worker gets several.
func stretches(ctx context.Context, pages Pages, source Source) ([]Stretch, error) {
	var list []Stretch
	err := pages.Look(ctx, func(ctx context.Context, tx models.Tx) error {
		list = nil
		for _, kind := range source.Kinds() {
			cuts, err := source.Cut(ctx, tx, kind, 4*workers)
			if err != nil {
				return fmt.Errorf("figures: divide %s: %w", kind, err)
			}
			after := ""
			for _, cut := range cuts {
				if cut > after {
					list = append(list, Stretch{kind, after, cut})
					after = cut
				}
			}
			list = append(list, Stretch{kind, after, ""})
		}
		return nil
	})
	return list, err
}
