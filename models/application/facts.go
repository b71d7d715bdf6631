package application

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// factCache holds the facts of running sessions, so that the menu does not ask
// the registers again at every look. It is memory only and forgets with the
// session, at the latest when no session can live any longer.
type factCache struct {
	mu   sync.Mutex
	held map[models.ID]heldFacts
}

type heldFacts struct {
	facts flow.Facts
	until time.Time
}

// cacheLife is longer than any session.
const cacheLife = 20 * time.Minute

func newFactCache() *factCache { return &factCache{held: map[models.ID]heldFacts{}} }

func (c *factCache) get(session models.ID, now time.Time) flow.Facts {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.held[session]
	if !ok || now.After(h.until) {
		return flow.Facts{}
	}
	return maps.Clone(h.facts)
}

func (c *factCache) put(session models.ID, facts flow.Facts, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, h := range c.held {
		if now.After(h.until) {
			delete(c.held, id)
		}
	}
	known := maps.Clone(facts)
	for name, value := range c.held[session].facts {
		if _, ok := known[name]; !ok {
			known[name] = value
		}
	}
	c.held[session] = heldFacts{facts: known, until: now.Add(cacheLife)}
}

func (c *factCache) forget(session models.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, session)
}

// Forget drops what is remembered of a session that ended.
func (c *Cases) Forget(session models.ID) {
	c.outdate(session)
	c.chains.forget(session)
}

// outdate drops what a submission has changed.
func (c *Cases) outdate(session models.ID) {
	c.facts.forget(session)
	c.drafts.forget(session)
}

func queryOf(s visit.Session) register.Query {
	return register.Query{IDNumber: s.Holder.IDNumber, PermitNumber: s.Holder.PermitNumber}
}

// fresh asks the registers for the facts of a definition, now.
func (c *Cases) fresh(ctx context.Context, s visit.Session, place Place, def *catalog.Definition) flow.Facts {
	facts, _ := register.Gather(ctx, c.Source, outside(def.Asked()), queryOf(s))
	c.facts.put(s.ID, facts, c.Clock.Now())
	return c.withOurs(ctx, facts, s, place, def.Facts)
}

// known is what is remembered of the session, completed by what is missing.
func (c *Cases) known(ctx context.Context, s visit.Session, place Place, names []string) flow.Facts {
	now := c.Clock.Now()
	facts := c.facts.get(s.ID, now)
	missing := slices.DeleteFunc(outside(names), func(name string) bool {
		_, ok := facts[name]
		return ok
	})
	if len(missing) > 0 {
		more, _ := register.Gather(ctx, c.Source, missing, queryOf(s))
		maps.Copy(facts, more)
		c.facts.put(s.ID, facts, now)
	}
	return c.withOurs(ctx, facts, s, place, names)
}

// outside leaves the facts out that are ours.
func outside(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == register.FactKiosk || name == register.FactHandedIn })
}

// only keeps the facts a definition may read: nothing else is sealed with it.
func only(facts flow.Facts, names []string) flow.Facts {
	kept := flow.Facts{}
	for _, name := range names {
		if value, ok := facts[name]; ok {
			kept[name] = value
		}
	}
	return kept
}

// withOurs adds the facts that are ours. What the person has handed in is read
// only for who asks; where it cannot be read it is unknown, like any fact.
func (c *Cases) withOurs(ctx context.Context, facts flow.Facts, s visit.Session, p Place, names []string) flow.Facts {
	facts = maps.Clone(facts)
	if slices.Contains(names, register.FactHandedIn) {
		if live, err := c.Store.LiveOf(ctx, s.Person); err == nil {
			facts[register.FactHandedIn] = handedIn(live)
		}
	}
	facts[register.FactKiosk] = register.Kiosk{
		Site: p.Site, SiteName: p.SiteName, City: p.City, Province: p.Province, Document: string(s.Document),
		PermitStation: p.PermitStation, Printer: p.Printer, Camera: p.Camera, ClerksToday: p.ClerksToday,
	}
	return facts
}

// handedIn is what of a person's live applications is with the office.
func handedIn(live []Application) register.HandedIn {
	var in register.HandedIn
	for _, a := range live {
		if a.State != Draft && !slices.Contains(in.Services, a.Service) {
			in.Services = append(in.Services, a.Service)
		}
	}
	return in
}

// Holders names the person a permit belongs to by asking the population
// register with the permit's number.
type Holders struct{ Source register.Source }

// HolderOfPermit implements visit.Holders.
func (h Holders) HolderOfPermit(ctx context.Context, permit pii.Text) (visit.Identity, error) {
	fact, err := h.Source.Fetch(ctx, register.FactPerson, register.Query{PermitNumber: permit})
	if err != nil {
		return visit.Identity{}, err
	}
	person, ok := fact.(register.Person)
	if !ok || person.IDNumber == "" {
		return visit.Identity{}, models.ErrNotFound
	}
	return visit.Identity{Name: pii.Conceal(person.Name), IDNumber: pii.Conceal(person.IDNumber)}, nil
}
