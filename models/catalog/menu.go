package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/expr"
)

// Menu is how people find the service among the others.
type Menu struct {
	Place int          `yaml:"place"` // where it stands, smallest first; a group stands where its first service does
	Needs models.Texts `yaml:"needs"` // what to have at hand, in a few words
	Words models.Texts `yaml:"words"` // what else people call it and look for it by, separated by spaces
	Quick bool         `yaml:"quick"` // it only tells or hands out something: it stands among what is over in a minute as well
}

// Suggestion is a case in which the service is worth pointing out to the person.
type Suggestion struct {
	Code string    `yaml:"code"`
	Rank int       `yaml:"rank"` // 1 costs money or rights if it waits, 2 ends soon, 3 is convenient
	When expr.Expr `yaml:"when"` // of what the registers know; undecided suggests nothing
	Text Template  `yaml:"text"` // one sentence that says why
}

// Ranks of a Suggestion.
const (
	firstRank = 1
	lastRank  = 3
)

// Altered tells which facts an application of the service changes when it is
// handed in, decided or carried out. One that only tells, prints or posts
// changes none; any other that does not say what changes them all.
func (d *Definition) Altered() (facts []string, all bool) {
	if len(d.Changes) > 0 {
		return d.Changes, false
	}
	return nil, slices.ContainsFunc(d.Results, func(r Result) bool { return r.Kind != resultAnswer && r.Kind != "print" && r.Kind != "post" })
}

// sortForMenu brings definitions into the order of the menu: groups by their
// first service, what has no place last.
func sortForMenu(list []*Definition) {
	const last = 1 << 30
	place := func(d *Definition) int { return cmp.Or(d.Menu.Place, last) }
	group := map[string]int{}
	for _, d := range list {
		if first, ok := group[d.Group.Code]; !ok || place(d) < first {
			group[d.Group.Code] = place(d)
		}
	}
	slices.SortFunc(list, func(a, b *Definition) int {
		return cmp.Or(
			cmp.Compare(group[a.Group.Code], group[b.Group.Code]), strings.Compare(a.Group.Code, b.Group.Code),
			cmp.Compare(place(a), place(b)), strings.Compare(a.Service, b.Service),
		)
	})
}

// lintMenu: the service can be found, and what is suggested has a reason.
func lintMenu(l *linter) {
	if l.d.Menu.Place < 1 {
		l.add("$.menu", "menu", "has no place in the menu")
	}
	for name, t := range map[string]models.Texts{"needs": l.d.Menu.Needs, "words": l.d.Menu.Words} {
		if len(t) == 0 {
			l.add("$.menu", "menu", "says nothing under %q", name)
		}
	}
	for language, text := range l.d.Menu.Words {
		seen := map[string]bool{}
		for _, word := range strings.Fields(text) {
			if seen[word] {
				l.add("$.menu.words", "menu", "names the word %q twice in %s", word, language)
			}
			seen[word] = true
		}
	}
	codes := map[string]bool{}
	for i, s := range l.d.Suggest {
		at := fmt.Sprintf("$.suggest[%d]", i)
		if s.Code == "" || codes[s.Code] {
			l.add(at, "name", "the code %q is missing or taken", s.Code)
		}
		codes[s.Code] = true
		if s.Rank < firstRank || s.Rank > lastRank {
			l.add(at, "suggestion", "has the rank %d; there are %d to %d", s.Rank, firstRank, lastRank)
		}
		if s.When.Program == nil {
			l.add(at, "condition", "has no condition")
		} else if len(l.d.Env.Answers(s.When.Program)) > 0 {
			l.add(at+".when", "suggestion", "a suggestion cannot depend on answers")
		}
		if !s.Text.Given() {
			l.add(at, "translation", "says nothing to the citizen")
		}
	}
	l.changes()
}

// changes: what is done is seen afterwards.
func (l *linter) changes() {
	if facts, all := l.d.Altered(); all && len(facts) == 0 {
		l.add("$.results", "changes", "does not say under changes which facts it changes")
	}
	for i, name := range l.d.Changes {
		if !slices.Contains(factNames(), name) {
			l.add(fmt.Sprintf("$.changes[%d]", i), "changes", "there is no fact %q", name)
		}
	}
}

// lintPlaces: no two services share a place, and a group has one name.
func lintPlaces(definitions []*Definition) []Finding {
	var out []Finding
	taken, groups := map[int]*Definition{}, map[string]*Definition{}
	for _, d := range definitions {
		if other := taken[d.Menu.Place]; other != nil && d.Menu.Place > 0 && other.Service != d.Service {
			out = append(out, NewFinding(d, "$.menu.place", "menu", "stands at the place of %q", other.Service))
		}
		taken[d.Menu.Place] = d
		if other := groups[d.Group.Code]; other != nil {
			for language, title := range d.Group.Title {
				if other.Group.Title[language] != title {
					out = append(out, NewFinding(d, "$.group.title", "menu", "calls its group %q, and %q calls it %q", title, other.Service, other.Group.Title[language]))
				}
			}
			continue
		}
		groups[d.Group.Code] = d
	}
	return out
}
