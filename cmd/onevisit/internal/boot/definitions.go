package boot

import (
	"context"
	"sync"
	"time"

	"onevisit/models/catalog"
	"onevisit/models/publication"
	"onevisit/models/reference"
	"onevisit/models/register"
	"onevisit/models/store"
)

// inForceEvery is how often a process looks at what is in force: what two persons
// approved is served everywhere by then.
const inForceEvery = time.Second

// definitions are the services this process serves, what keeps them in step with
// what is in force, and how that is changed.
type definitions struct {
	*catalog.Catalog
	data   *reference.Data // what they and the papers draw on
	keeper *publication.Keeper
	office *publication.Office
}

// openDefinitions loads the delivered definitions, keeps them, adds the versions
// kept before, in which older applications are carried on, and makes current what
// is in force.
func (h *Hall) openDefinitions(ctx context.Context, p *platform) (*definitions, error) {
	data, err := OpenReference(h.cfg)
	if err != nil {
		return nil, err
	}
	if err := h.noteReference(ctx, p.audit, data); err != nil {
		return nil, err
	}
	c, err := catalog.LoadWith(catalog.Embedded(), register.FactTypes(), data)
	if err != nil {
		return nil, err
	}
	kept := store.NewDefinitions(h.db, h.env.Clock, p.audit)
	if err := kept.Keep(ctx, c.Delivered()); err != nil {
		return nil, err
	}
	others, err := kept.Others(ctx, c.Delivered())
	if err != nil {
		return nil, err
	}
	for _, x := range others {
		// One that does not compile any more must not stop the other services.
		if _, err := c.Add(x.Path, x.Source); err != nil {
			h.env.Log.ErrorContext(ctx, "a definition kept before cannot be used", "hash", x.Hash, "error", err)
		}
	}
	moves := store.NewPublications(h.db)
	d := &definitions{Catalog: c, data: data, keeper: &publication.Keeper{
		Running: c, Store: moves, Shelf: kept, Transactor: h.db, Audit: p.audit, Clock: h.env.Clock, Log: h.env.Log,
	}}
	d.office = publication.NewOffice(publication.Config{
		Transactor: h.db, Store: moves, Shelf: kept, Catalog: c, Log: p.audit, Clock: h.env.Clock, IDs: p.ids,
		Changed: func(ctx context.Context) {
			if err := d.keeper.Refresh(ctx); err != nil {
				h.env.Log.WarnContext(ctx, "what is in force is read a second later", "error", err)
			}
		},
	})
	return d, d.keeper.Refresh(ctx)
}

// watchDefinitions keeps what is served in step with what is in force.
func (h *Hall) watchDefinitions(ctx context.Context, running *sync.WaitGroup, d *definitions) {
	h.every(ctx, running, inForceEvery, "definitions", d.keeper.Refresh)
}
