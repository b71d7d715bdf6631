package desk

import (
	"context"
	"time"

	openapi "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
)

// The generated contract has these shapes without names of their own.
type (
	section = struct {
		Rows  []deskapi.CaseRow `json:"rows"`
		Title string            `json:"title"`
	}
	check = struct {
		Code   string                   `json:"code"`
		Result deskapi.CaseChecksResult `json:"result"`
		Text   string                   `json:"text"`
	}
	image = struct {
		Name  string `json:"name"`
		Title string `json:"title"`
	}
	fee = struct {
		AmountFen int64  `json:"amountFen"`
		Text      string `json:"text"`
	}
	moment = struct {
		At   time.Time `json:"at"`
		By   *string   `json:"by,omitempty"`
		Text string    `json:"text"`
	}
	earlier = struct {
		OpenedOn openapi.Date `json:"openedOn"`
		Service  string       `json:"service"`
		State    string       `json:"state"`
		Title    string       `json:"title"`
		Visits   int          `json:"visits"`
	}
	reason = struct {
		Bring   *[]string                     `json:"bring,omitempty"`
		Code    string                        `json:"code"`
		Law     string                        `json:"law"`
		Outcome deskapi.ReasonsReasonsOutcome `json:"outcome"`
		Service *string                       `json:"service,omitempty"`
		Text    string                        `json:"text"`
	}
)

// caseOf translates a view into the caller's language.
func (h *Handlers) caseOf(ctx context.Context, v casework.View) deskapi.Case {
	say := func(t models.Texts) string { return t.In(web.Language(ctx)) }
	out := deskapi.Case{
		Id: string(v.Case.Application), Number: v.Case.Number, Service: v.Case.Service, ServiceTitle: say(v.Title),
		DefinitionVersion: v.Definition, State: string(v.State), StateText: say(v.StateText), SubmittedAt: v.Case.SubmittedAt,
		ClaimedBy: orNil(v.ClaimedBy), TotalFen: int64(v.Total),
		Sections: []section{}, Facts: rowsOf(v.Facts, say), Checks: []check{}, Images: []image{}, Fees: []fee{},
		Timeline: []moment{}, Earlier: []earlier{},
	}
	out.PromisedDate = dateOf(v.Case.Promised)
	if v.Claim != nil {
		claim := claimOf(*v.Claim)
		out.Claim = &claim
	}
	for _, s := range v.Sections {
		out.Sections = append(out.Sections, section{Title: say(s.Title), Rows: rowsOf(s.Rows, say)})
	}
	for _, c := range v.Checks {
		out.Checks = append(out.Checks, check{Code: c.Code, Text: say(c.Text), Result: deskapi.CaseChecksResult(c.Result)})
	}
	for _, p := range v.Pictures {
		out.Images = append(out.Images, image{Name: p.Name, Title: say(p.Title)})
	}
	for _, line := range v.Fees {
		out.Fees = append(out.Fees, fee{Text: say(line.Text), AmountFen: int64(line.Amount)})
	}
	for _, m := range v.Timeline {
		out.Timeline = append(out.Timeline, moment{At: m.At, Text: say(m.Text), By: orNil(say(m.By))})
	}
	for _, e := range v.Earlier {
		out.Earlier = append(out.Earlier, earlier{
			Service: e.Service, Title: h.title(ctx, e.Service), State: e.State, OpenedOn: openapi.Date{Time: e.OpenedOn.Time()}, Visits: e.Visits,
		})
	}
	return out
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
