package ops

import (
	"context"
	"time"

	"onevisit/api/internal/gen/opsapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/publication"
)

// moment reads a local date and time of day; the zero time for none.
func moment(s *opsapi.LocalMoment) (time.Time, error) {
	if s == nil {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation("2006-01-02T15:04", *s, models.China)
	if err != nil {
		return time.Time{}, models.Invalid("input", models.FieldError{Field: "from", Code: "field.format"})
	}
	return t, nil
}

func (h *Handlers) standing(ctx context.Context, l publication.Line, now time.Time) opsapi.Standing {
	language := web.Language(ctx)
	out := opsapi.Standing{
		Service: l.Service, Title: l.Title.In(language), Group: orNil(l.Group.In(language)), Hash: l.Hash, Since: instant(l.Since),
		Retired: l.Retired, RetiredSince: instant(l.RetiredSince), Usable: l.Usable, Planned: proposals(l.Planned, now),
	}
	if l.Delivered != l.Hash {
		out.DeliveredHash = orNil(l.Delivered)
	}
	if l.Waiting != nil {
		p := proposal(*l.Waiting, now)
		out.Waiting = &p
	}
	return out
}

func proposals(moves []publication.Move, now time.Time) []opsapi.Proposal {
	out := make([]opsapi.Proposal, len(moves))
	for i, m := range moves {
		out[i] = proposal(m, now)
	}
	return out
}

func proposal(m publication.Move, now time.Time) opsapi.Proposal {
	return opsapi.Proposal{
		Id: string(m.ID), Kind: opsapi.ProposalKind(m.Kind), Service: m.Service, Hash: orNil(m.Hash), From: instant(m.From), Note: orNil(m.Note),
		State: opsapi.ProposalState(m.State), InEffect: m.InEffect(now), SubmittedBy: m.SubmittedBy.Name, SubmittedAt: m.SubmittedAt,
		DecidedBy: orNil(m.DecidedBy.Name), DecidedAt: instant(m.DecidedAt),
		WithdrawnBy: orNil(m.WithdrawnBy.Name), WithdrawnAt: instant(m.WithdrawnAt), Reason: orNil(m.Reason),
	}
}

func findings(ctx context.Context, list []publication.Finding) []opsapi.Finding {
	out := make([]opsapi.Finding, len(list))
	for i, f := range list {
		out[i] = opsapi.Finding{Line: f.Line, Path: f.Path, Code: f.Code, Text: f.In(web.Language(ctx)), Note: f.Note}
	}
	return out
}

func changes(ctx context.Context, list []catalog.Change) []opsapi.Change {
	out := make([]opsapi.Change, len(list))
	for i, c := range list {
		out[i] = opsapi.Change{Path: c.Path, Text: c.Text.In(web.Language(ctx))}
	}
	return out
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
