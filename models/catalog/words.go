package catalog

import (
	_ "embed"
	"strings"
)

// sentences are the findings of the linter in Chinese: a line each, the English
// form and the Chinese one with a tab between them.
//
//go:embed lint.zh-CN.txt
var sentences string

// chinese gives the Chinese form of a finding's message, the English one where
// there is none; the tests see to it that there is.
func chinese(message string) string {
	for line := range strings.Lines(sentences) {
		if en, zh, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok && en == message {
			return zh
		}
	}
	return message
}
