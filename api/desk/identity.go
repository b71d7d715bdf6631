package desk

import (
	"context"
	"net/http"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/identity"
	"onevisit/models/pii"
)

// Lane is the way to a window and back for people whom a kiosk could not
// recognise; *identity.Lane is it.
type Lane interface {
	List(ctx context.Context, actor models.Actor) ([]identity.View, error)
	Waiting(ctx context.Context, site string) (int, error)
	Take(ctx context.Context, actor models.Actor, id models.ID, record identity.Hook[identity.View]) (identity.View, error)
	Release(ctx context.Context, actor models.Actor, id models.ID, fence int64, record identity.Hook[identity.Request]) error
	Reveal(ctx context.Context, actor models.Actor, id models.ID, field string, purpose casework.Purpose) (pii.Text, error)
	Prove(ctx context.Context, actor models.Actor, p identity.Proof, record identity.Hook[identity.Code]) (identity.Code, error)
	Refuse(ctx context.Context, actor models.Actor, id models.ID, fence int64, why identity.Refusal, record identity.Hook[identity.Request]) error
}

// inLane counts who waits to be recognised in a hall, none where it has no lane.
func (h *Handlers) inLane(ctx context.Context, site string) (int, error) {
	if h.d.Lane == nil {
		return 0, nil
	}
	return h.d.Lane.Waiting(ctx, site)
}

// ListIdentities shows who waits to be recognised.
func (h *Handlers) ListIdentities(ctx context.Context, _ deskapi.ListIdentitiesRequestObject) (deskapi.ListIdentitiesResponseObject, error) {
	list, err := h.d.Lane.List(ctx, gate.Actor(ctx))
	if err != nil {
		return nil, err
	}
	out := deskapi.ListIdentities200JSONResponse{Requests: make([]deskapi.Identity, len(list))}
	for i, v := range list {
		out.Requests[i] = h.identity(ctx, v)
	}
	return out, nil
}

func (h *Handlers) identity(ctx context.Context, v identity.View) deskapi.Identity {
	out := deskapi.Identity{
		Id: string(v.ID), Number: v.Number(), Name: v.Masked.Name.Reveal(), Document: orNil(v.Masked.Number.Reveal()), Mobile: orNil(v.Masked.Mobile.Reveal()),
		Why: deskapi.IdentityWhy(v.Why), Language: v.Language, State: deskapi.IdentityState(v.State), Mine: v.Mine, HeldBy: orNil(v.Holder),
		Fence: v.Version, MadeAt: v.MadeAt, ExpiresAt: v.ExpiresAt, Doubts: make([]deskapi.IdentityDoubt, len(v.Doubts)),
	}
	if v.Service != "" {
		title := h.title(ctx, v.Service)
		out.Service, out.ServiceTitle = &v.Service, &title
	}
	if v.State == identity.Held {
		out.HeldUntil = &v.HeldUntil
	}
	for i, d := range v.Doubts {
		out.Doubts[i] = deskapi.IdentityDoubt{Field: deskapi.IdentityDoubtField(d.Field), Code: d.Fault.Code, Text: d.Fault.Text.In(web.Language(ctx))}
	}
	return out
}

// TakeIdentity gives the request to the caller.
func (h *Handlers) TakeIdentity(ctx context.Context, r deskapi.TakeIdentityRequestObject) (deskapi.TakeIdentityResponseObject, error) {
	reply := func(v identity.View) deskapi.TakeIdentity200JSONResponse {
		return deskapi.TakeIdentity200JSONResponse(h.identity(ctx, v))
	}
	record := web.Record(ctx, h.d.Once, func(v identity.View) any { return reply(v) }, http.StatusOK)
	v, err := h.d.Lane.Take(ctx, gate.Actor(ctx), models.ID(r.RequestId), record)
	if err != nil {
		return nil, err
	}
	return reply(v), nil
}

// ReleaseIdentity gives the request back.
func (h *Handlers) ReleaseIdentity(ctx context.Context, r deskapi.ReleaseIdentityRequestObject) (deskapi.ReleaseIdentityResponseObject, error) {
	answer := deskapi.ReleaseIdentity204Response{}
	record := web.Record(ctx, h.d.Once, func(identity.Request) any { return answer }, http.StatusNoContent)
	return answer, h.d.Lane.Release(ctx, gate.Actor(ctx), models.ID(r.RequestId), r.Body.Fence, record)
}

// RevealIdentity shows one masked field in full.
func (h *Handlers) RevealIdentity(ctx context.Context, r deskapi.RevealIdentityRequestObject) (deskapi.RevealIdentityResponseObject, error) {
	value, err := h.d.Lane.Reveal(ctx, gate.Actor(ctx), models.ID(r.RequestId), r.Body.Field, casework.Purpose(r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return deskapi.RevealIdentity200JSONResponse{
		Field: r.Body.Field, Value: value.Reveal(), HideAfterSeconds: int(casework.RevealedFor.Seconds()),
	}, nil
}

// ProveIdentity records what the clerk saw and gives the one-time code.
func (h *Handlers) ProveIdentity(ctx context.Context, r deskapi.ProveIdentityRequestObject) (deskapi.ProveIdentityResponseObject, error) {
	reply := func(c identity.Code) deskapi.ProveIdentity200JSONResponse {
		return deskapi.ProveIdentity200JSONResponse{Number: c.Number, Code: c.Code, Until: c.Until}
	}
	record := web.Record(ctx, h.d.Once, func(c identity.Code) any { return reply(c) }, http.StatusOK)
	code, err := h.d.Lane.Prove(ctx, gate.Actor(ctx), identity.Proof{
		Request: models.ID(r.RequestId), Fence: r.Body.Fence, Document: identity.Document(r.Body.Document),
		Name: pii.Conceal(orZero(r.Body.Name)), Number: pii.Conceal(orZero(r.Body.Number)),
	}, record)
	if err != nil {
		return nil, err
	}
	return reply(code), nil
}

// RefuseIdentity ends a request that cannot be proven.
func (h *Handlers) RefuseIdentity(ctx context.Context, r deskapi.RefuseIdentityRequestObject) (deskapi.RefuseIdentityResponseObject, error) {
	answer := deskapi.RefuseIdentity204Response{}
	record := web.Record(ctx, h.d.Once, func(identity.Request) any { return answer }, http.StatusNoContent)
	return answer, h.d.Lane.Refuse(ctx, gate.Actor(ctx), models.ID(r.RequestId), r.Body.Fence, identity.Refusal(r.Body.Reason), record)
}
