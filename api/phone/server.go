package phone

import (
	"bytes"
	"context"
	"io"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/phoneapi"
	"onevisit/api/internal/pages"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/document"
	"onevisit/models/once"
	"onevisit/models/phone"
	"onevisit/models/visit"
)

// Deps are the use cases the handlers call.
type Deps struct {
	Links   *phone.Office
	Cases   *application.Cases
	Replies once.Keeper
}

// Server implements the generated strict server of the phone page.
type Server struct{ d Deps }

// New makes the handlers.
func New(d Deps) *Server { return &Server{d: d} }

var _ phoneapi.StrictServerInterface = (*Server)(nil)

// The statuses of stored replies; a generated response knows its own.
const (
	ok      = 200
	created = 201
)

// OpenLink lets the first device that gives the second factor in.
func (s *Server) OpenLink(ctx context.Context, r phoneapi.OpenLinkRequestObject) (phoneapi.OpenLinkResponseObject, error) {
	session, token, err := s.d.Links.Open(ctx, phone.Opening{
		Token: r.Body.Token, Factor: r.Body.Factor, Session: gate.Token(ctx, gate.PhoneCookie),
	})
	if err != nil {
		return nil, err
	}
	view, err := s.d.Cases.View(ctx, session.Actor(), session.Application)
	if err != nil {
		return nil, err
	}
	body, _ := viewed(view, web.Language(ctx))
	cookie := gate.Cookie(ctx, gate.PhoneCookie, token)
	return phoneapi.OpenLink201JSONResponse{Body: body, Headers: phoneapi.OpenLink201ResponseHeaders{SetCookie: &cookie}}, nil
}

// RenewLink sends a new link to the number on file. Nothing is told by the
// answer: not whether there was such a link, nor whether a message goes out.
func (s *Server) RenewLink(ctx context.Context, r phoneapi.RenewLinkRequestObject) (phoneapi.RenewLinkResponseObject, error) {
	actor, id, known, err := s.d.Links.Lost(ctx, r.Body.Token)
	if err == nil && known {
		err = s.d.Cases.SendLink(ctx, actor, id)
	}
	if kind := models.KindOf(err); err != nil && kind != models.KindConflict && kind != models.KindNotFound {
		return nil, err
	}
	return phoneapi.RenewLink202Response{}, nil
}

// EndPhoneSession puts the session away and tells the browser to forget it.
func (s *Server) EndPhoneSession(ctx context.Context, _ phoneapi.EndPhoneSessionRequestObject) (phoneapi.EndPhoneSessionResponseObject, error) {
	ended, err := s.d.Links.End(ctx, gate.Token(ctx, gate.PhoneCookie))
	if err != nil {
		return nil, err
	}
	s.d.Cases.Forget(ended)
	// The session's cookie goes by name: a kiosk's browser may have others.
	wipe, cookie := `"cache", "storage"`, gate.ClearCookie(ctx, gate.PhoneCookie)
	return phoneapi.EndPhoneSession204Response{
		Headers: phoneapi.EndPhoneSession204ResponseHeaders{ClearSiteData: &wipe, SetCookie: &cookie},
	}, nil
}

// GetPhoneApplication tells what is asked and what comes next.
func (s *Server) GetPhoneApplication(
	ctx context.Context, _ phoneapi.GetPhoneApplicationRequestObject,
) (phoneapi.GetPhoneApplicationResponseObject, error) {
	view, err := s.d.Cases.View(ctx, gate.Actor(ctx), gate.Application(ctx))
	if err != nil {
		return nil, err
	}
	body, tag := viewed(view, web.Language(ctx))
	return phoneapi.GetPhoneApplication200JSONResponse{
		Body: body, Headers: phoneapi.GetPhoneApplication200ResponseHeaders{ETag: tag},
	}, nil
}

// GetPhoneStep gives one page with marked fields.
func (s *Server) GetPhoneStep(ctx context.Context, r phoneapi.GetPhoneStepRequestObject) (phoneapi.GetPhoneStepResponseObject, error) {
	p, version, err := s.d.Cases.Page(ctx, gate.Actor(ctx), gate.Application(ctx), r.Step)
	if err != nil {
		return nil, err
	}
	return phoneapi.GetPhoneStep200JSONResponse{
		Body: *pages.Page(&p, web.Language(ctx)), Headers: phoneapi.GetPhoneStep200ResponseHeaders{ETag: pages.ETag(version)},
	}, nil
}

