package application

import (
	"context"
	"errors"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/catalog"
	"onevisit/models/document"
	"onevisit/models/flow"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// ErrNoPhotoField is the answer to a photo for a field that takes none.
var ErrNoPhotoField = models.E(models.KindNotFound, "field.unknown")

// Upload is a photo for a field.
type Upload struct {
	Actor       models.Actor
	Application models.ID
	Field       string
	Data        []byte
	Record      visit.Record[document.Attachment]
}

// portrait is the ratio of a document photo, width to height.
const portrait = 3.0 / 4.0

// Attach takes a photo in and answers the attachment, whose id is the value to
// give for the field. A photo that is refused says so in the matter: it is why
// the next visit would be needed.
func (c *Cases) Attach(ctx context.Context, u Upload) (document.Attachment, error) {
	a, err := c.own(ctx, u.Actor, u.Application)
	if err != nil {
		return document.Attachment{}, err
	}
	if _, err := Next(a.State, Attach, u.Actor.Kind); err != nil {
		return document.Attachment{}, err
	}
	policy, err := c.photoPolicy(a, u.Field)
	if err != nil {
		return document.Attachment{}, err
	}
	if err := c.replaceable(ctx, a, u.Field); err != nil {
		return document.Attachment{}, err
	}
	picture, err := document.Take(u.Data, policy)
	if err != nil {
		return document.Attachment{}, errors.Join(err, c.photoRefused(ctx, u.Actor, a))
	}
	attachment, err := c.Archive.Seal(a.ID, u.Field, u.Actor.Session, picture)
	if err != nil {
		return document.Attachment{}, err
	}
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		held, err := c.Store.Lock(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if _, err := Next(held.State, Attach, u.Actor.Kind); err != nil {
			return err
		}
		if err := c.Archive.Keep(ctx, tx, attachment); err != nil {
			return err
		}
		if !remote(u.Actor) { // a photo from home leaves the last visit as it stood
			if err := c.Ledger.Note(ctx, tx, held.Matter, visit.EndingOf(visit.EndWorking, "")); err != nil {
				return err
			}
		}
		entry := audit.Entry{Action: audit.Attached, Actor: u.Actor, Fields: []string{u.Field}}
		entry.Subjects = append(held.subjects(), audit.Ref{Kind: "attachment", ID: string(attachment.ID)})
		if err := c.Log.Append(ctx, tx, entry); err != nil {
			return err
		}
		return u.Record.Call(ctx, tx, attachment)
	})
	return attachment, err
}

// photoPolicy is what the definition asks of the field's photo.
func (c *Cases) photoPolicy(a Application, field string) (document.Policy, error) {
	def, ok := c.Catalog.Version(a.Definition)
	if !ok {
		return document.Policy{}, ErrNoPhotoField
	}
	f, ok := fieldOf(def, field)
	if !ok || f.Kind != "photo" {
		return document.Policy{}, ErrNoPhotoField
	}
	if f.Photo == nil {
		return document.Policy{}, nil
	}
	policy := document.Policy{MinWidth: f.Photo.MinWidth, MinHeight: f.Photo.MinHeight, Ratio: portrait}
	if f.Photo.Paper {
		policy.Ratio = 0
	}
	return policy, nil
}

func fieldOf(def *catalog.Definition, name string) (catalog.Field, bool) {
	for _, step := range def.Steps {
		for _, f := range step.Fields {
			if f.Name == name {
				return f, true
			}
		}
	}
	return catalog.Field{}, false
}

// replaceable refuses a photo the office did not ask for.
func (c *Cases) replaceable(ctx context.Context, a Application, field string) error {
	if a.State != Correction {
		return nil
	}
	f, err := c.open(ctx, a)
	if err != nil {
		return err
	}
	if f.mayReplace(field) {
		return nil
	}
	return models.Invalid(ErrAnswers.Code, models.FieldError{Field: field, Code: flow.CodeNotAsked})
}

func (c *Cases) photoRefused(ctx context.Context, actor models.Actor, a Application) error {
	if remote(actor) {
		return nil
	}
	return c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return c.Ledger.Note(ctx, tx, a.Matter, visit.EndingOf(visit.EndPhoto, ""))
	})
}

// Image is a picture to show.
type Image struct {
	MediaType string
	Content   []byte
}

// Image gives a picture of the citizen's own application: an attachment by its
// id, or an evidence picture by the name a page gave. Showing evidence is noted,
// because nobody may accept a record whose pictures were not shown.
func (c *Cases) Image(ctx context.Context, actor models.Actor, id models.ID, name string) (Image, error) {
	f, err := c.ownFile(ctx, actor, id)
	if err != nil {
		return Image{}, err
	}
	if models.ValidID(name) {
		return c.ownAttachment(ctx, actor, f.ID, models.ID(name))
	}
	if !f.hasEvidence(name) || remote(actor) && !f.asksFor("records") {
		return Image{}, models.ErrNotFound
	}
	content, err := c.Evidence.Photo(ctx, name)
	if err != nil {
		return Image{}, err
	}
	if !f.State.Editable() {
		return Image{"image/jpeg", content}, nil
	}
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := c.Archive.MarkSeen(ctx, tx, f.ID, name); err != nil {
			return err
		}
		return c.Log.Append(ctx, tx, audit.Entry{Action: audit.EvidenceShown, Actor: actor, Subjects: f.subjects()})
	})
	return Image{"image/jpeg", content}, err
}

// ownAttachment shows a phone only what was taken in its own session.
func (c *Cases) ownAttachment(ctx context.Context, actor models.Actor, application, id models.ID) (Image, error) {
	a, err := c.Archive.Open(ctx, application, id)
	if err == nil && remote(actor) && a.Session != actor.Session {
		return Image{}, models.ErrNotFound.Because(errors.New("a picture of another session"))
	}
	return Image{a.MediaType, a.Content}, err
}

func (c *Cases) attachment(ctx context.Context, application, id models.ID) (Image, error) {
	a, err := c.Archive.Open(ctx, application, id)
	return Image{a.MediaType, a.Content}, err
}

// hasEvidence tells whether the picture belongs to a record of this
// application's facts: any other name does not exist.
func (f *file) hasEvidence(name string) bool {
	violations, ok := f.facts[register.FactViolations].(register.Violations)
	if !ok {
		return false
	}
	for _, record := range violations.Records {
		for _, image := range record.Evidence {
			if image == name {
				return true
			}
		}
	}
	return false
}
