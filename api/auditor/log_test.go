package auditor_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"onevisit/api"
	"onevisit/api/auditor"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/modelstest"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
	"onevisit/models/translog"
)

// hall is a server with an audit log and nothing else.
type hall struct {
	t       *testing.T
	clock   *modelstest.Clock
	db      *store.DB
	log     *store.AuditLog
	seq     *translog.Sequencer
	watch   *translog.Watch
	handler http.Handler
	key     *translog.Key
	faults  []translog.Fault
}

type anchor struct{ signed []byte }

func (a *anchor) Load() ([]byte, error)    { return a.signed, nil }
func (a *anchor) Keep(signed []byte) error { a.signed = signed; return nil }

// Authenticate implements gate.Staff: the token is the role.
func (h *hall) Authenticate(_ context.Context, token string) (staff.Session, error) {
	if token == "" {
		return staff.Session{}, staff.ErrSignedOut
	}
	return staff.Session{Account: staff.Account{ID: "06h0rfghz1pxjzc4dpak6ncv4e", Role: staff.Role(token)}}, nil
}

func newHall(t *testing.T, witnesses ...string) *hall {
	t.Helper()
	h := &hall{t: t, clock: modelstest.NewClock(), db: storetest.Open(t)}
	h.log = store.NewAuditLog(h.db)
	var err error
	if h.key, err = translog.NewKey(rand.Reader, "440300-001"); err != nil {
		t.Fatal(err)
	}
	h.must(h.log.Begin(t.Context(), h.key.Verifier()))
	kept := &anchor{}
	h.seq = &translog.Sequencer{
		Ledger: h.log, Tiles: h.log.Tiles, Key: h.key, Anchor: kept, Clock: h.clock, Random: rand.Reader, ID: "a",
	}
	h.watch = &translog.Watch{Archive: h.log, Verifier: h.key.Verifier, Anchor: kept, Clock: h.clock}
	cosigners := &translog.Cosigners{
		Archive: h.log, Witnessed: h.log, Verifiers: witnesses, Clock: h.clock,
		Found: func(_ context.Context, f translog.Fault) { h.faults = append(h.faults, f) },
	}
	public := &translog.Log{Archive: h.log, Kept: h.log, Cosigners: cosigners, Badge: &translog.Badge{
		Archive: h.log, Backlog: h.log, Witnessed: h.log, Names: cosigners.Names(), Watch: h.watch, Clock: h.clock,
	}}
	h.handler, err = api.New(api.Config{
		Auditor: auditor.New(auditor.Deps{Proofs: public}), Proofs: public, Sessions: h,
		Clock: h.clock, IDs: models.NewIDs(h.clock, rand.Reader), Log: slog.New(slog.DiscardHandler),
	})
	h.must(err)
	return h
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// add appends entries and gives them their places.
func (h *hall) add(n int) {
	h.t.Helper()
	book := store.NewAudit(h.db, h.clock)
	h.must(h.db.Atomically(h.t.Context(), func(ctx context.Context, tx models.Tx) error {
		for range n {
			if err := book.Append(ctx, tx, audit.Entry{Action: audit.SessionBegun, Actor: models.Actor{Kind: models.ActorSystem}}); err != nil {
				return err
			}
		}
		return nil
	}))
	h.clock.Pass(translog.SignEvery)
	_, err := h.seq.Round(h.t.Context())
	h.must(err)
}

func (h *hall) as(role string) *webtest.Client {
	c := webtest.NewClient(h.t, h.handler)
	if role != "" {
		c.SetCookie(gate.StaffCookie, role)
	}
	return c
}

// plain asks the open part, which has no contract.
func (h *hall) plain(method, path, body string) (int, string) {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, httptest.NewRequestWithContext(h.t.Context(), method, path, strings.NewReader(body)))
	text, err := io.ReadAll(w.Body)
	h.must(err)
	return w.Code, string(text)
}

func TestLog_isForTheAuditorOnly(t *testing.T) {
	h := newHall(t)
	h.add(3)
	for _, path := range []string{"/log", "/log/checkpoint", "/log/consistency?from=1", "/log/entries/1/proof"} {
		for role, want := range map[string]int{"": 401, "clerk": 403, "supervisor": 403, "auditor": 200} {
			h.as(role).Do("GET", "/api/auditor"+path, nil).Want(want)
		}
	}
}

func TestLog_status(t *testing.T) {
	h := newHall(t)
	du := h.as("auditor")
	status := func() (s auditorapi.LogStatus) {
		h.clock.Pass(2 * time.Second) // the answer is kept for a second
		du.Do("GET", "/api/auditor/log", nil).Want(200).Into(&s)
		return s
	}
	if s := status(); s.Level != "amber" || s.Checkpoint != "green" || s.Witness != "none" || s.Entries != 0 || s.SignedAt != nil {
		t.Errorf("before the first entry: %+v", s)
	}
	h.add(300)
	if _, err := h.watch.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := status(); s.Level != "amber" || s.Checkpoint != "green" || s.Entries != 300 || s.SignedEntries != 300 || s.WatchedAt == nil || s.Waiting != 0 {
		t.Errorf("signed: %+v", s)
	}
	h.clock.Pass(5 * time.Minute)
	if s := status(); s.Checkpoint != "amber" || s.Level != "amber" || s.Stalled {
		t.Errorf("five minutes later: %+v", s)
	}
	h.clock.Pass(10 * time.Minute)
	if s := status(); s.Checkpoint != "red" || s.Level != "red" {
		t.Errorf("a quarter of an hour later: %+v", s)
	}
	h.add(1)
	if s := status(); s.Level != "amber" || s.Entries != 301 {
		t.Errorf("signed again: %+v", s)
	}
	h.must(h.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return h.log.Raise(ctx, tx, "row-changed: entry 7: x", h.clock.Now())
	}))
	if s := status(); s.Level != "red" || s.Alarm == nil || *s.Alarm != "row-changed: entry 7: x" {
		t.Errorf("with an alarm: %+v", s)
	}
}

