package casework

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/catalog"
	"onevisit/models/pii"
)

// The names of a decision's sealed parts.
const (
	noteColumn       = "decision.note"
	correctionColumn = "decision.correction"
	closedNoteColumn = "decision.closed_note"
)

// The longest notes, in characters.
const (
	longestNote    = 500 // of a decision
	longestWhyNote = 200 // of a withdrawal
)

// Decide decides a case under the clerk's live claim. The decision is
// provisional for the undo time; its condition on the claim, the decision
// itself, what it was made on, the job that makes it final, the audit entry and
// the reply are one transaction. Errors: not-claimed, lease-expired,
// already-decided, conflict-of-interest, second-signer, supervisor-decides, not
// found for another hall, invalid for the reason, the check-list or the request.
func (d *Decisions) Decide(
	ctx context.Context, actor models.Actor, r Ruling, record Hook[Decided],
) (Decided, error) {
	c, err := d.caseOf(ctx, actor, r.Application)
	if err != nil {
		return Decided{}, err
	}
	if err := d.mayDecide(ctx, actor, c); err != nil {
		return Decided{}, err
	}
	file, err := d.Files.Dossier(ctx, c.Application)
	if err != nil {
		return Decided{}, fmt.Errorf("casework: read application: %w", err)
	}
	decision, err := d.prepare(ctx, actor, c, file, r)
	if err != nil {
		return Decided{}, err
	}
	a := act{taking: d.taking(actor, c, r.Fence), before: c, file: file, decision: decision}
	if a.ruling, err = d.rulingOf(ctx, decision); err != nil {
		return Decided{}, err
	}
	var done Decided
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		decided, err := d.begin(ctx, tx, actor, a)
		if err != nil {
			return err
		}
		done = decided
		return record.run(ctx, tx, decided)
	})
	return done, err
}

// act is a prepared decision with what it is made on.
type act struct {
	taking   Taking
	before   Case // as it was read before the transaction
	file     application.Dossier
	decision Decision
	ruling   application.Ruling
}

func (d *Decisions) taking(actor models.Actor, c Case, fence int64) Taking {
	now := d.Clock.Now()
	return Taking{
		Application: c.Application, Site: actor.Site, Clerk: actor.ID, Fence: fence,
		Now: now, Until: now.Add(LeaseTime).Truncate(time.Millisecond),
	}
}

// begin is the deciding transaction. Without an undo time the decision is
// carried out in it.
func (d *Decisions) begin(ctx context.Context, tx models.Tx, actor models.Actor, a act) (Decided, error) {
	decision, drawn := a.decision, 0
	decision.Drawn, drawn = d.drawn(a.before, decision, d.share(a.file.Definition))
	c, ok, err := d.Kept.Begin(ctx, tx, a.taking, decision)
	switch {
	case errors.Is(err, models.ErrDuplicate):
		return Decided{}, ErrAlreadyDecided.Because(err)
	case err != nil:
		return Decided{}, fmt.Errorf("casework: begin decision: %w", err)
	case !ok:
		return Decided{}, refusal(c, a.taking)
	}
	decision.Fence = c.Hold.Fence
	notes := notesOf(c, decision)
	if drawn >= 0 {
		notes["draw"] = strconv.Itoa(drawn)
	}
	if notes["hash"], err = d.Records.Keep(ctx, tx, c, a.file, decision); err != nil {
		return Decided{}, err
	}
	if err := d.note(ctx, tx, c, decision, audit.Entry{Action: audit.CaseDecided, Actor: actor, Notes: notes}); err != nil {
		return Decided{}, fmt.Errorf("casework: audit: %w", err)
	}
	decided := Decided{
		Application: c.Application, Decision: decision.ID, Outcome: decision.Outcome, Stage: c.stageFor(actor.Role == supervisorRole),
		State: a.file.Application.State, FinalAt: decision.FinalAt, UndoTime: d.UndoTime,
	}
	if d.UndoTime > 0 || decision.Bulk != "" {
		return decided, d.Jobs.Put(ctx, tx, finaliseJob(decision))
	}
	state, err := d.finish(ctx, tx, c, decision, a.ruling)
	decided.State = cmp.Or(state, decided.State)
	return decided, err
}

func notesOf(c Case, decision Decision) map[string]string {
	notes := map[string]string{
		"outcome": string(decision.Outcome), "service": c.Service, "stage": string(decision.Stage),
		"fence": strconv.FormatInt(decision.Fence, 10),
	}
	if decision.Reason != "" {
		notes["reason"] = decision.Reason
	}
	if decision.Bulk != "" {
		notes["checked"] = string(c.Checked)
	}
	return notes
}

