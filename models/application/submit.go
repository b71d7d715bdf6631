package application

import (
	"bytes"
	"context"
	"errors"

	"onevisit/models"
	"onevisit/models/calendar"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// The refusals of a submission.
var (
	ErrAmount     = models.E(models.KindInvalid, "amount-mismatch")
	ErrIncomplete = models.E(models.KindConflict, "step-out-of-order")
	ErrChanged    = models.E(models.KindConflict, "application.no_longer_possible")
	ErrSilent     = models.E(models.KindUnavailable, "register.silent")
	ErrTaken      = models.E(models.KindConflict, "application.record_taken")
)

// Submission is what the citizen confirmed on the check page.
type Submission struct {
	Actor        models.Actor
	Place        Place
	Application  models.ID
	Version      int64
	ConfirmedFen models.Fen
	Record       visit.Record[View]
}

// Submit hands the application in. The facts are asked for again: what changed
// since the first page is told before anything is decided. The amount the
// citizen confirmed must be the engine's.
func (c *Cases) Submit(ctx context.Context, sub Submission) (View, error) {
	f, err := c.editable(ctx, sub.Actor, sub.Application, sub.Version, Submit)
	if err != nil {
		return View{}, err
	}
	s, err := c.holder(ctx, sub.Actor, f)
	if err != nil {
		return View{}, err
	}
	if remote(sub.Actor) {
		sub.Place = f.place()
	}
	walk, err := c.recheck(ctx, f, s, sub)
	if err != nil {
		return View{}, err
	}
	var view View
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		f := *f // work may run again
		if err := c.handIn(ctx, tx, &f, walk, sub, s); err != nil {
			return err
		}
		results, err := c.Results.LockResults(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		if view, err = c.compose(ctx, &f, results, sub.Actor); err != nil {
			return err
		}
		return sub.Record.Call(ctx, tx, view)
	})
	if err == nil {
		c.outdate(view.Application)
		c.drafts.forget(sub.Actor.Session) // a phone's too, which is not the application's session
	}
	return view, err
}

// recheck gathers fresh facts and walks the definition with them. Where they
// stand in the way they are kept with the draft, so that the next page shows
// what changed.
func (c *Cases) recheck(ctx context.Context, f *file, s visit.Session, sub Submission) (flow.Walk, error) {
	facts := c.fresh(ctx, s, sub.Place, f.def, f.ID)
	if kiosk, ok := f.facts[register.FactKiosk]; ok && remote(sub.Actor) {
		facts[register.FactKiosk] = kiosk // where the result will be handed out
	}
	facts = only(facts, f.def.Facts)
	verdict, err := c.Engine.Precheck(c.fromScratch(f.def, facts, sub.Place))
	if err != nil {
		return flow.Walk{}, err
	}
	switch {
	case verdict.Outcome == flow.Unknown:
		return flow.Walk{}, errors.Join(ErrSilent, c.noteTurn(ctx, f.Application, visit.EndingOf(visit.EndSilent, "")))
	case !verdict.Outcome.Opens():
		ending := visit.EndingOf(visit.EndRefused, firstCode(verdict), causeOf(verdict, visit.EndRefused))
		return flow.Walk{}, errors.Join(ErrChanged, c.noteTurn(ctx, f.Application, ending))
	}
	before := f.facts
	if err := c.renew(ctx, f, facts); err != nil {
		return flow.Walk{}, err
	}
	f.facts = facts
	walk, err := c.Engine.Walk(f.input(models.DateOf(c.Clock.Now())))
	if err != nil {
		return flow.Walk{}, err
	}
	switch {
	case walk.Next != nil:
		return flow.Walk{}, errors.Join(ErrIncomplete.With("step", walk.Next.Step), c.keepFacts(ctx, f, before))
	case walk.Total != sub.ConfirmedFen:
		return flow.Walk{}, errors.Join(ErrAmount, c.keepFacts(ctx, f, before))
	}
	return walk, nil
}

func (c *Cases) noteTurn(ctx context.Context, a Application, e visit.Ending) error {
	return c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return c.Ledger.Note(ctx, tx, a.Matter, e)
	})
}

// keepFacts stores fresh facts with the draft, under a new version: the screen
// has to look again before it confirms anything. Facts that are as before change
// nothing.
func (c *Cases) keepFacts(ctx context.Context, f *file, before flow.Facts) error {
	old, err := register.Encode(before)
	if err != nil {
		return err
	}
	now, err := register.Encode(f.facts)
	if err != nil || bytes.Equal(old, now) {
		return err
	}
	sealed, err := sealFacts(c.Vault, f.ID, f.facts)
	if err != nil {
		return err
	}
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		a, err := c.Store.Lock(ctx, tx, f.ID)
		if err != nil || a.Version != f.Version {
			return err
		}
		if err := c.sealFetched(f, &a); err != nil {
			return err
		}
		a.Facts = sealed
		a.UpdatedAt = c.Clock.Now()
		a.Version++
		return c.Store.Change(ctx, tx, a)
	})
	return err
}

