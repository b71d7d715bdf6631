package completion_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
	"onevisit/models/visit"
)

// The histories counted by hand are lived through by the ledger that the kiosks
// write with, and what stands in its tables afterwards is counted by SQL: the
// whole way from what happened to the figure. Histories that begin without any
// presence are left to the pure count: a kiosk never records those.
func TestHistories_areRecordedByTheLedgerAsByHand(t *testing.T) {
	d, l := completion.Published()[0], newLife(t)
	for _, h := range readHistories(t) {
		if h.events[0].Site == "" {
			continue
		}
		t.Run(h.name, func(t *testing.T) {
			l.t = t
			for i := range h.events {
				e := &h.events[i]
				// One database holds them all: each has persons and services of its own.
				e.Person, e.Service = models.ID(h.name[:2])+e.Person, h.name[:2]+e.Service
				if models.DateOf(e.At) <= h.asOf {
					l.live(*e)
				}
			}
			l.now = h.asOf.Time().Add(23 * time.Hour)
			_, err := l.ledger.Sweep(t.Context(), l.db, l)
			must(t, err)
			if got := l.counted(d, h); got != h.want {
				t.Errorf("recorded\n%+v\nby hand\n%+v", got, h.want)
			}
		})
	}
}

// life lives events through the ledger, as application does.
type life struct {
	t       *testing.T
	db      *store.DB
	ids     *models.IDs
	visits  *store.Visits
	ledger  *visit.Ledger
	now     time.Time
	persons map[models.ID]models.ID
	needs   map[string]models.ID // person and service -> matter with a live application
	ended   map[string]models.ID // the same -> matter that ended last
	held    map[models.ID]bool   // matter in the office's hands
}

func newLife(t *testing.T) *life {
	t.Helper()
	l := &life{
		t: t, db: storetest.Open(t), persons: map[models.ID]models.ID{}, needs: map[string]models.ID{},
		ended: map[string]models.ID{}, held: map[models.ID]bool{},
	}
	clock := models.ClockFunc(func() time.Time { return l.now })
	l.ids = models.NewIDs(clock, rand.Reader)
	l.visits = store.NewVisits(l.db)
	l.ledger = visit.NewLedger(l.visits, l.visits, store.NewAudit(l.db, clock), clock, l.ids)
	return l
}

// Holds implements visit.Applications.
func (l *life) Holds(_ context.Context, _ models.Tx, matter models.ID) (bool, error) {
	return l.held[matter], nil
}

// GiveUp implements visit.Applications.
func (l *life) GiveUp(context.Context, models.Tx, models.ID) error { return nil }

func (l *life) live(e completion.Event) {
	l.t.Helper()
	l.now = e.At
	err := l.db.Atomically(l.t.Context(), func(ctx context.Context, tx models.Tx) error {
		person, err := l.person(ctx, tx, e)
		if err != nil {
			return err
		}
		key := string(person) + e.Service
		if e.Kind == completion.Recalled {
			return l.recall(ctx, tx, key)
		}
		if e.Site == "" && l.needs[key] == "" {
			return nil // nothing waits for it any more
		}
		matter, err := l.presence(ctx, tx, e, person, l.needs[key])
		if err != nil {
			return err
		}
		l.needs[key] = matter
		return l.happen(ctx, tx, e, key, matter)
	})
	if err != nil {
		l.t.Fatalf("%s %s: %v", e.At, e.Kind, err)
	}
}

// recall undoes the end a decision gave.
func (l *life) recall(ctx context.Context, tx models.Tx, key string) error {
	matter := l.ended[key]
	l.needs[key], l.held[matter] = matter, true
	return errors.Join(l.ledger.Reopen(ctx, tx, matter), l.ledger.Note(ctx, tx, matter, visit.EndingOf(visit.EndSubmitted, "")))
}

func (l *life) person(ctx context.Context, tx models.Tx, e completion.Event) (models.ID, error) {
	if id, known := l.persons[e.Person]; known {
		return id, nil
	}
	p := visit.Person{ID: l.ids.New(), Index: string(e.Person), Sealed: []byte("x"), Test: e.Test, CreatedAt: l.now}
	l.persons[e.Person] = p.ID
	return p.ID, l.visits.AddPerson(ctx, tx, p)
}

