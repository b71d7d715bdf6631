package boot

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"strings"

	"onevisit/api"
	"onevisit/api/auditor"
	"onevisit/api/connect/sim"
	"onevisit/api/demo"
	"onevisit/api/desk"
	"onevisit/api/kiosk"
	"onevisit/api/ops"
	phonepage "onevisit/api/phone"
	"onevisit/api/provider"
	"onevisit/api/staff"
	kioskui "onevisit/kiosk-ui"
	"onevisit/models/format"
	"onevisit/models/store"
)

// build opens everything in the order in which it is needed: database, address,
// platform, outside world, business, handlers, workers.
func (h *Hall) build(ctx context.Context) (http.Handler, Announcement, error) {
	a := Announcement{Demo: h.cfg.Demo}
	durability, err := h.openDatabase(ctx)
	if err != nil {
		return nil, a, err
	}
	var l net.ListenConfig
	if h.listener, err = l.Listen(ctx, "tcp", h.cfg.Listen); err != nil {
		return nil, a, fmt.Errorf("listen: %w", err)
	}
	h.onEnd("listener", func(context.Context) error { return h.listener.Close() })
	a.URL, a.Database = h.URL(), durability.Setting
	p, err := h.openPlatform(ctx)
	if err != nil {
		return nil, a, err
	}
	proofs, err := h.openProofs(ctx, p)
	if err != nil {
		return nil, a, err
	}
	h.prove(ctx, proofs)
	if h.cfg.Demo {
		if a.Accounts, err = h.demoAccounts(ctx, p); err != nil {
			return nil, a, fmt.Errorf("demo accounts: %w", err)
		}
		if err := demoFactors(ctx, p.staff, a.Accounts); err != nil {
			return nil, a, fmt.Errorf("demo accounts: %w", err)
		}
	}
	o, err := h.connect(ctx)
	if err != nil {
		return nil, a, err
	}
	c, err := h.openCases(ctx, p, o)
	if err != nil {
		return nil, a, err
	}
	h.onDrain = c.line.feed.End
	handler, err := h.handler(p, o, c, proofs, durability)
	if err != nil {
		return nil, a, err
	}
	return handler, a, h.work(ctx, p, c)
}

func (h *Hall) openDatabase(ctx context.Context) (d store.Durability, err error) {
	if h.db, err = OpenStore(ctx, h.cfg, h.env.Log); err != nil {
		return d, err
	}
	h.onEnd("database", func(context.Context) error { return h.db.Close() })
	return prepare(ctx, h.cfg, h.db, h.env.Log)
}

// handler assembles the server. An audience that is nil does not exist; the
// demo's exists in a demo hall only.
func (h *Hall) handler(p *platform, o *outside, c *cases, x *proofs, d store.Durability) (http.Handler, error) {
	screens, err := kioskui.Files()
	if err != nil {
		return nil, fmt.Errorf("screens: %w", err)
	}
	if _, err := fs.Stat(screens, "kiosk.html"); err != nil {
		screens = nil // built without screens: the API alone
	}
	if err := h.clearExports(); err != nil {
		return nil, fmt.Errorf("exports: %w", err)
	}
	sites, counted, printer := store.NewDevices(h.db), h.figures(p, c), newPress()
	ready := &readiness{hall: h, durability: d}
	cfg := api.Config{
		Phone: phonepage.New(phonepage.Deps{Links: c.phones, Cases: c.office, Replies: p.once}),
		Kiosk: kiosk.New(kiosk.Deps{
			Hall: p.fleet, Reception: c.reception, Cases: c.office, Cashier: c.cashier, Calendar: c.workdays, Setter: printer,
			Lane: c.lane, Services: c.catalog,
			Replies: p.once, Clock: h.env.Clock, Silent: !h.cfg.CallSound,
		}),
		Staff: staff.New(p.staff, sites),
		Desk: desk.New(desk.Deps{
			Work: c.desk, Claims: c.desk, Codes: p.fleet, Titles: c.catalog, Once: p.once,
			Decisions: c.decisions, Bulk: c.decisions, Corrections: h.corrections(c), Causes: h.amender(p),
			Roster: c.line.roster, Board: c.board, Halls: h.halls(p, c), Feed: c.line.feed, Sessions: p.staff, Clock: h.env.Clock, Ticks: ticks,
			Archive: h.records(p), Counter: h.counter(p, o, c), Lane: c.lane, Setter: printer,
		}),
		Auditor: auditor.New(auditor.Deps{
			Reports: c.reports, Record: store.NewAuditReports(h.db), Titles: c.catalog, Sites: sites, Proofs: x.public(),
			Figures: counted, Exports: h.exports(p, x, counted),
			WhatIfs: h.whatIf(p, c.catalog), Reveals: h.revealer(p),
		}),
		Ops:      ops.New(ops.Deps{Publishing: c.catalog.office, Once: p.once, Clock: h.env.Clock}),
		Provider: provider.New(c.cashier),
		Devices:  p.fleet, Citizens: c.reception, Sessions: p.staff, Entrants: p.staff, Phones: c.phones, Once: p.once,
		Proofs: x.public(), Clock: h.env.Clock, IDs: p.ids, Log: h.env.Log, Tags: format.Register,
		UI: screens, Build: api.Build{Version: Version()}, Ready: ready.ready,
		RateLimits: h.rateLimits(), Secure: strings.HasPrefix(h.cfg.PublicURL, "https://"),
		TrustedProxies: h.cfg.TrustedProxies,
	}
	if o.world != nil {
		cfg.Demo = demo.New(demo.Deps{
			Simulators: sim.NewControl(o.world.Endpoints), Hall: p.fleet, Clock: h.env.Clock, Random: h.env.Random,
			Site: h.cfg.Site, KioskName: "演示终端",
		})
	}
	return api.New(cfg)
}

// rateLimits multiplies the defaults; a measurement switches them off.
func (h *Hall) rateLimits() api.RateLimits {
	const unlimited = 1e9
	x := h.cfg.RateLimit
	if x == 0 {
		return api.RateLimits{DevicePerSecond: unlimited, DeviceBurst: unlimited, LoginPerMinute: unlimited}
	}
	return api.RateLimits{DevicePerSecond: 20 * x, DeviceBurst: max(1, int(40*x)), LoginPerMinute: max(1, int(5*x))}
}
