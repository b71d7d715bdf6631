package figures_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/figures"
)

// history is what happened in one of the hand-counted histories, which are read
// with package completion's own words.
type history struct {
	name   string
	asOf   models.Date
	query  completion.Query
	events []completion.Event
}

func histories(t *testing.T) (all []history) {
	t.Helper()
	text, err := os.ReadFile("../completion/testdata/histories.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if name, ok := strings.CutPrefix(line, "history "); ok {
			all = append(all, history{name: name, asOf: "2026-12-31", query: completion.Query{From: "2026-01-01", To: "2026-12-31"}})
			continue
		}
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "=") || line == "" {
			continue
		}
		h := &all[len(all)-1]
		if day, ok := strings.CutPrefix(line, "counted on "); ok {
			h.asOf = models.Date(day)
		} else if period, ok := strings.CutPrefix(line, "period "); ok {
			from, to, _ := strings.Cut(period, "..")
			h.query.From, h.query.To = models.Date(from), models.Date(to)
		} else {
			h.events = append(h.events, eventOf(t, strings.Fields(line)))
		}
	}
	return all
}

func eventOf(t *testing.T, words []string) completion.Event {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", words[0]+" "+words[1], models.China)
	if err != nil {
		t.Fatal(err)
	}
	e := completion.Event{At: at, Person: models.ID(words[2]), Service: words[3], Site: strings.TrimPrefix(words[4], "-"), Kind: completion.EventKind(words[5])}
	if len(words) > 6 && words[6] != "-" {
		e.Cause = words[6]
	}
	e.Test = len(words) > 7 && words[7] == "test"
	return e
}

// The hand-counted histories, counted by way of contributions, give what package
// completion computes of the same matters: both rates, ends, visits and causes.
func TestContributions_countTheHistoriesAsByHand(t *testing.T) {
	all := histories(t)
	if len(all) < 90 {
		t.Fatalf("only %d histories", len(all))
	}
	text, err := os.ReadFile("../completion/testdata/proposed-2.json")
	if err != nil {
		t.Fatal(err)
	}
	second, err := completion.Propose(completion.Published()[0], text)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []completion.Definition{completion.Published()[0], second} {
		for _, h := range all {
			matters := completion.Assemble(d, h.events, h.asOf)
			var m memory
			for i, x := range matters {
				c := figures.MatterFacts{
					ID: models.ID(fmt.Sprint(i)), Service: x.Service, Site: x.Site, State: x.State, EndedOn: x.EndedOn,
					EndedAt: x.EndedOn.Time(), Test: x.Test, Visits: x.Visits, Causes: x.Causes(),
				}.Contribution()
				if c.On != "" {
					m.all = append(m.all, c)
				}
			}
			q := figures.Query{From: h.query.From, To: h.query.To, Measures: []figures.Measure{figures.Ends, figures.Causes}}
			sums, _, err := m.Sums(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			var cells []figures.Cell
			for _, s := range sums {
				cells = append(cells, figures.Cell{Measure: s.Measure, Bucket: s.Bucket, N: s.N})
			}
			if got, want := counted(d, cells), computed(d, matters, h.query); got != want {
				t.Errorf("%s, version %s:\n%s\nby completion\n%s", h.name, d.Name, got, want)
			}
		}
	}
}

func counted(d completion.Definition, cells []figures.Cell) string {
	var lines []string
	for _, code := range []string{"experienced", "honest", "visits", "ends", "causes"} {
		f, _ := figures.Of(code)
		lines = append(lines, code+" "+f.Value(d, cells).Text())
	}
	return strings.Join(lines, "\n")
}

func computed(d completion.Definition, matters []completion.Matter, q completion.Query) string {
	f := completion.Compute(d, completion.Count(matters, q))
	ended := 0
	for _, n := range f.Visits {
		ended += n
	}
	lines := []string{
		fmt.Sprintf("experienced %d/%d", f.Experienced.Numerator, f.Experienced.Denominator),
		fmt.Sprintf("honest %d/%d", f.Honest.Numerator, f.Honest.Denominator),
		fmt.Sprintf("visits 0/%d 0=%d 1=%d 2=%d 3=%d 4=%d", ended, f.Visits[0], f.Visits[1], f.Visits[2], f.Visits[3], f.Visits[4]),
		fmt.Sprintf("ends 0/%d abandoned=%d completed=%d rejected=%d withdrawn=%d", ended,
			f.Ended[completion.Abandoned], f.Ended[completion.Completed], f.Ended[completion.Rejected], f.Ended[completion.Withdrawn]),
	}
	causes, byCode := 0, map[string]int{}
	for _, c := range completion.CountCauses(matters, q) {
		causes += c.Count
		byCode[c.Code] = c.Count
	}
	line := fmt.Sprintf("causes 0/%d", causes)
	for n := range 100 {
		if code := fmt.Sprintf("R%02d", n); byCode[code] > 0 {
			line += fmt.Sprintf(" %s=%d", code, byCode[code])
		}
	}
	return strings.Join(append(lines, line), "\n")
}
