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
	want   counted           // under version 1
	two    map[string]string // what differs under the proposed version 2
}

// proposed reads the definition that nobody published, as an official wrote it.
func proposed(t testing.TB) completion.Definition {
	t.Helper()
	text, err := os.ReadFile("testdata/proposed-2.json")
	if err != nil {
		t.Fatal(err)
	}
	d, err := completion.Propose(completion.Published()[0], text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// wantTwo is what was counted under version 2.
func (h history) wantTwo(t *testing.T) counted {
	t.Helper()
	want := h.want
	for name, value := range h.two {
		if err := want.read(name + " " + value); err != nil {
			t.Fatal(err)
		}
	}
	return want
}

func TestHistories_areCountedAsByHand(t *testing.T) {
	histories := readHistories(t)
	if len(histories) < 90 {
		t.Fatalf("only %d histories", len(histories))
	}
	first, second := completion.Published()[0], proposed(t)
	for _, h := range histories {
		t.Run(h.name, func(t *testing.T) {
			if got := count(first, h); got != h.want {
				t.Errorf("version 1 counted\n%+v\nby hand\n%+v", got, h.want)
			}
			if got, want := count(second, h), h.wantTwo(t); got != want {
				t.Errorf("version 2 counted\n%+v\nby hand\n%+v", got, want)
			}
		})
	}
}

// A line for version 2 that says what version 1's says would be a slip of whoever
// counted.
func TestHistories_nameVersionTwoOnlyWhereItDiffers(t *testing.T) {
	for _, h := range readHistories(t) {
		for name, value := range h.two {
			same := h.want
			if err := same.read(name + " " + value); err != nil || same == h.want {
				t.Errorf("%s: =2 %s %s: %v", h.name, name, value, err)
			}
		}
	}
}

// Each of the three points in which version 2 differs is seen in a history of its
// own: with that point alone the history counts as under version 2, and without
// it as under version 1.
func TestHistories_showEachDifferenceOfVersionTwoOnItsOwn(t *testing.T) {
	first, second := completion.Published()[0], proposed(t)
	only := map[string]completion.Definition{"window": first, "asking": first, "denominator": first}
	for name, d := range only {
		switch name {
		case "window":
			d.WindowDays = second.WindowDays
		case "asking":
			d.NoPresence = second.NoPresence
		case "denominator":
			d.LeaveOutZeroVisits = second.LeaveOutZeroVisits
		}
		only[name] = d
	}
	shown := map[string]int{}
	for _, h := range readHistories(t) {
		var by []string
		for name, d := range only {
			if count(d, h) == h.wantTwo(t) && len(h.two) > 0 {
				by = append(by, name)
			}
		}
		if len(by) == 1 {
			shown[by[0]]++
		}
		if len(h.two) == 0 {
			for name, d := range only {
				if count(d, h) != h.want {
					t.Errorf("%s: differs by the %s alone", h.name, name)
				}
			}
		}
	}
	if shown["window"] < 5 || shown["asking"] < 5 || shown["denominator"] < 5 {
		t.Errorf("histories that show one difference: %v", shown)
	}
}

func TestHistories_doNotDependOnTheOrderOfEvents(t *testing.T) {
	for n, d := range []completion.Definition{completion.Published()[0], proposed(t)} {
		for _, h := range readHistories(t) {
			t.Run(h.name, func(t *testing.T) {
				other, want := h, h.want
				if n == 1 {
					want = h.wantTwo(t)
				}
				other.events = slices.Clone(h.events)
				slices.SortStableFunc(other.events, func(a, b completion.Event) int { return strings.Compare(a.Service, b.Service) })
				if got := count(d, other); got != want {
					t.Errorf("counted\n%+v\nby hand\n%+v", got, want)
				}
			})
		}
	}
}

func count(d completion.Definition, h history) counted {
	matters := completion.Assemble(d, h.events, h.asOf)
	f := completion.Compute(d, completion.Count(matters, h.query))
	return countedOf(f, completion.CountBeside(d, matters, h.query), completion.CountCauses(matters, h.query))
}

func countedOf(f completion.Figures, b completion.Beside, counts []completion.CauseCount) counted {
	var causes []string
	for _, c := range counts {
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
				name: name, two: map[string]string{}, asOf: "2026-12-31", query: completion.Query{From: "2026-01-01", To: "2026-12-31"},
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
	if figure, ok := strings.CutPrefix(line, "=2 "); ok {
		name, value, _ := strings.Cut(figure, " ")
		h.two[name] = value
		return nil
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
	*target = strings.TrimPrefix(value, "-")
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
