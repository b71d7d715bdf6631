package whatif

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/catalog"
	"onevisit/models/completion"
	"onevisit/models/flow"
	"onevisit/models/register"
)

// book is testdata/cases.txt.
type book struct {
	edits  map[string]*catalog.Definition
	order  []string
	cases  []goldenCase
	totals map[string]string
}

type goldenCase struct {
	title string
	m     Matter
	want  map[string]string // by edit: class, rule, visits
}

// delivered is loaded once: compiling every definition takes a second.
var delivered = sync.OnceValues(func() (*catalog.Catalog, error) {
	return catalog.Load(catalog.Embedded(), register.FactTypes())
})

func catalogue(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := delivered()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func source(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/card.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func base(t testing.TB) *catalog.Definition {
	t.Helper()
	d, err := catalogue(t).Draft("card.yaml", []byte(source(t)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func edited(t testing.TB, from, to string) *catalog.Definition {
	t.Helper()
	text := source(t)
	from, to = strings.ReplaceAll(from, `\n`, "\n"), strings.ReplaceAll(to, `\n`, "\n")
	if strings.Count(text, from) != 1 {
		t.Fatalf("%q stands %d times in card.yaml", from, strings.Count(text, from))
	}
	d, err := catalogue(t).Draft("card.yaml", []byte(strings.Replace(text, from, to, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func noon(t testing.TB, day string) time.Time {
	t.Helper()
	d, err := models.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	return d.Time().Add(12 * time.Hour)
}

func readBook(t testing.TB) *book {
	t.Helper()
	file, err := os.Open("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	b := &book{edits: map[string]*catalog.Definition{}, totals: map[string]string{}}
	person := register.Person{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := lines.Text()
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		name := ""
		if len(words) > 1 {
			name = strings.TrimSuffix(words[1], ":")
		}
		switch words[0] {
		case "edit":
			from, to, _ := strings.Cut(strings.TrimPrefix(line, "edit "+name+": "), " => ")
			b.edits[name], b.order = edited(t, from, to), append(b.order, name)
		case "case":
			person = register.Person{BirthDate: "1990-01-01", IDCardValidTo: "2030-01-01", HukouCity: "440300"}
			m := Matter{Matter: completion.Matter{ID: models.ID("case-" + name), Service: "test.card", Site: "east"}}
			b.cases = append(b.cases, goldenCase{title: strings.Join(words[1:], " "), m: m, want: map[string]string{}})
		case "total":
			b.totals[name] = strings.Join(words[2:], " ")
		case "=":
			b.cases[len(b.cases)-1].want[name] = strings.Join(words[2:], " ")
		default:
			event(t, &b.cases[len(b.cases)-1].m, &person, words)
		}
	}
	return b
}

// event reads one line of what happened.
func event(t testing.TB, m *Matter, person *register.Person, words []string) {
	t.Helper()
	switch words[0] {
	case "person":
		for _, w := range words[1:] {
			key, value, _ := strings.Cut(w, "=")
			*map[string]*string{"born": &person.BirthDate, "card": &person.IDCardValidTo, "city": &person.HukouCity}[key] = value
		}
	case "visit":
		p := completion.Presence{Seq: len(m.Presences) + 1, Site: "east", On: models.Date(words[1]), Ending: words[2]}
		if len(words) > 3 {
			p.Cause = words[3]
		}
		m.Presences = append(m.Presences, p)
		m.Visits++
	case "refused":
		m.Refusals = append(m.Refusals, Refusal{Code: words[2], Outcome: flow.Window, At: noon(t, words[1])})
	case "filed":
		m.Filed = append(m.Filed, filed(t, *person, words[1:]))
	case "photo":
		f := &m.Filed[len(m.Filed)-1]
		p := Photo{ID: fmt.Sprintf("photo-%d", len(f.Photos)), Field: "photo", At: noon(t, words[1]).Add(-time.Hour)}
		if _, err := fmt.Sscanf(words[2], "%dx%d", &p.Width, &p.Height); err != nil {
			t.Fatal(err)
		}
		f.Photos = append(f.Photos, p)
		f.Kept.Answers["photo"] = p.ID
	case "asked":
		f := &m.Filed[len(m.Filed)-1]
		f.Requests = append(f.Requests, Asked{AskedAt: noon(t, words[1]), Channel: application.Channel(words[2]), Fields: words[3:]})
	case "ended":
		m.State, m.EndedOn = completion.State(words[1]), "2026-06-30"
		m.PrecheckOnly = len(m.Filed) == 0
	default:
		t.Fatalf("what is %v?", words)
	}
}

func filed(t testing.TB, person register.Person, words []string) Filed {
	t.Helper()
	f := Filed{Site: "east", Region: "440300", OpenedAt: noon(t, words[0])}
	if words[1] == "erased" {
		return f
	}
	f.Kept = &application.Kept{Facts: flow.Facts{register.FactPerson: person}, Answers: flow.Answers{}}
	if words[1] == "submitted" {
		f.SubmittedAt = noon(t, words[0])
	}
	for _, w := range words[2:] {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "total":
			if _, err := fmt.Sscan(value, &f.Total); err != nil {
				t.Fatal(err)
			}
		case "route":
			f.Route = flow.Route(value)
		case "opened":
			f.OpenedAt = noon(t, value)
		default:
			f.Kept.Answers[key] = value
		}
	}
	return f
}

// Every case of the book, under every edit, is judged as an official counted it.
func TestCases(t *testing.T) {
	b := readBook(t)
	if len(b.cases) < 15 || len(b.edits) < 10 {
		t.Fatalf("%d cases, %d edits", len(b.cases), len(b.edits))
	}
	from := base(t)
	for _, name := range b.order {
		r := NewReplay(Compare(from, b.edits[name]))
		for _, c := range b.cases {
			v := r.Judge(&c.m)
			got := fmt.Sprintf("%s %s %d", v.Class, v.Why, v.Visits)
			want := cmp.Or(c.want[name], fmt.Sprintf("unchanged %s %d", v.Why, c.m.Visits))
			if got != want {
				t.Errorf("%s under %s: %s, counted %s", c.title, name, got, want)
			}
		}
	}
	for _, c := range b.cases {
		for name := range c.want {
			if b.edits[name] == nil {
				t.Errorf("%s: there is no edit %q", c.title, name)
			}
		}
	}
}

func TestCases_totals(t *testing.T) {
	b := readBook(t)
	rate := completion.Published()[0]
	from := base(t)
	for name, want := range b.totals {
		edit := Compare(from, b.edits[name])
		s := newSummary(rate, 100)
		for i := range b.cases {
			s.add(&b.cases[i].m, NewReplay(edit).Judge(&b.cases[i].m))
		}
		var p [3]pairing
		for c, n := range s.pairs {
			ends := [3]outcome{c.after, c.after, c.after}
			if c.unknown {
				ends[1], ends[2] = bounds(rate, c.before)
			}
			for i, after := range ends {
				e1, _ := members(rate, c.before)
				e2, _ := members(rate, after)
				p[i].add(float64(n), e1.x, e1.d, e2.x, e2.d)
			}
		}
		r := s.result(Result{Same: edit.Same})
		got := fmt.Sprintf("experienced %g/%d honest %g/%d worse %g/%g better %g/%g", r.Experienced.After.Numerator, r.Experienced.After.Denominator,
			r.Honest.After.Numerator, r.Honest.After.Denominator, p[1].y, p[1].e, p[2].y, p[2].e)
		if got != want {
			t.Errorf("%s: %s, counted %s", name, got, want)
		}
		if r.Experienced.Before.Numerator != 8 || r.Experienced.Before.Denominator != 18 || r.Honest.Before.Denominator != 22 {
			t.Errorf("%s: before %+v %+v", name, r.Experienced.Before, r.Honest.Before)
		}
	}
}
