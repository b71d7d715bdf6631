package faults_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	// The server runs as a process of its own. Importing what it is made of lets
	// go test see that a change of the server makes an earlier result worthless.
	_ "onevisit/cmd/onevisit/internal/run"
	"onevisit/models/store/storetest"
	"onevisit/scripts/drive"
)

// binary is the server built for these tests.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "onevisit-faults-")
	if err != nil {
		log.Fatal(err)
	}
	binary = filepath.Join(dir, "onevisit")
	build := exec.Command("go", "build", "-tags", "noui", "-o", binary, "onevisit/cmd/onevisit")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		log.Fatalf("build: %v\n%s", err, out)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// hall is a demo hall in a process of its own, which can be killed and started
// again on the same data and address.
type hall struct {
	t          *testing.T
	base, data string
	environ    []string
	undo       time.Duration
	cmd        *exec.Cmd
	db         *sql.DB
	mu         sync.Mutex // of said
	said       strings.Builder
}

// startHall starts a hall on SQLite or, where the tests have a MariaDB, on a
// database of its own there.
func startHall(t *testing.T) *hall {
	t.Helper()
	return startHallAt(t, storetest.Config(t).DSN, "")
}

// startHallAt lets the server reach its database at serverDSN, the test at dsn.
func startHallAt(t *testing.T, dsn, serverDSN string) *hall {
	t.Helper()
	h := &hall{t: t, data: filepath.Join(t.TempDir(), "var"), base: "http://127.0.0.1:0", undo: 300 * time.Millisecond}
	if dsn != "" {
		if serverDSN == "" {
			serverDSN = dsn
		}
		h.environ = []string{"ONEVISIT_DSN=" + serverDSN}
	}
	h.start()
	t.Cleanup(h.kill)
	h.openDatabase(dsn)
	return h
}

var address = regexp.MustCompile(`kiosk +(http://\S+)/`)

// start returns once the server answers that it is ready.
func (h *hall) start() {
	h.t.Helper()
	h.cmd = exec.Command(binary, "serve", "--demo", "--listen", strings.TrimPrefix(h.base, "http://"), "--data", h.data,
		// Short, and not none: a server may die between a decision and its end.
		"--undo-time", h.undo.String(), "--second-looks", "0", "--rate-limit", "0", "--log-level", "warn")
	h.cmd.Env = append(slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "ONEVISIT_") }), h.environ...)
	h.cmd.Stderr = writer(func(p []byte) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.said.Write(p)
	})
	out, err := h.cmd.StdoutPipe()
	h.must(err)
	h.must(h.cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			h.base = m[1]
		}
		if strings.HasPrefix(lines.Text(), "Ctrl-C") { // it is serving
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return
		}
	}
	h.t.Fatalf("the server did not start: %v\n%s", h.cmd.Wait(), h.log())
}

type writer func(p []byte)

func (w writer) Write(p []byte) (int, error) {
	w(p)
	return len(p), nil
}

func (h *hall) log() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.said.String()
}

// kill is kill -9: the server gets no chance to end anything.
func (h *hall) kill() {
	if h.cmd.ProcessState != nil {
		return
	}
	_ = h.cmd.Process.Kill()
	_ = h.cmd.Wait() // says that it was killed
}

// restart starts the killed server again. The jobs it had in hand are leased
// for a while yet; instead of waiting for it, their leases end now.
func (h *hall) restart() {
	h.t.Helper()
	h.endLeases()
	h.start()
}

func (h *hall) endLeases() {
	h.t.Helper()
	_, err := h.db.Exec("UPDATE job SET lease_until = 0 WHERE state = 'waiting' AND lease_until > 0")
	h.must(err)
}

func (h *hall) openDatabase(dsn string) {
	h.t.Helper()
	driver, name := "sqlite", "file:"+filepath.Join(h.data, "onevisit.db")+"?_txlock=immediate&_pragma=busy_timeout(10000)"
	if dsn != "" {
		cfg, err := mysql.ParseDSN(dsn)
		h.must(err)
		driver, name = "mysql", cfg.FormatDSN()
	}
	db, err := sql.Open(driver, name)
	h.must(err)
	h.db = db
	h.t.Cleanup(func() { db.Close() })
}

