package kiosk

import (
	"slices"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/flow"
)

func etag(version int64) *string {
	tag := web.ETag(int(version))
	return &tag
}

// optional is a text that is left out where it is empty.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// room makes n elements of a generated slice whose element type has no name. It
// is never nil: a required list is written [] and not null.
func room[S ~[]E, E any](s S, n int) S { return slices.Grow(s, n+1)[:n] }

func texts(list []models.Texts, language string) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = t.In(language)
	}
	return out
}

func opened(o application.Outcome, language string) kioskapi.OpenApplicationResponseObject {
	if o.Refused != nil {
		return kioskapi.OpenApplication200JSONResponse{
			Outcome: kioskapi.NotEligible, Service: o.Refused.Service, Title: o.Refused.Title.In(language),
			Verdict: kioskapi.Verdict(o.Refused.Verdict.Outcome), Reasons: reasons(o.Refused.Verdict.Reasons, language),
			Reference: optional(o.Refused.Reference), Attempt: optional(string(o.Refused.Attempt)),
		}
	}
	body, tag := viewed(*o.View, language)
	return kioskapi.OpenApplication201JSONResponse{Body: body, Headers: kioskapi.OpenApplication201ResponseHeaders{ETag: tag}}
}

func viewed(v application.View, language string) (kioskapi.Application, *string) {
	a := v.Application
	out := kioskapi.Application{
		Id: string(a.ID), Number: a.Number, Service: a.Service, Title: v.Title.In(language), State: kioskapi.State(a.State),
		StateText: v.StateText.In(language), Version: int(a.Version), Page: page(v.Page, language), Review: review(v.Review, language),
		Correction: correction(v.Correction, language),
		Fees:       fees(v.Fees, language), TotalFen: int64(v.Total), Results: []kioskapi.Result{},
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
	out.Dropped = room(out.Dropped, len(v.Dropped))
	for i, d := range v.Dropped {
		out.Dropped[i].Field, out.Dropped[i].Label, out.Dropped[i].Step = d.Field, d.Label.In(language), d.Step
	}
	if v.Reason != nil {
		r := reason(*v.Reason, language)
		r.Note = optional(v.Note.Reveal())
		out.Reason = &r
	}
	for _, r := range v.Results {
		out.Results = append(out.Results, result(r, language))
	}
	if a.Promised != "" {
		out.PromisedDate = &openapi_types.Date{Time: a.Promised.Time()}
	}
	return out, etag(a.Version)
}

func correction(c *application.CorrectionView, language string) *kioskapi.Correction {
	if c == nil {
		return nil
	}
	out := &kioskapi.Correction{Answered: c.Answered, Expired: &c.Expired, Note: optional(c.Note)}
	if c.AnswerBy != "" {
		out.AnswerBy = &openapi_types.Date{Time: c.AnswerBy.Time()}
	}
	out.Marks = room(out.Marks, len(c.Marks))
	for i, m := range c.Marks {
		to := &out.Marks[i]
		to.Step, to.Field, to.Label, to.Reason = m.Step, m.Field, m.Label.In(language), m.Reason.In(language)
		to.Note, to.Answered = optional(m.Note), m.Answered
	}
	return out
}

func result(r application.ResultView, language string) kioskapi.Result {
	state := r.State
	if state == application.ResultUnknown {
		state = application.ResultWaiting // asked about behind the scenes
	}
	return kioskapi.Result{
		Id: string(r.ID), Kind: kioskapi.ResultKind(r.Kind), Title: r.Title.In(language), State: kioskapi.ResultState(state),
		Number: optional(r.Number), Instruction: optional(r.Instruction), Text: optional(r.Text.In(language)), Papers: some(r.Papers),
	}
}

// some is a list that is left out where it is empty.
func some(list []string) *[]string {
	if len(list) == 0 {
		return nil
	}
	return &list
}

func fees(lines []flow.FeeLine, language string) []kioskapi.FeeLine {
	out := make([]kioskapi.FeeLine, len(lines))
	for i, l := range lines {
		out[i] = kioskapi.FeeLine{Code: l.Code, Text: l.Text.In(language), AmountFen: int64(l.Amount)}
	}
	return out
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
		Code: r.Code, Text: r.Text.In(language), Where: optional(r.Where.In(language)),
		First:   optional(r.First),
		Instead: optional(r.Instead), Title: optional(r.Title.In(language)), Number: optional(r.Number),
	}
	if len(r.Bring) > 0 {
		bring := texts(r.Bring, language)
		out.Bring = &bring
	}
	return out
}

