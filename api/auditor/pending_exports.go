package auditor

import (
	"context"

	"onevisit/api/internal/gen/auditorapi"
)

// CreateExport waits for its use case.
func (h *Handlers) CreateExport(context.Context, auditorapi.CreateExportRequestObject) (auditorapi.CreateExportResponseObject, error) {
	return nil, errPending
}
