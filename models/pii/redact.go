package pii

import (
	"log/slog"
	"regexp"
)

// Numbers that are somebody's whatever they were logged as: a resident ID
// number (18 characters, a plausible birth date in the middle) and a mobile.
var (
	residentID = regexp.MustCompile(`\b[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]\b`)
	mobile     = regexp.MustCompile(`\b1[3-9]\d{9}\b`)
)

// RedactAttr is a slog ReplaceAttr function: the last net under Text, for a
// number that got into a message or a foreign error's text. Numbers that slog
// was given as numbers (times, counts) stay.
func RedactAttr(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(redact(a.Value.String()))
	case slog.KindAny:
		if err, ok := a.Value.Any().(error); ok {
			a.Value = slog.StringValue(redact(err.Error()))
		}
	default: // numbers, times, groups (whose members come one by one)
	}
	return a
}

func redact(s string) string {
	return mobile.ReplaceAllString(residentID.ReplaceAllString(s, redacted), redacted)
}
