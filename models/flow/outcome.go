package flow

import (
	"strings"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/expr"
)

// finish computes everything that is known once all is answered.
func (w *walker) finish(out *Walk) error {
	var ok bool
	if out.Fees, out.Total, ok = w.fees(); !ok {
		return ErrUndecided
	}
	w.scope.SetTotal(int64(out.Total))
	if out.Results, ok = w.results(); !ok {
		return ErrUndecided
	}
	if out.Reports, ok = w.reports(); !ok {
		return ErrUndecided
	}
	for i := range w.d.Documents {
		d := &w.d.Documents[i]
		if d.When.Holds(w.scope) == expr.False {
			continue
		}
		out.Documents = append(out.Documents, d.Text)
		if !d.Electronic {
			out.Bring = append(out.Bring, d.Text)
		}
	}
	out.Route, out.Reason = w.route()
	out.Days = w.d.Targets.WorkingDays
	if w.d.Targets.Within.Program != nil {
		if n, ok := w.d.Targets.Within.Int(w.scope); ok && n > 0 {
			out.Days = int(n)
		}
	}
	out.Review = w.review()
	out.SubmitText = w.d.SubmitText.Render(w.scope)
	return nil
}

// each calls visit for every element of a list that passes the condition; once,
// with the plain scope, where there is no list. It answers false where something
// is not decided.
func (w *walker) each(list expr.Expr, as string, when expr.Expr, visit func(*expr.Scope) bool) bool {
	scopes := []*expr.Scope{w.scope}
	if list.Program != nil {
		elements, ok := list.Elements(w.scope)
		if !ok {
			return false
		}
		scopes = scopes[:0]
		for _, e := range elements {
			scopes = append(scopes, w.scope.With(as, e))
		}
	}
	decided := true
	for _, s := range scopes {
		switch when.Holds(s) {
		case expr.Unknown:
			decided = false
		case expr.True:
			decided = visit(s) && decided
		case expr.False:
		}
	}
	return decided
}

// fees makes the fee lines. A line of zero is left out: nothing is due for it. A
// negative amount is a defect of the definition and counts as not decided.
func (w *walker) fees() ([]FeeLine, models.Fen, bool) {
	var lines []FeeLine
	var total models.Fen
	decided := true
	for i := range w.d.Fees {
		f := &w.d.Fees[i]
		ok := w.each(f.For, f.As, f.When, func(s *expr.Scope) bool {
			n, ok := f.Amount.Int(s)
			if !ok || n < 0 {
				return false
			}
			if n > 0 {
				lines = append(lines, FeeLine{Code: f.Code, Item: w.item(f.Item, s), Text: w.words(f.Text, s), Amount: models.Fen(n)})
				total += models.Fen(n)
			}
			return true
		})
		decided = decided && ok
	}
	return lines, total, decided
}

func (w *walker) item(x expr.Expr, s *expr.Scope) string {
	if x.Program == nil {
		return ""
	}
	key, _ := x.String(s)
	return key
}

// paper words what a print puts on paper.
func (w *walker) paper(p *catalog.Paper, s *expr.Scope) *Paper {
	if p == nil {
		return nil
	}
	out := &Paper{Kind: p.Kind, Title: w.words(p.Title, s), Text: w.words(p.Text, s)}
	for i := range p.Lines {
		out.Lines = append(out.Lines, Line{Label: p.Lines[i].Label, Value: w.words(p.Lines[i].Value, s)})
	}
	for _, name := range p.Fields {
		if f, value := w.spoken(name); f != nil && !w.quiet {
			out.Lines = append(out.Lines, Line{Label: f.Label, Value: w.shown(f, value)})
		}
	}
	return out
}

// spoken finds a field of the path by its name, with its answer; nil where nothing
// was asked or answered.
func (w *walker) spoken(name string) (*catalog.Field, any) {
	for i := range w.path {
		step := w.path[i].step
		for j := range step.Fields {
			if f := &step.Fields[j]; f.Name == name && w.visible(f) {
				if value, ok := w.answer(name); ok && !zero(value) {
					return f, value
				}
			}
		}
	}
	return nil, nil
}

