package window_test

import (
	"errors"
	"sync"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/visit"
	"onevisit/models/window"
)

// Several desks record the same act at one moment: one of them does it, the
// person is there once, and the others are told.
func TestRecord_byManyDesksAtOnceHappensOnce(t *testing.T) {
	c := newCounter(t)
	a := c.ready()
	c.Clock.Days(1)
	const desks = 6
	var wg sync.WaitGroup
	errs := make([]error, desks)
	for i := range desks {
		wg.Go(func() {
			_, errs[i] = c.window.Record(t.Context(), c.clerk, window.Deed{Item: a.ID, Act: window.Collected}, nil)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case errors.Is(err, application.ErrNotDue), errors.Is(err, application.ErrNotNow), errors.Is(err, window.ErrNotPossible),
			models.KindOf(err) == models.KindConflict:
		default:
			t.Errorf("told %v", err)
		}
	}
	if m := c.matter(a.Matter); won != 1 || m.Visits != 2 || m.State != visit.MatterCompleted || c.causes(a.Matter) != "R06" {
		t.Errorf("%d did it; %+v, causes %s", won, m, c.causes(a.Matter))
	}
}
