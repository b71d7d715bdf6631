package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/expr"
	"onevisit/models/register"
)

// everywhere calls f for every compiled expression of the definition, terms
// included.
func (l *linter) everywhere(f func(path string, p *expr.Program)) {
	one := func(path string, x expr.Expr) {
		if x.Program != nil {
			f(path, x.Program)
		}
	}
	text := func(path string, t Template) {
		for _, p := range t.programs() {
			f(path, p)
		}
	}
	d := l.d
	for i := range d.Terms {
		if p := d.Env.NamedTerm(d.Terms[i].Name); p != nil {
			f(fmt.Sprintf("$.terms[%d].is", i), p)
		}
	}
	one("$.targets.within", d.Targets.Within)
	text("$.submit-text", d.SubmitText)
	for i, r := range d.Precheck {
		at := fmt.Sprintf("$.precheck[%d]", i)
		one(at+".when", r.When)
		text(at+".text", r.Text)
	}
	l.visit(func(path string, p *expr.Program, _ int, _ bool) { f(path, p) })
	for i, fee := range d.Fees {
		at := fmt.Sprintf("$.fees[%d]", i)
		one(at+".for", fee.For)
		one(at+".when", fee.When)
		one(at+".item", fee.Item)
		one(at+".amount", fee.Amount)
		text(at+".text", fee.Text)
	}
	for i, p := range d.Documents {
		one(fmt.Sprintf("$.documents[%d].when", i), p.When)
	}
	for i, r := range d.Review {
		one(fmt.Sprintf("$.review[%d].when", i), r.When)
	}
	for i, r := range d.Reports {
		one(fmt.Sprintf("$.reports[%d].when", i), r.When)
		for k, datum := range r.Data {
			one(fmt.Sprintf("$.reports[%d].data[%d].is", i, k), datum.Is)
		}
	}
	for i, r := range d.Results {
		at := fmt.Sprintf("$.results[%d]", i)
		for name, x := range map[string]expr.Expr{".for": r.For, ".when": r.When, ".item": r.Item, ".amount": r.Amount} {
			one(at+name, x)
		}
		for k, datum := range r.Data {
			one(fmt.Sprintf("%s.data[%d].is", at, k), datum.Is)
		}
		text(at+".title", r.Title)
		text(at+".text", r.Text)
		if r.Paper == nil {
			continue
		}
		text(at+".paper.title", r.Paper.Title)
		text(at+".paper.text", r.Paper.Text)
		for k, line := range r.Paper.Lines {
			text(fmt.Sprintf("%s.paper.lines[%d].value", at, k), line.Value)
		}
	}
}

// lintValues: an answer or a fact is only compared with what it can be, a setting
// is only asked for what it has, and nothing stands there unused.
func lintValues(l *linter) {
	fields := register.Values()
	facts, terms, settings := map[string]bool{}, map[string]bool{}, map[string]bool{}
	l.everywhere(func(path string, p *expr.Program) {
		for _, name := range p.Names() {
			facts[name], terms[name] = true, true
		}
		for _, c := range p.Comparisons() {
			l.comparison(path, c, fields)
		}
		for _, use := range p.Settings() {
			settings[use.Name] = true
			l.setting(path, use)
		}
	})
	if l.d.Images != "" {
		facts[l.d.Images] = true
	}
	for i, name := range l.d.Facts {
		if !facts[name] {
			l.add(fmt.Sprintf("$.facts[%d]", i), "unused-fact", "%q is asked of a register and never used: ask no more than is needed", name)
		}
	}
	for i, t := range l.d.Terms {
		if !terms[t.Name] {
			l.add(fmt.Sprintf("$.terms[%d]", i), "unused", "the term %q is never used", t.Name)
		}
	}
	for i, s := range l.d.Settings {
		if !settings[s.Name] {
			l.add(fmt.Sprintf("$.settings[%d]", i), "unused", "the setting %q is never used", s.Name)
		}
	}
}

func (l *linter) comparison(path string, c expr.Comparison, fields map[string][]string) {
	if c.Literal == "" || l.said(path) {
		return
	}
	if name, ok := strings.CutPrefix(c.Name, "answers."); ok {
		f := l.d.Field(name)
		if f == nil || f.From != nil || len(f.Options) == 0 {
			return
		}
		if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == c.Literal }) {
			l.add(path, "unreachable", "%q is no option of %q, so this never comes true", c.Literal, name)
		}
		return
	}
	if values, closed := fields[c.Name]; closed && !slices.Contains(values, c.Literal) {
		l.add(path, "closed-set", "%q is nothing that %q can be; it is one of %s", c.Literal, c.Name, strings.Join(values, ", "))
	}
}

// setting: a row that is named has to exist.
func (l *linter) setting(path string, use expr.SettingUse) {
	if !use.Fixed {
		return
	}
	for _, s := range l.d.Settings {
		if s.Name == use.Name && !slices.ContainsFunc(s.Rows, func(r Row) bool { return r.Key == use.Key }) {
			l.add(path, "no-value", "the setting %q has no row %q, so this never has a value", use.Name, use.Key)
		}
	}
}

// lintSettings: money and limits have a law and dates that follow on each other;
// what is not confirmed is noted.
func lintSettings(l *linter) {
	for i, s := range l.d.Settings {
		at := fmt.Sprintf("$.settings[%d]", i)
		if s.Law == "" {
			l.add(at, "law", "the setting %q names no law", s.Name)
		}
		if len(s.Rows) == 0 {
			l.add(at, "empty", "the setting %q has no rows", s.Name)
		}
		if !slices.Contains(Units(), s.Unit) {
			l.add(at, "unit", "there is no unit %q", s.Unit)
		}
		if s.Unconfirmed {
			l.note(at, "unconfirmed", "the setting %q has to be confirmed with the authority", s.Name)
		}
		if s.Reference == "" {
			l.rows(at, s)
		}
	}
}

