package device

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"sync"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
)

const minutesADay = 24 * 60

// Bridge is how many minutes of silence between two signs of life still count
// as up: somebody may read a page that long.
const Bridge = 5

// Minutes are the minutes of a local day, one bit each, minute 0 first.
type Minutes [minutesADay / 8]byte

// Set marks a minute.
func (m *Minutes) Set(minute int) { m[minute/8] |= 1 << (minute % 8) }

// Has tells whether a minute is marked.
func (m *Minutes) Has(minute int) bool { return m[minute/8]&(1<<(minute%8)) != 0 }

// Join marks what the other has marked too.
func (m *Minutes) Join(other Minutes) {
	for i := range m {
		m[i] |= other[i]
	}
}

// Count is how many are marked.
func (m *Minutes) Count() (n int) {
	for _, b := range m {
		n += bits.OnesCount8(b)
	}
	return n
}

// UpWithin counts the minutes from one to before another in which the device was
// up: heard of, or silent for at most Bridge minutes between.
func (m *Minutes) UpWithin(from, to int) int {
	filled := *m
	last := -1
	for minute := range minutesADay {
		if !m.Has(minute) {
			continue
		}
		if last >= 0 && minute-last-1 <= Bridge {
			for gap := last + 1; gap < minute; gap++ {
				filled.Set(gap)
			}
		}
		last = minute
	}
	n := 0
	for minute := from; minute < to; minute++ {
		if filled.Has(minute) {
			n++
		}
	}
	return n
}

// Day is what was heard of a device on a local day.
type Day struct {
	Device models.ID
	Site   Site
	On     models.Date
	Heard  Minutes
	// Of a closed day: minutes the hall was open, and those of them it was up.
	Open, Up int
}

// DayStore keeps devices' days.
type DayStore interface {
	// Heard joins the minutes of days that are not closed.
	Heard(ctx context.Context, tx models.Tx, days []Day) error
	// DayOf reads a device's day and holds it until the commit; a new one where
	// nothing was heard. models.ErrStale when it is closed.
	DayOf(ctx context.Context, tx models.Tx, d Device, on models.Date) (Day, error)
	// CloseDay writes a day with its figures for good.
	CloseDay(ctx context.Context, tx models.Tx, day Day) error
	// ClosedOn lists the devices whose day is closed.
	ClosedOn(ctx context.Context, on models.Date) (map[models.ID]bool, error)
}

// Hours says when a hall is open on a day, in minutes from midnight; from is to
// where it is not.
type Hours func(on models.Date) (from, to int)

// Watch notes in which minutes devices are heard of, in memory, and writes it
// down once a minute: a call costs a look at a map. A device is up in a minute in
// which it called and its document reader was ready: without that nobody can
// begin.
type Watch struct {
	WatchConfig
	mu    sync.Mutex
	heard map[dayKey]*Day
}

// WatchConfig is what a Watch is built from.
type WatchConfig struct {
	Transactor models.Transactor
	Days       DayStore
	Fleet      Fleet
	Hours      Hours
	Audit      audit.Log
	Clock      models.Clock
}

type dayKey struct {
	device models.ID
	on     models.Date
}

// NewWatch returns the watch.
func NewWatch(c WatchConfig) *Watch { return &Watch{WatchConfig: c, heard: map[dayKey]*Day{}} }

// Hear notes a sign of life.
func (w *Watch) Hear(d Device, at time.Time) {
	if !d.Has(IDReader) {
		return
	}
	on := models.DateOf(at)
	minute := int(at.Sub(on.Time()) / time.Minute)
	if minute < 0 || minute >= minutesADay {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	day := w.heard[dayKey{d.ID, on}]
	if day == nil {
		day = &Day{Device: d.ID, Site: d.Site, On: on}
		w.heard[dayKey{d.ID, on}] = day
	}
	day.Heard.Set(minute)
}

// Write writes down what was heard since the last time. What could not be
// written is kept for the next.
func (w *Watch) Write(ctx context.Context) error {
	w.mu.Lock()
	days := make([]Day, 0, len(w.heard))
	for _, d := range w.heard {
		days = append(days, *d)
	}
	w.heard = map[dayKey]*Day{}
	w.mu.Unlock()
	if len(days) == 0 {
		return nil
	}
	err := w.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error { return w.Days.Heard(ctx, tx, days) })
	if err != nil {
		w.keep(days)
		return fmt.Errorf("device: write down what was heard: %w", err)
	}
	return nil
}

func (w *Watch) keep(days []Day) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range days {
		if later := w.heard[dayKey{d.Device, d.On}]; later != nil {
			later.Heard.Join(d.Heard)
		} else {
			w.heard[dayKey{d.Device, d.On}] = &d
		}
	}
}

// closeAfter is how long after midnight a day is closed: what other processes
// heard in its last minutes is written by then.
const closeAfter = 10 * time.Minute

// Back is how many days that were never closed (the server was off) are made up
// for: nothing was heard on them.
const Back = 7

// Close closes the days that are over, of every device that was in service on
// them. Several processes may do it at once. It returns how many it closed.
func (w *Watch) Close(ctx context.Context) (closed int, err error) {
	devices, err := w.Fleet.List(ctx, "")
	if err != nil {
		return 0, fmt.Errorf("device: list devices: %w", err)
	}
	today := models.DateOf(w.Clock.Now().Add(-closeAfter))
	for back := Back; back >= 1; back-- {
		on := today.AddDays(-back)
		if from, to := w.Hours(on); from >= to {
			continue
		}
		done, err := w.Days.ClosedOn(ctx, on)
		if err != nil {
			return closed, fmt.Errorf("device: closed days: %w", err)
		}
		for _, d := range devices {
			if done[d.ID] || d.Revoked || models.DateOf(d.EnrolledAt) >= on {
				continue
			}
			switch err := w.close(ctx, d, on); {
			case errors.Is(err, models.ErrStale), errors.Is(err, models.ErrDuplicate): // another process did
			case err != nil:
				return closed, fmt.Errorf("device: close day: %w", err)
			default:
				closed++
			}
		}
	}
	return closed, nil
}

func (w *Watch) close(ctx context.Context, d Device, on models.Date) error {
	return w.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		day, err := w.Days.DayOf(ctx, tx, d, on)
		if err != nil {
			return err
		}
		from, to := w.Hours(on)
		day.Open, day.Up = to-from, day.Heard.UpWithin(from, to)
		if err := w.Days.CloseDay(ctx, tx, day); err != nil {
			return err
		}
		return w.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.DeviceDayClosed, Actor: models.Actor{Kind: models.ActorSystem, Site: d.Site.Code},
			Subjects: []audit.Ref{{Kind: "device", ID: string(d.ID)}, {Kind: "day", ID: string(on)}},
		})
	})
}
