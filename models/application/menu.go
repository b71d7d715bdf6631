package application

import (
	"cmp"
	"context"
	"slices"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/flow"
)

// Menu is everything that can be done, with the answer for each.
type Menu struct {
	Groups      []MenuGroup
	Suggestions []MenuSuggestion // at most MostSuggested, the most pressing first
	Late        bool             // registers are still being asked: look again
}

// MenuGroup is a heading of the menu with its services.
type MenuGroup struct {
	Code     string
	Title    models.Texts
	Services []MenuService
}

// MenuService is one service with the answer to "can I finish this here now?".
type MenuService struct {
	Service     string
	Title       models.Texts
	Summary     models.Texts
	Needs       models.Texts // what to have at hand
	Terms       []Term       // what it is found by
	Quick       bool         // it only tells or hands out something
	Verdict     flow.Verdict
	Late        bool      // the verdict is unknown because a register is still being asked
	Application models.ID // the draft that would be resumed, "" for none
}

// MenuSuggestion is a service worth doing on this visit, and why.
type MenuSuggestion struct {
	Service string
	Code    string
	Rank    int
	Text    models.Texts
}

// MostSuggested is how many services are pointed out at once.
const MostSuggested = 3

// Menu answers for every service, from facts gathered once per session.
func (c *Cases) Menu(ctx context.Context, actor models.Actor, place Place) (Menu, error) {
	s, err := c.Sessions.Session(ctx, actor)
	if err != nil {
		return Menu{}, err
	}
	live, err := c.Store.LiveOf(ctx, actor.ID)
	if err != nil {
		return Menu{}, err
	}
	defs := c.Catalog.All()
	var names []string
	for _, def := range defs {
		names = append(names, def.Asked()...)
	}
	facts, late := c.known(ctx, s, place, names)
	menu := Menu{Late: len(late) > 0}
	for _, def := range defs {
		in := c.fromScratch(def, facts, place)
		entry, err := c.menuService(in, live, late)
		if err != nil {
			return Menu{}, err
		}
		if suggestion, ok := c.suggestion(in, entry, live); ok {
			menu.Suggestions = append(menu.Suggestions, suggestion)
		}
		// Definitions come group by group.
		if n := len(menu.Groups); n == 0 || menu.Groups[n-1].Code != def.Group.Code {
			menu.Groups = append(menu.Groups, MenuGroup{Code: def.Group.Code, Title: def.Group.Title})
		}
		group := &menu.Groups[len(menu.Groups)-1]
		group.Services = append(group.Services, entry)
	}
	slices.SortStableFunc(menu.Suggestions, func(a, b MenuSuggestion) int { return cmp.Compare(a.Rank, b.Rank) })
	menu.Suggestions = menu.Suggestions[:min(len(menu.Suggestions), MostSuggested)]
	return menu, nil
}

func (c *Cases) menuService(in flow.Input, live []Application, late map[string]bool) (MenuService, error) {
	verdict, err := c.Engine.Precheck(in)
	if err != nil {
		return MenuService{}, err
	}
	def := in.Definition
	entry := MenuService{
		Service: def.Service, Title: def.Title, Summary: def.Summary, Needs: def.Menu.Needs, Quick: def.Menu.Quick,
		Terms: c.terms.of(def), Verdict: verdict,
		Late: verdict.Outcome == flow.Unknown && slices.ContainsFunc(def.Facts, func(name string) bool { return late[name] }),
	}
	if a, ok := resumable(live, def.Service); ok {
		entry.Application = a.ID
	}
	return entry, nil
}

// suggestion points a service out that can be done here now, if need be after
// another one, and is not under way.
func (c *Cases) suggestion(in flow.Input, entry MenuService, live []Application) (MenuSuggestion, bool) {
	if !entry.Verdict.Outcome.Opens() && entry.Verdict.First() == "" {
		return MenuSuggestion{}, false
	}
	if slices.ContainsFunc(live, func(a Application) bool { return a.Service == entry.Service }) {
		return MenuSuggestion{}, false
	}
	s, ok := c.Engine.Suggest(in)
	return MenuSuggestion{Service: entry.Service, Code: s.Code, Rank: s.Rank, Text: s.Text}, ok
}

// fromScratch is the engine's input before anything was answered.
func (c *Cases) fromScratch(def *catalog.Definition, facts flow.Facts, place Place) flow.Input {
	return flow.Input{
		Definition: def, Facts: only(facts, def.Facts), Answers: flow.Answers{},
		Today: models.DateOf(c.Clock.Now()), Region: place.City,
	}
}

// resumable finds the newest application of a service, of any with "", that is
// in the citizen's hands.
func resumable(live []Application, service string) (Application, bool) {
	for _, a := range live {
		if (service == "" || a.Service == service) && a.State.Editable() {
			return a, true
		}
	}
	return Application{}, false
}

// Listed is a line of the person's unfinished applications.
type Listed struct {
	Application Application
	Title       models.Texts
	StateText   models.Texts
}

// List gives the person's applications that have not ended, newest first.
func (c *Cases) List(ctx context.Context, actor models.Actor) ([]Listed, error) {
	live, err := c.Store.LiveOf(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	list := make([]Listed, 0, len(live))
	for _, a := range live {
		title := models.Texts{"zh-CN": a.Service, "en": a.Service}
		if def, ok := c.Catalog.Version(a.Definition); ok {
			title = def.Title
		}
		list = append(list, Listed{Application: a, Title: title, StateText: stateText(a, nil)})
	}
	return list, nil
}
