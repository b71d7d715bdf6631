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
	Board(ctx context.Context, actor models.Actor, service string, page models.Page) (casework.Board, error)
	View(ctx context.Context, actor models.Actor, id models.ID) (casework.View, error)
	Reveal(ctx context.Context, actor models.Actor, id models.ID, field string, purpose casework.Purpose) (models.Texts, error)
	Picture(ctx context.Context, actor models.Actor, id models.ID, name string) (application.Image, error)
	Reasons() []casework.Reason
}

// Claims is how clerks hold cases; *casework.Desk is it.
type Claims interface {
	Next(ctx context.Context, actor models.Actor, record casework.Hook[casework.Claim]) (casework.Claim, error)
	Take(ctx context.Context, actor models.Actor, id models.ID, record casework.Hook[casework.Claim]) (casework.Claim, error)
	Renew(ctx context.Context, actor models.Actor, id models.ID, fence int64) (casework.Claim, error)
	Release(ctx context.Context, actor models.Actor, id models.ID, fence int64, record casework.Hook[casework.Claim]) error
}

// Codes makes enrolment codes; *device.Hall is it.
type Codes interface {
	MakeCode(ctx context.Context, actor models.Actor, name string,
		keep func(context.Context, models.Tx, device.NewCode) error) (device.NewCode, error)
}

// Titles names services.
type Titles interface {
	Current(service string) (*catalog.Definition, bool)
}

// Deps is what the handlers work with.
type Deps struct {
	Work        Work
	Archive     Archive
	Counter     Counter
	Claims      Claims
	Decisions   Decisions
	Corrections Corrections
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
	if def, ok := h.d.Titles.Current(service); ok {
		return def.Title.In(web.Language(ctx))
	}
	return service
}
