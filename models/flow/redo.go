package flow

import (
	"slices"

	"onevisit/models/catalog"
)

// Redo limits a walk to putting right what was handed in before: the form as a
// whole is not in the citizen's hands any more.
//
// A field is open where it is asked for, where it has no answer, or where its
// answer does not hold any more because a register or a corrected answer before
// it changed. Open fields make the pages, and only they can be answered; every
// other answer stays as it was handed in. An asked field counts as answered once
// it was given again, a photo once it was replaced.
type Redo struct {
	Asked []string // fields to be answered again
	Given []string // fields answered since
}

// waits tells whether a field with an answer has to be answered again.
func (r *Redo) waits(field string) bool {
	return r != nil && slices.Contains(r.Asked, field) && !slices.Contains(r.Given, field)
}

// opens tells whether a field whose stored answer is, and holds, may be answered.
func (r *Redo) opens(field string, holds bool) bool {
	return r == nil || !holds || slices.Contains(r.Asked, field) || slices.Contains(r.Given, field)
}

// given is the value a field is answered with: what was sent where the field is
// open, else what is stored. A value for a field that is not open is refused, as
// is the photo that was found wanting.
func (w *walker) given(f *catalog.Field, sent map[string]any) (any, *Problem) {
	value, present := sent[f.Name]
	if w.redo == nil {
		return w.written(f, value), nil
	}
	stored, have := w.answer(f.Name)
	holds := have && w.check(f, stored) == nil
	if !w.redo.opens(f.Name, holds) {
		if present {
			return nil, &Problem{Field: f.Name, Code: CodeNotAsked}
		}
		return stored, nil
	}
	value = w.written(f, value)
	if f.Kind == "photo" && w.redo.waits(f.Name) && !zero(value) && same(value, stored) {
		return nil, &Problem{Field: f.Name, Code: CodeSamePhoto}
	}
	return value, nil
}
