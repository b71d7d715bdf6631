package whatif

import (
	"fmt"
	"slices"
	"strings"

	"onevisit/models/catalog"
	"onevisit/models/expr"
)

// Edit is what lies between two versions of one service, as far as it can change
// what becomes of anybody. Words, prices of the menu, the office's deadlines and
// the scenarios cannot.
type Edit struct {
	Base, Edited *catalog.Definition
	// Same: nothing that could change what becomes of anybody.
	Same bool
	// Precheck, Walk: the pre-check, the form and what follows it may come out
	// differently.
	Precheck, Walk bool
	rules          map[string]bool // pre-check rules that stand in both alike
	tells          map[string]bool // rules that now name more to bring
	fields         map[string]bool // fields that are checked alike
	decides        map[string]bool // fields by which the edited definition decides anything but their own check
	relaxed        *catalog.Definition
	changed        []string // terms and settings that differ
}

// Compare finds what lies between two versions.
func Compare(base, edited *catalog.Definition) *Edit {
	e := &Edit{
		Base: base, Edited: edited,
		rules: map[string]bool{}, tells: map[string]bool{}, fields: map[string]bool{}, decides: map[string]bool{},
	}
	if base.Hash == edited.Hash {
		e.Same = true
		return e
	}
	e.names()
	e.compareRules()
	e.compareWalk()
	e.Same = !e.Precheck && !e.Walk && len(e.tells) == 0
	e.deciding()
	e.relaxed = relax(edited)
	return e
}

// names finds the terms and settings that differ, and the terms that use them.
func (e *Edit) names() {
	settings := func(d *catalog.Definition) map[string]string {
		out := map[string]string{}
		for _, s := range d.Settings {
			rows := slices.Clone(s.Rows)
			for i := range rows {
				rows[i].Note = ""
			}
			out["'"+s.Name+"'"] = fmt.Sprint(rows)
		}
		return out
	}
	e.changed = differing(settings(e.Base), settings(e.Edited))
	terms := func(d *catalog.Definition) map[string]string {
		out := map[string]string{}
		for _, t := range d.Terms {
			out[t.Name] = t.Is.Written
		}
		return out
	}
	e.changed = append(e.changed, differing(terms(e.Base), terms(e.Edited))...)
	for _, t := range append(slices.Clone(e.Base.Terms), e.Edited.Terms...) { // a term uses only those before it
		if !slices.Contains(e.changed, t.Name) && e.touched(t.Is.Written) {
			e.changed = append(e.changed, t.Name)
		}
	}
}

