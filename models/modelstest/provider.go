package modelstest

import (
	"context"
	"sync"

	"onevisit/models"
	"onevisit/models/payment"
)

// Provider stands in for the payment provider.
type Provider struct {
	mu     sync.Mutex
	orders map[string]payment.Statement
}

// NewProvider makes a provider without orders.
func NewProvider() *Provider { return &Provider{orders: map[string]payment.Statement{}} }

// Settle lets the citizen pay every open order; the provider says nothing of it
// until it is asked.
func (p *Provider) Settle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for number, o := range p.orders {
		if o.State == payment.Pending {
			o.State = payment.Paid
			p.orders[number] = o
		}
	}
}

// Create implements payment.Provider.
func (p *Provider) Create(_ context.Context, o payment.NewOrder) (payment.Made, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.orders[o.Number] = payment.Statement{
		Found: true, Merchant: "test", Number: o.Number, ProviderNo: "P" + o.Number, QR: "pay:" + o.Number, State: payment.Pending, Amount: o.Amount,
	}
	return payment.Made{ProviderNo: "P" + o.Number, QR: "pay:" + o.Number}, nil
}

// Query implements payment.Provider.
func (p *Provider) Query(_ context.Context, number string) (payment.Statement, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.orders[number], nil
}

// Close implements payment.Provider.
func (p *Provider) Close(_ context.Context, number string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.orders[number]
	if o.State == payment.Paid {
		return payment.ErrRefused
	}
	o.State = payment.Closed
	p.orders[number] = o
	return nil
}

// Refund implements payment.Provider.
func (p *Provider) Refund(context.Context, payment.Refund) (payment.Statement, error) {
	return payment.Statement{}, payment.ErrUnavailable
}

// DailyBill implements payment.Provider.
func (p *Provider) DailyBill(context.Context, models.Date) ([]payment.BillLine, error) {
	return nil, nil
}
