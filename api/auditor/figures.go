package auditor

import (
	"context"
	"errors"
	"time"

	openapi "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/translog"
)

// Figures answers what the standard figures say; *figures.Reports is it.
type Figures interface {
	Figure(ctx context.Context, actor models.Actor, q figures.Question) (figures.Report, error)
	Records(ctx context.Context, actor models.Actor, q figures.Question, bucket string, page models.Page) (figures.RecordPage, error)
	Known(ctx context.Context) (figures.Known, error)
	Catalogue(k figures.Known) ([]figures.Figure, []figures.DimensionValues, error)
	Pin(ctx context.Context) (figures.State, error)
}

// ListFigures tells what figures there are.
func (h *Handlers) ListFigures(ctx context.Context, _ auditorapi.ListFiguresRequestObject) (auditorapi.ListFiguresResponseObject, error) {
	known, err := h.figures.Known(ctx)
	if err != nil {
		return nil, err
	}
	list, dimensions, err := h.figures.Catalogue(known)
	if err != nil {
		return nil, err
	}
	language := web.Language(ctx)
	out := auditorapi.ListFigures200JSONResponse{}
	for _, f := range list {
		row := figureRow{
			Code: f.Code, Kind: auditorapi.FigureKind(f.Form), Title: f.Title.In(language), Meaning: f.Meaning.In(language),
			Counts: subjectOf(f.Counts), By: f.By,
		}
		if f.Target > 0 {
			row.Target = &f.Target
		}
		if f.Better != "" {
			better := auditorapi.FigureCatalogueFiguresBetter(f.Better)
			row.Better = &better
		}
		out.Figures = append(out.Figures, row)
	}
	for _, d := range dimensions {
		row := dimensionRow{Name: d.Name, Title: d.Title.In(language), Values: []dimensionValue{}}
		for _, v := range d.Values {
			row.Values = append(row.Values, dimensionValue{Value: v.Code, Text: v.Text.In(language)})
		}
		out.Dimensions = append(out.Dimensions, row)
	}
	return out, nil
}

type (
	figureRow = struct {
		Better *auditorapi.FigureCatalogueFiguresBetter `json:"better,omitempty"`
		By     []string                                 `json:"by"`
		Code   string                                   `json:"code"`
		Counts auditorapi.FigureSubject                 `json:"counts"`

		// Kind share: a numerator of a denominator; parts: counts that sum to a whole; time: a distribution of seconds
		Kind auditorapi.FigureKind `json:"kind"`

		// Meaning what is counted and what is divided by, in words
		Meaning string `json:"meaning"`

		// Target percent, or seconds for a time, where one was promised
		Target *float64 `json:"target,omitempty"`
		Title  string   `json:"title"`
	}
	dimensionRow = struct {
		Name   string           `json:"name"`
		Title  string           `json:"title"`
		Values []dimensionValue `json:"values"`
	}
	dimensionValue = struct {
		Text  string `json:"text"`
		Value string `json:"value"`
	}
)

// subjectOf is the kind of a figure's records; a walk is a part of a session.
func subjectOf(k figures.Kind) auditorapi.FigureSubject {
	if k == figures.Walk {
		k = figures.Session
	}
	return auditorapi.FigureSubject(k)
}

// GetFigure computes one figure.
func (h *Handlers) GetFigure(ctx context.Context, r auditorapi.GetFigureRequestObject) (auditorapi.GetFigureResponseObject, error) {
	p := r.Params
	q := figures.Question{
		Figure: r.Figure, From: day(p.From), To: day(p.To), Service: orZero(p.Service), Category: orZero(p.Category),
		Site: orZero(p.Site), Region: orZero(p.Region), Channel: string(orZero(p.Channel)), Device: models.ID(orZero(p.Device)),
		Language: orZero(p.Language), Aid: string(orZero(p.Aid)), Age: string(orZero(p.Age)), By: string(orZero(p.By)), AsOf: orZero(p.AsOf),
	}
	report, err := h.figures.Figure(ctx, gate.Actor(ctx), q)
	if err != nil {
		return nil, err
	}
	known := report.Names
	v := valueView{figure: report.Figure, rules: report.Rules, known: known, language: web.Language(ctx)}
	out := auditorapi.GetFigure200JSONResponse{
		Code: report.Figure.Code, Kind: auditorapi.FigureKind(report.Figure.Form), Total: v.of(report.Total), Rows: []reportRow{},
	}
	if out.Stamp, err = h.figureStamp(ctx, report.Stamp); err != nil {
		return nil, err
	}
	if before := report.Previous; before != nil {
		out.Previous = &previous{Definition: before.Definition, Value: v.of(before.Value)}
	}
	for _, row := range report.Rows {
		by := q.By
		if by == figures.MonthService {
			by = string(figures.ByMonth)
		}
		view := reportRow{Group: row.Group, Text: known.GroupText(by, row.Group).In(v.language), Value: v.of(row.Value)}
		if q.By == figures.MonthService {
			series, text := row.Series, known.GroupText(string(figures.ByService), row.Series).In(v.language)
			view.Series, view.SeriesText = &series, &text
		}
		out.Rows = append(out.Rows, view)
	}
	return out, nil
}

type (
	reportRow = struct {
		Group string `json:"group"`

		// Series the service, for month-service
		Series     *string `json:"series,omitempty"`
		SeriesText *string `json:"seriesText,omitempty"`
		Text       string  `json:"text"`

		// Value by kind: share has numerator, denominator, percent, low, high; parts has denominator (the whole) and parts; time has denominator (how many), median, p95
		Value auditorapi.FigureValue `json:"value"`
	}
	previous = struct {
		Definition string `json:"definition"`

		// Value by kind: share has numerator, denominator, percent, low, high; parts has denominator (the whole) and parts; time has denominator (how many), median, p95
		Value auditorapi.FigureValue `json:"value"`
	}
)

