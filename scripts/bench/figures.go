package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/store"
)

// standardFigures fills a hall with past matters and prints what the projection
// of the figures takes to build and to keep, and how long each standard figure
// takes beside the best SQL over the facts that their indexes allow, in one run.
func standardFigures(ctx context.Context, out io.Writer, o options) error {
	f, err := openFigures(ctx, o)
	if err != nil {
		return err
	}
	defer f.close()
	if !o.built {
		if err := f.fill(ctx, out); err != nil {
			return err
		}
	}
	if err := f.sizes(ctx, out); err != nil {
		return err
	}
	return f.latencies(ctx, out)
}

type figureBench struct {
	o       options
	dsn     string
	data    string
	environ []string
	db      *store.DB
	raw     *sql.DB
}

func openFigures(ctx context.Context, o options) (*figureBench, error) {
	f := &figureBench{o: o, data: filepath.Join(o.work, o.engine+"-figures")}
	if err := os.MkdirAll(f.data, 0o700); err != nil {
		return nil, err
	}
	driver, address := "sqlite", "file:"+filepath.Join(f.data, "onevisit.db")+"?_pragma=busy_timeout(5000)"
	if o.engine != "sqlite" {
		server, err := sql.Open("mysql", o.server)
		if err != nil {
			return nil, err
		}
		defer server.Close()
		if _, err := server.ExecContext(ctx, "CREATE DATABASE IF NOT EXISTS bench_figures CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
			return nil, err
		}
		f.dsn = o.server + "bench_figures"
		f.environ = []string{"ONEVISIT_DSN=" + f.dsn}
		driver, address = "mysql", f.dsn+"?interpolateParams=true"
	}
	var err error
	if f.db, err = store.Open(ctx, store.Config{DSN: f.dsn, Path: filepath.Join(f.data, "onevisit.db")}); err != nil {
		return nil, err
	}
	f.raw, err = sql.Open(driver, address)
	return f, err
}

func (f *figureBench) close() {
	_ = f.raw.Close()
	_ = f.db.Close()
}

// product runs a command of the binary and tells its time and greatest memory.
func (f *figureBench) product(ctx context.Context, args ...string) (time.Duration, string, error) {
	cmd := exec.CommandContext(ctx, f.o.binary, append(args, "--data", f.data, "--log-level", "error")...)
	cmd.Env = append(os.Environ(), f.environ...)
	began := time.Now()
	text, err := cmd.CombinedOutput()
	if err != nil {
		return 0, "", fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, text)
	}
	used, _ := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	took := time.Since(began)
	return took, fmt.Sprintf("%.1f s (processor %.1f s), %d MB at most", took.Seconds(),
		(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), used.Maxrss/1024), nil
}

// fill seeds, and builds the projection once more from nothing.
func (f *figureBench) fill(ctx context.Context, out io.Writer) error {
	said := "before" // a folder with data in it is measured as it is
	var there int
	if err := f.raw.QueryRowContext(ctx, "SELECT COUNT(*) FROM matter").Scan(&there); err != nil || there == 0 {
		if _, said, err = f.product(ctx, "demo", "seed", "--matters", strconv.Itoa(f.o.figures), "--waiting", "0"); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "\n%s: figures of %d matters of three years in 24 halls\n  written, with the first build: %s\n", f.o.engine, f.o.figures, said)
	for _, table := range []string{"figure_kept", "figure_past", "figure_sum"} {
		if _, err := f.raw.ExecContext(ctx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	for _, c := range []struct{ name, command string }{{"built from nothing", "rebuild"}, {"verified", "verify"}} {
		_, said, err := f.product(ctx, "report", c.command)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "  %s: %s\n", c.name, said)
	}
	return nil
}

// sizes prints what stands on disk, indexes included.
func (f *figureBench) sizes(ctx context.Context, out io.Writer) error {
	query := `SELECT CASE WHEN name LIKE 'figure_kept%' OR name LIKE 'figure_past%' OR name LIKE 'figure_place%' OR name LIKE 'figure_cell%' THEN 'contributions'
		WHEN name LIKE 'figure_sum%' THEN 'sums' ELSE 'facts' END AS part, SUM(pgsize) FROM dbstat GROUP BY 1`
	if f.o.engine != "sqlite" {
		query = `SELECT CASE WHEN table_name IN ('figure_kept', 'figure_past', 'figure_place', 'figure_cell') THEN 'contributions'
			WHEN table_name = 'figure_sum' THEN 'sums' ELSE 'facts' END AS part, SUM(data_length + index_length)
			FROM information_schema.tables WHERE table_schema = DATABASE() GROUP BY 1`
	}
	rows, err := f.raw.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var part string
		var bytes float64
		if err := rows.Scan(&part, &bytes); err != nil {
			return err
		}
		fmt.Fprintf(out, "  %s on disk: %.0f MB\n", part, bytes/1e6)
	}
	return rows.Err()
}

