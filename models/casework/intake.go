package casework

import (
	"context"
	"fmt"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/pii"
)

// holderColumn names the sealed masked name of a queued case's holder.
const holderColumn = "queued_case.holder"

// Intake takes applications into the clerks' queue. It is application's port.
type Intake struct {
	queue Queue
	vault pii.Vault
}

// NewIntake returns the intake.
func NewIntake(queue Queue, vault pii.Vault) *Intake { return &Intake{queue, vault} }

// Enqueue implements application.Queue.
func (i *Intake) Enqueue(ctx context.Context, tx models.Tx, e application.QueueEntry) error {
	holder, err := i.vault.Seal(e.Application, holderColumn, []byte(e.Holder.Reveal()))
	if err != nil {
		return fmt.Errorf("casework: seal holder: %w", err)
	}
	err = i.queue.Put(ctx, tx, Case{
		Application: e.Application, Matter: e.Matter, Person: e.Person, Session: e.Session, Number: e.Number,
		Service: e.Service, Site: e.Site, Kiosk: e.Kiosk, Holder: holder, SubmittedAt: e.SubmittedAt,
		Promised: e.Promised, State: StateWaiting, Demo: e.Demo,
		Skill: e.Skill, Language: e.Language, Stage: StageFirst, Eyes: e.Eyes, Checked: CheckedAttention, Due: e.Promised,
	})
	if err != nil {
		return fmt.Errorf("casework: enqueue: %w", err)
	}
	return nil
}

// Withdraw implements application.Queue.
func (i *Intake) Withdraw(ctx context.Context, tx models.Tx, application models.ID) error {
	if err := i.queue.Withdraw(ctx, tx, application); err != nil {
		return fmt.Errorf("casework: withdraw: %w", err)
	}
	return nil
}
