package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
)

// ErrClaimsHeld is the refusal of going to another hall with a case in hand: no
// sign of life would reach it from there.
var ErrClaimsHeld = models.E(models.KindConflict, "hall.claims-held")

// Hall is a hall by its code and names.
type Hall struct {
	Site  string
	Names models.Texts
}

// HallStore keeps which halls a supervisor answers for.
type HallStore interface {
	// Of lists an account's halls, the account's own first.
	Of(ctx context.Context, account models.ID) ([]Hall, error)
	// Look makes the session one of the hall; an actor's Site is that hall from the
	// next call on.
	Look(ctx context.Context, tx models.Tx, session models.ID, site string) error
}

// Halls lets a supervisor who answers for several halls go from one to another.
type Halls struct {
	Transactor models.Transactor
	Store      HallStore
	Claims     ClaimLister
	Audit      audit.Log
	Clock      models.Clock
}

// Choose makes the session look at a hall. Every rule then holds for that hall
// as it did for the one before; a hall the supervisor does not answer for does
// not exist.
func (h Halls) Choose(ctx context.Context, actor models.Actor, site string) error {
	if actor.Role != supervisorRole {
		return ErrSupervisor
	}
	halls, err := h.Store.Of(ctx, actor.ID)
	if err != nil {
		return fmt.Errorf("casework: halls: %w", err)
	}
	if !slices.ContainsFunc(halls, func(one Hall) bool { return one.Site == site }) {
		return models.ErrNotFound
	}
	if site == actor.Site {
		return nil
	}
	held, err := h.Claims.Holding(ctx, actor.ID, h.Clock.Now())
	switch {
	case err != nil:
		return fmt.Errorf("casework: count claims: %w", err)
	case held > 0:
		return ErrClaimsHeld
	}
	err = h.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := h.Store.Look(ctx, tx, actor.Session, site); err != nil {
			return err
		}
		return h.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.HallChosen, Actor: actor,
			Subjects: []audit.Ref{{Kind: "staff", ID: string(actor.ID)}, {Kind: "session", ID: string(actor.Session)}, {Kind: "site", ID: site}},
		})
	})
	if err != nil {
		return fmt.Errorf("casework: choose hall: %w", err)
	}
	return nil
}

// SiteLoad is one of the supervisor's halls.
type SiteLoad struct {
	Hall
	Here     bool // the one looked at
	Waiting  int
	Overdue  int
	DueToday int
	Stopped  int
	OldestAt time.Time // of those waiting
}

// sites adds up every hall the supervisor answers for.
func (b *Board) sites(ctx context.Context, actor models.Actor, today models.Date) ([]SiteLoad, error) {
	halls, err := b.Halls.Of(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	list := make([]SiteLoad, len(halls))
	for i, hall := range halls {
		loads, err := b.Figures.Load(ctx, hall.Site, today)
		if err != nil {
			return nil, err
		}
		list[i] = SiteLoad{Hall: hall, Here: hall.Site == actor.Site}
		for _, l := range loads {
			list[i].add(l)
		}
	}
	return list, nil
}

func (s *SiteLoad) add(l ServiceLoad) {
	s.Waiting += l.Waiting
	s.Overdue += l.Overdue
	s.DueToday += l.DueToday
	s.Stopped += l.Stopped
	if !l.OldestAt.IsZero() && (s.OldestAt.IsZero() || l.OldestAt.Before(s.OldestAt)) {
		s.OldestAt = l.OldestAt
	}
}
