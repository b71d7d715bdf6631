package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"
)

// burden is what works behind the step saves during a turn.
type burden string

const (
	everything burden = "log and figures"
	logAlone   burden = "log alone"
	nothing    burden = "neither"
)

func burdens() []burden { return []burden{everything, logAlone, nothing} }

// overhead measures step saves while the audit log is sequenced and signed and the
// figures are folded from it, while only the log is, and while neither is, in
// turns: the bench itself takes the leases of the fold and of the sequencer and
// lets the entries lie. Before a turn what lay about is caught up with, so that
// each turn carries its own entries only.
func overhead(ctx context.Context, out io.Writer, o options, visitors []*visitor) error {
	db, err := productDatabase(o)
	if err != nil {
		return err
	}
	defer db.Close()
	l := leases{db}
	defer func() { _ = l.give(context.WithoutCancel(ctx)) }()
	fmt.Fprintf(out, "  step saves beside the audit log's sequencer and the figures' fold, median of %d rounds each\n", o.rounds)
	for _, n := range []int{1, 32, 128} {
		got, err := turns(ctx, o, l, visitors[:n])
		if err != nil {
			return err
		}
		cost := func(b, of burden) float64 { return 100 * (1 - got[b].perSecond/got[of].perSecond) }
		fmt.Fprintf(out, "  %-8d", n)
		for _, b := range burdens() {
			fmt.Fprintf(out, " %9.0f (%6s) %s,", got[b].perSecond, ms(got[b].p99), b)
		}
		fmt.Fprintf(out, " both cost %.1f %%, the fold %.1f %%\n", cost(everything, nothing), cost(everything, logAlone))
	}
	return nil
}

func turns(ctx context.Context, o options, l leases, visitors []*visitor) (map[burden]figure, error) {
	all := map[burden][]figure{}
	for round := range o.rounds {
		for turn, b := range burdens() {
			if err := l.turn(ctx, b); err != nil {
				return nil, err
			}
			callers := make([]caller, 0, len(visitors))
			for _, v := range visitors {
				callers = append(callers, v.save(fmt.Sprintf("o%d-%d-%d-", len(visitors), round, turn)))
			}
			f, err := load(ctx, callers, o.seconds)
			if err != nil {
				return nil, err
			}
			all[b] = append(all[b], f)
		}
	}
	medians := map[burden]figure{}
	for b, list := range all {
		medians[b] = median(list)
	}
	return medians, nil
}

func productDatabase(o options) (*sql.DB, error) {
	if o.engine == "sqlite" {
		return sql.Open("sqlite", "file:"+filepath.Join(o.work, o.engine+"-data", "onevisit.db")+"?_pragma=busy_timeout(5000)")
	}
	return sql.Open("mysql", o.server+"bench_onevisit")
}

// leases are the sequencer's, in the head of the log, and the fold's.
type leases struct{ db *sql.DB }

func (l leases) give(ctx context.Context) error {
	var errs []error
	for _, table := range []string{"audit_head", "figure_fold"} {
		_, err := l.db.ExecContext(ctx, "UPDATE "+table+" SET holder = '', lease_until = 0 WHERE holder = 'bench'")
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (l leases) take(ctx context.Context, table string) error {
	_, err := l.db.ExecContext(ctx, "UPDATE "+table+" SET holder = 'bench', lease_until = ? WHERE id = 1", time.Now().Add(time.Hour).UnixMilli())
	return err
}

// turn lets the product catch up and then leaves it what the turn is to bear.
func (l leases) turn(ctx context.Context, b burden) error {
	if err := errors.Join(l.give(ctx), l.caughtUp(ctx)); err != nil || b == everything {
		return err
	}
	if err := l.take(ctx, "figure_fold"); err != nil || b == logAlone {
		return err
	}
	return l.take(ctx, "audit_head")
}

func (l leases) caughtUp(ctx context.Context) error {
	// The fold lets entries lie that change no figure until they are this many.
	const patience, left = 60 * time.Second, 10_000
	for began := time.Now(); time.Since(began) < patience; time.Sleep(200 * time.Millisecond) {
		var unplaced, unfolded int64
		err := l.db.QueryRowContext(ctx, `SELECT (SELECT COALESCE(MAX(seq), 0) FROM audit_entry) - h.seen, h.size - f.place
			FROM audit_head h JOIN figure_fold f ON f.id = h.id WHERE h.id = 1`).Scan(&unplaced, &unfolded)
		if err != nil {
			return err
		}
		if unplaced == 0 && unfolded <= left {
			return nil
		}
	}
	return errors.New("log or figures do not catch up")
}
