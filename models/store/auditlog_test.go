package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/modelstest"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
	"onevisit/models/translog"
)

// memory is an anchor that lives as long as the test.
type memory struct {
	mu     sync.Mutex
	signed []byte
}

func (m *memory) Load() ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.signed, nil
}

func (m *memory) Keep(signed []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.signed = signed
	return nil
}

// logBench is a database with a log and everything that works on it.
type logBench struct {
	*testing.T
	db     *store.DB
	audit  *store.Audit
	log    *store.AuditLog
	clock  *modelstest.Clock
	key    *translog.Key
	anchor *memory
	seq    *translog.Sequencer
}

func newLog(t *testing.T) *logBench {
	t.Helper()
	return newLogOn(t, storetest.Open(t))
}

func newLogOn(t *testing.T, db *store.DB) *logBench {
	t.Helper()
	b := &logBench{T: t, db: db, clock: modelstest.NewClock(), anchor: &memory{}}
	b.audit, b.log = store.NewAudit(b.db, b.clock), store.NewAuditLog(b.db)
	var err error
	b.key, err = translog.NewKey(rand.Reader, "440300-001")
	must(t, err)
	must(t, b.log.Begin(t.Context(), b.key.Verifier()))
	b.seq = b.sequencer("a")
	return b
}

func (b *logBench) sequencer(id string) *translog.Sequencer {
	return &translog.Sequencer{
		Ledger: b.log, Tiles: b.log.Tiles, Key: b.key, Anchor: b.anchor, Clock: b.clock, Random: rand.Reader, ID: id,
	}
}

func entryAbout(id string) audit.Entry {
	return audit.Entry{
		Action: audit.StepSaved, Actor: models.Actor{Kind: models.ActorCitizen, ID: "06h0rfghz1pxjzc4dpak6ncv4e", Site: "440300-001"},
		Subjects: []audit.Ref{{Kind: "application", ID: id}, {Kind: "person", ID: "06h0rfghz1pxjzc4dpak6ncv4e"}},
		Fields:   []string{"mobile"}, Notes: map[string]string{"step": "delivery"},
	}
}

// add appends n entries, three a transaction.
func (b *logBench) add(n int) {
	b.Helper()
	for done := 0; done < n; {
		must(b.T, b.db.Atomically(b.Context(), func(ctx context.Context, tx models.Tx) error {
			for range min(3, n-done) {
				if err := b.audit.Append(ctx, tx, entryAbout(fmt.Sprintf("a%d", done))); err != nil {
					return err
				}
				done++
			}
			return nil
		}))
	}
}

// round sequences and signs what there is.
func (b *logBench) round() {
	b.Helper()
	b.clock.Pass(translog.SignEvery)
	held, err := b.seq.Round(b.Context())
	if err != nil || !held {
		b.Fatalf("round: held %v, %v", held, err)
	}
}

func (b *logBench) verify() *translog.Report {
	b.Helper()
	signed, _ := b.anchor.Load()
	var known [][]byte
	if signed != nil {
		known = append(known, signed)
	}
	r, err := translog.Verify(b.Context(), b.log, b.key.Verifier(), known...)
	must(b.T, err)
	return r
}

func (b *logBench) watch() *translog.Watch {
	return &translog.Watch{Archive: b.log, Verifier: b.key.Verifier, Anchor: b.anchor, Clock: b.clock}
}

func (b *logBench) sound(entries int64) {
	b.Helper()
	r := b.verify()
	if !r.Sound() || r.Entries != entries {
		b.Errorf("%d entries, %v", r.Entries, r.Faults)
	}
	faults, err := b.watch().Pass(b.Context())
	if err != nil || len(faults) > 0 {
		b.Errorf("the watch says %v, %v", faults, err)
	}
}

func TestAuditLog_holdsEveryEntryOnce(t *testing.T) {
	b := newLog(t)
	total := 0
	for _, n := range []int{1, 2, 300, 700, 5000, 3} {
		b.add(n)
		total += n
		b.round()
		b.sound(int64(total))
	}
	b.round() // nothing new
	b.sound(int64(total))
}

