package store_test

import (
	"context"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/device"
	"onevisit/models/figures"
	"onevisit/models/modelstest"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// hallWatch is a hall with kiosks that are watched by two processes.
type hallWatch struct {
	*testing.T
	db      *store.DB
	clock   *modelstest.Clock
	devices *store.Devices
	log     *store.Audit
	a, b    *device.Watch
}

func newHallWatch(t *testing.T) *hallWatch {
	h := &hallWatch{T: t, db: storetest.Open(t), clock: modelstest.NewClock()}
	h.devices, h.log = store.NewDevices(h.db), store.NewAudit(h.db, h.clock)
	c := device.WatchConfig{
		Transactor: h.db, Days: h.devices, Fleet: h.devices, Audit: h.log, Clock: h.clock,
		Hours: func(on models.Date) (int, int) {
			if on.Time().Weekday() == time.Sunday {
				return 0, 0
			}
			return 9 * 60, 10 * 60
		},
	}
	h.a, h.b = device.NewWatch(c), device.NewWatch(c)
	return h
}

func (h *hallWatch) kiosk(name string) device.Device {
	h.Helper()
	ids := models.NewIDs(h.clock, sameChance{})
	d := device.Device{ID: ids.New()[:25] + models.ID(name), Name: name, Site: device.Site{Code: "440300-001"}, EnrolledAt: h.clock.Now()}
	d.Peripherals = []device.Peripheral{{Kind: device.IDReader, Ready: true}}
	must(h.T, h.db.Atomically(h.Context(), func(ctx context.Context, tx models.Tx) error {
		if err := h.devices.PutSite(ctx, tx, d.Site); err != nil {
			return err
		}
		return h.devices.Add(ctx, tx, device.Credential{Device: d, CredentialHash: name, AgentKey: []byte("x")})
	}))
	return d
}

type sameChance struct{}

func (sameChance) Read(p []byte) (int, error) { return len(p), nil }

func (h *hallWatch) contribution(d device.Device, on models.Date) (c figures.Contribution) {
	h.Helper()
	must(h.T, h.db.Atomically(h.Context(), func(ctx context.Context, tx models.Tx) error {
		list, err := store.NewFigureFacts().Contributions(ctx, tx, []figures.Subject{{Kind: figures.DeviceDay, ID: figures.DayID(d.ID, on)}})
		if err == nil {
			c = list[0]
		}
		return err
	}))
	return c
}

func TestWatch_countsADayOnceForAll(t *testing.T) {
	h := newHallWatch(t)
	up, broken := h.kiosk("1"), h.kiosk("2")
	broken.Peripherals[0].Ready = false
	h.clock.Days(1)
	on := models.DateOf(h.clock.Now())
	for minute := 9 * 60; minute < 9*60+30; minute += 3 {
		at := on.Time().Add(time.Duration(minute) * time.Minute)
		watch := h.a
		if minute%2 == 0 {
			watch = h.b // calls go to whichever process
		}
		watch.Hear(up, at)
		watch.Hear(broken, at) // it calls and cannot read a card
	}
	for range 2 {
		must(t, h.a.Write(t.Context()))
		must(t, h.b.Write(t.Context()))
	}
	if n, err := h.a.Close(t.Context()); err != nil || n != 0 {
		t.Errorf("closed today: %d %v", n, err)
	}
	if c := h.contribution(up, on); c.On != "" {
		t.Errorf("a day that is not over counts: %+v", c)
	}
	h.clock.Days(1)
	n, err := h.a.Close(t.Context())
	must(t, err)
	if again, err := h.b.Close(t.Context()); err != nil || n != 2 || again != 0 {
		t.Errorf("closed %d, and again %d: %v", n, again, err)
	}
	h.b.Hear(up, on.Time().Add(9*time.Hour+50*time.Minute)) // too late to count
	must(t, h.b.Write(t.Context()))
	want := map[models.ID]int64{up.ID: 28, broken.ID: 0}
	for _, d := range []device.Device{up, broken} {
		c := h.contribution(d, on)
		var open, heard int64
		for _, cell := range c.Cells {
			switch cell.Measure {
			case figures.Open:
				open = cell.N
			case figures.Up:
				heard = cell.N
			default:
			}
		}
		if c.On != on || open != 60 || heard != want[d.ID] || c.Place.Device != d.ID || c.Place.Site != "440300-001" {
			t.Errorf("%s: %+v", d.Name, c)
		}
	}
	records, err := h.log.About(t.Context(), audit.Ref{Kind: "device", ID: string(up.ID)}, models.Page{Limit: 9})
	if err != nil || len(records) != 1 || records[0].Action != audit.DeviceDayClosed {
		t.Errorf("%v %v", records, err)
	}
	named := figures.Entry{Seq: 1, Action: records[0].Action, Refs: records[0].Subjects}
	must(t, h.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		lists, err := store.NewFigureFacts().Touched(ctx, tx, []figures.Entry{named})
		if err == nil && (len(lists[0]) != 1 || lists[0][0].ID != figures.DayID(up.ID, on)) {
			t.Errorf("the entry names %v", lists)
		}
		return err
	}))
}

// Days on which nobody was there to close them are made up for: nothing was heard.
func TestWatch_makesUpForDaysTheServerWasOff(t *testing.T) {
	h := newHallWatch(t)
	d := h.kiosk("1")
	h.clock.Days(20)
	n, err := h.a.Close(t.Context())
	if err != nil || n < device.Back-2 || n > device.Back {
		t.Fatalf("%d days, %v", n, err)
	}
	on := models.DateOf(h.clock.Now()).AddDays(-2)
	if on.Time().Weekday() == time.Sunday {
		on = on.AddDays(-1)
	}
	if c := h.contribution(d, on); c.On != on || len(c.Cells) != 2 {
		t.Errorf("%+v", c)
	}
}
