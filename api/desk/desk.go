// Package desk answers the desk contract: the queue, claims, decisions and the
// masked view of a case. What a clerk may do stands in models/casework; here is
// only the translation.
package desk

import (
	"context"

	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/device"
	"onevisit/models/once"
)

// Work is what clerks do; *casework.Desk is it.
type Work interface {
	Show(ctx context.Context, actor models.Actor, f casework.Filter, page models.Page) (casework.Listing, error)
	Counts(ctx context.Context, actor models.Actor) (casework.Counts, error)
	Look(ctx context.Context, actor models.Actor, id models.ID, doing casework.Doing) ([]casework.Onlooker, error)
	View(ctx context.Context, actor models.Actor, id models.ID) (casework.View, error)
	Reveal(ctx context.Context, actor models.Actor, id models.ID, field string, purpose casework.Purpose) (models.Texts, error)
	Picture(ctx context.Context, actor models.Actor, id models.ID, name string) (application.Image, error)
	Reasons() []casework.Reason
}

// Claims is how clerks hold cases; *casework.Desk is it.
type Claims interface {
	Next(ctx context.Context, actor models.Actor, reply casework.Reply) (casework.Claim, error)
	Take(ctx context.Context, actor models.Actor, id models.ID, reply casework.Reply) (casework.Claim, error)
	Renew(ctx context.Context, actor models.Actor, id models.ID, fence int64) (casework.Claim, error)
	TakeOver(ctx context.Context, actor models.Actor, m casework.Moving, record casework.Hook[casework.Claim]) (casework.Claim, error)
	Assign(ctx context.Context, actor models.Actor, m casework.Moving, record casework.Hook[casework.Claim]) error
	Release(ctx context.Context, actor models.Actor, id models.ID, fence int64, record casework.Hook[casework.Claim]) error
}

// Roster is who takes cases; *casework.Roster is it.
type Roster interface {
	Mine(ctx context.Context, actor models.Actor) (casework.RosterLine, error)
	Hall(ctx context.Context, actor models.Actor) ([]casework.RosterLine, error)
	SetDuty(ctx context.Context, actor models.Actor, on bool, record casework.Hook[casework.RosterLine]) (casework.RosterLine, error)
	Set(ctx context.Context, actor models.Actor, clerk models.ID, change casework.RosterChange,
		record casework.Hook[casework.RosterLine]) (casework.RosterLine, error)
}

// Feed tells what happens in a hall's queue; *casework.Feed is it.
type Feed interface {
	Listen(ctx context.Context, actor models.Actor) (*casework.Stream, error)
	Onlookers(application, except models.ID) []casework.Onlooker
}

// Codes makes enrolment codes; *device.Hall is it.
type Codes interface {
	MakeCode(ctx context.Context, actor models.Actor, name string,
		keep func(context.Context, models.Tx, device.NewCode) error) (device.NewCode, error)
}

// Sessions tells whether a staff session still is one, without being a sign of
// life for it; *staff.Office is it.
type Sessions interface {
	Lives(ctx context.Context, token string) (bool, error)
}

// Titles names services, retired ones too.
type Titles interface {
	Known(service string) (*catalog.Definition, bool)
	AllKnown() []*catalog.Definition
}

// Deps is what the handlers work with.
type Deps struct {
	Work        Work
	Archive     Archive
	Counter     Counter
	Lane        Lane
	Setter      Setter
	Claims      Claims
	Roster      Roster
	Board       Overview
	Halls       Halls
	Feed        Feed
	Sessions    Sessions
	Clock       models.Clock // the machine's own
	Ticks       casework.Ticks
	Decisions   Decisions
	Corrections Corrections
	Causes      Causes
	Bulk        Bulk
	Codes       Codes
	Titles      Titles
	Once        once.Keeper
}

// Handlers implements deskapi.StrictServerInterface.
type Handlers struct{ d Deps }

// New returns the handlers.
func New(d Deps) *Handlers { return &Handlers{d} }

func (h *Handlers) title(ctx context.Context, service string) string {
	if def, ok := h.d.Titles.Known(service); ok {
		return def.Title.In(web.Language(ctx))
	}
	return service
}