func TestAuditLog_provesEveryEntryAndRefusesForgedProofs(t *testing.T) {
	b := newLog(t)
	b.add(700)
	b.round()
	b.add(30)
	b.round()
	ctx := t.Context()
	h, err := b.log.Head(ctx)
	must(t, err)
	c, err := translog.Newest(ctx, b.log)
	must(t, err)
	if c.Size != 730 || h.Size != 730 {
		t.Fatalf("checkpoint of %d, log of %d", c.Size, h.Size)
	}
	for _, seq := range []int64{1, 2, 255, 256, 257, 512, 699, 700, 730} {
		file, err := translog.ProveEntry(ctx, b.log, seq)
		must(t, err)
		proven, err := translog.CheckProof(file, b.key.Verifier())
		if err != nil || proven.Index != seq-1 || proven.Leaf.Action != string(audit.StepSaved) || proven.Checkpoint.Size != 730 {
			t.Fatalf("entry %d: %+v, %v", seq, proven, err)
		}
		for i := range file {
			forged := append([]byte{}, file...)
			forged[i] ^= 1
			if p, err := translog.CheckProof(forged, b.key.Verifier()); err == nil && (p.Index != proven.Index || p.Leaf != proven.Leaf || p.Checkpoint.Root != proven.Checkpoint.Root) {
				t.Fatalf("entry %d: a proof with byte %d changed was taken", seq, i)
			}
		}
	}
	if _, err := translog.ProveEntry(ctx, b.log, 731); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("an entry that is not there: %v", err)
	}
	other, err := translog.NewKey(rand.Reader, "440300-001")
	must(t, err)
	file, err := translog.ProveEntry(ctx, b.log, 5)
	must(t, err)
	if _, err := translog.CheckProof(file, other.Verifier()); err == nil {
		t.Error("a proof was taken under another key")
	}
}

func TestAuditLog_takesLateCommitsOnce(t *testing.T) {
	b := newLog(t)
	if b.db.Dialect() == store.SQLite {
		t.Skip("SQLite gives numbers out and commits under one lock: nothing commits late")
	}
	b.add(3)
	b.round()
	late, release := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- b.db.Atomically(context.Background(), func(ctx context.Context, tx models.Tx) error {
			err := b.audit.Append(ctx, tx, entryAbout("late"))
			close(late)
			<-release
			return err
		})
	}()
	<-late
	undone := errors.New("undone")
	if err := b.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return errors.Join(b.audit.Append(ctx, tx, entryAbout("undone")), undone)
	}); !errors.Is(err, undone) {
		t.Fatal(err)
	}
	b.add(4)
	b.round()
	b.sound(7)
	h, err := b.log.Head(t.Context())
	must(t, err)
	if h.Seen != 9 || !h.Missing(4) || !h.Missing(5) {
		t.Fatalf("seen %d, gaps %+v", h.Seen, h.Gaps)
	}
	b.clock.Pass(2 * time.Minute) // the undone number is given up, the one on its way is not
	b.round()
	if h, err = b.log.Head(t.Context()); err != nil || h.Size != 7 {
		t.Fatalf("size %d, %v", h.Size, err)
	}
	if !h.Missing(4) {
		t.Fatalf("the number of a running transaction was given up: %+v", h.Gaps)
	}
	close(release)
	must(t, <-ended)
	b.round()
	b.sound(8)
	b.round()
	if h, err = b.log.Head(t.Context()); err != nil || h.Size != 8 || len(h.Gaps) > 1 {
		t.Errorf("size %d, gaps %+v, %v", h.Size, h.Gaps, err)
	}
	p, found, err := translog.Find(t.Context(), b.log, 4)
	if err != nil || !found || p.Index != 7 {
		t.Errorf("the late entry stands at %d, %v %v", p.Index, found, err)
	}
	if _, err := translog.ProveEntry(t.Context(), b.log, 4); err != nil {
		t.Errorf("the late entry: %v", err)
	}
}

