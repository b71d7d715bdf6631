package application

import (
	"context"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/register"
)

// Dossier is an application in the clear, for the office. Whoever shows any of
// it decides what of it, to whom, and records that.
type Dossier struct {
	Application Application
	Definition  *catalog.Definition
	Input       flow.Input // with the facts kept and the date of the submission
	Walk        flow.Walk
	StateText   models.Texts
	Exhibits    []Exhibit
	Fees        []flow.FeeLine // as submitted
	Total       models.Fen
	Results     []ResultView
	Reason      *flow.Reason // of a rejection, hand-over or stop; nil where there is none
}

// Exhibit names a picture of an application.
type Exhibit struct {
	Name  string
	Title models.Texts
}

// Dossier opens an application as it was submitted.
func (c *Cases) Dossier(ctx context.Context, id models.ID) (Dossier, error) {
	f, err := c.anyFile(ctx, id)
	if err != nil {
		return Dossier{}, err
	}
	results, err := c.Results.Results(ctx, id)
	if err != nil {
		return Dossier{}, err
	}
	d := Dossier{
		Application: f.Application, Definition: f.def, StateText: stateText(f.Application, results),
		Input: f.input(f.today(c.Clock.Now())),
	}
	d.Input.Redo = nil // the office looks at the whole form
	if d.Walk, err = c.Engine.Walk(d.Input); err != nil {
		return Dossier{}, err
	}
	d.Fees, d.Total = d.Walk.Fees, d.Walk.Total
	if lines, err := openLines(c.Vault, f.Application); err != nil {
		return Dossier{}, err
	} else if lines != nil {
		d.Fees, d.Total = lines, f.Total
	}
	d.Reason = f.reason(d.Walk)
	if d.Results, err = c.resultViews(ctx, f, d.Walk, results, models.Actor{}); err != nil {
		return Dossier{}, err
	}
	d.Exhibits, err = c.exhibits(ctx, f)
	return d, err
}

// exhibits lists the photos that are the answers of photo fields, not those
// taken and taken again, and then the evidence of the records.
func (c *Cases) exhibits(ctx context.Context, f *file) ([]Exhibit, error) {
	attached, err := c.Archive.List(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	var out []Exhibit
	for _, a := range attached {
		if f.answers.Answers[a.Field] == string(a.ID) {
			out = append(out, Exhibit{Name: string(a.ID), Title: f.label(a.Field)})
		}
	}
	if violations, ok := f.facts[register.FactViolations].(register.Violations); ok {
		for _, record := range violations.Records {
			for _, image := range record.Evidence {
				out = append(out, Exhibit{Name: image, Title: models.Texts{"zh-CN": "证据照片", "en": "Evidence picture"}})
			}
		}
	}
	return out, nil
}

// label is how the page calls a field.
func (f *file) label(field string) models.Texts {
	if i := f.def.FieldStep(field); i >= 0 {
		for _, x := range f.def.Steps[i].Fields {
			if x.Name == field {
				return x.Label
			}
		}
	}
	return models.Texts{"zh-CN": field}
}

// Exhibit reads a picture of an application for the office: an attachment by
// its id, or an evidence picture by its name.
func (c *Cases) Exhibit(ctx context.Context, id models.ID, name string) (Image, error) {
	f, err := c.anyFile(ctx, id)
	if err != nil {
		return Image{}, err
	}
	if models.ValidID(name) {
		return c.attachment(ctx, id, models.ID(name))
	}
	if !f.hasEvidence(name) {
		return Image{}, models.ErrNotFound
	}
	content, err := c.Evidence.Photo(ctx, name)
	return Image{"image/jpeg", content}, err
}

// anyFile opens an application whoever's it is: for the office only.
func (c *Cases) anyFile(ctx context.Context, id models.ID) (*file, error) {
	a, err := c.Store.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	return c.open(ctx, a)
}