func page(p *flow.Page, language string) *kioskapi.Page {
	if p == nil {
		return nil
	}
	out := &kioskapi.Page{
		Step: p.Step, Title: p.Title.In(language), Help: optional(p.Help.In(language)), Back: optional(p.Back),
		Fields: make([]kioskapi.Field, len(p.Fields)),
	}
	for i, f := range p.Fields {
		out.Fields[i] = field(f, language)
	}
	return out
}

func field(f flow.Field, language string) kioskapi.Field {
	out := kioskapi.Field{
		Name: f.Name, Kind: kioskapi.FieldKind(f.Kind), Label: f.Label.In(language), Hint: optional(f.Hint.In(language)),
		Required: f.Required, Text: optional(f.Text.In(language)), TextVersion: optional(f.TextVersion),
		Value: f.Value, Before: optional(f.Before),
	}
	if f.MaxLength > 0 {
		out.MaxLength = &f.MaxLength
	}
	if f.Prefilled {
		out.Prefilled = &f.Prefilled
	}
	if f.Unchecked {
		out.Unchecked = &f.Unchecked
	}
	if f.Photo != nil {
		out.Photo = &struct {
			MinHeight int `json:"minHeight"`
			MinWidth  int `json:"minWidth"`
		}{MinHeight: f.Photo.MinHeight, MinWidth: f.Photo.MinWidth}
	}
	if len(f.Options) > 0 {
		options := make([]kioskapi.Option, len(f.Options))
		for i, o := range f.Options {
			options[i] = option(o, language)
		}
		out.Options = &options
	}
	return out
}

func option(o flow.Option, language string) kioskapi.Option {
	out := kioskapi.Option{
		Value: o.Value, Label: o.Label.In(language), Note: optional(o.Note.In(language)), Allowed: o.Allowed,
		Reason: optional(o.Reason.In(language)),
	}
	if o.Fee != nil {
		fen := int64(*o.Fee)
		out.FeeFen = &fen
	}
	if len(o.Images) > 0 {
		out.Images = &o.Images
	}
	if len(o.Details) > 0 {
		details := make([]struct {
			Label string `json:"label"`
			Value string `json:"value"`
		}, len(o.Details))
		for i, d := range o.Details {
			details[i].Label, details[i].Value = d.Label.In(language), d.Value.In(language)
		}
		out.Details = &details
	}
	return out
}

func review(r *application.Review, language string) *kioskapi.Review {
	if r == nil {
		return nil
	}
	out := &kioskapi.Review{SubmitText: r.SubmitText.In(language), TotalFen: int64(r.Total)}
	if len(r.Documents) > 0 {
		documents := texts(r.Documents, language)
		out.Documents = &documents
	}
	out.Sections = room(out.Sections, len(r.Sections))
	for i, section := range r.Sections {
		to := &out.Sections[i]
		to.Step, to.Title = section.Step, section.Title.In(language)
		to.Rows = room(to.Rows, len(section.Rows))
		for j, row := range section.Rows {
			to.Rows[j].Field, to.Rows[j].Label, to.Rows[j].Value = row.Field, row.Label.In(language), row.Value.In(language)
		}
	}
	return out
}

func menu(m application.Menu, language string) kioskapi.Menu {
	out := kioskapi.Menu{Late: m.Late}
	out.Groups = room(out.Groups, len(m.Groups))
	for i, g := range m.Groups {
		to := &out.Groups[i]
		to.Code, to.Title, to.Services = g.Code, g.Title.In(language), make([]kioskapi.MenuService, len(g.Services))
		for j, service := range g.Services {
			to.Services[j] = menuService(service, language)
		}
	}
	out.Suggestions = room(out.Suggestions, len(m.Suggestions))
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
		FeeText: optional(m.Verdict.FeeText.In(language)), Minutes: m.Verdict.Minutes, ApplicationId: optional(string(m.Application)),
	}
	out.Terms = room(out.Terms, len(m.Terms))
	for i, term := range m.Terms {
		out.Terms[i].Text, out.Terms[i].Typed = term.Text, term.Typed
	}
	return out
}

func listed(list []application.Listed, language string) kioskapi.ApplicationList {
	var out kioskapi.ApplicationList
	out.Applications = room(out.Applications, len(list))
	for i, l := range list {
		to := &out.Applications[i]
		to.Id, to.Service, to.State = string(l.Application.ID), l.Application.Service, kioskapi.State(l.Application.State)
		to.StateText, to.Title, to.UpdatedAt = l.StateText.In(language), l.Title.In(language), l.Application.UpdatedAt
	}
	return out
}
