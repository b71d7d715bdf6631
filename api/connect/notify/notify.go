// Package notify speaks to the SMS gateway for register.Notifier. The gateway
// sends one message per key, so sending may be repeated.
package notify

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"onevisit/api/connect/call"
	"onevisit/models/register"
)

// Config says where the gateway is.
type Config struct {
	Base  string        // http address without a trailing slash
	Limit time.Duration // of one attempt; 0 = 3 s
	HTTP  *http.Client
	Log   *slog.Logger
}

// SMS is the client. It implements register.Notifier.
type SMS struct{ calls *call.Client }

var _ register.Notifier = (*SMS)(nil)

// New builds the client.
func New(cfg Config) *SMS {
	if cfg.Limit == 0 {
		cfg.Limit = 3 * time.Second
	}
	return &SMS{call.New(call.Config{Name: "sms", Base: cfg.Base, Timeout: cfg.Limit, HTTP: cfg.HTTP, Log: cfg.Log})}
}

// Send sends a message, once per key.
func (s *SMS) Send(ctx context.Context, key string, m register.Message) error {
	var reply struct {
		Status string `json:"status"`
	}
	err := s.calls.Do(ctx, call.Request{Path: "/messages", Repeatable: true, Body: map[string]any{
		"id": key, "to": m.Mobile.Reveal(), "template": m.Template, "language": m.Language, "values": m.Params, "text": m.Text,
	}}, &reply)
	switch {
	case err == nil && reply.Status == "queued":
		return nil
	case errors.Is(err, call.ErrRefused):
		return register.ErrRefused.With("code", "sms").Because(err)
	case err == nil, errors.Is(err, call.ErrLost):
		return register.ErrUnknown.Because(err)
	}
	return register.ErrUnavailable.Because(err)
}
