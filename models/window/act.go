package window

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/visit"
)

// noteColumn names the sealed note of an act.
const noteColumn = "window_act.note"

// Record records an act: the presence of the person at this hall today and what
// happened. Errors: window.unknown, window.not-possible, conflict-of-interest,
// case-closed or result.not_due where a colleague was faster, invalid.
func (w *Window) Record(ctx context.Context, actor models.Actor, d Deed, record Hook) (Done, error) {
	if err := d.check(); err != nil {
		return Done{}, err
	}
	t, err := w.target(ctx, d)
	if err != nil {
		return Done{}, err
	}
	if err := w.unbiased(ctx, actor, t.person); err != nil {
		return Done{}, err
	}
	reason, err := w.possible(ctx, actor, d, t)
	if err != nil {
		return Done{}, err
	}
	var done Done
	err = w.again(ctx, func(ctx context.Context, tx models.Tx) (err error) {
		if done, err = w.carryOut(ctx, tx, errand{Deed: d, target: t, actor: actor, reason: reason}); err != nil {
			return err
		}
		if record == nil {
			return nil
		}
		return record(ctx, tx, done)
	})
	return done, err
}

// possible checks the act against what the item allows now, and a refusal's
// reason against the closed list of the item's definition. The state is checked
// again where it is changed; this tells the clerk before anything is written.
func (w *Window) possible(ctx context.Context, actor models.Actor, d Deed, t target) (casework.Reason, error) {
	var reasons []casework.Reason
	if t.item != "" {
		item, err := w.item(ctx, actor, t)
		if err != nil {
			return casework.Reason{}, err
		}
		if !slices.Contains(item.Acts, d.Act) {
			return casework.Reason{}, ErrNotPossible.With("state", item.State)
		}
		reasons = item.Reasons
	}
	if d.Act != Refused {
		return casework.Reason{}, nil
	}
	for _, r := range reasons {
		if r.Code == d.Reason {
			return r, nil
		}
	}
	return casework.Reason{}, models.Invalid("input", models.FieldError{Field: "reasonCode", Code: "field.choice"})
}

// errand is an act on its way: the deed, what it is about, and what the
// transaction finds out.
type errand struct {
	Deed
	target
	actor  models.Actor
	reason casework.Reason
	here   models.ID // the presence
}

// carryOut is the transaction: the presence, then what the act does.
func (w *Window) carryOut(ctx context.Context, tx models.Tx, e errand) (Done, error) {
	here, err := w.Doorman.Here(ctx, tx, e.person, e.actor.Site, w.Demo)
	if err != nil {
		return Done{}, fmt.Errorf("window: presence: %w", err)
	}
	e.here = here.ID
	done, err := w.attend(ctx, tx, &e)
	if err != nil {
		return Done{}, err
	}
	if err := w.act(ctx, tx, e); err != nil {
		return Done{}, err
	}
	if err := w.standing(ctx, tx, e, &done); err != nil {
		return Done{}, err
	}
	return done, w.keep(ctx, tx, e, done.Cause)
}

// attend counts the presence in the matter, which it finds or begins.
func (w *Window) attend(ctx context.Context, tx models.Tx, e *errand) (Done, error) {
	kind := visit.EndAttended
	if e.Purpose == Ask {
		kind = visit.EndAsked
	}
	ending := visit.EndingOf(kind, string(e.Purpose))
	if e.matter != "" && e.follows() {
		p, err := w.Ledger.AtWindow(ctx, tx, e.matter, e.here, ending)
		return Done{Item: e.item, Cause: p.Cause}, err
	}
	event := visit.Event{Service: e.service, Visit: e.here}
	if e.def != nil {
		event.Definition = e.def.Hash
	}
	m, p, err := w.Ledger.AskAtWindow(ctx, tx, event, ending, w.Applications)
	e.matter = m.ID
	return Done{Item: cmp.Or(e.item, m.ID), Cause: p.Cause}, err
}

