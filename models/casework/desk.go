package casework

import (
	"context"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/cursor"
	"onevisit/models/once"
	"onevisit/models/pii"
	"onevisit/models/staff"
)

// Clerks tells who a clerk is.
type Clerks interface {
	ByID(ctx context.Context, id models.ID) (staff.Stored, error)
}

// Hands notes who had a case in hand, for second signatures.
type Hands interface {
	Touch(ctx context.Context, tx models.Tx, h Hand) error
}

// Config is what the desk is built from.
type Config struct {
	Transactor models.Transactor
	Queue      Queue
	Line       ClaimLine
	Transfers  Transfers
	Replies    once.Keeper
	List       List
	Office     Office
	Files      Files
	Clerks     Clerks
	Audit      audit.Log
	Record     audit.Reader
	Story      Story
	Roster     *Roster
	Feed       *Feed // nil where nobody listens
	Hands      Hands // nil where nobody signs a second time
	Vault      pii.Vault
	Clock      models.Clock
	IDs        *models.IDs
}

// Desk is what clerks do. It is safe for concurrent use.
type Desk struct {
	Config
	dispenser *dispenser
	takers    *takers
	shared    *shared
	cursors   cursor.Maker
}

// NewDesk returns the desk.
func NewDesk(c Config) *Desk {
	return &Desk{Config: c, dispenser: newDispenser(c.List, c.Clock), takers: newTakers(c.Roster), shared: newShared(c.List), cursors: cursor.For("queue", c.Vault)}
}

// Hook stores the reply of an act inside the act's transaction; nil does nothing.
type Hook[T any] func(ctx context.Context, tx models.Tx, outcome T) error

func (h Hook[T]) run(ctx context.Context, tx models.Tx, outcome T) error {
	if h == nil {
		return nil
	}
	return h(ctx, tx, outcome)
}

func (d *Desk) caseOf(ctx context.Context, actor models.Actor, application models.ID) (Case, error) {
	return caseOfHall(ctx, d.List, actor, application)
}

func (d *Desk) unbiased(ctx context.Context, actor models.Actor, c Case) error {
	return unbiased(ctx, d.List, actor, c)
}

func subjects(c Case) []audit.Ref {
	return []audit.Ref{
		{Kind: "application", ID: string(c.Application)},
		{Kind: "matter", ID: string(c.Matter)},
		{Kind: "person", ID: string(c.Person)},
	}
}
