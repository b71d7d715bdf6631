package catalog

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// Defect is why a definition cannot run at all, with its place.
type Defect struct {
	File string
	Line int
	Path string
	Code string // yaml | unknown-key | duplicate-key | type | definition | expression | rules
	Err  error
	full string // as the decoder prints it, with the lines around
}

// Error prints "file:line: path: reason", with the lines around where the file
// could not be decoded.
func (d *Defect) Error() string {
	if d.full != "" {
		return d.File + ": " + d.full
	}
	return fmt.Sprintf("%s:%d: %s: %v", d.File, d.Line, d.Path, d.Err)
}

// Unwrap gives the reason.
func (d *Defect) Unwrap() error { return d.Err }

func (c *compiler) expression(path string, err error) {
	c.errs = append(c.errs, &Defect{File: c.d.Path, Line: c.line(path), Path: path, Code: "expression", Err: err})
}

// undecodable makes the defect of a file that is no definition.
func undecodable(name string, err error) error {
	d := &Defect{File: name, Line: 1, Path: "$", Code: "yaml", Err: err, full: yaml.FormatError(err, false, true)}
	var (
		unknown *yaml.UnknownFieldError
		twice   *yaml.DuplicateKeyError
		kind    *yaml.TypeError
		node    *yaml.UnexpectedNodeTypeError
		syntax  yaml.Error
	)
	switch {
	case errors.As(err, &unknown):
		d.Code = "unknown-key"
	case errors.As(err, &twice):
		d.Code = "duplicate-key"
	case errors.As(err, &kind), errors.As(err, &node):
		d.Code = "type"
	}
	if errors.As(err, &syntax) {
		d.Err = errors.New(syntax.GetMessage())
		if t := syntax.GetToken(); t != nil && t.Position != nil {
			d.Line = t.Position.Line
		}
	}
	return d
}

// Findings puts what Add or Load answered into findings, one a defect; none where
// the error is of another kind.
func Findings(err error) []Finding {
	var one *Defect
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var out []Finding
		for _, e := range many.Unwrap() {
			out = append(out, Findings(e)...)
		}
		return out
	}
	if !errors.As(err, &one) {
		return nil
	}
	var rules unknownRules
	if errors.As(one.Err, &rules) {
		return []Finding{newFinding(one.File, one.Line, one.Path, one.Code, "the validator does not know %q", string(rules))}
	}
	return []Finding{worded(one, sentence(one.Err))}
}

// unknownRules are a field's rules with a tag that the validator does not know.
type unknownRules string

// Error says so.
func (r unknownRules) Error() string { return fmt.Sprintf("the validator does not know %q", string(r)) }

// sentence is the first line of an error that says something, without the place
// inside the expression.
func sentence(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	if _, after, found := strings.Cut(text, "<input>:"); found {
		if parts := strings.SplitN(after, ":", 3); len(parts) == 3 {
			return strings.TrimSpace(parts[2])
		}
	}
	return text
}
