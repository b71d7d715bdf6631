package register

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"onevisit/models"
)

// Provenance says of each fact asked for what its register answered.
type Provenance map[string]Outcome

// Outcome is what asking a register came to.
type Outcome string

// The outcomes: the fact, "no such person", or nothing.
const (
	Known   Outcome = "known"
	Nothing Outcome = "nothing"
	Silence Outcome = "silence"
)

// Deadline is how long all registers together may take: somebody stands in front
// of the screen. What comes later counts as silence.
const Deadline = 4 * time.Second

// Gather reads the named facts in parallel within the Deadline. A fact no
// register answered is left out of the map: it is unknown, never false.
func Gather(ctx context.Context, src Source, names []string, q Query) (map[string]any, Provenance) {
	ctx, cancel := context.WithTimeout(ctx, Deadline)
	defer cancel()
	var (
		mu    sync.Mutex
		wg    sync.WaitGroup
		facts = make(map[string]any, len(names))
		from  = make(Provenance, len(names))
	)
	for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
		wg.Go(func() {
			value, err := src.Fetch(ctx, name, q)
			mu.Lock()
			defer mu.Unlock()
			from[name] = outcomeOf(err)
			if err == nil {
				facts[name] = value
			}
		})
	}
	wg.Wait()
	return facts, from
}

func outcomeOf(err error) Outcome {
	switch {
	case err == nil:
		return Known
	case errors.Is(err, models.ErrNotFound):
		return Nothing
	}
	return Silence
}
