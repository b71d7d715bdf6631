package expr

import (
	"cmp"
	"fmt"
	"sort"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// statement is the smallest part of a condition: something compared with a
// constant (with), something compared with something else (beside), or one thing
// that holds or does not.
type statement struct {
	about    string   // what it is about, written the same way wherever it stands
	owner    string   // "answers.<field>" or "Type.field", "" where it is neither
	answers  []string // the answers it reads
	with     ref.Val  // types.Int or types.String
	beside   string
	relation relation
	element  string // of "element in list"
	holds    bool   // where it is compared with nothing
	counts   bool   // a number that is never below none
}

func (s statement) denied() statement {
	if s.with != nil || s.beside != "" {
		s.relation = (less | equal | greater) &^ s.relation
		return s
	}
	s.holds = !s.holds
	return s
}

// relation is a set of the ways in which two values can stand to each other.
type relation uint8

const (
	less relation = 1 << iota
	equal
	greater
)

func (r relation) turned() relation {
	out := r & equal
	if r&less != 0 {
		out |= greater
	}
	if r&greater != 0 {
		out |= less
	}
	return out
}

// order compares two constants of the same type.
func order(a, b ref.Val) (relation, bool) {
	n := 0
	switch l := a.(type) {
	case types.Int:
		r, ok := b.(types.Int)
		if !ok {
			return 0, false
		}
		n = cmp.Compare(l, r)
	case types.String:
		r, ok := b.(types.String)
		if !ok {
			return 0, false
		}
		n = strings.Compare(string(l), string(r))
	case types.Bool:
		r, ok := b.(types.Bool)
		if !ok {
			return 0, false
		}
		if l != r {
			return less | greater, true
		}
	default:
		return 0, false
	}
	return [...]relation{less, equal, greater}[n+1], true
}

// Comparison is a value from a closed or open set compared with a text:
// `answers.delivery == 'post'`, `'HKG' in answers.destinations`, and with the
// type in the place of the fact `permit.status == 'lost'` as "Permit.status".
type Comparison struct{ Name, Literal string }

// Comparisons lists where the expression compares an answer or a fact's field
// with a text.
func (p *Program) Comparisons() []Comparison {
	var out []Comparison
	pair := func(x, text ast.Expr) {
		t, ok := text.AsLiteral().(types.String)
		if text.Kind() != ast.LiteralKind || !ok {
			return
		}
		if name := owner(p.tree, x); name != "" {
			out = append(out, Comparison{Name: name, Literal: string(t)})
		}
	}
	ast.PostOrderVisit(p.tree.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.CallKind || len(x.AsCall().Args()) != 2 {
			return
		}
		a, b := x.AsCall().Args()[0], x.AsCall().Args()[1]
		switch x.AsCall().FunctionName() {
		case operators.Equals, operators.NotEquals:
			pair(a, b)
			pair(b, a)
		case operators.In:
			pair(b, a)
			if b.Kind() == ast.ListKind {
				for _, element := range b.AsList().Elements() {
					pair(a, element)
				}
			}
		default:
		}
	}))
	return out
}

// SettingUse is a value that an expression draws from a setting. Key is what
// stands in the expression; it is not Fixed where it is computed.
type SettingUse struct {
	Name, Key string
	Fixed     bool
	Listed    bool // only asks whether there is one
}

// Settings lists what the expression draws from settings.
func (p *Program) Settings() []SettingUse {
	var out []SettingUse
	ast.PostOrderVisit(p.tree.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.CallKind {
			return
		}
		call := x.AsCall()
		if f := call.FunctionName(); f != "setting_on" && f != "listed_on" {
			return
		}
		use := SettingUse{Listed: call.FunctionName() == "listed_on"}
		name, _ := call.Args()[0].AsLiteral().(types.String)
		use.Name = string(name)
		if key, ok := call.Args()[1].AsLiteral().(types.String); ok && call.Args()[1].Kind() == ast.LiteralKind {
			use.Key, use.Fixed = string(key), true
		}
		out = append(out, use)
	}))
	return out
}

// owner names what a value belongs to: an answer, or a field of a fact's type.
func owner(tree *ast.AST, x ast.Expr) string {
	switch x.Kind() {
	case ast.IdentKind:
		if strings.HasPrefix(x.AsIdent(), "answers.") {
			return x.AsIdent()
		}
	case ast.SelectKind:
		s := x.AsSelect()
		t := tree.GetType(s.Operand().ID())
		if t == nil || t.Kind() != types.StructKind {
			return ""
		}
		name := t.TypeName()
		return name[strings.LastIndex(name, ".")+1:] + "." + s.FieldName()
	default:
	}
	return ""
}

// answersIn lists the answers an expression names itself.
func answersIn(_ *ast.AST, x ast.Expr) []string {
	seen := map[string]bool{}
	ast.PostOrderVisit(x, ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() == ast.IdentKind && strings.HasPrefix(x.AsIdent(), "answers.") {
			seen[strings.TrimPrefix(x.AsIdent(), "answers.")] = true
		}
	}))
	out := make([]string, 0, len(seen))
	for name := range seen {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// written puts an expression into words that are the same for the same
// expression, however it was spaced.
func written(x ast.Expr) string {
	var b strings.Builder
	write(&b, x)
	return b.String()
}

func write(b *strings.Builder, x ast.Expr) {
	all := func(open string, parts []ast.Expr, end string) {
		b.WriteString(open)
		for i, p := range parts {
			if i > 0 {
				b.WriteString(", ")
			}
			write(b, p)
		}
		b.WriteString(end)
	}
	switch x.Kind() {
	case ast.LiteralKind:
		fmt.Fprintf(b, "%#v", x.AsLiteral().Value())
	case ast.IdentKind:
		b.WriteString(x.AsIdent())
	case ast.SelectKind:
		write(b, x.AsSelect().Operand())
		b.WriteString("." + x.AsSelect().FieldName())
		if x.AsSelect().IsTestOnly() {
			b.WriteByte('?')
		}
	case ast.CallKind:
		call := x.AsCall()
		if call.IsMemberFunction() {
			all(call.FunctionName()+"(", append([]ast.Expr{call.Target()}, call.Args()...), ")")
			return
		}
		all(call.FunctionName()+"(", call.Args(), ")")
	case ast.ListKind:
		all("[", x.AsList().Elements(), "]")
	case ast.ComprehensionKind:
		c := x.AsComprehension()
		all("each "+c.IterVar()+" "+c.AccuVar()+"(", []ast.Expr{c.IterRange(), c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()}, ")")
	default:
		fmt.Fprintf(b, "#%d", x.ID()) // a map or a message: like nothing else
	}
}
