package flow

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"onevisit/models/catalog"
	"onevisit/models/expr"
	"onevisit/models/format"
)

// The stable codes of problems. Codes of a definition's own checks come on top.
const (
	CodeRequired    = "required"
	CodeWrongType   = "wrong-type"
	CodeUnknown     = "unknown-field"
	CodeTooLong     = "too-long"
	CodeNotAccepted = "not-accepted"
	CodeNoOption    = "option-unknown"
	CodeClosed      = "option-closed"
	CodeTwice       = "option-twice"
	CodeNotSeen     = "evidence-not-seen"
	CodePhoto       = "photo"
	CodeRegister    = "register-unavailable"
	CodeKept        = "not-changeable"
	CodeNotAsked    = "not-asked"  // the office did not ask for this field again
	CodeSamePhoto   = "same-photo" // the photo that has to be replaced
)

// check tells why a stored value of a visible field cannot stand; nil = it can.
// The scope must hold the answers before the field.
func (w *walker) check(f *catalog.Field, value any) *Problem {
	problem := w.form(f, value)
	if problem != nil || zero(value) {
		return problem
	}
	if tag, param := w.engine.checker.Check(w.ctx, value, f.Rules); tag != "" {
		p := w.why(f, tag, value)
		if param != "" {
			if p.Params == nil {
				p.Params = map[string]string{}
			}
			p.Params["param"] = param
		}
		return p
	}
	if problem := w.kept(f, value); problem != nil {
		return problem
	}
	return w.checks(f, value)
}

// form checks what the kind of field asks for.
func (w *walker) form(f *catalog.Field, value any) *Problem {
	fail := func(code string) *Problem { return &Problem{Field: f.Name, Code: code} }
	if !typed(f.AnswerType(), value) {
		return fail(CodeWrongType)
	}
	if zero(value) {
		switch {
		case f.Optional:
			return nil
		case f.AnswerType() == expr.Bool:
			return fail(CodeNotAccepted)
		default:
			return fail(CodeRequired)
		}
	}
	switch f.Kind {
	case "choice":
		return w.chosen(f, []string{value.(string)})
	case "choices", "records":
		return w.chosen(f, value.([]string))
	case "spelling":
		return w.chosen(f, []string{value.(string)})
	case "declaration", "notice":
		return nil
	case "photo":
		if !image(value.(string)) {
			return fail(CodePhoto)
		}
		return nil
	}
	text := value.(string)
	if f.MaxLength > 0 && utf8.RuneCountInString(text) > f.MaxLength {
		return &Problem{Field: f.Name, Code: CodeTooLong, Params: map[string]string{"max": strconv.Itoa(f.MaxLength)}}
	}
	if !format.Well(f.Kind, text) {
		return w.why(f, f.Kind, value)
	}
	return nil
}

// why makes the problem of a form that is broken: with the sentence that says
// what is wrong with it and its code in Params, where the form can say.
func (w *walker) why(f *catalog.Field, tag string, value any) *Problem {
	p := &Problem{Field: f.Name, Code: tag}
	if fault := w.engine.checker.Why(w.ctx, value, tag); !fault.None() {
		p.Text, p.Params = fault.Text, map[string]string{"why": fault.Code}
	}
	return p
}

// kept holds a field that may be confirmed, not changed, to its pre-filled value.
func (w *walker) kept(f *catalog.Field, value any) *Problem {
	if !f.Keep || f.Prefill.Program == nil {
		return nil
	}
	want, ok := f.Prefill.Value(w.scope)
	switch {
	case !ok:
		return &Problem{Field: f.Name, Code: CodeRegister}
	case !same(want, value):
		return &Problem{Field: f.Name, Code: CodeKept}
	}
	return nil
}

// checks runs the definition's own rules with the value in place.
func (w *walker) checks(f *catalog.Field, value any) *Problem {
	if len(f.Checks) == 0 {
		return nil
	}
	w.scope.SetAnswer(f.Name, value)
	defer w.scope.SetAnswer(f.Name, nil)
	for i := range f.Checks {
		c := &f.Checks[i]
		switch c.When.Holds(w.scope) {
		case expr.True:
			return &Problem{Field: f.Name, Code: c.Code, Text: w.words(c.Text, w.scope)}
		case expr.Unknown:
			return &Problem{Field: f.Name, Code: CodeRegister}
		case expr.False:
		}
	}
	return nil
}

// chosen checks that every value is an option, open, named once, and that its
// evidence was shown where the field demands it.
func (w *walker) chosen(f *catalog.Field, values []string) *Problem {
	for i, v := range values {
		if slices.Contains(values[:i], v) {
			return &Problem{Field: f.Name, Code: CodeTwice}
		}
		o := w.find(f, v)
		switch {
		case o == nil || o.hidden:
			return &Problem{Field: f.Name, Code: CodeNoOption}
		case !o.Allowed:
			return &Problem{Field: f.Name, Code: CodeClosed, Params: map[string]string{"reason": o.Code}, Text: o.Reason}
		}
		if f.MustSee && !w.sawAll(o.Images) {
			return &Problem{Field: f.Name, Code: CodeNotSeen}
		}
	}
	return nil
}

func (w *walker) sawAll(images []string) bool {
	for _, name := range images {
		if !slices.Contains(w.seen, name) {
			return false
		}
	}
	return len(images) > 0
}

func typed(t expr.Type, value any) bool {
	switch value.(type) {
	case string:
		return t == expr.String
	case bool:
		return t == expr.Bool
	case []string:
		return t == expr.Strings
	}
	return false
}

func zero(value any) bool {
	switch v := value.(type) {
	case string:
		return v == ""
	case bool:
		return !v
	case []string:
		return len(v) == 0
	}
	return value == nil
}

func same(a, b any) bool {
	x, isList := a.([]string)
	y, alsoList := b.([]string)
	if isList || alsoList {
		return isList && alsoList && slices.Equal(x, y)
	}
	return a == b
}

// image tells whether s can name a stored picture.
func image(s string) bool {
	if len(s) > 80 {
		return false
	}
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.') {
			return false
		}
	}
	return true
}