func TestAuditLog_hasOneSequencer(t *testing.T) {
	b := newLog(t)
	other := b.sequencer("b")
	ctx := t.Context()
	b.add(10)
	b.round()
	if held, err := other.Round(ctx); held || err != nil {
		t.Fatalf("the second one: held %v, %v", held, err)
	}
	b.clock.Pass(time.Minute) // the first one died
	b.add(10)
	if held, err := other.Round(ctx); !held || err != nil {
		t.Fatalf("the second one, later: held %v, %v", held, err)
	}
	b.add(10)
	if held, err := b.seq.Round(ctx); held || err != nil {
		t.Fatalf("the first one came back: held %v, %v", held, err)
	}
	must(t, other.Close(ctx))
	b.round()
	b.sound(30)

	// Many at once, each believing that it may.
	var all sync.WaitGroup
	for i := range 4 {
		s := b.sequencer(fmt.Sprintf("c%d", i))
		all.Go(func() {
			for range 20 {
				b.clock.Pass(10 * time.Second)
				if _, err := s.Round(ctx); err != nil && !errors.Is(err, models.ErrStale) && models.KindOf(err) != models.KindUnavailable {
					t.Errorf("round: %v", err)
				}
			}
		})
	}
	all.Go(func() { b.add(200) })
	all.Wait()
	b.clock.Pass(time.Minute)
	b.round()
	b.sound(230)
}

// Erasing what entries say about a person leaves the tree and every proof as
// they were; nothing can be shown any more of what was committed to.
func TestErase_leavesProofsValid(t *testing.T) {
	b := newLog(t)
	ctx := t.Context()
	b.add(400)
	b.round()
	before, err := translog.ProveEntry(ctx, b.log, 7)
	must(t, err)
	n, err := b.log.Erase(ctx, b.audit, store.Erasure{About: audit.Ref{Kind: "application", ID: "a6"}})
	if err != nil || n != 1 {
		t.Fatalf("%d erased, %v", n, err)
	}
	b.sound(400) // the erasure has no place yet
	b.round()
	b.sound(401)
	if r := b.verify(); r.Erased != 1 {
		t.Errorf("%d erased", r.Erased)
	}
	after, err := translog.ProveEntry(ctx, b.log, 7)
	must(t, err)
	for name, file := range map[string][]byte{"before": before, "after": after} {
		if p, err := translog.CheckProof(file, b.key.Verifier()); err != nil || p.Index != 6 {
			t.Errorf("the proof made %s: %+v %v", name, p, err)
		}
	}
	// Everything about the person, some of it not in the log yet.
	b.add(1)
	person := audit.Ref{Kind: "person", ID: "06h0rfghz1pxjzc4dpak6ncv4e"}
	if _, err := b.log.Erase(ctx, b.audit, store.Erasure{About: person}); models.KindOf(err) != models.KindConflict {
		t.Errorf("an entry without a place: %v", err)
	}
	b.round()
	if n, err := b.log.Erase(ctx, b.audit, store.Erasure{About: person, Reason: "request", By: []models.ID{"06h0rfghz1pxjzc4dpak6ncv4e"}}); err != nil || n != 400 {
		t.Errorf("%d erased, %v", n, err)
	}
	if n, err := b.log.Erase(ctx, b.audit, store.Erasure{About: person}); err != nil || n != 0 {
		t.Errorf("the second time: %d erased, %v", n, err)
	}
	b.round()
	b.sound(402 + 9)
	if r := b.verify(); r.Erased != 401 {
		t.Errorf("%d erased", r.Erased)
	}
}

