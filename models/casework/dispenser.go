package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"onevisit/models"
)

// A shelf is read in one go and handed out from memory.
const (
	shelfSize = 256                    // cases for a few; a crowd gets more in proportion
	crowdSize = 4                      // cases more for each that is being tried
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
	cases    []Case // in the queue's order
	next     int    // all before it are handed out or gone
	full     bool   // there are more than were read
	readAt   time.Time
	lapsed   []Case // whose lease had run out at lapsedAt
	lapsedAt time.Time
	stale    bool
	turn     int           // how often it was filled
	reading  chan struct{} // closed when the reading under way is done, nil without
	failed   error
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
		fresh := !s.stale && s.turn > 0 && within(s.readAt, d.clock.Now(), shelfLife)
		if fresh {
			if c, ok := d.pick(s, may); ok {
				if s.full && s.reading == nil && len(s.cases)-s.next < len(s.cases)/2 {
					go d.begin(ctx, s, site, t)() // so that nobody has to wait for it
				}
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
		fill := func() {}
		if s.reading == nil {
			fill = d.begin(ctx, s, site, t)
		}
		reading := s.reading
		d.mu.Unlock()
		fill()
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

// within tells whether no more than life has passed since at, and the clock was
// not set back.
func within(at, now time.Time, life time.Duration) bool {
	return !now.Before(at) && now.Sub(at) < life
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
	passed := true // nothing before that could be handed out later
	for i := s.next; i < len(s.cases); i++ {
		c := s.cases[i]
		free := !d.lent[c.Application] && d.fences[c.Application] <= c.Hold.Fence
		mine := free && may(c)
		passed = passed && (mine || !free)
		if passed {
			s.next = i + 1
		}
		if mine {
			d.lent[c.Application] = true
			return c, true
		}
	}
	return Case{}, false
}

// begin marks a shelf as being read; what it returns reads it for everybody who
// waits. That does not hang on the one caller's request.
func (d *dispenser) begin(ctx context.Context, s *shelf, site string, t Taker) (fill func()) {
	s.reading = make(chan struct{})
	limit := shelfSize + crowdSize*len(d.lent)
	t.Clerk, t.Near, t.OnDuty = "", nil, nil // what is about one person only is judged case by case
	return func() {
		at := d.clock.Now()
		err := d.fill(context.WithoutCancel(ctx), s, site, t, at, limit)
		d.mu.Lock()
		defer d.mu.Unlock()
		s.failed = err
		close(s.reading)
		s.reading = nil
	}
}

// fill reads a shelf. Leases that ran out are few among all that run: they are
// looked for once in a shelf's life, however often a crowd empties it.
func (d *dispenser) fill(ctx context.Context, s *shelf, site string, t Taker, at time.Time, limit int) error {
	cases, err := d.list.Free(ctx, site, t, at, limit)
	if err != nil {
		return fmt.Errorf("casework: read queue: %w", err)
	}
	lapsed, lapsedAt := s.lapsed, s.lapsedAt // only who reads the shelf changes them
	if !within(lapsedAt, at, shelfLife) {
		if lapsed, err = d.list.Lapsed(ctx, site, t, at, limit); err != nil {
			return fmt.Errorf("casework: read queue: %w", err)
		}
		lapsedAt = at
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	s.cases, s.next, s.full = merge(cases, lapsed, limit), 0, len(cases) == limit
	s.lapsed, s.lapsedAt = lapsed, lapsedAt
	s.readAt, s.stale = at, false
	s.turn++
	return nil
}

// merge puts two lists in the queue's order together.
func merge(a, b []Case, limit int) []Case {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y Case) int { return x.Position().compare(y.Position()) })
	return all[:min(len(all), limit)]
}

// giveBack ends the attempt on a case. fence is what the case has at least now,
// 0 where nothing was learnt: somebody else may try it then.
func (d *dispenser) giveBack(application models.ID, fence int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.lent, application)
	if fence == 0 {
		for _, s := range d.shelves {
			s.next = 0
		}
		return
	}
	if len(d.fences) >= mostFresh {
		clear(d.fences) // the database refuses what is old; it is tried once more, no worse
	}
	d.fences[application] = max(fence, d.fences[application])
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
