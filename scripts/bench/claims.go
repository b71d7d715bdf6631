package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"crypto/rand"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store"
)

// Clerks who claim the next of many waiting cases, all as fast as they can: the
// product's own use case and repository beside two floors written by hand on
// database/sql, on the same table in the same run. Every claim is durable and
// leaves an audit entry. The product also writes the entry's subjects, and looks
// at roster, relatives and the limit of claims; the floors do not. So that no
// clerk runs into the limit, each of the crowd goes on under another account when
// it holds as many cases as allowed.
const (
	claimHall  = "bench"
	claimBurst = 200
	accounts   = 6000
)

func claimCrowds() []int { return []int{8, 64, 200} }

// claimer takes one case for a clerk and answers which.
type claimer func(ctx context.Context, clerk models.ID) (string, error)

// way is one way to claim, and to end what was claimed.
type way struct {
	name string
	take claimer
}

type claimBench struct {
	o    options
	out  io.Writer
	dsn  string
	db   *store.DB
	raw  *sql.DB
	ids  *models.IDs
	desk *casework.Desk
	all  []models.ID // clerks
}

func claimFigures(ctx context.Context, out io.Writer, o options) error {
	b := &claimBench{o: o, out: out, ids: models.NewIDs(models.ClockFunc(time.Now), rand.Reader)}
	if err := b.open(ctx); err != nil {
		return err
	}
	defer b.db.Close()
	defer b.raw.Close()
	if err := b.seed(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s: claim next of %d waiting, every claim durable\n", o.engine, o.claims)
	fmt.Fprintf(out, "%-36s %-22s %-22s %-22s %s\n", "claims/s (p99 ms)", "8 clerks", "64 clerks", "200 clerks", "burst of 200, last served ms")
	ways := []way{{"conditional update (floor)", b.conditional}}
	if o.engine != "sqlite" {
		ways = append(ways, way{"FOR UPDATE SKIP LOCKED (floor)", b.skipLocked})
	}
	ways = append(ways, way{"onevisit", b.product})
	rates := map[string][]float64{}
	for _, w := range ways {
		fmt.Fprintf(out, "%-36s ", w.name)
		for _, n := range claimCrowds() {
			f, err := b.measure(ctx, n, w)
			if err != nil {
				return fmt.Errorf("%s, %d clerks: %w", w.name, n, err)
			}
			rates[w.name] = append(rates[w.name], f.perSecond)
			fmt.Fprintf(out, "%-22s ", fmt.Sprintf("%.0f (%s)", f.perSecond, ms(f.p99)))
		}
		last, err := b.burst(ctx, w.take)
		if err != nil {
			return fmt.Errorf("%s, burst: %w", w.name, err)
		}
		fmt.Fprintln(out, ms(last))
	}
	for _, w := range ways[:len(ways)-1] {
		fmt.Fprintf(out, "onevisit / %-25s", w.name)
		for i := range claimCrowds() {
			fmt.Fprintf(out, " %-22s", fmt.Sprintf("%.1fx", rates["onevisit"][i]/rates[w.name][i]))
		}
		fmt.Fprintln(out)
	}
	return nil
}

func (b *claimBench) open(ctx context.Context) (err error) {
	data := filepath.Join(b.o.work, b.o.engine+"-claims")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	driver, dsn := "sqlite", "file:"+filepath.Join(data, "onevisit.db")+
		"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(30000)"
	if b.o.engine != "sqlite" {
		admin, err := sql.Open("mysql", b.o.server)
		if err != nil {
			return err
		}
		defer admin.Close()
		if _, err := admin.ExecContext(ctx, "CREATE DATABASE bench_claims CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
			return err
		}
		b.dsn = b.o.server + "bench_claims"
		driver, dsn = "mysql", b.dsn+"?interpolateParams=true&clientFoundRows=true"
	}
	if b.db, err = store.Open(ctx, store.Config{DSN: b.dsn, Path: filepath.Join(data, "onevisit.db")}); err != nil {
		return err
	}
	if err := b.db.Migrate(ctx); err != nil {
		return err
	}
	if b.raw, err = sql.Open(driver, dsn); err != nil {
		return err
	}
	most := 64
	if b.o.engine == "sqlite" {
		most = 1
	}
	b.raw.SetMaxOpenConns(most)
	b.raw.SetMaxIdleConns(most)
	clock := models.ClockFunc(time.Now)
	log, work := store.NewAudit(b.db, clock), store.NewCasework(b.db)
	roster := casework.NewRoster(casework.RosterConfig{
		Transactor: b.db, Store: store.NewRoster(b.db, clock), Claims: work, Queue: work, Audit: log, Clock: clock,
	})
	b.desk = casework.NewDesk(casework.Config{
		Transactor: b.db, Queue: work, List: work, Line: store.NewClaims(b.db, log, nil), Roster: roster,
		Clerks: store.NewStaff(b.db), Audit: log, Clock: clock, IDs: b.ids, Vault: noVault{},
	})
	return nil
}

// noVault stands where nothing is sealed.
type noVault struct{}

func (noVault) Seal(models.ID, string, []byte) ([]byte, error) { return nil, errors.ErrUnsupported }
func (noVault) Open(models.ID, string, []byte) ([]byte, error) { return nil, errors.ErrUnsupported }
func (noVault) Index(string, string) string                    { return "" }

// seed writes clerks and waiting cases in bulk, past the product.
func (b *claimBench) seed(ctx context.Context) error {
	now := time.Now().UnixMilli()
	const inOne = 500
	for done := 0; done < accounts; done += inOne {
		var args []any
		for i := range inOne {
			id := b.ids.New()
			b.all = append(b.all, id)
			args = append(args, string(id), fmt.Sprintf("clerk%d", done+i), fmt.Sprintf("民警%d", done+i), claimHall, now)
		}
		_, err := b.raw.ExecContext(ctx, `INSERT INTO staff_account (id, login, name, role, site, password_hash, demo, created_at, disabled_at)
			VALUES `+strings.Repeat(", (?, ?, ?, 'clerk', ?, 'x', 0, ?, 0)", inOne)[2:], args...)
		if err != nil {
			return err
		}
	}
	skills := []string{"exit-entry.passport-renewal", "exit-entry.hkm-endorsement", "traffic.camera-violation"}
	for done := 0; done < b.o.claims; done += inOne {
		var text strings.Builder
		text.WriteString(`INSERT INTO queued_case (application_id, matter_id, person_id, session_id, number, service, site, kiosk, holder,
			submitted_at, promised_date, state, demo, claimed_by, claimed_name, claim_expires_at, fence, skill, language, stage, eyes, checked,
			corrected, assigned_to, due_date, stopped_at, escalated_at, deadline, warn_date, place) VALUES `)
		var args []any
		for i := range inOne {
			if i > 0 {
				text.WriteString(", ")
			}
			text.WriteString("(?, ?, ?, '', ?, ?, ?, '1', '', ?, '', 'waiting', 0, '', '', 0, 0, ?, 'zh-CN', 'first', 1, 'clean', 0, '', '', 0, 0, '', '', ?)")
			at := now - int64(b.o.claims-done-i)*1000
			service := skills[(done+i)%len(skills)]
			args = append(args, string(b.ids.New()), string(b.ids.New()), string(b.ids.New()), fmt.Sprintf("P%d", done+i), service,
				claimHall, at, service, at)
		}
		if _, err := b.raw.ExecContext(ctx, text.String(), args...); err != nil {
			return err
		}
	}
	if b.o.engine != "sqlite" {
		_, err := b.raw.ExecContext(ctx, "ANALYZE TABLE queued_case")
		return err
	}
	return nil
}

// reset lets everything wait again.
func (b *claimBench) reset(ctx context.Context) error {
	_, err := b.raw.ExecContext(ctx, `UPDATE queued_case SET claimed_by = '', claimed_name = '', claim_expires_at = 0 WHERE claimed_by <> ''`)
	return err
}

// measure lets n clerks claim for a while and answers the median of the rounds.
func (b *claimBench) measure(ctx context.Context, n int, w way) (figure, error) {
	var figures []figure
	for range b.o.rounds {
		if err := b.reset(ctx); err != nil {
			return figure{}, err
		}
		var mu sync.Mutex
		seen := map[string]bool{}
		twice := ""
		callers := make([]caller, n)
		for i := range callers {
			made := 0
			callers[i] = func(ctx context.Context) error {
				account := i + made/casework.MostClaims*n
				if account >= len(b.all) {
					return errSpent
				}
				id, err := w.take(ctx, b.all[account])
				if err != nil {
					return err
				}
				made++
				mu.Lock()
				defer mu.Unlock()
				if seen[id] {
					twice = id
				}
				seen[id] = true
				return nil
			}
		}
		f, err := load(ctx, callers, b.o.seconds)
		if err != nil && !errors.Is(err, errSpent) {
			return figure{}, err
		}
		if twice != "" {
			return figure{}, fmt.Errorf("case %s was claimed twice", twice)
		}
		figures = append(figures, f)
	}
	return median(figures), nil
}

// burst lets 200 clerks ask at the same moment and answers when the last had a
// case, the median of five.
func (b *claimBench) burst(ctx context.Context, take claimer) (time.Duration, error) {
	var lasts []time.Duration
	for range 5 {
		if err := b.reset(ctx); err != nil {
			return 0, err
		}
		if _, err := take(ctx, b.all[0]); err != nil { // what is kept in memory is there, as in a hall at work
			return 0, err
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		var last time.Duration
		var first error
		began := time.Now()
		for _, clerk := range b.all[:claimBurst] {
			all.Go(func() {
				_, err := take(ctx, clerk)
				mu.Lock()
				defer mu.Unlock()
				last, first = max(last, time.Since(began)), errors.Join(first, onlyFirst(first, err))
			})
		}
		all.Wait()
		if first != nil {
			return 0, first
		}
		lasts = append(lasts, last)
	}
	slices.Sort(lasts)
	return lasts[len(lasts)/2], nil
}

func (b *claimBench) product(ctx context.Context, clerk models.ID) (string, error) {
	claim, err := b.desk.Next(ctx, models.Actor{Kind: models.ActorStaff, ID: clerk, Site: claimHall, Role: "clerk"}, nil)
	return string(claim.Application), err
}

const (
	floorFree = `SELECT application_id FROM queued_case WHERE site = ? AND state = 'waiting' AND claimed_by = ''
		ORDER BY place, away, submitted_at, application_id LIMIT `
	floorTake = `UPDATE queued_case SET claimed_by = ?, claimed_name = '', claim_expires_at = ?, fence = fence + 1
		WHERE application_id = ? AND state = 'waiting' AND claimed_by = ''`
	floorNote = `INSERT INTO audit_entry (at, action, actor_kind, actor_id, session_id, device_id, site, role, subjects, fields, notes)
		VALUES (?, 'case.claimed', 'staff', ?, '', '', ?, 'clerk', ?, '[]', '{}')`
)

// errSpent says that all accounts hold as many cases as allowed: the time is too
// long for this machine, and the figure too low.
var errSpent = errors.New("every account holds as many cases as allowed: measure for a shorter time")

var errLost = errors.New("somebody was faster")

// conditional reads a few candidates without a lock, and tries one after another
// with an update that holds only while nobody has the case.
func (b *claimBench) conditional(ctx context.Context, clerk models.ID) (string, error) {
	for range 50 {
		candidates, err := b.candidates(ctx)
		if err != nil {
			return "", err
		}
		offset := int(time.Now().UnixNano()) % max(1, len(candidates))
		for i := range candidates {
			id := candidates[(i+offset)%len(candidates)]
			err := b.within(ctx, func(tx *sql.Tx) error { return floorClaim(ctx, tx, id, clerk) })
			if err == nil || !errors.Is(err, errLost) {
				return id, err
			}
		}
	}
	return "", errLost
}

func (b *claimBench) candidates(ctx context.Context) ([]string, error) {
	rows, err := b.raw.QueryContext(ctx, floorFree+"16", claimHall)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, rows.Err()
}

// skipLocked takes the first row that nobody has locked.
func (b *claimBench) skipLocked(ctx context.Context, clerk models.ID) (id string, err error) {
	err = b.within(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, floorFree+"1 FOR UPDATE SKIP LOCKED", claimHall).Scan(&id); err != nil {
			return err
		}
		return floorClaim(ctx, tx, id, clerk)
	})
	return id, err
}

func (b *claimBench) within(ctx context.Context, work func(*sql.Tx) error) error {
	var err error
	for range 20 { // a deadlock is tried again
		var tx *sql.Tx
		level := sql.LevelReadCommitted
		if b.o.engine == "sqlite" {
			level = sql.LevelDefault
		}
		if tx, err = b.raw.BeginTx(ctx, &sql.TxOptions{Isolation: level}); err != nil {
			return err
		}
		if err = work(tx); err == nil {
			return tx.Commit()
		}
		_ = tx.Rollback()
		if !strings.Contains(err.Error(), "1213") && !strings.Contains(err.Error(), "1205") && !strings.Contains(err.Error(), "1020") {
			return err
		}
	}
	return err
}

func floorClaim(ctx context.Context, tx *sql.Tx, id string, clerk models.ID) error {
	now := time.Now()
	result, err := tx.ExecContext(ctx, floorTake, string(clerk), now.Add(casework.LeaseTime).UnixMilli(), id)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(errLost, err)
	}
	_, err = tx.ExecContext(ctx, floorNote, now.UnixMilli(), string(clerk), claimHall, `[["application","`+id+`"]]`)
	return err
}