// A sequencer that dies between what it does leaves nothing half done.
func TestSequencer_goesOnAfterACrash(t *testing.T) {
	b := newLog(t)
	ctx := t.Context()
	b.add(100)
	b.round()
	for i, s := range []struct {
		name   string
		anchor *failing
		ledger *dying
	}{
		{"before the write", nil, &dying{AuditLog: b.log, before: true}},
		{"after the write", nil, &dying{AuditLog: b.log}},
		{"before the anchor", &failing{memory: b.anchor}, nil},
	} {
		b.add(50)
		b.clock.Pass(time.Minute)
		crashed := b.sequencer(fmt.Sprintf("crash%d", i))
		if s.anchor != nil {
			crashed.Anchor = s.anchor
		}
		if s.ledger != nil {
			crashed.Ledger = s.ledger
		}
		if _, err := crashed.Round(ctx); !errors.Is(err, errCrash) {
			t.Fatalf("%s: %v", s.name, err)
		}
		b.clock.Pass(time.Minute) // its lease runs out
		b.seq = b.sequencer(fmt.Sprintf("next%d", i))
		b.round()
		b.sound(int64(100 + 50*(i+1)))
	}
}

var errCrash = errors.New("crash")

type dying struct {
	*store.AuditLog
	before bool
}

func (d *dying) Add(ctx context.Context, was, now translog.Head, a translog.Addition) error {
	if !d.before {
		if err := d.AuditLog.Add(ctx, was, now, a); err != nil {
			return err
		}
	}
	return errCrash
}

type failing struct{ *memory }

func (f *failing) Keep([]byte) error { return errCrash }

// The log in the database of another key is nobody's to go on with.
func TestSequencer_refusesAnotherKeysLog(t *testing.T) {
	b := newLog(t)
	other, err := translog.NewKey(rand.Reader, "440300-001")
	must(t, err)
	must(t, b.log.Begin(t.Context(), other.Verifier())) // no effect: it has begun
	b.key = other
	if _, err := b.sequencer("b").Round(t.Context()); !errors.Is(err, translog.ErrOtherKey) {
		t.Errorf("got %v", err)
	}
}

func TestAudit_refusesChangesWhileTheLogStands(t *testing.T) {
	b := newLog(t)
	stalled := models.E(models.KindUnavailable, "audit.stalled")
	write := func() error {
		return b.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return b.audit.Append(ctx, tx, entryAbout("a"))
		})
	}
	must(t, write())
	b.audit.Refuse(stalled)
	if err := write(); !errors.Is(err, stalled) {
		t.Errorf("got %v", err)
	}
	must(t, b.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return b.audit.AppendAnyway(ctx, tx, audit.Entry{Action: audit.LogTampered, Actor: models.Actor{Kind: models.ActorSystem}})
	}))
	b.audit.Refuse(nil)
	must(t, write())
}

func TestVerifyIndex_missesNoLine(t *testing.T) {
	b := newLog(t)
	b.add(30)
	b.round()
	b.add(3) // not in the log yet
	check := func(want bool) {
		t.Helper()
		r, err := translog.VerifyIndex(t.Context(), b.log, b.log)
		if err != nil || r.Sound() != want {
			t.Errorf("%v, %v", r, err)
		}
	}
	check(true)
	if b.db.Dialect() == store.SQLite {
		must(t, store.Exec(b.db, "DROP TRIGGER audit_subject_no_delete"))
		must(t, store.Exec(b.db, "DROP TRIGGER audit_subject_no_update"))
	}
	must(t, store.Exec(b.db, "UPDATE audit_subject SET audit_seq = 99 WHERE audit_seq = 7 AND kind = 'person'"))
	check(false)
	must(t, store.Exec(b.db, "UPDATE audit_subject SET audit_seq = 7 WHERE audit_seq = 99"))
	check(true)
	must(t, store.Exec(b.db, "DELETE FROM audit_subject WHERE audit_seq = 7 AND kind = 'person'"))
	check(false)
	must(t, store.Exec(b.db, "INSERT INTO audit_subject VALUES ('person', 'x', 7)"))
	check(false)
}
