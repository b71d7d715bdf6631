package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// crowds are the numbers of clients measured.
func crowds() []int { return []int{1, 32, 128} }

// floorBody is what a step save of the floor writes: about 1 KB of answers.
func floorBody() []byte { return bytes.Repeat([]byte("0123456789abcdef"), 64) }

// compare measures floor and product on one engine and prints the table.
func compare(ctx context.Context, out io.Writer, o options) error {
	floorArgs, productEnv, err := databases(ctx, o)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	ground, err := startProcess(ctx, filepath.Join(o.work, o.engine+"-floor.log"), nil, self, floorArgs...)
	if err != nil {
		return err
	}
	defer func() { _ = ground.stop() }()
	product, ready, err := startProduct(ctx, o, productEnv)
	if err != nil {
		return err
	}
	defer func() { _ = product.stop() }()
	time.Sleep(2 * time.Second)
	idle, _ := product.memory()
	visitors, err := settle(ctx, product.url, crowds()[len(crowds())-1])
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s: step save, requests/s (p99 ms), median of %d alternating rounds of %s\n", o.engine, o.rounds, o.seconds)
	fmt.Fprintf(out, "  %-8s %18s %21s %21s %10s %10s\n", "clients", "floor, lean", "floor, same", "onevisit", "to lean", "to same")
	for _, n := range crowds() {
		if err := crowd(ctx, out, o, n, ground.url, visitors[:n]); err != nil {
			return err
		}
	}
	if err := overhead(ctx, out, o, visitors); err != nil {
		return err
	}
	_, peak := product.memory()
	fmt.Fprintf(out, "  start to ready on existing data %d ms; resident %.0f MB idle, %.0f MB at most under load\n",
		ready.Milliseconds(), idle, peak)
	return nil
}

// crowd measures n clients on both floors and the product, in turns, so that a
// machine that slows down slows all three.
func crowd(ctx context.Context, out io.Writer, o options, n int, floorURL string, visitors []*visitor) error {
	figures := map[string][]figure{}
	for round := range o.rounds {
		run := fmt.Sprintf("r%d-%d-", n, round)
		product := make([]caller, 0, n)
		for _, v := range visitors {
			product = append(product, v.save(run))
		}
		for _, x := range []struct {
			name    string
			callers []caller
		}{
			{"lean", floorCallers(floorURL, "lean", n, floorBody(), run)},
			{"onevisit", product},
			{"same", floorCallers(floorURL, "same", n, floorBody(), run)},
		} {
			f, err := load(ctx, x.callers, o.seconds)
			if err != nil {
				return fmt.Errorf("%s: %w", x.name, err)
			}
			figures[x.name] = append(figures[x.name], f)
		}
	}
	lean, same, ours := median(figures["lean"]), median(figures["same"]), median(figures["onevisit"])
	fmt.Fprintf(out, "  %-8d %9.0f (%6s) %12.0f (%6s) %12.0f (%6s) %10.2f %10.2f\n", n,
		lean.perSecond, ms(lean.p99), same.perSecond, ms(same.p99), ours.perSecond, ms(ours.p99),
		ours.perSecond/lean.perSecond, ours.perSecond/same.perSecond)
	return nil
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }

// databases names the floor's and the product's database on the engine.
func databases(ctx context.Context, o options) (floorArgs, productEnv []string, err error) {
	if o.engine == "sqlite" {
		return []string{"-floor-file", filepath.Join(o.work, "floor.db")}, nil, nil
	}
	db, err := sql.Open("mysql", o.server)
	if err != nil {
		return nil, nil, err
	}
	defer db.Close()
	for _, name := range []string{"bench_floor", "bench_onevisit"} {
		if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
			return nil, nil, err
		}
	}
	return []string{"-floor-dsn", o.server + "bench_floor"}, []string{"ONEVISIT_DSN=" + o.server + "bench_onevisit"}, nil
}

// startProduct starts the product twice: the second start, on data that exists,
// is the one whose time counts.
func startProduct(ctx context.Context, o options, environ []string) (*process, time.Duration, error) {
	args := []string{"serve", "--demo", "--rate-limit", "0", "--undo-time", "0s", "--second-looks", "0", "--log-level", "warn", "--listen", "127.0.0.1:0", "--data", filepath.Join(o.work, o.engine+"-data")}
	logFile := filepath.Join(o.work, o.engine+"-onevisit.log")
	first, err := startProcess(ctx, logFile, environ, o.binary, args...)
	if err != nil {
		return nil, 0, err
	}
	if err := first.stop(); err != nil {
		return nil, 0, err
	}
	second, err := startProcess(ctx, logFile, environ, o.binary, args...)
	if err != nil {
		return nil, 0, err
	}
	return second, second.ready, nil
}
