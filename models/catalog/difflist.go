package catalog

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"onevisit/models"
)

// lists compares two lists whose elements have names: what came, what went, what
// was renamed, what stands elsewhere now, and what changed inside.
func (d *differ) lists(a, b reflect.Value, path string, at place) {
	old, now := identities(a), identities(b)
	renamed := renames(a, b, old, now)
	for i, id := range now {
		here := fmt.Sprintf("%s[%d]", path, i)
		k := slices.Index(old, id)
		if before, ok := renamed[id]; ok {
			k = slices.Index(old, before)
			d.say(here, append(slices.Clip(at[:max(0, len(at)-1)]), label(a.Index(k))), "：改名为“%s”", ": renamed %q", id)
		}
		if k < 0 {
			d.came(here, at, b.Index(i), true)
			continue
		}
		inside := append(slices.Clip(at[:max(0, len(at)-1)]), label(b.Index(i)))
		d.inside(a.Index(k), b.Index(i), here, inside)
	}
	for k, id := range old {
		if !slices.Contains(now, id) && !taken(renamed, id) {
			d.came(fmt.Sprintf("%s[%d]", path, k), at, a.Index(k), false)
		}
	}
	if order(old, now) != order(now, old) {
		d.say(path, at, "：顺序改变，现在是 %s", ": in another order, now %s", order(now, old))
	}
}

func taken(renamed map[string]string, old string) bool {
	for _, before := range renamed {
		if before == old {
			return true
		}
	}
	return false
}

// order lists the elements that both have, as the first has them.
func order(list, other []string) string {
	var out []string
	for _, id := range list {
		if slices.Contains(other, id) {
			out = append(out, id)
		}
	}
	return strings.Join(out, ", ")
}

// came says that an element came or went.
func (d *differ) came(path string, at place, v reflect.Value, added bool) {
	name := label(v)
	if r, ok := v.Interface().(Row); ok {
		name = d.row(path, r)
	}
	zh, en := "：删除", ": removed "
	if added {
		zh, en = "：新增", ": added "
	}
	when := condition(v)
	texts := models.Texts{"zh-CN": at.in("zh-CN") + zh + name["zh-CN"], "en": at.in("en") + en + name["en"]}
	if when != "" {
		texts["zh-CN"] += "，条件“" + when + "”"
		texts["en"] += `, when "` + when + `"`
	}
	d.out = append(d.out, Change{Path: path, Text: texts})
}

// condition is the expression under which an element counts, "" for none.
func condition(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case Rule:
		return x.When.Written
	case Step:
		return x.When.Written
	case Field:
		return x.When.Written
	case Refusal:
		return x.When.Written
	case FieldCheck:
		return x.When.Written
	case Fee:
		return x.When.Written
	case Document:
		return x.When.Written
	case Review:
		return x.When.Written
	case Report:
		return x.When.Written
	case Result:
		return x.When.Written
	case Term:
		return x.Is.Written
	}
	return ""
}

// inside compares two versions of one element, without its name.
func (d *differ) inside(a, b reflect.Value, path string, at place) {
	if r, ok := b.Interface().(Row); ok {
		old := a.Interface().(Row)
		if old != r {
			at = append(slices.Clip(at[:len(at)-1]), keyWords("", "a row"))
			d.changed(path, at, d.row(path, old), d.row(path, r))
		}
		return
	}
	plain := reflect.New(a.Type()).Elem()
	plain.Set(a)
	if name := plain.FieldByName("Name"); name.IsValid() && name.Kind() == reflect.String {
		name.Set(b.FieldByName("Name")) // a rename was told
	}
	d.structs(plain, b, path, at)
}

// row writes a dated value as people read it: money as money.
func (d *differ) row(path string, r Row) models.Texts {
	n := -1
	_, _ = fmt.Sscanf(path, "$.settings[%d]", &n) // a row of no setting is a plain number
	value := fmt.Sprint(r.Value)
	if n >= 0 && n < len(d.now.Settings) && d.now.Settings[n].Unit == unitFen {
		value = models.Fen(r.Value).String()
	}
	zh, en := r.From+" 起 "+value, value+" from "+r.From
	if r.Key != "" {
		zh, en = r.Key+"："+zh, r.Key+": "+en
	}
	if r.To != "" {
		zh, en = zh+"，到 "+r.To, en+" to "+r.To
	}
	if r.Region != "" {
		zh, en = zh+"，地区 "+r.Region, en+" in region "+r.Region
	}
	return models.Texts{"zh-CN": zh, "en": en}
}

// identities names the elements of a list; one that repeats gets a number.
func identities(list reflect.Value) []string {
	out := make([]string, 0, list.Len())
	for i := range list.Len() {
		id := identity(list.Index(i))
		for n, base := 2, id; slices.Contains(out, id); n++ {
			id = fmt.Sprintf("%s #%d", base, n)
		}
		out = append(out, id)
	}
	return out
}

func identity(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case Row:
		return strings.Join([]string{x.Key, x.Region, x.From}, " ")
	case Report:
		return x.Entry
	case Result:
		return x.Kind
	case Review:
		return x.Route
	case Detail:
		return x.Label["zh-CN"]
	}
	for _, key := range []string{"Name", "Code", "Value"} {
		if f := v.FieldByName(key); f.IsValid() && f.Kind() == reflect.String {
			return f.String()
		}
	}
	return ""
}

// renames finds steps and fields that only have another name: one that is gone
// and one that came with the same content.
func renames(a, b reflect.Value, old, now []string) map[string]string {
	out := map[string]string{}
	for i, id := range now {
		if slices.Contains(old, id) {
			continue
		}
		for k, before := range old {
			if !slices.Contains(now, before) && !taken(out, before) && alike(a.Index(k).Interface(), b.Index(i).Interface()) {
				out[id] = before
				break
			}
		}
	}
	return out
}

// alike tells whether two steps, fields or terms are the same but for their name.
func alike(a, b any) bool {
	switch x := a.(type) {
	case Step:
		y, ok := b.(Step)
		if !ok || len(x.Fields) == 0 {
			return false
		}
		if len(x.Fields) != len(y.Fields) {
			return false
		}
		for i := range x.Fields {
			if x.Fields[i].Name != y.Fields[i].Name {
				return false
			}
		}
		return true
	case Field:
		y, ok := b.(Field)
		return ok && x.Kind == y.Kind && x.Label["zh-CN"] == y.Label["zh-CN"] && x.Label["en"] == y.Label["en"]
	case Term:
		y, ok := b.(Term)
		return ok && x.Is.Written == y.Is.Written
	}
	return false
}