// presence lets the person come, where the event has a place: to the matter of
// the live application, or to whichever the ledger finds.
func (l *life) presence(ctx context.Context, tx models.Tx, e completion.Event, person, matter models.ID) (models.ID, error) {
	if e.Site == "" {
		return matter, nil
	}
	on := models.DateOf(e.At)
	v, err := l.visits.VisitOf(ctx, tx, person, e.Site, on)
	if errors.Is(err, models.ErrNotFound) {
		v = visit.Visit{ID: l.ids.New(), Person: person, Site: e.Site, On: on, StartedAt: e.At}
		err = l.visits.AddVisit(ctx, tx, v)
	}
	if err != nil {
		return "", err
	}
	if e.Kind == completion.Looked {
		m, err := l.ledger.Attend(ctx, tx, visit.Event{Service: e.Service, Visit: v.ID, Definition: "d", Opens: true, Uncounted: true}, l)
		return m.ID, err
	}
	if e.Kind == completion.Asked || e.Kind == completion.Attended {
		return l.atWindow(ctx, tx, e, v.ID, matter)
	}
	takesUp := slices.Contains([]completion.EventKind{
		completion.Paid, completion.Issued, completion.Corrected, completion.Broke, completion.Withdrew,
		completion.Part, completion.Fetched,
	}, e.Kind)
	if matter != "" && (takesUp || e.Kind == completion.Left) {
		return matter, l.ledger.Return(ctx, tx, matter, v.ID)
	}
	m, err := l.ledger.Attend(ctx, tx, visit.Event{
		Service: e.Service, Visit: v.ID, Definition: "d", Opens: e.Kind != completion.Refused,
	}, l)
	return m.ID, err
}

// atWindow records somebody before a clerk, as the window does.
func (l *life) atWindow(ctx context.Context, tx models.Tx, e completion.Event, at, matter models.ID) (models.ID, error) {
	kind := visit.EndAttended
	if e.Kind == completion.Asked {
		kind = visit.EndAsked
	}
	ending := visit.EndingOf(kind, "ask", visit.Cause(e.Cause))
	if matter != "" {
		_, err := l.ledger.AtWindow(ctx, tx, matter, at, ending)
		return matter, err
	}
	m, _, err := l.ledger.AskAtWindow(ctx, tx, visit.Event{Service: e.Service, Visit: at, Definition: "d"}, ending, l)
	return m.ID, err
}

// endingOf is how each kind of event leaves the last presence.
func endingOf(e completion.Event) visit.Ending {
	kind := map[completion.EventKind]visit.EndingKind{
		completion.Left: visit.EndLeft, completion.Broke: visit.EndDevice, completion.Submitted: visit.EndSubmitted,
		completion.Corrected: visit.EndSubmitted, completion.Approved: visit.EndUnpaid,
		completion.Asks: visit.EndCorrection, completion.Handed: visit.EndHandedOver, completion.Paid: visit.EndIssuing,
		completion.Posted: visit.EndPosted, completion.ToCollect: visit.EndToCollect, completion.Issued: visit.EndCompleted,
		completion.Fetched:   visit.EndCompleted,
		completion.Delivered: visit.EndCompleted, completion.Refusal: visit.EndRejected, completion.Withdrew: visit.EndWithdrawn,
	}[e.Kind]
	if e.Kind == completion.Checking {
		return visit.EndingOf(visit.EndPosted, "", visit.CourierCheck)
	}
	return visit.EndingOf(kind, "", visit.Cause(e.Cause))
}

