package visit_test

import (
	"context"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/device"
	"onevisit/models/modelstest"
	"onevisit/models/visit"
)

const service = "exit-entry.passport-renewal"

// applications says that nothing of a matter is held, unless told otherwise.
type applications struct {
	held  bool
	ended int
}

func (a *applications) Holds(context.Context, models.Tx, models.ID) (bool, error) { return a.held, nil }
func (a *applications) GiveUp(context.Context, models.Tx, models.ID) error {
	a.ended++
	return nil
}

// scene is a hall with two sites, and one person who comes and goes.
type scene struct {
	*modelstest.Office
	apps  *applications
	kiosk map[string]device.Device
}

func newScene(t *testing.T) *scene {
	o := modelstest.NewOffice(t)
	o.Registers.Put(modelstest.Driver, modelstest.Citizen(modelstest.Driver))
	return &scene{Office: o, apps: &applications{}, kiosk: map[string]device.Device{
		"a1": o.Kiosk("440300-001"), "a2": o.Kiosk("440300-001"), "b": o.Kiosk("440300-002"),
	}}
}

func (s *scene) atomically(work func(ctx context.Context, tx models.Tx) error) {
	s.T.Helper()
	if err := s.DB.Atomically(s.T.Context(), work); err != nil {
		s.T.Fatal(err)
	}
}

// attempt is a session in which the person asks for the service.
func (s *scene) attempt(kiosk string, opens bool, ending visit.Ending) visit.Matter {
	s.T.Helper()
	begun := s.Identify(s.kiosk[kiosk], modelstest.Driver)
	return s.ask(begun, opens, ending)
}

func (s *scene) ask(begun visit.Begun, opens bool, ending visit.Ending) (m visit.Matter) {
	s.T.Helper()
	s.atomically(func(ctx context.Context, tx models.Tx) error {
		var err error
		m, err = s.Ledger.Attend(ctx, tx, visit.Event{Service: service, Visit: begun.Session.Visit, Definition: "d1", Opens: opens}, s.apps)
		if err != nil {
			return err
		}
		return s.Ledger.Note(ctx, tx, m.ID, ending)
	})
	return m
}

func (s *scene) end(m visit.Matter, state visit.MatterState, ending visit.Ending) {
	s.T.Helper()
	s.atomically(func(ctx context.Context, tx models.Tx) error {
		if err := s.Ledger.Note(ctx, tx, m.ID, ending); err != nil {
			return err
		}
		return s.Ledger.End(ctx, tx, m.ID, state)
	})
}

func (s *scene) visits(m visit.Matter) []visit.Presence {
	s.T.Helper()
	list, err := s.Visits.Presences(s.T.Context(), m.ID)
	if err != nil {
		s.T.Fatal(err)
	}
	return list
}

func refused() visit.Ending { return visit.EndingOf(visit.EndRefused, "window-only") }
func working() visit.Ending { return visit.EndingOf(visit.EndWorking, "") }

func TestMatter_twoKiosksOfOneHallOnOneDayAreOneVisit(t *testing.T) {
	s := newScene(t)
	s.attempt("a1", false, refused())
	m := s.attempt("a2", true, working())
	if m.Visits != 1 || len(s.visits(m)) != 1 {
		t.Fatalf("%d visits", m.Visits)
	}
}

func TestMatter_twoHallsOnOneDayAreTwoVisits(t *testing.T) {
	s := newScene(t)
	s.attempt("a1", false, visit.EndingOf(visit.EndRefused, "other-kiosk", visit.WrongPlace))
	m := s.attempt("b", true, working())
	list := s.visits(m)
	if m.Visits != 2 || len(list) != 2 || list[0].Cause != visit.CauseNone || list[1].Cause != visit.WrongPlace {
		t.Fatalf("%d visits: %+v", m.Visits, list)
	}
}

