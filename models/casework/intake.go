package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/pii"
)

// holderColumn names the sealed masked name of a queued case's holder.
const holderColumn = "queued_case.holder"

// Intake takes applications into the clerks' queue. It is application's port.
type Intake struct{ IntakeConfig }

// IntakeConfig is what an Intake is built from.
type IntakeConfig struct {
	Queue Queue
	List  List
	Timer *Timer
	Vault pii.Vault
}

// NewIntake returns the intake.
func NewIntake(c IntakeConfig) *Intake { return &Intake{c} }

// Enqueue implements application.Queue. An application that comes back with a
// correction keeps the place it had; its clock goes on, and it is meant for the
// clerk who asked, for as long as that one is on duty.
func (i *Intake) Enqueue(ctx context.Context, tx models.Tx, e application.QueueEntry) error {
	holder, err := i.Vault.Seal(e.Application, holderColumn, []byte(e.Holder.Reveal()))
	if err != nil {
		return fmt.Errorf("casework: seal holder: %w", err)
	}
	c := Case{
		Application: e.Application, Matter: e.Matter, Person: e.Person, Session: e.Session, Number: e.Number,
		Household: HouseholdOf(i.Vault, e.Household),
		Service:   e.Service, Site: e.Site, Kiosk: e.Kiosk, Holder: holder, SubmittedAt: e.SubmittedAt,
		Promised: e.Promised, State: StateWaiting, Demo: e.Demo, InHall: e.Session != "",
		Skill: e.Skill, Language: e.Language, Stage: StageFirst, Eyes: e.Eyes, Checked: CheckedAttention,
		Corrected: e.Corrected, WarnDays: 1, SignDays: 1, Due: e.Promised,
	}
	if e.File != nil {
		c.Checked = checkedOf(*e.File)
		c.WarnDays, c.SignDays = e.File.Definition.Policy.WarnDays(), e.File.Definition.Policy.SignDays()
	}
	c, err = i.timed(ctx, tx, c, e)
	if err != nil {
		return err
	}
	if err := i.Queue.Put(ctx, tx, c); err != nil {
		return fmt.Errorf("casework: enqueue: %w", err)
	}
	return nil
}

// timed sets the deadline of a case that comes in, or lets the clock of one that
// comes back go on.
func (i *Intake) timed(ctx context.Context, tx models.Tx, c Case, e application.QueueEntry) (Case, error) {
	if !e.Corrected {
		return i.begun(c, e)
	}
	before, err := i.List.Case(ctx, e.Application)
	if errors.Is(err, models.ErrNotFound) {
		return i.begun(c, e)
	}
	if err != nil {
		return c, fmt.Errorf("casework: read case: %w", err)
	}
	c.SubmittedAt, c.Place, c.Due, c.Assigned = before.SubmittedAt, before.Place, before.Due, before.Assigned
	c.Kiosk, c.Demo = cmp.Or(c.Kiosk, before.Kiosk), before.Demo // a phone is no kiosk
	promised := c.Promised
	by := models.Actor{Kind: models.ActorCitizen, ID: e.Person, Session: e.Session, Site: e.Site}
	c.Promised = before.Promised
	if c, err = i.Timer.Start(ctx, tx, by, c); err != nil {
		return c, err
	}
	if promised != "" {
		c.Promised = promised // the application counts the same days
	}
	return i.Timer.placed(c)
}

// begun is a case that comes in for the first time. Without a definition it is
// due when it was promised.
func (i *Intake) begun(c Case, e application.QueueEntry) (Case, error) {
	if e.File == nil {
		return i.Timer.placed(c)
	}
	return i.Timer.Begin(c, e.File.Definition.Policy.DecideDays(e.File.Definition))
}

// Withdraw implements application.Queue.
func (i *Intake) Withdraw(ctx context.Context, tx models.Tx, application models.ID) error {
	if err := i.Queue.Withdraw(ctx, tx, application); err != nil {
		return fmt.Errorf("casework: withdraw: %w", err)
	}
	return nil
}
