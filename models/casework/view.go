package casework

import (
	"context"
	"fmt"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/pii"
)

// View shows a whole case, masked, and notes in the record that it was seen. One
// that is over can still be seen; one's own, a relative's and the household's
// cannot, whether they are over or not.
func (d *Desk) View(ctx context.Context, actor models.Actor, id models.ID) (View, error) {
	c, err := d.caseOf(ctx, actor, id)
	if err != nil {
		return View{}, err
	}
	if err := d.unbiased(ctx, actor, c); err != nil {
		return View{}, err
	}
	file, err := d.Files.Dossier(ctx, id)
	if err != nil {
		return View{}, fmt.Errorf("casework: read application: %w", err)
	}
	view, err := d.compose(c, actor, file)
	if err != nil {
		return View{}, err
	}
	if err := d.tell(ctx, &view, file, view.blind); err != nil {
		return View{}, err
	}
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return d.Audit.Append(ctx, tx, audit.Entry{Action: audit.CaseSeen, Actor: actor, Subjects: subjects(c)})
	})
	if err != nil {
		return View{}, fmt.Errorf("casework: audit: %w", err)
	}
	return view, nil
}

func (d *Desk) compose(c Case, actor models.Actor, file application.Dossier) (View, error) {
	now := d.Clock.Now()
	holder, err := d.Vault.Open(c.Application, holderColumn, c.Holder)
	if err != nil {
		return View{}, fmt.Errorf("casework: open holder: %w", err)
	}
	view := View{
		Case: c, Stage: c.stageFor(actor.Role == supervisorRole), Holder: pii.Conceal(string(holder)),
		Title: file.Definition.Title, Definition: file.Definition.Hash, State: file.Application.State, StateText: file.StateText,
		Sections: sections(file), Facts: facts(file, true), Checks: checks(file),
		Pictures: file.Exhibits, Fees: file.Fees, Total: file.Total, Reasons: ReasonsOf(file.Definition),
		viewer: actor.ID, blind: c.blindTo(actor, now),
	}
	if c.State == StateDecided || c.State == StateWithdrawn {
		view.Stage = StageEnded
	}
	if c.State == StateWaiting && c.Hold.Live(now) {
		view.ClaimedBy = c.Hold.Name
		if c.Hold.Clerk == actor.ID {
			view.Claim = &Claim{Application: c.Application, Fence: c.Hold.Fence, ExpiresAt: c.Hold.ExpiresAt}
		}
	}
	return view, nil
}
