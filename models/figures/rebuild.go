package figures

import (
	"cmp"
	"context"
	"time"

	"onevisit/models"
)

// Builder makes the projection anew. Its methods commit by themselves.
type Builder interface {
	Keeper
	// StartBuilding empties the sums and the lists and lets nobody read or fold until
	// the end, whoever had the lease; ErrHeld where somebody else builds already. It
	// returns where the log stands, and whether nothing was ever kept.
	StartBuilding(ctx context.Context, holder string, now, until time.Time) (s Standing, first bool, err error)
	// Put writes versions, and of what is kept the rare into the lists.
	Put(ctx context.Context, past, kept []Kept, rare []Contribution) error
	// Forget drops all versions that ended of the subjects.
	Forget(ctx context.Context, subjects []Subject) error
	// Add adds changes to the sums.
	Add(ctx context.Context, changes []Row) error
	// FinishBuilding lets the fold go on.
	FinishBuilding(ctx context.Context, holder string, b Built) error
}

// Built is the outcome of a rebuild.
type Built struct {
	Subjects int64 // that contribute
	Changed  int64 // subjects kept otherwise or not at all before
	Place    int64 // the size of the log that was folded
	Began    int64 // the least size of the log that figures can be read at; it moves where pins are gone
	At       time.Time
}

// Rebuild computes everything anew from the facts. What is kept as the facts say
// stays, and with it every pin; what differs gets a new version. Versions that no
// longer fit each other are dropped, and with them all pins from before. Nobody
// can read figures meanwhile; a rebuild that broke off is begun again.
func Rebuild(ctx context.Context, pages Pages, source Source, builder Builder, clock models.Clock, id string) (Built, error) {
	b := building{pages: pages, source: source, builder: builder, clock: clock, id: id}
	now := clock.Now()
	var err error
	if b.start, b.first, err = builder.StartBuilding(ctx, id, now, now.Add(buildLease)); err != nil {
		return Built{}, err
	}
	b.from, b.out.Place, b.out.Began = b.start.Size+1, b.start.Size, b.start.Began
	if b.first {
		b.from = b.start.Size
	}
	for i := range b.parts {
		b.parts[i].sums = newSheet()
	}
	w := walker{pages: pages, source: source, see: b.see, after: b.write}
	if err := w.walk(ctx); err != nil {
		return Built{}, err
	}
	for i := range b.parts {
		p := &b.parts[i]
		if err := builder.Add(ctx, p.sums.rows()); err != nil {
			return Built{}, err
		}
		b.out.Subjects += p.subjects
		b.out.Changed += p.changed
		if p.broken {
			b.out.Began = b.from
		}
	}
	b.out.At = clock.Now()
	return b.out, builder.FinishBuilding(ctx, id, b.out)
}

// buildLease is how long a page of a rebuild may take at most.
const buildLease = 2 * time.Minute

// ErrHeld says that another process builds.
var ErrHeld = models.E(models.KindConflict, "figures.held")

type building struct {
	pages   Pages
	source  Source
	builder Builder
	clock   models.Clock
	id      string
	start   Standing
	first   bool
	from    int64 // the log's size from which new versions hold
	out     Built
	parts   [workers]buildPart
}

// buildPart is one worker's.
type buildPart struct {
	sums              *sheet
	turn              Turn
	forget            []Subject
	rare              []Contribution
	subjects, changed int64
	broken            bool
}

// see works out what a page's subjects are to be kept with.
func (b *building) see(_ context.Context, worker int, _ models.Tx, p *page) error {
	part := &b.parts[worker]
	part.turn, part.forget, part.rare = Turn{}, nil, nil
	return p.each(func(kept *Kept, now *Contribution, past []Kept) error {
		if now.On != "" {
			part.subjects++
		}
		part.sums.add(now, 1)
		if len(now.Rare()) > 0 {
			part.rare = append(part.rare, *now)
		}
		switch {
		case chain(kept, past) != "":
			part.broken = true
			part.forget = append(part.forget, kept.Subject)
			part.turn.Kept = append(part.turn.Kept, Kept{Version: Version{Contribution: *now, From: b.from}, N: 1})
			part.changed++
		case !kept.same(now):
			part.turn.take(nil, kept, *now, b.from, 0)
			part.changed++
		}
		return nil
	})
}

func (b *building) write(ctx context.Context, worker int) error {
	part := &b.parts[worker]
	now := b.clock.Now()
	if held, err := b.builder.Hold(ctx, b.id, now, now.Add(buildLease)); err != nil || !held {
		return cmp.Or(err, error(ErrHeld))
	}
	if len(part.forget) > 0 {
		if err := b.builder.Forget(ctx, part.forget); err != nil {
			return err
		}
	}
	if len(part.turn.Kept)+len(part.rare) > 0 {
		if err := b.builder.Put(ctx, part.turn.Past, part.turn.Kept, part.rare); err != nil {
			return err
		}
	}
	if part.sums.size < mostCounts {
		return nil
	}
	return b.builder.Add(ctx, part.sums.rows())
}
