package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/catalog"
	"onevisit/models/flow"
)

// The longest texts of a request, in characters.
const (
	longestMark  = 200
	longestAgain = 200
	mostMarks    = 40
)

// The refusals of a correction request.
var (
	// ErrAskIncomplete: the request leaves out what the system's own checks find;
	// its fields name it.
	ErrAskIncomplete = models.E(models.KindInvalid, "correction-incomplete")
	// ErrAskAgain: a further request needs a reason, because it is a defect.
	ErrAskAgain = models.E(models.KindInvalid, "correction-again")
)

// Asking is the part of application a correction request works with;
// *application.Cases is it.
type Asking interface {
	Dossier(ctx context.Context, id models.ID) (application.Dossier, error)
	// Recheck tells what of an application does not stand by now. It asks the
	// registers.
	Recheck(ctx context.Context, id models.ID) ([]flow.Problem, error)
	// Corrections lists what was asked before, oldest first.
	Corrections(ctx context.Context, id models.ID) ([]application.CorrectionRequest, error)
	// Call shows the application's number on the hall's screens.
	Call(ctx context.Context, tx models.Tx, id models.ID, by models.Actor) error
}

// WorkingDays counts working days.
type WorkingDays interface {
	Add(day models.Date, workingDays int) (models.Date, error)
}

// CorrectionsConfig is what Corrections is built from.
type CorrectionsConfig struct {
	Transactor models.Transactor
	List       List
	Asking     Asking
	Calendar   WorkingDays
	Clock      models.Clock
}

// Corrections completes correction requests (一次性告知): what can be marked, why,
// and everything the machine itself finds wrong, so that the citizen is asked
// once. What can be marked are the fields of the form, a photo among them, as it
// was handed in: they are what the citizen can answer at a kiosk or by phone. A
// paper that has to be seen in the original is a matter of a hand-over.
type Corrections struct{ CorrectionsConfig }

// NewCorrections returns the use cases.
func NewCorrections(c CorrectionsConfig) *Corrections { return &Corrections{c} }

// Correctables is what a correction request of a case can name.
type Correctables struct {
	Earlier    int // requests made before that were not recalled
	AnswerDays int // working days the citizen has
	Fields     []Correctable
	Found      []Finding
}

// Correctable is one field that can be marked.
type Correctable struct {
	Field   string
	Label   models.Texts
	Section models.Texts
	Reasons []catalog.Reason
}

// Finding is what the system's own checks find wrong. Text is set where the
// definition words it; otherwise Code has a text of its own.
type Finding struct {
	Field  string
	Label  models.Texts
	Reason string // the code a mark of it may have
	Code   string
	Params map[string]string
	Text   models.Texts
}

// Correctables lists what can be marked, and what has to be.
func (d *Corrections) Correctables(ctx context.Context, actor models.Actor, id models.ID) (Correctables, error) {
	c, err := caseOfHall(ctx, d.List, actor, id)
	if err != nil {
		return Correctables{}, err
	}
	file, err := d.Asking.Dossier(ctx, c.Application)
	if err != nil {
		return Correctables{}, fmt.Errorf("casework: read application: %w", err)
	}
	earlier, err := d.earlier(ctx, c.Application)
	if err != nil {
		return Correctables{}, err
	}
	out := Correctables{Earlier: earlier, AnswerDays: file.Definition.Policy.AnswerDays(), Fields: correctables(file)}
	out.Found, err = d.found(ctx, file)
	return out, err
}

// correctables are the answered fields of the form, in its order.
func correctables(file application.Dossier) []Correctable {
	var list []Correctable
	for _, s := range file.Walk.Review {
		for _, r := range s.Rows {
			list = append(list, Correctable{
				Field: r.Field, Label: r.Label, Section: s.Title, Reasons: application.CorrectReasons(file.Definition, r.Field),
			})
		}
	}
	return list
}

func (d *Corrections) found(ctx context.Context, file application.Dossier) ([]Finding, error) {
	problems, err := d.Asking.Recheck(ctx, file.Application.ID)
	if err != nil {
		return nil, fmt.Errorf("casework: recheck application: %w", err)
	}
	list := make([]Finding, 0, len(problems))
	for _, p := range problems {
		list = append(list, Finding{
			Field: p.Field, Label: fieldLabel(file.Definition, p.Field), Code: p.Code, Params: p.Params, Text: p.Text,
			Reason: application.CorrectReasons(file.Definition, p.Field)[0].Code,
		})
	}
	return list, nil
}

