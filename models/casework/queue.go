package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// Listing is one page of a lane of a hall's queue.
type Listing struct {
	Cases  []Waiting
	Next   string // cursor of the next page, "" on the last
	Counts Counts
}

// Waiting is a case as the queue shows it.
type Waiting struct {
	Case
	Name       pii.Text // masked already; sealed at rest because even a mask is about somebody
	Risk       Risk
	Held       Hold // the zero Hold while nobody holds it
	Mine       bool
	AssignedTo string // the name of the colleague it is meant for
	Viewers    []Onlooker
}

// Filter is what somebody wants to see of the queue; zero values want everything.
type Filter struct {
	Lane     Lane
	Service  string
	Language string
	Risk     Risk
	InHall   *bool
	Checked  Checked
	Number   string // its beginning
}

// listFilter binds a cursor to what it pages through.
type listFilter struct {
	Site, Lane, Service, Language, Risk, InHall, Checked, Number string
}

// Show lists cases of the actor's hall in the queue's order: of a clerk what
// that clerk may take, of a supervisor everything. A cursor of another hall,
// lane or filter is refused.
func (d *Desk) Show(ctx context.Context, actor models.Actor, f Filter, page models.Page) (Listing, error) {
	now := d.Clock.Now()
	taker, _, err := d.Roster.Taker(ctx, actor)
	if err != nil {
		return Listing{}, err
	}
	q := Query{
		Site: actor.Site, Lane: f.Lane, Service: f.Service, Language: f.Language, Risk: f.Risk, InHall: f.InHall,
		Checked: f.Checked, Number: f.Number, Clerk: actor.ID, Now: now, Limit: page.Limit + 1,
	}
	if !taker.Supervisor && f.Lane != LaneMine {
		q.Taker = &taker
	}
	binding := bindingOf(q)
	if _, err := d.cursors.Decode(page.After, binding, &q.After); err != nil {
		return Listing{}, err
	}
	cases, err := d.List.Waiting(ctx, q)
	if err != nil {
		return Listing{}, fmt.Errorf("casework: read queue: %w", err)
	}
	var listing Listing
	if len(cases) > page.Limit {
		cases = cases[:page.Limit]
		if listing.Next, err = d.cursors.Encode(binding, cases[page.Limit-1].Position()); err != nil {
			return Listing{}, err
		}
	}
	if listing.Counts, err = d.Counts(ctx, actor); err != nil {
		return Listing{}, err
	}
	listing.Cases, err = d.waiting(ctx, cases, actor, now)
	return listing, err
}

func bindingOf(q Query) listFilter {
	hall := ""
	if q.InHall != nil {
		hall = fmt.Sprint(*q.InHall)
	}
	return listFilter{
		Site: q.Site, Lane: string(q.Lane), Service: q.Service, Language: q.Language, Risk: string(q.Risk),
		InHall: hall, Checked: string(q.Checked), Number: q.Number,
	}
}

// Counts are the numbers above the queue: for a clerk within what that clerk may
// take, for a supervisor of the whole hall.
func (d *Desk) Counts(ctx context.Context, actor models.Actor) (Counts, error) {
	taker, _, err := d.Roster.Taker(ctx, actor)
	if err != nil {
		return Counts{}, err
	}
	now := d.Clock.Now()
	today := models.DateOf(now)
	tallies, err := d.shared.tally(ctx, actor.Site, today)
	if err != nil {
		return Counts{}, err
	}
	mine, err := d.List.Holding(ctx, actor.ID, now)
	if err != nil {
		return Counts{}, fmt.Errorf("casework: count claims: %w", err)
	}
	if taker.Supervisor {
		c := counts(tallies, nil)
		c.Mine = mine
		return c, nil
	}
	not, err := d.List.Exceptions(ctx, actor.Site, actor.ID)
	if err != nil {
		return Counts{}, fmt.Errorf("casework: count queue: %w", err)
	}
	tallies = slices.Clone(tallies) // they are others' too
	for _, c := range not {
		tallies = append(tallies, Tally{
			State: c.State, Stage: c.Stage, Eyes: c.Eyes, Skill: c.Skill, Service: c.Service, Language: c.Language,
			Overdue: c.RiskOn(today) == Overdue, N: -1,
		})
	}
	c := counts(tallies, &taker)
	c.Mine = mine
	return c, nil
}

func (d *Desk) waiting(ctx context.Context, cases []Case, actor models.Actor, now time.Time) ([]Waiting, error) {
	rows := make([]Waiting, len(cases))
	names := map[models.ID]models.Texts{}
	for i, c := range cases {
		name, err := d.Vault.Open(c.Application, holderColumn, c.Holder)
		if err != nil {
			return nil, fmt.Errorf("casework: open holder: %w", err)
		}
		c.Stage = c.stageFor(actor.Role == supervisorRole)
		w := Waiting{Case: c, Name: pii.Conceal(string(name)), Risk: c.RiskOn(models.DateOf(now))}
		if c.Hold.Live(now) {
			w.Held, w.Mine = c.Hold, c.Hold.Clerk == actor.ID
		}
		if c.Assigned != "" {
			by, err := d.byName(ctx, models.Actor{Kind: models.ActorStaff, ID: c.Assigned}, names)
			if err != nil {
				return nil, err
			}
			w.AssignedTo = by.In(everybodysLanguage)
		}
		w.Viewers = d.Feed.Onlookers(c.Application, actor.ID)
		rows[i] = w
	}
	return rows, nil
}

// Look notes that the actor has a case of the hall on the screen, or not any
// more, and answers who else has.
func (d *Desk) Look(ctx context.Context, actor models.Actor, id models.ID, doing Doing) ([]Onlooker, error) {
	if _, err := d.caseOf(ctx, actor, id); err != nil {
		return nil, err
	}
	by, err := d.byName(ctx, actor, map[models.ID]models.Texts{})
	if err != nil {
		return nil, err
	}
	return d.Feed.Report(actor, by.In(everybodysLanguage), id, doing), nil
}
