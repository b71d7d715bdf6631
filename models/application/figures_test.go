package application_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/figures"
	"onevisit/models/modelstest"
	"onevisit/models/store"
	"onevisit/models/visit"
)

// ledgerOfFigures watches what the facts contribute, step by step.
type ledgerOfFigures struct {
	*citizen
	facts *store.FigureFacts
	seen  int64
	known map[figures.Subject]string
}

func watchFigures(c *citizen) *ledgerOfFigures {
	return &ledgerOfFigures{citizen: c, facts: store.NewFigureFacts(), known: map[figures.Subject]string{}}
}

// all reads every contribution, paging by two.
func (l *ledgerOfFigures) all() map[figures.Subject]figures.Contribution {
	l.t.Helper()
	all := map[figures.Subject]figures.Contribution{}
	l.reading(func(ctx context.Context, tx models.Tx) error {
		for _, kind := range l.facts.Kinds() {
			after := ""
			for {
				list, last, err := l.facts.All(ctx, tx, kind, after, "", 2)
				if err != nil {
					return err
				}
				for _, c := range list {
					all[c.Subject] = c
				}
				if last == "" {
					break
				}
				after = last
			}
		}
		return nil
	})
	return all
}

func (l *ledgerOfFigures) reading(work func(context.Context, models.Tx) error) {
	l.t.Helper()
	if err := l.DB.Atomically(l.t.Context(), work); err != nil {
		l.t.Fatal(err)
	}
}

// fresh are the entries since the last step.
func (l *ledgerOfFigures) fresh() (entries []figures.Entry) {
	l.t.Helper()
	rows := store.NewAuditLog(l.DB).Rows(l.t.Context(), l.seen+1, 1<<40)
	defer rows.Close()
	for {
		r, err := rows.Next()
		if err != nil {
			l.t.Fatal(err)
		}
		if r == nil {
			return entries
		}
		var pairs [][2]string
		if err := json.Unmarshal(r.Subjects, &pairs); err != nil {
			l.t.Fatal(err)
		}
		e := figures.Entry{Seq: r.Seq, Action: audit.Action(r.Action)}
		for _, p := range pairs {
			e.Refs = append(e.Refs, audit.Ref{Kind: p[0], ID: p[1]})
		}
		entries, l.seen = append(entries, e), r.Seq
	}
}

// check holds that the entries since the last step name every subject whose
// contribution changed, and that what is asked for by name is what a walk through
// everything finds.
func (l *ledgerOfFigures) check(step string) {
	l.t.Helper()
	entries := l.fresh()
	touched := map[figures.Subject]bool{}
	l.reading(func(ctx context.Context, tx models.Tx) error {
		lists, err := l.facts.Touched(ctx, tx, entries)
		for _, list := range lists {
			for _, s := range list {
				touched[s] = true
			}
		}
		return err
	})
	all := l.all()
	now := map[figures.Subject]string{}
	var subjects []figures.Subject
	for s, c := range all {
		now[s] = fmt.Sprintf("%+v", c)
		subjects = append(subjects, s)
	}
	for s, text := range now {
		if l.known[s] != text && !touched[s] {
			l.t.Errorf("%s: no entry names %v, which became %s", step, s, text)
		}
	}
	for s := range l.known {
		if now[s] == "" && !touched[s] {
			l.t.Errorf("%s: no entry names %v, which is gone", step, s)
		}
	}
	l.known = now
	l.reading(func(ctx context.Context, tx models.Tx) error {
		list, err := l.facts.Contributions(ctx, tx, subjects)
		for i, c := range list {
			if fmt.Sprintf("%+v", c) != now[subjects[i]] {
				l.t.Errorf("%s: %v by name is %+v, found %s", step, subjects[i], c, now[subjects[i]])
			}
		}
		return err
	})
}

func (l *ledgerOfFigures) cells(kind figures.Kind) []string {
	var lines []string
	for s, c := range l.all() {
		if s.Kind != kind {
			continue
		}
		var words []string
		for _, cell := range c.Cells {
			words = append(words, fmt.Sprintf("%s=%s", cell.Measure, cell.Bucket))
		}
		lines = append(lines, strings.Join(words, " "))
	}
	slices.Sort(lines)
	return lines
}

func (l *ledgerOfFigures) end(reason visit.EndReason) {
	l.t.Helper()
	if err := l.Reception.End(l.t.Context(), l.actor(), reason); err != nil {
		l.t.Fatal(err)
	}
}

