package expr

import (
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Scope is what one walk through a definition knows: facts, answers, the day and
// the place. It remembers the terms it evaluated, so it serves one goroutine.
type Scope struct {
	env     *Env
	facts   map[string]any
	answers map[string]any
	values  map[string]ref.Val
	today   ref.Val
	region  ref.Val
	parent  *Scope // with an element's name, else nil
	name    string
	element ref.Val
	watch   func(*Program, Truth)
}

var _ cel.Activation = (*Scope)(nil)

// Scope begins an evaluation. Answers not in the map count as zero values, facts
// not in the map are unknown.
func (e *Env) Scope(facts, answers map[string]any, today, region string) *Scope {
	return &Scope{
		env: e, facts: facts, answers: answers, values: make(map[string]ref.Val, 16),
		today: types.String(today), region: types.String(region),
	}
}

// SetAnswer changes one answer; nil takes it away. Terms that depend on it are
// evaluated anew.
func (s *Scope) SetAnswer(field string, value any) {
	if value == nil {
		delete(s.answers, field)
	} else {
		s.answers[field] = value
	}
	name := "answers." + field
	delete(s.values, name)
	for _, term := range s.env.users[name] {
		delete(s.values, term)
	}
}

// SetTotal tells the sum of the fees; before, it is unknown.
func (s *Scope) SetTotal(fen int64) { s.values["total"] = types.Int(fen) }

// Watch has every condition reported that is evaluated in this scope or in one
// made from it, with what it came to.
func (s *Scope) Watch(report func(*Program, Truth)) { s.watch = report }

// With binds an element of a list to a name.
func (s *Scope) With(name string, e Element) *Scope {
	return &Scope{env: s.env, parent: s, name: name, element: e.v, watch: s.watch}
}

// Parent implements cel.Activation; the scope resolves everything itself.
func (s *Scope) Parent() cel.Activation { return nil }

// ResolveName implements cel.Activation.
func (s *Scope) ResolveName(name string) (any, bool) {
	if s.parent != nil {
		if name == s.name {
			return s.element, true
		}
		return s.parent.ResolveName(name)
	}
	switch name {
	case "today":
		return s.today, true
	case "region":
		return s.region, true
	}
	if v, ok := s.values[name]; ok {
		return v, true
	}
	if name == "total" {
		return unknown, true
	}
	v, ok := s.resolve(name)
	if !ok {
		return nil, false
	}
	s.values[name] = v
	return v, true
}

func (s *Scope) resolve(name string) (ref.Val, bool) {
	if field, ok := strings.CutPrefix(name, "answers."); ok {
		t, ok := s.env.vocab.Answers[field]
		return answer(s.answers[field], t), ok
	}
	if _, ok := s.env.facts[name]; ok {
		fact, known := s.facts[name]
		if !known {
			return unknown, true
		}
		return s.env.env.CELTypeAdapter().NativeToValue(fact), true
	}
	term, ok := s.env.terms[name]
	if !ok {
		return nil, false
	}
	v, decided := term.eval(s)
	if !decided {
		return unknown, true
	}
	return v, true
}

// unknown stands for every value that is not known; which one does not matter.
var unknown = types.NewUnknown(0, types.NewAttributeTrail("fact"))

func answer(v any, t Type) ref.Val {
	switch t {
	case Bool:
		b, _ := v.(bool)
		return types.Bool(b)
	case Strings:
		list, _ := v.([]string)
		return types.NewStringList(types.DefaultTypeAdapter, list)
	default:
		text, _ := v.(string)
		return types.String(text)
	}
}
