package casework

import (
	"context"
	"fmt"
	"sync"
	"time"

	"onevisit/models"
)

// How long what a clerk may take is believed without asking again. Whether the
// clerk is on duty is asked again in every claim's own transaction, and whether
// the case is a relative's before every decision.
const (
	rosterLife = time.Second
	nearLife   = 2 * time.Second
	mostNear   = 4096
)

// takers remembers for a moment who may take what, so that a crowd that asks for
// the next case does not ask for the roster each time.
type takers struct {
	roster *Roster

	reading sync.Mutex

	mu    sync.Mutex
	halls map[string]rememberedHall
	near  map[models.ID]rememberedNear
}

type rememberedHall struct {
	members []Member
	at      time.Time
	version int64
}

type rememberedNear struct {
	persons []models.ID
	at      time.Time
}

func newTakers(r *Roster) *takers {
	return &takers{roster: r, halls: map[string]rememberedHall{}, near: map[models.ID]rememberedNear{}}
}

// of is Roster.Taker by what is remembered.
func (k *takers) of(ctx context.Context, actor models.Actor) (Taker, bool, error) {
	members, err := k.members(ctx, actor.Site)
	if err != nil {
		return Taker{}, false, err
	}
	t, off := takerOf(members, actor, k.roster.today())
	t.Near, err = k.persons(ctx, actor.ID)
	return t, off, err
}

func (k *takers) members(ctx context.Context, site string) ([]Member, error) {
	if members, ok := k.hall(site); ok {
		return members, nil
	}
	k.reading.Lock() // one reads for all who wait
	defer k.reading.Unlock()
	if members, ok := k.hall(site); ok {
		return members, nil
	}
	now, version := k.roster.Clock.Now(), k.roster.version.Load()
	members, err := k.roster.Store.Members(ctx, site)
	if err != nil {
		return nil, fmt.Errorf("casework: read roster: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.halls[site] = rememberedHall{members, now, version}
	return members, nil
}

// hall is the roster that is remembered, false where it is old or was changed.
func (k *takers) hall(site string) ([]Member, bool) {
	now, version := k.roster.Clock.Now(), k.roster.version.Load()
	k.mu.Lock()
	defer k.mu.Unlock()
	hall, known := k.halls[site]
	return hall.members, known && hall.version == version && !now.Before(hall.at) && now.Sub(hall.at) < rosterLife
}

func (k *takers) persons(ctx context.Context, clerk models.ID) ([]models.ID, error) {
	now := k.roster.Clock.Now()
	k.mu.Lock()
	near, known := k.near[clerk]
	k.mu.Unlock()
	if known && !now.Before(near.at) && now.Sub(near.at) < nearLife {
		return near.persons, nil
	}
	persons, err := k.roster.Store.Near(ctx, clerk)
	if err != nil {
		return nil, fmt.Errorf("casework: interests: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.near) >= mostNear {
		clear(k.near)
	}
	k.near[clerk] = rememberedNear{persons, now}
	return persons, nil
}
