package witness_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
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
	"onevisit/cmd/onevisit/internal/witness"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/modelstest"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
	"onevisit/models/translog"
)

// scene is a log served over HTTP and a witness of it.
type scene struct {
	*testing.T
	clock   *modelstest.Clock
	db      *store.DB
	raw     *sql.DB
	log     *store.AuditLog
	key     *translog.Key
	seq     *translog.Sequencer
	badge   *translog.Badge
	server  *httptest.Server
	client  *witness.Client
	process *witness.Process
	folder  string
	faults  []translog.Fault
}

type anchor struct{ signed []byte }

func (a *anchor) Load() ([]byte, error)    { return a.signed, nil }
func (a *anchor) Keep(signed []byte) error { a.signed = signed; return nil }

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{T: t, clock: modelstest.NewClock(), folder: t.TempDir()}
	s.open()
	s.clock.Set(time.Now()) // a countersignature carries the real time
	s.log = store.NewAuditLog(s.db)
	witnessKey, err := store.OpenWitnessKey(s.folder, "w.example", rand.Reader)
	s.must(err)
	s.key, err = translog.NewKey(rand.Reader, "440300-001")
	s.must(err)
	s.must(s.log.Begin(t.Context(), s.key.Verifier()))
	s.fresh("a")
	cosigners := &translog.Cosigners{
		Archive: s.log, Witnessed: s.log, Verifiers: []string{witnessKey.Verifier()}, Clock: s.clock,
		Found: func(_ context.Context, f translog.Fault) { s.faults = append(s.faults, f) },
	}
	s.badge = &translog.Badge{
		Archive: s.log, Backlog: s.log, Witnessed: s.log, Names: cosigners.Names(), Clock: s.clock,
		Watch: &translog.Watch{Archive: s.log, Verifier: s.key.Verifier, Clock: s.clock},
	}
	handler, err := api.New(api.Config{
		Proofs: &translog.Log{Archive: s.log, Kept: s.log, Cosigners: cosigners, Badge: s.badge},
		Clock:  s.clock, IDs: models.NewIDs(s.clock, rand.Reader), Log: slog.New(slog.DiscardHandler),
	})
	s.must(err)
	s.server = httptest.NewServer(handler)
	t.Cleanup(s.server.Close)
	s.client = &witness.Client{Base: s.server.URL, HTTP: s.server.Client()}
	s.process = s.witness()
	return s
}

func (s *scene) open() {
	s.Helper()
	cfg := storetest.Config(s.T)
	var err error
	s.db, err = store.Open(s.Context(), cfg)
	s.must(err)
	s.Cleanup(func() { s.must(s.db.Close()) })
	s.must(s.db.Migrate(s.Context()))
	driver, dsn := "sqlite", "file:"+cfg.Path+"?_pragma=busy_timeout(5000)"
	if cfg.DSN != "" {
		driver, dsn = "mysql", cfg.DSN
	}
	s.raw, err = sql.Open(driver, dsn)
	s.must(err)
	s.Cleanup(func() { s.raw.Close() })
}

// fresh is a sequencer that knows nothing of what was signed before.
func (s *scene) fresh(id string) {
	s.seq = &translog.Sequencer{
		Ledger: s.log, Tiles: s.log.Tiles, Key: s.key, Anchor: &anchor{}, Clock: s.clock, Random: rand.Reader, ID: id,
	}
}

// witness starts the witness's process on its folder.
func (s *scene) witness() *witness.Process {
	s.Helper()
	key, err := store.OpenWitnessKey(s.folder, "w.example", rand.Reader)
	s.must(err)
	return &witness.Process{
		Witness: &translog.Witness{Key: key, Log: s.key.Verifier(), Memory: store.NewLogAnchor(s.folder), Remote: s.client},
		Log:     slog.New(slog.DiscardHandler), Now: s.clock.Now,
	}
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *scene) add(n int) {
	s.Helper()
	book := store.NewAudit(s.db, s.clock)
	s.must(s.db.Atomically(s.Context(), func(ctx context.Context, tx models.Tx) error {
		for range n {
			if err := book.Append(ctx, tx, audit.Entry{Action: audit.SessionBegun, Actor: models.Actor{Kind: models.ActorSystem}}); err != nil {
				return err
			}
		}
		return nil
	}))
	s.clock.Pass(translog.SignEvery)
	_, err := s.seq.Round(s.Context())
	s.must(err)
}

