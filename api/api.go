// Package api assembles the HTTP server: the audiences' generated servers
// behind the gate and the contract, health, and the embedded screens.
//
// Each audience is one contract (api/contract), one generated strict server
// (api/internal/gen) and one package of handlers. An audience that is nil in
// Config does not exist: its paths are unknown.
package api

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/gen/demoapi"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/gen/opsapi"
	"onevisit/api/internal/gen/phoneapi"
	"onevisit/api/internal/gen/providerapi"
	"onevisit/api/internal/gen/staffapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/once"
)

// Config is all the server needs; nothing is taken from the environment.
type Config struct {
	Kiosk    kioskapi.StrictServerInterface
	Phone    phoneapi.StrictServerInterface
	Staff    staffapi.StrictServerInterface
	Desk     deskapi.StrictServerInterface
	Auditor  auditorapi.StrictServerInterface
	Ops      opsapi.StrictServerInterface
	Provider providerapi.StrictServerInterface
	Demo     demoapi.StrictServerInterface

	Devices  gate.Devices
	Citizens gate.Citizens
	Sessions gate.Staff
	Phones   gate.Phones
	Entrants gate.Entrants // who has shown the password only; nil where no account has a second factor
	Once     once.Keeper
	Proofs   Proofs // the audit log for witnesses; nil = not served

	Clock models.Clock
	IDs   *models.IDs
	Log   *slog.Logger
	Tags  web.TagRules // the product's own validator tags (models/format.Register)

	UI    fs.FS // the built screens (kiosk.html, phone.html, desk.html, auditor.html, assets/); nil = no screens
	Build Build
	Ready func(ctx context.Context) Readiness

	Secure         bool     // TLS here or at the proxy in front: cookies are Secure and HSTS is sent
	TrustedProxies []string // addresses or CIDRs whose X-Forwarded-For is believed; empty = none
	Hosts          []string // host names served; empty = any
	RateLimits     RateLimits
}

// Build says what is running.
type Build struct {
	Version string
	Commit  string
}

// Readiness is the answer of /readyz.
type Readiness struct {
	Ready  bool    `json:"ready"`
	Checks []Check `json:"checks,omitempty"`
}

// Check is one line of Readiness, e.g. {"durability", "sqlite journal_mode=wal synchronous=full", true}.
type Check struct {
	Name   string `json:"name"`
	Detail string `json:"detail"`
	OK     bool   `json:"ok"`
}

// RateLimits are the limits per key; zero values take the defaults.
type RateLimits struct {
	DevicePerSecond float64 // 20
	DeviceBurst     int     // 40
	LoginPerMinute  int     // 5 per network address
}

// New builds the handler of the whole server. It fails where an operation of a
// contract has no rule in the gate, or a trusted proxy is no address.
func New(cfg Config) (http.Handler, error) {
	limits := cfg.RateLimits
	if limits.DevicePerSecond == 0 {
		limits.DevicePerSecond = 20
	}
	if limits.DeviceBurst == 0 {
		limits.DeviceBurst = 40
	}
	if limits.LoginPerMinute == 0 {
		limits.LoginPerMinute = 5
	}
	server, err := web.New(web.Settings{
		Guard: gate.Guard{Devices: cfg.Devices, Citizens: cfg.Citizens, Staff: cfg.Sessions, Phones: cfg.Phones, Entrants: cfg.Entrants},
		Once:  cfg.Once, Clock: cfg.Clock, IDs: cfg.IDs, Log: cfg.Log, Tags: cfg.Tags,
		Secure: cfg.Secure, Proxies: cfg.TrustedProxies, Hosts: cfg.Hosts,
		CallsPerSecond: limits.DevicePerSecond, CallsBurst: limits.DeviceBurst, LoginsPerMinute: limits.LoginPerMinute,
	})
	if err != nil {
		return nil, err
	}
	if err := routes(server, cfg); err != nil {
		return nil, err
	}
	health(server.Echo(), cfg)
	if cfg.Proofs != nil {
		proofs(server.Echo(), cfg.Proofs)
	}
	if cfg.UI != nil {
		screens(server.Echo(), cfg.UI)
	}
	return server.Handler(), nil
}

// ServerTimes sets the limits of the http.Server around the handler.
func ServerTimes(server *http.Server) { web.ServerTimes(server) }

// health answers the supervisor: /livez while the process runs, /readyz while
// it can serve, with the durability setting and the schema by name.
func health(e *echo.Echo, cfg Config) {
	e.GET("/livez", func(c echo.Context) error {
		return c.JSON(http.StatusOK, map[string]any{"live": true, "version": cfg.Build.Version})
	})
	e.GET("/readyz", func(c echo.Context) error {
		answer := Readiness{Ready: true}
		if cfg.Ready != nil {
			answer = cfg.Ready(c.Request().Context())
		}
		status := http.StatusOK
		if !answer.Ready {
			status = http.StatusServiceUnavailable
		}
		return c.JSON(status, answer)
	})
}