// SavePhoneStep answers the marked fields of a page.
func (s *Server) SavePhoneStep(ctx context.Context, r phoneapi.SavePhoneStepRequestObject) (phoneapi.SavePhoneStepResponseObject, error) {
	version, err := web.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	language := web.Language(ctx)
	reply := func(v application.View) phoneapi.SavePhoneStep200JSONResponse {
		body, tag := viewed(v, language)
		return phoneapi.SavePhoneStep200JSONResponse{Body: body, Headers: phoneapi.SavePhoneStep200ResponseHeaders{ETag: tag}}
	}
	view, err := s.d.Cases.SaveStep(ctx, application.StepCommand{
		Actor: gate.Actor(ctx), Application: gate.Application(ctx), Step: r.Step, Version: int64(version),
		Given: r.Body.Answers, Language: language, Reply: web.Encode(ctx, func(v application.View) any { return reply(v) }, ok),
	})
	if err != nil {
		return nil, err
	}
	return reply(view), nil
}

// AttachFromPhone stores a photo for a marked field.
func (s *Server) AttachFromPhone(ctx context.Context, r phoneapi.AttachFromPhoneRequestObject) (phoneapi.AttachFromPhoneResponseObject, error) {
	data, err := io.ReadAll(io.LimitReader(r.Body, document.MaxBytes+1))
	if err != nil {
		return nil, models.E(models.KindInvalid, "file-incomplete").Because(err)
	}
	reply := func(a document.Attachment) phoneapi.AttachFromPhone201JSONResponse {
		return phoneapi.AttachFromPhone201JSONResponse{Value: string(a.ID), Image: string(a.ID)}
	}
	attachment, err := s.d.Cases.Attach(ctx, application.Upload{
		Actor: gate.Actor(ctx), Application: gate.Application(ctx), Field: r.Field, Data: data, Record: keep(ctx, s, reply, created),
	})
	if err != nil {
		return nil, err
	}
	return reply(attachment), nil
}

// GetPhoneImage gives a picture that was taken in this session.
func (s *Server) GetPhoneImage(ctx context.Context, r phoneapi.GetPhoneImageRequestObject) (phoneapi.GetPhoneImageResponseObject, error) {
	image, err := s.d.Cases.Image(ctx, gate.Actor(ctx), gate.Application(ctx), r.Image)
	if err != nil {
		return nil, err
	}
	return phoneapi.GetPhoneImage200ImageResponse{
		Body: bytes.NewReader(image.Content), ContentType: image.MediaType, ContentLength: int64(len(image.Content)),
	}, nil
}

// SubmitFromPhone hands the corrected application in again.
func (s *Server) SubmitFromPhone(ctx context.Context, r phoneapi.SubmitFromPhoneRequestObject) (phoneapi.SubmitFromPhoneResponseObject, error) {
	version, err := web.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	language := web.Language(ctx)
	reply := func(v application.View) phoneapi.SubmitFromPhone200JSONResponse {
		body, tag := viewed(v, language)
		return phoneapi.SubmitFromPhone200JSONResponse{Body: body, Headers: phoneapi.SubmitFromPhone200ResponseHeaders{ETag: tag}}
	}
	view, err := s.d.Cases.Submit(ctx, application.Submission{
		Actor: gate.Actor(ctx), Application: gate.Application(ctx), Version: int64(version),
		ConfirmedFen: models.Fen(r.Body.ConfirmedFen), Record: keep(ctx, s, reply, ok),
	})
	if err != nil {
		return nil, err
	}
	return reply(view), nil
}

// keep makes the hook that stores the reply with the change.
func keep[T, R any](ctx context.Context, s *Server, reply func(T) R, status int) visit.Record[T] {
	return visit.Record[T](web.Record(ctx, s.d.Replies, func(outcome T) any { return reply(outcome) }, status))
}
