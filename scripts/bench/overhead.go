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

// overhead measures step saves while the audit log is sequenced and signed and
// while it is not, in turns: the bench itself takes the sequencer's lease and
// lets the entries lie. Before a turn with the log what lay about is caught up
// with, so that each turn carries its own entries only.
func overhead(ctx context.Context, out io.Writer, o options, visitors []*visitor) error {
	db, err := productDatabase(o)
	if err != nil {
		return err
	}
	defer db.Close()
	l := lease{db}
	defer func() { _ = l.give(context.WithoutCancel(ctx)) }()
	fmt.Fprintf(out, "  step saves with and without the audit log's sequencer, median of %d rounds each\n", o.rounds)
	for _, n := range []int{1, 32, 128} {
		with, without, err := turns(ctx, o, l, visitors[:n])
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "  %-8d %9.0f (%6s) with, %9.0f (%6s) without: the log costs %.1f %%\n", n,
			with.perSecond, ms(with.p99), without.perSecond, ms(without.p99), 100*(1-with.perSecond/without.perSecond))
	}
	return nil
}

func turns(ctx context.Context, o options, l lease, visitors []*visitor) (with, without figure, err error) {
	var on, off []figure
	for round := range o.rounds {
		for _, sequenced := range []bool{true, false} {
			if err := l.turn(ctx, sequenced); err != nil {
				return with, without, err
			}
			callers := make([]caller, 0, len(visitors))
			for _, v := range visitors {
				callers = append(callers, v.save(fmt.Sprintf("o%d-%d-%v-", len(visitors), round, sequenced)))
			}
			f, err := load(ctx, callers, o.seconds)
			if err != nil {
				return with, without, err
			}
			if sequenced {
				on = append(on, f)
			} else {
				off = append(off, f)
			}
		}
	}
	return median(on), median(off), nil
}

func productDatabase(o options) (*sql.DB, error) {
	if o.engine == "sqlite" {
		return sql.Open("sqlite", "file:"+filepath.Join(o.work, o.engine+"-data", "onevisit.db")+"?_pragma=busy_timeout(5000)")
	}
	return sql.Open("mysql", o.server+"bench_onevisit")
}

// lease is the sequencer's, in the head of the log.
type lease struct{ db *sql.DB }

func (l lease) give(ctx context.Context) error {
	_, err := l.db.ExecContext(ctx, "UPDATE audit_head SET holder = '', lease_until = 0 WHERE holder = 'bench'")
	return err
}

// turn lets the product sequence, and waits until it has caught up, or stops it.
func (l lease) turn(ctx context.Context, sequenced bool) error {
	if !sequenced {
		until := time.Now().Add(time.Hour).UnixMilli()
		_, err := l.db.ExecContext(ctx, "UPDATE audit_head SET holder = 'bench', lease_until = ? WHERE id = 1", until)
		return err
	}
	if err := l.give(ctx); err != nil {
		return err
	}
	const patience = 60 * time.Second
	for began := time.Now(); time.Since(began) < patience; time.Sleep(200 * time.Millisecond) {
		var behind int64
		if err := l.db.QueryRowContext(ctx, "SELECT (SELECT COALESCE(MAX(seq), 0) FROM audit_entry) - seen FROM audit_head").Scan(&behind); err != nil {
			return err
		}
		if behind == 0 {
			return nil
		}
	}
	return errors.New("the sequencer does not catch up")
}
