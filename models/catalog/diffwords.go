package catalog

import (
	_ "embed"
	"reflect"
	"strings"

	"onevisit/models"
)

// keyTable names the keys of a definition for people: the key, or "Type.key"
// where it means something else there, the Chinese name and the English one, with
// tabs between them.
//
//go:embed keys.txt
var keyTable string

// keyWords names a key of a type.
func keyWords(kind, key string) models.Texts {
	found := models.Texts{"zh-CN": key, "en": key}
	for line := range strings.Lines(keyTable) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(parts) != 3 {
			continue
		}
		switch parts[0] {
		case kind + "." + key:
			return models.Texts{"zh-CN": parts[1], "en": parts[2]}
		case key:
			found = models.Texts{"zh-CN": parts[1], "en": parts[2]}
		}
	}
	return found
}

// label names an element of a list: what it is, its name, and its title.
func label(v reflect.Value) models.Texts {
	what := keyWords("", "a "+strings.ToLower(v.Type().Name()))
	id := identity(v)
	title := title(v)
	out := models.Texts{}
	for language, open := range map[string][2]string{"zh-CN": {"“", "”"}, "en": {` "`, `"`}} {
		out[language] = what[language] + open[0] + id + open[1]
		if t := title[language]; t != "" && t != id {
			if language == "zh-CN" {
				out[language] += "（" + t + "）"
			} else {
				out[language] += " (" + t + ")"
			}
		}
	}
	return out
}

// title is what people see of an element.
func title(v reflect.Value) models.Texts {
	switch x := v.Interface().(type) {
	case Step:
		return x.Title
	case Field:
		return x.Label
	case Option:
		return x.Label
	case Rule:
		return x.Text.Texts
	case Fee:
		return x.Text.Texts
	case Document:
		return x.Text
	case Result:
		return x.Title.Texts
	case Check:
		return x.Text
	case Reason:
		return x.Text
	}
	return nil
}
