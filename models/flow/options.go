package flow

import (
	"sort"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/expr"
)

// option is an Option that may have to be left out.
type option struct {
	Option
	hidden bool
}

// find makes one option of a field without its texts, nil where there is none.
func (w *walker) find(f *catalog.Field, value string) *option {
	for i := range f.Options {
		if o := &f.Options[i]; o.Value == value {
			out := &option{Option: Option{Value: value, Label: o.Label}}
			w.judge(out, o.Refuse, w.scope)
			return out
		}
	}
	if f.From == nil {
		return nil
	}
	elements, _ := f.From.List.Elements(w.scope)
	for _, e := range elements {
		inner := w.scope.With(f.From.As, e)
		if v, ok := f.From.Value.String(inner); ok && v == value {
			out := &option{Option: Option{Value: value, Images: w.images(f.From, inner)}}
			w.judge(out, f.From.Refuse, inner)
			return out
		}
	}
	return nil
}

// options makes all options of a field, as they are shown.
func (w *walker) options(f *catalog.Field) []Option {
	var out []Option
	for i := range f.Options {
		o := &f.Options[i]
		made := option{Option: Option{Value: o.Value, Label: o.Label, Note: o.Note.Render(w.scope), Fee: w.fee(o.Fee, w.scope)}}
		w.judge(&made, o.Refuse, w.scope)
		if !made.hidden {
			out = append(out, made.Option)
		}
	}
	if f.From != nil {
		out = append(out, w.listed(f.From)...)
	}
	return out
}

// listed makes the options of a list, in the order the definition asks for.
func (w *walker) listed(l *catalog.OptionList) []Option {
	elements, _ := l.List.Elements(w.scope)
	type keyed struct {
		key string
		Option
	}
	all := make([]keyed, 0, len(elements))
	for _, e := range elements {
		inner := w.scope.With(l.As, e)
		value, ok := l.Value.String(inner)
		if !ok {
			continue
		}
		made := option{Option: Option{
			Value: value, Label: l.Label.Render(inner), Note: l.Note.Render(inner),
			Fee: w.fee(l.Fee, inner), Images: w.images(l, inner),
		}}
		for i := range l.Details {
			made.Details = append(made.Details, Detail{Label: l.Details[i].Label, Value: l.Details[i].Value.Render(inner)})
		}
		w.judge(&made, l.Refuse, inner)
		if made.hidden {
			continue
		}
		k := keyed{Option: made.Option}
		if l.Sort.Program != nil {
			k.key, _ = l.Sort.String(inner)
		}
		all = append(all, k)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].key < all[j].key })
	out := make([]Option, len(all))
	for i := range all {
		out[i] = all[i].Option
	}
	return out
}

func (w *walker) images(l *catalog.OptionList, s *expr.Scope) []string {
	if l.Images.Program == nil {
		return nil
	}
	names, _ := l.Images.Strings(s)
	return names
}

func (w *walker) fee(x expr.Expr, s *expr.Scope) *models.Fen {
	if x.Program == nil {
		return nil
	}
	n, ok := x.Int(s)
	if !ok {
		return nil
	}
	fen := models.Fen(n)
	return &fen
}

// judge sets whether an option is allowed: the first refusal that bites closes
// it; one that is not decided closes it for now.
func (w *walker) judge(o *option, refusals []catalog.Refusal, s *expr.Scope) {
	o.Allowed = true
	for i := range refusals {
		r := &refusals[i]
		switch r.When.Holds(s) {
		case expr.True:
			o.Allowed, o.hidden, o.Code, o.Reason = false, r.Hide, r.Code, w.words(r.Reason, s)
			return
		case expr.Unknown:
			if o.Allowed {
				o.Allowed, o.Code, o.Reason = false, CodeRegister, notNow()
			}
		case expr.False:
		}
	}
}

func notNow() models.Texts {
	return models.Texts{
		"zh-CN": "这项信息现在查不到，过一会儿再试",
		"en":    "This cannot be looked up right now. Try again in a few minutes.",
	}
}
