package casework

import (
	"context"
	"fmt"
	"slices"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
)

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
		if err := d.touch(ctx, tx, actor, c, HandReveal); err != nil {
			return err
		}
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
		if err := d.touch(ctx, tx, actor, c, HandPicture); err != nil {
			return err
		}
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

// touch notes that the actor had the case in hand: whoever saw its values does
// not sign it a second time.
func (d *Desk) touch(ctx context.Context, tx models.Tx, actor models.Actor, c Case, act Act) error {
	if d.Hands == nil {
		return nil
	}
	return d.Hands.Touch(ctx, tx, Hand{
		Application: c.Application, Clerk: actor.ID, Round: c.Round, Stage: c.Stage, Act: act, At: d.Clock.Now(),
	})
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
