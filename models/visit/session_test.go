package visit_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/device"
	"onevisit/models/modelstest"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

func (s *scene) alive(b visit.Begun) bool {
	s.T.Helper()
	_, err := s.Reception.Authenticate(s.T.Context(), b.Session.Device, b.Token)
	if err != nil && !errors.Is(err, visit.ErrNoSession) {
		s.T.Fatal(err)
	}
	return err == nil
}

func TestBegin_theSamePersonByCardAndByPermit(t *testing.T) {
	s := newScene(t)
	card := s.Identify(s.kiosk["a1"], modelstest.Driver)
	permit := s.InsertPermit(s.kiosk["a2"], modelstest.Permit)
	if card.Session.Person != permit.Session.Person || card.Session.Visit != permit.Session.Visit {
		t.Fatalf("two persons or visits: %+v %+v", card.Session, permit.Session)
	}
	if permit.Session.Holder.PermitNumber.Reveal() != modelstest.Permit || permit.Session.Holder.IDNumber.Reveal() != modelstest.Driver {
		t.Fatal("the permit's session does not know both numbers")
	}
}

func TestBegin_aPermitTheRegisterDoesNotKnowIsRefused(t *testing.T) {
	s := newScene(t)
	s.Readings.Next = device.Reading{Document: device.HKMPermit, Number: pii.Conceal("C00000000")}
	if _, err := s.Reception.Begin(t.Context(), visit.Arrival{Device: s.kiosk["a1"]}, nil); !errors.Is(err, visit.ErrUnknownPermit) {
		t.Fatalf("got %v", err)
	}
	// The register is asked before anything is written: what stops there, a crash
	// included, leaves the reading good for the next try.
	if n := s.Readings.Used.Load(); n != 0 {
		t.Errorf("%d readings used up without a session", n)
	}
	if s.Identify(s.kiosk["a1"], modelstest.Driver); s.Readings.Used.Load() != 1 {
		t.Error("the reading of a session is not used up")
	}
}

func TestBegin_refusesWhatTheAgentDidNotSign(t *testing.T) {
	s := newScene(t)
	s.Readings.Err = device.ErrReadingInvalid
	if _, err := s.Reception.Begin(t.Context(), visit.Arrival{Device: s.kiosk["a1"]}, nil); !errors.Is(err, device.ErrReadingInvalid) {
		t.Fatalf("got %v", err)
	}
}

func TestBegin_endsTheDevicesFormerSession(t *testing.T) {
	s := newScene(t)
	first := s.Identify(s.kiosk["a1"], modelstest.Driver)
	s.ask(first, true, working())
	second := s.Identify(s.kiosk["a1"], modelstest.Driver)
	if s.alive(first) || !s.alive(second) {
		t.Fatal("two sessions live on one device, or none")
	}
	ended, err := s.Visits.Session(t.Context(), first.Session.ID)
	if err != nil || ended.EndReason != visit.Device {
		t.Fatalf("%+v, %v", ended, err)
	}
	m := s.ask(second, true, visit.Ending{})
	if list := s.visits(m); list[0].Ending.Kind != "" && list[0].Ending.Cause != visit.Failure {
		t.Fatalf("the break is not recorded: %+v", list[0])
	}
}

