package completion_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
)

// The properties, each with the broken counts that it has to notice.

func between0And1(c counter, d completion.Definition, w world) error {
	f := c.figures(d, w, year())
	for _, rate := range []completion.Figure{f.Experienced, f.Honest} {
		if rate.Numerator < 0 || rate.Numerator > rate.Denominator {
			return fmt.Errorf("%d of %d", rate.Numerator, rate.Denominator)
		}
		if !rate.Exists() {
			continue
		}
		low, high := rate.Interval()
		const slack = 1e-9
		if low < 0 || high > 100 || rate.Percent() < low-slack || rate.Percent() > high+slack {
			return fmt.Errorf("%.3f %% outside %.3f..%.3f", rate.Percent(), low, high)
		}
	}
	return nil
}

func brokenRates() map[string]func(*counter) {
	return map[string]func(*counter){
		"the numerator counts every end": computing(func(t completion.Tally, f *completion.Figures) {
			if t.State != completion.Completed && t.Visits <= 1 {
				f.Experienced.Numerator += t.Count
			}
		}),
	}
}

// computing breaks Compute by doing something more with each tally.
func computing(more func(completion.Tally, *completion.Figures)) func(*counter) {
	return func(c *counter) {
		c.compute = func(d completion.Definition, tallies []completion.Tally) completion.Figures {
			f := completion.Compute(d, tallies)
			for _, t := range tallies {
				more(t, &f)
			}
			return f
		}
	}
}

// honestOnMore: both rates have one numerator and the honest one's denominator
// is at least the other's. So honest <= experienced wherever something was
// completed; where nothing was, honest is 0 and experienced is no figure. They
// are equal exactly where every end was a completion, or nobody did it in one.
func honestOnMore(c counter, d completion.Definition, w world) error {
	f := c.figures(d, w, year())
	e, h := f.Experienced, f.Honest
	switch {
	case e.Numerator != h.Numerator || h.Denominator < e.Denominator:
		return fmt.Errorf("experienced %+v, honest %+v", e, h)
	case e.Exists() && h.Percent() > e.Percent():
		return fmt.Errorf("honest %.2f over %.2f", h.Percent(), e.Percent())
	case !e.Exists() && h.Numerator != 0:
		return fmt.Errorf("nothing completed, honest %+v", h)
	case e.Exists() && e.Numerator > 0 && (h.Percent() == e.Percent()) != (h.Denominator == e.Denominator):
		return fmt.Errorf("experienced %+v, honest %+v", e, h)
	}
	return nil
}

func brokenHonest() map[string]func(*counter) {
	return map[string]func(*counter){
		"the honest denominator forgets who came twice": computing(func(t completion.Tally, f *completion.Figures) {
			if t.Visits > 1 {
				f.Honest.Denominator -= t.Count
			}
		}),
		"rejections are counted as done": computing(func(t completion.Tally, f *completion.Figures) {
			if t.State == completion.Rejected && t.Visits <= 1 {
				f.Honest.Numerator += t.Count
			}
		}),
	}
}

// figuresSum adds figures up.
func figuresSum(parts []completion.Figures) completion.Figures {
	sum := completion.Figures{Ended: map[completion.State]int{}}
	for _, p := range parts {
		sum.Experienced.Numerator += p.Experienced.Numerator
		sum.Experienced.Denominator += p.Experienced.Denominator
		sum.Honest.Numerator += p.Honest.Numerator
		sum.Honest.Denominator += p.Honest.Denominator
		for state, n := range p.Ended {
			sum.Ended[state] += n
		}
		for i, n := range p.Visits {
			sum.Visits[i] += n
		}
	}
	return sum
}

func partsSum(c counter, d completion.Definition, w world) error {
	matters := c.matters(d, w)
	tallies := c.count(matters, year())
	whole := c.compute(d, tallies)
	for _, by := range []completion.Grouping{completion.ByService, completion.ByMonth, completion.ByServiceMonth, completion.BySite} {
		var parts []completion.Figures
		for _, row := range c.divide(d, tallies, by) {
			parts = append(parts, row.Figures)
		}
		if sum := figuresSum(parts); !reflect.DeepEqual(sum, whole) {
			return fmt.Errorf("by %s %+v, whole %+v", by, sum, whole)
		}
	}
	// The same by asking for each part: services, and months by their days.
	var services, months []completion.Figures
	for _, service := range []string{"passport", "endorsement", "violation"} {
		q := year()
		q.Service = service
		services = append(services, c.compute(d, c.count(matters, q)))
	}
	for first := models.Date("2026-01-01"); first < "2027-01-01"; {
		next := models.DateOf(first.Time().AddDate(0, 1, 0))
		months = append(months, c.compute(d, c.count(matters, completion.Query{From: first, To: next.AddDays(-1)})))
		first = next
	}
	for name, parts := range map[string][]completion.Figures{"services": services, "months": months} {
		if sum := figuresSum(parts); !reflect.DeepEqual(sum, whole) {
			return fmt.Errorf("asked for %s %+v, whole %+v", name, sum, whole)
		}
	}
	return nil
}

