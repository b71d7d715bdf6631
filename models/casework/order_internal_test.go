//go:build !race

// One goroutine computes a great deal here: the race detector has nothing to
// find and makes it twelve times as slow. scripts/test.sh runs these apart.

package casework

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"onevisit/models"
)

const (
	arrivals = 1_000_000
	perDay   = 5000
)

// arrived is a case of the simulation.
type arrived struct {
	Case
	leaves time.Time // when the citizen leaves the hall
	until  time.Time // from when on nothing that comes may be placed before it
	served bool
}

// promisedUntil is the bound of the package's text, said once more and without
// the code that places cases: the end of the day the case was handed in for a
// citizen who stays, of the day its deadline is first warned of, and of the tenth
// day after for all.
func promisedUntil(a *arrived) time.Time {
	endOf := func(d models.Date) time.Time { return d.AddDays(1).Time() }
	came := models.DateOf(a.SubmittedAt)
	until := endOf(models.DateOf(a.SubmittedAt.Add(10 * 24 * time.Hour)))
	if a.WarnOn != "" && endOf(a.WarnOn).Before(until) {
		until = endOf(a.WarnOn)
	}
	if until.Before(endOf(came)) {
		until = endOf(came)
	}
	if a.InHall && a.leaves.IsZero() {
		until = endOf(came)
	}
	return until
}

// order makes the key by which a simulated queue serves.
type order func(a *arrived) Position

func asItIs(a *arrived) Position {
	a.Place = place(a.Case)
	return a.Position()
}

// hallThenRisk is the order without ageing: it is what the property has to catch.
func hallThenRisk(a *arrived) Position {
	p := asItIs(a)
	p.Place = 1
	if a.InHall {
		p.Place = 0
	} else if a.WarnOn == "" {
		p.Place = 2
	}
	return p
}

// newestFirst starves whoever has waited longest.
func newestFirst(a *arrived) Position {
	p := asItIs(a)
	p.Place = -p.SubmittedAt
	return p
}

type entry struct {
	Position
	*arrived
}

type line []entry

func (l line) Len() int           { return len(l) }
func (l line) Less(i, j int) bool { return l[i].Position.Before(l[j].Position) }
func (l line) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }
func (l *line) Push(x any)        { *l = append(*l, x.(entry)) }
func (l *line) Pop() any {
	last := (*l)[len(*l)-1]
	*l = (*l)[:len(*l)-1]
	return last
}

// bounds is the waiting cases by their bound.
type bounds []*arrived

func (b bounds) Len() int           { return len(b) }
func (b bounds) Less(i, j int) bool { return b[i].until.Before(b[j].until) }
func (b bounds) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b *bounds) Push(x any)        { *b = append(*b, x.(*arrived)) }
func (b *bounds) Pop() any {
	last := (*b)[len(*b)-1]
	*b = (*b)[:len(*b)-1]
	return last
}

// arrive is the n-th case: a stream of citizens in the hall and of short
// deadlines that never ends, over a few that are in no hurry.
func arrive(random *rand.Rand, n int, at time.Time) *arrived {
	a := &arrived{Case: Case{Application: models.ID(fmt.Sprintf("%026d", n)), SubmittedAt: at}}
	day := models.DateOf(at)
	switch dice := random.IntN(100); {
	case dice < 30:
		a.Deadline = day.AddDays(1)
	case dice < 60:
		a.Deadline = day.AddDays(1 + random.IntN(3))
	case dice < 90:
		a.Deadline = day.AddDays(5 + random.IntN(40))
	}
	if a.Deadline != "" {
		a.WarnOn = a.Deadline.AddDays(-1)
	}
	if random.IntN(100) < 40 {
		a.InHall = true
		if random.IntN(2) == 0 {
			a.leaves = at.Add(time.Duration(5+random.IntN(120)) * time.Minute)
		}
	}
	a.until = promisedUntil(a)
	return a
}

// simulate serves a million cases in the order, at times slower than they come,
// and answers the first breach of the bound, and the longest wait.
func simulate(by order, n int) (breach string, longest time.Duration) {
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, models.China)
	gap := 24 * time.Hour / perDay
	var queue line
	var open bounds
	free := start
	serve := func(now time.Time) bool {
		for free.Before(now) && len(queue) > 0 {
			next := heap.Pop(&queue).(entry).arrived
			if next.InHall && !next.leaves.IsZero() && !free.Before(next.leaves) {
				next.InHall = false
				heap.Push(&queue, entry{by(next), next})
				continue
			}
			if free.Before(next.SubmittedAt) {
				free = next.SubmittedAt
			}
			next.served = true
			for len(open) > 0 && open[0].served {
				heap.Pop(&open)
			}
			if len(open) > 0 && !next.SubmittedAt.Before(open[0].until) {
				breach = fmt.Sprintf("a case of %s was served before one of %s, which nothing from %s on may overtake",
					next.SubmittedAt, open[0].SubmittedAt, open[0].until)
				return false
			}
			longest = max(longest, free.Sub(next.SubmittedAt))
			pace := gap * 97 / 100
			if day := int(free.Sub(start)/(24*time.Hour)) % 80; day < 50 { // seven weeks of too few clerks
				pace = gap * 106 / 100
			}
			free = free.Add(pace)
		}
		return true
	}
	for i := range n {
		at := start.Add(time.Duration(i) * gap)
		if !serve(at) {
			return breach, longest
		}
		a := arrive(random, i, at)
		heap.Push(&queue, entry{by(a), a})
		heap.Push(&open, a)
		if free.Before(at) {
			free = at
		}
	}
	serve(start.Add(time.Duration(2*n) * gap))
	return breach, longest
}

func TestOrder_noClassStarvesInAMillionArrivals(t *testing.T) {
	breach, longest := simulate(asItIs, arrivals)
	if breach != "" {
		t.Error(breach)
	}
	t.Logf("longest wait %s", longest.Round(time.Hour))
}

func TestOrder_thePropertyCatchesOrdersThatStarve(t *testing.T) {
	for name, broken := range map[string]order{"classes without ageing": hallThenRisk, "newest first": newestFirst} {
		if breach, _ := simulate(broken, arrivals); breach == "" {
			t.Errorf("%s: no breach was found", name)
		}
	}
}

// overtakenUntil is the moment from which no case that is handed in then or
// later can be placed before this one: the end of the day of its place.
func overtakenUntil(c Case) time.Time {
	return models.DateOf(place(c)).AddDays(1).Time()
}

func TestPlace_isRiskThenHallThenAge(t *testing.T) {
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, models.China)
	today := models.DateOf(at)
	make := func(days int, deadline models.Date, hall bool) Case {
		c := Case{SubmittedAt: at.AddDate(0, 0, -days), Deadline: deadline, InHall: hall, Application: models.ID(deadline)}
		if deadline != "" {
			c.WarnOn = deadline.AddDays(-1)
		}
		c.Place = place(c)
		return c
	}
	want := []Case{
		make(8, today.AddDays(-2), false), make(6, today, false), make(3, today.AddDays(1), false),
		make(0, today.AddDays(30), true), make(9, "", false), make(2, today.AddDays(30), false),
	}
	for i := 1; i < len(want); i++ {
		if !want[i-1].Position().Before(want[i].Position()) {
			t.Errorf("place %d: %+v is not before %+v", i, want[i-1].Position(), want[i].Position())
		}
	}
	for _, c := range want {
		if until := overtakenUntil(c); until.Before(c.Place) || until.Sub(c.SubmittedAt) > MostWait+24*time.Hour {
			t.Errorf("bound %s of %+v", until, c)
		}
	}
}
