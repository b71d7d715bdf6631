package phone

import (
	openapi_types "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gen/phoneapi"
	"onevisit/api/internal/pages"
	"onevisit/models/application"
	"onevisit/models/flow"
)

func viewed(v application.View, language string) (phoneapi.Application, *string) {
	a := v.Application
	out := phoneapi.Application{
		Id: string(a.ID), Number: a.Number, Service: a.Service, Title: v.Title.In(language), State: phoneapi.State(a.State),
		StateText: v.StateText.In(language), Version: int(a.Version), Page: pages.Page(v.Page, language), Review: pages.Review(v.Review, language),
		Correction: pages.Correction(v.Correction, language),
		Fees:       pages.Fees(v.Fees, language), TotalFen: int64(v.Total), Results: []phoneapi.Result{},
	}
	out.Progress.Done, out.Progress.Total = v.Done, v.Pages
	out.Dropped = pages.Room(out.Dropped, len(v.Dropped))
	for i, d := range v.Dropped {
		out.Dropped[i].Field, out.Dropped[i].Label, out.Dropped[i].Step = d.Field, d.Label.In(language), d.Step
	}
	if v.Reason != nil {
		r := reason(*v.Reason, language)
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

func result(r application.ResultView, language string) phoneapi.Result {
	state := r.State
	if state == application.ResultUnknown {
		state = application.ResultWaiting // asked about behind the scenes
	}
	return phoneapi.Result{
		Id: string(r.ID), Kind: phoneapi.ResultKind(r.Kind), Title: r.Title.In(language), State: phoneapi.ResultState(state),
		Number: pages.Optional(r.Number), Instruction: pages.Optional(r.Instruction), Text: pages.Optional(r.Text.In(language)),
	}
}

func reason(r flow.Reason, language string) phoneapi.Reason {
	out := phoneapi.Reason{Code: r.Code, Text: r.Text.In(language), Where: pages.Optional(r.Where.In(language))}
	if len(r.Bring) > 0 {
		bring := pages.Texts(r.Bring, language)
		out.Bring = &bring
	}
	return out
}
