package catalog

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/expr"
)

// Change is one difference between two versions, in words.
type Change struct {
	Path string       // in the new version; in the old one where it is gone
	Text models.Texts // a sentence in every language
}

// Diff says in words how two versions of a definition differ, in the order of the
// file: nothing but the bytes that only matter to the eye is left out. The facts
// and scenarios that prove a definition are counted, not told one by one.
func Diff(before, after *Definition) []Change {
	d := &differ{old: before, now: after}
	d.structs(reflect.ValueOf(*before), reflect.ValueOf(*after), "$", nil)
	d.scenarios()
	return d.out
}

type differ struct {
	old, now *Definition
	out      []Change
}

// place names where a change is, from the outside in: "step phone (Phone?)".
type place []models.Texts

func (p place) in(language string) string {
	parts := make([]string, len(p))
	for i, t := range p {
		parts[i] = t[language]
	}
	if language == "zh-CN" {
		return strings.Join(parts, "的")
	}
	return strings.Join(parts, ", ")
}

// say adds a sentence. zh and en take the place first, then the arguments.
func (d *differ) say(path string, at place, zh, en string, args ...any) {
	format := func(language, format string) string {
		return fmt.Sprintf("%s%s", at.in(language), fmt.Sprintf(format, args...))
	}
	d.out = append(d.out, Change{Path: path, Text: models.Texts{"zh-CN": format("zh-CN", zh), "en": format("en", en)}})
}

// structs compares two values of one struct type, key by key.
func (d *differ) structs(a, b reflect.Value, path string, at place) {
	for i := range a.NumField() {
		f := a.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || name == "-" || f.Type == reflect.TypeFor[[]Scenario]() || f.Type == reflect.TypeFor[Given]() {
			continue
		}
		words := keyWords(a.Type().Name(), name)
		if f.Type.Kind() == reflect.Struct && !leaf(f.Type) {
			d.structs(a.Field(i), b.Field(i), path+"."+name, append(slices.Clip(at), words))
			continue
		}
		d.value(a.Field(i), b.Field(i), path+"."+name, append(slices.Clip(at), words))
	}
}

func leaf(t reflect.Type) bool {
	return t == reflect.TypeFor[expr.Expr]() || t == reflect.TypeFor[Template]() || t == reflect.TypeFor[models.Texts]()
}

// value compares two values of one key.
func (d *differ) value(a, b reflect.Value, path string, at place) {
	if a.Kind() == reflect.Pointer {
		switch {
		case a.IsNil() && b.IsNil():
		case a.IsNil():
			d.say(path, at, "：新增", ": added")
		case b.IsNil():
			d.say(path, at, "：删除", ": removed")
		default:
			d.structs(a.Elem(), b.Elem(), path, at)
		}
		return
	}
	if a.Kind() == reflect.Slice && a.Type().Elem().Kind() == reflect.Struct && !leaf(a.Type().Elem()) {
		d.lists(a, b, path, at)
		return
	}
	switch x := a.Interface().(type) {
	case models.Texts:
		d.texts(x, b.Interface().(models.Texts), path, at)
	case Template:
		d.texts(x.Texts, b.Interface().(Template).Texts, path, at)
	case []models.Texts:
		d.bring(x, b.Interface().([]models.Texts), path, at)
	default:
		before, after := shown(a), shown(b)
		d.changed(path, at, models.Texts{"zh-CN": before, "en": before}, models.Texts{"zh-CN": after, "en": after})
	}
}

// changed says what stood there and what does now.
func (d *differ) changed(path string, at place, before, after models.Texts) {
	if before["zh-CN"] == after["zh-CN"] && before["en"] == after["en"] {
		return
	}
	texts := models.Texts{}
	for _, language := range []string{"zh-CN", "en"} {
		o, n := quoted(language, before[language]), quoted(language, after[language])
		if language == "zh-CN" {
			texts[language] = fmt.Sprintf("%s：原为%s，现为%s", at.in(language), o, n)
		} else {
			texts[language] = fmt.Sprintf("%s: was %s, is now %s", at.in(language), o, n)
		}
	}
	d.out = append(d.out, Change{Path: path, Text: texts})
}

func quoted(language, text string) string {
	switch {
	case text == "" && language == "zh-CN":
		return "空"
	case text == "":
		return "empty"
	case language == "zh-CN":
		return "“" + text + "”"
	}
	return `"` + text + `"`
}

// texts compares words: each language shows its own, and where only the other one
// changed, that.
func (d *differ) texts(a, b models.Texts, path string, at place) {
	switch {
	case maps.Equal(a, b):
	case a["zh-CN"] == b["zh-CN"] && a["en"] == b["en"]:
		d.say(path, at, "：其他语言的文字改变", ": changed in another language")
	case a["zh-CN"] == b["zh-CN"]:
		d.changed(path, append(slices.Clip(at), models.Texts{"zh-CN": "英文", "en": "in English"}), same(a["en"]), same(b["en"]))
	case a["en"] == b["en"]:
		d.changed(path, append(slices.Clip(at), models.Texts{"zh-CN": "中文", "en": "in Chinese"}), same(a["zh-CN"]), same(b["zh-CN"]))
	default:
		d.changed(path, at, a, b)
	}
}

func same(text string) models.Texts { return models.Texts{"zh-CN": text, "en": text} }

// bring compares the lists of papers a person has to bring.
func (d *differ) bring(a, b []models.Texts, path string, at place) {
	has := func(list []models.Texts, t models.Texts) bool {
		return slices.ContainsFunc(list, func(o models.Texts) bool { return o["zh-CN"] == t["zh-CN"] && o["en"] == t["en"] })
	}
	for i, t := range b {
		if !has(a, t) {
			d.named(fmt.Sprintf("%s[%d]", path, i), at, t, true)
		}
	}
	for i, t := range a {
		if !has(b, t) {
			d.named(fmt.Sprintf("%s[%d]", path, i), at, t, false)
		}
	}
}

// named says that something with a name came or went.
func (d *differ) named(path string, at place, name models.Texts, added bool) {
	zh, en := "：删除", ": removed "
	if added {
		zh, en = "：新增", ": added "
	}
	d.out = append(d.out, Change{Path: path, Text: models.Texts{
		"zh-CN": at.in("zh-CN") + zh + quoted("zh-CN", name["zh-CN"]),
		"en":    at.in("en") + en + quoted("en", name["en"]),
	}})
}

// shown writes a plain value as a person reads it.
func shown(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case expr.Expr:
		return x.Written
	case []string:
		return strings.Join(x, ", ")
	}
	if v.IsZero() && v.Kind() != reflect.Int64 && v.Kind() != reflect.Bool {
		return ""
	}
	return fmt.Sprint(v.Interface())
}

// scenarios counts what proves the definition.
func (d *differ) scenarios() {
	names := func(list []Scenario) map[string]bool {
		out := map[string]bool{}
		for _, s := range list {
			out[s.Name] = true
		}
		return out
	}
	before, after := names(d.old.Scenarios), names(d.now.Scenarios)
	added, gone := 0, 0
	for name := range after {
		if !before[name] {
			added++
		}
	}
	for name := range before {
		if !after[name] {
			gone++
		}
	}
	if added > 0 || gone > 0 {
		d.say("$.scenarios", nil, "场景：新增 %d 个，删除 %d 个", "scenarios: %d added, %d removed", added, gone)
	}
}