func brokenParts() map[string]func(*counter) {
	return map[string]func(*counter){
		"the last row is lost": func(c *counter) {
			c.divide = func(d completion.Definition, t []completion.Tally, by completion.Grouping) []completion.Row {
				rows := completion.Divide(d, t, by)
				return rows[:max(len(rows)-1, 0)]
			}
		},
		"the last day of a period is left out": func(c *counter) {
			c.count = func(m []completion.Matter, q completion.Query) []completion.Tally {
				q.To = q.To.AddDays(-1)
				return completion.Count(m, q)
			}
		},
		"a service is counted in all": func(c *counter) {
			c.count = func(m []completion.Matter, q completion.Query) []completion.Tally {
				q.Service = ""
				return completion.Count(m, q)
			}
		},
	}
}

func orderSaysNothing(c counter, d completion.Definition, w world) error {
	want := c.matters(d, w)
	other := world{events: slices.Clone(w.events), asOf: w.asOf}
	for range 3 {
		w.more.Shuffle(len(other.events), func(i, j int) { other.events[i], other.events[j] = other.events[j], other.events[i] })
		if got := c.matters(d, other); !reflect.DeepEqual(got, want) {
			return errors.New("another order made other matters")
		}
	}
	return nil
}

func brokenOrder() map[string]func(*counter) {
	return map[string]func(*counter){
		"events come in two batches": assembling(func(d completion.Definition, events []completion.Event, asOf models.Date) []completion.Matter {
			half := len(events) / 2
			return append(completion.Assemble(d, events[:half], asOf), completion.Assemble(d, events[half:], asOf)...)
		}),
	}
}

func assembling(how func(completion.Definition, []completion.Event, models.Date) []completion.Matter) func(*counter) {
	return func(c *counter) { c.assemble = how }
}

// changing breaks Assemble by doing something to each of its matters.
func changing(change func(*completion.Matter)) func(*counter) {
	return assembling(func(d completion.Definition, events []completion.Event, asOf models.Date) []completion.Matter {
		matters := completion.Assemble(d, events, asOf)
		for i := range matters {
			change(&matters[i])
		}
		return matters
	})
}

func oneMoreLowersNothing(c counter, d completion.Definition, w world) error {
	before := c.figures(d, w, year())
	more := w
	more.events = append(slices.Clone(w.events), completion.Event{
		At: time.Date(2026, 6, 1, 10, 0, 0, 0, models.China), Person: "somebody new", Service: "passport", Site: "east", Kind: completion.Issued,
	})
	after := c.figures(d, more, year())
	lower := func(now, then completion.Figure) bool {
		return then.Exists() && now.Numerator*then.Denominator < then.Numerator*now.Denominator
	}
	if lower(after.Experienced, before.Experienced) || lower(after.Honest, before.Honest) || after.Experienced == before.Experienced {
		return fmt.Errorf("before %+v, after %+v", before, after)
	}
	return nil
}

func brokenOneMore() map[string]func(*counter) {
	return map[string]func(*counter){
		"only matters without a visit count as one": computing(func(t completion.Tally, f *completion.Figures) {
			if t.State == completion.Completed && t.Visits == 1 {
				f.Experienced.Numerator -= t.Count
			}
		}),
		"one visit is an end and no completion": computing(func(t completion.Tally, f *completion.Figures) {
			if t.State == completion.Completed && t.Visits == 1 {
				f.Experienced.Numerator -= t.Count
				f.Experienced.Denominator -= t.Count
			}
		}),
	}
}

func oneCauseEach(c counter, d completion.Definition, w world) error {
	later := 0
	matters := c.matters(d, w)
	for _, m := range matters {
		if m.Visits != len(m.Presences) {
			return fmt.Errorf("%d visits, %d presences", m.Visits, len(m.Presences))
		}
		for i, p := range m.Presences {
			_, known := d.Cause(p.Cause)
			if p.Seq != i+1 || (i == 0) != (p.Cause == "") || i > 0 && !known {
				return fmt.Errorf("presence %d: %+v", i+1, p)
			}
		}
		if !m.Test && m.State != completion.Open && m.EndedOn >= "2026-01-01" {
			later += max(m.Visits-1, 0)
		}
	}
	for _, n := range completion.CountCauses(matters, year()) {
		later -= n.Count
	}
	if later != 0 {
		return fmt.Errorf("%d visits after the first without their one cause", later)
	}
	return nil
}

