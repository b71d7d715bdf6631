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

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/gen/demoapi"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/gen/providerapi"
	"onevisit/api/internal/gen/staffapi"
	"onevisit/models"
	"onevisit/models/once"
)

// Config is all the server needs; nothing is taken from the environment.
type Config struct {
	Kiosk    kioskapi.StrictServerInterface
	Staff    staffapi.StrictServerInterface
	Desk     deskapi.StrictServerInterface
	Auditor  auditorapi.StrictServerInterface
	Provider providerapi.StrictServerInterface
	Demo     demoapi.StrictServerInterface

	Devices  gate.Devices
	Citizens gate.Citizens
	Sessions gate.Staff
	Once     once.Keeper

	Clock models.Clock
	IDs   *models.IDs
	Log   *slog.Logger

	UI    fs.FS // the built screens (kiosk.html, desk.html, auditor.html, assets/); nil = no screens
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
	Ready  bool
	Checks []Check
}

// Check is one line of Readiness, e.g. {"durability", "sqlite journal_mode=wal synchronous=full", true}.
type Check struct {
	Name   string
	Detail string
	OK     bool
}

// RateLimits are the limits per key; zero values take the defaults.
type RateLimits struct {
	DevicePerSecond float64 // 20
	DeviceBurst     int     // 40
	LoginPerMinute  int     // 5 per network address
}
