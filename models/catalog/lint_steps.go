package catalog

import (
	"fmt"
	"slices"

	"onevisit/models/expr"
)

// lintSteps: no page without an end, no question without its parts.
func lintSteps(l *linter) {
	for i := range l.d.Steps {
		s, at := &l.d.Steps[i], fmt.Sprintf("$.steps[%d]", i)
		if len(s.Title) == 0 {
			l.add(at, "translation", "has no title")
		}
		if len(s.Fields) == 0 {
			l.add(at, "dead-end", "asks nothing and can never be answered")
		}
		if len(s.Fields) > 3 {
			l.add(at, "page", "has %d fields; a page is one question, three fields are the most", len(s.Fields))
		}
		for j := range s.Fields {
			l.field(&s.Fields[j], fmt.Sprintf("%s.fields[%d]", at, j))
		}
	}
}

func (l *linter) field(f *Field, at string) {
	if len(f.Label) == 0 {
		l.add(at, "translation", "has no label")
	}
	switch f.Kind {
	case "choice", "choices", "records", "spelling":
		if len(f.Options) == 0 && f.From == nil {
			l.add(at, "options", "offers nothing to choose from")
		}
	case "notice", "declaration":
		if !f.Text.Given() || f.TextVersion == "" {
			l.add(at, "text", "needs a text and its version")
		}
	case "photo":
		if f.Photo == nil {
			l.add(at, "photo", "does not say what the photo must be")
		} else if f.Photo.Paper && !f.Hint.Given() {
			l.add(at, "photo", "takes a picture of a paper and has no hint that says how")
		}
	case "text":
		if f.MaxLength == 0 {
			l.add(at, "max-length", "has no greatest length")
		}
	}
	if f.Fetch != nil && (!slices.Contains(l.d.Facts, f.Fetch.Fact) || f.Fetch.By.Program == nil) {
		l.add(at+".fetch", "fetch", "needs a fact of this definition and what it is asked by")
	}
	l.known(f, at)
	l.options(f, at)
	for k, c := range f.Checks {
		if c.Code == "" || !c.Text.Given() || c.When.Program == nil {
			l.add(fmt.Sprintf("%s.checks[%d]", at, k), "check", "needs a code, a condition and a text")
		}
	}
}

// options: a closed option says why, and one at least stays open.
func (l *linter) options(f *Field, at string) {
	open := len(f.Options) == 0
	seen := map[string]bool{}
	for k, o := range f.Options {
		here := fmt.Sprintf("%s.options[%d]", at, k)
		if o.Value == "" || seen[o.Value] {
			l.add(here, "options", "the value %q is missing or taken", o.Value)
		}
		seen[o.Value] = true
		if len(o.Label) == 0 {
			l.add(here, "translation", "has no label")
		}
		l.refusals(o.Refuse, here)
		if !slices.ContainsFunc(o.Refuse, func(r Refusal) bool { return r.When.Written == "true" }) {
			open = true
		}
	}
	if !open {
		l.add(at, "dead-end", "every option is always closed")
	}
	if f.From != nil {
		if f.From.Value.Program == nil || !f.From.Label.Given() {
			l.add(at+".options-from", "options", "needs a value and a label")
		}
		l.refusals(f.From.Refuse, at+".options-from")
	}
}

func (l *linter) refusals(list []Refusal, at string) {
	for k, r := range list {
		here := fmt.Sprintf("%s.refuse[%d]", at, k)
		if r.Code == "" || r.When.Program == nil {
			l.add(here, "option-reason", "needs a code and a condition")
		}
		if !r.Hide && !r.Reason.Given() {
			l.add(here, "option-reason", "closes an option without a reason")
		}
	}
}

// Field finds a field by name, nil where there is none.
func (d *Definition) Field(name string) *Field {
	i := d.FieldStep(name)
	if i < 0 {
		return nil
	}
	for j := range d.Steps[i].Fields {
		if d.Steps[i].Fields[j].Name == name {
			return &d.Steps[i].Fields[j]
		}
	}
	return nil
}

func sample(t expr.Type) any {
	return [...]any{expr.Bool: true, expr.String: "x", expr.Strings: []string{"x"}}[t]
}
