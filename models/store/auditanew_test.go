//go:build !race

package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/modelstest"
	"onevisit/models/store"
	"onevisit/models/translog"
)

// anew puts an earlier state of the log back and begins anew from it.
func anew(t *testing.T) (v *vandal, b translog.Break, lost translog.Checkpoint, old *translog.Key) {
	v = newVandal(t)
	ctx := t.Context()
	v.add(50)
	v.round()
	lost, err := translog.Newest(ctx, v.log)
	must(t, err)
	v.repair(logTables()...) // yesterday's backup
	v.clock.Pass(time.Minute)
	if _, err := v.sequencer("b").Round(ctx); !errors.Is(err, translog.ErrRolledBack) {
		t.Fatal(err)
	}
	head, err := v.log.Head(ctx)
	must(t, err)
	old = v.key
	fresh, err := translog.NewKey(rand.Reader, "440300-001")
	must(t, err)
	b, err = translog.BeginAnew(old, fresh, lost, head, "the disk of the server failed", v.clock.Now())
	must(t, err)
	begin := func() error {
		return v.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
			if err := v.log.BeginAnew(ctx, tx, head, b, v.clock.Now()); err != nil {
				return err
			}
			return v.audit.Append(ctx, tx, audit.Entry{Action: audit.LogBegunAnew, Actor: models.Actor{Kind: models.ActorSystem}})
		})
	}
	if err := begin(); !errors.Is(err, store.ErrStillSequenced) {
		t.Fatalf("while a server has the lease: %v", err)
	}
	v.clock.Pass(time.Minute)
	must(t, begin())
	if err := begin(); !errors.Is(err, models.ErrStale) {
		t.Fatalf("twice: %v", err)
	}
	v.key, v.anchor = fresh, &memory{signed: b.First}
	v.seq = v.sequencer("c")
	return v, b, lost, old
}

func TestBeginAnew_goesOnWithABreakThatIsSeenForGood(t *testing.T) {
	v, b, lost, old := anew(t)
	ctx := t.Context()
	v.round()
	v.add(300)
	v.round()
	v.sound(v.entries + 301)
	r, err := translog.Verify(ctx, v.log, v.key.Verifier(), lost.Note)
	if err != nil || !r.Sound() || len(r.Breaks) != 1 || r.Breaks[0].Gone() != 50 || !strings.Contains(r.Breaks[0].String(), "the disk of the server failed") {
		t.Errorf("%v %v %v", err, r.Faults, r.Breaks)
	}
	if r, err := translog.Verify(ctx, v.log, old.Verifier()); err != nil || !r.Sound() || len(r.Breaks) != 1 {
		t.Errorf("by the old key: %v %v", err, r.Faults)
	}
	stranger, err := translog.NewKey(rand.Reader, "440300-001")
	must(t, err)
	if r, err := translog.Verify(ctx, v.log, stranger.Verifier()); err != nil || r.Sound() {
		t.Errorf("by another's key: %v", err)
	}
	// Somebody knows that more had been signed than the statement admits.
	more, err := old.Sign(lost.Size+1, lost.Root)
	must(t, err)
	if r, err := translog.Verify(ctx, v.log, v.key.Verifier(), more.Note); err != nil || r.Sound() || r.Faults[0].Kind != translog.RolledBack {
		t.Errorf("more than admitted: %v %v", err, r.Faults)
	}
	head, err := v.log.Head(ctx)
	must(t, err)
	for _, size := range []int64{v.entries, head.SignedSize} {
		if _, err := translog.At(ctx, v.log, head, size); err != nil {
			t.Errorf("the checkpoint of %d: %v", size, err)
		}
	}
	for _, seq := range []int64{5, v.entries + 60} {
		if file, err := translog.ProveEntry(ctx, v.log, seq); err != nil {
			t.Errorf("entry %d: %v", seq, err)
		} else if _, err := translog.CheckProof(file, v.key.Verifier()); err != nil {
			t.Errorf("entry %d: %v", seq, err)
		}
	}
	badge := translog.Badge{Archive: v.log, Backlog: v.log, Witnessed: v.log, Watch: v.watch(), Clock: v.clock}
	if s, err := badge.Status(ctx); err != nil || len(s.Breaks) != 1 || s.Checkpoint != translog.Green || s.Breaks[0].Signed != b.Signed {
		t.Errorf("status %+v %v", s, err)
	}
}

