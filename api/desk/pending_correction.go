package desk

import (
	"context"

	"onevisit/api/internal/gen/deskapi"
)

// GetCorrectables waits for its use case.
func (h *Handlers) GetCorrectables(context.Context, deskapi.GetCorrectablesRequestObject) (deskapi.GetCorrectablesResponseObject, error) {
	return nil, errPending
}

// CallCitizen waits for its use case.
func (h *Handlers) CallCitizen(context.Context, deskapi.CallCitizenRequestObject) (deskapi.CallCitizenResponseObject, error) {
	return nil, errPending
}
