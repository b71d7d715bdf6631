package desk

import (
	"context"

	"onevisit/api/internal/gen/deskapi"
)

// ListDecisions waits for its use case.
func (h *Handlers) ListDecisions(context.Context, deskapi.ListDecisionsRequestObject) (deskapi.ListDecisionsResponseObject, error) {
	return nil, errPending
}

// UndoDecision waits for its use case.
func (h *Handlers) UndoDecision(context.Context, deskapi.UndoDecisionRequestObject) (deskapi.UndoDecisionResponseObject, error) {
	return nil, errPending
}

// WithdrawDecision waits for its use case.
func (h *Handlers) WithdrawDecision(context.Context, deskapi.WithdrawDecisionRequestObject) (deskapi.WithdrawDecisionResponseObject, error) {
	return nil, errPending
}

// PreviewBulk waits for its use case.
func (h *Handlers) PreviewBulk(context.Context, deskapi.PreviewBulkRequestObject) (deskapi.PreviewBulkResponseObject, error) {
	return nil, errPending
}

// DecideBulk waits for its use case.
func (h *Handlers) DecideBulk(context.Context, deskapi.DecideBulkRequestObject) (deskapi.DecideBulkResponseObject, error) {
	return nil, errPending
}

// UndoBulk waits for its use case.
func (h *Handlers) UndoBulk(context.Context, deskapi.UndoBulkRequestObject) (deskapi.UndoBulkResponseObject, error) {
	return nil, errPending
}
