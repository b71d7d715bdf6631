package auditor

import (
	"context"
	"time"

	openapi "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/completion"
)

var _ auditorapi.StrictServerInterface = (*Handlers)(nil)

func queryOf(from, to openapi.Date, service, site *string, asOf *int64) completion.Query {
	return completion.Query{
		From: models.Date(from.Format(time.DateOnly)), To: models.Date(to.Format(time.DateOnly)),
		Service: orZero(service), Site: orZero(site), AsOf: orZero(asOf),
	}
}

// GetRate computes the two rates of a period.
func (h *Handlers) GetRate(ctx context.Context, r auditorapi.GetRateRequestObject) (auditorapi.GetRateResponseObject, error) {
	p := r.Params
	o, err := h.reports.Overview(ctx, gate.Actor(ctx), queryOf(p.From, p.To, p.Service, p.Site, p.AsOf))
	if err != nil {
		return nil, err
	}
	out := auditorapi.GetRate200JSONResponse{
		Stamp: stampOf(o.Stamp), Experienced: figureOf(o.Experienced), Honest: figureOf(o.Honest),
		Visits: o.Visits[:], Target: o.Target,
	}
	if o.Stamp.Entries == 0 {
		out.OpenWithTwo, out.TurnedAway, out.Spared = &o.OpenWithTwo, &o.TurnedAway, &o.Spared
	}
	out.Ended.Completed, out.Ended.Rejected = o.Ended[completion.Completed], o.Ended[completion.Rejected]
	out.Ended.Abandoned, out.Ended.Withdrawn = o.Ended[completion.Abandoned], o.Ended[completion.Withdrawn]
	return out, nil
}

// GetBreakdown computes the two rates of each group.
func (h *Handlers) GetBreakdown(ctx context.Context, r auditorapi.GetBreakdownRequestObject) (auditorapi.GetBreakdownResponseObject, error) {
	p := r.Params
	b, err := h.reports.Breakdown(ctx, gate.Actor(ctx), queryOf(p.From, p.To, p.Service, p.Site, p.AsOf), completion.Grouping(p.By))
	if err != nil {
		return nil, err
	}
	out := auditorapi.GetBreakdown200JSONResponse{Stamp: stampOf(b.Stamp), Rows: make([]breakdownRow, len(b.Rows))}
	names := h.names()
	for i, row := range b.Rows {
		out.Rows[i] = breakdownRow{Experienced: figureOf(row.Experienced), Honest: figureOf(row.Honest), Month: orNil(row.Month)}
		if row.Service != "" {
			out.Rows[i].Service, out.Rows[i].ServiceTitle = orNil(row.Service), orNil(h.title(ctx, row.Service))
		}
		if p.By == auditorapi.GetBreakdownParamsBySite {
			site := row.Site
			name, err := names.of(ctx, site)
			if err != nil {
				return nil, err
			}
			out.Rows[i].Site, out.Rows[i].SiteName = &site, &name
		}
	}
	return out, nil
}

type breakdownRow = struct {
	Experienced auditorapi.Figure `json:"experienced"`
	Honest      auditorapi.Figure `json:"honest"`

	// Month YYYY-MM
	Month        *string `json:"month,omitempty"`
	Service      *string `json:"service,omitempty"`
	ServiceTitle *string `json:"serviceTitle,omitempty"`
	Site         *string `json:"site,omitempty"`
	SiteName     *string `json:"siteName,omitempty"`
}

// GetCauses counts why people came again.
func (h *Handlers) GetCauses(ctx context.Context, r auditorapi.GetCausesRequestObject) (auditorapi.GetCausesResponseObject, error) {
	p := r.Params
	list, err := h.reports.Causes(ctx, gate.Actor(ctx), queryOf(p.From, p.To, p.Service, p.Site, p.AsOf))
	if err != nil {
		return nil, err
	}
	out := auditorapi.GetCauses200JSONResponse{Stamp: stampOf(list.Stamp), Total: list.Total, Causes: []causeRow{}}
	for _, c := range list.Causes {
		cause, _ := list.Rules.Cause(c.Code)
		out.Causes = append(out.Causes, causeRow{Code: c.Code, Count: c.Count, Text: cause.Text.In(web.Language(ctx))})
	}
	return out, nil
}

type causeRow = struct {
	Code  string `json:"code"`
	Count int    `json:"count"`
	Text  string `json:"text"`
}

// GetDefinition tells what the rate means.
func (h *Handlers) GetDefinition(ctx context.Context, _ auditorapi.GetDefinitionRequestObject) (auditorapi.GetDefinitionResponseObject, error) {
	d, err := h.reports.Definition()
	if err != nil {
		return nil, err
	}
	out := auditorapi.GetDefinition200JSONResponse{
		Version: d.Version(), EffectiveFrom: dateOf(d.EffectiveFrom), Unit: d.Unit.In(web.Language(ctx)), WindowDays: d.WindowDays,
	}
	for _, rule := range d.Rules {
		out.Rules = append(out.Rules, rule.In(web.Language(ctx)))
	}
	return out, nil
}

func stampOf(s completion.Stamp) auditorapi.Stamp {
	out := auditorapi.Stamp{AsOf: s.AsOf, Definition: s.Definition, Demo: s.Demo}
	if s.Entries > 0 {
		out.Entries = &s.Entries
	}
	return out
}

// figureOf leaves the share out where there is none to show.
func figureOf(f completion.Figure) auditorapi.Figure {
	out := auditorapi.Figure{Numerator: f.Numerator, Denominator: f.Denominator, Suppressed: f.Suppressed}
	if f.Exists() {
		percent := f.Percent()
		low, high := f.Interval()
		out.Percent, out.Low, out.High = &percent, &low, &high
	}
	return out
}

func dateOf(d models.Date) openapi.Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return openapi.Date{}
	}
	return openapi.Date{Time: t}
}

func orZero[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
