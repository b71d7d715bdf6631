package application

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/visit"
)

// MostOpen is how many applications of one service a person may have open.
const MostOpen = 3

// ErrOpenLimit is the answer to one more.
var ErrOpenLimit = models.E(models.KindConflict, "open-limit")

// Choice is a service chosen from the menu.
type Choice struct {
	Actor   models.Actor
	Place   Place
	Service string
	Fresh   bool // give the unfinished draft up and begin anew
	Record  visit.Record[Outcome]
}

// Outcome is an application, or why there is none.
type Outcome struct {
	View    *View
	Refused *Refusal
}

// Refusal is a service turned down at the pre-check. The reference is opaque:
// a window finds the attempt by it, nobody reads anything out of it.
type Refusal struct {
	Service   string
	Title     models.Texts
	Verdict   flow.Verdict
	Reference string
	Attempt   models.ID // by which the notice is printed
}

// errRaced: another request of the same person opened a draft meanwhile.
var errRaced = errors.New("application: a draft was opened at the same moment")

// Open chooses a service with fresh facts. An unfinished application of the
// person is resumed instead of opening another. A refusal makes no application,
// but the attempt belongs to the matter and its visit.
func (c *Cases) Open(ctx context.Context, choice Choice) (Outcome, error) {
	outcome, err := c.choose(ctx, choice)
	if errors.Is(err, errRaced) {
		return c.choose(ctx, choice)
	}
	return outcome, err
}

func (c *Cases) choose(ctx context.Context, choice Choice) (Outcome, error) {
	s, err := c.Sessions.Session(ctx, choice.Actor)
	if err != nil {
		return Outcome{}, err
	}
	live, err := c.Store.LiveOf(ctx, choice.Actor.ID)
	if err != nil {
		return Outcome{}, err
	}
	draft, found := resumable(live, choice.Service)
	if found && (!choice.Fresh || draft.State != Draft) {
		return c.resume(ctx, choice, s, draft)
	}
	def, ok := c.Catalog.Current(choice.Service)
	if !ok {
		return Outcome{}, ErrUnknownService
	}
	facts := c.fresh(ctx, s, choice.Place, def, "")
	verdict, err := c.Engine.Precheck(c.fromScratch(def, facts, choice.Place))
	if err != nil {
		return Outcome{}, err
	}
	if !verdict.Outcome.Opens() {
		return c.refuse(ctx, choice, s, def, verdict)
	}
	var old *Application
	if found {
		old = &draft
	}
	return c.begin(ctx, choice, s, def, facts, old)
}

// begin makes the application. old is the draft given up for it.
func (c *Cases) begin(ctx context.Context, choice Choice, s visit.Session, def *catalog.Definition, facts flow.Facts, old *Application) (Outcome, error) {
	var outcome Outcome
	work := func(ctx context.Context, tx models.Tx) error {
		if old != nil {
			if err := c.giveWay(ctx, tx, *old, choice.Actor); err != nil {
				return err
			}
		}
		n, err := c.Lists.CountLive(ctx, tx, s.Person, def.Service)
		if err != nil {
			return err
		}
		if n >= MostOpen {
			return ErrOpenLimit
		}
		f, err := c.draft(s, choice.Place, def, facts)
		if err != nil {
			return err
		}
		m, err := c.Ledger.Attend(ctx, tx, visit.Event{Service: def.Service, Visit: s.Visit, Definition: def.Hash, Opens: true, Uncounted: uncounted(def)}, c)
		if err != nil {
			return err
		}
		if err := c.askAbout(ctx, tx, def, choice.Actor, s.Visit); err != nil {
			return err
		}
		f.Matter = m.ID
		if err := c.alone(ctx, tx, m.ID); err != nil {
			return err
		}
		notes := map[string]string{"service": def.Service}
		if err := c.noteShown(f, notes); err != nil {
			return err
		}
		if err := c.move(ctx, tx, &f.Application, Open, choice.Actor, notes); err != nil {
			return err
		}
		if err := c.Store.Add(ctx, tx, f.Application); err != nil {
			return err
		}
		if err := c.Ledger.Note(ctx, tx, m.ID, visit.EndingOf(visit.EndWorking, "")); err != nil {
			return err
		}
		view, err := c.compose(ctx, f, nil, choice.Actor)
		if err != nil {
			return err
		}
		outcome = Outcome{View: &view}
		return choice.Record.Call(ctx, tx, outcome)
	}
	if err := c.again(ctx, work); err != nil {
		return outcome, err
	}
	c.chains.begun(s.ID, def.Service)
	return outcome, nil
}

// again repeats work once when a unique key was taken at the same moment: by
// then the row that took it is there to be found, or another number is drawn.
func (c *Cases) again(ctx context.Context, work func(context.Context, models.Tx) error) error {
	err := c.Transactions.Atomically(ctx, work)
	if errors.Is(err, models.ErrDuplicate) {
		return c.Transactions.Atomically(ctx, work)
	}
	return err
}

// alone makes sure that the matter, which the transaction holds, has no draft.
func (c *Cases) alone(ctx context.Context, tx models.Tx, matter models.ID) error {
	live, err := c.Lists.OfMatter(ctx, tx, matter)
	if err != nil {
		return err
	}
	if _, found := resumable(live, ""); found {
		return errRaced
	}
	return nil
}

