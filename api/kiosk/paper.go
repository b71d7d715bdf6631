package kiosk

import (
	"bytes"
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/paper"
)

// Setter sets papers: for the printer, and as pictures for a screen.
type Setter interface {
	PDF(d paper.Document) ([]byte, error)
	Pictures(d paper.Document) ([][]byte, error)
}

// press describes where and for whom is printed.
func (s *Server) press(ctx context.Context) application.Press {
	language := web.Language(ctx)
	d, _ := gate.Device(ctx)
	return application.Press{Actor: gate.Actor(ctx), Place: s.place(ctx, language), Hall: d.Site.Names, Language: language}
}

// ListPapers lists what can be printed now.
func (s *Server) ListPapers(ctx context.Context, r kioskapi.ListPapersRequestObject) (kioskapi.ListPapersResponseObject, error) {
	press := s.press(ctx)
	offers, err := s.d.Cases.Papers(ctx, press, models.ID(r.ApplicationId))
	if err != nil {
		return nil, err
	}
	list := make([]kioskapi.Paper, len(offers))
	for i, o := range offers {
		list[i] = kioskapi.Paper{
			Name: o.Name, Kind: kioskapi.PaperKind(o.Kind), Title: o.Title.In(press.Language), Format: kioskapi.PaperFormat(o.Format), Copies: o.Copies,
		}
	}
	return kioskapi.ListPapers200JSONResponse{Papers: list}, nil
}

// PrintPaper counts one more print. Its pages are set once before it is counted,
// so that a paper that cannot be set is not counted.
func (s *Server) PrintPaper(ctx context.Context, r kioskapi.PrintPaperRequestObject) (kioskapi.PrintPaperResponseObject, error) {
	press, subject := s.press(ctx), models.ID(r.ApplicationId)
	draft, title, err := s.d.Cases.PaperDraft(ctx, press, subject, r.Paper, format(r.Body.Format))
	if err != nil {
		return nil, err
	}
	pages, err := s.d.Setter.Pictures(draft)
	if err != nil {
		return nil, err
	}
	reply := func(c application.PaperCopy) kioskapi.PrintPaper201JSONResponse {
		return kioskapi.PrintPaper201JSONResponse{
			Name: c.Paper, Title: title.In(press.Language), Copy: c.Copy, Format: kioskapi.PaperCopyFormat(c.Format), Pages: len(pages),
		}
	}
	made, err := s.d.Cases.PrintPaper(ctx, application.PaperPrint{
		Press: press, Subject: subject, Name: r.Paper, Format: format(r.Body.Format), Record: keep(ctx, s, reply, created),
	})
	if err != nil {
		return nil, err
	}
	return reply(made), nil
}

// format is what is asked for, "" for the usual one.
func format(f kioskapi.PrintRequestFormat) paper.Format {
	if f == kioskapi.PrintRequestFormatUsual {
		return ""
	}
	return paper.Format(f)
}

// GetPaper gives a counted print to the printer.
func (s *Server) GetPaper(ctx context.Context, r kioskapi.GetPaperRequestObject) (kioskapi.GetPaperResponseObject, error) {
	document, err := s.d.Cases.PaperOf(ctx, s.press(ctx), models.ID(r.ApplicationId), r.Paper, r.Copy)
	if err != nil {
		return nil, err
	}
	file, err := s.d.Setter.PDF(document)
	if err != nil {
		return nil, err
	}
	return kioskapi.GetPaper200ApplicationpdfResponse{Body: bytes.NewReader(file), ContentLength: int64(len(file))}, nil
}

// GetPaperPage gives a page of a counted print as a picture.
func (s *Server) GetPaperPage(ctx context.Context, r kioskapi.GetPaperPageRequestObject) (kioskapi.GetPaperPageResponseObject, error) {
	document, err := s.d.Cases.PaperOf(ctx, s.press(ctx), models.ID(r.ApplicationId), r.Paper, r.Copy)
	if err != nil {
		return nil, err
	}
	pages, err := s.d.Setter.Pictures(document)
	if err != nil {
		return nil, err
	}
	if r.Page > len(pages) {
		return nil, application.ErrNoPaper
	}
	page := pages[r.Page-1]
	return kioskapi.GetPaperPage200ImagesvgXmlResponse{Body: bytes.NewReader(page), ContentLength: int64(len(page))}, nil
}

// ReportPaper notes that a print did not come out.
func (s *Server) ReportPaper(ctx context.Context, r kioskapi.ReportPaperRequestObject) (kioskapi.ReportPaperResponseObject, error) {
	err := s.d.Cases.PaperFailed(ctx, s.press(ctx), models.ID(r.ApplicationId), r.Paper, r.Copy, string(r.Body.Fault))
	return kioskapi.ReportPaper204Response{}, err
}

// SendPapers texts the citizen where the papers can be printed later.
func (s *Server) SendPapers(ctx context.Context, r kioskapi.SendPapersRequestObject) (kioskapi.SendPapersResponseObject, error) {
	return kioskapi.SendPapers204Response{}, s.d.Cases.SendPapers(ctx, gate.Actor(ctx), models.ID(r.ApplicationId))
}
