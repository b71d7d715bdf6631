package desk

import (
	"context"
	"net/http"
	"time"

	openapi "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
)

var _ deskapi.StrictServerInterface = (*Handlers)(nil)

const defaultLimit = 50

// GetQueue lists a lane of the queue of the clerk's hall.
func (h *Handlers) GetQueue(ctx context.Context, r deskapi.GetQueueRequestObject) (deskapi.GetQueueResponseObject, error) {
	page := models.Page{After: orZero(r.Params.Cursor), Limit: defaultLimit}
	if r.Params.Limit != nil {
		page.Limit = *r.Params.Limit
	}
	listing, err := h.d.Work.Show(ctx, gate.Actor(ctx), casework.Filter{
		Lane: casework.Lane(orZero(r.Params.Lane)), Service: orZero(r.Params.Service), Language: orZero(r.Params.Language),
		Risk: casework.Risk(orZero(r.Params.Risk)), InHall: r.Params.InHall, Checked: casework.Checked(orZero(r.Params.Checked)),
		Number: orZero(r.Params.Number),
	}, page)
	if err != nil {
		return nil, err
	}
	lane, err := h.inLane(ctx, gate.Actor(ctx).Site)
	if err != nil {
		return nil, err
	}
	counts := countsOf(listing.Counts, lane)
	return deskapi.GetQueue200JSONResponse{
		Cases: h.queueRows(ctx, listing.Cases), Next: orNil(listing.Next),
		Waiting: counts.Waiting, Mine: counts.Mine, Overdue: counts.Overdue, Counts: counts,
	}, nil
}

// countsOf adds to the queue's numbers how many people wait to be recognised.
func countsOf(c casework.Counts, lane int) deskapi.Counts {
	return deskapi.Counts{
		Waiting: c.Waiting, Mine: c.Mine, Overdue: c.Overdue, Second: c.Second, Supervisor: c.Supervisor, Correction: c.Correction,
		Identity: lane,
	}
}

func (h *Handlers) queueRows(ctx context.Context, cases []casework.Waiting) []deskapi.QueueRow {
	rows := make([]deskapi.QueueRow, len(cases))
	for i, w := range cases {
		rows[i] = h.queueRow(ctx, w)
	}
	return rows
}

func (h *Handlers) queueRow(ctx context.Context, w casework.Waiting) deskapi.QueueRow {
	row := deskapi.QueueRow{
		Id: string(w.Application), Number: w.Number, Service: w.Service, ServiceTitle: h.title(ctx, w.Service),
		Holder: w.Name.Reveal(), SubmittedAt: w.SubmittedAt, PromisedDate: dateOf(w.Promised), DueDate: dateOf(w.Due),
		Risk: deskapi.QueueRowRisk(w.Risk), InHall: w.InHall, Kiosk: orNil(w.Kiosk),
		State: deskapi.QueueRowState(w.State), Stage: deskapi.QueueRowStage(w.Stage), Language: w.Language,
		Checked: deskapi.QueueRowChecked(w.Checked), Escalated: !w.EscalatedAt.IsZero(), Corrected: w.Corrected,
		AssignedTo: orNil(w.AssignedTo),
	}
	if w.Held.Clerk != "" {
		expires, mine := w.Held.ExpiresAt, w.Mine
		row.ClaimedBy, row.ClaimExpiresAt, row.ClaimedByMe = orNil(w.Held.Name), &expires, &mine
	}
	if len(w.Viewers) > 0 {
		viewers := make([]string, len(w.Viewers))
		for i, v := range w.Viewers {
			viewers[i] = v.Name
		}
		row.Viewers = &viewers
	}
	return row
}

// ClaimNext claims the first case nobody holds.
func (h *Handlers) ClaimNext(ctx context.Context, _ deskapi.ClaimNextRequestObject) (deskapi.ClaimNextResponseObject, error) {
	record := web.Encode(ctx, func(c casework.Claim) any { return deskapi.ClaimNext200JSONResponse(claimOf(c)) }, http.StatusOK)
	claim, err := h.d.Claims.Next(ctx, gate.Actor(ctx), record)
	if err != nil {
		return nil, err
	}
	return deskapi.ClaimNext200JSONResponse(claimOf(claim)), nil
}

// ClaimCase claims one case.
func (h *Handlers) ClaimCase(ctx context.Context, r deskapi.ClaimCaseRequestObject) (deskapi.ClaimCaseResponseObject, error) {
	record := web.Encode(ctx, func(c casework.Claim) any { return deskapi.ClaimCase200JSONResponse(claimOf(c)) }, http.StatusOK)
	claim, err := h.d.Claims.Take(ctx, gate.Actor(ctx), models.ID(r.CaseId), record)
	if err != nil {
		return nil, err
	}
	return deskapi.ClaimCase200JSONResponse(claimOf(claim)), nil
}

// RenewClaim extends a live claim.
func (h *Handlers) RenewClaim(ctx context.Context, r deskapi.RenewClaimRequestObject) (deskapi.RenewClaimResponseObject, error) {
	claim, err := h.d.Claims.Renew(ctx, gate.Actor(ctx), models.ID(r.CaseId), r.Body.Fence)
	if err != nil {
		return nil, err
	}
	return deskapi.RenewClaim200JSONResponse(claimOf(claim)), nil
}

// ReleaseCase gives a claim back.
func (h *Handlers) ReleaseCase(ctx context.Context, r deskapi.ReleaseCaseRequestObject) (deskapi.ReleaseCaseResponseObject, error) {
	record := web.Record(ctx, h.d.Once, func(casework.Claim) any { return deskapi.ReleaseCase204Response{} }, http.StatusNoContent)
	if err := h.d.Claims.Release(ctx, gate.Actor(ctx), models.ID(r.CaseId), r.Body.Fence, record); err != nil {
		return nil, err
	}
	return deskapi.ReleaseCase204Response{}, nil
}

func claimOf(c casework.Claim) deskapi.Claim {
	return deskapi.Claim{CaseId: string(c.Application), Fence: c.Fence, ExpiresAt: c.ExpiresAt}
}

// dateOf is a promised date, nil where nothing was promised.
func dateOf(d models.Date) *openapi.Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return nil
	}
	return &openapi.Date{Time: t}
}

func orZero[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
