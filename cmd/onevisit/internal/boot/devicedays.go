package boot

import (
	"context"
	"sync"
	"time"

	"onevisit/models"
	"onevisit/models/calendar"
	"onevisit/models/device"
	"onevisit/models/store"
)

// How often is written down which kiosks were heard of, and looked for days that
// are over.
const (
	heardEvery  = time.Minute
	closedEvery = 10 * time.Minute
)

// watchDevices counts in how much of the opening hours the kiosks are up.
func (h *Hall) watchDevices(ctx context.Context, running *sync.WaitGroup, p *platform, c *cases) {
	devices := store.NewDevices(h.db)
	watch := device.NewWatch(device.WatchConfig{
		Transactor: h.db, Days: devices, Fleet: devices, Hours: h.hours(c.workdays), Audit: p.audit, Clock: h.env.Clock,
	})
	p.fleet.Watch = watch
	h.every(ctx, running, heardEvery, "devices heard of", watch.Write)
	h.every(ctx, running, closedEvery, "devices' days", func(ctx context.Context) error {
		if err := watch.Write(ctx); err != nil {
			return err
		}
		_, err := watch.Close(ctx)
		return err
	})
	h.onEnd("devices heard of", watch.Write)
}

// hours says when the hall is open. Where no table tells whether a day is a
// holiday, Monday to Friday are working days.
func (h *Hall) hours(workdays *calendar.Calendar) device.Hours {
	return func(on models.Date) (from, to int) {
		if !h.cfg.OpenDaily {
			working, err := workdays.IsWorking(on)
			if weekday := on.Time().Weekday(); err != nil {
				working = weekday != time.Saturday && weekday != time.Sunday
			}
			if !working {
				return 0, 0
			}
		}
		return h.cfg.OpenFrom, h.cfg.OpenTo
	}
}
