package casework

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/visit"
)

// noteColumn names the sealed note of a decision.
const noteColumn = "decision.note"

// longestNote is in characters.
const longestNote = 500

// Decide ends a case under the clerk's live claim. The condition on the claim,
// the application's change, the decision and the audit entry are one
// transaction. Errors: not-claimed, lease-expired, already-decided,
// conflict-of-interest, not found for another hall, invalid for the reason.
func (d *Desk) Decide(
	ctx context.Context, actor models.Actor, r Ruling, record Hook[Decided],
) (Decided, error) {
	c, err := d.caseOf(ctx, actor, r.Application)
	if err != nil {
		return Decided{}, err
	}
	if err := d.unbiased(ctx, actor, c); err != nil {
		return Decided{}, err
	}
	reason, err := d.reasonFor(ctx, c, r)
	if err != nil {
		return Decided{}, err
	}
	decision, err := d.decisionOf(actor, c, r)
	if err != nil {
		return Decided{}, err
	}
	var decided Decided
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := d.settle(ctx, tx, actor, decision); err != nil {
			return err
		}
		state, err := d.Office.Decide(ctx, tx, application.Ruling{
			By: actor, Application: r.Application, Command: commandOf(r.Outcome),
			Reason: reason.Code, Cause: visit.Cause(reason.Cause),
		})
		if err != nil {
			return fmt.Errorf("casework: decide application: %w", err)
		}
		decided = Decided{Application: r.Application, Outcome: r.Outcome, State: state}
		if err := d.Audit.Append(ctx, tx, decisionEntry(actor, c, decision)); err != nil {
			return fmt.Errorf("casework: audit: %w", err)
		}
		return record.run(ctx, tx, decided)
	})
	return decided, err
}

func (d *Desk) settle(ctx context.Context, tx models.Tx, actor models.Actor, decision Decision) error {
	t := d.taking(actor, decision.Application, decision.Fence)
	got, ok, err := d.Queue.Settle(ctx, tx, t, decision)
	switch {
	case errors.Is(err, models.ErrDuplicate):
		return ErrAlreadyDecided.Because(err)
	case err != nil:
		return fmt.Errorf("casework: settle: %w", err)
	case !ok:
		return refusal(got, t)
	}
	return nil
}

func (d *Desk) decisionOf(actor models.Actor, c Case, r Ruling) (Decision, error) {
	if utf8.RuneCountInString(r.Note.Reveal()) > longestNote {
		return Decision{}, models.Invalid("input", models.FieldError{
			Field: "note", Code: "field.too_long", Params: map[string]string{"max": strconv.Itoa(longestNote)},
		})
	}
	decision := Decision{
		ID: d.IDs.New(), Application: c.Application, Clerk: actor.ID, Site: c.Site, Service: c.Service,
		Outcome: r.Outcome, Reason: r.Reason, Fence: r.Fence, At: d.Clock.Now(),
	}
	if r.Note.Empty() {
		return decision, nil
	}
	sealed, err := d.Vault.Seal(decision.ID, noteColumn, []byte(r.Note.Reveal()))
	if err != nil {
		return Decision{}, fmt.Errorf("casework: seal note: %w", err)
	}
	decision.Note = sealed
	return decision, nil
}

func commandOf(o Outcome) application.Command {
	return map[Outcome]application.Command{
		Approve: application.Approve, Reject: application.Reject, HandOver: application.HandOver,
	}[o]
}

func decisionEntry(actor models.Actor, c Case, decision Decision) audit.Entry {
	notes := map[string]string{
		"outcome": string(decision.Outcome), "service": c.Service, "fence": strconv.FormatInt(decision.Fence, 10),
	}
	if decision.Reason != "" {
		notes["reason"] = decision.Reason
	}
	return audit.Entry{
		Action: audit.CaseDecided, Actor: actor, Notes: notes,
		Subjects: append(subjects(c), audit.Ref{Kind: "decision", ID: string(decision.ID)}),
	}
}
