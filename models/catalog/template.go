package catalog

import (
	"fmt"
	"strings"

	"onevisit/models"
	"onevisit/models/expr"
)

// Template is a text in every language in which {expression} stands for a value:
// "valid until {permit.valid_to}".
type Template struct {
	Texts models.Texts
	parts map[string][]part
}

type part struct {
	text string
	prog *expr.Program
}

// UnmarshalYAML reads a mapping of languages.
func (t *Template) UnmarshalYAML(decode func(any) error) error { return decode(&t.Texts) }

// Given tells whether a text was written.
func (t Template) Given() bool { return len(t.Texts) > 0 }

// Render puts the values in; what is not known shows as an ellipsis. The texts of
// a template without values are shared and must not be changed.
func (t Template) Render(s *expr.Scope) models.Texts {
	if t.parts == nil {
		return t.Texts
	}
	out := make(models.Texts, len(t.parts))
	for language, parts := range t.parts {
		var b strings.Builder
		for _, p := range parts {
			if p.prog == nil {
				b.WriteString(p.text)
			} else if v, ok := p.prog.Text(s); ok {
				b.WriteString(v)
			} else {
				b.WriteString("…")
			}
		}
		out[language] = b.String()
	}
	return out
}

// compile compiles the expressions in braces.
func (t *Template) compile(env *expr.Env) error {
	t.parts = nil
	parts := map[string][]part{}
	dynamic := false
	for language, text := range t.Texts {
		list, err := split(text, env)
		if err != nil {
			return fmt.Errorf("%s: %w", language, err)
		}
		parts[language] = list
		for _, p := range list {
			dynamic = dynamic || p.prog != nil
		}
	}
	if dynamic {
		t.parts = parts
	}
	return nil
}

func split(text string, env *expr.Env) ([]part, error) {
	var parts []part
	for text != "" {
		before, rest, found := strings.Cut(text, "{")
		if before != "" {
			parts = append(parts, part{text: before})
		}
		if !found {
			break
		}
		source, after, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, fmt.Errorf("a brace is not closed")
		}
		prog, err := env.Compile(source, expr.Any)
		if err != nil {
			return nil, fmt.Errorf("{%s}: %w", source, err)
		}
		parts = append(parts, part{prog: prog})
		text = after
	}
	return parts, nil
}

// programs lists the compiled expressions, for the linter.
func (t Template) programs() []*expr.Program {
	var out []*expr.Program
	for _, parts := range t.parts {
		for _, p := range parts {
			if p.prog != nil {
				out = append(out, p.prog)
			}
		}
	}
	return out
}
