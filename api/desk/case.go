package desk

import (
	"bytes"
	"context"
	"net/http"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/device"
)

// GetCase shows the whole case, masked.
func (h *Handlers) GetCase(ctx context.Context, r deskapi.GetCaseRequestObject) (deskapi.GetCaseResponseObject, error) {
	view, err := h.d.Work.View(ctx, gate.Actor(ctx), models.ID(r.CaseId))
	if err != nil {
		return nil, err
	}
	return deskapi.GetCase200JSONResponse(h.caseOf(ctx, view)), nil
}

// Reveal shows one masked field in full.
func (h *Handlers) Reveal(ctx context.Context, r deskapi.RevealRequestObject) (deskapi.RevealResponseObject, error) {
	value, err := h.d.Work.Reveal(ctx, gate.Actor(ctx), models.ID(r.CaseId), r.Body.Field, casework.Purpose(r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return deskapi.Reveal200JSONResponse{
		Field: r.Body.Field, Value: value.In(web.Language(ctx)), HideAfterSeconds: int(casework.RevealedFor.Seconds()),
	}, nil
}

// GetCaseImage shows a picture of the case.
func (h *Handlers) GetCaseImage(ctx context.Context, r deskapi.GetCaseImageRequestObject) (deskapi.GetCaseImageResponseObject, error) {
	picture, err := h.d.Work.Picture(ctx, gate.Actor(ctx), models.ID(r.CaseId), r.Image)
	if err != nil {
		return nil, err
	}
	return deskapi.GetCaseImage200ImageResponse{
		ContentType: picture.MediaType, ContentLength: int64(len(picture.Content)), Body: bytes.NewReader(picture.Content),
	}, nil
}

// ListReasons lists the closed list of reasons.
func (h *Handlers) ListReasons(ctx context.Context, _ deskapi.ListReasonsRequestObject) (deskapi.ListReasonsResponseObject, error) {
	language := web.Language(ctx)
	out := deskapi.ListReasons200JSONResponse{Reasons: []deskapi.Reason{}}
	for _, r := range h.d.Work.Reasons() {
		out.Reasons = append(out.Reasons, reasonOf(r, func(t models.Texts) string { return t.In(language) }))
	}
	return out, nil
}

func reasonOf(r casework.Reason, say func(models.Texts) string) deskapi.Reason {
	bring := textsOf(r.Bring, say)
	return deskapi.Reason{
		Code: r.Code, Outcome: deskapi.ReasonOutcome(r.Outcome), Text: say(r.Text), Law: say(r.Law), Service: orNil(r.Service), Bring: &bring,
	}
}

// CreateDeviceCode makes a code to enrol a kiosk at the supervisor's hall.
func (h *Handlers) CreateDeviceCode(ctx context.Context, r deskapi.CreateDeviceCodeRequestObject) (deskapi.CreateDeviceCodeResponseObject, error) {
	record := web.Record(ctx, h.d.Once, func(c device.NewCode) any { return codeOf(c) }, http.StatusCreated)
	code, err := h.d.Codes.MakeCode(ctx, gate.Actor(ctx), r.Body.Name, record)
	if err != nil {
		return nil, err
	}
	return codeOf(code), nil
}

func codeOf(c device.NewCode) deskapi.CreateDeviceCode201JSONResponse {
	return deskapi.CreateDeviceCode201JSONResponse{Code: c.Code, ExpiresAt: c.ExpiresAt}
}
