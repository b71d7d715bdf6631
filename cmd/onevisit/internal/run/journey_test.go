package run_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"onevisit/models/store/storetest"
	"onevisit/scripts/drive"
)

// hall is a demo hall running in this process, on SQLite or, where the tests
// have a MariaDB, on a database of its own there.
type hall struct {
	*program
	base, data string
	environ    []string
}

func startHall(t *testing.T, args ...string) *hall {
	t.Helper()
	h := &hall{data: filepath.Join(t.TempDir(), "var")}
	cfg := storetest.Config(t)
	if cfg.DSN != "" {
		h.environ = []string{"ONEVISIT_DSN=" + cfg.DSN}
	} else {
		cfg.Path = filepath.Join(h.data, "onevisit.db")
		if err := os.Mkdir(h.data, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	storetest.Migrated(t, cfg) // what a first start does for itself, without its seconds
	h.program = start(h.environ, append([]string{"serve", "--demo", "--listen", "127.0.0.1:0", "--data", h.data, "--log-level", "debug", "--undo-time", "100ms", "--second-looks", "0"}, args...)...)
	h.base = h.url(t)
	return h
}

// database opens what the hall stores, to look at it from outside.
func (h *hall) database(t *testing.T) *sql.DB {
	t.Helper()
	driver, dsn := "sqlite", "file:"+filepath.Join(h.data, "onevisit.db")
	if len(h.environ) > 0 {
		cfg, err := mysql.ParseDSN(strings.TrimPrefix(h.environ[0], "ONEVISIT_DSN="))
		if err != nil {
			t.Fatal("the test's DSN is none")
		}
		driver, dsn = "mysql", cfg.FormatDSN()
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func (h *hall) kiosk(ctx context.Context, t *testing.T) *drive.Kiosk {
	t.Helper()
	k, err := drive.NewClient(h.base, nil).Enrol(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (h *hall) clerk(ctx context.Context, t *testing.T) *drive.Client {
	t.Helper()
	c := drive.NewClient(h.base, nil)
	if err := c.SignIn(ctx, "clerk", "demo-clerk-2026"); err != nil {
		t.Fatal(err)
	}
	return c
}

// person finds the demo person that shows something.
func (h *hall) person(ctx context.Context, t *testing.T, shows string) drive.Person {
	t.Helper()
	all, err := drive.NewClient(h.base, nil).Persons(ctx)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(p drive.Person) bool { return strings.Contains(p.Shows, shows) })
	if i < 0 {
		t.Fatalf("nobody shows %q", shows)
	}
	return all[i]
}

func minute(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestJourney_threeServicesInOneVisit(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	who := h.person(ctx, t, "三项都能办")
	k, clerk := h.kiosk(ctx, t), h.clerk(ctx, t)
	for _, c := range []struct{ document, service string }{
		{"id-card", "traffic.camera-violation"},
		{"hkm-permit", "exit-entry.hkm-endorsement"},
		{"id-card", "exit-entry.passport-renewal"},
	} {
		t.Run(c.service, func(t *testing.T) {
			if err := k.Begin(ctx, who.ID, c.document); err != nil {
				t.Fatal(err)
			}
			a := h.finish(ctx, t, k, clerk, who.ID, c.service, marked())
			if a.State != "completed" {
				t.Errorf("ended as %s: %+v", a.State, a.Results)
			}
			if err := k.End(ctx, "finished"); err != nil {
				t.Error(err)
			}
		})
	}
	h.expectOneVisit(t, 3)
	h.stop(t)
}

// finish walks a service through to its end.
func (h *hall) finish(ctx context.Context, t *testing.T, k *drive.Kiosk, clerk *drive.Client, person, service string, typed map[string]any) drive.Application {
	t.Helper()
	a, err := k.Open(ctx, service)
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != "" {
		t.Fatalf("not opened: %s %+v", a.Verdict, a.Reasons)
	}
	if a, err = k.Walk(ctx, a, person, typed); err != nil {
		t.Fatal(err)
	}
	if a, err = k.Submit(ctx, a); err != nil {
		t.Fatal(err)
	}
	if a, err = k.Finish(ctx, clerk, a.ID); err != nil {
		t.Fatal(err)
	}
	return a
}

// expectOneVisit looks at the matters as stored: so many, completed, each with
// one visit, and one presence in all.
func (h *hall) expectOneVisit(t *testing.T, matters int) {
	t.Helper()
	var all, completed, visits, presences int
	err := errors.Join(
		h.database(t).QueryRow("SELECT count(*), sum(state = 'completed'), max(visits) FROM matter").Scan(&all, &completed, &visits),
		h.database(t).QueryRow("SELECT count(*) FROM visit").Scan(&presences),
	)
	if err != nil {
		t.Fatal(err)
	}
	if all != matters || completed != matters || visits != 1 || presences != 1 {
		t.Errorf("%d matters, %d completed, at most %d visits, %d presences", all, completed, visits, presences)
	}
}

func TestJourney_refusedAtThePrecheckIsAMatterWithAVisit(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	who := h.person(ctx, t, "现役军人")
	k := h.kiosk(ctx, t)
	if err := k.Begin(ctx, who.ID, "id-card"); err != nil {
		t.Fatal(err)
	}
	a, err := k.Open(ctx, "exit-entry.passport-renewal")
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != "not-eligible" || len(a.Reasons) == 0 || a.Reasons[0].Code != "window-only" {
		t.Errorf("got %+v", a)
	}
	for _, r := range a.Reasons {
		if strings.Contains(r.Text, "军") {
			t.Errorf("the restriction is explained: %s", r.Text)
		}
	}
	var state string
	var visits, applications int
	err = errors.Join(
		h.database(t).QueryRow("SELECT state, visits FROM matter").Scan(&state, &visits),
		h.database(t).QueryRow("SELECT count(*) FROM application").Scan(&applications),
	)
	if err != nil || state != "open" || visits != 1 || applications != 0 {
		t.Errorf("matter %s with %d visits and %d applications, %v", state, visits, applications, err)
	}
	h.stop(t)
}

func TestJourney_goesOnAfterARestart(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	who := h.person(ctx, t, "三项都能办")
	k := h.kiosk(ctx, t)
	if err := k.Begin(ctx, who.ID, "id-card"); err != nil {
		t.Fatal(err)
	}
	a, err := k.Open(ctx, "exit-entry.passport-renewal")
	if err != nil || a.Page == nil {
		t.Fatal(err, a)
	}
	first := a.Page.Step
	answers, err := k.Answers(ctx, a, who.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a, err = k.Save(ctx, a, first, answers); err != nil {
		t.Fatal(err)
	}
	h.stop(t)

	again := start(h.environ, "serve", "--demo", "--listen", strings.TrimPrefix(h.base, "http://"), "--data", h.data)
	again.url(t)
	b, err := k.View(ctx, a.ID) // the same cookies: device and session outlive the process
	if err != nil {
		t.Fatal(err)
	}
	if b.Page == nil || b.Page.Step == first || b.ETag != a.ETag {
		t.Errorf("the application is not where it was left: %+v", b)
	}
	again.stop(t)
}

// The canary: after a whole case with marked data nothing of it stands in the
// database, in its files, in the log, in the audit log or in a job.
func TestCanary_personalDataIsNowhereInTheClear(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	who := h.person(ctx, t, "三项都能办")
	k, clerk := h.kiosk(ctx, t), h.clerk(ctx, t)
	if err := k.Begin(ctx, who.ID, "id-card"); err != nil {
		t.Fatal(err)
	}
	h.finish(ctx, t, k, clerk, who.ID, "exit-entry.passport-renewal", marked())
	if err := k.End(ctx, "finished"); err != nil {
		t.Fatal(err)
	}
	h.stop(t)

	canaries := append(secrets(t, who.ID), who.Name)
	for _, v := range marked() {
		if s, ok := v.(string); ok {
			canaries = append(canaries, s)
		}
	}
	for _, c := range canaries {
		if strings.Contains(h.err.String(), c) || strings.Contains(h.out.String(), c) {
			t.Errorf("the log holds %q", c)
		}
	}
	h.searchTables(t, canaries)
	err := filepath.WalkDir(h.data, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		for _, c := range canaries {
			if strings.Contains(string(content), c) {
				t.Errorf("%s holds %q", filepath.Base(name), c)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// searchTables looks into every column of every row.
func (h *hall) searchTables(t *testing.T, canaries []string) {
	t.Helper()
	db := h.database(t)
	question := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if len(h.environ) > 0 {
		question = "SELECT table_name FROM information_schema.tables WHERE table_schema = database()"
	}
	for _, table := range texts(t, db, question) {
		for _, value := range texts(t, db, "SELECT * FROM `"+table[0]+"`") {
			row := strings.Join(value, "|")
			for _, c := range canaries {
				if strings.Contains(row, c) {
					t.Errorf("table %s holds %q", table[0], c)
				}
			}
		}
	}
}

// texts returns every row as texts.
func texts(t *testing.T, db *sql.DB, question string) [][]string {
	t.Helper()
	rows, err := db.Query(question)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for rows.Next() {
		values, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(columns))
		for i, v := range values {
			row[i] = string(v)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
