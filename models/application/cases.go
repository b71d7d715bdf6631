package application

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/catalog"
	"onevisit/models/document"
	"onevisit/models/flow"
	"onevisit/models/job"
	"onevisit/models/papers"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// Sessions tells who stands at a kiosk.
type Sessions interface {
	// Session returns the live session an actor acts in, its holder opened.
	Session(ctx context.Context, actor models.Actor) (visit.Session, error)
	// Past returns a session that may be over, its holder opened;
	// models.ErrNotFound.
	Past(ctx context.Context, session models.ID) (visit.Session, error)
}

// Parts is everything the use cases work with; each is given, none is global.
type Parts struct {
	Store        Store
	Lists        Lists
	Results      ResultStore
	Requests     RequestStore
	Board        CallStore // the hall's screens
	Links        Links     // nil where there is no phone page
	Copies       CopyStore
	Attempts     Attempts
	Payments     Payments
	PaperKey     papers.Key // signs what is printed
	Offices      Offices
	Archive      *document.Archive
	Catalog      Catalog
	Engine       Engine
	Source       register.Source
	Effects      register.Effects
	Orders       register.HouseholdOrders
	Evidence     register.Evidence
	FinePayments register.FinePayments
	Courier      register.Courier
	Notifier     register.Notifier // nil where the hall sends no messages
	Ledger       *visit.Ledger
	Sessions     Sessions
	Queue        Queue
	Signer       Signer
	Calendar     Calendar
	Jobs         job.Queue
	Log          audit.Log
	Vault        pii.Vault
	Transactions models.Transactor
	Clock        models.Clock
	IDs          *models.IDs
}

// Cases is what can be done with applications. It is safe for concurrent use.
type Cases struct {
	Parts
	facts  *factCache
	drafts *draftCache
	chains *chains
	terms  *termCache
}

// New makes the use cases.
func New(p Parts) *Cases {
	return &Cases{Parts: p, facts: newFactCache(), drafts: newDraftCache(), chains: newChains(), terms: newTermCache()}
}

// ErrUnknownService is the answer to a service no definition describes.
var ErrUnknownService = models.E(models.KindNotFound, "service.unknown")

// file is an application opened: its definition, answers and facts in the clear.
type file struct {
	Application
	def     *catalog.Definition
	answers answerSheet
	facts   flow.Facts
	seen    []string
	asked   *CorrectionRequest // what has to be put right, in the state Correction
}

// input is what the engine looks at.
func (f *file) input(today models.Date) flow.Input {
	answers := make(flow.Answers, len(f.answers.Answers)+1)
	for name, value := range f.answers.Answers {
		answers[name] = value
	}
	if f.def.Images != "" {
		answers[flow.SeenKey] = append([]string{}, f.seen...)
	}
	return flow.Input{Definition: f.def, Facts: f.facts, Answers: answers, Today: today, Region: f.Region, Redo: f.redo()}
}

// own reads an application of the acting citizen. Another person's does not
// exist for them.
func (c *Cases) own(ctx context.Context, actor models.Actor, id models.ID) (Application, error) {
	a, err := c.Store.ByID(ctx, id)
	if err != nil {
		return Application{}, err
	}
	if actor.Kind != models.ActorCitizen || a.Person != actor.ID {
		return Application{}, models.ErrNotFound.Because(errors.New("application of another person"))
	}
	return a, nil
}

// open decrypts an application.
func (c *Cases) open(ctx context.Context, a Application) (*file, error) {
	def, ok := c.Catalog.Version(a.Definition)
	if !ok {
		return nil, fmt.Errorf("application: definition %s of %s is not in the catalogue", a.Definition, a.Service)
	}
	f := &file{Application: a, def: def}
	var err error
	if f.answers, err = openAnswers(c.Vault, a.ID, a.Answers); err != nil {
		return nil, err
	}
	if f.facts, err = openFacts(c.Vault, a.ID, a.Facts); err != nil {
		return nil, err
	}
	if err := f.unfold(); err != nil {
		return nil, err
	}
	if def.Images != "" {
		if f.seen, err = c.Archive.Seen(ctx, a.ID); err != nil {
			return nil, err
		}
	}
	f.asked, err = c.askedOf(ctx, a)
	return f, err
}

// ownFile is own and open.
func (c *Cases) ownFile(ctx context.Context, actor models.Actor, id models.ID) (*file, error) {
	a, err := c.own(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return c.open(ctx, a)
}

// fileOf opens an application of the person.
func (c *Cases) fileOf(ctx context.Context, person, id models.ID) (*file, error) {
	a, err := c.Store.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	if a.Person != person {
		return nil, models.ErrNotFound.Because(errors.New("application of another person"))
	}
	return c.open(ctx, a)
}

// hold locks an application and its results until the commit and opens it.
func (c *Cases) hold(ctx context.Context, tx models.Tx, id models.ID) (*file, []Result, error) {
	a, err := c.Store.Lock(ctx, tx, id)
	if err != nil {
		return nil, nil, err
	}
	f, err := c.open(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	results, err := c.Results.LockResults(ctx, tx, id)
	return f, results, err
}

// move applies a command of an actor to the application in memory and appends
// its audit entry. The caller writes the row once, with save.
func (c *Cases) move(ctx context.Context, tx models.Tx, a *Application, command Command, by models.Actor, notes map[string]string) error {
	return c.moveNoting(ctx, tx, a, command, by, audit.Entry{Notes: notes})
}

// moveNoting is move with more to say in the audit entry.
func (c *Cases) moveNoting(ctx context.Context, tx models.Tx, a *Application, command Command, by models.Actor, entry audit.Entry) error {
	t, err := Next(a.State, command, by.Kind)
	if err != nil {
		return err
	}
	from := a.State
	a.State = t.To
	if a.State.Ended() {
		a.EndedAt = c.Clock.Now()
	}
	if a.State != Draft { // what was just handed in or decided changes what the menu may promise
		c.outdate(*a)
	}
	all := map[string]string{"command": string(command), "state": string(t.To)}
	if from != none {
		all["from"] = string(from)
	}
	maps.Copy(all, entry.Notes)
	entry.Action, entry.Actor, entry.Notes = t.Action, by, all
	entry.Subjects = append(a.subjects(), entry.Subjects...)
	return c.Log.Append(ctx, tx, entry)
}

// save writes the application under the version it was read with, and tells the
// ledger how the matter stands.
func (c *Cases) save(ctx context.Context, tx models.Tx, a *Application, causes ...visit.Cause) error {
	a.UpdatedAt = c.Clock.Now()
	a.Version++
	if err := c.Store.Change(ctx, tx, *a); err != nil {
		return err
	}
	if err := c.Ledger.Note(ctx, tx, a.Matter, visit.EndingOf(a.State.ending(), a.Reason, causes...)); err != nil {
		return err
	}
	// What the office does is an event of the matter too: the window for a return
	// begins with it.
	if err := c.Ledger.Touch(ctx, tx, a.Matter); err != nil {
		return err
	}
	if a.State == HandedOver {
		return c.Ledger.Unsettle(ctx, tx, a.Matter)
	}
	if end := a.State.matterEnd(); end != "" {
		return c.Ledger.End(ctx, tx, a.Matter, end)
	}
	return nil
}

// subjects are what an audit entry about the application names.
func (a Application) subjects() []audit.Ref {
	return []audit.Ref{
		{Kind: "application", ID: string(a.ID)}, {Kind: "matter", ID: string(a.Matter)}, {Kind: "person", ID: string(a.Person)},
	}
}

// system is the actor of jobs and callbacks.
func system() models.Actor { return models.Actor{Kind: models.ActorSystem} }
