package application

import (
	"context"
	"maps"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// Forget drops what is remembered of a session that ended.
func (c *Cases) Forget(session models.ID) {
	c.facts.forget(session)
	c.drafts.forget(session)
	c.chains.forget(session)
}

// outdate drops what a change of an application has made untrue.
func (c *Cases) outdate(a Application) {
	var names []string
	all := true
	if def, ok := c.Catalog.Version(a.Definition); ok {
		names, all = def.Altered()
	}
	c.facts.outdate(a.Person, names, all)
	c.drafts.forget(a.Session)
}

func queryOf(s visit.Session) register.Query {
	return register.Query{IDNumber: s.Holder.IDNumber, PermitNumber: s.Holder.PermitNumber}
}

// fresh asks the registers for the facts of a definition, now, for an application
// or, with "", for one that is still to be opened.
func (c *Cases) fresh(ctx context.Context, s visit.Session, place Place, def *catalog.Definition, self models.ID) flow.Facts {
	facts, _ := register.Gather(ctx, c.Source, outside(def.Asked()), queryOf(s))
	c.facts.put(s, facts, c.Clock.Now())
	facts = c.withOurs(facts, s, place)
	if slices.Contains(def.Facts, register.FactHandedIn) {
		c.addHandedIn(ctx, facts, s, self)
	}
	return facts
}

// MenuPatience is how long the menu waits for registers. What comes later is
// unknown at first: somebody stands in front of the screen and can go on with the
// rest, and looks again.
const MenuPatience = 200 * time.Millisecond

// known is what is remembered of the session, completed by what is missing, and
// which facts are still on their way.
func (c *Cases) known(ctx context.Context, s visit.Session, place Place, names []string) (flow.Facts, map[string]bool) {
	patience, cancel := context.WithTimeout(ctx, MenuPatience)
	defer cancel()
	for _, f := range c.facts.ask(s, outside(names), c.Clock.Now(), c.Source) {
		select {
		case <-f.done:
		case <-patience.Done():
		}
	}
	facts, late := c.facts.look(s.ID)
	facts = c.withOurs(facts, s, place)
	if slices.Contains(names, register.FactHandedIn) {
		c.addHandedIn(ctx, facts, s, "")
	}
	return facts, late
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

// withOurs adds the machine to what registers said, and the number the person
// told the office.
func (c *Cases) withOurs(facts flow.Facts, s visit.Session, p Place) flow.Facts {
	facts = maps.Clone(facts)
	if person, ok := facts[register.FactPerson].(register.Person); ok && person.Mobile == "" {
		person.Mobile = s.Holder.Mobile.Reveal() // told the office in this visit: not typed twice
		facts[register.FactPerson] = person
	}
	facts[register.FactKiosk] = register.Kiosk{
		Site: p.Site, SiteName: p.SiteName, Machine: p.Name, City: p.City, Province: p.Province, Document: string(s.Document),
		PermitStation: p.PermitStation, Printer: p.Printer, Camera: p.Camera, ClerksToday: p.ClerksToday,
	}
	return facts
}

// addHandedIn adds what the person has handed in besides the application itself,
// which is never in its own way. Where it cannot be read it is unknown, like any
// fact.
func (c *Cases) addHandedIn(ctx context.Context, facts flow.Facts, s visit.Session, self models.ID) {
	live, err := c.Store.LiveOf(ctx, s.Person)
	if err != nil {
		return
	}
	var in register.HandedIn
	for _, a := range live {
		if a.State == Draft || a.ID == self {
			continue
		}
		if !slices.Contains(in.Services, a.Service) {
			in.Services = append(in.Services, a.Service)
		}
		if !a.State.Editable() && !slices.Contains(in.WithOffice, a.Service) {
			in.WithOffice = append(in.WithOffice, a.Service)
		}
	}
	facts[register.FactHandedIn] = in
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
