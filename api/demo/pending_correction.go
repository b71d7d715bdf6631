package demo

import (
	"context"

	"onevisit/api/internal/gen/demoapi"
	"onevisit/models"
)

// ListMessages waits for its use case.
func (s *Server) ListMessages(context.Context, demoapi.ListMessagesRequestObject) (demoapi.ListMessagesResponseObject, error) {
	return nil, models.E(models.KindUnavailable, "not-ready")
}
