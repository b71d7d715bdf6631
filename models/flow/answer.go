package flow

import (
	"maps"

	"onevisit/models/catalog"
	"onevisit/models/expr"
	"onevisit/models/format"
)

// Answer answers one step. What was typed is normalised first. With problems,
// nothing is changed. Without, later answers that no longer hold are dropped and
// named; those that do are kept.
func (e *Engine) Answer(in Input, name string, given map[string]any) (Answered, error) {
	w := e.begin(in)
	step, err := w.until(name)
	if err != nil {
		return Answered{}, err
	}
	fresh, problems := w.take(step, given)
	if len(problems) > 0 {
		return Answered{Answers: in.Answers, Problems: problems}, nil
	}
	next := make(Answers, len(in.Answers)+len(fresh))
	maps.Copy(next, in.Answers)
	for i := range step.Fields {
		delete(next, step.Fields[i].Name)
	}
	maps.Copy(next, fresh)
	out := Answered{Answers: next}
	in.Answers = next
	out.Dropped = e.prune(in, step)
	return out, nil
}

// take normalises and checks the answers of a step.
func (w *walker) take(step *catalog.Step, given map[string]any) (map[string]any, []Problem) {
	var problems []Problem
	fresh := make(map[string]any, len(step.Fields))
	known := make(map[string]bool, len(step.Fields))
	for i := range step.Fields {
		f := &step.Fields[i]
		if !w.visible(f) {
			continue
		}
		known[f.Name] = true
		value, p := w.given(f, given)
		if p == nil {
			p = w.check(f, value)
		}
		if p != nil {
			p.Step = step.Name
			problems = append(problems, *p)
			continue
		}
		fresh[f.Name] = value
		w.scope.SetAnswer(f.Name, value)
	}
	for name := range given {
		if !known[name] {
			problems = append(problems, Problem{Step: step.Name, Field: name, Code: CodeUnknown})
		}
	}
	return fresh, problems
}

// prune takes answers out of in.Answers that no longer hold on steps after the
// given one, and names them. Answers of steps that are now skipped stay: they
// count as nothing, and are there again when the person goes back.
func (e *Engine) prune(in Input, after *catalog.Step) []Dropped {
	var dropped []Dropped
	w := e.begin(in)
	from := w.d.StepIndex(after.Name)
	for i := range w.d.Steps {
		step := &w.d.Steps[i]
		before := len(w.path)
		w.pass(step)
		if i <= from || len(w.path) == before {
			continue
		}
		for _, p := range w.path[before].problems {
			delete(in.Answers, p.Field)
			dropped = append(dropped, Dropped{Step: step.Name, Field: p.Field, Label: label(step, p.Field)})
		}
	}
	return dropped
}

func label(step *catalog.Step, field string) map[string]string {
	for i := range step.Fields {
		if step.Fields[i].Name == field {
			return step.Fields[i].Label
		}
	}
	return nil
}

// written puts a given value into the form the field stores. A spelling that is on
// offer stays as it is: who keeps the LV of an old passport must not get the LYU
// of today's rule.
func (w *walker) written(f *catalog.Field, value any) any {
	if s, ok := value.(string); ok && f.Kind == "spelling" && w.find(f, s) != nil {
		return s
	}
	return normal(f, value)
}

// normal puts a given value into the form the field stores: text normalised,
// lists as []string, and the zero value of the field's type where nothing came.
// A value of another type is left as it is, for the check to refuse.
func normal(f *catalog.Field, value any) any {
	t := f.AnswerType()
	switch v := value.(type) {
	case nil:
		return [...]any{expr.Bool: false, expr.String: "", expr.Strings: []string{}}[t]
	case string:
		return format.Normal(f.Kind, v)
	case []any, []string:
		if l, ok := list(v); ok {
			return l
		}
	}
	return value
}

// list reads a list of texts, as JSON or Go has it.
func list(value any) ([]string, bool) {
	switch v := value.(type) {
	case []string:
		return v, true
	case []any:
		out := make([]string, 0, len(v))
		for _, x := range v {
			s, ok := x.(string)
			if !ok {
				return nil, false
			}
			out = append(out, s)
		}
		return out, true
	}
	return nil, false
}
