package boot

import (
	"context"
	"fmt"
	"net"
	"net/http"

	"onevisit/models/store"
)

// build opens everything in the order in which it is needed.
func (h *Hall) build(ctx context.Context) (http.Handler, Announcement, error) {
	var err error
	if h.db, err = OpenStore(ctx, h.cfg, h.env.Log); err != nil {
		return nil, Announcement{}, err
	}
	h.onEnd("database", func(context.Context) error { return h.db.Close() })
	var durability store.Durability
	if durability, err = prepare(ctx, h.cfg, h.db, h.env.Log); err != nil {
		return nil, Announcement{}, err
	}
	var l net.ListenConfig
	if h.listener, err = l.Listen(ctx, "tcp", h.cfg.Listen); err != nil {
		return nil, Announcement{}, fmt.Errorf("listen: %w", err)
	}
	h.onEnd("listener", func(context.Context) error { return h.listener.Close() })
	a := Announcement{URL: h.URL(), Demo: h.cfg.Demo, Database: durability.Setting}
	return http.NotFoundHandler(), a, nil
}
