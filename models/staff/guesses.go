package staff

import "time"

// The limits on guessing, per account and network.
const (
	freeTries = 3                // no pause before the fourth
	lockTries = 10               // then the lock
	lockTime  = 30 * time.Minute // of the lock
	longest   = 64 * time.Second // of the pauses
	// totalTries without a success stop an account's name on that network for
	// good, until a supervisor resets it.
	totalTries = 100
	forever    = 10 * 365 * 24 * time.Hour
)

// Fail returns the count after one more failure at now.
func (g Guesses) Fail(now time.Time) Guesses {
	g.Failed++
	g.Total++
	g.Last = now
	switch {
	case g.Total >= totalTries:
		g.LockedUntil = now.Add(forever)
	case g.Failed >= lockTries:
		g.Failed = 0
		g.LockedUntil = now.Add(lockTime)
	}
	return g
}

// Wait returns how long the next try has to wait: 1, 2, 4 … 64 seconds after
// the third failure, and the rest of a lock.
func (g Guesses) Wait(now time.Time) time.Duration {
	wait := g.LockedUntil.Sub(now)
	if g.Failed >= freeTries {
		pause := min(time.Second<<(g.Failed-freeTries), longest)
		wait = max(wait, g.Last.Add(pause).Sub(now))
	}
	return max(wait, 0)
}
