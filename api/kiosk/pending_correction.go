package kiosk

import (
	"context"

	"onevisit/api/internal/gen/kioskapi"
	"onevisit/models"
)

// GetCalls waits for its use case.
func (s *Server) GetCalls(context.Context, kioskapi.GetCallsRequestObject) (kioskapi.GetCallsResponseObject, error) {
	return nil, models.E(models.KindUnavailable, "not-ready")
}
