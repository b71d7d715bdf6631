// Package pages puts what the engine asks into the words of the contracts, once for
// the kiosk and the phone: the schemas of a page, its fields, the review and a
// correction are the same in both, and so are their Go types. It decides nothing
// and shows no more than it is given; what only one of them shows stays with it.
package pages

import (
	"slices"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/flow"
)

// ETag is the version of an application as a header has it.
func ETag(version int64) *string {
	tag := web.ETag(int(version))
	return &tag
}

// Optional is a text that is left out where it is empty.
func Optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Room makes n elements of a generated slice whose element type has no name. It
// is never nil: a required list is written [] and not null.
func Room[S ~[]E, E any](s S, n int) S { return slices.Grow(s, n+1)[:n] }

// Texts are a list in one language.
func Texts(list []models.Texts, language string) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = t.In(language)
	}
	return out
}

// Correction is what the office asks to be put right, nil for nothing.
func Correction(c *application.CorrectionView, language string) *kioskapi.Correction {
	if c == nil {
		return nil
	}
	out := &kioskapi.Correction{Answered: c.Answered, Expired: &c.Expired, Note: Optional(c.Note)}
	if c.AnswerBy != "" {
		out.AnswerBy = &openapi_types.Date{Time: c.AnswerBy.Time()}
	}
	out.Marks = Room(out.Marks, len(c.Marks))
	for i, m := range c.Marks {
		to := &out.Marks[i]
		to.Step, to.Field, to.Label, to.Reason = m.Step, m.Field, m.Label.In(language), m.Reason.In(language)
		to.Note, to.Answered = Optional(m.Note), m.Answered
	}
	return out
}

// Fees are the lines of what is to be paid.
func Fees(lines []flow.FeeLine, language string) []kioskapi.FeeLine {
	out := make([]kioskapi.FeeLine, len(lines))
	for i, l := range lines {
		out[i] = kioskapi.FeeLine{Code: l.Code, Text: l.Text.In(language), AmountFen: int64(l.Amount)}
	}
	return out
}

// Page is a page of questions, nil where all is answered.
func Page(p *flow.Page, language string) *kioskapi.Page {
	if p == nil {
		return nil
	}
	out := &kioskapi.Page{
		Step: p.Step, Title: p.Title.In(language), Help: Optional(p.Help.In(language)), Back: Optional(p.Back),
		Fields: make([]kioskapi.Field, len(p.Fields)),
	}
	for i, f := range p.Fields {
		out.Fields[i] = field(f, language)
	}
	return out
}

func field(f flow.Field, language string) kioskapi.Field {
	out := kioskapi.Field{
		Name: f.Name, Kind: kioskapi.FieldKind(f.Kind), Label: f.Label.In(language), Hint: Optional(f.Hint.In(language)),
		Required: f.Required, Text: Optional(f.Text.In(language)), TextVersion: Optional(f.TextVersion),
		Value: f.Value, Before: Optional(f.Before),
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
		Value: o.Value, Label: o.Label.In(language), Note: Optional(o.Note.In(language)), Allowed: o.Allowed,
		Reason: Optional(o.Reason.In(language)),
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

// Review is everything once more before it is handed in, nil before that.
func Review(r *application.Review, language string) *kioskapi.Review {
	if r == nil {
		return nil
	}
	out := &kioskapi.Review{SubmitText: r.SubmitText.In(language), TotalFen: int64(r.Total)}
	if len(r.Documents) > 0 {
		documents := Texts(r.Documents, language)
		out.Documents = &documents
	}
	out.Sections = Room(out.Sections, len(r.Sections))
	for i, section := range r.Sections {
		to := &out.Sections[i]
		to.Step, to.Title = section.Step, section.Title.In(language)
		to.Rows = Room(to.Rows, len(section.Rows))
		for j, row := range section.Rows {
			to.Rows[j].Field, to.Rows[j].Label, to.Rows[j].Value = row.Field, row.Label.In(language), row.Value.In(language)
		}
	}
	return out
}
