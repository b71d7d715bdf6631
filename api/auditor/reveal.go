package auditor

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// Reveals shows whose matter it is; *visit.Revealer is it.
type Reveals interface {
	Reveal(ctx context.Context, actor models.Actor, matter models.ID, field string, reason visit.RevealReason) (pii.Text, error)
	Masked(ctx context.Context, actor models.Actor, matter models.ID) (visit.Masked, error)
}

// RevealMatter shows one field of a matter's person in full, for as long as the
// reply says.
func (h *Handlers) RevealMatter(ctx context.Context, r auditorapi.RevealMatterRequestObject) (auditorapi.RevealMatterResponseObject, error) {
	value, err := h.reveals.Reveal(ctx, gate.Actor(ctx), models.ID(r.MatterId), string(r.Body.Field), visit.RevealReason(r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return auditorapi.RevealMatter200JSONResponse{
		Field: string(r.Body.Field), Value: value.Reveal(), HideAfterSeconds: int(visit.RevealedFor.Seconds()),
	}, nil
}

// whose is a matter's person behind the mask, nil where that cannot be opened.
func (h *Handlers) whose(ctx context.Context, matter models.ID) (*auditorapi.Whose, error) {
	masked, err := h.reveals.Masked(ctx, gate.Actor(ctx), matter)
	if err != nil || masked.Name.Empty() {
		return nil, err
	}
	return &auditorapi.Whose{Name: masked.Name.Reveal(), IdNumber: masked.IDNumber.Reveal()}, nil
}
