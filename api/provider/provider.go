// Package provider takes the messages of outside systems: the payment
// provider's signed notices. It translates and hands over; whether a notice is
// believed is decided in models/payment, over the bytes that arrived.
package provider

import (
	"context"

	"onevisit/api/internal/gen/providerapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/payment"
)

// Cashier takes a notice.
type Cashier interface {
	Notice(ctx context.Context, n payment.Notice) error
}

// Server implements the provider contract.
type Server struct{ cashier Cashier }

var _ providerapi.StrictServerInterface = (*Server)(nil)

// New builds the server.
func New(cashier Cashier) *Server { return &Server{cashier} }

// PaymentNotice takes a notice. 204 ends its repetition by the provider.
func (s *Server) PaymentNotice(ctx context.Context, r providerapi.PaymentNoticeRequestObject) (providerapi.PaymentNoticeResponseObject, error) {
	err := s.cashier.Notice(ctx, payment.Notice{
		Serial: r.Params.XProviderSerial, Timestamp: r.Params.XProviderTimestamp, Nonce: r.Params.XProviderNonce,
		Signature: r.Params.XProviderSignature, Body: web.Body(ctx),
		Event: payment.Event{ID: r.Body.EventId, Statement: payment.Statement{
			Found: true, Merchant: r.Body.Merchant, Number: r.Body.OrderNo, ProviderNo: r.Body.ProviderNo,
			State: payment.State(r.Body.State), Amount: models.Fen(r.Body.AmountFen), At: r.Body.At,
		}},
	})
	if err != nil {
		return nil, err
	}
	return providerapi.PaymentNotice204Response{}, nil
}
