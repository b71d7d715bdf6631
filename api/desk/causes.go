package desk

import (
	"context"
	"net/http"
	"time"

	openapi "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// Causes amends why visits were needed; *visit.Amender is it.
type Causes interface {
	History(ctx context.Context, actor models.Actor, matter models.ID) (visit.History, error)
	Amend(ctx context.Context, actor models.Actor, x visit.Amending, record visit.Record[visit.Presence]) (visit.Presence, error)
}

// GetMatterVisits shows a matter's visits and how their causes were amended.
func (h *Handlers) GetMatterVisits(ctx context.Context, r deskapi.GetMatterVisitsRequestObject) (deskapi.GetMatterVisitsResponseObject, error) {
	history, err := h.d.Causes.History(ctx, gate.Actor(ctx), models.ID(r.MatterId))
	if err != nil {
		return nil, err
	}
	language := web.Language(ctx)
	out := deskapi.GetMatterVisits200JSONResponse{Visits: []deskapi.MatterVisit{}, Amendments: []deskapi.AmendedCause{}}
	for _, p := range history.Presences {
		out.Visits = append(out.Visits, visitOf(p, language))
	}
	for _, a := range history.Amendments {
		out.Amendments = append(out.Amendments, deskapi.AmendedCause{
			Seq: a.Seq, Was: string(a.From), Cause: string(a.To), ReasonCode: string(a.Reason), At: a.At, Note: orNil(a.Note.Reveal()),
		})
	}
	for _, c := range visit.Causes() {
		out.Causes = append(out.Causes, causeLine{Code: string(c.Cause), Text: c.Text.In(language)})
	}
	return out, nil
}

type causeLine = struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

func visitOf(p visit.Presence, language string) deskapi.MatterVisit {
	out := deskapi.MatterVisit{Seq: p.Seq, Site: p.Site, Cause: orNil(string(p.Cause))}
	if on, err := time.Parse(time.DateOnly, string(p.On)); err == nil {
		out.On = openapi.Date{Time: on}
	}
	for _, c := range visit.Causes() {
		if c.Cause == p.Cause {
			out.CauseText = orNil(c.Text.In(language))
		}
	}
	return out
}

// AmendCause gives a visit another cause.
func (h *Handlers) AmendCause(ctx context.Context, r deskapi.AmendCauseRequestObject) (deskapi.AmendCauseResponseObject, error) {
	language := web.Language(ctx)
	record := web.Record(ctx, h.d.Once, func(p visit.Presence) any { return deskapi.AmendCause200JSONResponse(visitOf(p, language)) }, http.StatusOK)
	p, err := h.d.Causes.Amend(ctx, gate.Actor(ctx), visit.Amending{
		Matter: models.ID(r.MatterId), Seq: r.Seq, Was: visit.Cause(r.Body.Was), To: visit.Cause(r.Body.Cause),
		Reason: visit.AmendReason(r.Body.ReasonCode), Note: pii.Conceal(orZero(r.Body.Note)),
	}, record)
	if err != nil {
		return nil, err
	}
	return deskapi.AmendCause200JSONResponse(visitOf(p, language)), nil
}
