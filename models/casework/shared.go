package casework

import (
	"context"
	"fmt"
	"sync"

	"onevisit/models"
)

// shared lets everybody who asks for a hall's tally while one is being read have
// the next one together: a crowd of screens that hears of a change costs one
// reading, and nobody is given what was read before the question.
type shared struct {
	list List

	mu    sync.Mutex
	next  map[string]*reading
	gates map[string]*sync.Mutex // one reading of a hall at a time
}

// reading is one reading and what came of it.
type reading struct {
	done    chan struct{}
	tallies []Tally
	err     error
}

func newShared(list List) *shared {
	return &shared{list: list, next: map[string]*reading{}, gates: map[string]*sync.Mutex{}}
}

func (s *shared) tally(ctx context.Context, site string, today models.Date) ([]Tally, error) {
	s.mu.Lock()
	r, joined := s.next[site]
	if !joined {
		r = &reading{done: make(chan struct{})}
		s.next[site] = r
	}
	gate := s.gates[site]
	if gate == nil {
		gate = &sync.Mutex{}
		s.gates[site] = gate
	}
	s.mu.Unlock()
	if !joined {
		go s.read(context.WithoutCancel(ctx), gate, r, site, today)
	}
	select {
	case <-r.done:
		return r.tallies, r.err
	case <-ctx.Done():
		return nil, fmt.Errorf("casework: count queue: %w", ctx.Err())
	}
}

func (s *shared) read(ctx context.Context, gate *sync.Mutex, r *reading, site string, today models.Date) {
	gate.Lock()
	defer gate.Unlock()
	s.mu.Lock()
	delete(s.next, site) // whoever asks from now on wants a later one
	s.mu.Unlock()
	r.tallies, r.err = s.list.Tally(ctx, site, today)
	if r.err != nil {
		r.err = fmt.Errorf("casework: count queue: %w", r.err)
	}
	close(r.done)
}