func TestMatter_aSessionAfterMidnightIsANewVisitAndOneBeforeStays(t *testing.T) {
	s := newScene(t)
	s.Clock.Set(time.Date(2026, 11, 24, 15, 55, 0, 0, time.UTC)) // 23:55 in China
	begun := s.Identify(s.kiosk["a1"], modelstest.Driver)
	s.Clock.Pass(10 * time.Minute)
	m := s.ask(begun, true, working())
	if list := s.visits(m); len(list) != 1 || list[0].On != "2026-11-24" {
		t.Fatalf("the running session changed its day: %+v", list)
	}
	m = s.attempt("a1", true, working())
	if list := s.visits(m); len(list) != 2 || list[1].On != "2026-11-25" {
		t.Fatalf("the session after midnight is no visit of its own: %+v", list)
	}
}

func TestMatter_refusedAndReturnedIsOneMatterWithTheRefusalsCause(t *testing.T) {
	s := newScene(t)
	first := s.attempt("a1", false, visit.EndingOf(visit.EndRefused, "pending", visit.MachineRefused, visit.PendingOrInterval))
	if !first.PrecheckOnly {
		t.Fatal("nothing but a pre-check, and the matter does not say so")
	}
	s.Clock.Days(10)
	second := s.attempt("a1", true, working())
	list := s.visits(second)
	if second.ID != first.ID || second.PrecheckOnly || list[1].Cause != visit.PendingOrInterval {
		t.Fatalf("matter %+v, visits %+v", second, list)
	}
}

func TestMatter_ninetyDaysLaterIsTheSameAndNinetyOneANewOne(t *testing.T) {
	for _, c := range []struct {
		name string
		days int
		same bool
	}{{"90", 90, true}, {"91", 91, false}} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			first := s.attempt("a1", false, refused())
			s.Clock.Days(c.days)
			second := s.attempt("a1", false, refused())
			if (first.ID == second.ID) != c.same {
				t.Fatalf("same=%v after %d days", first.ID == second.ID, c.days)
			}
		})
	}
}

func TestMatter_theWindowSlides(t *testing.T) {
	s := newScene(t)
	first := s.attempt("a1", false, refused())
	for range 3 {
		s.Clock.Days(90)
		if m := s.attempt("a1", false, refused()); m.ID != first.ID {
			t.Fatal("a new matter although no two events are more than 90 days apart")
		}
	}
}

func TestMatter_anAttemptOnThe91stDayAbandonsTheOldOneOnThatDay(t *testing.T) {
	s := newScene(t)
	first := s.attempt("a1", true, working())
	s.Clock.Days(100)
	s.attempt("a1", true, working())
	old := s.matter(first.ID)
	if old.State != visit.MatterAbandoned || old.EndedOn != first.LastEventOn.AddDays(91) || s.apps.ended != 1 {
		t.Fatalf("old matter %+v, %d applications given up", old, s.apps.ended)
	}
}

func TestMatter_aLiveApplicationIsNeverCutOff(t *testing.T) {
	s := newScene(t)
	s.apps.held = true
	first := s.attempt("a1", false, refused())
	s.Clock.Days(200)
	if m := s.attempt("a1", false, refused()); m.ID != first.ID {
		t.Fatal("cut off")
	}
	s.Clock.Days(200)
	if n, err := s.Ledger.Sweep(t.Context(), s.DB, s.apps); err != nil || n != 0 {
		t.Fatalf("swept %d, %v", n, err)
	}
}

func TestMatter_completionClosesIt(t *testing.T) {
	s := newScene(t)
	first := s.attempt("a1", true, working())
	s.end(first, visit.MatterCompleted, visit.EndingOf(visit.EndCompleted, ""))
	second := s.attempt("a1", true, working())
	if second.ID == first.ID || second.Visits != 1 || s.visits(second)[0].Cause != visit.CauseNone {
		t.Fatalf("a later need joined the finished matter: %+v", second)
	}
}

