package window

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// noteColumn names the sealed note of an act.
const noteColumn = "window_act.note"

// Deed is an act as it is reported: about an item, or about a person who came
// with nothing begun, for a service.
type Deed struct {
	Item    models.ID
	Person  models.ID
	Service string
	Act     Act
	Result  models.ID // Collected: which, "" for the one that is ready
	Purpose Purpose   // Attended
	Reason  string    // Refused: code of the definition's closed list
	Note    pii.Text  // kept sealed; at most 200 characters
}

// Done is what an act came to.
type Done struct {
	Item      models.ID // the application, attempt, or matter that was begun
	State     string
	StateText models.Texts
	Visits    int
	Cause     visit.Cause // why this presence was needed, none for a first one
}

// Hook stores the reply in the act's transaction; nil does nothing.
type Hook func(ctx context.Context, tx models.Tx, done Done) error

// target is what an act is about, read before the transaction.
type target struct {
	person      models.ID
	matter      models.ID // "" for a person with nothing begun
	service     string
	application *application.Application
	attempt     *Attempt
	def         *catalog.Definition
	item        models.ID
}

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
		if done, err = w.carryOut(ctx, tx, actor, d, t, reason); err != nil {
			return err
		}
		if record == nil {
			return nil
		}
		return record(ctx, tx, done)
	})
	return done, err
}

func (d Deed) check() error {
	broken := func(field, code string) error {
		return models.Invalid("input", models.FieldError{Field: field, Code: code})
	}
	switch {
	case !slices.Contains(Acts(), d.Act):
		return broken("act", "field.choice")
	case (d.Item == "") == (d.Person == ""):
		return broken("item", "field.required")
	case d.Item == "" && d.Act != Attended:
		return broken("act", "field.choice")
	case d.Item == "" && d.Service == "":
		return broken("service", "field.required")
	case d.Act == Attended && !slices.Contains(Purposes(), d.Purpose):
		return broken("purpose", "field.required")
	case d.Act == Refused && d.Reason == "":
		return broken("reasonCode", "field.required")
	case utf8.RuneCountInString(d.Note.Reveal()) > longestNote:
		return models.Invalid("input", models.FieldError{
			Field: "note", Code: "field.too_long", Params: map[string]string{"max": strconv.Itoa(longestNote)},
		})
	}
	return nil
}