// Whatever citizens and clerks do, every contribution that changes by it is named
// by an entry of the record: that is what keeps figures current.
func TestFigures_everyChangeIsNamedInTheRecord(t *testing.T) {
	c := newCitizen(t).withPermit()
	l := watchFigures(c)
	v := c.endorse()
	l.check("filled in")
	v = c.submit(v)
	l.check("handed in")
	v = c.issue(c.pay(v))
	c.want(v, application.Completed)
	l.check("issued")
	if err := c.Reception.Rate(t.Context(), c.begun.Session, 4, nil); err != nil {
		t.Fatal(err)
	}
	l.end(visit.Finished)
	l.check("left")
	if got := strings.Join(l.cells(figures.Walk), "|"); got != "reach=category reach=check reach=destination reach=hong-kong reach=macau reach=phone" {
		t.Errorf("walked %s", got)
	}
	if got := l.cells(figures.Session)[0]; !strings.Contains(got, "rating=4 rating=asked") {
		t.Errorf("session: %s", got)
	}
	if got := l.cells(figures.Matter)[0]; !strings.HasPrefix(got, "days=") || !strings.Contains(got, "ends=completed:1 first=yes") {
		t.Errorf("matter: %s", got)
	}
	for s, x := range l.all() {
		p := x.Place
		if p.Service == "" { // the session with the ID card, in which nothing was chosen
			continue
		}
		if s.Kind != figures.Order && (p.Service != hkm || p.Device != c.kiosk.ID || p.Age == "" || p.Age == figures.UnknownAge || p.Language != "zh-CN" || p.Aid != "none") {
			t.Errorf("%v at %+v", s, p)
		}
	}

	// Another day: left in the middle, taken up elsewhere, corrected, rejected.
	c.Clock.Days(1)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	c.open(renewal)
	l.end(visit.Idle)
	l.check("left unfinished")
	if got := strings.Join(l.cells(figures.Walk), "|"); !strings.Contains(got, "left=") {
		t.Errorf("nobody left: %s", got)
	}
	c.kiosk = c.Kiosk("440300-002")
	c.place = modelstest.Place(c.kiosk)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	v = c.submit(c.renew("post"))
	l.check("taken up at another hall")
	v = c.ask(v, "contact_mobile")
	l.check("asked for a correction")
	v = c.look(v.Application.ID)
	v = c.submit(c.save(v, "contact", map[string]any{"contact_mobile": "13800000005"}))
	c.decide(v, application.Reject, "not-issued", visit.MachineRefused)
	l.check("rejected")
	if got := strings.Join(l.cells(figures.Matter), "|"); !strings.Contains(got, "cause=R20") || !strings.Contains(got, "ends=rejected:2 notice=1 promise=kept wait=") {
		t.Errorf("matters: %s", got)
	}

	// The same matter is opened again within its window, left, and given up.
	c.open(renewal)
	l.check("opened again")
	if got := strings.Join(l.cells(figures.Matter), "|"); strings.Contains(got, "rejected") {
		t.Errorf("the end of an open matter counts: %s", got)
	}
	l.end(visit.Device)
	l.check("broken off")
	c.Clock.Days(100)
	if _, err := c.Cases.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.check("given up")
	if got := strings.Join(l.cells(figures.Matter), "|"); !strings.Contains(got, "ends=abandoned:") {
		t.Errorf("matters: %s", got)
	}
}

// A refused attempt is handed over to a window by its reason, and is no first go.
func TestFigures_aRefusedAttemptGoesToTheWindow(t *testing.T) {
	c := newCitizen(t) // with the ID card, which this service cannot take
	l := watchFigures(c)
	o, err := c.Cases.Open(t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: hkm})
	if err != nil || o.Refused == nil {
		t.Fatalf("%+v %v", o, err)
	}
	l.check("refused")
	l.end(visit.Cancelled)
	l.check("left")
	c.begun = c.InsertPermit(c.kiosk, modelstest.Permit)
	c.issue(c.pay(c.submit(c.endorse())))
	l.check("done with the permit")
	if got := l.cells(figures.Matter)[0]; !strings.Contains(got, "first=no") {
		t.Errorf("matter: %s", got)
	}
	entries := c.Entries("matter", c.matterOf(t))
	if !slices.Contains(entries, audit.PreCheckEnded) {
		t.Errorf("%v", entries)
	}
}

func (c *citizen) matterOf(t *testing.T) models.ID {
	t.Helper()
	list, err := c.Visits.MattersOf(t.Context(), c.actor().ID)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v %v", list, err)
	}
	return list[0].ID
}
