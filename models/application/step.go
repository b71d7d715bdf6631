package application

import (
	"context"
	"maps"
	"slices"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/flow"
	"onevisit/models/once"
)

// StepCommand is one page answered.
type StepCommand struct {
	Actor       models.Actor
	Application models.ID
	Step        string
	Version     int64 // the version the page was read under
	Given       map[string]any
	Language    string
	// Reply encodes what will be answered, so that it can be stored with the
	// change; nil where the caller gave no key.
	Reply func(v View) (once.Request, once.Reply, error)
}

// ErrAnswers is the answer to a page with problems; Fields name them.
var ErrAnswers = models.E(models.KindInvalid, "answers")

// SaveStep answers one page. Everything is computed and sealed first; the write
// is one statement under the expected version, with its audit entry and reply.
func (c *Cases) SaveStep(ctx context.Context, cmd StepCommand) (View, error) {
	f, held, err := c.heldDraft(ctx, cmd.Actor, cmd.Application, cmd.Version)
	if err == nil && !held {
		f, err = c.editable(ctx, cmd.Actor, cmd.Application, cmd.Version, Save)
	}
	if err != nil {
		return View{}, err
	}
	now := c.Clock.Now()
	if err := c.lookUp(ctx, f, cmd); err != nil {
		return View{}, err
	}
	answered, err := c.Engine.Answer(f.input(f.today(now)), cmd.Step, cmd.Given)
	if err != nil {
		return View{}, err
	}
	if len(answered.Problems) > 0 {
		return View{}, refusedAnswers(answered.Problems, cmd.Language)
	}
	f.take(answered.Answers, slices.Collect(maps.Keys(cmd.Given)), cmd.Actor.Session)
	save := StepSave{
		Application: f.ID, Version: f.Version, State: f.State, At: now, Session: cmd.Actor.Session,
		Entry: audit.Entry{
			Action: audit.StepSaved, Actor: cmd.Actor, Subjects: f.subjects(),
			Fields: slices.Sorted(maps.Keys(cmd.Given)), Notes: map[string]string{"step": cmd.Step},
		},
	}
	if save.Answers, err = sealJSON(c.Vault, f.ID, columnAnswers, f.answers); err != nil {
		return View{}, err
	}
	f.Answers, f.UpdatedAt = save.Answers, now
	f.Version++
	view, err := c.compose(ctx, f, nil, cmd.Actor)
	if err != nil {
		return View{}, err
	}
	view.Dropped = answered.Dropped
	save.Entry.Notes["to"] = shownNext(view.Page)
	if cmd.Reply != nil {
		request, reply, err := cmd.Reply(view)
		if err != nil {
			return View{}, err
		}
		if request.Key != "" {
			save.Request, save.Reply = &request, reply
		}
	}
	if err := c.Store.SaveStep(ctx, save); err != nil {
		c.drafts.forget(cmd.Actor.Session)
		return View{}, err
	}
	c.drafts.put(cmd.Actor.Session, f, now)
	return view, nil
}

// editable opens an application for a change by its citizen under the version
// the change is based on.
func (c *Cases) editable(ctx context.Context, actor models.Actor, id models.ID, version int64, command Command) (*file, error) {
	a, err := c.own(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if _, err := Next(a.State, command, actor.Kind); err != nil {
		return nil, err
	}
	if a.Version != version {
		return nil, models.ErrStale
	}
	f, err := c.open(ctx, a)
	if err != nil || a.Session == actor.Session || remote(actor) {
		return f, err
	}
	return c.takeUp(ctx, actor, f)
}

// take replaces the answers and remembers in which session each was given.
func (f *file) take(answers flow.Answers, given []string, session models.ID) {
	by := map[string]models.ID{}
	for name := range answers {
		if id, ok := f.answers.By[name]; ok {
			by[name] = id
		}
	}
	for _, name := range given {
		by[name] = session
	}
	kept := maps.Clone(answers)
	delete(kept, flow.SeenKey) // kept in a table of its own
	f.answers = answerSheet{Answers: kept, By: by, Redo: f.answers.Redo, Fetched: f.answers.Fetched}
	f.retake(given)
}

// refusedAnswers makes the error of a page's problems. A problem the definition
// words itself carries its text in the caller's language.
func refusedAnswers(problems []flow.Problem, language string) error {
	fields := make([]models.FieldError, len(problems))
	for i, p := range problems {
		fields[i] = models.FieldError{Field: p.Field, Code: p.Code, Params: p.Params}
		if len(p.Text) > 0 {
			params := map[string]string{"text": p.Text.In(language), "rule": p.Code}
			maps.Copy(params, p.Params)
			fields[i] = models.FieldError{Field: p.Field, Code: "field.definition", Params: params}
		}
	}
	e := *ErrAnswers
	e.Fields = fields
	return &e
}
