package modelstest

import (
	"sync"
	"time"
)

// Clock is a clock the test moves.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts at a Tuesday morning in China.
func NewClock() *Clock { return &Clock{at: time.Date(2026, 11, 24, 1, 30, 0, 0, time.UTC)} }

// Now implements models.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Pass moves the clock on.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Days moves the clock on by whole days.
func (c *Clock) Days(n int) { c.Pass(time.Duration(n) * 24 * time.Hour) }

// Set moves the clock to an instant.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}
