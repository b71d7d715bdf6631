package expr

import (
	"fmt"
	"sort"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// CostLimit is the highest worst-case cost of one expression, in CEL's units
// (about one a simple operation). The dearest rule of the delivered definitions
// needs a tenth of it.
const CostLimit = 200_000

// Program is one compiled expression. It is safe for concurrent use.
type Program struct {
	source string
	prog   cel.Program
	out    *cel.Type
	names  []string
	cost   uint64
	tree   *ast.AST // what was checked, for Formula
}

// Compile checks an expression and its result's type.
func (e *Env) Compile(source string, want Type) (*Program, error) {
	checked, issues := e.env.Compile(source)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	if !fits(checked.OutputType(), want) {
		return nil, fmt.Errorf("is %s, has to be %s", checked.OutputType(), want)
	}
	if err := e.checkTables(checked); err != nil {
		return nil, err
	}
	estimate, err := e.env.EstimateCost(checked, sizes{})
	if err != nil {
		return nil, err
	}
	if estimate.Max > CostLimit {
		return nil, fmt.Errorf("may cost %d, the limit is %d", estimate.Max, CostLimit)
	}
	names, loops := references(checked)
	options := []cel.ProgramOption{cel.EvalOptions(cel.OptOptimize)}
	if loops {
		options = append(options, cel.CostLimit(CostLimit))
	}
	prog, err := e.env.Program(checked, options...)
	if err != nil {
		return nil, err
	}
	return &Program{
		source: source, prog: prog, out: checked.OutputType(), names: names, cost: estimate.Max,
		tree: checked.NativeRep(),
	}, nil
}

// checkTables refuses a setting that does not exist, or is not named by a literal.
func (e *Env) checkTables(checked *cel.Ast) error {
	var err error
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.CallKind {
			return
		}
		call := x.AsCall()
		if f := call.FunctionName(); f != "setting_on" && f != "listed_on" {
			return
		}
		name, _ := call.Args()[0].AsLiteral().(types.String)
		if _, ok := e.vocab.Tables[string(name)]; !ok && err == nil {
			err = fmt.Errorf("there is no setting %q", string(name))
		}
	}))
	return err
}

func fits(got *cel.Type, want Type) bool {
	switch want {
	case Any:
		return true
	case List:
		return got.Kind() == types.ListKind
	default:
		return want.cel().IsAssignableType(got) && got.Kind() != types.DynKind
	}
}

// references lists the names an expression reads and tells whether it loops.
func references(checked *cel.Ast) (names []string, loops bool) {
	native := checked.NativeRep()
	refs := native.ReferenceMap()
	seen := map[string]bool{}
	ast.PostOrderVisit(native.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() == ast.ComprehensionKind {
			loops = true
		}
		if r, ok := refs[x.ID()]; ok && r.Name != "" {
			seen[r.Name] = true
		}
	}))
	for name := range seen {
		names = append(names, name)
	}
	sort.Strings(names)
	return names, loops
}

// Names lists the variables the expression reads: facts, "answers.<field>",
// terms, "today", "region" and element names.
func (p *Program) Names() []string { return p.names }

// Cost is the estimated worst-case cost.
func (p *Program) Cost() uint64 { return p.cost }

// Source is the text it was compiled from.
func (p *Program) Source() string { return p.source }

// eval gives the value, or nil and false where it is not decided.
func (p *Program) eval(s *Scope) (ref.Val, bool) {
	v, _, err := p.prog.Eval(s)
	if err != nil || types.IsUnknownOrError(v) {
		return nil, false
	}
	return v, true
}

// Truth is the result of a condition.
type Truth int

// The three truths.
const (
	Unknown Truth = iota
	False
	True
)

func (t Truth) String() string { return [...]string{"unknown", "false", "true"}[t] }

// Bool evaluates a condition.
func (p *Program) Bool(s *Scope) Truth {
	t := p.truth(s)
	if s.watch != nil {
		s.watch(p, t)
	}
	return t
}

func (p *Program) truth(s *Scope) Truth {
	v, ok := p.eval(s)
	if !ok {
		return Unknown
	}
	if v == types.True {
		return True
	}
	if v == types.False {
		return False
	}
	return Unknown
}

// Int evaluates a number.
func (p *Program) Int(s *Scope) (int64, bool) {
	v, ok := p.eval(s)
	if !ok {
		return 0, false
	}
	n, ok := v.(types.Int)
	return int64(n), ok
}

// String evaluates a text.
func (p *Program) String(s *Scope) (string, bool) {
	v, ok := p.eval(s)
	if !ok {
		return "", false
	}
	t, ok := v.(types.String)
	return string(t), ok
}

// Text evaluates a text or a number to what is put into a sentence.
func (p *Program) Text(s *Scope) (string, bool) {
	v, ok := p.eval(s)
	if !ok {
		return "", false
	}
	return fmt.Sprint(v.Value()), true
}

// Value evaluates an answer: string, bool or []string.
func (p *Program) Value(s *Scope) (any, bool) {
	v, ok := p.eval(s)
	if !ok {
		return nil, false
	}
	switch v := v.(type) {
	case types.String:
		return string(v), true
	case types.Bool:
		return bool(v), true
	case traits.Lister:
		return p.strings(v)
	}
	return nil, false
}

// Strings evaluates a list of texts.
func (p *Program) Strings(s *Scope) ([]string, bool) {
	v, ok := p.eval(s)
	if !ok {
		return nil, false
	}
	l, ok := v.(traits.Lister)
	if !ok {
		return nil, false
	}
	return p.strings(l)
}

func (p *Program) strings(l traits.Lister) ([]string, bool) {
	n := int(l.Size().(types.Int))
	out := make([]string, 0, n)
	for i := range n {
		t, ok := l.Get(types.Int(i)).(types.String)
		if !ok {
			return nil, false
		}
		out = append(out, string(t))
	}
	return out, true
}

// Element is one element of a list; Scope.With binds it to a name.
type Element struct{ v ref.Val }

// Elements evaluates a list.
func (p *Program) Elements(s *Scope) ([]Element, bool) {
	v, ok := p.eval(s)
	if !ok {
		return nil, false
	}
	l, ok := v.(traits.Lister)
	if !ok {
		return nil, false
	}
	n := int(l.Size().(types.Int))
	out := make([]Element, 0, n)
	for i := range n {
		out = append(out, Element{l.Get(types.Int(i))})
	}
	return out, true
}

// sizes bounds lists and texts for the estimate. A register answers about ten
// records of a person; a hundred would still be within the limit at run time,
// because the estimate adds up every branch.
type sizes struct{}

func (sizes) EstimateSize(n cost.AstNode) *cost.SizeEstimate {
	if n.Type() != nil && n.Type().Kind() == types.ListKind {
		return &cost.SizeEstimate{Min: 0, Max: 40}
	}
	return &cost.SizeEstimate{Min: 0, Max: 64}
}

func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}
