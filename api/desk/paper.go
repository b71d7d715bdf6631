package desk

import (
	"bytes"
	"context"
	"net/http"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/paper"
	"onevisit/models/visit"
	"onevisit/models/window"
)

// Reprints is what a window prints again; *window.Window does.
type Reprints interface {
	Prints(ctx context.Context, actor models.Actor, item models.ID) ([]application.PaperOffer, error)
	Draft(ctx context.Context, actor models.Actor, o window.Order) (paper.Document, models.Texts, error)
	Print(ctx context.Context, actor models.Actor, o window.Order, record visit.Record[application.PaperCopy]) (application.PaperCopy, error)
	Printed(ctx context.Context, actor models.Actor, o window.Order, copy int) (paper.Document, error)
}

// Setter sets papers: as files, and as pictures for the browser's printer.
type Setter interface {
	PDF(d paper.Document) ([]byte, error)
	Pictures(d paper.Document) ([][]byte, error)
}

// ListWindowPapers lists what can be printed now.
func (h *Handlers) ListWindowPapers(ctx context.Context, r deskapi.ListWindowPapersRequestObject) (deskapi.ListWindowPapersResponseObject, error) {
	offers, err := h.d.Counter.Prints(ctx, gate.Actor(ctx), models.ID(r.ItemId))
	if err != nil {
		return nil, err
	}
	list := make([]deskapi.Paper, len(offers))
	for i, o := range offers {
		list[i] = deskapi.Paper{Name: o.Name, Title: o.Title.In(web.Language(ctx)), Format: deskapi.PaperFormat(o.Format), Copies: o.Copies}
	}
	return deskapi.ListWindowPapers200JSONResponse{Papers: list}, nil
}

// PrintWindowPaper counts one more print. Its pages are set once before it is
// counted, so that a paper that cannot be set is not counted.
func (h *Handlers) PrintWindowPaper(ctx context.Context, r deskapi.PrintWindowPaperRequestObject) (deskapi.PrintWindowPaperResponseObject, error) {
	actor, language := gate.Actor(ctx), web.Language(ctx)
	order := window.Order{Item: models.ID(r.ItemId), Name: r.Paper, Language: string(orZero(r.Body.Language))}
	if r.Body.Format != deskapi.PrintRequestFormatUsual {
		order.Format = paper.Format(r.Body.Format)
	}
	draft, title, err := h.d.Counter.Draft(ctx, actor, order)
	if err != nil {
		return nil, err
	}
	pages, err := h.d.Setter.Pictures(draft)
	if err != nil {
		return nil, err
	}
	answer := func(c application.PaperCopy) deskapi.PrintWindowPaper201JSONResponse {
		return deskapi.PrintWindowPaper201JSONResponse{
			Name: c.Paper, Title: title.In(language), Copy: c.Copy, Format: deskapi.PaperCopyFormat(c.Format), Pages: len(pages),
		}
	}
	record := web.Record(ctx, h.d.Once, func(c application.PaperCopy) any { return answer(c) }, http.StatusCreated)
	made, err := h.d.Counter.Print(ctx, actor, order, visit.Record[application.PaperCopy](record))
	if err != nil {
		return nil, err
	}
	return answer(made), nil
}

// printed is a print that the caller made.
func (h *Handlers) printed(ctx context.Context, item, name string, copy int) (paper.Document, error) {
	return h.d.Counter.Printed(ctx, gate.Actor(ctx), window.Order{Item: models.ID(item), Name: name}, copy)
}

// GetWindowPaper gives a print as a file.
func (h *Handlers) GetWindowPaper(ctx context.Context, r deskapi.GetWindowPaperRequestObject) (deskapi.GetWindowPaperResponseObject, error) {
	document, err := h.printed(ctx, r.ItemId, r.Paper, r.Copy)
	if err != nil {
		return nil, err
	}
	file, err := h.d.Setter.PDF(document)
	if err != nil {
		return nil, err
	}
	return deskapi.GetWindowPaper200ApplicationpdfResponse{Body: bytes.NewReader(file), ContentLength: int64(len(file))}, nil
}

// GetWindowPaperPage gives a page of a print as a picture.
func (h *Handlers) GetWindowPaperPage(ctx context.Context, r deskapi.GetWindowPaperPageRequestObject) (deskapi.GetWindowPaperPageResponseObject, error) {
	document, err := h.printed(ctx, r.ItemId, r.Paper, r.Copy)
	if err != nil {
		return nil, err
	}
	pages, err := h.d.Setter.Pictures(document)
	if err != nil {
		return nil, err
	}
	if r.Page > len(pages) {
		return nil, application.ErrNoPaper
	}
	page := pages[r.Page-1]
	return deskapi.GetWindowPaperPage200ImagesvgXmlResponse{Body: bytes.NewReader(page), ContentLength: int64(len(page))}, nil
}
