package desk

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/flow"
	"onevisit/models/staff"
	"onevisit/models/visit"
)

// caseOf translates a view into the caller's language.
func (h *Handlers) caseOf(ctx context.Context, v casework.View) deskapi.Case {
	say := func(t models.Texts) string { return t.In(web.Language(ctx)) }
	out := deskapi.Case{
		Id: string(v.Case.Application), Number: v.Case.Number, Service: v.Case.Service, ServiceTitle: say(v.Title),
		DefinitionVersion: v.Definition, State: string(v.State), StateText: say(v.StateText), Stage: deskapi.CaseStage(v.Stage),
		Holder: orNil(v.Holder.Reveal()), Language: v.Case.Language, InHall: &v.Case.InHall,
		SubmittedAt: v.Case.SubmittedAt, PromisedDate: dateOf(v.Case.Promised), ClaimedBy: orNil(v.ClaimedBy),
		Sections: sectionsOf(v.Sections, say), Facts: rowsOf(v.Facts, say), Checks: checksOf(v.Checks, say),
		Images: make([]deskapi.CaseImage, len(v.Pictures)), Fees: feesOf(v.Fees, say), TotalFen: int64(v.Total),
		Clock: clockOf(v.Clock, say), Corrections: askedOf(v.Asked, say), Decisions: decisionsOf(v.Decisions, say),
		Timeline: momentsOf(v.Timeline, say), Visits: h.visitsOf(ctx, v.Visits), Earlier: h.earlierOf(ctx, v.Earlier),
		Reasons: make([]deskapi.Reason, len(v.Reasons)),
	}
	if gate.Actor(ctx).Role == string(staff.Supervisor) {
		out.MatterId = orNil(string(v.Case.Matter))
	}
	if v.Claim != nil {
		claim := claimOf(*v.Claim)
		out.Claim = &claim
	}
	for i, p := range v.Pictures {
		out.Images[i] = deskapi.CaseImage{Name: p.Name, Title: say(p.Title)}
	}
	for i, r := range v.Reasons {
		out.Reasons[i] = reasonOf(r, say)
	}
	return out
}

func sectionsOf(sections []casework.Section, say func(models.Texts) string) []deskapi.Section {
	out := make([]deskapi.Section, len(sections))
	for i, s := range sections {
		out[i] = deskapi.Section{Title: say(s.Title), Rows: rowsOf(s.Rows, say)}
	}
	return out
}

func checksOf(checks []casework.Check, say func(models.Texts) string) []deskapi.Check {
	out := make([]deskapi.Check, len(checks))
	for i, c := range checks {
		out[i] = deskapi.Check{Code: c.Code, Text: say(c.Text), Result: deskapi.CheckResult(c.Result), Mandatory: c.Mandatory}
	}
	return out
}

func feesOf(fees []flow.FeeLine, say func(models.Texts) string) []deskapi.FeeLine {
	out := make([]deskapi.FeeLine, len(fees))
	for i, line := range fees {
		out[i] = deskapi.FeeLine{Text: say(line.Text), AmountFen: int64(line.Amount)}
	}
	return out
}

// causeText is a cause with its words, "" for none.
func causeText(c visit.Cause, language string) string {
	for _, known := range visit.Causes() {
		if known.Cause == c {
			return string(c) + " " + known.Text.In(language)
		}
	}
	return ""
}

func rowsOf(rows []casework.Row, say func(models.Texts) string) []deskapi.CaseRow {
	out := make([]deskapi.CaseRow, len(rows))
	for i, r := range rows {
		out[i] = deskapi.CaseRow{Field: r.Field, Label: say(r.Label), Value: say(r.Value), Masked: r.Masked}
		if r.Register != nil {
			out[i].Register = orNil(say(r.Register))
		}
	}
	return out
}