func (w *walker) results() ([]Result, bool) {
	var out []Result
	decided := true
	for i := range w.d.Results {
		r := &w.d.Results[i]
		decidedAll := w.each(r.For, r.As, r.When, func(s *expr.Scope) bool {
			var ok bool
			made := Result{
				Kind: r.Kind, Stage: r.Stage, Item: w.item(r.Item, s), Visit: r.Visit,
				Title: w.words(r.Title, s), Text: w.words(r.Text, s), Paper: w.paper(r.Paper, s),
			}
			if made.Data, ok = w.data(r.Data, s); !ok {
				return false
			}
			if r.Amount.Program != nil {
				n, ok := r.Amount.Int(s)
				if !ok || n < 0 {
					return false
				}
				made.Amount = models.Fen(n)
			}
			out = append(out, made)
			return true
		})
		decided = decided && decidedAll
	}
	return out, decided
}

// reports is what registers are told when all of this is handed in.
func (w *walker) reports() ([]Report, bool) {
	var out []Report
	for i := range w.d.Reports {
		r := &w.d.Reports[i]
		switch r.When.Holds(w.scope) {
		case expr.False:
			continue
		case expr.Unknown:
			return nil, false
		case expr.True:
		}
		data, ok := w.data(r.Data, w.scope)
		if !ok {
			return nil, false
		}
		out = append(out, Report{Entry: r.Entry, Data: data})
	}
	return out, true
}

// data computes what a result or a report carries, nil for nothing; false where
// a value is not decided.
func (w *walker) data(list []catalog.Datum, s *expr.Scope) (map[string]string, bool) {
	if len(list) == 0 {
		return nil, true
	}
	out := make(map[string]string, len(list))
	for i := range list {
		v, ok := list[i].Is.Text(s)
		if !ok {
			return nil, false
		}
		out[list[i].Name] = v
	}
	return out, true
}

// route takes the first line of the review policy that holds. A line that is
// not decided cannot be skipped silently: nothing then goes at
// once. With it comes the reason of a way to a window.
func (w *walker) route() (Route, string) {
	careful := false
	for i := range w.d.Review {
		r := &w.d.Review[i]
		switch r.When.Holds(w.scope) {
		case expr.True:
			if careful && Route(r.Route) == AtOnce {
				return Clerk, ""
			}
			return Route(r.Route), r.Reason
		case expr.Unknown:
			careful = true
		case expr.False:
		}
	}
	return Clerk, ""
}

// review lists what was answered, as the check page shows it.
func (w *walker) review() []Section {
	out := make([]Section, 0, len(w.path))
	for i := range w.path {
		step := w.path[i].step
		section := Section{Step: step.Name, Title: step.Title}
		for j := range step.Fields {
			f := &step.Fields[j]
			if value, ok := w.answer(f.Name); ok && w.visible(f) && f.Kind != "notice" {
				filled, known := w.prefill(f)
				section.Rows = append(section.Rows, Row{
					Field: f.Name, Kind: f.Kind, Label: f.Label, Value: w.shown(f, value),
					Empty: zero(value), Prefilled: known && same(filled, value),
				})
			}
		}
		if len(section.Rows) > 0 {
			out = append(out, section)
		}
	}
	return out
}

// shown puts an answer into words.
func (w *walker) shown(f *catalog.Field, value any) models.Texts {
	if zero(value) {
		return models.Texts{"zh-CN": "未填写", "en": "Not provided"}
	}
	switch f.Kind {
	case "declaration":
		return models.Texts{"zh-CN": "已确认", "en": "Confirmed"}
	case "photo":
		return models.Texts{"zh-CN": "已拍照", "en": "Taken"}
	}
	switch v := value.(type) {
	case string:
		if t := w.optionLabel(f, v); t != nil {
			return t
		}
		return models.Texts{"zh-CN": v, "en": v}
	case []string:
		return w.labels(f, v)
	}
	return nil
}

func (w *walker) labels(f *catalog.Field, values []string) models.Texts {
	var zh, en []string
	for _, v := range values {
		t := w.optionLabel(f, v)
		zh, en = append(zh, t.In("zh-CN")), append(en, t.In("en"))
	}
	return models.Texts{"zh-CN": strings.Join(zh, "、"), "en": strings.Join(en, "; ")}
}

func (w *walker) optionLabel(f *catalog.Field, value string) models.Texts {
	for i := range f.Options {
		if f.Options[i].Value == value {
			return f.Options[i].Label
		}
	}
	if f.From == nil {
		return nil
	}
	elements, _ := f.From.List.Elements(w.scope)
	for _, e := range elements {
		inner := w.scope.With(f.From.As, e)
		if v, ok := f.From.Value.String(inner); ok && v == value {
			return f.From.Label.Render(inner)
		}
	}
	return nil
}