func TestBeginAnew_theBreakCannotBeHidden(t *testing.T) {
	v, b, _, _ := anew(t)
	v.round()
	if v.db.Dialect() == store.SQLite {
		must(t, store.Exec(v.hand, "DROP TRIGGER audit_break_no_update"))
		must(t, store.Exec(v.hand, "DROP TRIGGER audit_break_no_delete"))
	}
	check := func(what string) {
		t.Helper()
		if v.verify().Sound() {
			t.Errorf("%s: verify finds nothing", what)
		}
		if faults, err := v.watch().Pass(t.Context()); err != nil || len(faults) == 0 {
			t.Errorf("%s: the watch finds nothing, %v", what, err)
		}
	}
	v.put("UPDATE audit_break SET statement = ?", strings.Replace(string(b.Statement), "the disk", "no disk", 1))
	check("other words")
	v.put("UPDATE audit_break SET statement = ?", strings.Replace(string(b.Statement), "\nsigned 810 ", "\nsigned 760 ", 1))
	check("fewer admitted")
	v.put("UPDATE audit_break SET statement = ?", string(b.Statement))
	v.sound(v.entries + 1)
	v.put("DELETE FROM audit_break")
	check("taken away")
}

func TestOpenBreak_wantsBothSignatures(t *testing.T) {
	_, b, _, _ := anew(t)
	text := string(b.Statement)
	cut := strings.LastIndex(strings.TrimSuffix(text, "\n"), "\n") + 1
	first := strings.Index(text, "\n\n") + 2
	for name, bad := range map[string]string{
		"one signature": text[:cut], "the other": text[:first] + text[cut:], "one twice": text[:cut] + text[first:cut],
		"none": text[:first], "empty": "", "a checkpoint": string(b.First),
	} {
		if _, err := translog.OpenBreak([]byte(bad)); !errors.Is(err, translog.ErrBreak) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if again, err := translog.OpenBreak(b.Statement); err != nil || again.Reason != b.Reason || again.Signed != b.Signed {
		t.Errorf("%+v %v", again, err)
	}
	for _, reason := range []string{"", " ", "a\nb", strings.Repeat("x", 201)} {
		if _, err := translog.BeginAnew(nil, nil, translog.Checkpoint{}, translog.Head{}, reason, modelstest.NewClock().Now()); err == nil {
			t.Errorf("the reason %q was taken", reason)
		}
	}
}

// A witness takes the break from a person, and only what admits all that it
// has countersigned.
func TestWitness_acceptsABreakByAPersonOnly(t *testing.T) {
	v, b, lost, old := anew(t)
	key, err := translog.NewWitnessKey(rand.Reader, "witness.example")
	must(t, err)
	witness := func(last *translog.Checkpoint) *translog.Witness {
		w := &translog.Witness{Key: key, Log: old.Verifier(), Memory: &memory{}}
		if last != nil {
			must(t, w.Memory.Keep(last.Note))
		}
		return w
	}
	v.round()
	newest, err := translog.Newest(t.Context(), v.log)
	must(t, err)
	w := witness(&lost)
	if _, err := w.Accept(lost.Size, nil, newest.Note); !errors.Is(err, translog.ErrCheckpoint) {
		t.Errorf("without the statement: %v", err)
	}
	if _, was, err := w.AcceptBreak(b.Statement); err != nil || was.Size != lost.Size {
		t.Fatal(err)
	}
	head, err := v.log.Head(t.Context())
	must(t, err)
	proof, err := translog.ProveConsistency(newest, b.Size, v.log.Tiles(t.Context(), head))
	must(t, err)
	if _, err := w.Accept(b.Size, proof, newest.Note); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	if _, _, err := w.AcceptBreak(b.Statement); !errors.Is(err, translog.ErrBreak) && !errors.Is(err, translog.ErrAdmitsLess) {
		t.Errorf("twice: %v", err)
	}
	more, err := old.Sign(lost.Size+1, lost.Root)
	must(t, err)
	if _, _, err := witness(&more).AcceptBreak(b.Statement); !errors.Is(err, translog.ErrAdmitsLess) {
		t.Errorf("it has countersigned more: %v", err)
	}
	other := witness(nil)
	other.Log = v.key.Verifier()
	if _, _, err := other.AcceptBreak(b.Statement); !errors.Is(err, translog.ErrBreak) {
		t.Errorf("of another log: %v", err)
	}
	if _, _, err := witness(nil).AcceptBreak([]byte(strings.Replace(string(b.Statement), "disk", "dusk", 1))); !errors.Is(err, translog.ErrBreak) {
		t.Errorf("changed: %v", err)
	}
}

func TestFreshLogKey_isTheSameUntilItIsTaken(t *testing.T) {
	folder := t.TempDir()
	old, err := store.OpenLogKey(folder, "h", rand.Reader, true)
	must(t, err)
	one, err := store.FreshLogKey(folder, "h", rand.Reader)
	must(t, err)
	two, err := store.FreshLogKey(folder, "h", rand.Reader)
	if err != nil || one.Text() != two.Text() || one.Text() == old.Text() {
		t.Fatal("another one", err)
	}
	must(t, store.TakeFreshKey(folder, []byte("x")))
	taken, err := store.OpenLogKey(folder, "h", rand.Reader, false)
	if err != nil || taken.Text() != one.Text() {
		t.Error("it is not the log's", err)
	}
	if info, err := os.Stat(folder + "/audit-log.key"); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
}
