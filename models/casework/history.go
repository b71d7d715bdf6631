package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/pii"
)

// PastDecision is a decision as the list of decisions shows it.
type PastDecision struct {
	Decision
	Number      string
	Holder      pii.Text // masked already
	By          string   // the clerk's name
	ReasonText  models.Texts
	MayUndo     bool
	MayWithdraw bool
}

// History is one page of decisions.
type History struct {
	Decisions []PastDecision
	Next      string // cursor of the next page, "" on the last
}

// historyFilter binds a cursor to what it pages through.
type historyFilter struct {
	Site  string
	Clerk models.ID
}

// History lists the actor's own decisions, newest first, or the whole hall's
// for a supervisor. Whoever has a case for a second look does not find the first
// decision here either.
func (d *Decisions) History(ctx context.Context, actor models.Actor, hall bool, page models.Page) (History, error) {
	filter := historyFilter{Site: actor.Site, Clerk: actor.ID}
	if hall {
		if actor.Role != supervisorRole {
			return History{}, ErrSupervisor
		}
		filter.Clerk = ""
	}
	q := DecisionQuery{Site: filter.Site, Clerk: filter.Clerk, Limit: page.Limit + 1}
	if _, err := d.cursors.Decode(page.After, filter, &q.Before); err != nil {
		return History{}, err
	}
	rows, err := d.Past.Page(ctx, q)
	if err != nil {
		return History{}, fmt.Errorf("casework: read decisions: %w", err)
	}
	var out History
	if len(rows) > page.Limit {
		rows = rows[:page.Limit]
		if out.Next, err = d.cursors.Encode(filter, rows[page.Limit-1].ID); err != nil {
			return History{}, err
		}
	}
	names, now := map[models.ID]string{}, d.Clock.Now()
	for _, r := range rows {
		if r.Clerk != actor.ID && r.Round == r.Case.Round && r.Case.blindTo(actor, now) {
			continue
		}
		one, err := d.pastOf(ctx, r, actor, names, now)
		if err != nil {
			return History{}, err
		}
		out.Decisions = append(out.Decisions, one)
	}
	return out, nil
}

func (d *Decisions) pastOf(
	ctx context.Context, r DecidedCase, actor models.Actor, names map[models.ID]string, now time.Time,
) (PastDecision, error) {
	holder, err := d.Vault.Open(r.Decision.Application, holderColumn, r.Holder)
	if err != nil {
		return PastDecision{}, fmt.Errorf("casework: open holder: %w", err)
	}
	if r.Case.State == StateDeciding && r.Blind && actor.Role != supervisorRole {
		r.Decision.Stage = StageFirst // it can still be undone, and decided anew
	}
	one := PastDecision{
		Decision: r.Decision, Number: r.Number, Holder: pii.Conceal(string(holder)), ReasonText: d.reasonText(r.Decision),
		MayUndo:     r.Clerk == actor.ID && r.State == Provisional && now.Before(r.FinalAt) && r.Case.State == StateDeciding,
		MayWithdraw: actor.Role == supervisorRole && r.mayBeRecalled(),
	}
	one.By, err = d.nameOf(ctx, r.Clerk, names)
	return one, err
}

// mayBeRecalled tells whether a withdrawal has a chance: the decision stands, and
// its application has not gone further than a withdrawal reaches, as far as is
// known here.
func (r DecidedCase) mayBeRecalled() bool {
	reach := []application.State{
		"", application.Queued, application.Approved, application.AwaitingPayment, application.Rejected,
		application.HandedOver, application.Correction,
	}
	return standing(r.Decision, r.Case) == nil && slices.Contains(reach, r.Stands)
}

func (d *Decisions) nameOf(ctx context.Context, clerk models.ID, names map[models.ID]string) (string, error) {
	if name, ok := names[clerk]; ok {
		return name, nil
	}
	account, err := d.Clerks.ByID(ctx, clerk)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return "", fmt.Errorf("casework: read clerk: %w", err)
	}
	names[clerk] = account.Name
	return account.Name, nil
}

// reasonText is what the current definition says to a reason's code, and of an
// older one the code itself.
func (d *Decisions) reasonText(decision Decision) models.Texts {
	if decision.Reason == "" {
		return nil
	}
	for _, def := range d.Files.Definitions() {
		if def.Service != decision.Service {
			continue
		}
		for _, reason := range ReasonsOf(def) {
			if reason.Code == decision.Reason && reason.Outcome == decision.Outcome {
				return reason.Text
			}
		}
	}
	return texts(decision.Reason, decision.Reason)
}