func (l *linter) rows(at string, s Setting) {
	for i, r := range s.Rows {
		here := fmt.Sprintf("%s.rows[%d]", at, i)
		if r.Value < 0 {
			l.add(here, "value", "%d is below nothing", r.Value)
		}
		if r.To == "" {
			continue
		}
		last, err := models.ParseDate(r.To)
		if err != nil || r.To < r.From {
			l.add(here, "date", "ends on %q, which is no day after its first", r.To)
			continue
		}
		next := string(last.AddDays(1))
		follows, later := false, ""
		for _, other := range s.Rows {
			if other.Key != r.Key || other.Region != r.Region {
				continue
			}
			follows = follows || other.From <= next && (other.To == "" || other.To >= next)
			if other.From > next && (later == "" || other.From < later) {
				later = other.From
			}
		}
		if !follows && later != "" {
			l.add(here, "date", "ends on %s and the next value begins on %s: the days between have none", r.To, later)
		}
	}
}

// lintFees: an amount comes from a dated setting or from a register.
func lintFees(l *linter) {
	codes := map[string]bool{}
	for i, f := range l.d.Fees {
		at := fmt.Sprintf("$.fees[%d]", i)
		if f.Code == "" || codes[f.Code] {
			l.add(at, "name", "the code %q is missing or taken", f.Code)
		}
		codes[f.Code] = true
		if f.Amount.Program == nil {
			l.add(at, "fee", "has no amount")
			continue
		}
		l.dated(at+".amount", f.Amount, f.For)
	}
	for i, r := range l.d.Results {
		l.dated(fmt.Sprintf("$.results[%d].amount", i), r.Amount, r.For)
	}
	for i := range l.d.Steps {
		for k := range l.d.Steps[i].Fields {
			f, at := &l.d.Steps[i].Fields[k], fmt.Sprintf("$.steps[%d].fields[%d]", i, k)
			for n, o := range f.Options {
				l.dated(fmt.Sprintf("%s.options[%d].fee", at, n), o.Fee, expr.Expr{})
			}
		}
	}
}

func (l *linter) dated(path string, amount, list expr.Expr) {
	if amount.Program == nil {
		return
	}
	uses := amount.Settings()
	if len(uses) == 0 && len(l.d.Env.FactsOf(amount.Program)) == 0 && list.Program == nil {
		l.add(path, "fee", "is a bare number: fees stand in a setting, with law and first day")
	}
	if len(l.d.Env.FactsOf(amount.Program)) > 0 || list.Program != nil {
		return // an amount of a register's, counted with rates and terms
	}
	for _, use := range uses {
		for _, s := range l.d.Settings {
			if s.Name == use.Name && s.Unit != unitFen && slices.Contains(Units(), s.Unit) {
				l.add(path, "fee", "takes an amount from %q, which is not in fen", use.Name)
			}
		}
	}
}

// What a text says when it wants an original, and when it leaves another way.
var (
	wantsOriginal = regexp.MustCompile(`原件|(?i)\boriginals?\b`)
	anotherWay    = regexp.MustCompile(`或|也行|也可以|没有|还在的话|(?i)\b(or|if you|instead)\b`)
)

// lintOriginals: whoever has no original at hand is told what else does.
func lintOriginals(l *linter) {
	for i, d := range l.d.Documents {
		if (d.Original || wants(d.Text)) && len(d.Instead) == 0 {
			l.add(fmt.Sprintf("$.documents[%d]", i), "original", "asks for an original and names nothing that does instead")
		}
	}
	bring := func(list []models.Texts, at string) {
		for k, t := range list {
			if wants(t) {
				l.add(fmt.Sprintf("%s.bring[%d]", at, k), "original", "asks for an original and names nothing that does instead")
			}
		}
	}
	for i, r := range l.d.Precheck {
		bring(r.Bring, fmt.Sprintf("$.precheck[%d]", i))
	}
	for i, r := range l.d.Reasons {
		bring(r.Bring, fmt.Sprintf("$.reasons[%d]", i))
	}
}

func wants(t models.Texts) bool {
	for _, text := range t {
		if wantsOriginal.MatchString(text) && !anotherWay.MatchString(text) {
			return true
		}
	}
	return false
}

// registered are questions, by what their Chinese label says, that a register
// answers whatever kind of field asks them.
var registered = regexp.MustCompile(`^(您的)?(姓名|性别|民族|出生日期|身份证号码?|公民身份号码|户籍地|户籍所在地|现住址|手机号码?|护照号码?|通行证号码?|驾驶证号码?|车牌号码?)[？?]?$`)

// known: what a register answers is pre-filled, not asked.
func (l *linter) known(f *Field, at string) {
	if f.NoRegister != "" {
		return
	}
	if f.Prefill.Program != nil {
		if len(l.d.Env.FactsOf(f.Prefill.Program)) == 0 && len(l.d.Env.Answers(f.Prefill.Program)) == 0 {
			l.add(at+".prefill", "register-knows", "pre-fills from no register and no answer")
		}
		return
	}
	if slices.Contains([]string{"name", "mobile", "address", "date", "plate", "spelling"}, f.Kind) ||
		registered.MatchString(f.Label["zh-CN"]) {
		l.add(at, "register-knows", "a register answers this: pre-fill it, or say in no-register why none can")
		return
	}
	for _, fact := range l.d.Facts {
		if slices.Contains(l.d.Env.FieldsOf(fact), f.Name) && !slices.Contains([]string{"records", "photo", "declaration", "notice"}, f.Kind) {
			l.add(at, "register-knows", "the register %q answers this: pre-fill it, or say in no-register why it cannot", fact)
			return
		}
	}
}