func TestLog_proofsHoldWithoutTheServer(t *testing.T) {
	h := newHall(t)
	for range 4 {
		h.add(150)
	}
	du := h.as("auditor")
	for _, entry := range []int64{1, 150, 151, 600} {
		var p auditorapi.LogProof
		du.Do("GET", fmt.Sprintf("/api/auditor/log/entries/%d/proof", entry), nil).Want(200).Into(&p)
		proven, err := translog.CheckProof([]byte(p.File), h.key.Verifier())
		if err != nil || proven.Index != p.Index || p.Index != entry-1 || p.Entries != 600 || p.Key != h.key.Verifier() || p.Action != "session.begun" {
			t.Errorf("entry %d: %+v, %v", entry, p, err)
		}
	}
	du.Do("GET", "/api/auditor/log/entries/601/proof", nil).WantProblem(404, "not-found")
	du.Do("GET", "/api/auditor/log/entries/0/proof", nil).Want(404)

	// A size pins the data to the newest checkpoint of at most so many entries.
	checkpoint := func(query string) (c auditorapi.LogCheckpoint) {
		du.Do("GET", "/api/auditor/log/checkpoint"+query, nil).Want(200).Into(&c)
		return c
	}
	newest, pinned := checkpoint(""), checkpoint("?size=449")
	if newest.Entries != 600 || pinned.Entries != 300 || checkpoint("?size=450").Entries != 450 {
		t.Errorf("newest %d, pinned %d", newest.Entries, pinned.Entries)
	}
	du.Do("GET", "/api/auditor/log/checkpoint?size=601", nil).WantProblem(422, "log.beyond")
	du.Do("GET", "/api/auditor/log/checkpoint?size=149", nil).WantProblem(404, "not-found")

	// One continues the other, by proof.
	var proof auditorapi.LogConsistency
	du.Do("GET", "/api/auditor/log/consistency?from=300&to=600", nil).Want(200).Into(&proof)
	before, err := translog.OpenCheckpoint([]byte(pinned.Note), h.key.Verifier())
	h.must(err)
	after, err := translog.OpenCheckpoint([]byte(newest.Note), h.key.Verifier())
	h.must(err)
	h.must(checkConsistency(proof.Proof, after, before))
	if checkConsistency(proof.Proof[1:], after, before) == nil {
		t.Error("a shortened proof held")
	}
	du.Do("GET", "/api/auditor/log/consistency?from=600&to=300", nil).WantProblem(422, "log.order")
	du.Do("GET", "/api/auditor/log/consistency?from=1&to=601", nil).WantProblem(422, "log.beyond")
}

func TestLog_isOpenToWitnesses(t *testing.T) {
	h := newHall(t)
	h.add(300)
	if status, key := h.plain("GET", "/log/key", ""); status != 200 || strings.TrimSpace(key) != h.key.Verifier() {
		t.Errorf("key: %d %s", status, key)
	}
	status, note := h.plain("GET", "/log/checkpoint", "")
	c, err := translog.OpenCheckpoint([]byte(note), h.key.Verifier())
	if err != nil || status != 200 || c.Size != 300 {
		t.Errorf("checkpoint: %d %v %s", status, err, note)
	}
	for path, want := range map[string]struct{ status, bytes int }{
		"0/000": {200, 8192}, "0/001.p/44": {200, 44 * 32}, "0/001.p/7": {200, 7 * 32}, "1/000.p/1": {200, 32},
		"0/001": {404, 0}, "0/001.p/45": {404, 0}, "0/002.p/1": {404, 0}, "2/000.p/1": {404, 0}, "0/x000/000": {200, 8192},
		"0/000.p/0": {404, 0}, "0/000.p/256": {404, 0}, "0/1": {404, 0}, "-1/000": {404, 0}, "99/000": {404, 0}, "0/x001": {404, 0},
		"data/000": {404, 0}, "entries/000": {404, 0}, "0": {404, 0}, "0/" + strings.Repeat("x999/", 5) + "999": {404, 0},
		"0/" + strings.Repeat("x999/", 9) + "999": {404, 0},
	} {
		if status, tile := h.plain("GET", "/log/tile/"+path, ""); status != want.status || status == 200 && len(tile) != want.bytes {
			t.Errorf("tile %s: %d, %d bytes", path, status, len(tile))
		}
	}
	for path, want := range map[string]int{
		"?from=1&to=300": 200, "?from=300&to=300": 200, "?from=0&to=300": 200, "?from=300&to=1": 422, "?from=1&to=301": 422,
		"?from=-1&to=300": 422, "?from=x&to=300": 422, "": 422, "?from=1&to=0": 422,
	} {
		if status, text := h.plain("GET", "/log/consistency"+path, ""); status != want {
			t.Errorf("consistency %s: %d %s", path, status, text)
		}
	}
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"nothing": {"", 422}, "no note": {"x", 422}, "the log's own": {note, 403}, "too long": {strings.Repeat("x", 20_000), 413},
	} {
		if status, text := h.plain("POST", "/log/cosignatures", c.body); status != c.status {
			t.Errorf("%s: %d %s", name, status, text)
		}
	}
}

func checkConsistency(lines []string, after, before translog.Checkpoint) error {
	proof := make(tlog.TreeProof, len(lines))
	for i, line := range lines {
		var err error
		if proof[i], err = tlog.ParseHash(line); err != nil {
			return err
		}
	}
	return translog.CheckConsistency(proof, after, before.Size, before.Root)
}
