package kiosk

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/pages"
	"onevisit/api/internal/web"
	"onevisit/models/catalog"
	"onevisit/models/device"
	"onevisit/models/identity"
	"onevisit/models/pii"
)

// Lane is the way to a window and back for somebody whom the kiosk could not
// recognise; *identity.Lane is it.
type Lane interface {
	Ask(ctx context.Context, a identity.Asked, record identity.Hook[identity.Ticket]) (identity.Ticket, error)
	Begin(ctx context.Context, e identity.Entrance, record identity.Hook[identity.Begun]) (identity.Begun, error)
}

// Services lists what can be applied for.
type Services interface {
	All() []*catalog.Definition
}

// ListServices names every service.
func (s *Server) ListServices(ctx context.Context, _ kioskapi.ListServicesRequestObject) (kioskapi.ListServicesResponseObject, error) {
	language := web.Language(ctx)
	out := kioskapi.ListServices200JSONResponse{Groups: []kioskapi.ServiceGroup{}}
	for _, def := range s.d.Services.All() { // group by group
		if n := len(out.Groups); n == 0 || out.Groups[n-1].Code != def.Group.Code {
			out.Groups = append(out.Groups, kioskapi.ServiceGroup{Code: def.Group.Code, Title: def.Group.Title.In(language)})
		}
		group := &out.Groups[len(out.Groups)-1]
		group.Services = append(group.Services, kioskapi.ServiceName{Service: def.Service, Title: def.Title.In(language)})
	}
	return out, nil
}

// AskForClerk keeps what somebody entered and gives a number for a window.
func (s *Server) AskForClerk(ctx context.Context, r kioskapi.AskForClerkRequestObject) (kioskapi.AskForClerkResponseObject, error) {
	d, ok := gate.Device(ctx)
	if !ok {
		return nil, device.ErrUnknown
	}
	reply := func(t identity.Ticket) kioskapi.AskForClerk201JSONResponse {
		return kioskapi.AskForClerk201JSONResponse{Number: t.Number, ExpiresAt: t.ExpiresAt}
	}
	ticket, err := s.d.Lane.Ask(ctx, identity.Asked{
		Device: d, Why: identity.Why(r.Body.Why), Name: pii.Conceal(r.Body.Name), Number: pii.Conceal(orEmpty(r.Body.Number)),
		Mobile: pii.Conceal(orEmpty(r.Body.Mobile)), Service: orEmpty(r.Body.Service), Language: string(r.Body.Language),
	}, identity.Hook[identity.Ticket](keep(ctx, s, reply, created)))
	if err != nil {
		return nil, err
	}
	return reply(ticket), nil
}

// BeginProvenSession begins the session of somebody whom a window recognised.
func (s *Server) BeginProvenSession(ctx context.Context, r kioskapi.BeginProvenSessionRequestObject) (kioskapi.BeginProvenSessionResponseObject, error) {
	d, ok := gate.Device(ctx)
	if !ok {
		return nil, device.ErrUnknown
	}
	reply := func(b identity.Begun) kioskapi.BeginProvenSession201JSONResponse {
		cookie := gate.Cookie(ctx, gate.SessionCookie, b.Token)
		return kioskapi.BeginProvenSession201JSONResponse{
			Body:    kioskapi.ProvenSessionBegun{Session: s.session(b.Session), Service: pages.Optional(b.Service)},
			Headers: kioskapi.BeginProvenSession201ResponseHeaders{SetCookie: &cookie},
		}
	}
	begun, err := s.d.Lane.Begin(ctx, identity.Entrance{
		Device: d, Code: r.Body.Code, Language: string(r.Body.Language), Assisted: given(r.Body.Assisted),
	}, identity.Hook[identity.Begun](keep(ctx, s, reply, created)))
	if err != nil {
		return nil, err
	}
	return reply(begun), nil
}

// orEmpty is an optional text, "" where it was left out.
func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
