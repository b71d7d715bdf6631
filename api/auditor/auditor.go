// Package auditor answers the auditor contract: the one-visit rate, its
// breakdowns and causes, and the matters behind every figure. It only reads,
// and nothing in it is personal: a matter is an id, a service, dates and causes.
// Whose it is is shown with a reason and a step-up, and is an entry of the log.
package auditor

import (
	"context"
	"errors"

	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/catalog"
	"onevisit/models/completion"
	"onevisit/models/device"
)

// Reports computes the figures; *completion.Reports is it.
type Reports interface {
	Overview(ctx context.Context, actor models.Actor, q completion.Query) (completion.Overview, error)
	Breakdown(ctx context.Context, actor models.Actor, q completion.Query, by completion.Grouping) (completion.Breakdown, error)
	Causes(ctx context.Context, actor models.Actor, q completion.Query) (completion.CauseList, error)
	Matters(ctx context.Context, actor models.Actor, q completion.Query, f completion.Filter, page models.Page) (completion.MatterPage, error)
	Matter(ctx context.Context, actor models.Actor, id models.ID) (completion.Matter, error)
	Definition() (completion.Definition, error)
}

// Titles names services.
type Titles interface {
	Known(service string) (*catalog.Definition, bool)
}

// Sites names halls.
type Sites interface {
	Site(ctx context.Context, code string) (device.Site, error)
}

// Handlers implements auditorapi.StrictServerInterface.
type Handlers struct {
	reports Reports
	record  audit.Reader
	titles  Titles
	sites   Sites
	proofs  Proofs
	figures Figures
	exports Exports
	whatIfs WhatIfs
	reveals Reveals
}

// Deps is what the handlers ask. A part that is nil answers nothing.
type Deps struct {
	Reports Reports
	Record  audit.Reader
	Titles  Titles
	Sites   Sites
	Proofs  Proofs
	Figures Figures
	Exports Exports
	WhatIfs WhatIfs
	Reveals Reveals
}

// New returns the handlers.
func New(d Deps) *Handlers {
	return &Handlers{reports: d.Reports, record: d.Record, titles: d.Titles, sites: d.Sites, proofs: d.Proofs, figures: d.Figures, exports: d.Exports, whatIfs: d.WhatIfs, reveals: d.Reveals}
}

func (h *Handlers) title(ctx context.Context, service string) string {
	if def, ok := h.titles.Known(service); ok {
		return def.Title.In(web.Language(ctx))
	}
	return service
}

// siteNames names halls, each asked for once.
type siteNames struct {
	h     *Handlers
	known map[string]string
}

func (h *Handlers) names() siteNames { return siteNames{h, map[string]string{}} }

// of is the hall's name in the caller's language. What needed no presence
// happened at no hall.
func (n siteNames) of(ctx context.Context, code string) (string, error) {
	language := web.Language(ctx)
	if code == "" {
		return models.Texts{"zh-CN": "未到场", "en": "No visit"}.In(language), nil
	}
	if name, ok := n.known[code]; ok {
		return name, nil
	}
	site, err := n.h.sites.Site(ctx, code)
	switch {
	case errors.Is(err, models.ErrNotFound):
		n.known[code] = code
	case err != nil:
		return "", err
	default:
		n.known[code] = site.Names.In(language)
	}
	return n.known[code], nil
}
