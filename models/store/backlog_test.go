package store_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/job"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// A backlog, as after an hour without the courier, drains with every job carried
// out once and those of one case in their order, while new work is still taken
// (F42). ONEVISIT_BACKLOG sets its size for a measurement.
func TestJobs_aBacklogDrainsInOrder(t *testing.T) {
	const ofACase = 5
	size := 2000
	if n, err := strconv.Atoi(os.Getenv("ONEVISIT_BACKLOG")); err == nil {
		size = n
	}
	db := storetest.Open(t)
	clock := models.ClockFunc(time.Now)
	queue := store.NewJobs(db, clock, models.NewIDs(clock, rand.Reader))
	put := func(from, to int) {
		must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			for i := from; i < to; i++ {
				j := job.Job{Kind: "notice", Key: strconv.Itoa(i), Order: strconv.Itoa(i / ofACase), Payload: []byte(strconv.Itoa(i))}
				if err := queue.Put(ctx, tx, j); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	for from := 0; from < size; from += 500 {
		put(from, min(from+500, size))
	}
	var mu sync.Mutex
	last, ran, done := map[string]int{}, 0, make(chan struct{})
	handlers := map[string]job.Handler{"notice": func(_ context.Context, j job.Job) error {
		mu.Lock()
		defer mu.Unlock()
		n, err := strconv.Atoi(j.Key)
		if err != nil {
			return err
		}
		if before, any := last[j.Order]; any && n != before+1 || !any && n%ofACase != 0 {
			t.Errorf("case %s: job %d after %d", j.Order, n, before)
		}
		last[j.Order] = n
		if ran++; ran == size+ofACase {
			close(done)
		}
		return nil
	}}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	worker := job.NewWorker(queue, handlers, clock, models.NewIDs(clock, rand.Reader), slog.New(slog.DiscardHandler),
		job.Settings{Parallel: 8, Poll: 20 * time.Millisecond})
	ended := make(chan struct{})
	began := time.Now()
	go func() { defer close(ended); _ = worker.Run(ctx) }()
	put(size, size+ofACase) // somebody is served meanwhile
	served := time.Since(began)
	select {
	case <-done:
	case <-time.After(5 * time.Minute):
		t.Fatalf("%d of %d ran", ran, size)
	}
	took := time.Since(began)
	stop()
	<-ended
	if b, err := queue.Backlog(t.Context()); err != nil || b.Waiting != 0 || b.Dead != 0 {
		t.Fatalf("%+v %v", b, err)
	}
	t.Logf("%d jobs in %s, %.0f a second; a write meanwhile took %s",
		size, took.Round(time.Millisecond), float64(size)/took.Seconds(), served.Round(time.Millisecond))
}