// handIn is the transaction of a submission.
func (c *Cases) handIn(ctx context.Context, tx models.Tx, f *file, walk flow.Walk, sub Submission, s visit.Session) error {
	held, err := c.Store.Lock(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	if held.Version != f.Version {
		return models.ErrStale
	}
	if f.Facts, err = sealFacts(c.Vault, f.ID, f.facts); err != nil {
		return err
	}
	if err = c.sealFetched(f, &f.Application); err != nil {
		return err
	}
	if f.Lines, err = sealJSON(c.Vault, f.ID, columnLines, walk.Fees); err != nil {
		return err
	}
	now := c.Clock.Now()
	f.Total, f.Route, f.SubmittedAt = walk.Total, walk.Route, now
	if f.State == Correction {
		asked, err := c.answer(ctx, tx, f, sub.Actor)
		if err != nil {
			return err
		}
		if err := c.comeBack(&f.Application, asked); err != nil {
			return err
		}
	} else if f.Promised, err = c.promise(models.DateOf(now), walk.Days); err != nil {
		return err
	}
	f.Language = s.Language
	if err := c.Ledger.Settle(ctx, tx, f.Matter); err != nil {
		return err
	}
	if err := c.tellRegisters(ctx, tx, f, walk, sub.Actor); err != nil {
		return err
	}
	return c.route(ctx, tx, f, walk, sub, s)
}

// promise is the date by which a decision is due. Where the next year's table
// of holidays is not published yet, nothing is promised rather than a wrong date,
// and nobody is sent away for it.
func (c *Cases) promise(day models.Date, workingDays int) (models.Date, error) {
	if workingDays == 0 {
		return "", nil
	}
	promised, err := c.Calendar.Add(day, workingDays)
	if errors.Is(err, calendar.ErrNotPublished) {
		return "", nil
	}
	return promised, err
}

// route sends the application where the review policy says.
func (c *Cases) route(ctx context.Context, tx models.Tx, f *file, walk flow.Walk, sub Submission, s visit.Session) error {
	notes := map[string]string{"route": string(walk.Route), "service": f.Service}
	corrected := f.State == Correction // a clerk asked: whatever the policy says now, a clerk looks at the answer
	switch {
	case corrected:
	case walk.Route == flow.AtOnce:
		if err := c.move(ctx, tx, &f.Application, SubmitRule, sub.Actor, notes); err != nil {
			return err
		}
		f.DecidedAt = f.SubmittedAt
		return c.carryOut(ctx, tx, f, walk)
	case walk.Route == flow.ToWindow:
		if err := c.move(ctx, tx, &f.Application, HandOver, sub.Actor, notes); err != nil {
			return err
		}
		f.Reason = walk.Reason
		return c.save(ctx, tx, &f.Application, causeOfReason(f.def, walk.Reason)...)
	default: // clerk and four-eyes: the queue knows which
	}
	if err := c.move(ctx, tx, &f.Application, Submit, sub.Actor, notes); err != nil {
		return err
	}
	session := s.ID
	if remote(sub.Actor) {
		session = "" // nobody waits in the hall
	}
	if err := c.Queue.Enqueue(ctx, tx, QueueEntry{
		Application: f.ID, Matter: f.Matter, Person: f.Person, Session: session, Number: f.Number, Service: f.Service,
		Site: f.Site, Kiosk: sub.Place.Name, Holder: pii.Conceal(pii.MaskName(s.Holder.Name.Reveal())), Household: f.household(),
		SubmittedAt: f.SubmittedAt, Promised: f.Promised, Demo: sub.Place.Demo,
		Skill: f.def.Policy.SkillOf(f.def), Language: s.Language, Eyes: eyes(walk.Route), Corrected: corrected,
		File: &Dossier{Application: f.Application, Definition: f.def, Input: f.input(models.DateOf(f.SubmittedAt)), Walk: walk},
	}); err != nil {
		return err
	}
	return c.save(ctx, tx, &f.Application)
}

// causeOfReason is the cause a reason of the definition gives the next visit.
func causeOfReason(def *catalog.Definition, code string) []visit.Cause {
	for _, r := range def.Reasons {
		if r.Code == code {
			return []visit.Cause{visit.Cause(r.Cause)}
		}
	}
	return nil
}

// eyes is how many clerks have to sign on a route.
func eyes(route flow.Route) int {
	if route == flow.FourEyes {
		return 2
	}
	return 1
}
