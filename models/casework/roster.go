package casework

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/staff"
)

// Roster is who takes cases, and which: duty, absence, skills and languages.
// Leaving and absence give every claim back in the same transaction. Whoever
// has no entry is on duty and takes everything, so that a hall without a roster
// works. It is safe for concurrent use.
type Roster struct {
	RosterConfig
	version atomic.Int64 // counts changes made here, so that nothing remembered outlives one
}

// RosterConfig is what a Roster is built from.
type RosterConfig struct {
	Transactor models.Transactor
	Store      RosterStore
	Claims     ClaimLister
	Queue      Queue
	Audit      audit.Log
	Feed       *Feed // nil where nobody listens
	Clock      models.Clock
}

// NewRoster returns the use case.
func NewRoster(c RosterConfig) *Roster { return &Roster{RosterConfig: c} }

// RosterStore is the repository of the roster.
type RosterStore interface {
	// Members lists the clerks and supervisors of a hall, and the supervisors of
	// others who answer for it as well; disabled accounts left out, by login.
	Members(ctx context.Context, site string) ([]Member, error)
	// Member reads one; models.ErrNotFound.
	Member(ctx context.Context, clerk models.ID) (Member, error)
	// Put keeps an entry.
	Put(ctx context.Context, tx models.Tx, m Member) error
	// Near lists the persons whose cases the clerk may not decide.
	Near(ctx context.Context, clerk models.ID) ([]models.ID, error)
}

// ClaimLister finds what a clerk holds.
type ClaimLister interface {
	// Held lists the clerk's live claims and holds them until the commit.
	Held(ctx context.Context, tx models.Tx, clerk models.ID, now time.Time) ([]Case, error)
	// Holding counts them.
	Holding(ctx context.Context, clerk models.ID, now time.Time) (int, error)
}

// Member is a member of staff with the roster's entry.
type Member struct {
	staff.Account
	Listed      bool        // has an entry
	Duty        bool        // as entered; true without an entry
	AbsentUntil models.Date // last day of an absence, "" for none
	Skills      []string    // services or groups, sorted; empty for all
	Languages   []string    // beside zh-CN, sorted
}

// OnDuty tells whether the member takes cases on the day.
func (m Member) OnDuty(today models.Date) bool {
	return !m.Disabled && m.Duty && (m.AbsentUntil == "" || m.AbsentUntil < today)
}

// RosterLine is a member as the roster shows it.
type RosterLine struct {
	Member
	Now  bool // on duty now
	Held int  // live claims
}

// RosterChange is what a supervisor enters.
type RosterChange struct {
	Duty        bool
	AbsentUntil models.Date
	Skills      []string
	Languages   []string
}

// OnDuty tells whether the clerk takes cases now; false for one who is not known.
func (r *Roster) OnDuty(ctx context.Context, clerk models.ID) (bool, error) {
	m, err := r.Store.Member(ctx, clerk)
	switch {
	case models.KindOf(err) == models.KindNotFound && err != nil:
		return false, nil
	case err != nil:
		return false, fmt.Errorf("casework: read roster: %w", err)
	}
	return m.OnDuty(r.today()), nil
}

// Mine is the actor's own line.
func (r *Roster) Mine(ctx context.Context, actor models.Actor) (RosterLine, error) {
	m, err := r.Store.Member(ctx, actor.ID)
	if err != nil {
		return RosterLine{}, fmt.Errorf("casework: read roster: %w", err)
	}
	return r.line(ctx, m)
}

// Hall lists the lines of the actor's hall; a supervisor of another one who
// answers for it as well stands in that one's.
func (r *Roster) Hall(ctx context.Context, actor models.Actor) ([]RosterLine, error) {
	members, err := r.Store.Members(ctx, actor.Site)
	if err != nil {
		return nil, fmt.Errorf("casework: read roster: %w", err)
	}
	members = slices.DeleteFunc(members, func(m Member) bool { return m.Site != actor.Site })
	lines := make([]RosterLine, len(members))
	for i, m := range members {
		if lines[i], err = r.line(ctx, m); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

func (r *Roster) line(ctx context.Context, m Member) (RosterLine, error) {
	held, err := r.Claims.Holding(ctx, m.ID, r.Clock.Now())
	if err != nil {
		return RosterLine{}, fmt.Errorf("casework: count claims: %w", err)
	}
	return RosterLine{Member: m, Now: m.OnDuty(r.today()), Held: held}, nil
}

// SetDuty lets the actor come on duty or leave. Coming ends an absence.
func (r *Roster) SetDuty(ctx context.Context, actor models.Actor, on bool, record Hook[RosterLine]) (RosterLine, error) {
	m, err := r.Store.Member(ctx, actor.ID)
	if err != nil {
		return RosterLine{}, fmt.Errorf("casework: read roster: %w", err)
	}
	change := RosterChange{Duty: on, Skills: m.Skills, Languages: m.Languages}
	if !on {
		change.AbsentUntil = m.AbsentUntil
	}
	return r.put(ctx, actor, m, change, record)
}

// Set changes a clerk's entry by a supervisor of the hall.
func (r *Roster) Set(
	ctx context.Context, actor models.Actor, clerk models.ID, change RosterChange, record Hook[RosterLine],
) (RosterLine, error) {
	m, err := r.Store.Member(ctx, clerk)
	if err != nil {
		return RosterLine{}, fmt.Errorf("casework: read roster: %w", err)
	}
	if m.Site != actor.Site || m.Role == staff.Auditor || m.Disabled {
		return RosterLine{}, models.ErrNotFound
	}
	return r.put(ctx, actor, m, change, record)
}

func (r *Roster) put(
	ctx context.Context, actor models.Actor, old Member, change RosterChange, record Hook[RosterLine],
) (RosterLine, error) {
	fresh := old
	fresh.Listed, fresh.Duty, fresh.AbsentUntil = true, change.Duty, change.AbsentUntil
	fresh.Skills, fresh.Languages = sorted(change.Skills), sorted(change.Languages)
	if fresh.AbsentUntil != "" && fresh.AbsentUntil < r.today() {
		fresh.AbsentUntil = "" // it is over already
	}
	line := RosterLine{Member: fresh, Now: fresh.OnDuty(r.today())}
	var gone []Case
	err := r.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) (err error) {
		if err := r.Store.Put(ctx, tx, fresh); err != nil {
			return err
		}
		for _, e := range rosterEntries(actor, old, fresh) {
			if err := r.Audit.Append(ctx, tx, e); err != nil {
				return err
			}
		}
		if !line.Now {
			if gone, err = r.giveBack(ctx, tx, actor, fresh); err != nil {
				return err
			}
		} else if line.Held, err = r.Claims.Holding(ctx, fresh.ID, r.Clock.Now()); err != nil {
			return err
		}
		return record.run(ctx, tx, line)
	})
	if err != nil {
		return RosterLine{}, fmt.Errorf("casework: roster: %w", err)
	}
	r.version.Add(1)
	for _, c := range gone {
		r.Feed.Publish(Event{Site: c.Site, Case: c.Application, Change: Changed})
	}
	return line, nil
}

