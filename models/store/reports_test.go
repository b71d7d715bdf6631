package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/completion"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// F13: every connection for reports is at work on a slow one and a crowd of
// reports waits behind them. Whoever serves a citizen does not notice.
func TestReports_aFloodOfSlowOnesLeavesEverybodyElseServed(t *testing.T) {
	db := storetest.Open(t)
	pool, err := store.Reports(db)
	must(t, err)
	size := pool.Stats().MaxOpenConnections
	ctx, end := context.WithTimeout(t.Context(), time.Minute) // a failure ends; nothing waits for it
	defer end()

	slow := make([]*sql.Rows, size)
	for i := range slow {
		// Rows that nobody fetches hold their connection and their view of the data.
		slow[i], err = pool.QueryContext(ctx, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT a.i, b.i FROM n a, n b") //nolint:rowserrcheck,sqlclosecheck // read to no end on purpose, and closed below
		must(t, err)
		if !slow[i].Next() {
			t.Fatal("a report without rows")
		}
	}
	const crowd = 30
	scope := completion.Scope{Query: completion.Query{From: "2026-01-01", To: "2026-12-31"}}
	answered := make(chan error, 3*crowd)
	for range crowd {
		go func() {
			_, err := store.NewCompletion(db).Tallies(ctx, completion.Published()[0], scope, completion.ByMonth)
			answered <- err
		}()
		go func() {
			_, err := store.NewAuditReports(db).About(ctx, audit.Ref{Kind: "matter", ID: "m"}, models.Page{Limit: 9})
			answered <- err
		}()
		go func() {
			_, err := store.NewAuditArchive(db).BatchOf(ctx, 1)
			answered <- err
		}()
	}
	for pool.Stats().WaitCount < 3*crowd {
		if ctx.Err() != nil {
			t.Fatalf("%d reports wait for a connection, want %d: some other pool serves them", pool.Stats().WaitCount, 3*crowd)
		}
		time.Sleep(time.Millisecond)
	}

	for i := range 100 { // more than any pool has connections
		want := fmt.Sprint(i)
		marks := store.NewMarks(db)
		must(t, db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error { return marks.Put(ctx, tx, "a", want) }))
		if got, err := marks.Get(ctx, "a"); err != nil || got != want {
			t.Fatalf("read %q %v, want %q", got, err, want)
		}
	}
	if n := len(answered); n > 0 {
		t.Fatalf("%d reports were answered although no connection for them was free", n)
	}
	for _, rows := range slow {
		must(t, rows.Close())
	}
	for range 3 * crowd {
		must(t, <-answered)
	}
}

// The log's own growth and the erasure of a person do not queue behind reports.
func TestReports_theLogGrowsWhileTheyAreBusy(t *testing.T) {
	b := newLog(t)
	pool, err := store.Reports(b.db)
	must(t, err)
	for range pool.Stats().MaxOpenConnections {
		conn, err := pool.Conn(t.Context())
		must(t, err)
		defer conn.Close()
	}
	ctx, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	b.add(300)
	if _, err := b.seq.Round(ctx); err != nil {
		t.Fatalf("sequencing: %v", err)
	}
	if n, err := b.log.Erase(ctx, b.audit, store.Erasure{About: audit.Ref{Kind: "application", ID: "a6"}}); err != nil || n != 1 {
		t.Errorf("erasure: %d %v", n, err)
	}
}
