package desk

import (
	"context"

	"onevisit/api/internal/gen/deskapi"
)

// GetBoard waits for its use case.
func (h *Handlers) GetBoard(context.Context, deskapi.GetBoardRequestObject) (deskapi.GetBoardResponseObject, error) {
	return nil, errPending
}
