package boot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models/completion"
	"onevisit/models/store"
	"onevisit/models/whatif"
)

// whatIfTime is how long a what-if of the screen may take: less than a request
// may, so that who asked is told to take a shorter period.
const whatIfTime = 6 * time.Second

// whatIf makes what replays ended matters for the screen. One processor is left
// to those who stand at the kiosks.
func (h *Hall) whatIf(p *platform, c whatif.Catalog) *whatif.Runner {
	return &whatif.Runner{
		Rates: completion.Published(), Source: store.NewWhatIf(h.db), Catalog: c, Vault: p.vault, Transactions: h.db,
		Log: p.audit, Clock: h.env.Clock, Demo: h.cfg.Demo, Most: whatIfTime, Workers: 1,
	}
}

// WhatIf opens what replays ended matters for the command line, on all
// processors and without a limit of time. It needs the hall's database and its
// key of personal data, and makes neither. The hall may go on meanwhile.
func WhatIf(ctx context.Context, cfg config.Config, env Environment, q whatif.Request, run func(*whatif.Runner, whatif.Request) error) (err error) {
	h := &Hall{cfg: cfg, env: env}
	defer func() { err = errors.Join(err, h.end()) }()
	if h.db, err = OpenStore(ctx, cfg, env.Log); err != nil {
		return err
	}
	h.onEnd("database", func(context.Context) error { return h.db.Close() })
	if err := h.db.CheckSchema(ctx); err != nil {
		return explainSchema(err)
	}
	vault, err := h.openVault(ctx)
	if err != nil {
		return fmt.Errorf("what-if: %w", err)
	}
	p := &platform{vault: vault, audit: store.NewAudit(h.db, env.Clock)}
	definitions, err := h.openDefinitions(ctx, p)
	if err != nil {
		return err
	}
	runner := h.whatIf(p, definitions)
	runner.Most, runner.Workers = 0, 0
	return run(runner, q)
}
