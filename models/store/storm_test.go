package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// hot are the two cases everybody wants at once.
var hot = [2]models.ID{"06h0rfghz1pxjzc4dpak6ncv4e", "06h0rfghz1pxjzc4dpak6ncv4f"}

func queueHot(t *testing.T, db *store.DB) {
	t.Helper()
	at := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		for _, id := range hot {
			err := store.NewCasework(db).Put(ctx, tx, casework.Case{
				Application: id, Matter: id, Person: id, Session: id, Number: string(id[20:]), Service: "s", Site: "hall", State: casework.StateWaiting,
				Stage: casework.StageFirst, Eyes: 1, Round: 1, SubmittedAt: at, Language: "zh-CN", Skill: "s", Checked: "clean",
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// storm counts what became of everybody's tries.
type storm struct {
	done             [2]atomic.Int64 // acknowledged, by case
	tries, most      atomic.Int64
	stale, busy, all atomic.Int64
}

// raise moves both cases' fences on by one, each only if nobody else did since it
// was read: as a claim does, and without any lock taken beforehand. Half of the
// crowd begins with the other case, which is what deadlocks are made of.
func (s *storm) raise(ctx context.Context, db *store.DB, first int) error {
	s.all.Add(1)
	calls := int64(0)
	err := db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		calls++
		for _, id := range []models.ID{hot[first], hot[1-first]} {
			var fence int64
			g := store.In(ctx, tx)
			if err := g.Raw("SELECT fence FROM queued_case WHERE application_id = ?", id).Scan(&fence).Error; err != nil {
				return err
			}
			result := g.Exec("UPDATE queued_case SET fence = ? WHERE application_id = ? AND fence = ?", fence+1, id, fence)
			if result.Error != nil {
				return result.Error
			}
			if result.RowsAffected != 1 {
				return models.ErrStale
			}
		}
		return nil
	})
	s.tries.Add(calls)
	for most := s.most.Load(); calls > most && !s.most.CompareAndSwap(most, calls); most = s.most.Load() {
	}
	switch {
	case err == nil:
		s.done[0].Add(1)
		s.done[1].Add(1)
	case errors.Is(err, models.ErrStale):
		s.stale.Add(1)
	case models.KindOf(err) == models.KindUnavailable:
		s.busy.Add(1)
	default:
		return err
	}
	return nil
}

// blow lets a crowd loose on the hot cases and checks what stands afterwards.
func (s *storm) blow(t *testing.T, crowd, each int, at ...*store.DB) {
	t.Helper()
	ctx, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range crowd {
		wg.Go(func() {
			<-start
			for range each {
				if err := s.raise(ctx, at[i%len(at)], i/len(at)%2); err != nil {
					t.Errorf("neither done, nor 409, nor 503: %v", err)
					return
				}
			}
		})
	}
	close(start)
	wg.Wait()
	for i, id := range hot {
		fence, err := store.Get[int64](at[0], "SELECT fence FROM queued_case WHERE application_id = ?", string(id))
		must(t, err)
		if fence != s.done[i].Load() {
			t.Errorf("case %d moved on %d times, %d were acknowledged", i, fence, s.done[i].Load())
		}
	}
	if s.most.Load() > store.Attempts {
		t.Errorf("one was tried %d times, at most %d are allowed", s.most.Load(), store.Attempts)
	}
	if s.done[0].Load() == 0 {
		t.Error("nobody got through")
	}
	t.Logf("%d asked: %d done, %d stale, %d busy, %d tries in all", s.all.Load(), s.done[0].Load(), s.stale.Load(), s.busy.Load(), s.tries.Load())
}

// F12: a crowd changes the same two cases in both orders. The engine undoes
// transactions by the dozen (deadlocks and, with snapshot isolation, 1020); they
// are tried again a few times, whoever is not through then is told, and no
// acknowledged change is lost.
func TestStorm_onAHotCase(t *testing.T) {
	db := storetest.Open(t)
	queueHot(t, db)
	var s storm
	s.blow(t, 16, 12, db)
	if db.Dialect() == store.MySQL && s.tries.Load() == s.all.Load() {
		t.Error("the engine undid nothing: this was no storm")
	}
}

// Two processes on one SQLite file take turns by its lock.
func TestStorm_ofTwoProcessesOnOneFile(t *testing.T) {
	db, other := twoHandles(t)
	queueHot(t, db)
	var s storm
	s.blow(t, 8, 12, db, other)
	if s.busy.Load()+s.stale.Load() > 0 {
		t.Errorf("%d busy and %d stale although everybody waited for the lock", s.busy.Load(), s.stale.Load())
	}
}

func twoHandles(t *testing.T) (db, other *store.DB) {
	t.Helper()
	cfg := storetest.Config(t)
	if cfg.DSN != "" {
		t.Skip("SQLite only")
	}
	open := func() *store.DB {
		db, err := store.Open(t.Context(), cfg)
		must(t, err)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	db, other = open(), open()
	must(t, db.Migrate(t.Context()))
	return db, other
}

// A lock that does not come free ends in 503 after a bounded number of tries,
// and the next change goes through once it is.
func TestStorm_aLockedFileIsUnavailable(t *testing.T) {
	db, other := twoHandles(t)
	queueHot(t, db)
	must(t, store.Exec(db, "PRAGMA busy_timeout = 10"))
	var s storm
	must(t, other.Atomically(t.Context(), func(context.Context, models.Tx) error {
		return s.raise(t.Context(), db, 0)
	}))
	if s.busy.Load() != 1 || s.done[0].Load() != 0 {
		t.Errorf("against a locked file: %d busy, %d done", s.busy.Load(), s.done[0].Load())
	}
	must(t, s.raise(t.Context(), db, 0))
	if s.done[0].Load() != 1 {
		t.Error("after the lock is gone it does not go through")
	}
}

func TestAtomically_triesAFewTimesAndNoMore(t *testing.T) {
	db := storetest.Open(t)
	for code, calls := range map[uint16]int{1213: store.Attempts, 1020: store.Attempts, 1205: store.Attempts, 1146: 1} {
		got := 0
		err := db.Atomically(t.Context(), func(context.Context, models.Tx) error {
			got++
			return fmt.Errorf("wrapped: %w", &mysql.MySQLError{Number: code})
		})
		if got != calls || (models.KindOf(err) == models.KindUnavailable) != (calls > 1) {
			t.Errorf("%d: %d calls, %v", code, got, err)
		}
	}
}
