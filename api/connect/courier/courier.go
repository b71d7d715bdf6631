// Package courier speaks to the courier for register.Courier. A parcel is handed
// over once: without a reply its outcome is unknown, and Find tells.
package courier

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"onevisit/api/connect/call"
	"onevisit/models"
	"onevisit/models/register"
)

// Config says where the courier is.
type Config struct {
	Base  string        // http address without a trailing slash
	Limit time.Duration // of one attempt; 0 = 5 s
	HTTP  *http.Client
	Log   *slog.Logger
}

// Courier is the client. It implements register.Courier.
type Courier struct{ calls *call.Client }

var _ register.Courier = (*Courier)(nil)

// New builds the client.
func New(cfg Config) *Courier {
	if cfg.Limit == 0 {
		cfg.Limit = 5 * time.Second
	}
	return &Courier{call.New(call.Config{Name: "courier", Base: cfg.Base, Timeout: cfg.Limit, HTTP: cfg.HTTP, Log: cfg.Log})}
}

type shipment struct {
	Found       bool      `json:"found"`
	Tracking    string    `json:"tracking"`
	Status      string    `json:"status"`
	DeliveredAt time.Time `json:"deliveredAt"`
}

// Ship hands a parcel over.
func (c *Courier) Ship(ctx context.Context, key string, p register.Parcel) (string, error) {
	var reply shipment
	err := c.calls.Do(ctx, call.Request{Path: "/shipments", Body: map[string]any{
		"reference": key, "content": p.Content,
		"to": map[string]string{"name": p.Recipient.Reveal(), "phone": p.Mobile.Reveal(), "address": p.Address.Reveal()},
	}}, &reply)
	return tracked(reply, err)
}

// Find asks what became of Ship.
func (c *Courier) Find(ctx context.Context, key string) (string, error) {
	var reply shipment
	err := c.calls.Do(ctx, call.Request{Path: "/shipments/find", Body: map[string]string{"reference": key}, Repeatable: true}, &reply)
	if err == nil && !reply.Found {
		return "", models.ErrNotFound
	}
	return tracked(reply, err)
}

func tracked(s shipment, err error) (string, error) {
	if err != nil {
		return "", outcome(err)
	}
	if s.Tracking == "" {
		return "", register.ErrUnknown.Because(errors.New("no tracking number in the reply"))
	}
	return s.Tracking, nil
}

// Track tells how far a parcel is.
func (c *Courier) Track(ctx context.Context, tracking string) (register.Delivery, error) {
	var reply shipment
	if err := c.calls.Do(ctx, call.Request{Path: "/shipments/track", Body: map[string]string{"tracking": tracking}, Repeatable: true}, &reply); err != nil {
		return register.Delivery{}, outcome(err)
	}
	if !reply.Found {
		return register.Delivery{}, models.ErrNotFound
	}
	state, ok := map[string]string{"ACCEPTED": "accepted", "TRANSIT": "in-transit", "SIGNED": "delivered", "RETURNED": "returned"}[reply.Status]
	if !ok {
		return register.Delivery{}, register.ErrUnknown.Because(fmt.Errorf("a parcel in the state %q", reply.Status))
	}
	return register.Delivery{State: state, DeliveredAt: reply.DeliveredAt}, nil
}

func outcome(err error) error {
	switch {
	case errors.Is(err, call.ErrRefused):
		return register.ErrRefused.With("code", "courier").Because(err)
	case errors.Is(err, call.ErrLost):
		return register.ErrUnknown.Because(err)
	}
	return register.ErrUnavailable.Because(err)
}
