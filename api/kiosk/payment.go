package kiosk

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/pages"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/payment"
)

// CreateOrder orders the payment of what is due.
func (s *Server) CreateOrder(ctx context.Context, r kioskapi.CreateOrderRequestObject) (kioskapi.CreateOrderResponseObject, error) {
	actor, language := gate.Actor(ctx), web.Language(ctx)
	due, err := s.d.Cases.Due(ctx, actor, models.ID(r.ApplicationId), models.Fen(r.Body.AmountFen))
	if err != nil {
		return nil, err
	}
	reply := func(o payment.Opened) kioskapi.CreateOrderResponseObject {
		if o.Fresh {
			return kioskapi.CreateOrder201JSONResponse(s.order(o.Order, language))
		}
		return kioskapi.CreateOrder200JSONResponse(s.order(o.Order, language))
	}
	opened, err := s.d.Cashier.Open(ctx, actor, due, payment.Record(keep(ctx, s, reply, created)))
	if err != nil {
		return nil, err
	}
	return reply(opened), nil
}

// GetOrder tells the order's state.
func (s *Server) GetOrder(ctx context.Context, r kioskapi.GetOrderRequestObject) (kioskapi.GetOrderResponseObject, error) {
	id := models.ID(r.ApplicationId)
	if err := s.d.Cases.Owns(ctx, gate.Actor(ctx), id); err != nil {
		return nil, err
	}
	order, err := s.d.Cashier.Status(ctx, id)
	if err != nil {
		return nil, err
	}
	return kioskapi.GetOrder200JSONResponse(s.order(order, web.Language(ctx))), nil
}

func (s *Server) order(o payment.Order, language string) kioskapi.Order {
	out := kioskapi.Order{Id: string(o.ID), State: kioskapi.OrderState(o.State), AmountFen: int64(o.Amount), Lines: []kioskapi.FeeLine{}}
	for _, l := range o.Lines {
		out.Lines = append(out.Lines, kioskapi.FeeLine{Code: l.Code, Text: l.Text.In(language), AmountFen: int64(l.Amount)})
	}
	if o.Payable(s.d.Clock.Now()) {
		out.Qr, out.ExpiresAt = pages.Optional(o.QR), &o.ExpiresAt
	}
	return out
}
