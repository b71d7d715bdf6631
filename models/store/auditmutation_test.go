//go:build !race

// One goroutine computes a great deal here: the race detector has nothing to
// find and makes it twelve times as slow. scripts/test.sh runs these apart.

package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
	"onevisit/models/translog"
)

// logTables are the tables somebody could tamper with.
func logTables() []string {
	return []string{"audit_entry", "audit_head", "audit_batch", "audit_salt", "audit_tile", "audit_checkpoint"}
}

// vandal changes what is stored the way somebody with the database could.
type vandal struct {
	*logBench
	random  *rand.Rand
	entries int64
	dead    int64     // a number that was never used
	hand    *store.DB // the vandal's own connections
	signal  translog.Signal
}

func newVandal(t *testing.T) *vandal {
	cfg := storetest.Config(t)
	storetest.Migrated(t, cfg)
	open := func() *store.DB {
		db, err := store.Open(t.Context(), cfg)
		must(t, err)
		t.Cleanup(func() { db.Close() })
		return db
	}
	v := &vandal{logBench: newLogOn(t, open()), hand: open(), random: rand.New(rand.NewPCG(20261124, 4))}
	v.signal = store.NewAuditSignalOf(v.db, 100)
	undone := errors.New("undone")
	for i := range 8 {
		v.add(95)
		if i == 3 { // a number is given out and never used
			err := v.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
				return errors.Join(v.audit.Append(ctx, tx, entryAbout("x")), undone)
			})
			if !errors.Is(err, undone) {
				t.Fatal(err)
			}
		}
		v.round()
	}
	v.entries = 8 * 95
	v.clock.Pass(2 * translog.SignEvery)
	v.clock.Pass(2 * translog.SignEvery)
	v.round() // the unused number is given up
	if v.db.Dialect() == store.MySQL {
		highest, err := store.Get[int64](v.db, "SELECT MAX(seq) FROM audit_entry")
		must(t, err)
		for seq := int64(1); seq < highest; seq++ {
			if n, err := store.Get[int64](v.db, "SELECT COUNT(*) FROM audit_entry WHERE seq = ?", seq); err != nil || n == 0 {
				v.dead = seq
			}
		}
	}
	for _, table := range logTables() {
		if v.db.Dialect() == store.SQLite {
			for _, what := range []string{"update", "delete"} {
				must(t, store.Exec(v.hand, "DROP TRIGGER IF EXISTS "+table+"_no_"+what))
			}
		}
		must(t, store.Exec(v.hand, "CREATE TABLE kept_"+table+" AS SELECT * FROM "+table))
	}
	v.sound(v.entries)
	return v
}

func (v *vandal) repair(tables ...string) {
	v.Helper()
	for _, table := range tables {
		must(v.T, store.Exec(v.hand, "DELETE FROM "+table))
		must(v.T, store.Exec(v.hand, "INSERT INTO "+table+" SELECT * FROM kept_"+table))
	}
}

func (v *vandal) put(statement string, args ...any) {
	v.Helper()
	must(v.T, store.Put(v.hand, statement, args...))
}

// pick returns a random value of a column that is a key.
func (v *vandal) pick(table, key string) int64 {
	v.Helper()
	n, err := store.Get[int64](v.db, "SELECT COUNT(*) FROM "+table)
	must(v.T, err)
	value, err := store.Get[int64](v.db, fmt.Sprintf("SELECT %s FROM %s ORDER BY %s LIMIT 1 OFFSET %d", key, table, key, v.random.Int64N(n)))
	must(v.T, err)
	return value
}

// flip changes one bit of a column of bytes.
func (v *vandal) flip(table, column, key string, at int64) {
	v.Helper()
	b, err := store.Get[[]byte](v.db, fmt.Sprintf("SELECT %s FROM %s WHERE %s = ?", column, table, key), at)
	must(v.T, err)
	if len(b) == 0 {
		v.Fatalf("%s.%s is empty", table, column)
	}
	b[v.random.IntN(len(b))] ^= 1 << v.random.IntN(8)
	v.put(fmt.Sprintf("UPDATE %s SET %s = ? WHERE %s = ?", table, column, key), b, at)
}

