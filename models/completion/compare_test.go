package completion_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"onevisit/models"
	"onevisit/models/completion"
)

// everything is all histories as one hall's year, each with persons of its own.
func everything(t *testing.T) []completion.Event {
	t.Helper()
	var all []completion.Event
	for _, h := range readHistories(t) {
		for _, e := range h.events {
			e.Person = models.ID(h.name[:2]) + e.Person
			all = append(all, e)
		}
	}
	return all
}

func year() completion.Query { return completion.Query{From: "2026-01-01", To: "2026-12-31"} }

func experienced(f completion.Figures) completion.Figure { return f.Experienced }

// The two sides of every history are what was counted by hand under each version.
func TestCompare_showsBothVersionsOfEveryHistory(t *testing.T) {
	first, second := completion.Published()[0], proposed(t)
	for _, h := range readHistories(t) {
		t.Run(h.name, func(t *testing.T) {
			c := completion.Compare(first, second, h.events, h.asOf, h.query)
			if c.Old.Definition != first.Version() || c.New.Definition != second.Version() {
				t.Errorf("versions %s and %s", c.Old.Definition, c.New.Definition)
			}
			for name, side := range map[string]struct {
				completion.Side
				want counted
			}{"old": {c.Old, h.want}, "new": {c.New, h.wantTwo(t)}} {
				if got := countedOf(side.Figures, side.Beside, side.Causes); got != side.want {
					t.Errorf("%s\n%+v\nby hand\n%+v", name, got, side.want)
				}
			}
		})
	}
}

func TestCompare_ofADefinitionWithItselfShowsNoDifference(t *testing.T) {
	d := completion.Published()[0]
	c := completion.Compare(d, d, everything(t), "2026-12-31", year())
	points, ok := c.Points(experienced)
	counting := 0
	for _, m := range completion.Assemble(d, everything(t), "2026-12-31") {
		if !m.Test {
			counting++
		}
	}
	if c.Old.Assembled != counting {
		t.Errorf("%d matters, test data apart, and %d compared", counting, c.Old.Assembled)
	}
	if !reflect.DeepEqual(c.Old, c.New) || points != 0 || !ok {
		t.Errorf("%+v", c)
	}
}

func TestCompare_aShorterWindowMakesMoreMattersOfTheSame(t *testing.T) {
	first := completion.Published()[0]
	shorter := first
	shorter.Name, shorter.WindowDays = "2", 30
	events := everything(t)
	before := slices.Clone(events)
	c := completion.Compare(first, shorter, events, "2026-12-31", year())
	if c.New.Assembled <= c.Old.Assembled || c.New.Honest.Denominator <= c.Old.Honest.Denominator {
		t.Errorf("old %+v, new %+v", c.Old, c.New)
	}
	// The misleading side of a short window: whoever comes again late has become
	// somebody new, and the same service looks better.
	if points, ok := c.Points(experienced); !ok || points <= 0 {
		t.Errorf("%.2f points", points)
	}
	if !slices.Equal(events, before) {
		t.Error("the events given were changed")
	}
}

func TestCompare_pointsNeedTwoFigures(t *testing.T) {
	d := completion.Published()[0]
	c := completion.Compare(d, proposed(t), nil, "2026-12-31", year())
	if points, ok := c.Points(experienced); ok || points != 0 {
		t.Errorf("%.2f points between no figures", points)
	}
	side := completion.Side{Figures: completion.Figures{Experienced: completion.Figure{Numerator: 3, Denominator: 4}}}
	c = completion.Comparison{Old: side, New: side}
	c.New.Experienced = completion.Figure{Numerator: 1, Denominator: 2}
	if points, ok := c.Points(experienced); !ok || points != -25 {
		t.Errorf("%.2f points, 75 %% to 50 %%", points)
	}
	c.New.Experienced.Suppressed = true
	if _, ok := c.Points(experienced); ok {
		t.Error("points give a suppressed figure away")
	}
}

func TestCompareMatters_isCompareWhereTheMattersAreTheSame(t *testing.T) {
	first, events := completion.Published()[0], everything(t)
	matters := completion.Assemble(first, events, "2026-12-31")
	for name, change := range differences() {
		d := completion.Published()[0]
		change(&d)
		c, err := completion.CompareMatters(first, d, matters, year())
		switch {
		case !first.SameMatters(d):
			if !errors.Is(err, completion.ErrNeedsEvents) {
				t.Errorf("%s: %v", name, err)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case !reflect.DeepEqual(c, completion.Compare(first, d, events, "2026-12-31", year())):
			t.Errorf("%s: another comparison", name)
		}
	}
}

// What the store has summed already follows the definition as far as sums can.
func TestCompute_leavesExcludedServicesOutOfSums(t *testing.T) {
	d := completion.Published()[0]
	tallies := completion.Count(completion.Assemble(d, everything(t), "2026-12-31"), year())
	whole := completion.Compute(d, tallies)
	d.ExcludedServices = []string{"violation"}
	rest, parts := completion.Compute(d, tallies), completion.Divide(d, tallies, completion.ByService)
	if rest.Honest.Denominator >= whole.Honest.Denominator || rest.Honest.Denominator == 0 {
		t.Errorf("of %+v remains %+v", whole.Honest, rest.Honest)
	}
	if slices.ContainsFunc(parts, func(r completion.Row) bool { return r.Service == "violation" }) {
		t.Error("the excluded service has a row")
	}
}
