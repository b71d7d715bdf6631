package casework

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/pii"
)

// RecallReason is why a supervisor withdraws a final decision.
type RecallReason string

// The reasons of a withdrawal.
const (
	WrongFacts   RecallReason = "wrong-facts"
	WrongRule    RecallReason = "wrong-rule"
	NewEvidence  RecallReason = "new-evidence"
	Procedure    RecallReason = "procedure"
	OtherGrounds RecallReason = "other" // with words
)

// RecallReasons lists every reason of a withdrawal.
func RecallReasons() []RecallReason {
	return []RecallReason{WrongFacts, WrongRule, NewEvidence, Procedure, OtherGrounds}
}

// Recalling is a supervisor's withdrawal of a final decision.
type Recalling struct {
	Decision models.ID
	Reason   RecallReason
	Note     pii.Text // required for OtherGrounds; at most 200 characters, kept sealed
}

// Withdraw takes a final decision back for a supervisor, with a reason that is
// kept. What was decided is undone: the application is the office's again, its
// matter goes on, an open bill is void, the citizen is told, and the case waits
// at its old place for a first decision of a new round. Errors:
// decision-not-final, decision-carried-out once money was paid or a result left
// the office, conflict-of-interest, not found for another hall.
func (d *Decisions) Withdraw(ctx context.Context, actor models.Actor, r Recalling, record Hook[models.ID]) error {
	if err := r.check(); err != nil {
		return err
	}
	made, c, err := d.recallable(ctx, actor, r.Decision)
	if err != nil {
		return err
	}
	if c.State == StateDecided {
		// An order is closed at the provider before anything is changed here: money
		// that comes afterwards goes back by itself.
		if err := d.void(ctx, c); err != nil {
			return err
		}
	}
	var note []byte
	if !r.Note.Empty() {
		if note, err = d.Vault.Seal(made.ID, closedNoteColumn, []byte(r.Note.Reveal())); err != nil {
			return fmt.Errorf("casework: seal note: %w", err)
		}
	}
	return d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		decision, c, err := d.Kept.Hold(ctx, tx, r.Decision)
		if err != nil {
			return fmt.Errorf("casework: read decision: %w", err)
		}
		if err := standing(decision, c); err != nil {
			return err
		}
		decision.ClosedWhy, decision.ClosedNote = string(r.Reason), note
		if err := d.recall(ctx, tx, actor, c, decision); err != nil {
			return err
		}
		return record.run(ctx, tx, decision.ID)
	})
}

func (d *Decisions) void(ctx context.Context, c Case) error {
	err := d.Orders.Void(ctx, c.Application)
	switch models.KindOf(err) {
	case models.KindConflict, models.KindUnavailable: // paid, or nobody says that it is not
		return application.ErrCarriedOut.Because(err)
	default:
		return err
	}
}

func (r Recalling) check() error {
	switch n := utf8.RuneCountInString(r.Note.Reveal()); {
	case !slices.Contains(RecallReasons(), r.Reason):
		return field("reasonCode", "field.choice")
	case r.Reason == OtherGrounds && n == 0:
		return field("note", "field.required")
	case n > longestWhyNote:
		return field("note", "field.length")
	}
	return nil
}

// recallable reads a decision that the actor may withdraw, and its case.
func (d *Decisions) recallable(ctx context.Context, actor models.Actor, id models.ID) (Decision, Case, error) {
	decision, err := d.Past.Decision(ctx, id)
	if err != nil {
		return Decision{}, Case{}, fmt.Errorf("casework: read decision: %w", err)
	}
	c, err := d.caseOf(ctx, actor, decision.Application)
	if err != nil {
		return Decision{}, Case{}, err
	}
	if actor.Role != supervisorRole {
		return Decision{}, Case{}, ErrSupervisor
	}
	if err := unbiased(ctx, d.List, actor, c); err != nil {
		return Decision{}, Case{}, err
	}
	return decision, c, standing(decision, c)
}

// standing refuses to withdraw what is not in force: a decision that can still
// be undone, was taken back, overturned, or was made in an earlier round.
func standing(decision Decision, c Case) error {
	if decision.State != Final || decision.Round != c.Round || c.State == StateDeciding || c.State == StateWithdrawn {
		return ErrNotFinal
	}
	return nil
}

// recall undoes what the decision did and begins a new round.
func (d *Decisions) recall(ctx context.Context, tx models.Tx, actor models.Actor, c Case, decision Decision) error {
	if c.State == StateDecided || c.State == StateCorrection {
		if err := d.Office.Recall(ctx, tx, actor, c.Application); err != nil {
			return err
		}
	}
	round, err := d.Kept.Round(ctx, tx, c.Application, c.Round)
	if err != nil {
		return fmt.Errorf("casework: read round: %w", err)
	}
	for _, one := range round {
		if one.State != Final {
			continue
		}
		if one.ID == decision.ID {
			one = decision
		}
		one.State, one.ClosedAt, one.ClosedBy = Recalled, d.Clock.Now(), actor.ID
		if err := d.Kept.Close(ctx, tx, one, Final); err != nil {
			return fmt.Errorf("casework: withdraw: %w", err)
		}
	}
	if c, err = d.Timer.Start(ctx, tx, actor, c); err != nil {
		return err
	}
	c.State, c.Stage, c.Assigned, c.Corrected = StateWaiting, StageFirst, "", false
	c.Round++
	c.Hold = Hold{Fence: c.Hold.Fence}
	if err := d.Kept.Place(ctx, tx, c); err != nil {
		return fmt.Errorf("casework: wait again: %w", err)
	}
	notes := map[string]string{
		"outcome": string(decision.Outcome), "stage": string(decision.Stage), "reason": decision.ClosedWhy,
	}
	return d.note(ctx, tx, c, decision, audit.Entry{Action: audit.DecisionWithdrawn, Actor: actor, Notes: notes})
}
