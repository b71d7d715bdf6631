package sim

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"onevisit/models"
)

// dice is seeded chance: the same seed and name give the same draws.
type dice struct{ *rand.Rand }

func newDice(seed uint64, name string) dice {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))                        // never fails
	return dice{rand.New(rand.NewPCG(seed, h.Sum64()))} //nolint:gosec // a demo world, no secret
}

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

func (d dice) oneIn(n int) bool { return d.IntN(n) == 0 }

// calendar gives dates relative to the day the world was made.
type calendar struct{ today models.Date }

func (c calendar) days(n int) string { return string(c.today.AddDays(n)) }

// months moves by whole months of the calendar.
func (c calendar) months(n int) string {
	return string(models.DateOf(c.today.Time().AddDate(0, n, 0)))
}

// years moves by whole years.
func (c calendar) years(n int) string { return c.months(12 * n) }

// anchor is the year the ages below are meant in. It is fixed, so that a person
// keeps the ID number when the hall is started again in another year.
const anchor = 2026

func birth(age, month, day int) string { return fmt.Sprintf("%04d-%02d-%02d", anchor-age, month, day) }