// standing is a standard question, and the SQL over the facts that answers it.
type standing struct {
	name   string
	q      figures.Query
	direct string
}

func standard(year string, pin int64, device models.ID) []standing {
	from, to := models.Date(year+"-01-01"), models.Date(year+"-12-31")
	all := models.Date(strconv.Itoa(yearOf(from)-2) + "-01-01")
	ends := []figures.Measure{figures.Ends}
	const odd = "ended_on BETWEEN '%s' AND '%s' AND state <> 'open' AND test = 0"
	period := fmt.Sprintf(odd, from, to)
	three := fmt.Sprintf(odd, all, to)
	const shares = "SUM(visits <= 1), COUNT(*)"
	region := []string{"440303-901", "440303-902", "440303-903"}
	some, end := from.AddDays(100), from.AddDays(136)
	q := func(from, to models.Date, filter figures.Filter, by ...figures.Dimension) figures.Query {
		return figures.Query{From: from, To: to, Demo: true, Measures: ends, Filter: filter, By: by}
	}
	list := []standing{
		{"rate of a year", q(from, to, figures.Filter{}), "SELECT " + shares + " FROM matter WHERE state = 'completed' AND " + period},
		{"by month and service, 3 years", q(all, to, figures.Filter{}, figures.ByMonth, figures.ByService),
			"SELECT SUBSTR(ended_on, 1, 7), service, state, visits, COUNT(*) FROM matter WHERE " + three + " GROUP BY 1, 2, 3, 4"},
		{"region by month, 3 years", q(all, to, figures.Filter{Sites: region}, figures.ByMonth),
			"SELECT SUBSTR(ended_on, 1, 7), state, visits, COUNT(*) FROM matter WHERE site IN ('" + strings.Join(region, "','") + "') AND " + three + " GROUP BY 1, 2, 3"},
		{"by hall and month, 3 years", q(all, to, figures.Filter{}, figures.BySite, figures.ByMonth),
			"SELECT site, SUBSTR(ended_on, 1, 7), state, visits, COUNT(*) FROM matter WHERE " + three + " GROUP BY 1, 2, 3, 4"},
		{"causes of one hall, a year", figures.Query{From: from, To: to, Demo: true, Measures: []figures.Measure{figures.Causes}, Filter: figures.Filter{Sites: region[:1]}},
			"SELECT v.cause, COUNT(*) FROM matter m JOIN matter_visit v ON v.matter_id = m.id WHERE v.cause <> '' AND m.site = '" + region[0] + "' AND m." +
				strings.ReplaceAll(strings.ReplaceAll(period, " AND state", " AND m.state"), " AND test", " AND m.test") + " GROUP BY 1"},
		{"by hall, 37 odd days", q(some, end, figures.Filter{}, figures.BySite),
			"SELECT site, state, visits, COUNT(*) FROM matter WHERE " + fmt.Sprintf(odd, some, end) + " GROUP BY 1, 2, 3"},
		{"by day, a year", q(from, to, figures.Filter{}, figures.ByDay),
			"SELECT ended_on, state, visits, COUNT(*) FROM matter WHERE " + period + " GROUP BY 1, 2, 3"},
		{"one service in one hall, a year", q(from, to, figures.Filter{Services: []string{"traffic.camera-violation"}, Sites: region[:1]}),
			"SELECT " + shares + " FROM matter WHERE state = 'completed' AND service = 'traffic.camera-violation' AND site = '" + region[0] + "' AND " + period},
		{"time to completion, a year", figures.Query{From: from, To: to, Demo: true, Measures: []figures.Measure{figures.Length}}, ""},
		{"heat map, a year", figures.Query{From: from, To: to, Demo: true, Measures: []figures.Measure{figures.Hour}}, ""},
	}
	for _, d := range []figures.Dimension{figures.ByDevice, figures.ByChannel, figures.ByLanguage, figures.ByAid, figures.ByAge} {
		list = append(list, standing{"by " + string(d) + ", a year", q(from, to, figures.Filter{}, d), ""})
	}
	list = append(list, standing{"by age and service, a year", q(from, to, figures.Filter{}, figures.ByAge, figures.ByService), ""},
		standing{"one kiosk by month, a year", q(from, to, figures.Filter{Device: device}, figures.ByMonth), ""})
	pinned := q(from, to, figures.Filter{}, figures.ByMonth)
	pinned.AsOf = pin
	return append(list, standing{"rate of a year by month, pinned", pinned, ""})
}

func yearOf(d models.Date) int {
	n, _ := strconv.Atoi(string(d[:4]))
	return n
}

