package completion_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/visit"
)

// counted is what a history's "=" lines say.
type counted struct {
	experienced, honest, visits, open, away, spared, causes string
}

// history is one example of testdata/histories.txt.
type history struct {
	name   string
	asOf   models.Date
	query  completion.Query
	events []completion.Event
	want   counted
}

func TestHistories_areCountedAsByHand(t *testing.T) {
	histories := readHistories(t)
	if len(histories) < 25 {
		t.Fatalf("only %d histories", len(histories))
	}
	d := completion.Published()[0]
	for _, h := range histories {
		t.Run(h.name, func(t *testing.T) {
			if got := count(d, h); got != h.want {
				t.Errorf("counted\n%+v\nby hand\n%+v", got, h.want)
			}
		})
	}
}

func TestHistories_doNotDependOnTheOrderOfEvents(t *testing.T) {
	d := completion.Published()[0]
	for _, h := range readHistories(t) {
		t.Run(h.name, func(t *testing.T) {
			other := h
			other.events = slices.Clone(h.events)
			slices.SortStableFunc(other.events, func(a, b completion.Event) int { return strings.Compare(a.Service, b.Service) })
			if got := count(d, other); got != h.want {
				t.Errorf("counted\n%+v\nby hand\n%+v", got, h.want)
			}
		})
	}
}

func count(d completion.Definition, h history) counted {
	matters := completion.Assemble(d, h.events, h.asOf)
	f := completion.Compute(d, completion.Count(matters, h.query))
	b := completion.CountBeside(d, matters, h.query)
	var causes []string
	for _, c := range completion.CountCauses(matters, h.query) {
		for range c.Count {
			causes = append(causes, c.Code)
		}
	}
	slices.Sort(causes)
	share := func(f completion.Figure) string { return fmt.Sprintf("%d/%d", f.Numerator, f.Denominator) }
	return counted{
		experienced: share(f.Experienced), honest: share(f.Honest),
		visits: strings.Trim(fmt.Sprint(f.Visits), "[]"),
		open:   fmt.Sprint(b.OpenWithTwo), away: fmt.Sprint(b.TurnedAway), spared: fmt.Sprint(b.Spared),
		causes: strings.Join(causes, " "),
	}
}

func readHistories(t *testing.T) []history {
	t.Helper()
	text, err := os.ReadFile("testdata/histories.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []history
	for n, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if name, ok := strings.CutPrefix(line, "history "); ok {
			all = append(all, history{
				name: name, asOf: "2026-12-31", query: completion.Query{From: "2026-01-01", To: "2026-12-31"},
				want: counted{experienced: "0/0", honest: "0/0", visits: "0 0 0 0 0", open: "0", away: "0", spared: "0"},
			})
			continue
		}
		if err := all[len(all)-1].read(line); err != nil {
			t.Fatalf("line %d: %v", n+1, err)
		}
	}
	return all
}

func (h *history) read(line string) error {
	if day, ok := strings.CutPrefix(line, "counted on "); ok {
		h.asOf = models.Date(day)
		return nil
	}
	if period, ok := strings.CutPrefix(line, "period "); ok {
		from, to, _ := strings.Cut(period, "..")
		h.query.From, h.query.To = models.Date(from), models.Date(to)
		return nil
	}
	if figure, ok := strings.CutPrefix(line, "= "); ok {
		return h.want.read(figure)
	}
	return h.readEvent(strings.Fields(line))
}

func (c *counted) read(figure string) error {
	name, value, _ := strings.Cut(figure, " ")
	target := map[string]*string{
		"experienced": &c.experienced, "honest": &c.honest, "visits": &c.visits, "open-two": &c.open,
		"away": &c.away, "spared": &c.spared, "causes": &c.causes,
	}[name]
	if target == nil {
		return fmt.Errorf("no figure %q", name)
	}
	*target = value
	return nil
}

func (h *history) readEvent(words []string) error {
	if len(words) < 6 {
		return fmt.Errorf("an event has six words: %v", words)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", words[0]+" "+words[1], models.China)
	if err != nil {
		return err
	}
	e := completion.Event{At: at, Person: models.ID(words[2]), Service: words[3], Site: words[4], Kind: completion.EventKind(words[5])}
	if !e.Kind.Known() {
		return fmt.Errorf("nothing is called %q", words[5])
	}
	if e.Site == "-" {
		e.Site = ""
	}
	if len(words) > 6 && words[6] != "-" {
		e.Cause = words[6]
	}
	e.Test = len(words) > 7 && words[7] == "test"
	h.events = append(h.events, e)
	return nil
}

func TestCauses_areThoseByWhichVisitsAreRecorded(t *testing.T) {
	ours := completion.Published()[0].Causes
	theirs := visit.Causes()
	if len(ours) != len(theirs) {
		t.Fatalf("%d causes here, %d in package visit", len(ours), len(theirs))
	}
	for i := range ours {
		if ours[i].Code != string(theirs[i].Cause) || ours[i].Rank != i+1 {
			t.Errorf("place %d: %s here, %s in package visit", i, ours[i].Code, theirs[i].Cause)
		}
		for _, language := range []string{"zh-CN", "en"} {
			if ours[i].Text[language] == "" {
				t.Errorf("%s has no text in %s", ours[i].Code, language)
			}
		}
	}
}
