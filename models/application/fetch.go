package application

import (
	"context"
	"errors"
	"maps"
	"slices"

	"onevisit/models"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// lookUp asks the registers what the answers of a page make necessary, before
// they are checked. A register that does not answer leaves its fact unknown, and
// the page unanswered.
func (c *Cases) lookUp(ctx context.Context, f *file, cmd StepCommand) error {
	wanted := c.Engine.Fetches(f.input(f.today(c.Clock.Now())), cmd.Step, cmd.Given)
	wanted = slices.DeleteFunc(wanted, func(x flow.Fetch) bool { return x.Step != cmd.Step })
	if len(wanted) == 0 {
		return nil
	}
	f.facts = maps.Clone(f.facts)
	c.inquire(ctx, f.facts, wanted)
	return f.fold()
}

// renew asks again for everything the answers of a form make necessary and puts
// it beside the facts given.
func (c *Cases) renew(ctx context.Context, f *file, facts flow.Facts) error {
	wanted := c.Engine.Fetches(f.input(models.DateOf(c.Clock.Now())), "", nil)
	if len(wanted) == 0 {
		return nil
	}
	c.inquire(ctx, facts, wanted)
	kept := f.facts
	f.facts = facts
	err := f.fold()
	f.facts = kept
	return err
}

func (c *Cases) inquire(ctx context.Context, facts flow.Facts, wanted []flow.Fetch) {
	ctx, cancel := context.WithTimeout(ctx, register.Deadline)
	defer cancel()
	for _, x := range wanted {
		value, err := c.Source.Fetch(ctx, x.Fact, register.Query{Key: pii.Conceal(x.Key)})
		switch {
		case errors.Is(err, models.ErrNotFound):
			facts[x.Fact] = register.None(x.Fact)
		case err != nil:
			delete(facts, x.Fact)
		default:
			facts[x.Fact] = value
		}
	}
}

// fold keeps what was asked for by answers with the answers, where every saved
// page is sealed.
func (f *file) fold() error {
	data, err := register.Encode(only(f.facts, f.def.Fetched()))
	f.answers.Fetched = data
	return err
}

// sealFetched writes what answers asked for into the sealed answers of a.
func (c *Cases) sealFetched(f *file, a *Application) error {
	if len(f.answers.Fetched) == 0 {
		return nil
	}
	sealed, err := sealJSON(c.Vault, f.ID, columnAnswers, f.answers)
	if err == nil {
		a.Answers = sealed
	}
	return err
}

// unfold puts it back among the facts.
func (f *file) unfold() error {
	if len(f.answers.Fetched) == 0 {
		return nil
	}
	facts, err := register.Decode(f.answers.Fetched)
	if err != nil {
		return err
	}
	if f.facts == nil {
		f.facts = flow.Facts{}
	}
	maps.Copy(f.facts, facts)
	return nil
}
