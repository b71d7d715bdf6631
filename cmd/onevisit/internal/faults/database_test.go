package faults_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"testing"

	"github.com/go-sql-driver/mysql"

	"onevisit/models/store/storetest"
)

// startHallOnAWire starts a hall whose connections to the database can be cut.
func startHallOnAWire(t *testing.T) (*hall, *wire) {
	t.Helper()
	dsn := storetest.Config(t).DSN
	if dsn == "" {
		t.Skip("SQLite has no connection to cut")
	}
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal("the test's DSN is none")
	}
	w := newWire(t, relay(t, cfg.Net, cfg.Addr))
	cfg.Net, cfg.Addr = "tcp", w.near
	return startHallAt(t, dsn, cfg.FormatDSN()), w
}

// F9: the connections to the database are cut wherever they are. What became of
// a change is told by its key: the repetition is replayed or succeeds once.
func TestDatabase_connectionsCut(t *testing.T) {
	t.Parallel()
	h, w := startHallOnAWire(t)
	ctx, dice := soon(t), rand.New(rand.NewPCG(3, 4))
	h.busy(ctx, http.DefaultTransport, 15, func(asked *ticker) {
		asked.wait(ctx, 20+dice.IntN(30))
		w.cutAfter(dice.IntN(150))
		asked.wait(ctx, 6)
		w.heal()
		h.endLeases() // of jobs whose end could not be written down
	})
}

// F9: one transaction, cut a few bytes later each time, so that the cut passes
// over its statements and over the reply to its commit. The kiosk hears that the
// hall cannot serve, asks again under the same key, and the step is saved once.
func TestDatabase_cutAroundTheCommit(t *testing.T) {
	t.Parallel()
	h, w := startHallOnAWire(t)
	ctx := soon(t)
	k := h.kiosk(ctx, nil)
	a := h.draft(ctx, k, "p030", traffic)
	call := save(ctx, t, k, a, "p030", "")
	saves, stood, fell := 0, 0, 0
	for n, over := 1, false; !over && ctx.Err() == nil; n += 4 {
		call.Key = fmt.Sprint("cut-", saves)
		release := h.hold("application", a.ID)
		first := running(ctx, t, k, call)
		w.cutAfter(n)
		release()
		err := <-first
		w.heal()
		stands := h.count("SELECT count(*) FROM once_reply WHERE request_key = ?", call.Key) == 1
		header, _, failure := persist(ctx, k.Client, call)
		h.must(failure)
		call.IfMatch = header.Get("ETag")
		saves++
		switch p := problem(err); {
		case err == nil && stood > 0:
			over = true // the cut has passed over all of it
		case err == nil: // and missed the commit's reply: once more over its end
			n -= 40
		case p == nil || p.Status != http.StatusServiceUnavailable:
			t.Fatalf("cut after %d bytes: %v", n, err)
		case replayed(header) != stands:
			t.Fatalf("cut after %d bytes: stands %v, replayed %v", n, stands, replayed(header))
		case stands:
			stood++
		default:
			fell++
		}
	}
	if n := h.entries("application.step_saved", a.ID); n != saves {
		t.Errorf("%d entries of %d saves", n, saves)
	}
	t.Logf("%d cuts before the commit, %d after it", fell, stood)
	if stood == 0 || fell == 0 {
		t.Error("both have to be met")
	}
}

// relay makes a server behind a Unix socket reachable by TCP, which is what the
// cable understands.
func relay(t *testing.T, network, address string) string {
	t.Helper()
	if network == "tcp" {
		return address
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial(network, address)
			if err != nil {
				near.Close()
				continue
			}
			go func() { _, _ = io.Copy(far, near); far.Close() }()
			go func() { _, _ = io.Copy(near, far); near.Close() }()
		}
	}()
	return l.Addr().String()
}
