package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"
)

// openPlain opens a database with one small table, without migrations.
func openPlain(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "line.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.write.Exec("CREATE TABLE note (id integer PRIMARY KEY)").Error; err != nil {
		t.Fatal(err)
	}
	return db
}

func notes(t *testing.T, db *DB) int {
	t.Helper()
	var n int
	if err := db.read.Raw("SELECT count(*) FROM note").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func insertLine(db *DB, commits *atomic.Int64) *line[int] {
	return &line[int]{db: db, name: "note", lanes: 1, limit: 100, write: func(g *gorm.DB, batch []int) ([]error, error) {
		commits.Add(1)
		for _, id := range batch {
			if err := g.Exec("INSERT INTO note (id) VALUES (?)", id).Error; err != nil {
				return nil, err
			}
		}
		return make([]error, len(batch)), nil
	}}
}

func TestLine_writesAloneWhenEmpty(t *testing.T) {
	db := openPlain(t)
	var commits atomic.Int64
	l := insertLine(db, &commits)
	for id := range 3 {
		if err := l.do(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if got := notes(t, db); got != id+1 {
			t.Fatalf("answered before the commit: %d rows after item %d", got, id)
		}
	}
	if commits.Load() != 3 {
		t.Errorf("%d commits for 3 items in a row, want 3", commits.Load())
	}
}

func TestLine_sharesCommitsInACrowd(t *testing.T) {
	db := openPlain(t)
	var commits atomic.Int64
	l := insertLine(db, &commits)
	inner := l.write
	l.write = func(g *gorm.DB, batch []int) ([]error, error) {
		time.Sleep(2 * time.Millisecond) // as slow as a disk
		return inner(g, batch)
	}
	const crowd = 200
	var wg sync.WaitGroup
	for id := range crowd {
		wg.Go(func() {
			if err := l.do(t.Context(), id); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := notes(t, db); got != crowd {
		t.Errorf("%d rows, want %d", got, crowd)
	}
	if commits.Load() > crowd/4 {
		t.Errorf("%d commits for %d items: they were not collected", commits.Load(), crowd)
	}
}

func TestLine_splitsOffTheOneAtFault(t *testing.T) {
	db := openPlain(t)
	var commits atomic.Int64
	l := insertLine(db, &commits)
	if err := l.do(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	hold := make(chan struct{})
	inner := l.write
	l.write = func(g *gorm.DB, batch []int) ([]error, error) {
		<-hold
		return inner(g, batch)
	}
	errs := make([]error, 10)
	var wg sync.WaitGroup
	for id := range errs {
		wg.Go(func() { errs[id] = l.do(t.Context(), id) })
	}
	time.Sleep(20 * time.Millisecond)
	close(hold)
	wg.Wait()
	for id, err := range errs {
		if (err != nil) != (id == 7) {
			t.Errorf("item %d: %v", id, err)
		}
	}
	if got := notes(t, db); got != len(errs) {
		t.Errorf("%d rows, want %d", got, len(errs))
	}
}

func TestLine_keepsEachOutcome(t *testing.T) {
	db := openPlain(t)
	stale := errors.New("stale")
	l := &line[int]{db: db, name: "note", lanes: 2, limit: 8, write: func(_ *gorm.DB, batch []int) ([]error, error) {
		out := make([]error, len(batch))
		for i, item := range batch {
			if item%2 == 1 {
				out[i] = fmt.Errorf("%d: %w", item, stale)
			}
		}
		return out, nil
	}}
	var wg sync.WaitGroup
	for id := range 50 {
		wg.Go(func() {
			if err := l.do(t.Context(), id); errors.Is(err, stale) != (id%2 == 1) {
				t.Errorf("item %d: %v", id, err)
			}
		})
	}
	wg.Wait()
}

func TestLine_survivesAPanic(t *testing.T) {
	db := openPlain(t)
	l := &line[int]{db: db, name: "note", lanes: 1, limit: 8, write: func(_ *gorm.DB, batch []int) ([]error, error) {
		if batch[0] == 1 {
			panic("defect")
		}
		return make([]error, len(batch)), nil
	}}
	if err := l.do(t.Context(), 1); err == nil {
		t.Error("a panic was answered as success")
	}
	if err := l.do(t.Context(), 2); err != nil {
		t.Errorf("the line is dead after a panic: %v", err)
	}
}
