package desk

import (
	"context"

	"onevisit/api/internal/gen/deskapi"
)

// GetBoard waits for its use case.
func (h *Handlers) GetBoard(context.Context, deskapi.GetBoardRequestObject) (deskapi.GetBoardResponseObject, error) {
	return nil, errPending
}

// TakeOverCase waits for its use case.
func (h *Handlers) TakeOverCase(context.Context, deskapi.TakeOverCaseRequestObject) (deskapi.TakeOverCaseResponseObject, error) {
	return nil, errPending
}

// AssignCase waits for its use case.
func (h *Handlers) AssignCase(context.Context, deskapi.AssignCaseRequestObject) (deskapi.AssignCaseResponseObject, error) {
	return nil, errPending
}
