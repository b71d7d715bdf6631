package casework

import (
	"sync"

	"onevisit/models"
)

// dispenser hands different cases to clerks who ask for the next one at the
// same moment, so that they do not all try the first row. It is a courtesy, not
// a lock: another process has a dispenser of its own, and the database decides.
type dispenser struct {
	mu   sync.Mutex
	lent map[models.ID]bool
}

func newDispenser() *dispenser { return &dispenser{lent: map[models.ID]bool{}} }

// lend returns the first candidate that nobody is trying, and marks it.
func (d *dispenser) lend(candidates []Case) (Case, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range candidates {
		if !d.lent[c.Application] {
			d.lent[c.Application] = true
			return c, true
		}
	}
	return Case{}, false
}

// giveBack ends the attempt on a case.
func (d *dispenser) giveBack(application models.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.lent, application)
}

// size is how many attempts are under way.
func (d *dispenser) size() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.lent)
}
