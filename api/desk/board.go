package desk

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
)

// Overview makes a supervisor's board; *casework.Board is it.
type Overview interface {
	View(ctx context.Context, actor models.Actor) (casework.BoardView, error)
}

// Halls lets a supervisor go from hall to hall; casework.Halls is it.
type Halls interface {
	Choose(ctx context.Context, actor models.Actor, site string) error
}

// ChooseHall makes the session look at another hall.
func (h *Handlers) ChooseHall(ctx context.Context, r deskapi.ChooseHallRequestObject) (deskapi.ChooseHallResponseObject, error) {
	if err := h.d.Halls.Choose(ctx, gate.Actor(ctx), r.Body.Site); err != nil {
		return nil, err
	}
	return deskapi.ChooseHall204Response{}, nil
}

// GetBoard shows load, overdue cases and targets of the supervisor's hall.
func (h *Handlers) GetBoard(ctx context.Context, _ deskapi.GetBoardRequestObject) (deskapi.GetBoardResponseObject, error) {
	v, err := h.d.Board.View(ctx, gate.Actor(ctx))
	if err != nil {
		return nil, err
	}
	lane, err := h.inLane(ctx, gate.Actor(ctx).Site)
	if err != nil {
		return nil, err
	}
	out := deskapi.GetBoard200JSONResponse{
		AsOf: v.At, Counts: countsOf(v.Counts, lane), Overdue: h.queueRows(ctx, v.Overdue), Undecidable: make([]string, len(v.Undecidable)),
		LongestWaitMinutes: int(v.LongestWait.Minutes()), WaitBoundText: v.Bound.In(web.Language(ctx)),
		Clerks: make([]deskapi.ClerkLoad, len(v.Clerks)), Services: make([]deskapi.ServiceLoad, len(v.Services)),
		Sites: sitesOf(ctx, v),
	}
	for i, service := range v.Undecidable {
		out.Undecidable[i] = h.title(ctx, service)
	}
	out.Second.Waiting, out.Second.Looks, out.Second.Agreed = v.Second.Waiting, v.Second.Looks, v.Second.Agreed
	out.Second.Overturned, out.Second.SamplePercent = v.Second.Overturned, v.Second.Sample
	for i, c := range v.Clerks {
		out.Clerks[i] = deskapi.ClerkLoad{
			ClerkId: string(c.ID), Name: c.Name, OnDuty: c.OnDuty, Held: c.Held, DecidedToday: c.DecidedToday,
			MedianSeconds: int(c.Median.Seconds()), UndoneToday: c.UndoneToday, Overturned: c.Overturned,
		}
	}
	for i, s := range v.Services {
		out.Services[i] = deskapi.ServiceLoad{
			Service: s.Service, Title: s.Title.In(web.Language(ctx)), Waiting: s.Waiting, Overdue: s.Overdue, DueToday: s.DueToday,
			Stopped: s.Stopped, DecidedToday: s.DecidedToday, TargetDays: s.TargetDays, WithinTarget: s.WithinTarget, Decided30: s.Decided30,
		}
	}
	return out, nil
}

func sitesOf(ctx context.Context, v casework.BoardView) []deskapi.SiteLoad {
	sites := make([]deskapi.SiteLoad, len(v.Sites))
	for i, s := range v.Sites {
		sites[i] = deskapi.SiteLoad{
			Site: s.Site, Name: s.Names.In(web.Language(ctx)), Here: s.Here,
			Waiting: s.Waiting, Overdue: s.Overdue, DueToday: s.DueToday, Stopped: s.Stopped,
		}
		if !s.OldestAt.IsZero() {
			sites[i].OldestMinutes = int(v.At.Sub(s.OldestAt).Minutes())
		}
	}
	return sites
}