func (s *scene) colour() translog.Level {
	s.Helper()
	s.clock.Pass(time.Second)
	status, err := s.badge.Status(s.Context())
	s.must(err)
	return status.Witness
}

func TestWitness_offlineIsAmberThenRedAndCosignsLater(t *testing.T) {
	s := newScene(t)
	s.add(10)
	if c := s.colour(); c != translog.Red {
		t.Errorf("a witness never heard of is %s", c)
	}
	s.must(s.process.Look(t.Context()))
	if c := s.colour(); c != translog.Green {
		t.Errorf("countersigned just now: %s", c)
	}
	for range 5 { // it goes away, the hall goes on
		s.add(10)
	}
	if c := s.colour(); c != translog.Amber {
		t.Errorf("three minutes without it: %s", c)
	}
	for range 20 {
		s.add(10)
	}
	if c := s.colour(); c != translog.Red {
		t.Errorf("a quarter of an hour without it: %s", c)
	}
	s.clock.Set(time.Now()) // what the witness's clock says
	s.process = s.witness() // it comes back, after a restart
	s.must(s.process.Look(t.Context()))
	if c := s.colour(); c != translog.Green {
		t.Errorf("it is back: %s", c)
	}
	if st := s.process.State(); st.Entries != 260 || st.Level != translog.Green {
		t.Errorf("%+v", st)
	}
	heard, err := s.log.Witnesses(t.Context())
	if err != nil || heard["w.example"].Size != 260 {
		t.Errorf("%+v %v", heard, err)
	}
}

func TestWitness_refusesALogThatWasPutBackOrRewritten(t *testing.T) {
	tables := []string{"audit_entry", "audit_subject", "audit_head", "audit_batch", "audit_salt", "audit_tile", "audit_checkpoint"}
	for name, then := range map[string]struct {
		rewrite func(*scene)
		fault   translog.FaultKind
	}{
		"put back":                   {func(*scene) {}, translog.RolledBack},
		"put back and shorter":       {func(s *scene) { s.add(5) }, translog.RolledBack},
		"put back and as long":       {func(s *scene) { s.add(40) }, translog.CheckpointDiffers},
		"put back and longer":        {func(s *scene) { s.add(90) }, translog.CheckpointDiffers},
		"put back and longer, twice": {func(s *scene) { s.add(300); s.add(300) }, translog.CheckpointDiffers},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			s.add(30)
			restore := s.backup(tables)
			s.add(40)
			s.must(s.process.Look(t.Context()))
			restore()
			s.fresh("thief") // has key and database, and a checkpoint that fits
			s.seq.Anchor = &anchor{s.newest()}
			s.clock.Pass(time.Minute)
			then.rewrite(s)
			s.clock.Set(time.Now())
			for _, p := range []*witness.Process{s.process, s.witness()} {
				err := p.Look(t.Context())
				if !translog.Tampering(err) || !strings.Contains(err.Error(), "409") {
					t.Errorf("got %v", err)
				}
				if p.State().Level != translog.Red {
					t.Errorf("the witness is %s", p.State().Level)
				}
			}
			if len(s.faults) != 2 || s.faults[0].Kind != then.fault {
				t.Errorf("the log was told %v", s.faults)
			}
			heard, err := s.log.Witnesses(t.Context())
			if err != nil || heard["w.example"].Size != 70 {
				t.Errorf("%+v %v", heard, err)
			}
		})
	}
}

// backup keeps the tables as they are and returns what puts them back.
func (s *scene) backup(tables []string) func() {
	s.Helper()
	exec := func(statement string) {
		s.Helper()
		_, err := s.raw.ExecContext(s.Context(), statement)
		s.must(err)
	}
	for _, table := range tables {
		exec("CREATE TABLE kept_" + table + " AS SELECT * FROM " + table)
	}
	return func() {
		s.Helper()
		for _, table := range tables {
			if s.db.Dialect() == store.SQLite {
				exec("DROP TRIGGER IF EXISTS " + table + "_no_delete")
			}
			exec("DELETE FROM " + table)
			exec("INSERT INTO " + table + " SELECT * FROM kept_" + table)
		}
	}
}

