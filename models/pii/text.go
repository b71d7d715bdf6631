package pii

import (
	"fmt"
	"io"
	"log/slog"
)

const redacted = "[redacted]"

// Text is a personal value in memory. Every way of printing it gives
// "[redacted]"; Reveal is the one way to the value, easy to find in a review.
// Two Texts compare equal when their values are.
type Text struct{ value string }

// Conceal wraps a personal value.
func Conceal(value string) Text { return Text{value} }

// Reveal returns the value. Call it only to seal, to compute, or to show it to
// somebody whose right to see it was checked.
func (t Text) Reveal() string { return t.value }

// Empty tells whether there is no value.
func (t Text) Empty() bool { return t.value == "" }

// String prints the mask.
func (t Text) String() string { return redacted }

// GoString prints the mask for %#v.
func (t Text) GoString() string { return redacted }

// Format prints the mask for every verb, %x and %q included.
func (t Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalJSON writes the mask.
func (t Text) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalText writes the mask, for map keys, YAML and flags.
func (t Text) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue gives slog the mask.
func (t Text) LogValue() slog.Value { return slog.StringValue(redacted) }
