package casework

import (
	"context"
	"fmt"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
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
