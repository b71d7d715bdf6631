package auditor

import (
	"context"

	"onevisit/api/internal/gen/auditorapi"
	"onevisit/models"
)

var errPending = models.E(models.KindUnavailable, "not-ready")

// ListFigures waits for its use case.
func (h *Handlers) ListFigures(context.Context, auditorapi.ListFiguresRequestObject) (auditorapi.ListFiguresResponseObject, error) {
	return nil, errPending
}

// GetFigure waits for its use case.
func (h *Handlers) GetFigure(context.Context, auditorapi.GetFigureRequestObject) (auditorapi.GetFigureResponseObject, error) {
	return nil, errPending
}

// ListFigureRecords waits for its use case.
func (h *Handlers) ListFigureRecords(context.Context, auditorapi.ListFigureRecordsRequestObject) (auditorapi.ListFigureRecordsResponseObject, error) {
	return nil, errPending
}

// GetPin waits for its use case.
func (h *Handlers) GetPin(context.Context, auditorapi.GetPinRequestObject) (auditorapi.GetPinResponseObject, error) {
	return nil, errPending
}
