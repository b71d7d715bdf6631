package visit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
)

// Ledger attaches visits to matters and records how each ended.
type Ledger struct {
	matters   MatterStore
	presences PresenceStore
	log       audit.Log
	clock     models.Clock
	ids       *models.IDs
}

// NewLedger makes the ledger of matters.
func NewLedger(matters MatterStore, presences PresenceStore, log audit.Log, clock models.Clock, ids *models.IDs) *Ledger {
	return &Ledger{matters: matters, presences: presences, log: log, clock: clock, ids: ids}
}

// Event is a person's asking for a service during a visit.
type Event struct {
	Service    string
	Visit      models.ID
	Definition string
	Opens      bool // an application is made by this event
	Uncounted  bool // of a service that makes no matter of its own
}

// Attend finds or begins the matter an attempt belongs to and counts the visit
// in it, once. applications is asked only when silence might end the open matter.
func (l *Ledger) Attend(ctx context.Context, tx models.Tx, e Event, applications Applications) (Matter, error) {
	v, err := l.presences.VisitByID(ctx, tx, e.Visit)
	if err != nil {
		return Matter{}, err
	}
	m, err := l.matters.LatestMatter(ctx, tx, v.Person, e.Service)
	if errors.Is(err, models.ErrNotFound) {
		return l.begin(ctx, tx, e, v)
	}
	if err != nil {
		return Matter{}, err
	}
	// A session belongs to the date it began on, so an event never moves the
	// matter's last day back.
	today := models.DateOf(l.clock.Now())
	held := false
	if m.State == MatterOpen && m.LastEventOn.DaysTo(today) > Window {
		if held, err = applications.Holds(ctx, tx, m.ID); err != nil {
			return Matter{}, err
		}
	}
	same, abandoned := m.belongs(today, held, e.Opens)
	if abandoned {
		if err := l.abandon(ctx, tx, m, applications); err != nil {
			return Matter{}, err
		}
	}
	if !same {
		return l.begin(ctx, tx, e, v)
	}
	m.Definition = e.Definition
	m.PrecheckOnly = m.PrecheckOnly && !e.Opens
	return l.carryOn(ctx, tx, m, v)
}

// AskAbout counts a visit in which somebody only asked or came to collect in
// the matters it was about: those of the services that were handed in and have
// not ended. It answers them.
func (l *Ledger) AskAbout(ctx context.Context, tx models.Tx, visit models.ID, services []string) ([]models.ID, error) {
	v, err := l.presences.VisitByID(ctx, tx, visit)
	if err != nil {
		return nil, err
	}
	var asked []models.ID
	for _, service := range services {
		m, err := l.matters.LatestMatter(ctx, tx, v.Person, service)
		if errors.Is(err, models.ErrNotFound) || err == nil && (m.State != MatterOpen || !m.Settled) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if _, err := l.AtWindow(ctx, tx, m.ID, v.ID, EndingOf(EndAsked, "")); err != nil {
			return nil, err
		}
		asked = append(asked, m.ID)
	}
	return asked, nil
}

// Return counts a visit in which the person takes up an application's matter
// again: it is the application's, however long ago its last event was.
func (l *Ledger) Return(ctx context.Context, tx models.Tx, matter, visit models.ID) error {
	v, err := l.presences.VisitByID(ctx, tx, visit)
	if err != nil {
		return err
	}
	m, err := l.matters.LockMatter(ctx, tx, matter)
	if err != nil {
		return err
	}
	_, err = l.carryOn(ctx, tx, m, v)
	return err
}

func (l *Ledger) begin(ctx context.Context, tx models.Tx, e Event, v Visit) (Matter, error) {
	today := models.DateOf(l.clock.Now())
	m := Matter{
		ID: l.ids.New(), Person: v.Person, Service: e.Service, State: MatterOpen,
		OpenedOn: v.On, LastEventOn: today, Visits: 1, Site: v.Site, Definition: e.Definition,
		Test: v.Test, Demo: v.Demo, PrecheckOnly: !e.Opens, Uncounted: e.Uncounted, Version: 1,
	}
	if err := l.matters.AddMatter(ctx, tx, m); err != nil {
		return Matter{}, fmt.Errorf("visit: begin matter: %w", err)
	}
	return m, l.presences.AddPresence(ctx, tx, Presence{
		Matter: m.ID, Visit: v.ID, Seq: 1, Site: v.Site, On: v.On, FirstAt: l.clock.Now(),
	})
}

