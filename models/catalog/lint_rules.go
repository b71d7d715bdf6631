package catalog

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/expr"
)

var (
	serviceName = regexp.MustCompile(`^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$`)
	stepName    = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)
	fieldName   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	braces      = regexp.MustCompile(`\{[^}]*\}`)
	curt        = regexp.MustCompile(`无效|非法|(?:^|[^申邀])请|抱歉|禁止|(?i)\b(invalid|please|sorry|forbidden|oops|illegal)\b`)
)

// Causes are the codes of second visits (mission: the one-visit rate).
func Causes() []string {
	out := []string{"R99"}
	for i := 1; i <= 20; i++ {
		out = append(out, fmt.Sprintf("R%02d", i))
	}
	return out
}

func lintNames(l *linter) {
	if !serviceName.MatchString(l.d.Service) {
		l.add("$.service", "name", "%q is no service name", l.d.Service)
	}
	for i, s := range l.d.Steps {
		if !stepName.MatchString(s.Name) {
			l.add(fmt.Sprintf("$.steps[%d].name", i), "name", "%q is no step name", s.Name)
		}
		for j, f := range s.Fields {
			if !fieldName.MatchString(f.Name) {
				l.add(fmt.Sprintf("$.steps[%d].fields[%d].name", i, j), "name", "%q is no field name", f.Name)
			}
		}
	}
	if l.d.Targets.Minutes < 1 {
		l.add("$.targets", "target", "says no minutes")
	}
	if len(l.d.Law) == 0 {
		l.add("$.law", "law", "names no law")
	}
}

// lintTexts: every text in both languages, none of them curt.
func lintTexts(l *linter) {
	for name, t := range map[string]models.Texts{"title": l.d.Title, "summary": l.d.Summary, "submit-text": l.d.SubmitText.Texts, "fee-text": l.d.FeeText} {
		if len(t) == 0 {
			l.add("$."+name, "translation", "is missing")
		}
	}
	l.texts(reflect.ValueOf(l.d).Elem(), "$")
}

