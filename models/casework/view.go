package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/flow"
)

// View shows a whole case, masked, and notes in the record that it was seen.
func (d *Desk) View(ctx context.Context, actor models.Actor, id models.ID) (View, error) {
	c, err := d.caseOf(ctx, actor, id)
	if err != nil {
		return View{}, err
	}
	file, err := d.Files.Dossier(ctx, id)
	if err != nil {
		return View{}, fmt.Errorf("casework: read application: %w", err)
	}
	view := d.compose(c, actor, file)
	if view.Timeline, err = d.timeline(ctx, id); err != nil {
		return View{}, err
	}
	if view.Earlier, err = d.List.Earlier(ctx, c.Person, c.Matter); err != nil {
		return View{}, fmt.Errorf("casework: earlier matters: %w", err)
	}
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return d.Audit.Append(ctx, tx, audit.Entry{Action: audit.CaseSeen, Actor: actor, Subjects: subjects(c)})
	})
	if err != nil {
		return View{}, fmt.Errorf("casework: audit: %w", err)
	}
	return view, nil
}

func (d *Desk) compose(c Case, actor models.Actor, file application.Dossier) View {
	view := View{
		Case: c, Title: file.Definition.Title, Definition: file.Definition.Hash, State: file.Application.State, StateText: file.StateText,
		Sections: sections(file), Facts: facts(file, true), Checks: checks(file),
		Pictures: file.Exhibits, Fees: file.Fees, Total: file.Total,
	}
	if c.State == StateWaiting && c.Hold.Live(d.Clock.Now()) {
		view.ClaimedBy = c.Hold.Name
		if c.Hold.Clerk == actor.ID {
			view.Claim = &Claim{Application: c.Application, Fence: c.Hold.Fence, ExpiresAt: c.Hold.ExpiresAt}
		}
	}
	return view
}

// Masked is what a citizen answered, as it may be shown to staff.
func Masked(file application.Dossier) []Section { return sections(file) }

func sections(file application.Dossier) []Section {
	out := make([]Section, 0, len(file.Walk.Review))
	for _, s := range file.Walk.Review {
		section := Section{Title: s.Title}
		for _, r := range s.Rows {
			section.Rows = append(section.Rows, answerRow(file, r, true))
		}
		out = append(out, section)
	}
	return out
}

// answerRow is an answer with the register's value beside it where it differs.
func answerRow(file application.Dossier, r flow.Row, masked bool) Row {
	row := Row{Field: r.Field, Label: r.Label, Value: r.Value}
	mask := maskOf(r.Kind)
	if stated, known := registered(file, r.Field); known && stated != r.Value.In("zh-CN") {
		row.Register = texts(stated, stated)
	}
	if mask == nil || !masked {
		return row
	}
	row.Masked = true
	row.Value = maskTexts(row.Value, mask)
	if row.Register != nil {
		row.Register = maskTexts(row.Register, mask)
	}
	return row
}

// registered is what the register says to a field that is pre-filled from one
// value of it ("person.mobile").
func registered(file application.Dossier, field string) (string, bool) {
	for _, step := range file.Definition.Steps {
		for _, f := range step.Fields {
			if f.Name != field {
				continue
			}
			for _, r := range registerRows() {
				if r.field == strings.TrimSpace(f.Prefill.Written) {
					return r.value(file.Input.Facts)
				}
			}
		}
	}
	return "", false
}

func maskTexts(t models.Texts, mask func(string) string) models.Texts {
	masked := make(models.Texts, len(t))
	for language, s := range t {
		masked[language] = mask(s)
	}
	return masked
}

// facts lists the registers' values of the facts the definition reads.
func facts(file application.Dossier, masked bool) []Row {
	var rows []Row
	for _, r := range registerRows() {
		value, known := r.value(file.Input.Facts)
		if !known || value == "" {
			continue
		}
		row := Row{Field: r.field, Label: r.label, Value: texts(value, value)}
		if r.mask != nil && masked {
			row.Masked = true
			row.Value = maskTexts(row.Value, r.mask)
		}
		rows = append(rows, row)
	}
	return rows
}

// checks is the definition's check-list with what the machine already found. A
// line is called like the pre-check rule, the step or the field it is about;
// where it is about none of these, only a person can tell.
func checks(file application.Dossier) []Check {
	out := make([]Check, 0, len(file.Definition.Checklist))
	for _, line := range file.Definition.Checklist {
		out = append(out, Check{Code: line.Code, Text: line.Text, Result: found(file, line.Code), Mandatory: line.Mandatory})
	}
	return out
}

// found is what the engine says about a line: attention where an answer no
// longer holds or differs from the register, ok where it was compared and does
// not, or where the pre-check of that name was passed.
func found(file application.Dossier, code string) CheckResult {
	for _, problem := range file.Walk.Problems {
		if problem.Code == code || problem.Field == code || problem.Step == code {
			return CheckAttention
		}
	}
	result := CheckHuman
	for _, rule := range file.Definition.Precheck {
		if rule.Code == code {
			result = CheckOK
		}
	}
	for _, section := range file.Walk.Review {
		for _, row := range section.Rows {
			if section.Step != code && row.Field != code {
				continue
			}
			stated, known := registered(file, row.Field)
			switch {
			case known && stated != row.Value.In("zh-CN"):
				return CheckAttention
			case known:
				result = CheckOK
			}
		}
	}
	return result
}

