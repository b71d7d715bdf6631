package desk

import (
	"context"
	"time"

	openapi "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
)

func clockOf(c casework.DeadlineClock, say func(models.Texts) string) deskapi.DeadlineClock {
	out := deskapi.DeadlineClock{DueDate: dateOf(c.Due), Stopped: c.Stopped, Stops: make([]deskapi.ClockStop, len(c.Stops))}
	if c.Explanation != nil {
		out.Explanation = orNil(say(c.Explanation))
	}
	for i, s := range c.Stops {
		out.Stops[i] = deskapi.ClockStop{From: s.From, To: timeOf(s.To), Reason: say(s.Reason)}
	}
	return out
}

func timeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func askedOf(asked []casework.AskedSeen, say func(models.Texts) string) []deskapi.CorrectionSeen {
	out := make([]deskapi.CorrectionSeen, len(asked))
	for i, a := range asked {
		out[i] = deskapi.CorrectionSeen{
			AskedAt: a.AskedAt, By: a.By, AnswerBy: dateOf(a.AnswerBy), State: deskapi.CorrectionSeenState(a.State),
			Again: orNil(a.Ask.Again), Marks: make([]deskapi.MarkSeen, len(a.Marks)),
		}
		if a.AnsweredBy != "" {
			by := deskapi.CorrectionSeenAnsweredBy(a.AnsweredBy)
			out[i].AnsweredBy, out[i].AnsweredAt = &by, timeOf(a.ClosedAt)
		}
		for j, m := range a.Marks {
			changed := m.Changed
			out[i].Marks[j] = deskapi.MarkSeen{
				Field: m.Field, Label: say(m.Label), Reason: say(m.Reason), Note: orNil(m.Note), Changed: &changed,
				Was: saidOf(m.Was, say), Now: saidOf(m.Now, say),
			}
		}
	}
	return out
}

// saidOf is a text that may be missing.
func saidOf(t models.Texts, say func(models.Texts) string) *string {
	if t == nil {
		return nil
	}
	return orNil(say(t))
}

func decisionsOf(decisions []casework.DecisionSeen, say func(models.Texts) string) []deskapi.DecisionSeen {
	out := make([]deskapi.DecisionSeen, len(decisions))
	for i, d := range decisions {
		out[i] = deskapi.DecisionSeen{
			Id: string(d.ID), Outcome: deskapi.DecisionSeenOutcome(d.Outcome), By: d.By, At: d.At, Reason: saidOf(d.Reason, say),
			Note: orNil(d.Note), Stage: deskapi.DecisionSeenStage(d.Stage), State: deskapi.DecisionSeenState(d.State), FinalAt: timeOf(d.FinalAt),
		}
	}
	return out
}

func momentsOf(moments []casework.Moment, say func(models.Texts) string) []deskapi.Moment {
	out := make([]deskapi.Moment, len(moments))
	for i, m := range moments {
		out[i] = deskapi.Moment{At: m.At, Text: say(m.Text), By: orNil(say(m.By)), Kind: deskapi.MomentKind(m.Kind)}
	}
	return out
}

func (h *Handlers) visitsOf(ctx context.Context, visits []casework.PastVisit) []deskapi.PastVisit {
	language := web.Language(ctx)
	out := make([]deskapi.PastVisit, len(visits))
	for i, v := range visits {
		services := make([]string, len(v.Services))
		for j, s := range v.Services {
			services[j] = h.title(ctx, s)
		}
		out[i] = deskapi.PastVisit{
			Date: openapi.Date{Time: v.On.Time()}, Site: v.Site.In(language), Services: services,
			Ending: orNil(v.Ending.Describe().In(language)), Cause: orNil(causeText(v.Cause, language)),
		}
	}
	return out
}

func (h *Handlers) earlierOf(ctx context.Context, earlier []casework.Earlier) []deskapi.EarlierMatter {
	out := make([]deskapi.EarlierMatter, len(earlier))
	for i, e := range earlier {
		out[i] = deskapi.EarlierMatter{
			Service: e.Service, Title: h.title(ctx, e.Service), State: e.State, OpenedOn: openapi.Date{Time: e.OpenedOn.Time()}, Visits: e.Visits,
		}
	}
	return out
}