func (l *linter) texts(v reflect.Value, path string) {
	switch x := v.Interface().(type) {
	case models.Texts:
		l.both(x, path)
		return
	case Template:
		l.both(x.Texts, path)
		return
	case expr.Expr, Given, []Scenario, map[string]int, *expr.Env, []byte:
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			if name != "" && name != "-" {
				l.texts(v.Field(i), path+"."+name)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			l.texts(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			l.texts(v.Elem(), path)
		}
	}
}

func (l *linter) both(t models.Texts, path string) {
	if len(t) == 0 {
		return
	}
	for _, language := range []string{"zh-CN", "en"} {
		if strings.TrimSpace(t[language]) == "" {
			l.add(path, "translation", "has no %s text", language)
		}
	}
	for language, text := range t {
		if language != "zh-CN" && language != "en" {
			l.add(path, "translation", "has a text in the unknown language %q", language)
		}
		if word := curt.FindString(braces.ReplaceAllString(text, "")); word != "" {
			l.add(path, "wording", "says %q; say what to do instead", word)
		}
	}
}

// lintSettings: money and limits have a law; what is not confirmed is noted.
func lintSettings(l *linter) {
	for i, s := range l.d.Settings {
		at := fmt.Sprintf("$.settings[%d]", i)
		if s.Law == "" {
			l.add(at, "law", "the setting %q names no law", s.Name)
		}
		if len(s.Rows) == 0 {
			l.add(at, "empty", "the setting %q has no rows", s.Name)
		}
		if !slices.Contains([]string{"fen", "days", "points", "count", "list"}, s.Unit) {
			l.add(at, "unit", "there is no unit %q", s.Unit)
		}
		if s.Unconfirmed {
			l.note(at, "unconfirmed", "the setting %q has to be confirmed with the authority", s.Name)
		}
	}
}

func lintPrecheck(l *linter) {
	codes := map[string]bool{}
	for i, r := range l.d.Precheck {
		at := fmt.Sprintf("$.precheck[%d]", i)
		if r.Code == "" || codes[r.Code] {
			l.add(at, "name", "the code %q is missing or taken", r.Code)
		}
		codes[r.Code] = true
		if !slices.Contains([]string{"no", "window", "only-with", "later"}, r.Outcome) {
			l.add(at+".outcome", "outcome", "there is no outcome %q", r.Outcome)
		}
		if !slices.Contains([]string{"", "unknown", "pass", "no", "window", "only-with", "later"}, r.Unknown) {
			l.add(at+".unknown", "outcome", "there is no outcome %q", r.Unknown)
		}
		if r.When.Program == nil {
			l.add(at, "condition", "has no condition")
		}
		if !r.Text.Given() {
			l.add(at, "translation", "says nothing to the citizen")
		}
		l.turnedAway(at, r)
	}
}

// turnedAway: whoever is sent elsewhere is told what to bring and where to go.
func (l *linter) turnedAway(at string, r Rule) {
	if r.Cause != "" && !slices.Contains(Causes(), r.Cause) {
		l.add(at+".cause", "cause", "there is no cause %q", r.Cause)
	}
	if r.Outcome != "window" && r.Outcome != "only-with" {
		return
	}
	if r.Cause == "" {
		l.add(at, "cause", "turns people away without the cause of their next visit")
	}
	if len(r.Bring) == 0 {
		l.add(at, "bring", "does not say what to bring")
	}
	if len(r.Where) == 0 {
		l.add(at, "where", "does not say where to go")
	}
}

func lintReasons(l *linter) {
	for i, r := range l.d.Reasons {
		at := fmt.Sprintf("$.reasons[%d]", i)
		if !slices.Contains(Causes(), r.Cause) {
			l.add(at, "cause", "there is no cause %q", r.Cause)
		}
		if len(r.For) == 0 {
			l.add(at, "for", "is for no decision")
		}
		for _, f := range r.For {
			if !slices.Contains([]string{"reject", "hand-over", "correct"}, f) {
				l.add(at, "for", "there is no decision %q", f)
			}
			if f == "hand-over" && len(r.Bring) == 0 {
				l.add(at, "bring", "hands over to a window without saying what to bring")
			}
		}
		l.reasonFields(at, r)
	}
	if len(l.d.Checklist) == 0 {
		l.add("$.checklist", "checklist", "gives the clerk nothing to check")
	}
}

// reasonFields checks the fields a reason to ask again is for: each has to be a
// question of the form, because the citizen answers it there.
func (l *linter) reasonFields(at string, r Reason) {
	if len(r.Fields) > 0 && !slices.Contains(r.For, "correct") {
		l.add(at, "fields", "names fields and is not for a correction")
	}
	for i, name := range r.Fields {
		switch {
		case l.d.FieldStep(name) < 0:
			l.add(at, "fields", "there is no field %q", name)
		case slices.Contains(r.Fields[:i], name):
			l.add(at, "fields", "names %q twice", name)
		}
	}
}

// lintFees: an amount comes from a dated setting or from a register.
func lintFees(l *linter) {
	for i, f := range l.d.Fees {
		at := fmt.Sprintf("$.fees[%d]", i)
		if f.Amount.Program == nil {
			l.add(at, "fee", "has no amount")
			continue
		}
		if !strings.Contains(f.Amount.Written, "setting(") && len(l.d.Env.FactsOf(f.Amount.Program)) == 0 && f.For.Program == nil {
			l.add(at+".amount", "fee", "is a bare number: fees stand in a setting, with law and first day")
		}
	}
}

func lintOutcome(l *linter) {
	n := len(l.d.Review)
	if n == 0 || l.d.Review[n-1].When.Program != nil && l.d.Review[n-1].When.Written != "true" {
		l.add("$.review", "review", "the last line has to hold always")
	}
	for i, r := range l.d.Review {
		if !slices.Contains([]string{"at-once", "clerk", "four-eyes", "window"}, r.Route) {
			l.add(fmt.Sprintf("$.review[%d].route", i), "review", "there is no route %q", r.Route)
		}
	}
	for i, r := range l.d.Results {
		at := fmt.Sprintf("$.results[%d]", i)
		if !slices.Contains([]string{"decision", "permit-write", "print", "produce", "post"}, r.Kind) {
			l.add(at+".kind", "result", "there is no result %q", r.Kind)
		}
		if r.Stage != "before-payment" && r.Stage != "after-payment" {
			l.add(at+".stage", "result", "there is no stage %q", r.Stage)
		}
		if !r.Title.Given() {
			l.add(at, "translation", "has no title")
		}
	}
}
