package boot

import (
	"context"
	"time"

	"onevisit/models/calendar"
	"onevisit/models/casework"
	"onevisit/models/store"
)

// line is what the clerks' queue is made of: who takes cases, by when, in which
// order, and who is told.
type line struct {
	work   *store.Casework
	feed   *casework.Feed
	roster *casework.Roster
	timer  *casework.Timer
	intake *casework.Intake
}

func (h *Hall) openLine(p *platform, workdays *calendar.Calendar) *line {
	work, clock := store.NewCasework(h.db), h.env.Clock
	l := &line{work: work, feed: casework.NewFeed(work, clock, ticks)}
	l.roster = casework.NewRoster(casework.RosterConfig{
		Transactor: h.db, Store: store.NewRoster(h.db, clock), Claims: work, Queue: work, Audit: p.audit, Feed: l.feed, Clock: clock,
	})
	l.timer = casework.NewTimer(casework.TimerConfig{
		Transactor: h.db, Stops: work, Calendar: workdays, Audit: p.audit, Feed: l.feed, Clock: clock,
	})
	l.intake = casework.NewIntake(casework.IntakeConfig{Queue: work, List: work, Timer: l.timer, Vault: p.vault})
	return l
}

// mostLeaving bounds one look for citizens who left the hall.
const mostLeaving = 500

// leave notes who is not in the hall any more.
func (l *line) leave(ctx context.Context) error {
	for {
		n, err := l.work.Leave(ctx, mostLeaving)
		if err != nil || n < mostLeaving {
			return err
		}
	}
}

// ticks implements casework.Ticks with the machine's time.
func ticks(every time.Duration) (tick <-chan time.Time, stop func()) {
	t := time.NewTicker(every)
	return t.C, t.Stop
}

// halls lets supervisors go from hall to hall.
func (h *Hall) halls(p *platform, c *cases) casework.Halls {
	return casework.Halls{Transactor: h.db, Store: store.NewStaffHalls(h.db), Claims: c.line.work, Audit: p.audit, Clock: h.env.Clock}
}
