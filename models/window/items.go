package window

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// Item is one thing a citizen may have come for.
type Item struct {
	ID        models.ID
	Kind      Kind
	Matter    models.ID
	Number    string
	Service   string
	Title     models.Texts
	Site      string
	State     string
	StateText models.Texts
	Reason    models.Texts // why it was handed over or refused, nil where there is none
	Note      pii.Text     // the clerk's words for the window
	Bring     []models.Texts
	Visits    int
	Acts      []Act
	Sections  []casework.Section // masked; empty where this window has no part in it
	Results   []application.ResultView
	Reasons   []casework.Reason // what it can be refused for, where it can
	Prints    bool              // its papers can be printed at this window
}

// place puts what was asked for first, then what can be settled here, then the
// rest, each in the order it is listed in.
func (i Item) place(asked models.ID) int {
	switch {
	case i.ID == asked:
		return 0
	case len(i.Acts) > 1:
		return 1
	case len(i.Acts) == 1:
		return 2
	}
	return 3
}

// compose reads everything about a person that still matters.
func (w *Window) compose(ctx context.Context, actor models.Actor, person visit.Person) (File, error) {
	identity, err := w.Doorman.Identity(person)
	if err != nil {
		return File{}, err
	}
	file := File{
		Person: person.ID, Holder: pii.Conceal(pii.MaskName(identity.Name.Reveal())),
		IDNumber: pii.Conceal(pii.MaskID(identity.IDNumber.Reveal())),
	}
	if file.Sessions, file.Here, err = w.Book.Today(ctx, person.ID, actor.Site, models.DateOf(w.Clock.Now())); err != nil {
		return File{}, err
	}
	if file.Items, err = w.items(ctx, actor, person.ID); err != nil {
		return File{}, err
	}
	var matters []models.ID
	for _, item := range file.Items {
		if !slices.Contains(matters, item.Matter) {
			matters = append(matters, item.Matter)
		}
	}
	if file.Visits, err = w.Book.VisitsOf(ctx, matters); err != nil {
		return File{}, err
	}
	for _, def := range w.Catalog.All() {
		file.Services = append(file.Services, Service{def.Service, def.Title})
	}
	return file, nil
}

func (w *Window) items(ctx context.Context, actor models.Actor, person models.ID) ([]Item, error) {
	since := w.since()
	applications, err := w.Files.OfPerson(ctx, person, since, mostItems)
	if err != nil {
		return nil, fmt.Errorf("window: applications: %w", err)
	}
	attempts, err := w.Book.AttemptsOf(ctx, person, since, mostItems)
	if err != nil {
		return nil, fmt.Errorf("window: attempts: %w", err)
	}
	matters, err := w.matters(ctx, person)
	if err != nil {
		return nil, err
	}
	var items []Item
	told := map[models.ID]bool{}
	for _, a := range applications {
		told[a.Matter] = true
		item, err := w.applicationItem(ctx, actor, a, liveBeside(applications, a))
		if err != nil {
			return nil, err
		}
		item.Visits = matters[a.Matter].Visits
		items = append(items, item)
	}
	for _, attempt := range attempts {
		m := matters[attempt.Matter]
		if told[m.ID] || m.State == visit.MatterCompleted {
			continue // what came after it says more
		}
		told[m.ID] = true
		items = append(items, w.attemptItem(actor, attempt, m))
	}
	return items, nil
}

func (w *Window) matters(ctx context.Context, person models.ID) (map[models.ID]visit.Matter, error) {
	list, err := w.Book.MattersOf(ctx, person)
	if err != nil {
		return nil, fmt.Errorf("window: matters: %w", err)
	}
	byID := make(map[models.ID]visit.Matter, len(list))
	for _, m := range list {
		byID[m.ID] = m
	}
	return byID, nil
}

// item is what an act is about, as it stands now.
func (w *Window) item(ctx context.Context, actor models.Actor, t target) (Item, error) {
	applications, err := w.Files.OfPerson(ctx, t.person, w.since(), mostItems)
	if err != nil {
		return Item{}, fmt.Errorf("window: applications: %w", err)
	}
	if t.application != nil {
		return w.applicationItem(ctx, actor, *t.application, liveBeside(applications, *t.application))
	}
	if slices.ContainsFunc(applications, func(a application.Application) bool { return a.Matter == t.matter }) {
		return Item{}, ErrNotPossible // the application says how it goes on
	}
	matters, err := w.matters(ctx, t.person)
	if err != nil {
		return Item{}, err
	}
	return w.attemptItem(actor, *t.attempt, matters[t.matter]), nil
}

// since is the first moment of what is still shown after its end.
func (w *Window) since() time.Time { return w.Clock.Now().Add(-shownDays * 24 * time.Hour) }

