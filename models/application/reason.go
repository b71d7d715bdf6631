package application

import (
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/flow"
)

// reason puts a stored reason code into words: the definition's text, with the
// law a rejection rests on. A code the definition does not have says no more than
// that a window has to handle it. Where the definition's own rule sent the
// application to a window, the papers it takes in are named with what the reason
// names, each one.
func (f *file) reason(walk flow.Walk) *flow.Reason {
	if f.Reason == "" {
		return nil
	}
	for _, r := range f.def.Reasons {
		if r.Code != f.Reason {
			continue
		}
		text := r.Text
		if f.State == Rejected {
			text = onGrounds(text, groundsOf(f.def, r))
		}
		bring := r.Bring
		if f.State == HandedOver && f.DecidedAt.IsZero() {
			bring = joined(r.Bring, walk.Bring)
		}
		return &flow.Reason{Code: r.Code, Text: text, Bring: bring}
	}
	return &flow.Reason{Code: f.Reason, Text: windowText()}
}

// joined is both lists, what stands in both once.
func joined(first, more []models.Texts) []models.Texts {
	all := slices.Clone(first)
	for _, text := range more {
		if !slices.ContainsFunc(all, func(known models.Texts) bool { return known["zh-CN"] == text["zh-CN"] }) {
			all = append(all, text)
		}
	}
	return all
}

// groundsOf is the article a reason names, or else the law of its service.
func groundsOf(def *catalog.Definition, r catalog.Reason) string {
	if r.Law != "" {
		return r.Law
	}
	var laws []string
	for _, law := range def.Law {
		laws = append(laws, law.Name+law.Articles)
	}
	return strings.Join(laws, "、")
}

// onGrounds says what a decision rests on. The names of laws stay Chinese: there
// is no official English of every one.
func onGrounds(text models.Texts, grounds string) models.Texts {
	if grounds == "" {
		return text
	}
	said := make(models.Texts, len(text))
	for language, words := range text {
		said[language] = words + " Legal basis: " + grounds + "."
	}
	said["zh-CN"] = text["zh-CN"] + "依据：" + grounds + "。"
	return said
}

// writeNote keeps a clerk's words for the citizen, sealed with the answers.
func (c *Cases) writeNote(f *file, note string) error {
	if f.answers.Note == note {
		return nil
	}
	f.answers.Note = note
	sealed, err := sealJSON(c.Vault, f.ID, columnAnswers, f.answers)
	f.Answers = sealed
	return err
}

// withoutNote is the sealed answers without the words of a decision that does
// not stand any more.
func (c *Cases) withoutNote(a Application) ([]byte, error) {
	sheet, err := openAnswers(c.Vault, a.ID, a.Answers)
	if err != nil || sheet.Note == "" {
		return a.Answers, err
	}
	sheet.Note = ""
	return sealJSON(c.Vault, a.ID, columnAnswers, sheet)
}
