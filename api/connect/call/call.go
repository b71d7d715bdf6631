// Package call is how the house speaks to an outside system: JSON over HTTP,
// posted, with a time limit, few retries with jitter, and a circuit breaker.
//
// Its whole point is the outcome. A call ends in an answer, or in ErrNotSent
// (nothing happened there), or in ErrLost (it may have happened: no reply, a
// broken reply, an empty reply or a 5xx), or in ErrRefused (a 4xx). Only calls
// marked Repeatable are tried again, because they read, or because they carry a
// key under which the other side does nothing twice. If one attempt of several
// was lost, the call was lost, whatever the last attempt met.
//
// Everything is posted: personal data stand in bodies, never in addresses that
// proxies and logs keep. Nothing of a body is ever logged.
package call

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/budget"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"github.com/failsafe-go/failsafe-go/timeout"
)

// The outcomes beside an answer.
var (
	ErrNotSent = errors.New("call: not sent")
	ErrLost    = errors.New("call: no usable reply")
	ErrRefused = errors.New("call: refused")
)

const (
	attempts   = 3
	firstPause = 100 * time.Millisecond
	longPause  = 2 * time.Second
	maxReply   = 8 << 20
)

// Config says how one outside system is called.
type Config struct {
	Name    string                           // for the log: "payment"
	Base    string                           // http address without a trailing slash
	Timeout time.Duration                    // of one attempt
	Rest    time.Duration                    // how long an open breaker lets the other side rest; 0 = 5 s
	HTTP    *http.Client                     // nil = one of its own
	Log     *slog.Logger                     // nil = none
	Sign    func(h http.Header, body []byte) // adds what proves who we are; nil = nothing
}

// Client calls one outside system. It is safe for concurrent use.
type Client struct {
	cfg    Config
	once   failsafe.Executor[[]byte]
	repeat failsafe.Executor[[]byte]
}

// New builds a client.
func New(cfg Config) *Client {
	if cfg.HTTP == nil {
		transport := &http.Transport{
			DialContext:         (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
			MaxIdleConnsPerHost: 16, IdleConnTimeout: 30 * time.Second,
		}
		cfg.HTTP = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Rest == 0 {
		cfg.Rest = 5 * time.Second
	}
	breaker := circuitbreaker.NewBuilder[[]byte]().
		HandleIf(func(_ []byte, err error) bool {
			return err != nil && !errors.Is(err, ErrRefused) && !errors.Is(err, context.Canceled)
		}).
		WithFailureRateThreshold(0.6, 10, 10*time.Second).WithDelay(cfg.Rest).WithSuccessThreshold(1).
		OnStateChanged(func(e circuitbreaker.StateChangedEvent) {
			cfg.Log.Warn("outside system", "system", cfg.Name, "breaker", e.NewState.String())
		}).Build()
	limit := timeout.New[[]byte](cfg.Timeout)
	retry := retrypolicy.NewBuilder[[]byte]().
		AbortIf(func(_ []byte, err error) bool {
			return errors.Is(err, circuitbreaker.ErrOpen) || errors.Is(err, ErrRefused)
		}).
		WithMaxAttempts(attempts).WithBackoff(firstPause, longPause).WithJitterFactor(1).
		WithBudget(budget.NewBuilder().WithMaxRate(0.1).WithMinConcurrency(2).Build()).
		ReturnLastFailure().Build()
	return &Client{cfg: cfg, once: failsafe.With[[]byte](breaker, limit), repeat: failsafe.With[[]byte](retry, breaker, limit)}
}

// Request is one call.
type Request struct {
	Path       string // "/orders/query", without personal data
	Body       any    // written as JSON
	Repeatable bool   // reads, or carries a key
}

// Do calls and decodes the answer into reply.
func (c *Client) Do(ctx context.Context, r Request, reply any) error {
	body, err := json.Marshal(r.Body)
	if err != nil {
		return fmt.Errorf("call %s%s: write request: %w", c.cfg.Name, r.Path, err)
	}
	executor := c.once
	if r.Repeatable {
		executor = c.repeat
	}
	var lost atomic.Bool
	data, err := executor.WithContext(ctx).GetWithExecution(func(e failsafe.Execution[[]byte]) ([]byte, error) {
		data, err := c.attempt(e.Context(), r.Path, body)
		if errors.Is(err, ErrLost) {
			lost.Store(true)
		}
		return data, err
	})
	if err == nil {
		if err = json.Unmarshal(data, reply); err != nil {
			err = fmt.Errorf("%w: reply is not what was agreed", ErrLost)
		}
	}
	return c.outcome(r.Path, err, lost.Load())
}

// outcome sorts an error into the three kinds.
func (c *Client) outcome(path string, err error, lost bool) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrRefused):
		return fmt.Errorf("%s%s: %w", c.cfg.Name, path, err)
	case lost, errors.Is(err, timeout.ErrExceeded), errors.Is(err, ErrLost):
		c.cfg.Log.Warn("outside call lost", "system", c.cfg.Name, "path", path)
		return fmt.Errorf("%s%s: %w (%w)", c.cfg.Name, path, ErrLost, err)
	}
	c.cfg.Log.Warn("outside call not sent", "system", c.cfg.Name, "path", path)
	return fmt.Errorf("%s%s: %w (%w)", c.cfg.Name, path, ErrNotSent, err)
}

func (c *Client) attempt(ctx context.Context, path string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.Base+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Accept", "application/json")
	if c.cfg.Sign != nil {
		c.cfg.Sign(req.Header, body)
	}
	res, err := c.cfg.HTTP.Do(req)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) && op.Op == "dial" {
			return nil, fmt.Errorf("%w: %w", ErrNotSent, err)
		}
		return nil, fmt.Errorf("%w: %w", ErrLost, err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, maxReply))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrLost, err)
	case res.StatusCode >= http.StatusInternalServerError, res.StatusCode == http.StatusRequestTimeout:
		return nil, fmt.Errorf("%w: status %d", ErrLost, res.StatusCode)
	case res.StatusCode == http.StatusTooManyRequests:
		return nil, fmt.Errorf("%w: status %d", ErrNotSent, res.StatusCode)
	case res.StatusCode >= http.StatusMultipleChoices:
		return nil, fmt.Errorf("%w: status %d", ErrRefused, res.StatusCode)
	case len(bytes.TrimSpace(data)) == 0:
		return nil, fmt.Errorf("%w: empty reply", ErrLost)
	}
	return data, nil
}
