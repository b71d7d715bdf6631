package publication

import (
	"context"
	"errors"
	"time"

	"onevisit/models"
	"onevisit/models/catalog"
)

// Line is a service as the list shows it.
type Line struct {
	Standing
	Title     models.Texts
	Group     models.Texts
	Delivered string // hash of the version this program brings, "" for none
	Usable    bool   // this process can run the version in force
	Waiting   *Move  // for a second person
	Planned   []Move // approved, not yet in effect, the next first
}

// List shows every service with what is in force and what is about to change.
func (o *Office) List(ctx context.Context) ([]Line, time.Time, error) {
	now := o.Clock.Now()
	moves, err := o.Store.List(ctx, "")
	if err != nil {
		return nil, now, err
	}
	lines := o.lines(moves, now)
	return lines, now, nil
}

func (o *Office) lines(moves []Move, now time.Time) []Line {
	brought := delivered(o.Catalog.Delivered())
	force := InForce(brought, moves, now)
	for _, m := range moves { // a service that is only proposed stands in the list too
		if _, ok := standingOf(force, m.Service); !ok && (m.State == Waiting || m.State == Approved) {
			force = inserted(force, Standing{Service: m.Service})
		}
	}
	lines := make([]Line, len(force))
	for i, s := range force {
		l := Line{Standing: s, Delivered: brought[s.Service]}
		l.Title, l.Group = o.titles(s)
		_, l.Usable = o.Catalog.Version(s.Hash)
		l.Usable = l.Usable || s.Hash == ""
		for _, m := range inOrder(moves) {
			switch {
			case m.Service != s.Service:
			case m.State == Waiting:
				l.Waiting = &m
			case m.State == Approved && !m.InEffect(now):
				l.Planned = append(l.Planned, m)
			}
		}
		lines[i] = l
	}
	return lines
}

func (o *Office) titles(s Standing) (title, group models.Texts) {
	d, ok := o.Catalog.Version(s.Hash)
	if !ok {
		d, ok = o.Catalog.Known(s.Service)
	}
	if !ok {
		return models.Texts{"zh-CN": s.Service, "en": s.Service}, nil
	}
	return d.Title, d.Group.Title
}

// History is everything that happened to a service.
type History struct {
	Line
	Moves    []Move    // newest first
	Versions []Version // kept, newest first, without their bytes
}

// History shows it; ErrService where there is none.
func (o *Office) History(ctx context.Context, service string) (History, error) {
	now := o.Clock.Now()
	moves, err := o.Store.List(ctx, service)
	if err != nil {
		return History{}, err
	}
	h := History{Moves: moves}
	if h.Versions, err = o.Shelf.Versions(ctx, service); err != nil {
		return History{}, err
	}
	for _, l := range o.lines(moves, now) {
		if l.Service == service {
			h.Line = l
			return h, nil
		}
	}
	if len(moves) == 0 {
		return History{}, ErrService
	}
	h.Service = service
	h.Title, h.Group = o.titles(h.Standing)
	return h, nil
}

// Read gives the bytes of a kept version of a service, or of a move that publishes
// it; ErrService where there is none.
func (o *Office) Read(ctx context.Context, service, hash string) (Version, error) {
	v, err := o.Shelf.Version(ctx, hash)
	if err == nil && v.Service == service {
		return v, nil
	}
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return Version{}, err
	}
	moves, err := o.Store.List(ctx, service)
	if err != nil {
		return Version{}, err
	}
	for _, m := range moves {
		if m.Hash == hash {
			source, err := o.Store.Source(ctx, m.ID)
			return Version{Hash: hash, Service: service, Path: service + ".yaml", Source: source, KeptAt: m.SubmittedAt}, err
		}
	}
	return Version{}, ErrService
}

// Seen is a move as the second person looks at it.
type Seen struct {
	Move
	Title    models.Texts
	Against  string // hash of what would be in force at that moment without it, to be named by who approves it
	Changes  []catalog.Change
	Findings []Finding // notes; of a move that waits also what speaks against it by now
	Branches int
	Count    int // scenarios
	May      []Command
	InEffect bool
}

// See shows a move: what would change, in words, against what is in force when it
// takes effect; of one that took effect, against what it replaced.
func (o *Office) See(ctx context.Context, actor models.Actor, id models.ID) (Seen, error) {
	m, err := o.Store.ByID(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	now := o.Clock.Now()
	seen := Seen{Move: m, InEffect: m.InEffect(now)}
	if allowed(actor) == nil {
		seen.May = m.May(actor.ID, now)
	}
	moves, err := o.Store.ApprovedMoves(ctx)
	if err != nil {
		return Seen{}, err
	}
	force := InForce(delivered(o.Catalog.Delivered()), without(moves, id), moment(m, now))
	if s, ok := standingOf(force, m.Service); ok {
		seen.Against = s.Hash
		seen.Title, _ = o.titles(s)
	}
	if m.Kind != Publish {
		if m.State == Waiting && m.Kind == Retire {
			seen.Findings = o.missed(force, m.Service)
		}
		return seen, nil
	}
	source, err := o.Store.Source(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	check := o.examine(source, force)
	seen.Changes, seen.Findings, seen.Branches, seen.Count = check.Changes, check.Findings, check.Branches, check.Scenarios
	if check.Definition != nil {
		seen.Title = check.Definition.Title
	}
	return seen, nil
}

// without leaves a move out.
func without(moves []Move, id models.ID) []Move {
	var out []Move
	for _, m := range moves {
		if m.ID != id {
			out = append(out, m)
		}
	}
	return out
}

// Try checks a version without submitting it, beside what is in force at a moment
// (now for the zero time). It changes nothing.
func (o *Office) Try(ctx context.Context, actor models.Actor, source []byte, from time.Time) (Check, error) {
	if err := allowed(actor); err != nil {
		return Check{}, err
	}
	if len(source) == 0 {
		return Check{}, broken("yaml", "field.required")
	}
	force, err := o.forceAt(ctx, moment(Move{From: from}, o.Clock.Now()))
	if err != nil {
		return Check{}, err
	}
	return o.examine(source, force), nil
}
