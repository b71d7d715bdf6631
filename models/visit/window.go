package visit

import (
	"context"
	"errors"
	"fmt"

	"onevisit/models"
	"onevisit/models/pii"
)

// Doorman counts presences at windows: people who are there without having
// begun a session at a kiosk. The rules are the reception's: one person, one
// hall, one local day is one visit, however many desks served it.
type Doorman struct {
	people PersonStore
	vault  pii.Vault
	clock  models.Clock
	ids    *models.IDs
}

// NewDoorman returns the doorman.
func NewDoorman(people PersonStore, vault pii.Vault, clock models.Clock, ids *models.IDs) *Doorman {
	return &Doorman{people, vault, clock, ids}
}

// Known finds the person of a normalised ID number; models.ErrNotFound.
func (d *Doorman) Known(ctx context.Context, tx models.Tx, idNumber pii.Text) (Person, error) {
	return d.people.PersonByIndex(ctx, tx, IndexOf(d.vault, idNumber))
}

// Introduce finds or makes the person with the identity. The caller got it from
// the document or from the register, never from what was typed alone.
func (d *Doorman) Introduce(ctx context.Context, tx models.Tx, i Identity) (Person, error) {
	person, err := d.Known(ctx, tx, i.IDNumber)
	if !errors.Is(err, models.ErrNotFound) {
		return person, err
	}
	person = Person{ID: d.ids.New(), Index: IndexOf(d.vault, i.IDNumber), CreatedAt: d.clock.Now()}
	known := Identity{Name: i.Name, IDNumber: i.IDNumber}
	if person.Sealed, err = known.seal(d.vault, person.ID, columnPerson); err != nil {
		return Person{}, err
	}
	return person, d.people.AddPerson(ctx, tx, person)
}

// Identity opens who a person is.
func (d *Doorman) Identity(p Person) (Identity, error) {
	return openIdentity(d.vault, p.ID, columnPerson, p.Sealed)
}

// Here finds or makes the person's presence at the hall today.
func (d *Doorman) Here(ctx context.Context, tx models.Tx, person models.ID, site string, demo bool) (Visit, error) {
	now := d.clock.Now()
	found, err := d.people.VisitOf(ctx, tx, person, site, models.DateOf(now))
	if !errors.Is(err, models.ErrNotFound) {
		return found, err
	}
	v := Visit{ID: d.ids.New(), Person: person, Site: site, On: models.DateOf(now), StartedAt: now, Demo: demo}
	if v.Age, err = d.ageOf(ctx, person, v.On); err != nil {
		return Visit{}, err
	}
	return v, d.people.AddVisit(ctx, tx, v)
}

// ageOf is the person's band of years on a day.
func (d *Doorman) ageOf(ctx context.Context, id models.ID, on models.Date) (string, error) {
	p, err := d.people.Person(ctx, id)
	if errors.Is(err, models.ErrNotFound) {
		return "", nil // introduced in this very transaction
	}
	if err != nil {
		return "", err
	}
	identity, err := d.Identity(p)
	if err != nil {
		return "", err
	}
	return AgeBand(identity.IDNumber, on), nil
}

// AtWindow counts a presence at a window in a matter that exists and notes how
// it ended. Where the matter goes on waiting for something (a document to be
// collected, a payment), the presence leaves it waiting for just that, so that
// the next visit has that cause and not this one's.
func (l *Ledger) AtWindow(ctx context.Context, tx models.Tx, matter, visit models.ID, e Ending) (Presence, error) {
	before, err := l.presences.LastPresence(ctx, tx, matter)
	if err != nil {
		return Presence{}, fmt.Errorf("visit: matter without a visit: %w", err)
	}
	if err := l.Return(ctx, tx, matter, visit); err != nil {
		return Presence{}, err
	}
	return l.window(ctx, tx, matter, visit, before, e)
}

// AskAtWindow is AtWindow for somebody with nothing begun: the attendance
// begins the matter, or carries an earlier one on by the rules of Attend.
func (l *Ledger) AskAtWindow(ctx context.Context, tx models.Tx, e Event, ending Ending, applications Applications) (Matter, Presence, error) {
	before, err := l.lastFor(ctx, tx, e)
	if err != nil {
		return Matter{}, Presence{}, err
	}
	m, err := l.Attend(ctx, tx, e, applications)
	if err != nil {
		return Matter{}, Presence{}, err
	}
	if before.Matter != m.ID {
		before = Presence{}
	}
	p, err := l.window(ctx, tx, m.ID, e.Visit, before, ending)
	return m, p, err
}

// lastFor is the last presence of the matter that an event may belong to, the
// zero Presence where there is none.
func (l *Ledger) lastFor(ctx context.Context, tx models.Tx, e Event) (Presence, error) {
	v, err := l.presences.VisitByID(ctx, tx, e.Visit)
	if err != nil {
		return Presence{}, err
	}
	m, err := l.matters.LatestMatter(ctx, tx, v.Person, e.Service)
	if errors.Is(err, models.ErrNotFound) {
		return Presence{}, nil
	}
	if err != nil {
		return Presence{}, err
	}
	return l.presences.LastPresence(ctx, tx, m.ID)
}

// window notes the ending on the presence, unless it stands for a better reason
// to come again already.
func (l *Ledger) window(ctx context.Context, tx models.Tx, matter, visit models.ID, before Presence, e Ending) (Presence, error) {
	p, err := l.presences.PresenceAt(ctx, tx, matter, visit)
	if err != nil {
		return Presence{}, err
	}
	switch {
	case before.Visit != visit && before.Ending.Kind.stands():
		p.Ending = before.Ending
	case p.Ending.Kind == "" || e.Cause.specificity() < p.Ending.Cause.specificity():
		p.Ending = e
	default:
		return p, nil
	}
	return p, l.presences.ChangePresence(ctx, tx, p)
}

// Conclude ends a matter at a window where there is no application to end it:
// what a machine refused was done by hand, or refused for good.
func (l *Ledger) Conclude(ctx context.Context, tx models.Tx, matter models.ID, state MatterState, e Ending) error {
	if err := l.Note(ctx, tx, matter, e); err != nil {
		return err
	}
	return l.End(ctx, tx, matter, state)
}

// Matter reads a matter and holds it until the commit; models.ErrNotFound.
func (l *Ledger) Matter(ctx context.Context, tx models.Tx, id models.ID) (Matter, error) {
	return l.matters.LockMatter(ctx, tx, id)
}
