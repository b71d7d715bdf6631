package flow

import (
	"onevisit/models/catalog"
	"onevisit/models/expr"
)

// page builds a page. The scope holds the answers before the step; each field's
// own value is put in as it is passed.
func (w *walker) page(step *catalog.Step) Page {
	p := Page{Step: step.Name, Title: step.Title, Help: step.Help.Render(w.scope), Fields: make([]Field, 0, len(step.Fields))}
	for i := range step.Fields {
		if f := &step.Fields[i]; w.visible(f) {
			field := w.field(f)
			_, present := w.answer(f.Name)
			if !w.redo.opens(f.Name, present && !field.Unchecked) {
				continue
			}
			if f.Kind == "photo" && w.redo.waits(f.Name) {
				field.Value, field.Unchecked = nil, true // the one found wanting is not offered again
			}
			p.Fields = append(p.Fields, field)
		}
	}
	return p
}

func (w *walker) field(f *catalog.Field) Field {
	out := Field{
		Name: f.Name, Kind: f.Kind, Label: f.Label, Hint: f.Hint.Render(w.scope), Required: !f.Optional,
		MaxLength: f.MaxLength, Text: f.Text.Render(w.scope), TextVersion: f.TextVersion,
		Options: w.options(f), Photo: f.Photo,
	}
	if f.Before.Program != nil {
		out.Before, _ = f.Before.String(w.scope)
	}
	filled, known := w.prefill(f)
	value, present := w.answer(f.Name)
	switch {
	case present:
		out.Value = value
		out.Prefilled = known && same(filled, value) && !zero(value)
		if w.check(f, value) == nil {
			w.scope.SetAnswer(f.Name, value)
		} else {
			out.Unchecked = true
		}
	case known && w.check(f, filled) == nil && !zero(filled):
		out.Value, out.Prefilled = filled, true
	}
	return out
}

// prefill gives what a register already answers.
func (w *walker) prefill(f *catalog.Field) (any, bool) {
	if f.Prefill.Program == nil || f.AnswerType() == expr.Bool {
		return nil, false // what has to be accepted is never accepted for somebody
	}
	return f.Prefill.Value(w.scope)
}
