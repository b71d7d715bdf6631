package boot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"onevisit/api"
	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models/store"
)

const (
	drainTimeout  = 15 * time.Second
	notReadyPause = 500 * time.Millisecond // for whoever asks /readyz before sending the next request
)

// Hall is a running server.
type Hall struct {
	cfg      config.Config
	env      Environment
	db       *store.DB
	listener net.Listener
	ending   atomic.Bool
	stops    []stop // run in reverse
	onDrain  func() // ends what a request may wait for without end
}

// stop is one thing to end, in the order opposite to its start.
type stop struct {
	name string
	end  func(context.Context) error
}

func (h *Hall) onEnd(name string, end func(context.Context) error) {
	h.stops = append(h.stops, stop{name, end})
}

// URL is where the server is reached from this machine.
func (h *Hall) URL() string { return "http://" + h.listener.Addr().String() }

// Serve runs a hall until ctx ends, then ends it in order. started is called
// once the server accepts connections.
func Serve(ctx context.Context, cfg config.Config, env Environment, started func(Announcement)) (err error) {
	h := &Hall{cfg: cfg, env: env}
	defer func() {
		ended := h.end()
		err = errors.Join(err, ended)
	}()
	handler, announcement, err := h.build(ctx)
	if err != nil {
		return err
	}
	if env.Watch != nil {
		handler = env.Watch(handler)
	}
	server := &http.Server{ //nolint:gosec // api.ServerTimes sets the limits
		Handler:     handler,
		ErrorLog:    slog.NewLogLogger(env.Log.Handler(), slog.LevelWarn),
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	api.ServerTimes(server)
	server.RegisterOnShutdown(h.onDrain)
	h.onEnd("server", server.Shutdown)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(h.listener) }()
	env.Log.InfoContext(ctx, "serving", "url", h.URL(), "database", string(h.db.Dialect()), "demo", cfg.Demo)
	started(announcement)
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
		h.ending.Store(true)
		time.Sleep(notReadyPause)
		return nil
	}
}

// end stops what was started, the last first.
func (h *Hall) end() error {
	h.ending.Store(true)
	ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	var errs []error
	for i := len(h.stops) - 1; i >= 0; i-- {
		if err := h.stops[i].end(ctx); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, fmt.Errorf("ending the %s: %w", h.stops[i].name, err))
		}
	}
	h.env.Log.Info("ended")
	return errors.Join(errs...)
}

// Announcement is what a person needs to use the hall just started.
type Announcement struct {
	URL      string
	Demo     bool
	Database string
	Accounts []DemoAccount
}

// DemoAccount is an account of the demo hall. It is printed because it is no
// secret: it exists in no other hall.
type DemoAccount struct {
	Login, Password, Role string
	// Secret is what an authenticator makes the account's codes from, "" where it
	// needs none.
	Secret string
}