// giveBack releases every live claim of somebody who leaves.
func (r *Roster) giveBack(ctx context.Context, tx models.Tx, actor models.Actor, m Member) ([]Case, error) {
	held, err := r.Claims.Held(ctx, tx, m.ID, r.Clock.Now())
	if err != nil {
		return nil, err
	}
	for _, c := range held {
		t := Taking{Application: c.Application, Site: c.Site, Clerk: m.ID, Fence: c.Hold.Fence, Now: r.Clock.Now()}
		if _, ok, err := r.Queue.Hold(ctx, tx, t); err != nil {
			return nil, err
		} else if !ok {
			continue
		}
		err := r.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.CaseReleased, Actor: actor, Subjects: subjects(c),
			Notes: map[string]string{"fence": fmt.Sprint(c.Hold.Fence), "reason": "off-duty"},
		})
		if err != nil {
			return nil, err
		}
	}
	return held, nil
}

// rosterEntries says what changed, one entry a skill, so that it can be looked
// up who could decide what, and when.
func rosterEntries(actor models.Actor, old, fresh Member) []audit.Entry {
	about := []audit.Ref{{Kind: "staff", ID: string(fresh.ID)}}
	state := "on-duty"
	if !fresh.Duty {
		state = "off-duty"
	}
	entry := audit.Entry{Action: audit.DutyChanged, Actor: actor, Subjects: about, Notes: map[string]string{"state": state}}
	if fresh.AbsentUntil != "" {
		entry.Notes["to"] = string(fresh.AbsentUntil)
	}
	entries := []audit.Entry{entry}
	note := func(action audit.Action, kind string, codes []string) {
		for _, code := range codes {
			entries = append(entries, audit.Entry{
				Action: action, Actor: actor, Subjects: about, Notes: map[string]string{"kind": kind, "service": code},
			})
		}
	}
	note(audit.SkillGranted, "skill", missing(fresh.Skills, old.Skills))
	note(audit.SkillRevoked, "skill", missing(old.Skills, fresh.Skills))
	note(audit.SkillGranted, "language", missing(fresh.Languages, old.Languages))
	note(audit.SkillRevoked, "language", missing(old.Languages, fresh.Languages))
	return entries
}

// missing lists what is in a and not in b.
func missing(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

func sorted(list []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

func (r *Roster) today() models.Date { return models.DateOf(r.Clock.Now()) }

// Taker is what the actor may take in the hall as it stands now. off tells that
// the actor is not on duty.
func (r *Roster) Taker(ctx context.Context, actor models.Actor) (t Taker, off bool, err error) {
	members, err := r.Store.Members(ctx, actor.Site)
	if err != nil {
		return Taker{}, false, fmt.Errorf("casework: read roster: %w", err)
	}
	near, err := r.Store.Near(ctx, actor.ID)
	if err != nil {
		return Taker{}, false, fmt.Errorf("casework: interests: %w", err)
	}
	t, off = hallOf(members, r.today()).taker(actor)
	t.Near = near
	return t, off, nil
}

// hallRoster is a hall's roster as it stands on one day, worked out once for all
// who ask.
type hallRoster struct {
	day     models.Date
	members map[models.ID]Member
	onDuty  []models.ID
	spoken  []string // languages some clerk on duty is known to speak, sorted
}

func hallOf(members []Member, today models.Date) hallRoster {
	h := hallRoster{day: today, members: make(map[models.ID]Member, len(members))}
	for _, m := range members {
		h.members[m.ID] = m
		if !m.OnDuty(today) {
			continue
		}
		h.onDuty = append(h.onDuty, m.ID)
		if m.Role == staff.Clerk && m.Listed {
			h.spoken = append(h.spoken, m.Languages...)
		}
	}
	h.spoken = sorted(h.spoken)
	return h
}

// taker is what the actor may take there; off tells that the actor is not on duty.
func (h hallRoster) taker(actor models.Actor) (t Taker, off bool) {
	t = Taker{Clerk: actor.ID, Supervisor: actor.Role == supervisorRole, Polyglot: true, Spoken: h.spoken, OnDuty: h.onDuty}
	if m, known := h.members[actor.ID]; known {
		t.Name, t.Skills, t.Languages, t.Polyglot, off = m.Name, m.Skills, m.Languages, !m.Listed, !m.OnDuty(h.day)
	}
	return t, off
}
