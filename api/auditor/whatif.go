package auditor

import (
	"context"
	"encoding/json"
	"math"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/whatif"
)

// WhatIfs replays a period through an edited definition; *whatif.Runner is it.
type WhatIfs interface {
	Run(ctx context.Context, actor models.Actor, q whatif.Request) (whatif.Result, error)
}

// listedByRule is how many matters are named by rule where nothing is asked.
const listedByRule = 20

// RunWhatIf computes what an edited definition or an assumption would have made
// of a period.
func (h *Handlers) RunWhatIf(ctx context.Context, r auditorapi.RunWhatIfRequestObject) (auditorapi.RunWhatIfResponseObject, error) {
	b := r.Body
	q := whatif.Request{
		From: models.Date(b.From.String()), To: models.Date(b.To.String()), Service: orZero(b.Service), Site: orZero(b.Site),
		Name: "definition.yaml", Source: []byte(orZero(b.Definition)), Base: orZero(b.Base), Listed: listedByRule,
	}
	if b.Listed != nil {
		q.Listed = *b.Listed
	}
	if a := b.Assume; a != nil {
		q.Assume = &whatif.Assumption{Causes: a.Causes, Share: share(a.Share), Low: share(a.Low), High: share(a.High)}
	}
	result, err := h.whatIfs.Run(ctx, gate.Actor(ctx), q)
	if err != nil {
		return nil, err
	}
	out := whatIfOf(result, web.Language(ctx))
	if result.Query.Service != "" {
		title := h.title(ctx, result.Query.Service)
		out.ServiceTitle = &title
	}
	return auditorapi.RunWhatIf200JSONResponse(out), nil
}

// share and percent translate between the contract's whole percent and shares.
func share(percent int) float64 { return float64(percent) / 100 }

func percent(share float64) int { return int(math.Round(100 * share)) }

// WhatIfJSON writes a result as the contract does, for the command line.
func WhatIfJSON(r whatif.Result, language string) ([]byte, error) {
	return json.MarshalIndent(whatIfOf(r, language), "", "  ")
}

// WhatIfNotice is what stands over every result.
func WhatIfNotice() models.Texts {
	return models.Texts{
		"zh-CN": "推演所得，不是大厅的指标；没有保存，也没有发布任何内容。",
		"en":    "Expected, not a figure of the hall. Nothing was kept and nothing was published.",
	}
}

func whatIfOf(r whatif.Result, language string) auditorapi.WhatIfResult {
	out := auditorapi.WhatIfResult{
		Notice: WhatIfNotice().In(language), At: r.At, Demo: r.Demo, Rate: r.Definition, Target: r.Target,
		From: openapi_types.Date{Time: r.Query.From.Time()}, To: openapi_types.Date{Time: r.Query.To.Time()},
		Service: orNil(r.Query.Service), Site: orNil(r.Query.Site), Base: orNil(r.Base), Edited: orNil(r.Edited), Same: r.Same,
		Matters: r.Matters, VisitsBefore: r.VisitsBefore, VisitsAfter: r.VisitsAfter,
		Experienced: comparisonOf(r.Experienced), Honest: comparisonOf(r.Honest),
		Classes: make([]auditorapi.WhatIfClass, len(r.Classes)), Effects: make([]auditorapi.WhatIfEffect, len(r.Effects)),
	}
	if a := r.Assumption; a != nil {
		out.Assume = &auditorapi.WhatIfAssumption{Causes: a.Causes, Share: percent(a.Share), Low: percent(a.Low), High: percent(a.High)}
	}
	for i, c := range r.Classes {
		class := auditorapi.WhatIfClass{
			Class: auditorapi.WhatIfClassClass(c.Class), Text: c.Class.Text().In(language), Matters: c.Matters, Visits: c.Visits,
			Rules: make([]auditorapi.WhatIfRule, len(c.Rules)),
		}
		for k, rule := range c.Rules {
			ids := make([]string, len(rule.IDs))
			for n, id := range rule.IDs {
				ids[n] = string(id)
			}
			class.Rules[k] = auditorapi.WhatIfRule{Rule: string(rule.Why), Text: rule.Why.Text().In(language), Matters: rule.Matters, Ids: ids}
		}
		out.Classes[i] = class
	}
	for i, e := range r.Effects {
		out.Effects[i] = auditorapi.WhatIfEffect{Effect: string(e.Effect), Text: e.Effect.Text().In(language), Matters: e.Matters}
	}
	return out
}

func comparisonOf(c whatif.Comparison) auditorapi.WhatIfComparison {
	out := auditorapi.WhatIfComparison{Before: whatIfRateOf(c.Before), After: whatIfRateOf(c.After)}
	if c.Exists() {
		points := func(x float64) *float64 { y := x; return &y }
		out.Difference, out.Low, out.High = points(c.Difference), points(c.Low), points(c.High)
		out.Least, out.Most = points(c.Least), points(c.Most)
	}
	return out
}

func whatIfRateOf(r whatif.Rate) auditorapi.WhatIfRate {
	out := auditorapi.WhatIfRate{Numerator: r.Numerator, Denominator: r.Denominator}
	if r.Denominator > 0 {
		out.Percent, out.Low, out.High = &r.Percent, &r.Low, &r.High
	}
	return out
}
