package boot_test

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"

	connect "onevisit/api/connect/register"
	"onevisit/api/connect/sim"
	"onevisit/models/application"
	"onevisit/models/device"
	"onevisit/models/modelstest"
	"onevisit/models/register"
)

// counting counts what the registers are asked.
type counting struct {
	register.Source
	mu    sync.Mutex
	calls map[string]int
}

func (c *counting) Fetch(ctx context.Context, fact string, q register.Query) (any, error) {
	c.mu.Lock()
	c.calls[fact]++
	c.mu.Unlock()
	return c.Source.Fetch(ctx, fact, q)
}

// lobby is a kiosk whose registers are the simulators, over HTTP.
type lobby struct {
	*modelstest.Office
	world *sim.World
	asked *counting
	cases *application.Cases
	kiosk device.Device
}

func newLobby(t testing.TB, milliseconds int) *lobby {
	t.Helper()
	o := modelstest.NewOffice(t)
	w, err := sim.Start(t.Context(), sim.Config{Seed: 7, Clock: o.Clock, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	for _, endpoint := range w.Faults.Endpoints() {
		if milliseconds == 0 {
			break
		}
		if err := w.Faults.Set(sim.Fault{Endpoint: endpoint, Kind: sim.Delay, Milliseconds: milliseconds}); err != nil {
			t.Fatal(err)
		}
	}
	real := connect.New(connect.Config{Population: w.Population, ExitEntry: w.ExitEntry, Traffic: w.Traffic, Province: "440000"})
	asked := &counting{Source: real, calls: map[string]int{}}
	parts := o.Cases.Parts
	parts.Source = asked
	return &lobby{Office: o, world: w, asked: asked, cases: application.New(parts), kiosk: o.Kiosk("440300-001")}
}

// A whole menu over real connections: every register is asked once, however
// often the menu is looked at, and what was late is there at a later look.
func TestMenu_overRealConnectionsAsksEachRegisterOnce(t *testing.T) {
	l := newLobby(t, 100)
	begun := l.Identify(l.kiosk, l.world.Persons()[0].IDNumber)
	place := modelstest.Place(l.kiosk)
	var menu application.Menu
	for look := 0; look < 2 || menu.Late; look++ {
		var err error
		if menu, err = l.cases.Menu(t.Context(), begun.Session.Actor(), place); err != nil {
			t.Fatal(err)
		}
	}
	services := 0
	for _, g := range menu.Groups {
		services += len(g.Services)
	}
	if services < 28 {
		t.Errorf("%d services", services)
	}
	if len(l.asked.calls) < 15 {
		t.Errorf("asked for %d facts", len(l.asked.calls))
	}
	for fact, n := range l.asked.calls {
		if n != 1 {
			t.Errorf("%s was asked %d times", fact, n)
		}
	}
}

// BenchmarkMenu is the time from the request to the menu: with registers that
// answer in 100 ms each at the first look, and at every look after it.
func BenchmarkMenu(b *testing.B) {
	look := func(b *testing.B, l *lobby, person sim.Person, forget bool) {
		begun := l.Identify(l.kiosk, person.IDNumber)
		place := modelstest.Place(l.kiosk)
		late := 0
		b.ReportAllocs()
		for b.Loop() {
			menu, err := l.cases.Menu(b.Context(), begun.Session.Actor(), place)
			if err != nil {
				b.Fatal(err)
			}
			if menu.Late {
				late++
			}
			if forget {
				l.cases.Forget(begun.Session.ID)
			}
		}
		b.ReportMetric(float64(late), "late")
	}
	b.Run("first look, registers at 100 ms", func(b *testing.B) {
		l := newLobby(b, 100)
		look(b, l, l.world.Persons()[0], true)
	})
	b.Run("facts remembered", func(b *testing.B) {
		l := newLobby(b, 0)
		look(b, l, l.world.Persons()[0], false)
	})
}
