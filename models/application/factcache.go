package application

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"onevisit/models"
	"onevisit/models/flow"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// factCache holds the facts of running sessions, so that the menu asks each
// register once a session and not at every look. What is asked goes on when
// nobody waits for it any longer, and is there at the next look. It is memory
// only and forgets with the session, at the latest when no session can live any
// longer.
type factCache struct {
	mu   sync.Mutex
	held map[models.ID]*heldFacts
}

type heldFacts struct {
	person  models.ID
	facts   flow.Facts
	flights map[string]*flight   // what is being asked
	quiet   map[string]time.Time // what has no answer, and until when it is not asked again
	until   time.Time
}

// flight is one fact on its way.
type flight struct{ done chan struct{} }

const (
	// cacheLife is longer than any session.
	cacheLife = 20 * time.Minute
	// quietLife is how long a silent register is left alone.
	quietLife = 15 * time.Second
)

func newFactCache() *factCache { return &factCache{held: map[models.ID]*heldFacts{}} }

// of gives what is held of a session; the caller holds the lock.
func (c *factCache) of(session, person models.ID, now time.Time) *heldFacts {
	for id, h := range c.held {
		if now.After(h.until) {
			delete(c.held, id)
		}
	}
	h := c.held[session]
	if h == nil {
		h = &heldFacts{person: person, facts: flow.Facts{}, flights: map[string]*flight{}, quiet: map[string]time.Time{}}
		c.held[session] = h
	}
	h.until = now.Add(cacheLife)
	return h
}

// ask starts to ask for what is neither known, nor on its way, nor known to be
// silent, and answers what there is to wait for.
func (c *factCache) ask(s visit.Session, names []string, now time.Time, src register.Source) []*flight {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.of(s.ID, s.Person, now)
	var waits []*flight
	for _, name := range names {
		if _, known := h.facts[name]; known || now.Before(h.quiet[name]) {
			continue
		}
		f := h.flights[name]
		if f == nil {
			f = &flight{done: make(chan struct{})}
			h.flights[name] = f
			go c.fly(s, name, f, now, src)
		}
		waits = append(waits, f)
	}
	return waits
}

// fly asks for one fact. Whoever waits for it is let go whatever comes of it.
func (c *factCache) fly(s visit.Session, name string, f *flight, now time.Time, src register.Source) {
	defer close(f.done)
	ctx, cancel := context.WithTimeout(context.Background(), register.Deadline)
	defer cancel()
	value, err := src.Fetch(ctx, name, queryOf(s))
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.held[s.ID]
	if h == nil || h.flights[name] != f {
		return // the session is over, or it was changed meanwhile
	}
	delete(h.flights, name)
	switch {
	case err == nil:
		h.facts[name] = value
	case errors.Is(err, models.ErrNotFound):
		h.quiet[name] = now.Add(cacheLife) // an answer, and the same whenever it is asked
	default:
		h.quiet[name] = now.Add(quietLife)
	}
}

// look gives what is known, and what is still on its way.
func (c *factCache) look(session models.ID) (flow.Facts, map[string]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.held[session]
	if h == nil {
		return flow.Facts{}, nil
	}
	late := make(map[string]bool, len(h.flights))
	for name := range h.flights {
		late[name] = true
	}
	return maps.Clone(h.facts), late
}

// put keeps what was asked apart from the menu. It is newer than what is on its way.
func (c *factCache) put(s visit.Session, facts flow.Facts, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.of(s.ID, s.Person, now)
	for name, value := range facts {
		h.facts[name] = value
		delete(h.flights, name)
		delete(h.quiet, name)
	}
}

// outdate drops facts of a person in whichever sessions they are held, all of
// them where none is named.
func (c *factCache) outdate(person models.ID, names []string, all bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, h := range c.held {
		switch {
		case h.person != person:
		case all:
			delete(c.held, id)
		default:
			for _, name := range names {
				delete(h.facts, name)
				delete(h.flights, name)
				delete(h.quiet, name)
			}
		}
	}
}

func (c *factCache) forget(session models.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, session)
}
