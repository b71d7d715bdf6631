package casework_test

import (
	"context"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/staff"
	"onevisit/models/store"
)

func (b *bench) enter(by models.Actor, clerk models.ID, change casework.RosterChange) casework.RosterLine {
	b.t.Helper()
	line, err := b.roster.Set(b.t.Context(), by, clerk, change, nil)
	must(b.t, err)
	return line
}

// place writes a case as whoever moves it does.
func (b *bench) place(ctx context.Context, tx models.Tx, c casework.Case) error {
	return store.NewDecisions(b.db).Place(ctx, tx, c)
}

func TestNext_routesBySkillAndItsGroup(t *testing.T) {
	b := newBench(t)
	chief, wang := b.supervisor("chief"), b.clerk("wang")
	id := b.queue()
	for _, tc := range []struct {
		skills []string
		want   error
	}{
		{[]string{"traffic"}, casework.ErrQueueEmpty}, {[]string{"exit"}, casework.ErrQueueEmpty},
		{[]string{service + "s"}, casework.ErrQueueEmpty}, {[]string{"exit-entry"}, nil}, {[]string{service}, nil}, {nil, nil},
	} {
		b.enter(chief, wang.ID, casework.RosterChange{Duty: true, Skills: tc.skills})
		claim, err := b.desk.Next(t.Context(), wang, nil)
		wantErr(t, "next", err, tc.want)
		listing, show := b.desk.Show(t.Context(), wang, casework.Filter{}, models.Page{Limit: 10})
		must(t, show)
		if sees := len(listing.Cases) == 1; sees != (tc.want == nil) || listing.Counts.Waiting != len(listing.Cases) {
			t.Errorf("%v: sees %d cases, counts %d", tc.skills, len(listing.Cases), listing.Counts.Waiting)
		}
		if tc.want != nil {
			_, err := b.desk.Take(t.Context(), wang, id, nil)
			wantErr(t, "take", err, casework.ErrNotSkilled)
			continue
		}
		must(t, b.desk.Release(t.Context(), wang, id, claim.Fence, nil))
	}
	if all, err := b.desk.Show(t.Context(), chief, casework.Filter{}, models.Page{Limit: 10}); err != nil || len(all.Cases) != 1 {
		t.Errorf("the supervisor sees %d cases, %v", len(all.Cases), err)
	}
}

func TestNext_aLanguageNobodyOnDutySpeaksGoesToEverybody(t *testing.T) {
	b := newBench(t)
	chief, wang, zhao := b.supervisor("chief"), b.clerk("wang"), b.clerk("zhao")
	b.queue(func(e *application.QueueEntry) { e.Language = "en" })
	b.enter(chief, wang.ID, casework.RosterChange{Duty: true})
	b.enter(chief, zhao.ID, casework.RosterChange{Duty: true, Languages: []string{"en"}})
	_, err := b.desk.Next(t.Context(), wang, nil)
	wantErr(t, "while zhao speaks it", err, casework.ErrQueueEmpty)
	b.enter(chief, zhao.ID, casework.RosterChange{Duty: false, Languages: []string{"en"}})
	_, err = b.desk.Next(t.Context(), wang, nil)
	wantErr(t, "when zhao has left", err, nil)
}

func TestRoster_anAbsenceEndsByItself(t *testing.T) {
	b := newBench(t)
	chief, wang := b.supervisor("chief"), b.clerk("wang")
	claim := b.claimed(wang)
	last := models.DateOf(b.clock.Now()).AddDays(1)
	line := b.enter(chief, wang.ID, casework.RosterChange{Duty: true, AbsentUntil: last})
	if line.Now || line.Held != 0 || b.caseOf(claim.Application).Hold.Clerk != "" {
		t.Errorf("absent, and still %+v", line)
	}
	_, err := b.desk.Renew(t.Context(), wang, claim.Application, claim.Fence)
	wantErr(t, "renewing what was given back", err, casework.ErrNotClaimed)
	b.clock.pass(24 * time.Hour)
	if on, err := b.roster.OnDuty(t.Context(), wang.ID); err != nil || on {
		t.Errorf("on the last day: %v, %v", on, err)
	}
	b.clock.pass(24 * time.Hour)
	if on, err := b.roster.OnDuty(t.Context(), wang.ID); err != nil || !on {
		t.Errorf("after the last day: %v, %v", on, err)
	}
	_, err = b.desk.Next(t.Context(), wang, nil)
	wantErr(t, "next after the absence", err, nil)
	if on, err := b.roster.OnDuty(t.Context(), b.ids.New()); err != nil || on {
		t.Errorf("somebody unknown is on duty: %v, %v", on, err)
	}
}

func TestRoster_refusesOtherHallsAndAuditors(t *testing.T) {
	b := newBench(t)
	chief := b.supervisor("chief")
	for _, other := range []models.Actor{b.member("far", staff.Clerk, otherHall), b.member("du", staff.Auditor, hall)} {
		_, err := b.roster.Set(t.Context(), chief, other.ID, casework.RosterChange{Duty: false}, nil)
		wantErr(t, other.Role, err, models.ErrNotFound)
	}
}

