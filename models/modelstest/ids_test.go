package modelstest_test

import (
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"onevisit/models"
)

func TestIDs_onlyGrow(t *testing.T) {
	at := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	ids := models.NewIDs(models.ClockFunc(func() time.Time { return at }), rand.Reader)
	last := ids.New()
	for i := range 10_000 {
		switch i {
		case 3000:
			at = at.Add(time.Millisecond)
		case 6000:
			at = at.Add(-time.Hour) // the clock is put back
		}
		next := ids.New()
		if next <= last || !models.ValidID(string(next)) {
			t.Fatalf("%d: %s after %s", i, next, last)
		}
		last = next
	}
}

func TestIDs_areNeverTheSameFromManyAtOnce(t *testing.T) {
	ids := models.NewIDs(models.ClockFunc(func() time.Time { return time.UnixMilli(1) }), rand.Reader)
	var seen sync.Map
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range 500 {
				if _, twice := seen.LoadOrStore(ids.New(), true); twice {
					t.Error("the same twice")
				}
			}
		})
	}
	all.Wait()
}