// follows tells whether the presence belongs to the item's own matter whatever
// the ledger's rules of silence say: an application that lives or was handed
// over is never cut off from its matter.
func (t target) follows() bool {
	return t.application != nil && (t.application.Live() || t.application.State == application.HandedOver)
}

// act does what the act says beyond the presence.
func (w *Window) act(ctx context.Context, tx models.Tx, e errand) error {
	switch {
	case e.Act == Attended:
		return nil
	case e.attempt != nil:
		return w.concludeMatter(ctx, tx, e)
	case e.Act == Collected:
		return w.Applications.Collected(ctx, tx, e.actor, e.application.ID, e.Result)
	case e.Act == Repaired:
		return w.Applications.Repair(ctx, tx, e.actor, e.application.ID)
	}
	command := application.Complete
	if e.Act == Refused {
		command = application.Reject
	}
	_, err := w.Applications.Conclude(ctx, tx, application.Conclusion{
		By: e.actor, Application: e.application.ID, Command: command, Reason: e.reason.Code, Cause: visit.Cause(e.reason.Cause),
	})
	return err
}

// concludeMatter ends a matter that never had an application.
func (w *Window) concludeMatter(ctx context.Context, tx models.Tx, e errand) error {
	if e.Act == Completed {
		return w.Ledger.Conclude(ctx, tx, e.matter, visit.MatterCompleted, visit.EndingOf(visit.EndCompleted, ""))
	}
	return w.Ledger.Conclude(ctx, tx, e.matter, visit.MatterRejected,
		visit.EndingOf(visit.EndRejected, e.reason.Code, visit.Cause(e.reason.Cause)))
}

// standing tells how matter and item stand after the act.
func (w *Window) standing(ctx context.Context, tx models.Tx, e errand, done *Done) error {
	m, err := w.Ledger.Matter(ctx, tx, e.matter)
	if err != nil {
		return fmt.Errorf("window: read matter: %w", err)
	}
	done.Visits, done.State, done.StateText = m.Visits, string(m.State), matterText(m.State)
	if e.application == nil {
		return nil
	}
	a, err := w.Files.Lock(ctx, tx, e.application.ID)
	if err != nil {
		return fmt.Errorf("window: read application: %w", err)
	}
	done.State, done.StateText = string(a.State), application.TextOfState(a.State)
	return nil
}

// keep writes the act down and its audit entry.
func (w *Window) keep(ctx context.Context, tx models.Tx, e errand, cause visit.Cause) error {
	entry := Entry{
		ID: w.IDs.New(), Visit: e.here, Matter: e.matter, Person: e.person, Clerk: e.actor.ID, Site: e.actor.Site,
		Act: e.Act, Purpose: e.Purpose, Reason: e.Reason, At: w.Clock.Now(),
	}
	subjects := []audit.Ref{
		{Kind: "matter", ID: string(e.matter)}, {Kind: "person", ID: string(e.person)}, {Kind: "visit", ID: string(e.here)},
	}
	if e.application != nil {
		entry.Application = e.application.ID
		subjects = append(subjects, audit.Ref{Kind: "application", ID: string(entry.Application)})
	}
	if !e.Note.Empty() {
		sealed, err := w.Vault.Seal(entry.ID, noteColumn, []byte(e.Note.Reveal()))
		if err != nil {
			return fmt.Errorf("window: seal note: %w", err)
		}
		entry.Note = sealed
	}
	if err := w.Journal.AddAct(ctx, tx, entry); err != nil {
		return fmt.Errorf("window: keep act: %w", err)
	}
	err := w.Audit.Append(ctx, tx, audit.Entry{
		Action: audit.WindowRecorded, Actor: e.actor, Subjects: subjects,
		Notes: map[string]string{
			"kind": string(e.Act), "purpose": string(e.Purpose), "reason": e.Reason, "service": e.service, "cause": string(cause),
		},
	})
	if err != nil {
		return fmt.Errorf("window: audit: %w", err)
	}
	return nil
}