func TestBegin_racingKiosksMakeOnePersonAndOneVisit(t *testing.T) {
	s := newScene(t)
	s.Readings.Next = device.Reading{Document: device.IDCard, Number: pii.Conceal(modelstest.Driver), Name: pii.Conceal("陈大海"), IDNumber: pii.Conceal(modelstest.Driver)}
	var wg sync.WaitGroup
	begun := make([]visit.Begun, 8)
	for i := range begun {
		d := s.Kiosk("440300-001")
		wg.Go(func() {
			var err error
			if begun[i], err = s.Reception.Begin(t.Context(), visit.Arrival{Device: d, Language: "en"}, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, b := range begun[1:] {
		if b.Session.Person != begun[0].Session.Person || b.Session.Visit != begun[0].Session.Visit {
			t.Fatalf("%+v and %+v", b.Session, begun[0].Session)
		}
	}
}

func TestSession_idleAndAbsoluteLimitsAreTheServers(t *testing.T) {
	limits := visit.DefaultLimits()
	if limits.Idle(false) != 90*time.Second || limits.Idle(true) != 195*time.Second || limits.Absolute != 20*time.Minute {
		t.Fatalf("%+v", limits)
	}
	t.Run("idle", func(t *testing.T) {
		s := newScene(t)
		b := s.Identify(s.kiosk["a1"], modelstest.Driver)
		s.Clock.Pass(89 * time.Second)
		if !s.alive(b) {
			t.Fatal("dead too early")
		}
		s.Clock.Pass(time.Second)
		if s.alive(b) {
			t.Fatal("lives after 90 s")
		}
		if e := s.Entries("session", b.Session.ID); len(e) != 2 || e[1] != audit.SessionEnded {
			t.Fatalf("entries %v", e)
		}
	})
	t.Run("activity moves idle, never the end", func(t *testing.T) {
		s := newScene(t)
		b := s.Identify(s.kiosk["a1"], modelstest.Driver)
		for range 19 {
			s.Clock.Pass(time.Minute)
			current, err := s.Reception.Session(t.Context(), b.Session.Actor())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Reception.Touch(t.Context(), current, "zh-CN", false); err != nil {
				t.Fatal(err)
			}
		}
		s.Clock.Pass(time.Minute)
		if s.alive(b) {
			t.Fatal("lives after 20 minutes")
		}
		if ended, _ := s.Visits.Session(t.Context(), b.Session.ID); ended.EndReason != visit.Absolute {
			t.Fatalf("ended by %s", ended.EndReason)
		}
	})
	t.Run("swept when nobody asks", func(t *testing.T) {
		s := newScene(t)
		b := s.Identify(s.kiosk["a1"], modelstest.Driver)
		m := s.ask(b, true, working())
		s.Clock.Pass(2 * time.Minute)
		for want := 1; want >= 0; want-- {
			if ended, err := s.Reception.EndStale(t.Context()); err != nil || len(ended) != want {
				t.Fatalf("ended %v, %v; want %d", ended, err, want)
			}
		}
		if p := s.visits(m)[0]; p.Ending.Kind != visit.EndLeft || p.Ending.Cause != visit.CitizenLeft {
			t.Fatalf("%+v", p)
		}
	})
}

func TestSession_eachEndIsDeadAndEndingTwiceIsNoError(t *testing.T) {
	for _, reason := range []visit.EndReason{visit.Finished, visit.Cancelled, visit.Idle, visit.Reloaded, visit.Device} {
		s := newScene(t)
		b := s.Identify(s.kiosk["a1"], modelstest.Driver)
		for range 2 {
			if err := s.Reception.End(t.Context(), b.Session.Actor(), reason); err != nil {
				t.Fatal(err)
			}
		}
		if s.alive(b) {
			t.Errorf("%s: lives on", reason)
		}
		if e := s.Entries("session", b.Session.ID); len(e) != 2 {
			t.Errorf("%s: entries %v", reason, e)
		}
		if next := s.Identify(s.kiosk["a1"], modelstest.Driver); !s.alive(next) {
			t.Errorf("%s: the device is blocked", reason)
		}
	}
}

func TestSession_belongsToItsDeviceAndToken(t *testing.T) {
	s := newScene(t)
	b := s.Identify(s.kiosk["a1"], modelstest.Driver)
	for name, try := range map[string]struct {
		device models.ID
		token  string
	}{
		"another device": {s.kiosk["b"].ID, b.Token},
		"a wrong token":  {b.Session.Device, strings.Repeat("A", 43)},
		"no token":       {b.Session.Device, ""},
	} {
		if _, err := s.Reception.Authenticate(t.Context(), try.device, try.token); !errors.Is(err, visit.ErrNoSession) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRate_onceAndWithoutDefault(t *testing.T) {
	s := newScene(t)
	b := s.Identify(s.kiosk["a1"], modelstest.Driver)
	if b.Session.Rating != 0 {
		t.Fatal("a rating nobody gave")
	}
	for _, level := range []int{0, 6} {
		if err := s.Reception.Rate(t.Context(), b.Session, level, nil); models.KindOf(err) != models.KindInvalid {
			t.Errorf("level %d: %v", level, err)
		}
	}
	if err := s.Reception.Rate(t.Context(), b.Session, 5, nil); err != nil {
		t.Fatal(err)
	}
	current, err := s.Reception.Session(t.Context(), b.Session.Actor())
	if err != nil || current.Rating != 5 {
		t.Fatalf("%+v, %v", current, err)
	}
	if err := s.Reception.Rate(t.Context(), current, 1, nil); models.KindOf(err) != models.KindConflict {
		t.Fatalf("second rating: %v", err)
	}
}
