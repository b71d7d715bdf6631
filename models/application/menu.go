package application

import (
	"context"
	"slices"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/flow"
)

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
	Verdict     flow.Verdict
	Application models.ID // the draft that would be resumed, "" for none
}

// Menu answers for every service, from facts gathered once per session.
func (c *Cases) Menu(ctx context.Context, actor models.Actor, place Place) ([]MenuGroup, error) {
	s, err := c.Sessions.Session(ctx, actor)
	if err != nil {
		return nil, err
	}
	live, err := c.Store.LiveOf(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	defs := c.Catalog.All()
	var names []string
	for _, def := range defs {
		names = append(names, def.Asked()...)
	}
	facts := c.known(ctx, s, place, names)
	var groups []MenuGroup
	for _, def := range defs {
		entry, err := c.menuService(def, facts, live, place)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(groups, func(g MenuGroup) bool { return g.Code == def.Group.Code })
		if i < 0 {
			groups, i = append(groups, MenuGroup{Code: def.Group.Code, Title: def.Group.Title}), len(groups)
		}
		groups[i].Services = append(groups[i].Services, entry)
	}
	return groups, nil
}

func (c *Cases) menuService(def *catalog.Definition, facts flow.Facts, live []Application, place Place) (MenuService, error) {
	verdict, err := c.Engine.Precheck(c.fromScratch(def, facts, place))
	if err != nil {
		return MenuService{}, err
	}
	entry := MenuService{Service: def.Service, Title: def.Title, Summary: def.Summary, Verdict: verdict}
	if a, ok := resumable(live, def.Service); ok {
		entry.Application = a.ID
	}
	return entry, nil
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
