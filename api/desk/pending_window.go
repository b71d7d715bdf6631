package desk

import (
	"context"

	"onevisit/api/internal/gen/deskapi"
)

// ListRecords waits for its use case.
func (h *Handlers) ListRecords(context.Context, deskapi.ListRecordsRequestObject) (deskapi.ListRecordsResponseObject, error) {
	return nil, errPending
}

// GetRecord waits for its use case.
func (h *Handlers) GetRecord(context.Context, deskapi.GetRecordRequestObject) (deskapi.GetRecordResponseObject, error) {
	return nil, errPending
}

// LookUpAtWindow waits for its use case.
func (h *Handlers) LookUpAtWindow(context.Context, deskapi.LookUpAtWindowRequestObject) (deskapi.LookUpAtWindowResponseObject, error) {
	return nil, errPending
}

// RecordWindowAct waits for its use case.
func (h *Handlers) RecordWindowAct(context.Context, deskapi.RecordWindowActRequestObject) (deskapi.RecordWindowActResponseObject, error) {
	return nil, errPending
}