// prepare checks a ruling and makes the decision of it, outside any transaction.
func (d *Decisions) prepare(
	ctx context.Context, actor models.Actor, c Case, file application.Dossier, r Ruling,
) (Decision, error) {
	if err := check(file.Definition, r); err != nil {
		return Decision{}, err
	}
	now := d.Clock.Now()
	decision := Decision{
		ID: d.IDs.New(), Application: c.Application, Clerk: actor.ID, Site: c.Site, Service: c.Service, Round: max(c.Round, 1),
		Stage: c.Stage, Outcome: r.Outcome, Reason: r.Reason, Checks: r.Checks, Blind: c.Stage == StageSecond && c.Eyes < 2,
		Fence: r.Fence, At: now, FinalAt: now.Add(d.UndoTime).Truncate(time.Millisecond), State: Provisional,
	}
	if r.Correction != nil {
		ask, err := d.Corrections.Prepare(ctx, c, file, *r.Correction)
		if err != nil {
			return Decision{}, err
		}
		if decision.Correction, err = sealAsk(d.Vault, decision.ID, ask); err != nil {
			return Decision{}, err
		}
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

// check refuses a ruling that breaks a rule of its own or of the version the
// application is pinned to.
func check(def *catalog.Definition, r Ruling) error {
	switch {
	case !slices.Contains(Outcomes(), r.Outcome):
		return field("outcome", "field.choice")
	case utf8.RuneCountInString(r.Note.Reveal()) > longestNote:
		return models.Invalid("input", models.FieldError{
			Field: "note", Code: "field.too_long", Params: map[string]string{"max": strconv.Itoa(longestNote)},
		})
	case r.Outcome == Correct && (r.Correction == nil || len(r.Correction.Marks) == 0):
		return field("correction", "field.required")
	case r.Outcome != Correct && r.Correction != nil:
		return field("correction", "field.choice")
	}
	if _, err := reasonOf(def, r); err != nil {
		return err
	}
	return ticked(def, r)
}

// ticked refuses a tick that is no line of the check-list, and an approval with
// a mandatory line left open.
func ticked(def *catalog.Definition, r Ruling) error {
	open := map[string]bool{}
	for _, line := range def.Checklist {
		open[line.Code] = line.Mandatory
	}
	for _, code := range r.Checks {
		if _, ok := open[code]; !ok {
			return field("checks", "field.choice")
		}
		open[code] = false
	}
	if r.Outcome != Approve {
		return nil
	}
	var missing []models.FieldError
	for _, line := range def.Checklist {
		if open[line.Code] {
			missing = append(missing, models.FieldError{Field: "checks." + line.Code, Code: "field.required"})
		}
	}
	if len(missing) > 0 {
		return models.Invalid("checks-open", missing...)
	}
	return nil
}

func field(name, code string) error {
	return models.Invalid("input", models.FieldError{Field: name, Code: code})
}

// sealedAsk is a correction request at rest; pii.Text would print its mask.
type sealedAsk struct {
	Marks    []sealedMark `json:"marks"`
	Again    string       `json:"again,omitempty"`
	AnswerBy models.Date  `json:"answer_by"`
}

type sealedMark struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
	Note   string `json:"note,omitempty"`
}

func sealAsk(vault pii.Vault, decision models.ID, ask application.CorrectionAsk) ([]byte, error) {
	plain := sealedAsk{Again: ask.Again, AnswerBy: ask.AnswerBy}
	for _, m := range ask.Marks {
		plain.Marks = append(plain.Marks, sealedMark{m.Field, m.Reason, m.Note.Reveal()})
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return nil, fmt.Errorf("casework: encode correction: %w", err)
	}
	sealed, err := vault.Seal(decision, correctionColumn, text)
	if err != nil {
		return nil, fmt.Errorf("casework: seal correction: %w", err)
	}
	return sealed, nil
}

func openAsk(vault pii.Vault, decision Decision) (*application.CorrectionAsk, error) {
	if len(decision.Correction) == 0 {
		return nil, nil
	}
	text, err := vault.Open(decision.ID, correctionColumn, decision.Correction)
	if err != nil {
		return nil, fmt.Errorf("casework: open correction: %w", err)
	}
	var plain sealedAsk
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, fmt.Errorf("casework: decode correction: %w", err)
	}
	ask := &application.CorrectionAsk{Again: plain.Again, AnswerBy: plain.AnswerBy}
	for _, m := range plain.Marks {
		ask.Marks = append(ask.Marks, application.Mark{Field: m.Field, Reason: m.Reason, Note: pii.Conceal(m.Note)})
	}
	return ask, nil
}
