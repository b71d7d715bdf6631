package boot

import (
	"context"
	"sync"
	"time"

	"onevisit/api"
	"onevisit/models/store"
)

// readiness answers /readyz. What costs something is asked at most once a
// second, however many ask.
type readiness struct {
	hall       *Hall
	durability store.Durability

	mu     sync.Mutex
	asked  time.Time
	answer api.Readiness
}

const (
	readyFresh   = time.Second
	readyTimeout = 2 * time.Second
)

func (r *readiness) ready(ctx context.Context) api.Readiness {
	if r.hall.ending.Load() {
		return api.Readiness{Checks: []api.Check{{Name: "ending", Detail: "no new requests"}}}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.hall.env.Clock.Now()
	if age := now.Sub(r.asked); age >= 0 && age < readyFresh && !r.asked.IsZero() {
		return r.answer
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readyTimeout)
	defer cancel()
	r.answer, r.asked = r.look(ctx), now
	return r.answer
}

func (r *readiness) look(ctx context.Context) api.Readiness {
	h := r.hall
	checks := []api.Check{{Name: "database", Detail: string(h.db.Dialect()), OK: true}}
	if err := h.db.Probe(ctx); err != nil {
		// Why stands in the log; the answer is open to all.
		h.env.Log.WarnContext(ctx, "not ready", "error", err)
		checks[0].OK = false
	}
	checks = append(checks,
		api.Check{Name: "schema", Detail: "current", OK: true}, // checked at the start; nobody migrates below a running server
		api.Check{Name: "durability", Detail: r.durability.Setting, OK: r.durability.Safe || h.cfg.AllowUnsafeDurability},
	)
	for _, f := range []Finding{examineClock(ctx, h.db, h.env), examineDisk(h.cfg)} {
		checks = append(checks, api.Check{Name: f.Subject, Detail: f.Detail, OK: f.OK})
	}
	ready := true
	for _, c := range checks {
		ready = ready && c.OK
	}
	return api.Readiness{Ready: ready, Checks: checks}
}
