package boot

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models/store"
)

// Finding is one line of the doctor's.
type Finding struct {
	Subject string
	OK      bool
	Detail  string
	Advice  string // what to do where it is not well
}

// Limits of what counts as well.
const (
	minFreePart = 0.10
	maxClockGap = 2 * time.Second
)

// Examine looks at everything a serving hall needs and changes nothing but the
// empty data folder it may create.
func Examine(ctx context.Context, cfg config.Config, env Environment) []Finding {
	findings := []Finding{examineOptions(cfg), examineData(cfg)}
	db, err := OpenStore(ctx, cfg, env.Log)
	if err != nil {
		return append(findings, Finding{Subject: "database", Detail: err.Error(), Advice: "check ONEVISIT_DSN, that the server runs, and that the user may connect"})
	}
	defer db.Close()
	return append(findings,
		examineDatabase(ctx, db),
		examineSchema(ctx, db, cfg),
		examineDurability(ctx, db, cfg),
		examineClock(ctx, db, env),
		examineDisk(cfg),
		examineLog(ctx, db, cfg.KeyFolder(), env),
		examineCalendar(cfg, env),
		examineReference(cfg, env),
	)
}

func examineOptions(cfg config.Config) Finding {
	faults := cfg.Unfit()
	f := Finding{Subject: "options", OK: len(faults) == 0, Detail: "fit together"}
	if !f.OK {
		f.Detail, f.Advice = strings.Join(faults, ", "), "set them (onevisit help), or start a demo hall with --demo"
	}
	return f
}

func examineData(cfg config.Config) Finding {
	f := Finding{Subject: "data folder", Detail: cfg.Data}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		f.Detail, f.Advice = err.Error(), "choose another folder with --data, or give this user the right to write there"
		return f
	}
	probe, err := os.CreateTemp(cfg.Data, ".probe-*")
	if err != nil {
		f.Detail, f.Advice = err.Error(), "give this user the right to write there"
		return f
	}
	probe.Close()
	f.OK = os.Remove(probe.Name()) == nil
	return f
}

func examineDatabase(ctx context.Context, db *store.DB) Finding {
	f := Finding{Subject: "database", OK: true, Detail: string(db.Dialect()) + " answers and takes changes"}
	if err := db.Probe(ctx); err != nil {
		f.OK, f.Detail, f.Advice = false, err.Error(), "make the database writable: disk space, permissions, read_only"
	}
	return f
}

func examineSchema(ctx context.Context, db *store.DB, cfg config.Config) Finding {
	f := Finding{Subject: "schema", OK: true, Detail: "is the one this binary needs"}
	if err := db.CheckSchema(ctx); err != nil {
		f.OK, f.Detail, f.Advice = false, explainSchema(err).Error(), "onevisit migrate"
		if cfg.Demo || db.Dialect() == store.SQLite {
			f.Advice = "onevisit migrate (serve does it too)"
		}
	}
	return f
}

func examineDurability(ctx context.Context, db *store.DB, cfg config.Config) Finding {
	d, err := db.Durability(ctx)
	if err != nil {
		return Finding{Subject: "durability", Detail: err.Error(), Advice: "the database user must be able to read the server's settings"}
	}
	f := Finding{Subject: "durability", OK: d.Safe || cfg.AllowUnsafeDurability, Detail: d.Setting, Advice: d.Advice}
	if !d.Safe && cfg.AllowUnsafeDurability {
		f.Detail += " (unsafe, allowed)"
	}
	return f
}

func examineClock(ctx context.Context, db *store.DB, env Environment) Finding {
	f := Finding{Subject: "clock"}
	before := env.Clock.Now()
	ms, err := db.Now(ctx)
	if err != nil {
		f.Detail, f.Advice = err.Error(), "see database"
		return f
	}
	after := env.Clock.Now()
	gap := time.UnixMilli(ms).Sub(before.Add(after.Sub(before) / 2)).Abs()
	f.OK = gap <= maxClockGap && after.Year() >= 2025
	f.Detail = fmt.Sprintf("%s, %s from the database's", after.UTC().Format(time.RFC3339), gap.Round(time.Millisecond))
	if !f.OK {
		f.Advice = "synchronise this machine and the database server (chrony)"
	}
	return f
}

func examineDisk(cfg config.Config) Finding {
	f := Finding{Subject: "disk"}
	free, err := freePart(cfg.Data)
	if err != nil {
		f.Detail, f.Advice = err.Error(), "see data folder"
		return f
	}
	f.OK = free >= minFreePart
	f.Detail = fmt.Sprintf("%.0f %% free", free*100)
	if !f.OK {
		f.Advice = fmt.Sprintf("free space under %s: at least %.0f %%", cfg.Data, minFreePart*100)
	}
	return f
}
