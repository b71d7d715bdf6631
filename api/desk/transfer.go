package desk

import (
	"context"
	"net/http"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/pii"
)

// TakeOverCase takes a case out of a colleague's hands.
func (h *Handlers) TakeOverCase(ctx context.Context, r deskapi.TakeOverCaseRequestObject) (deskapi.TakeOverCaseResponseObject, error) {
	record := web.Record(ctx, h.d.Once, func(c casework.Claim) any { return deskapi.TakeOverCase200JSONResponse(claimOf(c)) }, http.StatusOK)
	claim, err := h.d.Claims.TakeOver(ctx, gate.Actor(ctx), casework.Moving{
		Application: models.ID(r.CaseId), Reason: casework.TransferReason(r.Body.ReasonCode), Note: pii.Conceal(orZero(r.Body.Note)),
	}, record)
	if err != nil {
		return nil, err
	}
	return deskapi.TakeOverCase200JSONResponse(claimOf(claim)), nil
}

// AssignCase gives a case to a clerk.
func (h *Handlers) AssignCase(ctx context.Context, r deskapi.AssignCaseRequestObject) (deskapi.AssignCaseResponseObject, error) {
	record := web.Record(ctx, h.d.Once, func(casework.Claim) any { return deskapi.AssignCase204Response{} }, http.StatusNoContent)
	err := h.d.Claims.Assign(ctx, gate.Actor(ctx), casework.Moving{
		Application: models.ID(r.CaseId), To: models.ID(r.Body.ClerkId), Reason: casework.TransferReason(r.Body.ReasonCode),
		Note: pii.Conceal(orZero(r.Body.Note)),
	}, record)
	if err != nil {
		return nil, err
	}
	return deskapi.AssignCase204Response{}, nil
}