func differing(a, b map[string]string) []string {
	var out []string
	for name, is := range a {
		if other, ok := b[name]; !ok || other != is {
			out = append(out, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			out = append(out, name)
		}
	}
	return out
}

// touched tells whether an expression uses a name that differs. It may say so of
// a text that only looks like it: then more is replayed than had to be.
func (e *Edit) touched(written string) bool {
	return slices.ContainsFunc(e.changed, func(name string) bool { return strings.Contains(written, name) })
}

func (e *Edit) compareRules() {
	type key struct{ when, outcome, unknown, cause string }
	known := map[string]key{}
	bring := map[string][]string{}
	for _, r := range e.Base.Precheck {
		known[r.Code] = key{r.When.Written, r.Outcome, r.Unknown, r.Cause}
		for _, b := range r.Bring {
			bring[r.Code] = append(bring[r.Code], b.In("zh-CN"))
		}
	}
	for _, r := range e.Edited.Precheck {
		was, have := known[r.Code]
		e.rules[r.Code] = have && was == key{r.When.Written, r.Outcome, r.Unknown, r.Cause} && !e.touched(r.When.Written)
		e.Precheck = e.Precheck || !e.rules[r.Code]
		for _, b := range r.Bring {
			if have && !slices.Contains(bring[r.Code], b.In("zh-CN")) {
				e.tells[r.Code] = true
			}
		}
	}
	e.Precheck = e.Precheck || len(known) != len(e.Edited.Precheck)
}

// compareWalk compares the form and what follows it, part by part.
func (e *Edit) compareWalk() {
	base := map[string]string{}
	for _, s := range e.Base.Steps {
		for i := range s.Fields {
			base[s.Fields[i].Name] = fieldText(&s.Fields[i])
		}
	}
	for _, s := range e.Edited.Steps {
		for i := range s.Fields {
			f := &s.Fields[i]
			text := fieldText(f)
			was, have := base[f.Name]
			e.fields[f.Name] = have && was == text && !e.touched(text)
		}
	}
	before, now := walkText(e.Base), walkText(e.Edited)
	e.Walk = before != now || e.touched(now)
}

func fieldText(f *catalog.Field) string {
	b := &strings.Builder{}
	put := func(values ...any) { fmt.Fprintf(b, "%q\n", values) }
	put(f.Name, f.Kind, f.Optional, f.When.Written, f.Rules, f.MaxLength, f.Keep, f.MustSee)
	if f.Keep {
		put(f.Prefill.Written)
	}
	if f.Photo != nil {
		put(f.Photo.MinWidth, f.Photo.MinHeight)
	}
	refusals := func(list []catalog.Refusal) {
		for _, r := range list {
			put(r.Code, r.When.Written, r.Hide)
		}
	}
	for _, o := range f.Options {
		put(o.Value)
		refusals(o.Refuse)
	}
	if l := f.From; l != nil {
		put(l.List.Written, l.As, l.Value.Written, l.Images.Written)
		refusals(l.Refuse)
	}
	for _, c := range f.Checks {
		put(c.Code, c.When.Written)
	}
	return b.String()
}

// walkText is everything after the pre-check that decides something.
func walkText(d *catalog.Definition) string {
	b := &strings.Builder{}
	put := func(values ...any) { fmt.Fprintf(b, "%q\n", values) }
	for _, s := range d.Steps {
		put("step", s.Name, s.When.Written)
		for i := range s.Fields {
			b.WriteString(fieldText(&s.Fields[i]))
		}
	}
	for _, f := range d.Fees {
		put("fee", f.Code, f.When.Written, f.For.Written, f.As, f.Item.Written, f.Amount.Written)
	}
	for _, x := range d.Documents {
		put("document", x.Code, x.When.Written)
	}
	for _, r := range d.Review {
		put("review", r.Route, r.When.Written)
	}
	for _, r := range d.Results {
		put("result", r.Kind, r.Stage, r.When.Written, r.For.Written, r.As, r.Item.Written, r.Amount.Written, r.Visit)
		for _, x := range r.Data {
			put(x.Name, x.Is.Written)
		}
	}
	return b.String()
}

// deciding finds the fields of the edited definition by whose answers it decides
// something else: another question, an option, a fee, a paper, the route or a
// result. What is only shown, pre-filled or passed on with a result is no decision.
func (e *Edit) deciding() {
	d := e.Edited
	var texts []string
	own := map[string]string{} // a field's own checks, by field
	put := func(list ...expr.Expr) {
		for _, x := range list {
			texts = append(texts, x.Written)
		}
	}
	for _, t := range d.Terms {
		put(t.Is)
	}
	for i := range d.Steps {
		put(d.Steps[i].When)
		for j := range d.Steps[i].Fields {
			f := &d.Steps[i].Fields[j]
			put(f.When)
			if f.Keep {
				put(f.Prefill)
			}
			for _, o := range f.Options {
				for _, r := range o.Refuse {
					put(r.When)
				}
			}
			if f.From != nil {
				put(f.From.List, f.From.Value, f.From.Images)
				for _, r := range f.From.Refuse {
					put(r.When)
				}
			}
			for _, c := range f.Checks {
				own[f.Name] += " " + c.When.Written
			}
		}
	}
	for _, f := range d.Fees {
		put(f.When, f.For, f.Item, f.Amount)
	}
	for _, x := range d.Documents {
		put(x.When)
	}
	for _, r := range d.Review {
		put(r.When)
	}
	for _, r := range d.Results {
		put(r.When, r.For, r.Item, r.Amount)
	}
	all := strings.Join(texts, "\n") + "\n"
	for field := range e.fields {
		in := all
		for other, checks := range own {
			if other != field {
				in += checks + "\n"
			}
		}
		e.decides[field] = mentions(in, "answers."+field)
	}
}

// mentions finds a name that is not the beginning of a longer one.
func mentions(text, name string) bool {
	for {
		i := strings.Index(text, name)
		if i < 0 {
			return false
		}
		text = text[i+len(name):]
		if text == "" || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", rune(text[0])) {
			return true
		}
	}
}

// relax is the definition with every question optional: what comes of answers
// of which some would have been given anew on the spot.
func relax(d *catalog.Definition) *catalog.Definition {
	copied := *d
	relaxed := &copied
	relaxed.Steps = slices.Clone(d.Steps)
	for i := range relaxed.Steps {
		fields := slices.Clone(relaxed.Steps[i].Fields)
		for j := range fields {
			fields[j].Optional = true
		}
		relaxed.Steps[i].Fields = fields
	}
	return relaxed
}