// earlier counts the requests made before. One the office recalled was none.
func (d *Corrections) earlier(ctx context.Context, id models.ID) (int, error) {
	list, err := d.Asking.Corrections(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("casework: read corrections: %w", err)
	}
	n := 0
	for _, r := range list {
		if r.State != application.RequestWithdrawn {
			n++
		}
	}
	return n, nil
}

// Prepare implements Preparer: the request as it will be asked, with the last
// day for the answer. It asks the registers.
func (d *Corrections) Prepare(
	ctx context.Context, c Case, file application.Dossier, asked application.CorrectionAsk,
) (application.CorrectionAsk, error) {
	found, err := d.found(ctx, file)
	if err != nil {
		return asked, err
	}
	if err := checkMarks(file, found, asked); err != nil {
		return asked, err
	}
	if err := complete(found, asked); err != nil {
		return asked, err
	}
	earlier, err := d.earlier(ctx, c.Application)
	if err != nil {
		return asked, err
	}
	if earlier < file.Definition.Policy.MostCorrections() {
		asked.Again = "" // nothing to excuse
	} else if asked.Again == "" {
		return asked, withFields(ErrAskAgain, models.FieldError{Field: "againReason", Code: "field.required"})
	}
	asked.AnswerBy, err = d.Calendar.Add(models.DateOf(d.Clock.Now()), file.Definition.Policy.AnswerDays())
	return asked, err
}

// checkMarks refuses marks the form does not have, without a reason of the
// closed list, or given twice.
func checkMarks(file application.Dossier, found []Finding, asked application.CorrectionAsk) error {
	can := correctables(file)
	var broken []models.FieldError
	refuse := func(at, code string, params map[string]string) {
		broken = append(broken, models.FieldError{Field: "correction." + at, Code: code, Params: params})
	}
	if len(asked.Marks) == 0 || len(asked.Marks) > mostMarks {
		refuse("marks", "field.length", nil)
	}
	if utf8.RuneCountInString(asked.Again) > longestAgain {
		refuse("againReason", "field.too_long", map[string]string{"max": strconv.Itoa(longestAgain)})
	}
	for i, m := range asked.Marks {
		at := "marks." + strconv.Itoa(i)
		known := slices.ContainsFunc(can, func(x Correctable) bool { return x.Field == m.Field }) ||
			slices.ContainsFunc(found, func(x Finding) bool { return x.Field == m.Field })
		reasons := application.CorrectReasons(file.Definition, m.Field)
		switch {
		case !known:
			refuse(at+".field", "field.choice", nil)
		case slices.ContainsFunc(asked.Marks[:i], func(x application.Mark) bool { return x.Field == m.Field }):
			refuse(at+".field", "field.duplicate", nil)
		case !slices.ContainsFunc(reasons, func(r catalog.Reason) bool { return r.Code == m.Reason }):
			refuse(at+".reasonCode", "field.choice", nil)
		case utf8.RuneCountInString(m.Note.Reveal()) > longestMark:
			refuse(at+".note", "field.too_long", map[string]string{"max": strconv.Itoa(longestMark)})
		}
	}
	if len(broken) > 0 {
		return models.Invalid("input", broken...)
	}
	return nil
}

// complete refuses a request that leaves out what the checks find.
func complete(found []Finding, asked application.CorrectionAsk) error {
	var missing []models.FieldError
	for _, f := range found {
		if !slices.ContainsFunc(asked.Marks, func(m application.Mark) bool { return m.Field == f.Field }) {
			missing = append(missing, models.FieldError{Field: f.Field, Code: "field.required"})
		}
	}
	if len(missing) > 0 {
		return withFields(ErrAskIncomplete, missing...)
	}
	return nil
}

func withFields(e *models.Error, fields ...models.FieldError) error {
	with := *e
	with.Fields = fields
	return &with
}

// Call calls the citizen of a case that waits for a correction.
func (d *Corrections) Call(ctx context.Context, actor models.Actor, id models.ID, record Hook[models.ID]) error {
	c, err := caseOfHall(ctx, d.List, actor, id)
	if err != nil {
		return err
	}
	return d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := d.Asking.Call(ctx, tx, c.Application, actor); err != nil {
			return err
		}
		return record.run(ctx, tx, c.Application)
	})
}
