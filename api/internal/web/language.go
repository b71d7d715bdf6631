package web

import "context"

// The languages of the product; Chinese is the default.
const (
	Chinese = "zh-CN"
	English = "en"
)

type languageKey struct{}

// Language returns the caller's language, "zh-CN" or "en".
func Language(ctx context.Context) string {
	if l, ok := ctx.Value(languageKey{}).(string); ok {
		return l
	}
	return Chinese
}

// WithLanguage returns a context of a language.
func WithLanguage(ctx context.Context, language string) context.Context {
	return context.WithValue(ctx, languageKey{}, language)
}
