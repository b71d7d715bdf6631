package application

import (
	"slices"
	"sync"
	"time"

	"onevisit/models"
	"onevisit/models/flow"
	"onevisit/models/register"
)

// chains remembers, a session at a time, which service somebody wanted when they
// were told to do another one here first, so that the end of the other leads
// back. It is memory only: what is lost with it is a button, the menu still has
// the service.
type chains struct {
	mu   sync.Mutex
	held map[models.ID]heldChain
}

type heldChain struct {
	then  map[string]string // service that is done first -> the one wanted
	until time.Time
}

func newChains() *chains { return &chains{held: map[models.ID]heldChain{}} }

// want notes what a refused service waits for.
func (c *chains) want(session models.ID, service string, v flow.Verdict, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, h := range c.held {
		if now.After(h.until) {
			delete(c.held, id)
		}
	}
	for _, r := range v.Reasons {
		if r.First == "" {
			continue
		}
		h, ok := c.held[session]
		if !ok {
			h.then = map[string]string{}
		}
		h.then[r.First], h.until = service, now.Add(cacheLife)
		c.held[session] = h
	}
}

// begun forgets what waited for nothing any more.
func (c *chains) begun(session models.ID, service string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for first, wanted := range c.held[session].then {
		if wanted == service {
			delete(c.held[session].then, first)
		}
	}
}

// after is the service that was wanted before the given one had to be done, "" for none.
func (c *chains) after(session models.ID, service string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held[session].then[service]
}

func (c *chains) forget(session models.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, session)
}

// wanted is what the session wanted before it had to do this first. Some
// services ask only that the first is handed in; for the others it has to have
// come to its end, and one that failed leaves its reason standing.
func (c *Cases) wanted(session models.ID, first Application) *Wanted {
	service := c.chains.after(session, first.Service)
	def, ok := c.Catalog.Current(service)
	if service == "" || !ok {
		return nil
	}
	done := slices.Contains([]State{Completed, InPost, Issuing}, first.State)
	enough := slices.Contains(def.Facts, register.FactHandedIn) && first.Live()
	return &Wanted{Service: service, Title: def.Title, Now: done || enough}
}

// named adds to the reasons of a refusal what the screen says of the service
// that is done first or instead: its title, and the application of it that is
// with the office already, so that nobody is sent round in a circle.
func (c *Cases) named(v flow.Verdict, live []Application) flow.Verdict {
	v.Reasons = slices.Clone(v.Reasons)
	for i, r := range v.Reasons {
		other := r.First + r.Instead
		def, ok := c.Catalog.Current(other)
		if other == "" || !ok {
			continue
		}
		v.Reasons[i].Title = def.Title
		for _, a := range live {
			if a.Service == other && !a.State.Editable() {
				v.Reasons[i].Number = a.Number
			}
		}
	}
	return v
}
