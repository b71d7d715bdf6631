package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"onevisit/models"
	"onevisit/models/expr"
	"onevisit/models/format"
	"onevisit/models/reference"
)

// compile decodes one file strictly and compiles all its expressions. Errors
// name file, line and path.
func compile(base *expr.Base, data *reference.Data, name string, source []byte) (*Definition, error) {
	d := &Definition{Path: name, Source: source}
	if err := yaml.UnmarshalWithOptions(source, d, yaml.Strict()); err != nil {
		return nil, undecodable(name, err)
	}
	d.Hash = hash(source)
	c := &compiler{d: d}
	c.draw(data)
	c.index()
	c.rules()
	c.environment(base)
	if len(c.errs) == 0 {
		c.expressions()
	}
	return d, errors.Join(c.errs...)
}

func hash(source []byte) string {
	sum := sha256.Sum256(source)
	return hex.EncodeToString(sum[:])
}

type compiler struct {
	d    *Definition
	file *ast.File // read only when a line is asked for: nearly always nothing is wrong
	errs []error
}

func (c *compiler) fail(path string, err error) { c.failAs("definition", path, err) }

func (c *compiler) failAs(code, path string, err error) {
	c.errs = append(c.errs, &Defect{File: c.d.Path, Line: c.line(path), Path: path, Code: code, Err: err})
}

func (c *compiler) line(path string) int {
	if c.file == nil {
		file, err := parser.ParseBytes(c.d.Source, 0)
		if err != nil { // it was decoded a moment ago
			return 1
		}
		c.file = file
	}
	return lineOf(c.file, path)
}

// lineOf finds the line of a path, the nearest parent's where it has none.
func lineOf(file *ast.File, path string) int {
	for path != "" && path != "$" {
		if p, err := yaml.PathString(path); err == nil {
			if node, err := p.FilterFile(file); err == nil && node != nil && node.GetToken() != nil {
				return node.GetToken().Position.Line
			}
		}
		path = parent(path)
	}
	return 1
}

func parent(path string) string {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '.' || path[i] == '[' {
			return path[:i]
		}
	}
	return ""
}

// index makes the names of steps and fields findable, and refuses duplicates.
func (c *compiler) index() {
	d := c.d
	d.stepIndex, d.fieldStepOf = map[string]int{}, map[string]int{}
	for i, s := range d.Steps {
		if _, taken := d.stepIndex[s.Name]; taken || s.Name == "" {
			c.fail(fmt.Sprintf("$.steps[%d]", i), fmt.Errorf("step name %q is missing or taken", s.Name))
		}
		d.stepIndex[s.Name] = i
		for j, f := range s.Fields {
			path := fmt.Sprintf("$.steps[%d].fields[%d]", i, j)
			if _, taken := d.fieldStepOf[f.Name]; taken || f.Name == "" {
				c.fail(path, fmt.Errorf("field name %q is missing or taken", f.Name))
			}
			if _, ok := fieldKinds()[f.Kind]; !ok {
				c.fail(path, fmt.Errorf("there is no field kind %q", f.Kind))
			}
			d.fieldStepOf[f.Name] = i
		}
	}
}

// rules refuses validator tags that nobody knows: the validator panics on one
// when it is first asked.
func (c *compiler) rules() {
	checker := sync.OnceValue(format.NewChecker)
	for i, s := range c.d.Steps {
		for j, f := range s.Fields {
			if f.Rules != "" && !checker().KnownRules(sample(f.AnswerType()), f.Rules) {
				c.failAs("rules", fmt.Sprintf("$.steps[%d].fields[%d].rules", i, j), unknownRules(f.Rules))
			}
		}
	}
}

// environment declares facts, answers, settings and terms.
func (c *compiler) environment(base *expr.Base) {
	answers := map[string]expr.Type{}
	for _, s := range c.d.Steps {
		for _, f := range s.Fields {
			answers[f.Name] = fieldKinds()[f.Kind]
		}
	}
	env, err := base.Env(expr.Vocabulary{Facts: c.d.Facts, Answers: answers, Tables: c.tables()})
	if err != nil {
		c.fail("$.facts", err)
		return
	}
	c.d.Env = env
	for i, t := range c.d.Terms {
		if err := env.Term(t.Name, t.Is.Written); err != nil {
			c.fail(fmt.Sprintf("$.terms[%d]", i), err)
		}
	}
}

// draw fills the settings that stand in the reference data. What they hold then
// is dated: a version that an application is pinned to finds on its day what it
// found before, as long as nobody rewrites the past.
func (c *compiler) draw(data *reference.Data) {
	for i := range c.d.Settings {
		s := &c.d.Settings[i]
		if s.Reference == "" {
			continue
		}
		at := fmt.Sprintf("$.settings[%d]", i)
		if len(s.Rows) > 0 {
			c.fail(at, fmt.Errorf("has rows of its own beside the reference %q", s.Reference))
			continue
		}
		values, ok := data.Table(s.Reference)
		if !ok {
			c.fail(at, fmt.Errorf("there is no reference data %q", s.Reference))
			continue
		}
		for _, v := range values {
			s.Rows = append(s.Rows, Row{Key: v.Key, Value: v.Value, From: string(v.From), To: string(v.To), Region: v.Region, Note: v.Note})
			s.Unconfirmed = s.Unconfirmed || !v.Confirmed
		}
	}
}

func (c *compiler) tables() map[string]*expr.Table {
	tables := map[string]*expr.Table{}
	for i, s := range c.d.Settings {
		t := &expr.Table{}
		for j, r := range s.Rows {
			if _, err := models.ParseDate(r.From); err != nil {
				c.fail(fmt.Sprintf("$.settings[%d].rows[%d]", i, j), fmt.Errorf("needs a first day: %w", err))
			}
			t.Add(r.Key, r.Value, r.From, r.To, r.Region)
		}
		tables[s.Name] = t
	}
	return tables
}

// fieldKinds gives the type of the answer of each kind of field.
func fieldKinds() map[string]expr.Type {
	return map[string]expr.Type{
		"choice": expr.String, "choices": expr.Strings, "text": expr.String, "name": expr.String,
		"mobile": expr.String, "digits": expr.String, "date": expr.String, "plate": expr.String,
		"address": expr.String, "declaration": expr.Bool, "notice": expr.Bool, "photo": expr.String,
		"records": expr.Strings, "spelling": expr.String,
	}
}

// AnswerType gives the type of a field's answer.
func (f *Field) AnswerType() expr.Type {
	switch f.Kind {
	case "declaration", "notice":
		return expr.Bool
	case "choices", "records":
		return expr.Strings
	}
	return expr.String
}
