package desk

import (
	"context"

	"onevisit/api/internal/gen/deskapi"
)

// GetEvents waits for its use case.
func (h *Handlers) GetEvents(context.Context, deskapi.GetEventsRequestObject) (deskapi.GetEventsResponseObject, error) {
	return nil, errPending
}

// GetDuty waits for its use case.
func (h *Handlers) GetDuty(context.Context, deskapi.GetDutyRequestObject) (deskapi.GetDutyResponseObject, error) {
	return nil, errPending
}

// SetDuty waits for its use case.
func (h *Handlers) SetDuty(context.Context, deskapi.SetDutyRequestObject) (deskapi.SetDutyResponseObject, error) {
	return nil, errPending
}

// GetRoster waits for its use case.
func (h *Handlers) GetRoster(context.Context, deskapi.GetRosterRequestObject) (deskapi.GetRosterResponseObject, error) {
	return nil, errPending
}

// SetRoster waits for its use case.
func (h *Handlers) SetRoster(context.Context, deskapi.SetRosterRequestObject) (deskapi.SetRosterResponseObject, error) {
	return nil, errPending
}

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

// ReportPresence waits for its use case.
func (h *Handlers) ReportPresence(context.Context, deskapi.ReportPresenceRequestObject) (deskapi.ReportPresenceResponseObject, error) {
	return nil, errPending
}
