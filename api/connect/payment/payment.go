// Package payment speaks to the payment provider for models/payment: orders
// with a QR code, queries, closing, refunds and the daily bill. What is sent is
// signed with the key shared with the provider (HMAC-SHA256 over the body).
//
// Creating, closing and refunding are sent once: a call without a reply is
// answered as unknown, and it is the cashier who asks before trying again.
package payment

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"onevisit/api/connect/call"
	"onevisit/models"
	"onevisit/models/payment"
)

// Config says who the provider is and who we are to it.
type Config struct {
	Base     string // http address without a trailing slash
	Merchant string
	Key      string        // shared with the provider; signs what is sent
	Limit    time.Duration // of a call that changes something; 0 = 5 s
	Ask      time.Duration // of one attempt to ask; 0 = 2 s
	HTTP     *http.Client
	Log      *slog.Logger
}

// Provider is the client. It implements payment.Provider.
type Provider struct {
	merchant string
	act      *call.Client
	asks     *call.Client
}

var _ payment.Provider = (*Provider)(nil)

// New builds the client.
func New(cfg Config) *Provider {
	if cfg.Limit == 0 {
		cfg.Limit = 5 * time.Second
	}
	if cfg.Ask == 0 {
		cfg.Ask = 2 * time.Second
	}
	client := func(name string, limit time.Duration) *call.Client {
		return call.New(call.Config{Name: name, Base: cfg.Base, Timeout: limit, HTTP: cfg.HTTP, Log: cfg.Log, Sign: func(h http.Header, body []byte) {
			m := hmac.New(sha256.New, []byte(cfg.Key))
			m.Write(body)
			h.Set("X-Merchant-Signature", hex.EncodeToString(m.Sum(nil)))
		}})
	}
	return &Provider{merchant: cfg.Merchant, act: client("payment", cfg.Limit), asks: client("payment queries", cfg.Ask)}
}

// orderWire is the provider's word on an order.
type orderWire struct {
	Found      bool      `json:"found"`
	Merchant   string    `json:"merchant"`
	OrderNo    string    `json:"orderNo"`
	ProviderNo string    `json:"providerNo"`
	State      string    `json:"state"`
	AmountFen  int64     `json:"amountFen"`
	QR         string    `json:"qr"`
	At         time.Time `json:"at"`
}

// Create makes the provider's order.
func (p *Provider) Create(ctx context.Context, o payment.NewOrder) (payment.Made, error) {
	var reply orderWire
	err := p.act.Do(ctx, call.Request{Path: "/v1/orders", Body: map[string]any{
		"merchant": p.merchant, "orderNo": o.Number, "title": o.Title, "amountFen": int64(o.Amount), "expireAt": o.ExpiresAt.UTC(),
	}}, &reply)
	if err != nil {
		return payment.Made{}, outcome(err)
	}
	st, err := p.statement(reply, o.Number)
	if err != nil {
		return payment.Made{}, err
	}
	if st.Amount != o.Amount || (st.State == payment.Pending && st.QR == "") {
		return payment.Made{}, payment.ErrUnknown.Because(errors.New("the provider answered about something else"))
	}
	return payment.Made{ProviderNo: st.ProviderNo, QR: st.QR}, nil
}

// Query asks what became of an order.
func (p *Provider) Query(ctx context.Context, number string) (payment.Statement, error) {
	return p.ask(ctx, p.asks, call.Request{Path: "/v1/orders/query", Body: map[string]any{"orderNo": number}, Repeatable: true}, number)
}

// Close ends an unpaid order.
func (p *Provider) Close(ctx context.Context, number string) error {
	_, err := p.ask(ctx, p.act, call.Request{Path: "/v1/orders/close", Body: map[string]any{"orderNo": number}}, number)
	return err
}

// Refund sends an order's money back.
func (p *Provider) Refund(ctx context.Context, r payment.Refund) (payment.Statement, error) {
	return p.ask(ctx, p.act, call.Request{Path: "/v1/refunds", Body: map[string]any{
		"orderNo": r.Number, "refundNo": r.RefundNo, "amountFen": int64(r.Amount),
	}}, r.Number)
}

func (p *Provider) ask(ctx context.Context, c *call.Client, r call.Request, number string) (payment.Statement, error) {
	var reply orderWire
	if err := c.Do(ctx, r, &reply); err != nil {
		return payment.Statement{}, outcome(err)
	}
	if !reply.Found {
		return payment.Statement{}, nil
	}
	return p.statement(reply, number)
}

func (p *Provider) statement(w orderWire, number string) (payment.Statement, error) {
	state, ok := map[string]payment.State{
		"PENDING": payment.Pending, "PAID": payment.Paid, "CLOSED": payment.Closed, "REFUNDING": payment.Refunding, "REFUNDED": payment.Refunded,
	}[w.State]
	if !ok || w.OrderNo != number {
		return payment.Statement{}, payment.ErrUnknown.Because(errors.New("the provider answered about something else"))
	}
	return payment.Statement{
		Found: true, Merchant: w.Merchant, Number: w.OrderNo, ProviderNo: w.ProviderNo, QR: w.QR, State: state, Amount: models.Fen(w.AmountFen), At: w.At,
	}, nil
}

// DailyBill lists the movements of a local date.
func (p *Provider) DailyBill(ctx context.Context, day models.Date) ([]payment.BillLine, error) {
	var reply struct {
		Lines []struct {
			OrderNo   string    `json:"orderNo"`
			Kind      string    `json:"kind"`
			AmountFen int64     `json:"amountFen"`
			At        time.Time `json:"at"`
		} `json:"lines"`
	}
	if err := p.asks.Do(ctx, call.Request{Path: "/v1/bills", Body: map[string]any{"day": day}, Repeatable: true}, &reply); err != nil {
		return nil, outcome(err)
	}
	lines := make([]payment.BillLine, 0, len(reply.Lines))
	for _, l := range reply.Lines {
		kind, ok := map[string]payment.BillKind{"PAY": payment.BillPaid, "REFUND": payment.BillRefunded}[l.Kind]
		if !ok {
			return nil, payment.ErrUnknown.Because(fmt.Errorf("a bill with a line of kind %q", l.Kind))
		}
		lines = append(lines, payment.BillLine{Number: l.OrderNo, Kind: kind, Amount: models.Fen(l.AmountFen), At: l.At})
	}
	return lines, nil
}

func outcome(err error) error {
	switch {
	case errors.Is(err, call.ErrRefused):
		return payment.ErrRefused.Because(err)
	case errors.Is(err, call.ErrLost):
		return payment.ErrUnknown.Because(err)
	}
	return payment.ErrUnavailable.Because(err)
}
