package expr

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Formula is a condition taken apart into what it needs to hold, for judging
// definitions without values. The zero value holds always. What Formula cannot
// take apart is kept as an opaque statement that may hold or not.
type Formula struct {
	op    operation
	parts []Formula
	fact  statement
}

type operation int

const (
	opYes operation = iota
	opNever
	opAll
	opAny
	opFact
)

// Formula takes a condition apart; none compiled holds always.
func (e *Env) Formula(p *Program) Formula {
	if p == nil {
		return Formula{}
	}
	return (&taker{env: e}).take(p.tree, p.tree.Expr(), true)
}

// All holds where every one of the formulas does.
func All(parts ...Formula) Formula { return Formula{op: opAll, parts: parts} }

// AnyOf holds where one of the formulas does; never, where there is none.
func AnyOf(parts ...Formula) Formula { return Formula{op: opAny, parts: parts} }

// Not holds where f does not.
func Not(f Formula) Formula {
	switch f.op {
	case opYes:
		return Formula{op: opNever}
	case opNever:
		return Formula{}
	case opFact:
		return Formula{op: opFact, fact: f.fact.denied()}
	case opAll, opAny:
	}
	out := Formula{op: opAll + opAny - f.op, parts: make([]Formula, len(f.parts))}
	for i, p := range f.parts {
		out.parts[i] = Not(p)
	}
	return out
}

// Alternatives lists every part of the formula that stands beside another one
// with "or".
func (f Formula) Alternatives() []Formula {
	var out []Formula
	for _, p := range f.parts {
		if f.op == opAny && len(f.parts) > 1 {
			out = append(out, p)
		}
		out = append(out, p.Alternatives()...)
	}
	return out
}

// deepest bounds how far terms are put in the place of their names.
const deepest = 30

// taker takes one expression apart.
type taker struct {
	env   *Env
	depth int
}

func (t *taker) take(tree *ast.AST, x ast.Expr, positive bool) Formula {
	f := t.plain(tree, x)
	if !positive {
		return Not(f)
	}
	return f
}

func (t *taker) plain(tree *ast.AST, x ast.Expr) Formula {
	switch x.Kind() {
	case ast.LiteralKind:
		if b, ok := x.AsLiteral().(types.Bool); ok && !bool(b) {
			return Formula{op: opNever}
		}
		return Formula{}
	case ast.IdentKind:
		if term := t.env.terms[x.AsIdent()]; term != nil && t.depth < deepest {
			inner := &taker{env: t.env, depth: t.depth + 1}
			return inner.take(term.tree, term.tree.Expr(), true)
		}
	case ast.CallKind:
		if f, ok := t.call(tree, x.AsCall()); ok {
			return f
		}
	default:
	}
	return opaque(tree, x)
}

func opaque(tree *ast.AST, x ast.Expr) Formula {
	return Formula{op: opFact, fact: statement{about: written(x), owner: owner(tree, x), answers: answersIn(tree, x), holds: true}}
}

func (t *taker) call(tree *ast.AST, call ast.CallExpr) (Formula, bool) {
	args := call.Args()
	switch call.FunctionName() {
	case operators.LogicalNot:
		return t.take(tree, args[0], false), true
	case operators.LogicalAnd:
		return All(t.take(tree, args[0], true), t.take(tree, args[1], true)), true
	case operators.LogicalOr:
		return AnyOf(t.take(tree, args[0], true), t.take(tree, args[1], true)), true
	case operators.Conditional:
		return AnyOf(
			All(t.take(tree, args[0], true), t.take(tree, args[1], true)),
			All(t.take(tree, args[0], false), t.take(tree, args[2], true)),
		), true
	case operators.Equals:
		return t.compare(tree, args, equal)
	case operators.NotEquals:
		return t.compare(tree, args, less|greater)
	case operators.Less:
		return t.compare(tree, args, less)
	case operators.LessEquals:
		return t.compare(tree, args, less|equal)
	case operators.Greater:
		return t.compare(tree, args, greater)
	case operators.GreaterEquals:
		return t.compare(tree, args, greater|equal)
	case operators.In:
		return t.member(tree, args)
	}
	return Formula{}, false
}

// compare takes "a < b" apart: with a constant, or one expression with another.
func (t *taker) compare(tree *ast.AST, args []ast.Expr, as relation) (Formula, bool) {
	l, r := args[0], args[1]
	if l.Kind() == ast.LiteralKind {
		l, r, as = r, l, as.turned()
	}
	if l.Kind() == ast.LiteralKind {
		return decided(l, r, as)
	}
	if r.Kind() == ast.LiteralKind {
		switch v := r.AsLiteral().(type) {
		case types.Bool:
			return t.take(tree, l, (as == equal) == bool(v)), as == equal || as == less|greater
		case types.Int, types.String:
			return Formula{op: opFact, fact: statement{
				about: written(l), owner: owner(tree, l), answers: answersIn(tree, l), with: v, relation: as, counts: counts(l),
			}}, true
		}
		return Formula{}, false
	}
	a, b := written(l), written(r)
	if a == b {
		if as&equal != 0 {
			return Formula{}, true
		}
		return Formula{op: opNever}, true
	}
	if a > b {
		a, b, as = b, a, as.turned()
	}
	return Formula{op: opFact, fact: statement{about: a, beside: b, relation: as}}, true
}

// decided compares two constants.
func decided(l, r ast.Expr, as relation) (Formula, bool) {
	found, ok := order(l.AsLiteral(), r.AsLiteral())
	if !ok {
		return Formula{}, false
	}
	if found&as != 0 {
		return Formula{}, true
	}
	return Formula{op: opNever}, true
}

// member takes "x in ['a', 'b']" apart. "'a' in list" stays one statement about
// whatever the list holds.
func (t *taker) member(tree *ast.AST, args []ast.Expr) (Formula, bool) {
	x, list := args[0], args[1]
	if x.Kind() == ast.LiteralKind && list.Kind() != ast.ListKind {
		text, ok := x.AsLiteral().(types.String)
		if !ok {
			return Formula{}, false
		}
		return Formula{op: opFact, fact: statement{
			about: written(list) + " has " + written(x), owner: owner(tree, list), answers: answersIn(tree, list), element: string(text), holds: true,
		}}, true
	}
	if list.Kind() != ast.ListKind || x.Kind() == ast.LiteralKind {
		return Formula{}, false
	}
	var parts []Formula
	for _, element := range list.AsList().Elements() {
		f, ok := t.compare(tree, []ast.Expr{x, element}, equal)
		if !ok {
			return Formula{}, false
		}
		parts = append(parts, f)
	}
	return AnyOf(parts...), true
}

// counts tells whether an expression is a number of things, never below none.
func counts(x ast.Expr) bool {
	return x.Kind() == ast.CallKind && x.AsCall().FunctionName() == "size"
}
