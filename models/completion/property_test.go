package completion_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
)

// counter is the way from what happened to the figures, so that a property can
// be shown to fail where one step of it is broken.
type counter struct {
	assemble func(completion.Definition, []completion.Event, models.Date) []completion.Matter
	count    func([]completion.Matter, completion.Query) []completion.Tally
	compute  func(completion.Definition, []completion.Tally) completion.Figures
	divide   func(completion.Definition, []completion.Tally, completion.Grouping) []completion.Row
}

func sound() counter {
	return counter{completion.Assemble, completion.Count, completion.Compute, completion.Divide}
}

func (c counter) matters(d completion.Definition, w world) []completion.Matter {
	return c.assemble(d, slices.Clone(w.events), w.asOf)
}

func (c counter) figures(d completion.Definition, w world, q completion.Query) completion.Figures {
	return c.compute(d, c.count(c.matters(d, w), q))
}

// world is something that happened at a hall over a year and more, at instants
// that all differ.
type world struct {
	events []completion.Event
	asOf   models.Date
	more   *rand.Rand // for what a property draws of its own
}

func worldOf(seed uint64) world {
	r := rand.New(rand.NewPCG(seed, 2026))
	kinds := []completion.EventKind{
		"refused", "asked", "left", "broke", "submitted", "attended", "corrected", "approved", "asks", "handed-over", "paid",
		"posted", "checking", "to-fetch", "part-issued", "recalled", "issued", "issued", "fetched", "delivered", "rejected", "withdrawn",
	}
	causes := []string{"", "", "", "R01", "R05", "R08", "R10", "R17"}
	w := world{asOf: "2026-12-31", more: r}
	minute := time.Date(2025, 11, 1, 8, 0, 0, 0, models.China)
	for range 20 + r.IntN(60) {
		// Short steps make days with several events, long ones cross the windows.
		minute = minute.Add(time.Duration(1+r.IntN(600)) * time.Minute)
		if r.IntN(3) == 0 {
			minute = minute.AddDate(0, 0, r.IntN(30))
		}
		w.events = append(w.events, completion.Event{
			At: minute, Person: models.ID(fmt.Sprint("p", r.IntN(4))), Service: pick(r, "passport", "endorsement", "violation"),
			Site: pick(r, "east", "west", "east", ""), Kind: pick(r, kinds...), Cause: pick(r, causes...), Test: r.IntN(60) == 0,
		})
	}
	return w
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// property holds for every world and definition, and not for what is broken.
type property struct {
	holds  func(counter, completion.Definition, world) error
	broken map[string]func(*counter)
}

// seeds is how many worlds each property is tried on.
const seeds = 60

func (p property) firstFailure(c counter, d completion.Definition, worlds uint64) error {
	for seed := range worlds {
		if err := p.holds(c, d, worldOf(seed)); err != nil {
			return fmt.Errorf("world %d: %w", seed, err)
		}
	}
	return nil
}

func TestProperties_holdUnderBothVersions(t *testing.T) {
	for name, p := range properties() {
		for _, d := range []completion.Definition{completion.Published()[0], proposed(t)} {
			t.Run(name+", version "+d.Name, func(t *testing.T) {
				if err := p.firstFailure(sound(), d, seeds); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// They hold whatever a definition says, for each thing it can say. (Which
// presences are kept is asked of matters about one service, all of them counted.)
func TestProperties_holdForEveryDifference(t *testing.T) {
	for how, change := range differences() {
		d := completion.Published()[0]
		change(&d)
		for name, p := range properties() {
			if name == everyPresence && (len(d.OneMatterPer) > 0 || len(d.ExcludedServices) > 0) {
				continue
			}
			t.Run(name+", "+how, func(t *testing.T) {
				if err := p.firstFailure(sound(), d, seeds/10); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

const everyPresence = "every presence is counted, once in its matter"

// The test of the tests: each property notices every way of breaking the count
// that is meant for it.
func TestProperties_failForABrokenCount(t *testing.T) {
	d := completion.Published()[0]
	for name, p := range properties() {
		if len(p.broken) == 0 {
			t.Errorf("%s: nothing shows that it can fail", name)
		}
		for how, breaks := range p.broken {
			t.Run(name+": "+how, func(t *testing.T) {
				c := sound()
				breaks(&c)
				if p.firstFailure(c, d, seeds) == nil {
					t.Error("not noticed")
				}
			})
		}
	}
}

func properties() map[string]property {
	return map[string]property{
		"a rate lies between 0 and 1":                            {between0And1, brokenRates()},
		"the honest rate is the experienced one on more matters": {honestOnMore, brokenHonest()},
		"parts sum to the whole":                                 {partsSum, brokenParts()},
		"the order of events says nothing":                       {orderSaysNothing, brokenOrder()},
		"one more matter in one visit lowers no rate":            {oneMoreLowersNothing, brokenOneMore()},
		"each visit after the first has exactly one cause":       {oneCauseEach, brokenCauses()},
		"the same again is the same":                             {sameAgain, brokenSame()},
		everyPresence:                                            {presencesKept, brokenPresences()},
		"nothing ends before it began or after the day asked":    {endsInTime, brokenTime()},
	}
}
