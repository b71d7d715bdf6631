package flow

import (
	"onevisit/models/catalog"
	"onevisit/models/expr"
)

// Fetch is a fact that a register has to be asked for by what was answered.
type Fetch struct {
	Step string
	Fact string
	Key  string // what it is asked by
}

// Fetches lists what has to be asked because of the answers, with those about to
// be given to a step laid over them. What is malformed asks nothing.
func (e *Engine) Fetches(in Input, step string, given map[string]any) []Fetch {
	if len(in.Definition.Fetched()) == 0 {
		return nil
	}
	w := e.begin(in)
	var out []Fetch
	for i := range w.d.Steps {
		s := &w.d.Steps[i]
		if s.When.Holds(w.scope) == expr.False {
			continue
		}
		for j := range s.Fields {
			f := &s.Fields[j]
			value, present := w.answer(f.Name)
			if s.Name == step {
				value, present = given[f.Name]
				value = normal(f, value)
			}
			if !present || !w.visible(f) || !w.wellFormed(f, value) {
				continue
			}
			w.scope.SetAnswer(f.Name, value)
			if f.Fetch == nil {
				continue
			}
			if key, ok := f.Fetch.By.String(w.scope); ok && key != "" {
				out = append(out, Fetch{Step: s.Name, Fact: f.Fetch.Fact, Key: key})
			}
		}
	}
	return out
}

// wellFormed checks what can be checked without a register, of a field that asks
// one; of others only the type.
func (w *walker) wellFormed(f *catalog.Field, value any) bool {
	if !typed(f.AnswerType(), value) {
		return false
	}
	if f.Fetch == nil {
		return true
	}
	if w.form(f, value) != nil || zero(value) {
		return false
	}
	tag, _ := w.engine.checker.Check(w.ctx, value, f.Rules)
	return tag == ""
}
