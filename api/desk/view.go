package desk

import (
	"context"

	openapi "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/flow"
	"onevisit/models/visit"
)

// caseOf translates a view into the caller's language.
func (h *Handlers) caseOf(ctx context.Context, v casework.View) deskapi.Case {
	say := func(t models.Texts) string { return t.In(web.Language(ctx)) }
	out := deskapi.Case{
		Id: string(v.Case.Application), Number: v.Case.Number, Service: v.Case.Service, ServiceTitle: say(v.Title),
		DefinitionVersion: v.Definition, State: string(v.State), StateText: say(v.StateText), SubmittedAt: v.Case.SubmittedAt,
		ClaimedBy: orNil(v.ClaimedBy), TotalFen: int64(v.Total),
		Sections: sectionsOf(v.Sections, say), Facts: rowsOf(v.Facts, say), Checks: checksOf(v.Checks, say),
		Images: []deskapi.CaseImage{}, Fees: feesOf(v.Fees, say),
		Timeline: []deskapi.Moment{}, Earlier: []deskapi.EarlierMatter{}, Visits: []deskapi.PastVisit{},
		Stage: deskapi.CaseStage(v.Case.Stage), Language: v.Case.Language, Clock: deskapi.DeadlineClock{Stops: []deskapi.ClockStop{}},
		Corrections: []deskapi.CorrectionSeen{}, Decisions: []deskapi.DecisionSeen{}, Reasons: []deskapi.Reason{},
	}
	out.PromisedDate = dateOf(v.Case.Promised)
	if v.Claim != nil {
		claim := claimOf(*v.Claim)
		out.Claim = &claim
	}
	for _, p := range v.Pictures {
		out.Images = append(out.Images, deskapi.CaseImage{Name: p.Name, Title: say(p.Title)})
	}
	for _, m := range v.Timeline {
		out.Timeline = append(out.Timeline, deskapi.Moment{At: m.At, Text: say(m.Text), By: orNil(say(m.By)), Kind: deskapi.MomentKindSystem})
	}
	for _, e := range v.Earlier {
		out.Earlier = append(out.Earlier, deskapi.EarlierMatter{
			Service: e.Service, Title: h.title(ctx, e.Service), State: e.State, OpenedOn: openapi.Date{Time: e.OpenedOn.Time()}, Visits: e.Visits,
		})
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
