package desk

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
)

// ListDecisions lists one's own decisions, or the hall's for a supervisor.
func (h *Handlers) ListDecisions(ctx context.Context, r deskapi.ListDecisionsRequestObject) (deskapi.ListDecisionsResponseObject, error) {
	page := models.Page{After: orZero(r.Params.Cursor), Limit: defaultLimit}
	if r.Params.Limit != nil {
		page.Limit = *r.Params.Limit
	}
	history, err := h.d.Decisions.History(ctx, gate.Actor(ctx), orZero(r.Params.Whose) == deskapi.ListDecisionsParamsWhoseHall, page)
	if err != nil {
		return nil, err
	}
	out := deskapi.ListDecisions200JSONResponse{Decisions: []deskapi.DecisionLine{}, Next: orNil(history.Next)}
	for _, d := range history.Decisions {
		out.Decisions = append(out.Decisions, h.decisionLine(ctx, d))
	}
	return out, nil
}

func (h *Handlers) decisionLine(ctx context.Context, d casework.PastDecision) deskapi.DecisionLine {
	finalAt := d.FinalAt
	return deskapi.DecisionLine{
		CaseId: string(d.Application), Number: d.Number, ServiceTitle: h.title(ctx, d.Service), Holder: d.Holder.Reveal(),
		MayUndo: d.MayUndo, MayWithdraw: d.MayWithdraw, BulkId: orNil(string(d.Bulk)),
		Decision: deskapi.DecisionSeen{
			Id: string(d.ID), Outcome: deskapi.DecisionSeenOutcome(d.Outcome), By: d.By, At: d.At, FinalAt: &finalAt,
			Stage: deskapi.DecisionSeenStage(d.Stage), State: deskapi.DecisionSeenState(d.State),
			Reason: orNil(d.ReasonText.In(web.Language(ctx))),
		},
	}
}