// cut shortens or lengthens a column of bytes.
func (v *vandal) cut(table, column, key string, at int64) {
	v.Helper()
	b, err := store.Get[[]byte](v.db, fmt.Sprintf("SELECT %s FROM %s WHERE %s = ?", column, table, key), at)
	must(v.T, err)
	if v.random.IntN(2) == 0 {
		b = append(b, b[:1+v.random.IntN(len(b))]...)
	} else {
		b = b[:v.random.IntN(len(b))]
	}
	v.put(fmt.Sprintf("UPDATE %s SET %s = ? WHERE %s = ?", table, column, key), b, at)
}

// mutation is one way to tamper; it returns the tables to repair.
type mutation struct {
	name string
	do   func(*vandal) []string
}

func mutations() []mutation {
	entry := []string{"audit_entry"}
	texts := []string{"action", "actor_id", "session_id", "device_id", "site", "role", "subjects", "fields", "notes"}
	return []mutation{
		{"a text of a row", func(v *vandal) []string {
			column := texts[v.random.IntN(len(texts))]
			v.put("UPDATE audit_entry SET "+column+" = ? WHERE seq = ?", []string{"x", "staff.locked", "440300-002", " ", "{}", "[\"a\"]"}[v.random.IntN(6)], v.pick("audit_entry", "seq"))
			return entry
		}},
		{"who acted", func(v *vandal) []string {
			v.put("UPDATE audit_entry SET actor_kind = ? WHERE seq = ?", []string{"device", "staff", "system"}[v.random.IntN(3)], v.pick("audit_entry", "seq"))
			return entry
		}},
		{"when it was", func(v *vandal) []string {
			v.put("UPDATE audit_entry SET at = at + ? WHERE seq = ?", v.random.Int64N(100_000)-100_000, v.pick("audit_entry", "seq"))
			return entry
		}},
		{"a row deleted", func(v *vandal) []string {
			v.put("DELETE FROM audit_entry WHERE seq = ?", v.pick("audit_entry", "seq"))
			return entry
		}},
		{"rows deleted", func(v *vandal) []string {
			from := v.pick("audit_entry", "seq")
			v.put("DELETE FROM audit_entry WHERE seq BETWEEN ? AND ?", from, from+v.random.Int64N(50))
			return entry
		}},
		{"a row inserted", func(v *vandal) []string {
			seq := v.dead
			if seq == 0 || v.random.IntN(2) == 0 {
				seq = -v.random.Int64N(1000)
			}
			if seq == 0 {
				seq = -1
			}
			v.put("INSERT INTO audit_entry SELECT ?, at, action, actor_kind, actor_id, session_id, device_id, site, role, subjects, fields, notes FROM kept_audit_entry WHERE seq = ?", seq, v.pick("audit_entry", "seq"))
			return entry
		}},
		{"two rows exchanged", func(v *vandal) []string {
			a := v.pick("audit_entry", "seq")
			b := v.pick("audit_entry", "seq")
			for a == b {
				b = v.pick("audit_entry", "seq")
			}
			v.put("UPDATE audit_entry SET seq = -99999 WHERE seq = ?", a)
			v.put("UPDATE audit_entry SET seq = ? WHERE seq = ?", a, b)
			v.put("UPDATE audit_entry SET seq = ? WHERE seq = -99999", b)
			return entry
		}},
		{"a row moved", func(v *vandal) []string {
			v.put("UPDATE audit_entry SET seq = seq + 1000000 WHERE seq = ?", v.pick("audit_entry", "seq"))
			return entry
		}},
		{"the tail cut", func(v *vandal) []string {
			v.put("DELETE FROM audit_entry WHERE seq > ?", v.pick("audit_entry", "seq")-1)
			return entry
		}},
		{"a number of a batch", func(v *vandal) []string {
			v.flip("audit_batch", "seqs", "first_index", v.pick("audit_batch", "first_index"))
			return []string{"audit_batch"}
		}},
		{"a commitment", func(v *vandal) []string {
			v.flip("audit_batch", "commitments", "first_index", v.pick("audit_batch", "first_index"))
			return []string{"audit_batch"}
		}},
		{"the length of a batch", func(v *vandal) []string {
			v.cut("audit_batch", []string{"seqs", "commitments"}[v.random.IntN(2)], "first_index", v.pick("audit_batch", "first_index"))
			return []string{"audit_batch"}
		}},
		{"the range of a batch", func(v *vandal) []string {
			v.put("UPDATE audit_batch SET "+[]string{"low_seq = low_seq - 1", "high_seq = high_seq + 1", "size = size + 1", "first_index = first_index + 1"}[v.random.IntN(4)]+" WHERE first_index = ?", v.pick("audit_batch", "first_index"))
			return []string{"audit_batch"}
		}},
		{"a batch deleted", func(v *vandal) []string {
			v.put("DELETE FROM audit_batch WHERE first_index = ?", v.pick("audit_batch", "first_index"))
			return []string{"audit_batch"}
		}},
		{"a salt", func(v *vandal) []string {
			v.flip("audit_salt", "salts", "first_index", v.pick("audit_salt", "first_index"))
			return []string{"audit_salt"}
		}},
		{"the length of salts", func(v *vandal) []string {
			v.cut("audit_salt", "salts", "first_index", v.pick("audit_salt", "first_index"))
			return []string{"audit_salt"}
		}},
		{"a salt destroyed", func(v *vandal) []string {
			first := v.pick("audit_salt", "first_index")
			b, err := store.Get[[]byte](v.db, "SELECT salts FROM audit_salt WHERE first_index = ?", first)
			must(v.T, err)
			at := v.random.IntN(len(b)/translog.SaltSize) * translog.SaltSize
			copy(b[at:], make([]byte, translog.SaltSize))
			v.put("UPDATE audit_salt SET salts = ? WHERE first_index = ?", b, first)
			return []string{"audit_salt"}
		}},
		{"a salt destroyed and its row changed", func(v *vandal) []string {
			seq := v.pick("audit_entry", "seq")
			p, found, err := translog.Find(v.Context(), v.log, seq)
			if err != nil || !found {
				v.Fatal(found, err)
			}
			b, err := store.Get[[]byte](v.db, "SELECT salts FROM audit_salt WHERE first_index = ?", p.Batch.First)
			must(v.T, err)
			copy(b[p.At*translog.SaltSize:], make([]byte, translog.SaltSize))
			v.put("UPDATE audit_salt SET salts = ? WHERE first_index = ?", b, p.Batch.First)
			v.put("UPDATE audit_entry SET notes = '{}' WHERE seq = ?", seq)
			return []string{"audit_salt", "audit_entry"}
		}},
		{"salts deleted", func(v *vandal) []string {
			v.put("DELETE FROM audit_salt WHERE first_index = ?", v.pick("audit_salt", "first_index"))
			return []string{"audit_salt"}
		}},
		{"a tile", func(v *vandal) []string {
			v.flip("audit_tile", "hashes", "tile_number", v.pick("audit_tile", "tile_number"))
			return []string{"audit_tile"}
		}},
		{"a tile deleted", func(v *vandal) []string {
			v.put("DELETE FROM audit_tile WHERE tile_number = ?", v.pick("audit_tile", "tile_number"))
			return []string{"audit_tile"}
		}},
		{"the unfinished tiles", func(v *vandal) []string {
			v.flip("audit_head", "edge", "id", 1)
			return []string{"audit_head"}
		}},
		{"the head", func(v *vandal) []string {
			change := []string{
				"size = size - 1", "size = size + 1", "size = 0", "root = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='", "root = 'x'",
				"seen = seen - 1", "seen = 0", "signed_size = signed_size - 1", "signed_size = 0", "verifier = 'x'",
			}
			v.put("UPDATE audit_head SET " + change[v.random.IntN(len(change))])
			return []string{"audit_head"}
		}},
		{"a checkpoint", func(v *vandal) []string {
			size := v.pick("audit_checkpoint", "size")
			note, err := store.Get[string](v.db, "SELECT note FROM audit_checkpoint WHERE size = ?", size)
			must(v.T, err)
			at := v.random.IntN(len(note))
			other := "ABCdef123+/ \n"
			changed := note
			for changed == note {
				changed = note[:at] + string(other[v.random.IntN(len(other))]) + note[at+1:]
			}
			v.put("UPDATE audit_checkpoint SET note = ? WHERE size = ?", changed, size)
			return []string{"audit_checkpoint"}
		}},
		{"a checkpoint of another key", func(v *vandal) []string {
			key, err := translog.NewKey(zeros{}, strings.Repeat("x", 1+v.random.IntN(5)))
			must(v.T, err)
			size := v.pick("audit_checkpoint", "size")
			h, err := v.log.Head(v.Context())
			must(v.T, err)
			c, err := key.Sign(size, h.Root)
			must(v.T, err)
			v.put("UPDATE audit_checkpoint SET note = ? WHERE size = ?", string(c.Note), size)
			return []string{"audit_checkpoint"}
		}},
		{"a checkpoint's place", func(v *vandal) []string {
			v.put("UPDATE audit_checkpoint SET size = size + 1 WHERE size = ?", v.pick("audit_checkpoint", "size"))
			return []string{"audit_checkpoint"}
		}},
		{"the newest checkpoint deleted", func(v *vandal) []string {
			newest, err := store.Get[int64](v.db, "SELECT MAX(size) FROM audit_checkpoint")
			must(v.T, err)
			v.put("DELETE FROM audit_checkpoint WHERE size = ?", newest)
			return []string{"audit_checkpoint"}
		}},
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// led is a watch that compares nothing but what the signal leads it to.
func (v *vandal) led() []translog.Fault {
	v.Helper()
	w := v.watch()
	w.Signal, w.Newest, w.Older = v.signal, -1, -1
	faults, err := w.Pass(v.Context())
	must(v.T, err)
	return faults
}

// A thousand changes behind the product's back: each is found by the watch of
// the serving process from the signal alone, by its comparing and by a
// verification; none is missed.
func TestAuditLog_findsEveryMutation(t *testing.T) {
	v := newVandal(t)
	all := mutations()
	const rounds = 1080
	missed := map[string]int{}
	if faults := v.led(); len(faults) > 0 {
		t.Fatal(faults)
	}
	for i := range rounds {
		m := all[i%len(all)]
		tables := m.do(v)
		if v.verify().Sound() {
			missed["verify: "+m.name]++
		}
		if len(v.led()) == 0 {
			missed["signal: "+m.name]++
		}
		if i%5 == 0 || i > rounds-len(all) {
			faults, err := v.watch().Pass(t.Context())
			must(t, err)
			if len(faults) == 0 {
				missed["watch: "+m.name]++
			}
		}
		v.repair(tables...)
		if faults := v.led(); len(faults) > 0 {
			t.Fatalf("%s, repaired: %v", m.name, faults)
		}
		if i%100 == 0 {
			v.sound(v.entries)
		}
	}
	v.sound(v.entries)
	for name, n := range missed {
		t.Errorf("%s: %d missed", name, n)
	}
}

// A log far beyond what a pass compares, by a watch that does not go round at
// all: what is changed anywhere is found by the passes of one minute.
func TestWatch_findsWithinAMinuteInALargeLog(t *testing.T) {
	v := newVandal(t)
	const doublings = 7
	for range doublings {
		must(t, store.Exec(v.db, `INSERT INTO audit_entry (at, action, actor_kind, actor_id, session_id, device_id, site, role, subjects, fields, notes)
			SELECT at + 1, action, actor_kind, actor_id, session_id, device_id, site, role, subjects, fields, notes FROM audit_entry`))
	}
	v.round()
	head, err := v.log.Head(t.Context())
	must(t, err)
	if head.Size < 4*translog.NewestChecked {
		t.Fatalf("only %d entries", head.Size)
	}
	w := v.watch()
	w.Signal, w.Older = store.NewAuditSignal(v.db), -1
	if faults, err := w.Pass(t.Context()); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	settled := head.Size - translog.NewestChecked
	for _, change := range []string{
		"UPDATE audit_entry SET notes = '{\"step\":\"other\"}' WHERE seq = %d", "DELETE FROM audit_entry WHERE seq = %d",
		"UPDATE audit_entry SET at = at + 1 WHERE seq = %d", "UPDATE audit_salt SET salts = REVERSE(salts) WHERE first_index = (SELECT first_index FROM (SELECT MAX(first_index) AS first_index FROM audit_batch WHERE first_index <= %d) AS b)",
	} {
		at := v.random.Int64N(settled)
		if v.db.Dialect() == store.SQLite {
			change = strings.ReplaceAll(change, "REVERSE(salts)", "zeroblob(length(salts))")
		}
		v.put(fmt.Sprintf(change, at))
		found := false
		for range int(time.Minute / translog.WatchEvery) {
			v.clock.Pass(translog.WatchEvery)
			faults, err := w.Pass(t.Context())
			must(t, err)
			found = found || len(faults) > 0
		}
		if !found {
			t.Errorf("not found within a minute: "+change, at)
		}
	}
}

// What the product does by itself makes nothing suspect.
func TestAuditSignal_isSilentOverOurOwnChanges(t *testing.T) {
	v := newVandal(t)
	ctx := t.Context()
	until := v.entries
	if spans, err := v.signal.Suspects(ctx, until); err != nil || len(spans) == 0 || spans[0].From != 0 {
		t.Fatalf("the first time: %v %v", spans, err)
	}
	undone := errors.New("undone")
	v.add(20)
	for range 3 {
		err := v.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
			return errors.Join(v.audit.Append(ctx, tx, entryAbout("x")), undone)
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
	}
	v.round()
	spans, err := v.signal.Suspects(ctx, until)
	must(t, err)
	for _, s := range spans {
		if s.From == 0 || s.Until-s.From > 200 {
			t.Errorf("suspects %v", spans)
		}
	}
	// An erasure changes salts: they are looked at once, and named by the log.
	if _, err := v.log.Erase(ctx, v.audit, store.Erasure{About: audit.Ref{Kind: "application", ID: "a6"}}); err != nil {
		t.Fatal(err)
	}
	v.round()
	if faults := v.led(); len(faults) > 0 {
		t.Error(faults)
	}
}

// A database file that is put in the place of the one the process has open
// would be found by the next start only, with what was written meanwhile gone.
func TestAuditSignal_noticesAnotherFile(t *testing.T) {
	cfg := storetest.Config(t)
	if cfg.DSN != "" {
		t.Skip("there is no file")
	}
	storetest.Migrated(t, cfg)
	db, err := store.Open(t.Context(), cfg)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	b := newLogOn(t, db)
	b.add(5)
	b.round()
	w := b.watch()
	w.Signal = store.NewAuditSignal(db)
	if faults, err := w.Pass(t.Context()); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	content, err := os.ReadFile(cfg.Path)
	must(t, err)
	must(t, os.WriteFile(cfg.Path+".new", content, 0o600))
	must(t, os.Rename(cfg.Path+".new", cfg.Path))
	if faults, err := w.Pass(t.Context()); err != nil || len(faults) != 1 || faults[0].Kind != translog.StoreReplaced {
		t.Errorf("%v %v", faults, err)
	}
}

// The whole log put back to an earlier state fits together perfectly: the
// checkpoint beside the key, the memory of the watch and of the sequencer and
// every witness know better.
func TestAuditLog_isNotPutBack(t *testing.T) {
	v := newVandal(t) // keeps a copy
	ctx := t.Context()
	watch := v.watch()
	if faults, err := watch.Pass(ctx); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	v.add(50)
	v.round()
	if faults, err := watch.Pass(ctx); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	v.repair(logTables()...) // yesterday's backup
	if r, err := translog.Verify(ctx, v.log, v.key.Verifier()); err != nil || !r.Sound() {
		t.Fatalf("by itself the older state is sound: %v %v", r.Faults, err)
	}
	if r := v.verify(); r.Sound() || r.Faults[0].Kind != translog.RolledBack {
		t.Errorf("with the checkpoint beside the key: %v", r.Faults)
	}
	if faults, err := watch.Pass(ctx); err != nil || len(faults) != 1 || faults[0].Kind != translog.RolledBack {
		t.Errorf("the watch that saw more: %v %v", faults, err)
	}
	if faults, err := v.watch().Pass(ctx); err != nil || len(faults) != 1 || faults[0].Kind != translog.RolledBack {
		t.Errorf("the watch of a process started anew: %v %v", faults, err)
	}
	v.add(3)
	v.clock.Pass(translog.SignEvery)
	if _, err := v.seq.Round(ctx); !errors.Is(err, translog.ErrRolledBack) {
		t.Errorf("the sequencer went on: %v", err)
	}
	if _, err := v.sequencer("new").Round(ctx); err != nil {
		t.Errorf("a new sequencer without the lease: %v", err)
	}
	v.clock.Pass(translog.SignEvery)
	if _, err := v.sequencer("new").Round(ctx); !errors.Is(err, translog.ErrRolledBack) {
		t.Errorf("a new sequencer went on: %v", err)
	}
	// And a fork: the same number of entries and more, but others.
	v.anchor = &memory{}
	v.anchor.signed = nil
	h, err := v.log.Head(ctx)
	must(t, err)
	if h.SignedSize != v.entries {
		t.Errorf("something was signed: %d", h.SignedSize)
	}
}
