package models

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an Error is. The HTTP layer maps each kind to
// one status in one table; nothing else about an error decides the status.
type Kind int

// The kinds, from the caller's fault to ours.
const (
	KindInternal        Kind = iota // a defect or an unforeseen failure; shown without detail
	KindInvalid                     // the input breaks a rule; Fields name where
	KindUnauthenticated             // nobody is logged in, or no longer
	KindForbidden                   // logged in, but not allowed
	KindNotFound                    // does not exist, or is not yours: the same answer for both
	KindConflict                    // true at another moment, not in this state
	KindStale                       // based on a version that is no longer current
	KindGone                        // existed and has ended
	KindTooMany                     // a limit on rate or number
	KindUnavailable                 // an outside part does not answer; try again later
)

// Kinds lists every kind, for tables that must be exhaustive.
func Kinds() []Kind {
	return []Kind{
		KindInternal, KindInvalid, KindUnauthenticated, KindForbidden, KindNotFound,
		KindConflict, KindStale, KindGone, KindTooMany, KindUnavailable,
	}
}

// FieldError is one broken rule of one input field.
type FieldError struct {
	Field  string            // the field's name as the client sent it, e.g. "mobile"
	Code   string            // stable code of the rule, e.g. "field.mobile"
	Params map[string]string // what the text needs, never a personal value
}

// Error is the one error type that crosses package borders. Code is stable and
// has a zh-CN and an English text; the wrapped cause is for the log only.
type Error struct {
	Kind   Kind
	Code   string            // "application.not_editable"
	Params map[string]string // values for the text, never personal ones
	Fields []FieldError
	cause  error
}

// E makes an Error without a cause.
func E(kind Kind, code string) *Error { return &Error{Kind: kind, Code: code} }

// Invalid makes a KindInvalid error for the given fields.
func Invalid(code string, fields ...FieldError) *Error {
	return &Error{Kind: KindInvalid, Code: code, Fields: fields}
}

// Because returns a copy of e that wraps cause.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// With returns a copy of e with one more text parameter.
func (e *Error) With(name, value string) *Error {
	c := *e
	c.Params = make(map[string]string, len(e.Params)+1)
	for k, v := range e.Params {
		c.Params[k] = v
	}
	c.Params[name] = value
	return &c
}

// Error prints the code and the cause. It is for logs, never for a reply.
func (e *Error) Error() string {
	if e.cause == nil {
		return e.Code
	}
	return fmt.Sprintf("%s: %v", e.Code, e.cause)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is matches another *Error by code, so that a sentinel made by E can be
// compared with errors.Is although Because and With copy it.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code
}

// KindOf returns the kind of the first Error in err's chain, KindInternal where
// there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// ErrNotFound is returned by repositories for a row that does not exist.
var ErrNotFound = E(KindNotFound, "not-found")

// ErrStale is returned by repositories when a conditional update met another
// version than it expected.
var ErrStale = E(KindStale, "stale-version")

// ErrDuplicate is returned by repositories when a unique key is taken.
var ErrDuplicate = E(KindConflict, "duplicate")