// count answers a question whose answer is a number.
func (h *hall) count(question string, args ...any) int {
	h.t.Helper()
	var n sql.NullInt64
	h.must(h.db.QueryRow(question, args...).Scan(&n))
	return int(n.Int64)
}

// entries counts an application's audit entries of one action.
func (h *hall) entries(action, application string) int {
	h.t.Helper()
	return h.count(`SELECT count(*) FROM audit_entry e JOIN audit_subject s ON s.audit_seq = e.seq
		WHERE e.action = ? AND s.kind = 'application' AND s.subject_id = ?`, action, application)
}

// hold keeps a row locked, so that no change of it can be committed, until it
// is released.
func (h *hall) hold(table, id string) (release func()) {
	h.t.Helper()
	tx, err := h.db.Begin()
	h.must(err)
	_, err = tx.Exec("UPDATE "+table+" SET version = version WHERE id = ?", id)
	h.must(err)
	release = sync.OnceFunc(func() { _ = tx.Rollback() })
	h.t.Cleanup(release)
	return release
}

func (h *hall) kiosk(ctx context.Context, transport http.RoundTripper) *drive.Kiosk {
	h.t.Helper()
	k, err := drive.NewClient(h.base, transport).Enrol(ctx)
	h.must(err)
	return k
}

// draft begins a session of a person and opens a service.
func (h *hall) draft(ctx context.Context, k *drive.Kiosk, person, service string) drive.Application {
	h.t.Helper()
	h.must(k.Begin(ctx, person, "id-card"))
	a, err := k.Open(ctx, service)
	h.must(err)
	if a.Page == nil {
		h.t.Fatalf("%s opens no %s: %s %+v", person, service, a.Verdict, a.Reasons)
	}
	return a
}

// due brings a person's traffic case to where it waits for its payment.
func (h *hall) due(ctx context.Context, k *drive.Kiosk, person string) drive.Application {
	h.t.Helper()
	a, err := k.Walk(ctx, h.draft(ctx, k, person, traffic), person, nil)
	h.must(err)
	a, err = k.Submit(ctx, a)
	h.must(err)
	a, err = k.Until(ctx, a.ID, "awaiting-payment")
	h.must(err)
	return a
}

// fault makes an endpoint of the simulated outside world fail.
func (h *hall) fault(ctx context.Context, k *drive.Kiosk, endpoint, kind string, milliseconds, times int) {
	h.t.Helper()
	_, _, err := k.Do(ctx, drive.Call{Method: http.MethodPut, Path: "/api/demo/faults",
		Body: map[string]any{"endpoint": endpoint, "kind": kind, "milliseconds": milliseconds, "times": times}})
	h.must(err)
}

// until looks again and again, until what is awaited is there.
func (h *hall) until(ctx context.Context, what string, there func() bool) {
	h.t.Helper()
	for !there() {
		select {
		case <-ctx.Done():
			h.t.Fatalf("waited in vain until %s\n%s", what, h.log())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("%v\n%s", err, h.log())
	}
}

const (
	traffic  = "traffic.camera-violation"
	passport = "exit-entry.passport-renewal"
)

// soon bounds a test that waits for something.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// problem is the server's refusal in an error, nil where it has none.
func problem(err error) *drive.Problem {
	var p *drive.Problem
	if errors.As(err, &p) {
		return p
	}
	return nil
}

// save is the call that answers the page an application shows.
func save(ctx context.Context, t *testing.T, k *drive.Kiosk, a drive.Application, person, key string) drive.Call {
	t.Helper()
	answers, err := k.Answers(ctx, a, person, nil)
	if err != nil {
		t.Fatal(err)
	}
	return drive.Call{Method: http.MethodPut, Path: fmt.Sprintf("/api/kiosk/applications/%s/steps/%s", a.ID, a.Page.Step),
		Key: key, IfMatch: a.ETag, Body: map[string]any{"answers": answers}}
}

// replayed tells whether a reply was given before.
func replayed(header http.Header) bool { return header.Get("Idempotency-Replayed") == "true" }
