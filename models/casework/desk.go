package casework

import (
	"context"
	"errors"
	"fmt"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/cursor"
	"onevisit/models/pii"
	"onevisit/models/staff"
)

// Clerks tells who a clerk is.
type Clerks interface {
	ByID(ctx context.Context, id models.ID) (staff.Stored, error)
}

// Config is what the desk is built from.
type Config struct {
	Transactor models.Transactor
	Queue      Queue
	List       List
	Office     Office
	Files      Files
	Clerks     Clerks
	Audit      audit.Log
	Record     audit.Reader
	Vault      pii.Vault
	Clock      models.Clock
	IDs        *models.IDs
}

// Desk is what clerks do. It is safe for concurrent use.
type Desk struct {
	Config
	dispenser *dispenser
	cursors   cursor.Maker
}

// NewDesk returns the desk.
func NewDesk(c Config) *Desk {
	return &Desk{Config: c, dispenser: newDispenser(), cursors: cursor.For("queue", c.Vault)}
}

// Hook stores the reply of an act inside the act's transaction; nil does nothing.
type Hook[T any] func(ctx context.Context, tx models.Tx, outcome T) error

func (h Hook[T]) run(ctx context.Context, tx models.Tx, outcome T) error {
	if h == nil {
		return nil
	}
	return h(ctx, tx, outcome)
}

// caseOf reads a case of the actor's hall. A case of another hall does not
// exist for the actor.
func (d *Desk) caseOf(ctx context.Context, actor models.Actor, application models.ID) (Case, error) {
	c, err := d.List.Case(ctx, application)
	if err != nil {
		return Case{}, fmt.Errorf("casework: read case: %w", err)
	}
	if c.Site != actor.Site {
		return Case{}, models.ErrNotFound.Because(errors.New("case of another hall"))
	}
	return c, nil
}

// unbiased refuses a clerk's own case and those of declared relatives and
// household members.
func (d *Desk) unbiased(ctx context.Context, actor models.Actor, c Case) error {
	close, err := d.List.Interested(ctx, actor.ID, c.Person)
	if err != nil {
		return fmt.Errorf("casework: interests: %w", err)
	}
	if close {
		return ErrConflict
	}
	return nil
}

func subjects(c Case) []audit.Ref {
	return []audit.Ref{
		{Kind: "application", ID: string(c.Application)},
		{Kind: "matter", ID: string(c.Matter)},
		{Kind: "person", ID: string(c.Person)},
	}
}