func TestMatter_aReturnWithin90DaysAfterItsEndReopensIt(t *testing.T) {
	for _, c := range []struct {
		state  visit.MatterState
		ending visit.Ending
		days   int
		same   bool
		cause  visit.Cause
	}{
		{visit.MatterRejected, visit.EndingOf(visit.EndRejected, "photo", visit.PhotoRefused), 90, true, visit.PhotoRefused},
		{visit.MatterRejected, visit.EndingOf(visit.EndRejected, "photo", visit.PhotoRefused), 91, false, visit.CauseNone},
		{visit.MatterWithdrawn, visit.EndingOf(visit.EndWithdrawn, ""), 1, true, visit.CitizenLeft},
		{visit.MatterWithdrawn, visit.EndingOf(visit.EndWithdrawn, ""), 91, false, visit.CauseNone},
	} {
		s := newScene(t)
		first := s.attempt("a1", true, working())
		s.Clock.Days(5)
		s.end(first, c.state, c.ending)
		s.Clock.Days(c.days)
		second := s.attempt("a1", true, working())
		list := s.visits(second)
		if (first.ID == second.ID) != c.same || list[len(list)-1].Cause != c.cause {
			t.Errorf("%s after %d days: same=%v, visits %+v", c.state, c.days, first.ID == second.ID, list)
		}
		if c.same && (second.State != visit.MatterOpen || second.EndedOn != "" || second.Reopened != 1) {
			t.Errorf("%s: reopened wrongly: %+v", c.state, second)
		}
	}
}

func TestSweep_abandonsOnThe91stDayAndOnce(t *testing.T) {
	s := newScene(t)
	m := s.attempt("a1", false, refused())
	s.Clock.Days(90)
	if n, err := s.Ledger.Sweep(t.Context(), s.DB, s.apps); err != nil || n != 0 {
		t.Fatalf("on the 90th day: %d, %v", n, err)
	}
	s.Clock.Days(1)
	for want := 1; want >= 0; want-- {
		if n, err := s.Ledger.Sweep(t.Context(), s.DB, s.apps); err != nil || n != want {
			t.Fatalf("swept %d, %v; want %d", n, err, want)
		}
	}
	old := s.matter(m.ID)
	if old.State != visit.MatterAbandoned || old.EndedOn != m.LastEventOn.AddDays(91) {
		t.Fatalf("%+v", old)
	}
	if again := s.attempt("a1", false, refused()); again.ID == m.ID {
		t.Fatal("the 91st day is a new matter, whether the sweep ran before or not")
	}
}

func TestMatter_aSubmittedNeedIsNotTheNextOne(t *testing.T) {
	s := newScene(t)
	first := s.attempt("a1", true, working())
	s.atomically(func(ctx context.Context, tx models.Tx) error { return s.Ledger.Settle(ctx, tx, first.ID) })
	refusedOne := s.attempt("a1", false, refused())
	second := s.attempt("a1", true, working())
	if refusedOne.ID != first.ID || second.ID == first.ID {
		t.Fatalf("first %s, refused %s, second %s", first.ID, refusedOne.ID, second.ID)
	}
	third := s.attempt("a1", true, working())
	if third.ID != second.ID {
		t.Fatal("the open need is not found beside the submitted one")
	}
}

func TestMatter_aReturnToAnApplicationCountsInItsOwnMatter(t *testing.T) {
	s := newScene(t)
	m := s.attempt("a1", true, visit.EndingOf(visit.EndUnpaid, ""))
	s.Clock.Days(300)
	begun := s.Identify(s.kiosk["b"], modelstest.Driver)
	for range 2 {
		s.atomically(func(ctx context.Context, tx models.Tx) error {
			return s.Ledger.Return(ctx, tx, m.ID, begun.Session.Visit)
		})
	}
	list := s.visits(m)
	if len(list) != 2 || list[1].Cause != visit.PaymentUnfinished {
		t.Fatalf("%+v", list)
	}
}

func TestMatter_otherCauseSaysWhat(t *testing.T) {
	s := newScene(t)
	s.attempt("a1", false, visit.EndingOf(visit.EndSubmitted, ""))
	s.Clock.Days(1)
	list := s.visits(s.attempt("a1", false, refused()))
	if list[1].Cause != visit.OtherCause || list[1].CauseText != "submitted" {
		t.Fatalf("%+v", list[1])
	}
}

func (s *scene) matter(id models.ID) (m visit.Matter) {
	s.T.Helper()
	s.atomically(func(ctx context.Context, tx models.Tx) error {
		var err error
		m, err = s.Visits.LockMatter(ctx, tx, id)
		return err
	})
	return m
}
