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
	// KeptRange returns what subjects of a kind are kept with, by ID: those after
	// the ID and up to the last one ("": to the end), at most limit.
	KeptRange(ctx context.Context, tx models.Tx, of Kind, after, last string, limit int) ([]Kept, error)
	// PastRange returns the versions that ended of the same subjects, by ID and number.
	PastRange(ctx context.Context, tx models.Tx, of Kind, after, last string) ([]Kept, error)
	// EachSum calls each with every row of the sums.
	EachSum(ctx context.Context, tx models.Tx, each func(RowKey, []byte) error) error
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

// readPage reads the subjects after an ID and up to the last one.
func readPage(ctx context.Context, tx models.Tx, pages Pages, source Source, of Kind, after, last string) (page, error) {
	p := page{kind: of}
	var err error
	if p.now, p.next, err = source.All(ctx, tx, of, after, last, pageSize); err != nil {
		return p, err
	}
	end := p.next
	if end == "" {
		end = last
	}
	const most = 2 * pageSize
	if p.kept, err = pages.KeptRange(ctx, tx, of, after, end, most); err != nil {
		return p, err
	}
	if len(p.kept) == most { // many kept that have no facts: the page ends with them
		p.next = p.kept[most-1].Subject.ID
		end = p.next
		p.now = slices.DeleteFunc(p.now, func(c Contribution) bool { return c.Subject.ID > end })
	}
	p.past, err = pages.PastRange(ctx, tx, of, after, end)
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

// stretch is a range of subjects that one worker goes through.
type stretch struct {
	kind        Kind
	after, last string
}

// workers is how many read and compute side by side.
const workers = 2

// walk goes through all subjects, workers side by side; see is called by each
// with its own number.
func walk(ctx context.Context, pages Pages, source Source, see func(ctx context.Context, worker int, tx models.Tx, p *page) error,
	after func(ctx context.Context, worker int, p *page) error,
) error {
	list, err := stretches(ctx, pages, source)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan stretch, len(list))
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
				if err := goThrough(ctx, pages, source, s, worker, see, after); err != nil {
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

func goThrough(ctx context.Context, pages Pages, source Source, s stretch, worker int,
	see func(context.Context, int, models.Tx, *page) error, after func(context.Context, int, *page) error,
) error {
	for {
		var p page
		err := pages.Look(ctx, func(ctx context.Context, tx models.Tx) (err error) {
			if p, err = readPage(ctx, tx, pages, source, s.kind, s.after, s.last); err != nil {
				return err
			}
			return see(ctx, worker, tx, &p)
		})
		if err == nil {
			err = after(ctx, worker, &p)
		}
		if err != nil || p.next == "" {
			return err
		}
		s.after = p.next
	}
}

// stretches divides all subjects, so that each worker gets several.
func stretches(ctx context.Context, pages Pages, source Source) ([]stretch, error) {
	var list []stretch
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
					list = append(list, stretch{kind, after, cut})
					after = cut
				}
			}
			list = append(list, stretch{kind, after, ""})
		}
		return nil
	})
	return list, err
}