func TestTimer_stopsWhileTheCitizenHasToAct(t *testing.T) {
	b := newBench(t)
	id := b.queue(func(e *application.QueueEntry) { e.Promised = "2026-12-03" })
	by := models.Actor{Kind: models.ActorSystem, Site: hall}
	save := func(change func(context.Context, models.Tx, casework.Case) (casework.Case, error)) casework.Case {
		var c casework.Case
		b.atomically(func(ctx context.Context, tx models.Tx) (err error) {
			if c, err = change(ctx, tx, b.caseOf(id)); err != nil {
				return err
			}
			return b.place(ctx, tx, c)
		})
		return c
	}
	stop := func(ctx context.Context, tx models.Tx, c casework.Case) (casework.Case, error) {
		return b.timer.Stop(ctx, tx, by, c, casework.StopCorrection, "2026-12-15")
	}
	start := func(ctx context.Context, tx models.Tx, c casework.Case) (casework.Case, error) {
		return b.timer.Start(ctx, tx, by, c)
	}
	place := b.caseOf(id).Place
	if c := save(stop); c.StoppedAt.IsZero() {
		t.Error("the clock does not stand")
	}
	b.clock.pass(6 * 24 * time.Hour) // from Tuesday to Monday: four working days
	c := save(start)
	if c.Due != "2026-12-09" || c.Promised != "2026-12-09" || c.Deadline != "2026-12-09" || !c.StoppedAt.IsZero() {
		t.Errorf("after four working days: due %s, promised %s", c.Due, c.Promised)
	}
	if !c.Place.Equal(place) {
		t.Errorf("its place moved from %s to %s", place, c.Place)
	}
	if again := save(start); again.Due != c.Due {
		t.Errorf("started twice: due %s", again.Due)
	}
	if stopped, started := b.entries(id, audit.ClockStopped), b.entries(id, audit.ClockStarted); stopped != 1 || started != 1 {
		t.Errorf("%d stops and %d starts are recorded", stopped, started)
	}
	stops, err := b.work.Stops(t.Context(), id)
	must(t, err)
	if len(stops) != 1 || stops[0].Days != 4 || stops[0].To.IsZero() {
		t.Errorf("stops: %+v", stops)
	}
}

func TestTimer_tellsEachDeadlineOnce(t *testing.T) {
	b := newBench(t)
	broken := b.queue(func(e *application.QueueEntry) { e.Promised = "2026-11-20" })
	near := b.queue(func(e *application.QueueEntry) { e.Promised = "2026-11-25" })
	far := b.queue(func(e *application.QueueEntry) { e.Promised = "2026-12-24" })
	other := casework.NewTimer(casework.TimerConfig{Transactor: b.db, Stops: b.work, Audit: b.audit, Clock: b.clock})
	for run, want := range []int{2, 0, 0} {
		told, err := b.timer.Escalate(t.Context())
		must(t, err)
		if told != want {
			t.Errorf("run %d told of %d", run, told)
		}
		told, err = other.Escalate(t.Context()) // another process
		must(t, err)
		if told != 0 {
			t.Errorf("run %d was repeated by another process", run)
		}
	}
	for id, want := range map[models.ID][2]int{broken: {1, 0}, near: {0, 1}, far: {0, 0}} {
		if got := [2]int{b.entries(id, audit.DeadlineBroken), b.entries(id, audit.DeadlineNear)}; got != want {
			t.Errorf("%s: broken and near %v, want %v", id, got, want)
		}
	}
	if b.caseOf(broken).EscalatedAt.IsZero() || b.caseOf(near).WarnedAt.IsZero() {
		t.Error("nothing says that it was told")
	}
	b.clock.pass(3 * 24 * time.Hour)
	if told, err := b.timer.Escalate(t.Context()); err != nil || told != 1 {
		t.Errorf("the near one, broken: %d, %v", told, err)
	}
}

func TestLeave_givesTheCaseThePlaceOfOneThatWentHome(t *testing.T) {
	b := newBench(t)
	id := b.queue(func(e *application.QueueEntry) { e.Promised = "2026-12-03" })
	if c := b.caseOf(id); !c.InHall || !c.Place.Equal(c.SubmittedAt.Truncate(time.Millisecond)) {
		t.Errorf("in the hall: %+v", c)
	}
	n, err := b.work.Leave(t.Context(), 10) // no session of that name is open
	must(t, err)
	c := b.caseOf(id)
	if n != 1 || c.InHall || !c.Place.Equal(c.WarnOn.Time()) {
		t.Errorf("%d left: %+v", n, c)
	}
	if n, err := b.work.Leave(t.Context(), 10); err != nil || n != 0 {
		t.Errorf("left twice: %d, %v", n, err)
	}
}

func TestFeed_aSlowReaderIsToldToReadAgain(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	stream, err := b.feed.Listen(t.Context(), wang)
	must(t, err)
	defer stream.Close()
	for range 500 {
		b.feed.Publish(casework.Event{Site: hall, Case: b.ids.New(), Change: casework.Changed})
	}
	b.feed.Publish(casework.Event{Site: otherHall, Case: "x", Change: casework.Gone})
	again := false
	for len(stream.Events) > 0 {
		e := <-stream.Events
		again = again || e.Change == casework.ReadAgain
		if e.Site != hall {
			t.Error("another hall's event")
		}
	}
	if !again {
		t.Error("nothing says that events were lost")
	}
}
