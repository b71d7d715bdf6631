package store_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"onevisit/models"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// wire is a cable to the test server that can be cut and mended.
type wire struct {
	network, address string
	listener         net.Listener
	mu               sync.Mutex
	cut              bool
	conns            []net.Conn
}

func newWire(t *testing.T, network, address string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	w := &wire{network: network, address: address, listener: l}
	t.Cleanup(func() { _ = l.Close(); w.set(true) })
	go w.serve()
	return w
}

func (w *wire) serve() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial(w.network, w.address)
		w.mu.Lock()
		if err != nil || w.cut {
			_ = near.Close()
			w.mu.Unlock()
			continue
		}
		w.conns = append(w.conns, near, far)
		w.mu.Unlock()
		go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
		go func() { _, _ = io.Copy(near, far); _ = near.Close() }()
	}
}

func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	if cut {
		for _, c := range w.conns {
			_ = c.Close()
		}
		w.conns = nil
	}
}

// F9: the connection is lost in the middle of a transaction. The caller learns
// that nothing is certain, nothing of it stands, and the next try goes through.
func TestOutage_connectionLostMidTransaction(t *testing.T) {
	if os.Getenv(storetest.DSNVariable) == "" {
		t.Skip("needs a MariaDB server")
	}
	cfg := storetest.Config(t)
	dsn, err := mysql.ParseDSN(cfg.DSN)
	must(t, err)
	w := newWire(t, dsn.Net, dsn.Addr)
	dsn.Net, dsn.Addr = "tcp", w.listener.Addr().String()
	db, err := store.Open(t.Context(), store.Config{DSN: dsn.FormatDSN()})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	must(t, db.Migrate(t.Context()))
	marks := store.NewMarks(db)

	err = db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		if err := marks.Put(ctx, tx, "a", "1"); err != nil {
			return err
		}
		w.set(true)
		return marks.Put(ctx, tx, "b", "1")
	})
	if models.KindOf(err) != models.KindUnavailable {
		t.Fatalf("lost connection: %v", err)
	}
	start := time.Now()
	if _, err := marks.Get(t.Context(), "a"); models.KindOf(err) != models.KindUnavailable || time.Since(start) > 5*time.Second {
		t.Fatalf("no connection, after %v: %v", time.Since(start), err)
	}
	w.set(false)
	if got, err := marks.Get(t.Context(), "a"); err != nil || got != "" {
		t.Fatalf("half a transaction stands: %q %v", got, err)
	}
	must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error { return marks.Put(ctx, tx, "a", "2") }))
}

func TestOutage_aDatabaseThatTakesNoChangesIsUnavailable(t *testing.T) {
	db := storetest.Open(t)
	if db.Dialect() != store.SQLite {
		t.Skip("SQLite only")
	}
	must(t, store.Exec(db, "PRAGMA query_only = 1"))
	err := db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return store.NewMarks(db).Put(ctx, tx, "a", "1")
	})
	if models.KindOf(err) != models.KindUnavailable {
		t.Errorf("read-only: %v", err)
	}
	must(t, store.Exec(db, "PRAGMA query_only = 0"))
	must(t, store.Exec(db, "PRAGMA max_page_count = 1"))
	err = db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		for i := range 200 {
			if err := store.NewMarks(db).Put(ctx, tx, string(rune('a'+i%26))+string(rune('a'+i/26)), string(make([]byte, 900))); err != nil {
				return err
			}
		}
		return nil
	})
	var e *models.Error
	if !errors.As(err, &e) || e.Code != "storage-full" {
		t.Errorf("full: %v", err)
	}
}