// valueView turns values into the contract's, with the words of their parts.
type valueView struct {
	figure   figures.Figure
	rules    completion.Definition
	known    figures.Known
	language string
}

// of leaves out what there is no figure for: the share of nothing.
func (v valueView) of(value figures.Value) auditorapi.FigureValue {
	out := auditorapi.FigureValue{Denominator: value.Denominator, Suppressed: value.Suppressed}
	if value.Suppressed {
		return out
	}
	switch v.figure.Form {
	case figures.Share:
		out.Numerator = &value.Numerator
		if share := value.Share(); share.Exists() {
			percent := share.Percent()
			low, high := share.Interval()
			out.Percent, out.Low, out.High = &percent, &low, &high
		}
	case figures.Times:
		if value.Denominator > 0 {
			median, p95 := value.Median.Seconds(), value.P95.Seconds()
			out.Median, out.P95 = &median, &p95
		}
	case figures.Parts:
	}
	if v.figure.Form == figures.Parts || len(value.Parts) > 0 {
		parts := make([]auditorapi.FigurePart, len(value.Parts))
		for i, p := range value.Parts {
			parts[i] = auditorapi.FigurePart{
				Bucket: p.Bucket, Text: v.figure.BucketText(v.rules, v.known, p.Bucket).In(v.language), Count: p.Count,
			}
			if p.Of > 0 {
				of := p.Of
				parts[i].Of = &of
			}
		}
		out.Parts = &parts
	}
	return out
}

// ListFigureRecords lists what a figure was counted from.
func (h *Handlers) ListFigureRecords(ctx context.Context, r auditorapi.ListFigureRecordsRequestObject) (auditorapi.ListFigureRecordsResponseObject, error) {
	p := r.Params
	page := models.Page{After: orZero(p.Cursor), Limit: defaultLimit}
	if p.Limit != nil {
		page.Limit = *p.Limit
	}
	list, err := h.figures.Records(ctx, gate.Actor(ctx), figures.Question{
		Figure: r.Figure, From: day(p.From), To: day(p.To), Service: orZero(p.Service), Category: orZero(p.Category),
		Site: orZero(p.Site), Region: orZero(p.Region), Channel: string(orZero(p.Channel)), Device: models.ID(orZero(p.Device)),
		Language: orZero(p.Language), Aid: string(orZero(p.Aid)), Age: string(orZero(p.Age)), AsOf: orZero(p.AsOf),
	}, orZero(p.Bucket), page)
	if err != nil {
		return nil, err
	}
	out := auditorapi.ListFigureRecords200JSONResponse{
		Counts: subjectOf(list.Figure.Counts), Total: list.Total, Next: orNil(list.Next), Records: make([]auditorapi.FigureRecord, len(list.Records)),
	}
	if out.Stamp, err = h.figureStamp(ctx, list.Stamp); err != nil {
		return nil, err
	}
	language := web.Language(ctx)
	for i, c := range list.Records {
		out.Records[i] = recordView(c, list, language)
	}
	return out, nil
}

func recordView(c figures.Counted, list figures.RecordPage, language string) auditorapi.FigureRecord {
	known := list.Names
	id := c.Subject.ID
	if c.Subject.Kind == figures.Walk || c.Subject.Kind == figures.DeviceDay {
		first, _ := figures.SplitID(id)
		id = string(first)
	}
	out := auditorapi.FigureRecord{
		Id: id, On: dateOf(c.On), Service: c.Place.Service, Site: c.Place.Site, Bucket: c.Bucket,
		ServiceTitle: known.GroupText(string(figures.ByService), c.Place.Service).In(language),
		SiteName:     known.GroupText(string(figures.BySite), c.Place.Site).In(language),
		BucketText:   list.Figure.BucketText(list.Rules, known, c.Bucket).In(language),
	}
	if visits, ok := c.Visits(); ok {
		out.Visits = &visits
	}
	if c.Subject.Kind == figures.Matter {
		causes := append([]string{}, c.Causes()...)
		out.Causes = &causes
	}
	if c.Place.Device != "" {
		device := known.GroupText(string(figures.ByDevice), string(c.Place.Device)).In(language)
		out.Device = &device
	}
	if c.Entry > 0 {
		entry := c.Entry
		out.Entry = &entry
	}
	return out
}

// GetPin names the size of the log that pins the figures of now.
func (h *Handlers) GetPin(ctx context.Context, _ auditorapi.GetPinRequestObject) (auditorapi.GetPinResponseObject, error) {
	state, err := h.figures.Pin(ctx)
	if err != nil {
		return nil, err
	}
	return auditorapi.GetPin200JSONResponse{Entries: state.Entries, At: state.FoldedAt}, nil
}

// figureStamp adds the checkpoint that covers the figures, where there is one.
func (h *Handlers) figureStamp(ctx context.Context, s figures.Stamp) (auditorapi.FigureStamp, error) {
	out := auditorapi.FigureStamp{At: s.At, Definition: s.Definition, Demo: s.Demo, Entries: s.Entries, Pinned: s.Pinned, Digest: orNil(s.Digest)}
	if h.proofs == nil || s.Entries == 0 {
		return out, nil
	}
	signed, err := h.proofs.Checkpoint(ctx, s.Entries)
	if errors.Is(err, translog.ErrBeyond) { // counted beyond the newest checkpoint: that one is below
		signed, err = h.proofs.Checkpoint(ctx, 0)
	}
	switch {
	case err == nil:
		out.Checkpoint = &signed.Size
	case !errors.Is(err, models.ErrNotFound):
		return out, err
	}
	return out, nil
}

func day(d openapi.Date) models.Date { return models.Date(d.Format(time.DateOnly)) }
