package casework

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"onevisit/models"
)

// Limits of the feed.
const (
	mostStreams = 6                // of one account: a few windows and their reconnects
	feedBuffer  = 64               // events a stream may lag behind before it reads again
	lookEvery   = time.Second      // how often changes of other processes are looked for
	lookBack    = 10 * time.Second // longer than any change takes to commit
	mostTolds   = 4096             // told cases remembered
	seenFor     = 30 * time.Second // how long a presence stands without a sign
)

// MostMoves bounds one look at what changed.
const MostMoves = 2000

// ErrTooManyStreams is the refusal of one more live view of an account.
var ErrTooManyStreams = models.E(models.KindTooMany, "too-many-streams")

// Change is what happened to a row of the queue.
type Change string

// The changes.
const (
	Came    Change = "came"
	Changed Change = "changed"
	Gone    Change = "gone"
	// ReadAgain says that events were lost to a slow reader: the queue has to be
	// read again. It names no case.
	ReadAgain Change = "read-again"
	// Looked says that the people who look at the case changed.
	Looked Change = "looked"
	// LaneChanged says that somebody waits to be recognised, or no longer does. It
	// names no case.
	LaneChanged Change = "lane"
)

// Event is one thing that happened in a hall's queue: an id and the name of a
// member of staff, never anything of a citizen.
type Event struct {
	Site   string
	Case   models.ID
	Change Change
	Holder string // who holds the case now, "" for nobody
}

// Feed tells the screens of a hall what happens in its queue. What this process
// changes is published after the commit; what other processes change is noticed
// within lookEvery, by one query a hall while somebody listens. A reader that
// falls behind loses its events and is told to read again: nobody waits for it.
// Presences are kept in memory: colleagues at another process see each other's
// claims but not each other's looking. It is safe for concurrent use; a nil Feed
// takes and tells nothing.
type Feed struct {
	moves Moves
	clock models.Clock
	ticks Ticks

	mu      sync.Mutex
	ended   bool
	halls   map[string]*hallFeed
	streams map[models.ID]int
	present map[models.ID]map[models.ID]Onlooker // case -> clerk
}

// Moves is the repository's view of what changed lately.
type Moves interface {
	// Moved lists a hall's cases that changed at since or later by the
	// database's own time, with that time; at most MostMoves, the oldest first.
	Moved(ctx context.Context, site string, since time.Time) ([]Move, error)
	// LastMove is the time of a hall's last change, zero for none.
	LastMove(ctx context.Context, site string) (time.Time, error)
}

// Move is a changed case.
type Move struct {
	Application models.ID
	State       State
	Stage       Stage
	Hold        Hold
	At          time.Time
}

type hallFeed struct {
	streams map[*Stream]bool
	told    map[models.ID]Event // the last of each case lately
	stop    context.CancelFunc
}

// Stream is one reader's view of a hall.
type Stream struct {
	Events <-chan Event
	feed   *Feed
	site   string
	clerk  models.ID
	events chan Event
	closed bool
}

// Ticks makes a channel that ticks every so often until stop is called. Waiting is
// given by cmd, as the clock is.
type Ticks func(every time.Duration) (tick <-chan time.Time, stop func())

// NewFeed returns a feed nobody listens to yet.
func NewFeed(moves Moves, clock models.Clock, ticks Ticks) *Feed {
	return &Feed{
		moves: moves, clock: clock, ticks: ticks, halls: map[string]*hallFeed{}, streams: map[models.ID]int{},
		present: map[models.ID]map[models.ID]Onlooker{},
	}
}

// Publish tells everybody who listens in the event's hall. It never waits.
func (f *Feed) Publish(e Event) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.publish(e)
}

func (f *Feed) publish(e Event) {
	hall := f.halls[e.Site]
	if hall == nil {
		return
	}
	if e.Case != "" && e.Change != Looked {
		if len(hall.told) >= mostTolds {
			clear(hall.told)
		}
		hall.told[e.Case] = e
	}
	for s := range hall.streams {
		s.offer(e)
	}
}

// publishNews is Publish for what was found in the database: what was told when
// it was done here is not told again.
func (f *Feed) publishNews(e Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	hall := f.halls[e.Site]
	if hall == nil {
		return
	}
	if told, known := hall.told[e.Case]; known && told.Holder == e.Holder && (told.Change == Gone) == (e.Change == Gone) {
		delete(hall.told, e.Case) // whatever changes after this is news
		return
	}
	f.publish(e)
}