// target reads what the act is about.
func (w *Window) target(ctx context.Context, d Deed) (target, error) {
	if d.Item == "" {
		person, err := w.Book.PersonByID(ctx, d.Person)
		if err != nil {
			return target{}, unknown(err)
		}
		def, ok := w.Catalog.Current(d.Service)
		if !ok {
			return target{}, models.Invalid("input", models.FieldError{Field: "service", Code: "field.choice"})
		}
		return target{person: person.ID, service: d.Service, def: def}, nil
	}
	a, err := w.Files.ByID(ctx, d.Item)
	if err == nil {
		def, _ := w.Catalog.Version(a.Definition)
		return target{person: a.Person, matter: a.Matter, service: a.Service, application: &a, def: def, item: a.ID}, nil
	}
	if !errors.Is(err, models.ErrNotFound) {
		return target{}, err
	}
	attempt, err := w.Book.AttemptByID(ctx, d.Item)
	if err != nil {
		return target{}, unknown(err)
	}
	def, _ := w.Catalog.Current(attempt.Service)
	return target{
		person: attempt.Person, matter: attempt.Matter, service: attempt.Service, attempt: &attempt, def: def, item: attempt.ID,
	}, nil
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

// carryOut is the transaction: the presence, then what the act does.
func (w *Window) carryOut(
	ctx context.Context, tx models.Tx, actor models.Actor, d Deed, t target, reason casework.Reason,
) (Done, error) {
	here, err := w.Doorman.Here(ctx, tx, t.person, actor.Site, w.Demo)
	if err != nil {
		return Done{}, fmt.Errorf("window: presence: %w", err)
	}
	done, matter, err := w.attend(ctx, tx, d, t, here)
	if err != nil {
		return Done{}, err
	}
	if err := w.act(ctx, tx, actor, d, t, matter, reason); err != nil {
		return Done{}, err
	}
	if err := w.standing(ctx, tx, matter, t, &done); err != nil {
		return Done{}, err
	}
	return done, w.keep(ctx, tx, actor, d, t, matter, here.ID, done.Cause)
}

// attend counts the presence in the matter.
func (w *Window) attend(ctx context.Context, tx models.Tx, d Deed, t target, here visit.Visit) (Done, models.ID, error) {
	kind := visit.EndAttended
	if d.Purpose == Ask {
		kind = visit.EndAsked
	}
	ending := visit.EndingOf(kind, string(d.Purpose))
	if t.matter != "" && t.follows() {
		p, err := w.Ledger.AtWindow(ctx, tx, t.matter, here.ID, ending)
		return Done{Item: t.item, Cause: p.Cause}, t.matter, err
	}
	hash := ""
	if t.def != nil {
		hash = t.def.Hash
	}
	m, p, err := w.Ledger.AskAtWindow(ctx, tx, visit.Event{Service: t.service, Visit: here.ID, Definition: hash}, ending, w.Applications)
	done := Done{Item: t.item, Cause: p.Cause}
	if done.Item == "" {
		done.Item = m.ID
	}
	return done, m.ID, err
}

// follows tells whether the presence belongs to the item's own matter whatever
// the ledger's rules of silence say: an application that lives or was handed
// over is never cut off from its matter.
func (t target) follows() bool {
	return t.application != nil && (t.application.Live() || t.application.State == application.HandedOver)
}

// act does what the act says beyond the presence.
func (w *Window) act(
	ctx context.Context, tx models.Tx, actor models.Actor, d Deed, t target, matter models.ID, reason casework.Reason,
) error {
	switch {
	case d.Act == Attended:
		return nil
	case t.attempt != nil:
		return w.concludeMatter(ctx, tx, d, matter, reason)
	case d.Act == Collected:
		return w.Applications.Collected(ctx, tx, actor, t.application.ID, d.Result)
	case d.Act == Repaired:
		return w.Applications.Repair(ctx, tx, actor, t.application.ID)
	}
	command := application.Complete
	if d.Act == Refused {
		command = application.Reject
	}
	_, err := w.Applications.Conclude(ctx, tx, application.Conclusion{
		By: actor, Application: t.application.ID, Command: command, Reason: reason.Code, Cause: visit.Cause(reason.Cause),
	})
	return err
}

// concludeMatter ends a matter that never had an application.
func (w *Window) concludeMatter(ctx context.Context, tx models.Tx, d Deed, matter models.ID, reason casework.Reason) error {
	if d.Act == Completed {
		return w.Ledger.Conclude(ctx, tx, matter, visit.MatterCompleted, visit.EndingOf(visit.EndCompleted, ""))
	}
	return w.Ledger.Conclude(ctx, tx, matter, visit.MatterRejected,
		visit.EndingOf(visit.EndRejected, reason.Code, visit.Cause(reason.Cause)))
}

// standing tells how matter and item stand after the act.
func (w *Window) standing(ctx context.Context, tx models.Tx, matter models.ID, t target, done *Done) error {
	m, err := w.Ledger.Matter(ctx, tx, matter)
	if err != nil {
		return fmt.Errorf("window: read matter: %w", err)
	}
	done.Visits, done.State, done.StateText = m.Visits, string(m.State), matterText(m.State)
	if t.application == nil {
		return nil
	}
	a, err := w.Files.Lock(ctx, tx, t.application.ID)
	if err != nil {
		return fmt.Errorf("window: read application: %w", err)
	}
	done.State, done.StateText = string(a.State), application.TextOfState(a.State)
	return nil
}

// keep writes the act down and its audit entry.
func (w *Window) keep(
	ctx context.Context, tx models.Tx, actor models.Actor, d Deed, t target, matter, here models.ID, cause visit.Cause,
) error {
	e := Entry{
		ID: w.IDs.New(), Visit: here, Matter: matter, Person: t.person, Clerk: actor.ID, Site: actor.Site,
		Act: d.Act, Purpose: d.Purpose, Reason: d.Reason, At: w.Clock.Now(),
	}
	subjects := []audit.Ref{
		{Kind: "matter", ID: string(matter)}, {Kind: "person", ID: string(t.person)}, {Kind: "visit", ID: string(here)},
	}
	if t.application != nil {
		e.Application = t.application.ID
		subjects = append(subjects, audit.Ref{Kind: "application", ID: string(e.Application)})
	}
	if !d.Note.Empty() {
		sealed, err := w.Vault.Seal(e.ID, noteColumn, []byte(d.Note.Reveal()))
		if err != nil {
			return fmt.Errorf("window: seal note: %w", err)
		}
		e.Note = sealed
	}
	if err := w.Journal.AddAct(ctx, tx, e); err != nil {
		return fmt.Errorf("window: keep act: %w", err)
	}
	err := w.Audit.Append(ctx, tx, audit.Entry{
		Action: audit.WindowRecorded, Actor: actor, Subjects: subjects,
		Notes: map[string]string{
			"kind": string(d.Act), "purpose": string(d.Purpose), "reason": d.Reason, "service": t.service, "cause": string(cause),
		},
	})
	if err != nil {
		return fmt.Errorf("window: audit: %w", err)
	}
	return nil
}
