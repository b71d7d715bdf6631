package application

import (
	"context"
	"maps"
	"slices"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/document"
	"onevisit/models/flow"
	"onevisit/models/register"
)

// The codes of what the office's own checks find beyond the engine's.
const (
	CodeRegisterChanged = "register-changed" // a register says something else by now
	CodePhotoGone       = "photo-gone"       // the picture named is not there or too small
)

// Recheck tells what of an application does not stand by now, for the office:
// answers that break the definition's rules under what the registers say today,
// pages they make necessary, values taken over from a register that has changed
// its mind, and photos below the rules. A register that is silent finds nothing.
// It asks the registers, so it has no place in a transaction.
func (c *Cases) Recheck(ctx context.Context, id models.ID) ([]flow.Problem, error) {
	f, err := c.anyFile(ctx, id)
	if err != nil {
		return nil, err
	}
	before := c.Engine.Review(f.whole(f.today(c.Clock.Now())))
	if err := c.refresh(ctx, f); err != nil {
		return nil, err
	}
	now, err := c.Engine.Walk(f.whole(models.DateOf(c.Clock.Now())))
	if err != nil {
		return nil, err
	}
	problems := slices.DeleteFunc(slices.Clone(now.Problems), func(p flow.Problem) bool { return p.Code == flow.CodeRegister })
	problems = append(problems, f.unasked(now)...)
	problems = append(problems, changedRows(before, c.Engine.Review(f.whole(models.DateOf(c.Clock.Now()))))...)
	photos, err := c.badPhotos(ctx, f)
	if err != nil {
		return nil, err
	}
	return firstOf(append(problems, photos...)), nil
}

// whole is the engine's input for the whole form.
func (f *file) whole(today models.Date) flow.Input {
	in := f.input(today)
	in.Redo = nil
	return in
}

// refresh lets the registers' answers of today take the place of those kept,
// where there are any.
func (c *Cases) refresh(ctx context.Context, f *file) error {
	s, err := c.Sessions.Past(ctx, f.Session)
	if err != nil {
		return err
	}
	fresh, _ := register.Gather(ctx, c.Source, outside(f.def.Asked()), queryOf(s))
	facts := maps.Clone(f.facts)
	maps.Copy(facts, only(fresh, f.def.Facts))
	err = c.renew(ctx, f, facts)
	f.facts = facts
	return err
}

// unasked are the fields of a page that today's facts make necessary.
func (f *file) unasked(now flow.Walk) []flow.Problem {
	if now.Next == nil {
		return nil
	}
	var list []flow.Problem
	for _, x := range now.Next.Fields {
		if _, have := f.answers.Answers[x.Name]; !have && x.Required {
			list = append(list, flow.Problem{Step: now.Next.Step, Field: x.Name, Code: flow.CodeRequired})
		}
	}
	return list
}

// changedRows are the values that were left as a register had them and are not
// as it has them today.
func changedRows(before, now []flow.Section) []flow.Problem {
	taken := map[string]bool{}
	for _, s := range before {
		for _, r := range s.Rows {
			taken[r.Field] = r.Prefilled
		}
	}
	var list []flow.Problem
	for _, s := range now {
		for _, r := range s.Rows {
			if taken[r.Field] && !r.Prefilled {
				list = append(list, flow.Problem{Step: s.Step, Field: r.Field, Code: CodeRegisterChanged})
			}
		}
	}
	return list
}

func (c *Cases) badPhotos(ctx context.Context, f *file) ([]flow.Problem, error) {
	files, err := c.Archive.List(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	var list []flow.Problem
	for _, step := range f.def.Steps {
		for _, x := range step.Fields {
			name, answered := f.answers.Answers[x.Name].(string)
			if x.Kind == "photo" && answered && name != "" && !stands(files, name, x) {
				list = append(list, flow.Problem{Step: step.Name, Field: x.Name, Code: CodePhotoGone})
			}
		}
	}
	return list, nil
}

func stands(files []document.Attachment, name string, x catalog.Field) bool {
	return slices.ContainsFunc(files, func(a document.Attachment) bool {
		return string(a.ID) == name && (x.Photo == nil || a.Width >= x.Photo.MinWidth && a.Height >= x.Photo.MinHeight)
	})
}

// firstOf keeps the first problem of each field.
func firstOf(problems []flow.Problem) []flow.Problem {
	seen := map[string]bool{}
	return slices.DeleteFunc(problems, func(p flow.Problem) bool {
		twice := seen[p.Field]
		seen[p.Field] = true
		return twice
	})
}
