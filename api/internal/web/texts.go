package web

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed texts/zh-CN.json texts/en.json
var textFiles embed.FS

// texts holds the sentence of every error code in every language. A sentence
// says what to do; {name} stands for a parameter.
type texts map[string]map[string]string

func loadTexts() (texts, error) {
	all := texts{}
	for _, language := range []string{Chinese, English} {
		raw, err := textFiles.ReadFile("texts/" + language + ".json")
		if err != nil {
			return nil, fmt.Errorf("web: texts: %w", err)
		}
		var table map[string]string
		if err := json.Unmarshal(raw, &table); err != nil {
			return nil, fmt.Errorf("web: texts of %s: %w", language, err)
		}
		all[language] = table
	}
	return all, nil
}

// say returns the sentence of a code. A code without one (a test keeps that
// from happening) reads like an internal failure rather than as jargon. A
// parameter that is itself a sentence comes in each language: "text.en" stands
// for {text} in English.
func (t texts) say(language, code string, params map[string]string) string {
	text, ok := t[language][code]
	if !ok {
		text = t[language]["internal"]
	}
	for name, value := range params {
		name, _ = strings.CutSuffix(name, "."+language)
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

type textsKey struct{}

func withTexts(ctx context.Context, t texts) context.Context {
	return context.WithValue(ctx, textsKey{}, t)
}

// Sentence is what a reply says to an error's code in the caller's language, for
// replies that report refusals one by one.
func Sentence(ctx context.Context, code string, params map[string]string) string {
	t, ok := ctx.Value(textsKey{}).(texts)
	if !ok {
		return code
	}
	return t.say(Language(ctx), code, params)
}