func (l *life) happen(ctx context.Context, tx models.Tx, e completion.Event, key string, matter models.ID) error {
	switch e.Kind {
	case completion.Refused:
		delete(l.needs, key)
		return l.ledger.Refuse(ctx, tx, visit.Attempt{
			ID: l.ids.New(), Reference: string(l.ids.New())[6:], Matter: matter, Service: e.Service, Outcome: "no",
			Reason: "x", Cause: visit.Cause(e.Cause), At: e.At,
		}, visit.EndRefused)
	case completion.Looked:
		delete(l.needs, key)
		return errors.Join(l.ledger.Note(ctx, tx, matter, visit.EndingOf(visit.EndCompleted, "")), l.ledger.End(ctx, tx, matter, visit.MatterCompleted))
	case completion.Asked:
		if !l.held[matter] {
			delete(l.needs, key)
		}
	case completion.Left:
		if l.held[matter] {
			break // the session's end after the form was handed in
		}
		delete(l.needs, key)
		if err := l.unlessRefused(ctx, tx, matter); err != nil {
			return err
		}
	case completion.Submitted, completion.Corrected:
		if err := l.ledger.Settle(ctx, tx, matter); err != nil {
			return err
		}
	}
	if e.Kind == completion.Asked || e.Kind == completion.Attended || e.Kind == completion.Part {
		return l.ledger.Touch(ctx, tx, matter) // how the presence stands was noted, or stays
	}
	if err := errors.Join(l.ledger.Note(ctx, tx, matter, endingOf(e)), l.ledger.Touch(ctx, tx, matter)); err != nil {
		return err
	}
	return l.close(ctx, tx, e, key, matter)
}

// unlessRefused opens a form, unless the person was turned away that day and
// the session's end is all that follows.
func (l *life) unlessRefused(ctx context.Context, tx models.Tx, matter models.ID) error {
	last, err := l.visits.LastPresence(ctx, tx, matter)
	if err != nil || last.Ending.Kind == visit.EndRefused {
		return err
	}
	return l.ledger.Note(ctx, tx, matter, visit.EndingOf(visit.EndWorking, ""))
}

func (l *life) close(ctx context.Context, tx models.Tx, e completion.Event, key string, matter models.ID) error {
	l.held[matter] = !slices.Contains([]completion.EventKind{completion.Left, completion.Broke, completion.Asked, completion.Asks, completion.Handed}, e.Kind) ||
		l.held[matter] && (e.Kind == completion.Left || e.Kind == completion.Broke)
	end := map[completion.EventKind]visit.MatterState{
		completion.Issued: visit.MatterCompleted, completion.Fetched: visit.MatterCompleted,
		completion.Delivered: visit.MatterCompleted,
		completion.Refusal:   visit.MatterRejected, completion.Withdrew: visit.MatterWithdrawn,
	}[e.Kind]
	if end == "" {
		return nil
	}
	delete(l.needs, key)
	l.ended[key], l.held[matter] = matter, false
	return l.ledger.End(ctx, tx, matter, end)
}

// counted sums what SQL counts for each of the history's services.
func (l *life) counted(d completion.Definition, h history) counted {
	l.t.Helper()
	reader := store.NewCompletion(l.db)
	var tallies []completion.Tally
	var sum completion.Beside
	var causes, services []string
	for _, e := range h.events {
		if slices.Contains(services, e.Service) {
			continue
		}
		services = append(services, e.Service)
		q := h.query
		q.Service = e.Service
		s := completion.Scope{Query: q}
		some, err := reader.Tallies(l.t.Context(), d, s, completion.ByServiceMonth)
		must(l.t, err)
		tallies = append(tallies, some...)
		beside, err := reader.Beside(l.t.Context(), d, s)
		must(l.t, err)
		sum.OpenWithTwo, sum.TurnedAway, sum.Spared = sum.OpenWithTwo+beside.OpenWithTwo, sum.TurnedAway+beside.TurnedAway, sum.Spared+beside.Spared
		counts, err := reader.Causes(l.t.Context(), s)
		must(l.t, err)
		for _, c := range counts {
			causes = append(causes, slices.Repeat([]string{c.Code}, c.Count)...)
		}
	}
	slices.Sort(causes)
	f := completion.Compute(d, tallies)
	share := func(f completion.Figure) string { return fmt.Sprintf("%d/%d", f.Numerator, f.Denominator) }
	return counted{
		experienced: share(f.Experienced), honest: share(f.Honest), visits: strings.Trim(fmt.Sprint(f.Visits), "[]"),
		open: fmt.Sprint(sum.OpenWithTwo), away: fmt.Sprint(sum.TurnedAway), spared: fmt.Sprint(sum.Spared),
		causes: strings.Join(causes, " "),
	}
}