// ask asks the witness to countersign, by c2sp.org/tlog-witness.
func (s *scene) ask(old int64, proof tlog.TreeProof, note []byte) (status int, kind, body string) {
	s.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", old)
	for _, h := range proof {
		fmt.Fprintln(&b, h)
	}
	return s.send(b.String() + "\n" + string(note))
}

func (s *scene) send(body string) (status int, kind, text string) {
	s.Helper()
	w := httptest.NewRecorder()
	s.process.Handler().ServeHTTP(w, httptest.NewRequestWithContext(s.Context(), http.MethodPost, "/add-checkpoint", strings.NewReader(body)))
	reply, err := io.ReadAll(w.Body)
	s.must(err)
	return w.Code, w.Header().Get("Content-Type"), string(reply)
}

func (s *scene) newest() []byte {
	s.Helper()
	note, err := s.client.Checkpoint(s.Context())
	s.must(err)
	return note
}

func TestWitness_answersByTheProtocol(t *testing.T) {
	s := newScene(t)
	s.add(10)
	ten := s.newest()
	s.add(10)
	twenty := s.newest()
	proof, err := s.client.Consistency(t.Context(), 10, 20)
	s.must(err)
	other, err := translog.NewKey(rand.Reader, "440300-002")
	s.must(err)
	foreign, err := other.Sign(10, tlog.Hash{})
	s.must(err)
	forged := strings.Replace(string(ten), "\n10\n", "\n11\n", 1)
	wrong := append(tlog.TreeProof{}, proof...)
	wrong[0][0] ^= 1
	for _, c := range []struct {
		name   string
		old    int64
		proof  tlog.TreeProof
		note   []byte
		status int
		body   string
	}{
		{"another log's", 0, nil, foreign.Note, 404, ""},
		{"not signed", 0, nil, []byte(forged), 403, ""},
		{"the first", 0, nil, ten, 200, "— w.example "},
		{"the first again, as if nothing were known", 0, nil, ten, 409, "10\n"},
		{"another old size", 5, proof, twenty, 409, "10\n"},
		{"a forged proof", 10, wrong, twenty, 422, ""},
		{"no proof", 10, nil, twenty, 422, ""},
		{"an old size beyond it", 30, nil, twenty, 400, ""},
		{"the next", 10, proof, twenty, 200, "— w.example "},
		{"the same again", 20, nil, twenty, 200, "— w.example "},
		{"an older one", 20, nil, ten, 400, ""},
	} {
		status, kind, body := s.ask(c.old, c.proof, c.note)
		if status != c.status || !strings.HasPrefix(body, c.body) {
			t.Errorf("%s: %d %q, want %d %q", c.name, status, body, c.status, c.body)
		}
		if status == http.StatusConflict && kind != "text/x.tlog.size" {
			t.Errorf("%s: %s", c.name, kind)
		}
	}
	for _, body := range []string{"", "x", "old x\n\n", "old 1\nx\n\n" + string(ten), "old -1\n\n" + string(ten), "old 1" + strings.Repeat("\nAAAA", 99) + "\n\n"} {
		if status, _, _ := s.send(body); status != http.StatusBadRequest {
			t.Errorf("%.20q: %d", body, status)
		}
	}
}

// What it could not remember it does not sign.
func TestWitness_signsNothingItCannotRemember(t *testing.T) {
	s := newScene(t)
	s.add(10)
	s.process.Witness.Memory = forgetful{}
	if status, _, body := s.ask(0, nil, s.newest()); status != http.StatusInternalServerError || strings.Contains(body, "—") {
		t.Errorf("%d %s", status, body)
	}
}

type forgetful struct{}

var errDisk = errors.New("disk full")

func (forgetful) Load() ([]byte, error) { return nil, nil }
func (forgetful) Keep([]byte) error     { return errDisk }

func TestWitness_staysQuietAboutALogThatDoesNotAnswer(t *testing.T) {
	s := newScene(t)
	if err := s.process.Look(t.Context()); err == nil || s.process.State().Level != translog.Amber {
		t.Errorf("nothing signed yet: %v, %+v", err, s.process.State())
	}
	s.server.Close()
	if err := s.process.Look(t.Context()); err == nil || s.process.State().Level != translog.Amber {
		t.Errorf("gone: %v, %+v", err, s.process.State())
	}
}
