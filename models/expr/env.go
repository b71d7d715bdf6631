package expr

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/ext"
)

// Type is the type of an answer or of an expression's result.
type Type int

// The types a definition works with.
const (
	Bool Type = iota
	Int
	String
	Strings
	List // any list
	Any
)

func (t Type) cel() *cel.Type {
	switch t {
	case Bool:
		return cel.BoolType
	case Int:
		return cel.IntType
	case String:
		return cel.StringType
	case Strings:
		return cel.ListType(cel.StringType)
	case List:
		return cel.ListType(cel.DynType)
	default:
		return cel.DynType
	}
}

func (t Type) String() string {
	return [...]string{"bool", "int", "string", "list of strings", "list", "anything"}[t]
}

// Base is the part of the environment every definition shares: the fact types
// and the functions. Building it takes a fraction of a millisecond, once.
type Base struct {
	env   *cel.Env
	facts map[string]reflect.Type
}

// NewBase builds the environment for facts of the given types. Without the
// office's arithmetic, what needs it is not decided.
func NewBase(facts map[string]reflect.Type, office Office) (*Base, error) {
	args := []any{ext.ParseStructField(FieldName)}
	seen := map[reflect.Type]bool{}
	for _, t := range facts {
		args = appendTypes(args, t, seen)
	}
	options := []cel.EnvOption{ext.NativeTypes(args...), ext.Strings(), cel.OptionalTypes()}
	options = append(options, functions(office)...)
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, fmt.Errorf("expr: environment: %w", err)
	}
	return &Base{env: env, facts: facts}, nil
}

// appendTypes adds t and the structs inside it, each once.
func appendTypes(args []any, t reflect.Type, seen map[reflect.Type]bool) []any {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return args
	}
	seen[t] = true
	args = append(args, t)
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			args = appendTypes(args, f.Type, seen)
		}
	}
	return args
}

// FieldName gives the name by which expressions and scenarios call a Go field:
// ValidTo is valid_to, IDNumber is id_number, FineFen is fine_fen.
func FieldName(f reflect.StructField) string {
	var b strings.Builder
	runes := []rune(f.Name)
	for i, r := range runes {
		if unicode.IsUpper(r) {
			startsWord := i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
			if startsWord {
				b.WriteByte('_')
			}
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Vocabulary is what one definition's expressions may name.
type Vocabulary struct {
	Facts   []string        // names of facts it declared it needs
	Answers map[string]Type // fields, called answers.<name>
	Tables  map[string]*Table
}

// Env compiles the expressions of one definition.
type Env struct {
	env   *cel.Env
	facts map[string]reflect.Type
	terms map[string]*Program
	users map[string][]string // answers.<field> -> terms whose value depends on it
	vocab Vocabulary
}

// Env makes the environment of one definition.
func (b *Base) Env(v Vocabulary) (*Env, error) {
	options := []cel.EnvOption{
		cel.Variable("today", cel.StringType), cel.Variable("region", cel.StringType),
		cel.Variable("total", cel.IntType),
	}
	facts := make(map[string]reflect.Type, len(v.Facts))
	for _, name := range v.Facts {
		t, ok := b.facts[name]
		if !ok {
			return nil, fmt.Errorf("there is no fact %q", name)
		}
		facts[name] = t
		options = append(options, cel.Variable(name, cel.ObjectType(t.String())))
	}
	for name, t := range v.Answers {
		options = append(options, cel.Variable("answers."+name, t.cel()))
	}
	options = append(options, tableFunctions(v.Tables)...)
	env, err := b.env.Extend(options...)
	if err != nil {
		return nil, fmt.Errorf("expr: environment: %w", err)
	}
	return &Env{env: env, facts: facts, terms: map[string]*Program{}, users: map[string][]string{}, vocab: v}, nil
}

// Term names a compiled expression: later ones may use the name. A scope
// evaluates a term at most once.
func (e *Env) Term(name, source string) error {
	if _, taken := e.facts[name]; taken || e.terms[name] != nil || name == "today" || name == "region" || name == "total" {
		return fmt.Errorf("the name %q is taken", name)
	}
	p, err := e.Compile(source, Any)
	if err != nil {
		return err
	}
	env, err := e.env.Extend(cel.Variable(name, p.out))
	if err != nil {
		return err
	}
	e.env = env
	e.terms[name] = p
	for answer := range e.Answers(p) {
		e.users[answer] = append(e.users[answer], name)
	}
	return nil
}

// Answers gives the answers an expression depends on, directly or through terms,
// as "answers.<field>".
func (e *Env) Answers(p *Program) map[string]bool {
	out := map[string]bool{}
	e.reads(p, func(name string) {
		if strings.HasPrefix(name, "answers.") {
			out[name] = true
		}
	})
	return out
}

// FactsOf gives the facts an expression depends on, directly or through terms.
func (e *Env) FactsOf(p *Program) map[string]bool {
	out := map[string]bool{}
	e.reads(p, func(name string) {
		if _, ok := e.facts[name]; ok {
			out[name] = true
		}
	})
	return out
}

func (e *Env) reads(p *Program, visit func(name string)) {
	for _, name := range p.names {
		visit(name)
		if term := e.terms[name]; term != nil {
			e.reads(term, visit)
		}
	}
}

// Item returns an environment in which name stands for one element of the list.
func (e *Env) Item(name string, list *Program) (*Env, error) {
	element := cel.DynType
	if list.out.Kind() == types.ListKind && len(list.out.Parameters()) == 1 {
		element = list.out.Parameters()[0]
	}
	env, err := e.env.Extend(cel.Variable(name, element))
	if err != nil {
		return nil, err
	}
	return &Env{env: env, facts: e.facts, terms: e.terms, users: e.users, vocab: e.vocab}, nil
}

// NamedTerm gives the expression a term names, nil where there is none of that name.
func (e *Env) NamedTerm(name string) *Program { return e.terms[name] }

// FieldsOf lists the fields of a fact that hold one value, by the names
// expressions use.
func (e *Env) FieldsOf(fact string) []string {
	t, ok := e.facts[fact]
	if !ok || t.Kind() != reflect.Struct {
		return nil
	}
	var out []string
	for i := range t.NumField() {
		if t.Field(i).Type.Kind() != reflect.Slice {
			out = append(out, FieldName(t.Field(i)))
		}
	}
	return out
}
