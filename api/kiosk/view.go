package kiosk

import (
	openapi_types "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/pages"
	"onevisit/models/application"
	"onevisit/models/flow"
)

func opened(o application.Outcome, language string) kioskapi.OpenApplicationResponseObject {
	if o.Refused != nil {
		return kioskapi.OpenApplication200JSONResponse{
			Outcome: kioskapi.NotEligible, Service: o.Refused.Service, Title: o.Refused.Title.In(language),
			Verdict: kioskapi.Verdict(o.Refused.Verdict.Outcome), Reasons: reasons(o.Refused.Verdict.Reasons, language),
			Reference: pages.Optional(o.Refused.Reference), Attempt: pages.Optional(string(o.Refused.Attempt)),
		}
	}
	body, tag := viewed(*o.View, language)
	return kioskapi.OpenApplication201JSONResponse{Body: body, Headers: kioskapi.OpenApplication201ResponseHeaders{ETag: tag}}
}

func viewed(v application.View, language string) (kioskapi.Application, *string) {
	a := v.Application
	out := kioskapi.Application{
		Id: string(a.ID), Number: a.Number, Service: a.Service, Title: v.Title.In(language), State: kioskapi.State(a.State),
		StateText: v.StateText.In(language), Version: int(a.Version), Page: pages.Page(v.Page, language), Review: pages.Review(v.Review, language),
		Correction: pages.Correction(v.Correction, language),
		Fees:       pages.Fees(v.Fees, language), TotalFen: int64(v.Total), Results: []kioskapi.Result{},
	}
	if v.Then != nil {
		out.Then = &struct {
			Now     bool   `json:"now"`
			Service string `json:"service"`
			Title   string `json:"title"`
		}{v.Then.Now, v.Then.Service, v.Then.Title.In(language)}
	}
	if v.LookUp {
		out.LookUp = &v.LookUp
	}
	out.Progress.Done, out.Progress.Total = v.Done, v.Pages
	out.Dropped = pages.Room(out.Dropped, len(v.Dropped))
	for i, d := range v.Dropped {
		out.Dropped[i].Field, out.Dropped[i].Label, out.Dropped[i].Step = d.Field, d.Label.In(language), d.Step
	}
	if v.Reason != nil {
		r := reason(*v.Reason, language)
		r.Note = pages.Optional(v.Note.Reveal())
		out.Reason = &r
	}
	for _, r := range v.Results {
		out.Results = append(out.Results, result(r, language))
	}
	if a.Promised != "" {
		out.PromisedDate = &openapi_types.Date{Time: a.Promised.Time()}
	}
	return out, pages.ETag(a.Version)
}

func result(r application.ResultView, language string) kioskapi.Result {
	state := r.State
	if state == application.ResultUnknown {
		state = application.ResultWaiting // asked about behind the scenes
	}
	return kioskapi.Result{
		Id: string(r.ID), Kind: kioskapi.ResultKind(r.Kind), Title: r.Title.In(language), State: kioskapi.ResultState(state),
		Number: pages.Optional(r.Number), Instruction: pages.Optional(r.Instruction), Text: pages.Optional(r.Text.In(language)), Papers: some(r.Papers),
	}
}

// some is a list that is left out where it is empty.
func some(list []string) *[]string {
	if len(list) == 0 {
		return nil
	}
	return &list
}

func reasons(list []flow.Reason, language string) []kioskapi.Reason {
	out := make([]kioskapi.Reason, len(list))
	for i, r := range list {
		out[i] = reason(r, language)
	}
	return out
}

func reason(r flow.Reason, language string) kioskapi.Reason {
	out := kioskapi.Reason{
		Code: r.Code, Text: r.Text.In(language), Where: pages.Optional(r.Where.In(language)),
		First:   pages.Optional(r.First),
		Instead: pages.Optional(r.Instead), Title: pages.Optional(r.Title.In(language)), Number: pages.Optional(r.Number),
	}
	if len(r.Bring) > 0 {
		bring := pages.Texts(r.Bring, language)
		out.Bring = &bring
	}
	return out
}

func menu(m application.Menu, language string) kioskapi.Menu {
	out := kioskapi.Menu{Late: m.Late}
	out.Groups = pages.Room(out.Groups, len(m.Groups))
	for i, g := range m.Groups {
		to := &out.Groups[i]
		to.Code, to.Title, to.Services = g.Code, g.Title.In(language), make([]kioskapi.MenuService, len(g.Services))
		for j, service := range g.Services {
			to.Services[j] = menuService(service, language)
		}
	}
	out.Suggestions = pages.Room(out.Suggestions, len(m.Suggestions))
	for i, s := range m.Suggestions {
		to := &out.Suggestions[i]
		to.Service, to.Code, to.Text = s.Service, s.Code, s.Text.In(language)
	}
	return out
}

func menuService(m application.MenuService, language string) kioskapi.MenuService {
	out := kioskapi.MenuService{
		Service: m.Service, Title: m.Title.In(language), Summary: m.Summary.In(language), Needs: m.Needs.In(language), Quick: m.Quick,
		Verdict: kioskapi.Verdict(m.Verdict.Outcome), Late: m.Late, Reasons: reasons(m.Verdict.Reasons, language),
		FeeText: pages.Optional(m.Verdict.FeeText.In(language)), Minutes: m.Verdict.Minutes, ApplicationId: pages.Optional(string(m.Application)),
	}
	out.Terms = pages.Room(out.Terms, len(m.Terms))
	for i, term := range m.Terms {
		out.Terms[i].Text, out.Terms[i].Typed = term.Text, term.Typed
	}
	return out
}

func listed(list []application.Listed, language string) kioskapi.ApplicationList {
	var out kioskapi.ApplicationList
	out.Applications = pages.Room(out.Applications, len(list))
	for i, l := range list {
		to := &out.Applications[i]
		to.Id, to.Service, to.State = string(l.Application.ID), l.Application.Service, kioskapi.State(l.Application.State)
		to.StateText, to.Title, to.UpdatedAt = l.StateText.In(language), l.Title.In(language), l.Application.UpdatedAt
	}
	return out
}
