package desk

import (
	"cmp"
	"context"
	"net/http"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
)

// Corrections is what a correction request can name; *casework.Corrections is it.
type Corrections interface {
	Correctables(ctx context.Context, actor models.Actor, id models.ID) (casework.Correctables, error)
	Call(ctx context.Context, actor models.Actor, id models.ID, record casework.Hook[models.ID]) error
}

// GetCorrectables lists what can be marked, and what has to be.
func (h *Handlers) GetCorrectables(ctx context.Context, r deskapi.GetCorrectablesRequestObject) (deskapi.GetCorrectablesResponseObject, error) {
	list, err := h.d.Corrections.Correctables(ctx, gate.Actor(ctx), models.ID(r.CaseId))
	if err != nil {
		return nil, err
	}
	language := web.Language(ctx)
	out := deskapi.GetCorrectables200JSONResponse{
		Earlier: list.Earlier, AnswerDays: &list.AnswerDays,
		Fields: make([]deskapi.Correctable, len(list.Fields)), Found: make([]deskapi.Finding, len(list.Found)),
	}
	for i, f := range list.Fields {
		to := deskapi.Correctable{Field: f.Field, Label: f.Label.In(language), Section: f.Section.In(language), Reasons: []deskapi.NamedCode{}}
		for _, reason := range f.Reasons {
			to.Reasons = append(to.Reasons, deskapi.NamedCode{Code: reason.Code, Name: reason.Text.In(language)})
		}
		out.Fields[i] = to
	}
	for i, f := range list.Found {
		out.Found[i] = deskapi.Finding{
			Field: f.Field, Label: f.Label.In(language), ReasonCode: f.Reason,
			Text: cmp.Or(f.Text.In(language), web.Sentence(ctx, f.Code, f.Params)),
		}
	}
	return out, nil
}

// CallCitizen calls the citizen by number on the hall's screens.
func (h *Handlers) CallCitizen(ctx context.Context, r deskapi.CallCitizenRequestObject) (deskapi.CallCitizenResponseObject, error) {
	record := web.Record(ctx, h.d.Once, func(models.ID) any { return deskapi.CallCitizen204Response{} }, http.StatusNoContent)
	if err := h.d.Corrections.Call(ctx, gate.Actor(ctx), models.ID(r.CaseId), record); err != nil {
		return nil, err
	}
	return deskapi.CallCitizen204Response{}, nil
}
