package desk

import (
	"context"
	"net/http"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
)

// PreviewBulk says what a bulk decision would do.
func (h *Handlers) PreviewBulk(ctx context.Context, r deskapi.PreviewBulkRequestObject) (deskapi.PreviewBulkResponseObject, error) {
	preview, err := h.d.Bulk.Preview(ctx, gate.Actor(ctx), bulkOf(*r.Body))
	if err != nil {
		return nil, err
	}
	out := deskapi.PreviewBulk200JSONResponse{Eligible: []string{}, Excluded: []deskapi.Excluded{}, Checks: []deskapi.Check{}}
	for _, item := range preview.Items {
		if item.Refused == nil {
			out.Eligible = append(out.Eligible, string(item.Application))
			continue
		}
		out.Excluded = append(out.Excluded, deskapi.Excluded{
			CaseId: string(item.Application), Number: item.Number, Code: item.Refused.Code,
			Text: web.Sentence(ctx, item.Refused.Code, item.Refused.Params),
		})
	}
	out.Count = len(out.Eligible)
	for _, c := range preview.Checks {
		out.Checks = append(out.Checks, deskapi.Check{
			Code: c.Code, Text: c.Text.In(web.Language(ctx)), Result: deskapi.CheckResult(c.Result), Mandatory: true,
		})
	}
	return out, nil
}

func bulkOf(b deskapi.Bulk) casework.BulkRuling {
	r := casework.BulkRuling{Outcome: casework.Outcome(b.Outcome), Reason: orZero(b.ReasonCode), Checks: orZero(b.Checks)}
	for _, id := range b.CaseIds {
		r.Applications = append(r.Applications, models.ID(id))
	}
	return r
}

// DecideBulk decides many cases alike.
func (h *Handlers) DecideBulk(ctx context.Context, r deskapi.DecideBulkRequestObject) (deskapi.DecideBulkResponseObject, error) {
	reply := func(b casework.BulkDecided) deskapi.DecideBulk200JSONResponse {
		return deskapi.DecideBulk200JSONResponse(bulkDecidedOf(ctx, b))
	}
	record := web.Record(ctx, h.d.Once, func(b casework.BulkDecided) any { return reply(b) }, http.StatusOK)
	done, err := h.d.Bulk.DecideBulk(ctx, gate.Actor(ctx), bulkOf(*r.Body), record)
	if err != nil {
		return nil, err
	}
	return reply(done), nil
}

// UndoBulk takes a bulk decision back while it is provisional.
func (h *Handlers) UndoBulk(ctx context.Context, r deskapi.UndoBulkRequestObject) (deskapi.UndoBulkResponseObject, error) {
	reply := func(b casework.BulkDecided) deskapi.UndoBulk200JSONResponse {
		return deskapi.UndoBulk200JSONResponse(bulkDecidedOf(ctx, b))
	}
	record := web.Record(ctx, h.d.Once, func(b casework.BulkDecided) any { return reply(b) }, http.StatusOK)
	done, err := h.d.Bulk.UndoBulk(ctx, gate.Actor(ctx), models.ID(r.BulkId), record)
	if err != nil {
		return nil, err
	}
	return reply(done), nil
}

func bulkDecidedOf(ctx context.Context, b casework.BulkDecided) deskapi.BulkDecided {
	finalAt, undo := b.FinalAt, int(b.UndoTime.Seconds())
	out := deskapi.BulkDecided{BulkId: string(b.Bulk), FinalAt: &finalAt, UndoSeconds: &undo, Items: []deskapi.BulkItem{}}
	for _, item := range b.Items {
		one := deskapi.BulkItem{CaseId: string(item.Application), Number: item.Number, Status: deskapi.BulkItemStatusDecided}
		switch {
		case item.Refused != nil:
			one.Status, one.Code = deskapi.BulkItemStatusSkipped, &item.Refused.Code
			one.Text = orNil(web.Sentence(ctx, item.Refused.Code, item.Refused.Params))
		case b.Undone:
			one.Status = deskapi.BulkItemStatusUndone
		}
		out.Items = append(out.Items, one)
	}
	return out
}
