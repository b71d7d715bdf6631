package casework

import (
	"context"
	"fmt"
	"sync"
	"time"

	"onevisit/models"
)

// rosterLife is how long a hall's roster is believed without asking again.
// Whether the clerk is on duty is asked again in every claim's own transaction,
// and so is whether the case is a relative's, of which nothing is known before.
const rosterLife = time.Second

// takers remembers for a moment who may take what, so that a crowd that asks for
// the next case does not ask for the roster each time.
type takers struct {
	roster *Roster

	reading sync.Mutex

	mu    sync.Mutex
	halls map[string]rememberedHall
}

type rememberedHall struct {
	hallRoster
	at      time.Time
	version int64
}

func newTakers(r *Roster) *takers {
	return &takers{roster: r, halls: map[string]rememberedHall{}}
}

// of is Roster.Taker by what is remembered, without the persons near the actor.
func (k *takers) of(ctx context.Context, actor models.Actor) (Taker, bool, error) {
	hall, err := k.hallOf(ctx, actor.Site)
	if err != nil {
		return Taker{}, false, err
	}
	t, off := hall.taker(actor)
	return t, off, nil
}

func (k *takers) hallOf(ctx context.Context, site string) (hallRoster, error) {
	if hall, ok := k.remembered(site); ok {
		return hall, nil
	}
	k.reading.Lock() // one reads for all who wait
	defer k.reading.Unlock()
	if hall, ok := k.remembered(site); ok {
		return hall, nil
	}
	now, version := k.roster.Clock.Now(), k.roster.version.Load()
	members, err := k.roster.Store.Members(ctx, site)
	if err != nil {
		return hallRoster{}, fmt.Errorf("casework: read roster: %w", err)
	}
	hall := hallOf(members, models.DateOf(now))
	k.mu.Lock()
	defer k.mu.Unlock()
	k.halls[site] = rememberedHall{hall, now, version}
	return hall, nil
}

// remembered is the roster that is remembered, false where it is old or was changed.
func (k *takers) remembered(site string) (hallRoster, bool) {
	now, version := k.roster.Clock.Now(), k.roster.version.Load()
	k.mu.Lock()
	defer k.mu.Unlock()
	hall, known := k.halls[site]
	return hall.hallRoster, known && hall.version == version && hall.day == models.DateOf(now) &&
		within(hall.at, now, rosterLife)
}
