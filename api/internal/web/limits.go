package web

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"onevisit/models"
)

// buckets limits the rate of each key with a token bucket of its own.
type buckets struct {
	clock models.Clock
	rate  rate.Limit
	burst int

	mu    sync.Mutex
	byKey map[string]*bucket
}

type bucket struct {
	*rate.Limiter
	seen time.Time
}

// bucketsKept is how many keys are remembered before the idle ones are dropped.
const bucketsKept = 4096

func newBuckets(clock models.Clock, perSecond float64, burst int) *buckets {
	return &buckets{clock: clock, rate: rate.Limit(perSecond), burst: burst, byKey: map[string]*bucket{}}
}

// take counts one call of a key, or refuses it and says when to come back.
func (b *buckets) take(key string) error {
	now := b.clock.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	k, ok := b.byKey[key]
	if !ok {
		b.dropIdle(now)
		k = &bucket{Limiter: rate.NewLimiter(b.rate, b.burst)}
		b.byKey[key] = k
	}
	k.seen = now
	if k.AllowN(now, 1) {
		return nil
	}
	wait := (1 - k.TokensAt(now)) / float64(b.rate)
	seconds := max(1, int(math.Ceil(wait)))
	return refuse(http.StatusTooManyRequests, "too-many-requests").with("Retry-After", strconv.Itoa(seconds))
}

// dropIdle forgets keys whose bucket is full again by now.
func (b *buckets) dropIdle(now time.Time) {
	if len(b.byKey) < bucketsKept {
		return
	}
	full := time.Duration(float64(b.burst) / float64(b.rate) * float64(time.Second))
	for key, k := range b.byKey {
		if now.Sub(k.seen) > full {
			delete(b.byKey, key)
		}
	}
}
