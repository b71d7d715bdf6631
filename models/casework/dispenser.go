package casework

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"onevisit/models"
)

// A shelf is read in one go and handed out from memory.
const (
	shelfSize = 256
	shelfLife = 500 * time.Millisecond // what came in since is seen after that
	mostFresh = 8192                   // claims remembered
)

// dispenser hands different cases to clerks who ask for the next one at the
// same moment, from a small buffer a hall and kind of clerk that is read again
// when it is used up or old. It is a courtesy, not a lock: another process has a
// dispenser of its own, and the conditional update in the database decides who
// gets a case. A case that was lost to somebody is simply not tried again.
type dispenser struct {
	list  List
	clock models.Clock

	mu      sync.Mutex
	shelves map[string]*shelf
	lent    map[models.ID]bool
	fences  map[models.ID]int64 // the fence a case has at least: what was read before is old
}

type shelf struct {
	cases   []Case
	readAt  time.Time
	stale   bool
	turn    int           // how often it was filled
	reading chan struct{} // closed when the reading under way is done, nil without
	failed  error
}

func newDispenser(list List, clock models.Clock) *dispenser {
	return &dispenser{
		list: list, clock: clock, shelves: map[string]*shelf{}, lent: map[models.ID]bool{}, fences: map[models.ID]int64{},
	}
}

// lend returns the first case in the queue's order that nobody is trying and
// that may allows, and marks it; false where there is none.
func (d *dispenser) lend(ctx context.Context, site string, t Taker, may func(Case) bool) (Case, bool, error) {
	key := shelfKey(site, t)
	begun := -1
	for {
		d.mu.Lock()
		s := d.shelf(key)
		fresh := !s.stale && s.turn > 0 && d.clock.Now().Sub(s.readAt) < shelfLife && !d.clock.Now().Before(s.readAt)
		if fresh {
			if c, ok := d.pick(s, may); ok {
				d.mu.Unlock()
				return c, true, nil
			}
			if begun >= 0 && s.turn > begun { // read since we came, and there is nothing
				d.mu.Unlock()
				return Case{}, false, nil
			}
		}
		if begun < 0 {
			begun = s.turn
		}
		reading, mine := s.reading, s.reading == nil
		if mine {
			reading = make(chan struct{})
			s.reading = reading
		}
		limit := shelfSize + len(d.lent)
		d.mu.Unlock()
		if mine {
			d.fill(ctx, s, site, t, limit, reading)
		}
		select {
		case <-reading:
		case <-ctx.Done():
			return Case{}, false, fmt.Errorf("casework: next case: %w", ctx.Err())
		}
		d.mu.Lock()
		err := s.failed
		d.mu.Unlock()
		if err != nil {
			return Case{}, false, err
		}
	}
}

// shelfKey names what clerks have in common who may take the same cases, apart
// from those of single persons.
func shelfKey(site string, t Taker) string {
	return strings.Join([]string{
		site, fmt.Sprint(t.Supervisor, t.Polyglot), strings.Join(t.Skills, " "), strings.Join(t.Languages, " "), strings.Join(t.Spoken, " "),
	}, "\n")
}

func (d *dispenser) shelf(key string) *shelf {
	s := d.shelves[key]
	if s == nil {
		if len(d.shelves) >= shelfSize { // rosters change: what nobody uses any more goes
			clear(d.shelves)
		}
		s = &shelf{}
		d.shelves[key] = s
	}
	return s
}

func (d *dispenser) pick(s *shelf, may func(Case) bool) (Case, bool) {
	first := 0
	for i, c := range s.cases {
		if d.fences[c.Application] > c.Hold.Fence {
			if i == first { // gone for good: do not look at it again
				first++
			}
			continue
		}
		if d.lent[c.Application] || !may(c) {
			continue
		}
		d.lent[c.Application] = true
		s.cases = s.cases[first:]
		return c, true
	}
	s.cases = s.cases[first:]
	return Case{}, false
}

// fill reads a shelf for everybody who waits for it. It does not hang on the one
// caller's request.
func (d *dispenser) fill(ctx context.Context, s *shelf, site string, t Taker, limit int, reading chan struct{}) {
	at := d.clock.Now()
	t.Clerk, t.Near, t.OnDuty = "", nil, nil // what is about one person only is judged case by case
	cases, err := d.list.Free(context.WithoutCancel(ctx), site, t, at, limit)
	d.mu.Lock()
	defer d.mu.Unlock()
	s.failed = nil
	if err != nil {
		s.failed = fmt.Errorf("casework: read queue: %w", err)
	} else {
		s.cases, s.readAt, s.stale = cases, at, false
		s.turn++
	}
	s.reading = nil
	close(reading)
}

// giveBack ends the attempt on a case. fence is what the case has at least now,
// 0 where nothing was learnt.
func (d *dispenser) giveBack(application models.ID, fence int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.lent, application)
	if fence > 0 {
		if len(d.fences) >= mostFresh {
			clear(d.fences) // the database refuses what is old; it is tried once more, no worse
		}
		d.fences[application] = max(fence, d.fences[application])
	}
}

// renew lets a hall's shelves be read again: a case came back to the queue.
func (d *dispenser) renew(site string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key, s := range d.shelves {
		if strings.HasPrefix(key, site+"\n") {
			s.stale = true
		}
	}
}

// borrow marks one case, false where somebody is trying it.
func (d *dispenser) borrow(application models.ID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lent[application] {
		return false
	}
	d.lent[application] = true
	return true
}