// liveBeside tells whether the matter goes on in another application.
func liveBeside(all []application.Application, a application.Application) bool {
	return slices.ContainsFunc(all, func(other application.Application) bool {
		return other.Matter == a.Matter && other.ID != a.ID && other.Live()
	})
}

func (w *Window) applicationItem(ctx context.Context, actor models.Actor, a application.Application, goesOn bool) (Item, error) {
	file, err := w.Applications.Dossier(ctx, a.ID)
	if err != nil {
		return Item{}, fmt.Errorf("window: open application: %w", err)
	}
	item := Item{
		ID: a.ID, Kind: KindApplication, Matter: a.Matter, Number: a.Number, Service: a.Service, Title: file.Definition.Title,
		Site: a.Site, State: string(a.State), StateText: file.StateText, Results: file.Results,
		Acts: actsOf(a, file.Results, a.Site == actor.Site, goesOn), Prints: printable(target{application: &a}, actor.Site),
	}
	item.Reason, item.Bring = reasonOf(file.Definition, a)
	if file.Reason != nil && len(file.Reason.Bring) > 0 {
		item.Bring = file.Reason.Bring // with the papers this very application needs
	}
	item.Reasons = refusals(file.Definition, item.Acts)
	if a.Site != actor.Site && a.State != application.HandedOver {
		return item, nil
	}
	item.Sections = casework.Masked(file)
	if a.State == application.HandedOver {
		if item.Note, err = w.Notes.HandedOver(ctx, a.ID); err != nil {
			return Item{}, err
		}
	}
	return item, nil
}

// refusals lists the reasons for which an item can be refused, none where it
// cannot.
func refusals(def *catalog.Definition, acts []Act) []casework.Reason {
	var list []casework.Reason
	if !slices.Contains(acts, Refused) {
		return nil
	}
	for _, r := range casework.ReasonsOf(def) {
		if r.Outcome == casework.Reject {
			list = append(list, r)
		}
	}
	return list
}

// reasonOf finds the words of a reason and what it makes the citizen bring.
func reasonOf(def *catalog.Definition, a application.Application) (models.Texts, []models.Texts) {
	if a.Reason == "" {
		return nil, nil
	}
	for _, r := range casework.ReasonsOf(def) {
		if r.Code == a.Reason {
			return r.Text, r.Bring
		}
	}
	for _, r := range def.Reasons {
		if r.Code == a.Reason {
			return r.Text, r.Bring
		}
	}
	return nil, nil
}

// actsOf is what can be recorded about an application now. own says that it is
// this hall's, goesOn that a later application carries its matter on.
func actsOf(a application.Application, results []application.ResultView, own, goesOn bool) []Act {
	acts := []Act{Attended}
	switch {
	case a.State == application.Completed:
		return nil
	case a.State == application.HandedOver && !goesOn:
		acts = append(acts, Completed, Refused)
	case a.State == application.NeedsStaff && own:
		acts = append(acts, Repaired, Completed)
	}
	if own && slices.ContainsFunc(results, application.ResultView.Collectable) {
		acts = append(acts, Collected)
	}
	return acts
}

// attemptItem is a service that was refused before there was an application.
func (w *Window) attemptItem(actor models.Actor, attempt Attempt, m visit.Matter) Item {
	item := Item{
		ID: attempt.ID, Kind: KindAttempt, Matter: m.ID, Number: attempt.Reference, Service: attempt.Service, Site: attempt.Site,
		State: string(m.State), StateText: matterText(m.State), Visits: m.Visits, Acts: []Act{Attended},
		Prints: printable(target{attempt: &attempt}, actor.Site),
	}
	if m.State == visit.MatterOpen {
		item.Acts = append(item.Acts, Completed, Refused)
	}
	def, ok := w.Catalog.Version(m.Definition)
	if !ok {
		item.Title = models.Texts{"zh-CN": attempt.Service}
		return item
	}
	item.Title, item.Reasons = def.Title, refusals(def, item.Acts)
	for i := range def.Precheck {
		rule := &def.Precheck[i]
		if rule.Code == attempt.Reason {
			// The facts of that moment were not kept: what depended on them shows as
			// an ellipsis.
			item.Reason = rule.Text.Render(def.Env.Scope(nil, nil, string(models.DateOf(attempt.At)), ""))
			item.Bring = rule.Bring
		}
	}
	return item
}

func matterText(s visit.MatterState) models.Texts {
	switch s {
	case visit.MatterCompleted:
		return models.Texts{"zh-CN": "已办结。", "en": "Finished."}
	case visit.MatterRejected:
		return models.Texts{"zh-CN": "未通过。", "en": "Not approved."}
	case visit.MatterAbandoned, visit.MatterWithdrawn:
		return models.Texts{"zh-CN": "已终止。", "en": "Ended."}
	default:
		return models.Texts{"zh-CN": "自助机未受理，尚未提交申请。", "en": "The kiosk could not take it; nothing was submitted yet."}
	}
}
