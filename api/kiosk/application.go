package kiosk

import (
	"bytes"
	"context"
	"io"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/pages"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/document"
)

// GetMenu answers for every service whether it can be finished here now.
func (s *Server) GetMenu(ctx context.Context, _ kioskapi.GetMenuRequestObject) (kioskapi.GetMenuResponseObject, error) {
	language := web.Language(ctx)
	found, err := s.d.Cases.Menu(ctx, gate.Actor(ctx), s.place(ctx, language))
	if err != nil {
		return nil, err
	}
	return kioskapi.GetMenu200JSONResponse(menu(found, language)), nil
}

// ListApplications lists what the person has not finished.
func (s *Server) ListApplications(ctx context.Context, _ kioskapi.ListApplicationsRequestObject) (kioskapi.ListApplicationsResponseObject, error) {
	list, err := s.d.Cases.List(ctx, gate.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return kioskapi.ListApplications200JSONResponse(listed(list, web.Language(ctx))), nil
}

// OpenApplication chooses a service.
func (s *Server) OpenApplication(ctx context.Context, r kioskapi.OpenApplicationRequestObject) (kioskapi.OpenApplicationResponseObject, error) {
	language := web.Language(ctx)
	reply := func(o application.Outcome) kioskapi.OpenApplicationResponseObject { return opened(o, language) }
	outcome, err := s.d.Cases.Open(ctx, application.Choice{
		Actor: gate.Actor(ctx), Place: s.place(ctx, language), Service: r.Body.Service, Fresh: given(r.Body.Fresh),
		Record: keep(ctx, s, reply, created),
	})
	if err != nil {
		return nil, err
	}
	return reply(outcome), nil
}

// GetApplication tells where an application stands.
func (s *Server) GetApplication(ctx context.Context, r kioskapi.GetApplicationRequestObject) (kioskapi.GetApplicationResponseObject, error) {
	view, err := s.d.Cases.View(ctx, gate.Actor(ctx), models.ID(r.ApplicationId))
	if err != nil {
		return nil, err
	}
	body, etag := viewed(view, web.Language(ctx))
	return kioskapi.GetApplication200JSONResponse{Body: body, Headers: kioskapi.GetApplication200ResponseHeaders{ETag: etag}}, nil
}

// GetStep gives one page, for going back.
func (s *Server) GetStep(ctx context.Context, r kioskapi.GetStepRequestObject) (kioskapi.GetStepResponseObject, error) {
	p, version, err := s.d.Cases.Page(ctx, gate.Actor(ctx), models.ID(r.ApplicationId), r.Step)
	if err != nil {
		return nil, err
	}
	return kioskapi.GetStep200JSONResponse{
		Body: *pages.Page(&p, web.Language(ctx)), Headers: kioskapi.GetStep200ResponseHeaders{ETag: pages.ETag(version)},
	}, nil
}

// SaveStep answers one page.
func (s *Server) SaveStep(ctx context.Context, r kioskapi.SaveStepRequestObject) (kioskapi.SaveStepResponseObject, error) {
	version, err := web.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	language := web.Language(ctx)
	reply := func(v application.View) kioskapi.SaveStep200JSONResponse {
		body, etag := viewed(v, language)
		return kioskapi.SaveStep200JSONResponse{Body: body, Headers: kioskapi.SaveStep200ResponseHeaders{ETag: etag}}
	}
	view, err := s.d.Cases.SaveStep(ctx, application.StepCommand{
		Actor: gate.Actor(ctx), Application: models.ID(r.ApplicationId), Step: r.Step, Version: int64(version),
		Given: r.Body.Answers, Language: language, Reply: web.Encode(ctx, func(v application.View) any { return reply(v) }, ok),
	})
	if err != nil {
		return nil, err
	}
	return reply(view), nil
}

// Attach stores a photo for a field.
func (s *Server) Attach(ctx context.Context, r kioskapi.AttachRequestObject) (kioskapi.AttachResponseObject, error) {
	data, err := io.ReadAll(io.LimitReader(r.Body, document.MaxBytes+1))
	if err != nil {
		return nil, models.E(models.KindInvalid, "file-incomplete").Because(err)
	}
	reply := func(a document.Attachment) kioskapi.Attach201JSONResponse {
		return kioskapi.Attach201JSONResponse{Value: string(a.ID), Image: string(a.ID)}
	}
	attachment, err := s.d.Cases.Attach(ctx, application.Upload{
		Actor: gate.Actor(ctx), Application: models.ID(r.ApplicationId), Field: r.Field, Data: data, Record: keep(ctx, s, reply, created),
	})
	if err != nil {
		return nil, err
	}
	return reply(attachment), nil
}

// GetImage gives a picture of the application.
func (s *Server) GetImage(ctx context.Context, r kioskapi.GetImageRequestObject) (kioskapi.GetImageResponseObject, error) {
	image, err := s.d.Cases.Image(ctx, gate.Actor(ctx), models.ID(r.ApplicationId), r.Image)
	if err != nil {
		return nil, err
	}
	return kioskapi.GetImage200ImageResponse{
		Body: bytes.NewReader(image.Content), ContentType: image.MediaType, ContentLength: int64(len(image.Content)),
	}, nil
}

// Submit hands the application in.
func (s *Server) Submit(ctx context.Context, r kioskapi.SubmitRequestObject) (kioskapi.SubmitResponseObject, error) {
	version, err := web.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	language := web.Language(ctx)
	reply := func(v application.View) kioskapi.Submit200JSONResponse {
		body, etag := viewed(v, language)
		return kioskapi.Submit200JSONResponse{Body: body, Headers: kioskapi.Submit200ResponseHeaders{ETag: etag}}
	}
	view, err := s.d.Cases.Submit(ctx, application.Submission{
		Actor: gate.Actor(ctx), Place: s.place(ctx, language), Application: models.ID(r.ApplicationId), Version: int64(version),
		ConfirmedFen: models.Fen(r.Body.ConfirmedFen), Record: keep(ctx, s, reply, ok),
	})
	if err != nil {
		return nil, err
	}
	return reply(view), nil
}

// Withdraw gives the application up.
func (s *Server) Withdraw(ctx context.Context, r kioskapi.WithdrawRequestObject) (kioskapi.WithdrawResponseObject, error) {
	version, err := web.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	language := web.Language(ctx)
	reply := func(v application.View) kioskapi.Withdraw200JSONResponse {
		body, etag := viewed(v, language)
		return kioskapi.Withdraw200JSONResponse{Body: body, Headers: kioskapi.Withdraw200ResponseHeaders{ETag: etag}}
	}
	view, err := s.d.Cases.Withdraw(ctx, application.Withdrawal{
		Actor: gate.Actor(ctx), Application: models.ID(r.ApplicationId), Version: int64(version), Record: keep(ctx, s, reply, ok),
	})
	if err != nil {
		return nil, err
	}
	return reply(view), nil
}

// SendPhoneLink texts a new link to the correction request.
func (s *Server) SendPhoneLink(ctx context.Context, r kioskapi.SendPhoneLinkRequestObject) (kioskapi.SendPhoneLinkResponseObject, error) {
	return kioskapi.SendPhoneLink204Response{}, s.d.Cases.SendLink(ctx, gate.Actor(ctx), models.ID(r.ApplicationId))
}

// ReportResult takes down what the permit station or printer did.
func (s *Server) ReportResult(ctx context.Context, r kioskapi.ReportResultRequestObject) (kioskapi.ReportResultResponseObject, error) {
	language := web.Language(ctx)
	reply := func(v application.View) kioskapi.ReportResult200JSONResponse {
		body, etag := viewed(v, language)
		return kioskapi.ReportResult200JSONResponse{Body: body, Headers: kioskapi.ReportResult200ResponseHeaders{ETag: etag}}
	}
	report := application.Report{
		Actor: gate.Actor(ctx), Application: models.ID(r.ApplicationId), Result: models.ID(r.ResultId),
		Done: r.Body.Outcome == kioskapi.ResultReportOutcomeDone, Record: keep(ctx, s, reply, ok),
	}
	if r.Body.Fault != nil {
		report.Fault = string(*r.Body.Fault)
	}
	view, err := s.d.Cases.ReportResult(ctx, report)
	if err != nil {
		return nil, err
	}
	return reply(view), nil
}