func (l *Ledger) carryOn(ctx context.Context, tx models.Tx, m Matter, v Visit) (Matter, error) {
	if m.State != MatterOpen {
		m.State, m.EndedOn, m.EndedAt = MatterOpen, "", time.Time{}
		m.Settled = false
		m.Reopened++
	}
	m.LastEventOn = models.DateOf(l.clock.Now())
	if err := l.count(ctx, tx, &m, v); err != nil {
		return Matter{}, err
	}
	m.Version++
	if err := l.matters.ChangeMatter(ctx, tx, m); err != nil {
		return Matter{}, fmt.Errorf("visit: carry matter on: %w", err)
	}
	return m, nil
}

// count adds the visit to the matter unless it is there, with the cause that
// follows from how the visit before it ended.
func (l *Ledger) count(ctx context.Context, tx models.Tx, m *Matter, v Visit) error {
	if _, err := l.presences.PresenceAt(ctx, tx, m.ID, v.ID); !errors.Is(err, models.ErrNotFound) {
		return err
	}
	last, err := l.presences.LastPresence(ctx, tx, m.ID)
	if err != nil {
		return fmt.Errorf("visit: matter without a visit: %w", err)
	}
	m.Visits++
	p := Presence{Matter: m.ID, Visit: v.ID, Seq: m.Visits, Site: v.Site, On: v.On, FirstAt: l.clock.Now()}
	p.Cause, p.CauseText = causeAfter(last.Ending)
	return l.presences.AddPresence(ctx, tx, p)
}

// Note records how the matter's latest visit stands after a further event. It
// may come long after the person went: a clerk's rejection decides why the next
// visit will be needed.
func (l *Ledger) Note(ctx context.Context, tx models.Tx, matter models.ID, e Ending) error {
	p, err := l.presences.LastPresence(ctx, tx, matter)
	if err != nil {
		return err
	}
	p.Ending = p.Ending.Then(e)
	return l.presences.ChangePresence(ctx, tx, p)
}

// Touch moves the matter's last event to today, for what the office or the
// citizen does without a visit.
func (l *Ledger) Touch(ctx context.Context, tx models.Tx, matter models.ID) error {
	m, err := l.matters.LockMatter(ctx, tx, matter)
	if err != nil {
		return err
	}
	today := models.DateOf(l.clock.Now())
	if m.LastEventOn == today {
		return nil
	}
	m.LastEventOn = today
	m.Version++
	return l.matters.ChangeMatter(ctx, tx, m)
}

// Settle says that the matter's need was submitted: a further application is a
// further need.
func (l *Ledger) Settle(ctx context.Context, tx models.Tx, matter models.ID) error {
	return l.settle(ctx, tx, matter, true)
}

// Unsettle opens the matter for another application again, because its last one
// ended without an answer, at a window.
func (l *Ledger) Unsettle(ctx context.Context, tx models.Tx, matter models.ID) error {
	return l.settle(ctx, tx, matter, false)
}

func (l *Ledger) settle(ctx context.Context, tx models.Tx, matter models.ID, settled bool) error {
	m, err := l.matters.LockMatter(ctx, tx, matter)
	if err != nil || m.Settled == settled {
		return err
	}
	m.Settled, m.LastEventOn = settled, models.DateOf(l.clock.Now())
	m.Version++
	return l.matters.ChangeMatter(ctx, tx, m)
}

// End ends an open matter today; ending an ended one changes nothing.
func (l *Ledger) End(ctx context.Context, tx models.Tx, matter models.ID, state MatterState) error {
	m, err := l.matters.LockMatter(ctx, tx, matter)
	if err != nil {
		return err
	}
	if m.State != MatterOpen {
		return nil
	}
	now := l.clock.Now()
	m.State, m.EndedOn, m.EndedAt, m.LastEventOn = state, models.DateOf(now), now, models.DateOf(now)
	m.Version++
	return l.matters.ChangeMatter(ctx, tx, m)
}

// Refuse keeps an attempt that ended at the pre-check.
func (l *Ledger) Refuse(ctx context.Context, tx models.Tx, a Attempt, kind EndingKind) error {
	if err := l.matters.AddAttempt(ctx, tx, a); err != nil {
		return err
	}
	return l.Note(ctx, tx, a.Matter, EndingOf(kind, a.Reason, a.Cause))
}