// timelineLength is how many entries of the record the desk shows.
const timelineLength = 200

// timeline is the record about the application, without the views of it.
func (d *Desk) timeline(ctx context.Context, id models.ID) ([]Moment, error) {
	about := audit.Ref{Kind: "application", ID: string(id)}
	records, err := d.Record.About(ctx, about, models.Page{Limit: timelineLength})
	if err != nil {
		return nil, fmt.Errorf("casework: read record: %w", err)
	}
	names := map[models.ID]models.Texts{}
	moments := make([]Moment, 0, len(records))
	for _, r := range records {
		if r.Action == audit.CaseSeen || r.Action == audit.StepSaved {
			continue
		}
		by, err := d.byName(ctx, r.Actor, names)
		if err != nil {
			return nil, err
		}
		moments = append(moments, Moment{At: r.At, Text: r.Action.Describe(), By: by})
	}
	return moments, nil
}

func (d *Desk) byName(ctx context.Context, actor models.Actor, names map[models.ID]models.Texts) (models.Texts, error) {
	switch actor.Kind {
	case models.ActorCitizen:
		return texts("申请人", "Applicant"), nil
	case models.ActorDevice:
		return texts("自助机", "Kiosk"), nil
	case models.ActorStaff:
	default:
		return texts("系统", "System"), nil
	}
	if by, ok := names[actor.ID]; ok {
		return by, nil
	}
	clerk, err := d.Clerks.ByID(ctx, actor.ID)
	if errors.Is(err, models.ErrNotFound) {
		return texts("工作人员", "Staff"), nil
	}
	if err != nil {
		return nil, fmt.Errorf("casework: read clerk: %w", err)
	}
	names[actor.ID] = texts(clerk.Name, clerk.Name)
	return names[actor.ID], nil
}

// Reveal shows one masked field in full to the holder of the claim, or to a
// supervisor, and keeps who asked, for which field and why.
func (d *Desk) Reveal(
	ctx context.Context, actor models.Actor, id models.ID, field string, purpose Purpose,
) (models.Texts, error) {
	if !slices.Contains(Purposes(), purpose) {
		return nil, models.Invalid("input", models.FieldError{Field: "reason", Code: "field.choice"})
	}
	c, err := d.accessible(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	file, err := d.Files.Dossier(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("casework: read application: %w", err)
	}
	value, found := unmasked(file, field)
	if !found {
		return nil, models.Invalid("input", models.FieldError{Field: "field", Code: "field.choice"})
	}
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return d.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.CaseRevealed, Actor: actor, Subjects: subjects(c), Fields: []string{field},
			Notes: map[string]string{"purpose": string(purpose)},
		})
	})
	if err != nil {
		return nil, fmt.Errorf("casework: audit: %w", err)
	}
	return value, nil
}

func unmasked(file application.Dossier, field string) (models.Texts, bool) {
	for _, s := range file.Walk.Review {
		for _, r := range s.Rows {
			if r.Field == field {
				return r.Value, true
			}
		}
	}
	for _, r := range facts(file, false) {
		if r.Field == field {
			return r.Value, true
		}
	}
	return nil, false
}

// Picture shows a picture of the case to the holder of the claim, or to a
// supervisor, and keeps that it was shown.
func (d *Desk) Picture(ctx context.Context, actor models.Actor, id models.ID, name string) (application.Image, error) {
	c, err := d.accessible(ctx, actor, id)
	if err != nil {
		return application.Image{}, err
	}
	picture, err := d.Files.Exhibit(ctx, id, name)
	if err != nil {
		return application.Image{}, fmt.Errorf("casework: read picture: %w", err)
	}
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return d.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.CaseRevealed, Actor: actor, Subjects: subjects(c), Fields: []string{"picture"},
			Notes: map[string]string{"purpose": string(CompareDocuments)},
		})
	})
	if err != nil {
		return application.Image{}, fmt.Errorf("casework: audit: %w", err)
	}
	return picture, nil
}

// accessible reads a case whose values the actor may see in full: whoever holds
// it, and the hall's supervisor. Nobody sees their own or a relative's.
func (d *Desk) accessible(ctx context.Context, actor models.Actor, id models.ID) (Case, error) {
	c, err := d.caseOf(ctx, actor, id)
	if err != nil {
		return Case{}, err
	}
	if err := d.unbiased(ctx, actor, c); err != nil {
		return Case{}, err
	}
	if !c.heldBy(actor, d.Clock.Now()) && actor.Role != supervisorRole {
		return Case{}, ErrNotClaimed
	}
	return c, nil
}
