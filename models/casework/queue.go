package casework

import (
	"context"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// Board is one page of a hall's queue.
type Board struct {
	Cases  []Waiting
	Next   string // cursor of the next page, "" on the last
	Counts Counts
}

// Waiting is a case as the queue shows it.
type Waiting struct {
	Case
	Name pii.Text // masked already; sealed at rest because even a mask is about somebody
	Risk Risk
	Held Hold // the zero Hold while nobody holds it
	Mine bool
}

// boardFilter binds a cursor to what it pages through. The day is part of it,
// since the order by risk changes at midnight.
type boardFilter struct {
	Site, Service string
	Day           models.Date
}

// Board lists the waiting cases of the actor's hall: worst risk of missing the
// promised date first, then those whose citizen waits in the hall, then the
// oldest. A cursor of another hall, filter or day is refused.
func (d *Desk) Board(ctx context.Context, actor models.Actor, service string, page models.Page) (Board, error) {
	now := d.Clock.Now()
	filter := boardFilter{Site: actor.Site, Service: service, Day: models.DateOf(now)}
	q := Query{Site: actor.Site, Service: service, Now: now, Limit: page.Limit + 1}
	if _, err := d.cursors.Decode(page.After, filter, &q.After); err != nil {
		return Board{}, err
	}
	cases, err := d.List.Waiting(ctx, q)
	if err != nil {
		return Board{}, fmt.Errorf("casework: read queue: %w", err)
	}
	board := Board{}
	if len(cases) > page.Limit {
		cases = cases[:page.Limit]
		if board.Next, err = d.cursors.Encode(filter, cases[page.Limit-1].Position(filter.Day)); err != nil {
			return Board{}, err
		}
	}
	if board.Counts, err = d.List.Counts(ctx, Query{Site: actor.Site, Service: service, Now: now}, actor.ID); err != nil {
		return Board{}, fmt.Errorf("casework: count queue: %w", err)
	}
	for _, c := range cases {
		w, err := d.waiting(c, actor, now)
		if err != nil {
			return Board{}, err
		}
		board.Cases = append(board.Cases, w)
	}
	return board, nil
}

func (d *Desk) waiting(c Case, actor models.Actor, now time.Time) (Waiting, error) {
	name, err := d.Vault.Open(c.Application, holderColumn, c.Holder)
	if err != nil {
		return Waiting{}, fmt.Errorf("casework: open holder: %w", err)
	}
	w := Waiting{Case: c, Name: pii.Conceal(string(name)), Risk: RiskOn(c.Promised, models.DateOf(now))}
	if c.Hold.Live(now) {
		w.Held, w.Mine = c.Hold, c.Hold.Clerk == actor.ID
	}
	return w, nil
}