// offer hands the event over or, where the reader is behind, takes what it has
// not read away and leaves the word to read again.
func (s *Stream) offer(e Event) {
	select {
	case s.events <- e:
		return
	default:
	}
	for drained := false; !drained; {
		select {
		case <-s.events:
		default:
			drained = true
		}
	}
	s.events <- Event{Site: e.Site, Change: ReadAgain}
}

// Listen begins a stream of the actor's hall; the caller closes it. What changes
// after it returned is told: where nobody listened before, the hall is looked at
// once before, so that nothing falls between this and the first regular look.
func (f *Feed) Listen(ctx context.Context, actor models.Actor) (*Stream, error) {
	begun := newWatch(actor.Site)
	if !f.heard(actor.Site) {
		if err := begun.look(ctx, f.moves, f.publishNews); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended {
		return nil, models.E(models.KindUnavailable, "ending")
	}
	if f.streams[actor.ID] >= mostStreams {
		return nil, ErrTooManyStreams
	}
	events := make(chan Event, feedBuffer)
	s := &Stream{Events: events, feed: f, site: actor.Site, clerk: actor.ID, events: events}
	hall := f.halls[actor.Site]
	if hall == nil {
		looking, stop := context.WithCancel(context.WithoutCancel(ctx))
		hall = &hallFeed{streams: map[*Stream]bool{}, told: map[models.ID]Event{}, stop: stop}
		f.halls[actor.Site] = hall
		go f.look(looking, begun)
	}
	hall.streams[s] = true
	f.streams[actor.ID]++
	return s, nil
}

// Close ends the stream.
func (s *Stream) Close() {
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	s.end()
}

func (s *Stream) end() {
	if s.closed {
		return
	}
	s.closed = true
	close(s.events)
	if s.feed.streams[s.clerk]--; s.feed.streams[s.clerk] == 0 {
		delete(s.feed.streams, s.clerk)
	}
	hall := s.feed.halls[s.site]
	delete(hall.streams, s)
	if len(hall.streams) == 0 {
		hall.stop()
		delete(s.feed.halls, s.site)
	}
}

// End ends every stream, for a server that goes down.
func (f *Feed) End() {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = true
	for _, hall := range f.halls {
		for s := range hall.streams {
			s.end()
		}
	}
}

// heard tells whether somebody listens in the hall.
func (f *Feed) heard(site string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.halls[site] != nil
}

// look publishes what other processes change while somebody listens.
func (f *Feed) look(ctx context.Context, w *watch) {
	tick, stop := f.ticks(lookEvery)
	defer stop()
	for {
		if err := w.look(ctx, f.moves, f.publishNews); err != nil && !errors.Is(err, context.Canceled) {
			f.Publish(Event{Site: w.site, Change: ReadAgain}) // the database was away: changes may have been missed
		}
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
	}
}

// watch remembers what was seen of a hall, so that a change is told once.
type watch struct {
	site  string
	begun bool
	from  time.Time
	seen  map[models.ID]Move
}

func newWatch(site string) *watch { return &watch{site: site, seen: map[models.ID]Move{}} }

// look reads what changed since shortly before the last look: a change carries
// the time of its statement and is seen only after its commit.
func (w *watch) look(ctx context.Context, moves Moves, publish func(Event)) error {
	first := !w.begun
	if first {
		last, err := moves.LastMove(ctx, w.site)
		if err != nil {
			return fmt.Errorf("casework: last change: %w", err)
		}
		w.from, w.begun = last, true
	}
	moved, err := moves.Moved(ctx, w.site, w.from.Add(-lookBack))
	if err != nil {
		return fmt.Errorf("casework: changes: %w", err)
	}
	if len(moved) == MostMoves && !first { // more than can be told one by one
		last, err := moves.LastMove(ctx, w.site)
		if err != nil {
			return fmt.Errorf("casework: last change: %w", err)
		}
		w.from = last
		publish(Event{Site: w.site, Change: ReadAgain})
		return nil
	}
	for _, m := range moved {
		if m.At.After(w.from) {
			w.from = m.At
		}
		if before, known := w.seen[m.Application]; known && before.At.Equal(m.At) && before.Hold == m.Hold && before.State == m.State {
			continue
		}
		w.seen[m.Application] = m
		if !first {
			publish(m.event(w.site))
		}
	}
	for id, m := range w.seen {
		if m.At.Before(w.from.Add(-lookBack)) {
			delete(w.seen, id)
		}
	}
	return nil
}

func (m Move) event(site string) Event {
	e := Event{Site: site, Case: m.Application, Change: Changed, Holder: m.Hold.Name}
	if m.State != StateWaiting && m.State != StateCorrection {
		e.Change, e.Holder = Gone, ""
	}
	return e
}
