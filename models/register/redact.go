package register

import (
	"fmt"
	"log/slog"
)

const hidden = "register fact [redacted]"

// sealed stands first in every fact and in every part of one. It has no room and
// gives the fact methods that print no value, whatever verb is used, so that a
// careless log line cannot leak a person. Kiosk holds no personal data but
// follows the same rule, to leave no exception to remember; a test walks every
// type.
type sealed struct{}

// Format prints that there is a fact.
func (sealed) Format(s fmt.State, _ rune) { _, _ = fmt.Fprint(s, hidden) }

// String says that there is a fact.
func (sealed) String() string { return hidden }

// LogValue says that there is a fact.
func (sealed) LogValue() slog.Value { return slog.StringValue(hidden) }
