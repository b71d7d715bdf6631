package kiosk

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/web"
	"onevisit/models/device"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// BeginSession begins a citizen's session.
func (s *Server) BeginSession(ctx context.Context, r kioskapi.BeginSessionRequestObject) (kioskapi.BeginSessionResponseObject, error) {
	d, ok := gate.Device(ctx)
	if !ok {
		return nil, device.ErrUnknown
	}
	reply := func(b visit.Begun) kioskapi.BeginSession201JSONResponse {
		cookie := gate.Cookie(ctx, gate.SessionCookie, b.Token)
		return kioskapi.BeginSession201JSONResponse{
			Body: s.session(b.Session), Headers: kioskapi.BeginSession201ResponseHeaders{SetCookie: &cookie},
		}
	}
	begun, err := s.d.Reception.Begin(ctx, visit.Arrival{
		Device: d, Reading: r.Body.Reading, Factor: r.Body.Factor, Language: string(r.Body.Language), Assisted: given(r.Body.Assisted),
	}, keep(ctx, s, reply, created))
	if err != nil {
		return nil, err
	}
	return reply(begun), nil
}

// GetSession describes the running session, masked.
func (s *Server) GetSession(ctx context.Context, _ kioskapi.GetSessionRequestObject) (kioskapi.GetSessionResponseObject, error) {
	current, err := s.d.Reception.Session(ctx, gate.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return kioskapi.GetSession200JSONResponse(s.session(current)), nil
}

// TouchSession moves the idle limit.
func (s *Server) TouchSession(ctx context.Context, r kioskapi.TouchSessionRequestObject) (kioskapi.TouchSessionResponseObject, error) {
	current, err := s.d.Reception.Session(ctx, gate.Actor(ctx))
	if err != nil {
		return nil, err
	}
	if current, err = s.d.Reception.Touch(ctx, current, string(r.Body.Language), r.Body.Large); err != nil {
		return nil, err
	}
	return kioskapi.TouchSession200JSONResponse(s.session(current)), nil
}

// EndSession ends the session and tells the browser to forget everything.
func (s *Server) EndSession(ctx context.Context, r kioskapi.EndSessionRequestObject) (kioskapi.EndSessionResponseObject, error) {
	actor := gate.Actor(ctx)
	if err := s.d.Reception.End(ctx, actor, visit.EndReason(r.Body.Reason)); err != nil {
		return nil, err
	}
	s.d.Cases.Forget(actor.Session)
	// "cookies" would take the device's credential with it, so the session's own
	// is removed by name.
	wipe, cookie := `"cache", "storage"`, gate.ClearCookie(ctx, gate.SessionCookie)
	return kioskapi.EndSession204Response{Headers: kioskapi.EndSession204ResponseHeaders{ClearSiteData: &wipe, SetCookie: &cookie}}, nil
}

// Rate keeps the citizen's own rating.
func (s *Server) Rate(ctx context.Context, r kioskapi.RateRequestObject) (kioskapi.RateResponseObject, error) {
	current, err := s.d.Reception.Session(ctx, gate.Actor(ctx))
	if err != nil {
		return nil, err
	}
	reply := func(visit.Session) kioskapi.Rate204Response { return kioskapi.Rate204Response{} }
	return kioskapi.Rate204Response{}, s.d.Reception.Rate(ctx, current, r.Body.Level, keep(ctx, s, reply, noContent))
}

func (s *Server) session(x visit.Session) kioskapi.Session {
	limits := s.d.Reception.Limits()
	return kioskapi.Session{
		Id: string(x.ID), Holder: pii.MaskName(x.Holder.Name.Reveal()), DocumentKind: kioskapi.SessionDocumentKind(x.Document),
		Language: x.Language, StartedAt: x.StartedAt, IdleAt: x.IdleAt(limits), EndsAt: x.EndsAt(limits),
	}
}

// The statuses of stored replies; a generated response knows its own.
const (
	ok        = 200
	created   = 201
	noContent = 204
)

// keep makes the hook that stores the reply with the change.
func keep[T, R any](ctx context.Context, s *Server, reply func(T) R, status int) visit.Record[T] {
	return visit.Record[T](web.Record(ctx, s.d.Replies, func(outcome T) any { return reply(outcome) }, status))
}

// given is an optional boolean, false where it was left out.
func given(b *bool) bool { return b != nil && *b }