func brokenCauses() map[string]func(*counter) {
	last := func(m *completion.Matter, cause string) {
		if n := len(m.Presences); n > 1 {
			m.Presences[n-1].Cause = cause
		}
	}
	return map[string]func(*counter){
		"the last cause is lost":  changing(func(m *completion.Matter) { last(m, "") }),
		"a cause nobody listed":   changing(func(m *completion.Matter) { last(m, "R00") }),
		"two causes in one field": changing(func(m *completion.Matter) { last(m, "R01 R05") }),
		"the first visit has one": changing(func(m *completion.Matter) {
			if len(m.Presences) > 0 {
				m.Presences[0].Cause = "R99"
			}
		}),
		"a visit without a presence": changing(func(m *completion.Matter) { m.Visits++ }),
	}
}

func sameAgain(c counter, d completion.Definition, w world) error {
	given := slices.Clone(w.events)
	first, second := c.assemble(d, w.events, w.asOf), c.assemble(d, w.events, w.asOf)
	if !slices.Equal(w.events, given) {
		return errors.New("the events given were changed")
	}
	if !reflect.DeepEqual(first, second) || !slices.Equal(c.count(first, year()), c.count(second, year())) {
		return errors.New("the second time is another")
	}
	return nil
}

func brokenSame() map[string]func(*counter) {
	return map[string]func(*counter){
		"it remembers": func(c *counter) {
			calls := 0
			c.assemble = func(d completion.Definition, events []completion.Event, asOf models.Date) []completion.Matter {
				calls++
				return completion.Assemble(d, events[:len(events)-calls%2], asOf)
			}
		},
		"it sorts what it was lent": assembling(func(d completion.Definition, events []completion.Event, asOf models.Date) []completion.Matter {
			slices.SortFunc(events, func(a, b completion.Event) int { return b.At.Compare(a.At) })
			return completion.Assemble(d, events, asOf)
		}),
	}
}

// attendance is somebody's being somewhere on a day for a service.
type attendance struct {
	person        models.ID
	service, site string
	on            models.Date
}

func presencesKept(c counter, d completion.Definition, w world) error {
	happened, counted := map[attendance]bool{}, map[attendance]bool{}
	for _, e := range w.events {
		if e.Site != "" && models.DateOf(e.At) <= w.asOf && !slices.Contains(d.NoPresence, e.Kind) {
			happened[attendance{e.Person, e.Service, e.Site, models.DateOf(e.At)}] = true
		}
	}
	for _, m := range c.matters(d, w) {
		inMatter := map[attendance]bool{}
		for _, p := range m.Presences {
			inMatter[attendance{m.Person, m.Service, p.Site, p.On}] = true
		}
		if len(inMatter) != m.Visits {
			return fmt.Errorf("%d visits at %d times and places", m.Visits, len(inMatter))
		}
		maps.Copy(counted, inMatter)
	}
	if !maps.Equal(happened, counted) {
		return fmt.Errorf("%d presences happened, %d are in matters", len(happened), len(counted))
	}
	return nil
}

func brokenPresences() map[string]func(*counter) {
	return map[string]func(*counter){
		"two kiosks of one day are two visits": changing(func(m *completion.Matter) {
			if len(m.Presences) > 0 {
				m.Presences, m.Visits = append(m.Presences, m.Presences[0]), m.Visits+1
			}
		}),
		"the last visit is lost": changing(func(m *completion.Matter) {
			if n := len(m.Presences); n > 1 {
				m.Presences, m.Visits = m.Presences[:n-1], n-1
			}
		}),
		"whoever is refused was not there": assembling(func(d completion.Definition, events []completion.Event, asOf models.Date) []completion.Matter {
			d.NoPresence = append(slices.Clone(d.NoPresence), completion.Refused)
			return completion.Assemble(d, events, asOf)
		}),
	}
}

func endsInTime(c counter, d completion.Definition, w world) error {
	for _, day := range []models.Date{"2026-02-15", "2026-06-30", w.asOf} {
		for _, m := range c.assemble(d, slices.Clone(w.events), day) {
			ended := m.State != completion.Open
			if ended != (m.EndedOn != "") || ended && (m.EndedOn < m.OpenedOn || m.EndedOn < m.LastEventOn) ||
				m.EndedOn > day || m.LastEventOn < m.OpenedOn || m.LastEventOn > day {
				return fmt.Errorf("as of %s: %+v", day, m)
			}
		}
	}
	return nil
}

func brokenTime() map[string]func(*counter) {
	return map[string]func(*counter){
		"it looks ahead": assembling(func(d completion.Definition, events []completion.Event, asOf models.Date) []completion.Matter {
			return completion.Assemble(d, events, asOf.AddDays(30))
		}),
		"an end without its date": changing(func(m *completion.Matter) { m.EndedOn = "" }),
	}
}
