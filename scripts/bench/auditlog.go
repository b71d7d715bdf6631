package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"onevisit/models"
	"onevisit/models/store"
	"onevisit/models/translog"
)

// benchBatch is how many entries get their places together: what a busy hall's
// sequencer finds after a few seconds.
const benchBatch = 256

// logFigures fills a log with entries like a hall's, and prints what it takes to
// verify all of them from their rows on one core, in a process of its own, to
// prove one, and to make a pass of the watch.
func logFigures(ctx context.Context, out io.Writer, o options) error {
	dsn, environ, err := logDatabase(ctx, o)
	if err != nil {
		return err
	}
	data := filepath.Join(o.work, o.engine+"-log")
	db, err := store.Open(ctx, store.Config{DSN: dsn, Path: filepath.Join(data, "onevisit.db")})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	began := time.Now()
	if err := fillLog(ctx, o, dsn, data); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s: audit log of %d entries, written in %s\n", o.engine, o.log, time.Since(began).Round(time.Second))
	log := store.NewAuditLog(db)
	if err := sequenceAll(ctx, out, log, data); err != nil {
		return err
	}
	if err := verifyProcess(ctx, out, o, data, environ); err != nil {
		return err
	}
	if err := proveSome(ctx, out, o, log); err != nil {
		return err
	}
	return watchOnce(ctx, out, log)
}

func logDatabase(ctx context.Context, o options) (dsn string, environ []string, err error) {
	if o.engine == "sqlite" {
		return "", nil, os.MkdirAll(filepath.Join(o.work, o.engine+"-log"), 0o700)
	}
	db, err := sql.Open("mysql", o.server)
	if err != nil {
		return "", nil, err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "CREATE DATABASE bench_log CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		return "", nil, err
	}
	dsn = o.server + "bench_log"
	return dsn, []string{"ONEVISIT_DSN=" + dsn}, nil
}

// fillLog inserts entries in bulk, past the product.
func fillLog(ctx context.Context, o options, dsn, data string) error {
	driver := "mysql"
	if o.engine == "sqlite" {
		driver, dsn = "sqlite", "file:"+filepath.Join(data, "onevisit.db")+"?_pragma=synchronous(OFF)&_pragma=busy_timeout(5000)&_pragma=cache_size(-65536)"
	} else {
		dsn += "?interpolateParams=true"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	random := mathrand.New(mathrand.NewPCG(1, 2))
	ids := models.NewIDs(models.ClockFunc(time.Now), rand.Reader)
	people := make([]string, 2000)
	for i := range people {
		people[i] = string(ids.New())
	}
	const atOnce, inOne = 500, 100
	for done := 0; done < o.log; {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		for range inOne {
			n := min(atOnce, o.log-done)
			if n == 0 {
				break
			}
			if _, err := tx.ExecContext(ctx, insertEntries(random, people, done, n)); err != nil {
				return errors.Join(err, tx.Rollback())
			}
			done += n
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func insertEntries(random *mathrand.Rand, people []string, from, n int) string {
	actions := []string{"application.step_saved", "application.step_saved", "application.step_saved", "session.begun", "case.claimed", "case.seen", "case.decided", "order.paid"}
	var b strings.Builder
	b.WriteString("INSERT INTO audit_entry (at, action, actor_kind, actor_id, session_id, device_id, site, role, subjects, fields, notes) VALUES ")
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		who, about := people[random.IntN(len(people))], people[random.IntN(len(people))]
		fmt.Fprintf(&b, `(%d,'%s','citizen','%s','%s','%s','440300-001','','[["application","%s"],["matter","%s"],["person","%s"]]','["mobile","answers.address"]','{"step":"delivery","version":"%d"}')`,
			1767225600000+int64(from+i)*400, actions[random.IntN(len(actions))], who, about, who, about, who, about, random.IntN(99))
	}
	return b.String()
}

// inBatches hands the sequencer as many rows as a hall's would find.
type inBatches struct{ *store.AuditLog }

func (l inBatches) Fresh(ctx context.Context, h translog.Head, _ int) ([]translog.Row, error) {
	return l.AuditLog.Fresh(ctx, h, benchBatch)
}

// sequenceAll gives every entry its place and signs after every batch.
func sequenceAll(ctx context.Context, out io.Writer, log *store.AuditLog, data string) error {
	keys := filepath.Join(data, "keys")
	key, err := store.OpenLogKey(keys, "440300-001", rand.Reader, true)
	if err != nil {
		return err
	}
	if err := log.Begin(ctx, key.Verifier()); err != nil {
		return err
	}
	now := time.Now().Add(-365 * 24 * time.Hour)
	s := translog.Sequencer{
		Ledger: inBatches{log}, Tiles: log.Tiles, Key: key, Anchor: &lastOnly{}, ID: "bench", Random: rand.Reader,
		Clock: models.ClockFunc(func() time.Time { return now }),
	}
	began := time.Now()
	for size := int64(-1); ; {
		now = now.Add(translog.SignEvery)
		if _, err := s.Round(ctx); err != nil {
			return err
		}
		h, err := log.Head(ctx)
		if err != nil {
			return err
		}
		if h.Size == size {
			took := time.Since(began)
			fmt.Fprintf(out, "  sequenced and signed in batches of %d: %.0f entries/s\n", benchBatch, float64(size)/took.Seconds())
			c, err := translog.Newest(ctx, log)
			if err != nil {
				return err
			}
			return store.NewLogAnchor(keys).Keep(c.Note)
		}
		size = h.Size
	}
}

// lastOnly is an anchor in memory: ten million entries make many checkpoints.
type lastOnly struct{ signed []byte }

func (l *lastOnly) Load() ([]byte, error)    { return l.signed, nil }
func (l *lastOnly) Keep(signed []byte) error { l.signed = signed; return nil }

func verifyProcess(ctx context.Context, out io.Writer, o options, data string, environ []string) error {
	cmd := exec.CommandContext(ctx, o.binary, "audit", "verify", "--data", data)
	cmd.Env = append(append(os.Environ(), environ...), "GOMAXPROCS=1")
	began := time.Now()
	text, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("verify: %w: %s", err, text)
	}
	used, _ := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	fmt.Fprintf(out, "  verify, GOMAXPROCS=1: %.1f s (processor %.1f s), %d MB at most\n", time.Since(began).Seconds(),
		(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), used.Maxrss/1024)
	return nil
}

func proveSome(ctx context.Context, out io.Writer, o options, log *store.AuditLog) error {
	const proofs = 1000
	took := make([]time.Duration, proofs)
	size := 0
	for i := range took {
		began := time.Now()
		file, err := translog.ProveEntry(ctx, log, 1+mathrand.Int64N(int64(o.log)))
		if err != nil {
			return err
		}
		took[i], size = time.Since(began), len(file)
	}
	slices.Sort(took)
	fmt.Fprintf(out, "  proof of an entry: p50 %s ms, p99 %s ms, %d bytes\n", ms(took[proofs/2]), ms(took[proofs*99/100]), size)
	return nil
}

func watchOnce(ctx context.Context, out io.Writer, log *store.AuditLog) error {
	w := translog.Watch{Archive: log, Clock: models.ClockFunc(time.Now), Verifier: func() string { return "" }}
	began := time.Now()
	faults, err := w.Pass(ctx)
	if err != nil || len(faults) > 0 {
		return fmt.Errorf("watch: %v %w", faults, err)
	}
	fmt.Fprintf(out, "  a pass of the watch (%d entries): %s ms, every %s\n", translog.NewestChecked+translog.OlderChecked, ms(time.Since(began)), translog.WatchEvery)
	return nil
}
