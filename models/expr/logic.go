package expr

import (
	"slices"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Logic judges formulas by what is known about values beyond their types.
type Logic struct {
	// Values gives everything that an answer ("answers.<field>") or a field of a
	// fact ("Type.field") can be besides the empty text; false where that is open.
	Values func(owner string) ([]string, bool)
	// Asked gives the condition under which an answer is asked at all: one that is
	// not asked is empty.
	Asked func(field string) Formula
}

// most bounds the search; beyond it, a formula counts as possible.
const most = 20_000

// Possible tells whether all the formulas can hold together. It errs on the side
// of yes: what it cannot judge may hold.
func (l Logic) Possible(formulas ...Formula) bool {
	s := &search{Logic: l, left: most}
	return s.open(formulas, nil, nil)
}

// search looks for a case in which everything to do holds.
type search struct {
	Logic
	left int
}

func (s *search) open(todo []Formula, held []statement, asked []string) bool {
	var choices []Formula
	todo = slices.Clone(todo)
	for len(todo) > 0 {
		if s.left--; s.left < 0 {
			return true
		}
		f := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		switch f.op {
		case opYes:
		case opNever:
			return false
		case opAll:
			todo = append(todo, f.parts...)
		case opAny:
			if len(f.parts) == 1 {
				todo = append(todo, f.parts[0])
			} else {
				choices = append(choices, f)
			}
		case opFact:
			held = append(slices.Clip(held), f.fact)
			if s.clash(held, f.fact) {
				return false
			}
			for _, field := range s.needed(f.fact) {
				if !slices.Contains(asked, field) {
					asked = append(slices.Clip(asked), field)
					todo = append(todo, s.Asked(field))
				}
			}
		}
	}
	return s.choose(choices, held, asked)
}

// choose tries the alternatives of the choice with the fewest.
func (s *search) choose(choices []Formula, held []statement, asked []string) bool {
	if len(choices) == 0 {
		return true
	}
	least := 0
	for i := range choices {
		if len(choices[i].parts) < len(choices[least].parts) {
			least = i
		}
	}
	rest := slices.Delete(slices.Clone(choices), least, least+1)
	for _, alternative := range choices[least].parts {
		if s.open(append(slices.Clip(rest), alternative), held, asked) {
			return true
		}
	}
	return false
}

// needed lists the answers that have to be given for a statement to hold.
func (s *search) needed(f statement) []string {
	if s.Asked == nil || len(f.answers) != 1 || f.owner != "answers."+f.answers[0] {
		return nil
	}
	switch {
	case f.with != nil:
		if as, ok := order(types.String(""), f.with); !ok || as&f.relation != 0 {
			return nil // no answer would do as well
		}
	case !f.holds || f.beside != "":
		return nil
	}
	return f.answers
}

// clash tells whether the statement cannot hold beside those held before.
func (s *search) clash(held []statement, f statement) bool {
	var same []statement
	for _, h := range held {
		if h.about == f.about && h.beside == f.beside && (h.with == nil) == (f.with == nil) {
			same = append(same, h)
		}
	}
	switch {
	case f.beside != "":
		as := less | equal | greater
		for _, h := range same {
			as &= h.relation
		}
		return as == 0
	case f.with == nil:
		for _, h := range same {
			if h.holds != f.holds {
				return true
			}
		}
		return f.holds && f.element != "" && s.outside(f.owner, f.element)
	}
	return s.empty(same)
}

func (s *search) outside(owner, text string) bool {
	values, closed := s.values(owner)
	return closed && !slices.Contains(values, text)
}

func (s *search) values(owner string) ([]string, bool) {
	if owner == "" || s.Values == nil {
		return nil, false
	}
	return s.Values(owner)
}

// empty tells whether no value stands to all the constants as it has to.
func (s *search) empty(list []statement) bool {
	if values, closed := s.values(list[0].owner); closed {
		return !slices.ContainsFunc(append([]string{""}, values...), func(v string) bool { return meets(list, types.String(v)) })
	}
	for _, h := range list {
		if h.relation == equal {
			return !meets(list, h.with)
		}
	}
	if _, ok := list[0].with.(types.Int); ok {
		return emptyNumbers(list)
	}
	return emptyTexts(list)
}

// meets tells whether a value stands to every constant as it has to.
func meets(list []statement, v ref.Val) bool {
	for _, h := range list {
		if as, ok := order(v, h.with); ok && as&h.relation == 0 {
			return false
		}
	}
	return true
}

// emptyNumbers looks at whole numbers: between two that exclude each other there
// has to be one more.
func emptyNumbers(list []statement) bool {
	const low, high = types.Int(-1 << 62), types.Int(1 << 62)
	from, to := low, high
	for _, h := range list {
		n, ok := h.with.(types.Int)
		if !ok {
			return false
		}
		if h.counts {
			from = max(from, 0)
		}
		if n <= low || n >= high {
			continue
		}
		switch h.relation {
		case less:
			to = min(to, n-1)
		case less | equal:
			to = min(to, n)
		case greater:
			from = max(from, n+1)
		case greater | equal:
			from = max(from, n)
		default:
		}
	}
	for n := from; n <= to && n-from <= types.Int(len(list)); n++ {
		if meets(list, n) {
			return false
		}
	}
	return true
}

// emptyTexts looks at texts, dates among them: between two different ones there
// always is another.
func emptyTexts(list []statement) bool {
	var from, to *statement
	for i := range list {
		h := &list[i]
		if _, ok := h.with.(types.String); !ok {
			return false
		}
		switch h.relation {
		case greater, greater | equal:
			if from == nil || rank(h, from) > 0 {
				from = h
			}
		case less, less | equal:
			if to == nil || rank(h, to) < 0 {
				to = h
			}
		case 0:
			return true
		default:
		}
	}
	if from == nil || to == nil {
		return to != nil && to.relation == less && to.with == types.String("")
	}
	switch as, _ := order(from.with, to.with); as {
	case greater:
		return true
	case equal:
		return from.relation&to.relation&equal == 0 || !meets(list, from.with)
	default:
		return false
	}
}

// rank orders bounds: by the constant, then the one that leaves it out is tighter.
func rank(a, b *statement) int {
	switch as, _ := order(a.with, b.with); as {
	case less:
		return -1
	case greater:
		return 1
	case equal:
	}
	strict := 1
	if a.relation&less != 0 {
		strict = -1
	}
	if a.relation&equal == 0 && b.relation&equal != 0 {
		return strict
	}
	return 0
}
