package application

import (
	"context"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/document"
	"onevisit/models/flow"
)

// Dossier is an application in the clear, for the office. Whoever shows any of
// it decides what of it, to whom, and records that.
type Dossier struct {
	Application Application
	Definition  *catalog.Definition
	Input       flow.Input // with the facts kept and the date of the submission
	Walk        flow.Walk
	Attachments []document.Attachment // without their content
}

// Dossier opens an application as it was submitted.
func (c *Cases) Dossier(ctx context.Context, id models.ID) (Dossier, error) {
	a, err := c.Store.ByID(ctx, id)
	if err != nil {
		return Dossier{}, err
	}
	f, err := c.open(ctx, a)
	if err != nil {
		return Dossier{}, err
	}
	at := c.Clock.Now()
	if !a.SubmittedAt.IsZero() {
		at = a.SubmittedAt
	}
	d := Dossier{Application: a, Definition: f.def, Input: f.input(models.DateOf(at))}
	if d.Walk, err = c.Engine.Walk(d.Input); err != nil {
		return Dossier{}, err
	}
	d.Attachments, err = c.Archive.List(ctx, id)
	return d, err
}

// DossierImage reads a picture of an application for the office: an attachment
// by its id, or an evidence picture by its name.
func (c *Cases) DossierImage(ctx context.Context, id models.ID, name string) (Image, error) {
	a, err := c.Store.ByID(ctx, id)
	if err != nil {
		return Image{}, err
	}
	if models.ValidID(name) {
		return c.attachment(ctx, id, models.ID(name))
	}
	f, err := c.open(ctx, a)
	if err != nil {
		return Image{}, err
	}
	if !f.hasEvidence(name) {
		return Image{}, models.ErrNotFound
	}
	content, err := c.Evidence.Photo(ctx, name)
	return Image{"image/jpeg", content}, err
}