// giveWay withdraws a draft for a fresh one without ending the matter.
func (c *Cases) giveWay(ctx context.Context, tx models.Tx, old Application, actor models.Actor) error {
	a, err := c.Store.Lock(ctx, tx, old.ID)
	if err != nil {
		return err
	}
	if err := c.move(ctx, tx, &a, Withdraw, actor, map[string]string{"reason": "fresh"}); err != nil {
		return err
	}
	a.Reason = "fresh"
	a.UpdatedAt = c.Clock.Now()
	a.Version++
	return c.Store.Change(ctx, tx, a)
}

// draft makes a new application with its facts sealed.
func (c *Cases) draft(s visit.Session, place Place, def *catalog.Definition, facts flow.Facts) (*file, error) {
	now := c.Clock.Now()
	id := c.IDs.New()
	f := &file{def: def, facts: only(facts, def.Facts), answers: answerSheet{Answers: flow.Answers{}, By: map[string]models.ID{}}}
	f.Application = Application{
		ID: id, Number: c.number(id), Person: s.Person, Service: def.Service, Definition: def.Hash, Version: 1,
		Site: s.Site, Region: place.City, Device: s.Device, Session: s.ID, Visit: s.Visit, OpenedAt: now, UpdatedAt: now,
		Language: s.Language,
	}
	var err error
	if f.Answers, err = sealJSON(c.Vault, id, columnAnswers, f.answers); err != nil {
		return nil, err
	}
	f.Facts, err = sealFacts(c.Vault, id, f.facts)
	return f, err
}

// number is what people say and type: the local date and six characters that
// cannot be mistaken for each other. Its uniqueness is the database's.
func (c *Cases) number(id models.ID) string {
	day := strings.ReplaceAll(string(models.DateOf(c.Clock.Now())), "-", "")[2:]
	return fmt.Sprintf("%s-%s", day, strings.ToUpper(string(id[len(id)-6:])))
}

// refuse keeps the attempt.
func (c *Cases) refuse(ctx context.Context, choice Choice, s visit.Session, def *catalog.Definition, verdict flow.Verdict) (Outcome, error) {
	var outcome Outcome
	kind := visit.EndRefused
	if verdict.Outcome == flow.Unknown {
		kind = visit.EndSilent
	}
	work := func(ctx context.Context, tx models.Tx) error {
		id := c.IDs.New()
		m, err := c.Ledger.Attend(ctx, tx, visit.Event{Service: def.Service, Visit: s.Visit, Definition: def.Hash, Uncounted: uncounted(def)}, c)
		if err != nil {
			return err
		}
		if err := c.askAbout(ctx, tx, def, choice.Actor, s.Visit); err != nil {
			return err
		}
		attempt := visit.Attempt{
			ID: id, Reference: "W" + c.number(id), Matter: m.ID, Visit: s.Visit, Session: s.ID, Service: def.Service,
			Outcome: string(verdict.Outcome), Reason: firstCode(verdict), Cause: causeOf(verdict, kind), At: c.Clock.Now(),
		}
		if err := c.Ledger.Refuse(ctx, tx, attempt, kind); err != nil {
			return err
		}
		outcome = Outcome{Refused: &Refusal{Service: def.Service, Title: def.Title, Verdict: verdict, Reference: attempt.Reference, Attempt: id}}
		if err := c.Log.Append(ctx, tx, audit.Entry{
			Action: audit.PreCheckEnded, Actor: choice.Actor,
			Subjects: []audit.Ref{{Kind: "matter", ID: string(m.ID)}, {Kind: "person", ID: string(s.Person)}, {Kind: "visit", ID: string(s.Visit)}},
			Notes:    map[string]string{"service": def.Service, "outcome": string(verdict.Outcome), "cause": string(attempt.Cause)},
		}); err != nil {
			return err
		}
		return choice.Record.Call(ctx, tx, outcome)
	}
	c.chains.want(s.ID, def.Service, verdict, c.Clock.Now())
	live, err := c.Store.LiveOf(ctx, s.Person)
	if err != nil {
		return Outcome{}, err
	}
	verdict = c.named(verdict, live)
	return outcome, c.again(ctx, work)
}

// uncounted tells of a service that makes no matter of its own: a look-up would
// raise the rate, and a collection is a visit of the matter that led to it.
func uncounted(def *catalog.Definition) bool { return def.Counts == catalog.CountsNo }

// askAbout counts the visit in the matters that such a service is about.
func (c *Cases) askAbout(ctx context.Context, tx models.Tx, def *catalog.Definition, by models.Actor, visit models.ID) error {
	if len(def.VisitOf) == 0 {
		return nil
	}
	matters, err := c.Ledger.AskAbout(ctx, tx, visit, def.VisitOf)
	if err != nil {
		return err
	}
	for _, matter := range matters {
		err := c.Log.Append(ctx, tx, audit.Entry{
			Action: audit.MatterAsked, Actor: by, Notes: map[string]string{"service": def.Service},
			Subjects: []audit.Ref{{Kind: "matter", ID: string(matter)}, {Kind: "person", ID: string(by.ID)}, {Kind: "visit", ID: string(visit)}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func firstCode(v flow.Verdict) string {
	if len(v.Reasons) == 0 {
		return ""
	}
	return v.Reasons[0].Code
}

// causeOf is the cause a further visit would have after the verdict.
func causeOf(v flow.Verdict, kind visit.EndingKind) visit.Cause {
	causes := []visit.Cause{visit.Cause(v.Cause)}
	for _, r := range v.Reasons {
		causes = append(causes, visit.Cause(r.Cause))
	}
	return visit.EndingOf(kind, "", causes...).Cause
}