// latencies asks each question many times, and its SQL a few times.
func (f *figureBench) latencies(ctx context.Context, out io.Writer) error {
	reports := figures.NewProjection(store.NewFigureReports(f.db), store.NewFigureFacts())
	if err := f.settle(ctx); err != nil {
		return err
	}
	pin, err := reports.Pin(ctx)
	if err != nil {
		return err
	}
	var device string
	if err := f.raw.QueryRowContext(ctx, "SELECT device_id FROM figure_place WHERE device_id <> '' ORDER BY id LIMIT 1").Scan(&device); err != nil {
		return err
	}
	year := strconv.Itoa(time.Now().Year())
	fmt.Fprintf(out, "  %-34s %10s %10s %10s %14s %8s\n", "milliseconds", "p50", "p99", "processor", "SQL over facts", "ratio")
	for _, x := range standard(year, pin.Entries, models.ID(device)) {
		const asked = 300
		took := make([]time.Duration, asked)
		worked := processor()
		for i := range took {
			began := time.Now()
			if _, _, err := reports.Sums(ctx, x.q); err != nil {
				return fmt.Errorf("%s: %w", x.name, err)
			}
			took[i] = time.Since(began)
		}
		worked = (processor() - worked) / asked
		slices.Sort(took)
		direct, ratio := "", ""
		if x.direct != "" && f.o.rounds > 0 {
			d, err := f.directly(ctx, x.direct)
			if err != nil {
				return fmt.Errorf("%s: %w", x.name, err)
			}
			direct, ratio = ms(d), fmt.Sprintf("%.0f", float64(d)/float64(took[asked/2]))
		}
		fmt.Fprintf(out, "  %-34s %10.3f %10.3f %10.3f %14s %8s\n", x.name, toMillis(took[asked/2]), toMillis(took[asked*99/100]), toMillis(worked), direct, ratio)
	}
	if err := f.lists(ctx, out, models.ID(device)); err != nil {
		return err
	}
	return f.beside(ctx, out)
}

// beside times the counts of now that stand beside the rates.
func (f *figureBench) beside(ctx context.Context, out io.Writer) error {
	const asked = 20
	reader := store.NewCompletion(f.db)
	took := make([]time.Duration, asked)
	var counts completion.Beside
	for i := range took {
		began := time.Now()
		var err error
		if counts, err = reader.Beside(ctx, completion.Published()[0], completion.Scope{Query: completion.Query{From: "2026-01-01", To: "2026-12-31"}, Demo: true}); err != nil {
			return err
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	fmt.Fprintf(out, "  %-34s %10.3f %10.3f (%d turned away)\n", "counts of now, all three", toMillis(took[asked/2]), toMillis(took[asked-1]), counts.TurnedAway)
	return nil
}

// processor is what this process has used so far: what a question costs, however
// busy the machine is (of MariaDB, without the server's part).
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func toMillis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// settle lets the product put the entries of the made-up past into the log and
// fold them, as it does within its first minutes. Where there are none it pretends
// that a little of the log was folded, so that there is something to pin.
func (f *figureBench) settle(ctx context.Context) error {
	if behind, err := f.behind(ctx); err != nil || behind == 0 {
		_, failed := f.raw.ExecContext(ctx, "UPDATE figure_fold SET place = 1 WHERE place = 0")
		return errors.Join(err, failed)
	}
	p, err := startProcess(ctx, filepath.Join(f.o.work, f.o.engine+"-settle.log"), append(f.environ, "ONEVISIT_DATA="+f.data),
		f.o.binary, "serve", "--demo", "--log-level", "warn", "--listen", "127.0.0.1:0")
	if err != nil {
		return err
	}
	const patience, pause = 15 * time.Minute, time.Second
	for began := time.Now(); ; time.Sleep(pause) {
		behind, err := f.behind(ctx)
		if err == nil && behind > 0 && time.Since(began) > patience {
			err = errors.New("the figures do not catch up with the log")
		}
		if err != nil || behind == 0 {
			return errors.Join(err, p.stop())
		}
	}
}

// behind is how many entries have no place in the log yet or are not folded.
func (f *figureBench) behind(ctx context.Context) (n int64, err error) {
	err = f.raw.QueryRowContext(ctx, `SELECT (SELECT COALESCE(MAX(seq), 0) FROM audit_entry) - COALESCE((SELECT seen FROM audit_head WHERE id = 1), 0)
		+ COALESCE((SELECT h.size - f.place FROM audit_head h JOIN figure_fold f ON f.id = h.id WHERE h.id = 1 AND h.size - f.place > 1000), 0)`).Scan(&n)
	return n, err
}

// directly is the median time of an SQL statement, all rows read.
func (f *figureBench) directly(ctx context.Context, query string) (time.Duration, error) {
	const times = 3
	var took []time.Duration
	for range times {
		began := time.Now()
		rows, err := f.raw.QueryContext(ctx, query)
		if err != nil {
			return 0, err
		}
		for rows.Next() {
			continue
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return 0, err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took[times/2], nil
}
