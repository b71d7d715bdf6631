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
	han         = regexp.MustCompile(`\p{Han}`)
	words       = regexp.MustCompile(`[A-Za-z]{2,} +[A-Za-z]{2,}`)
	curt        = regexp.MustCompile(`无效|非法|(?:^|[^申邀])请|抱歉|禁止|(?i)\b(invalid|please|sorry|forbidden|oops|illegal)\b`)
)

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
	if l.d.Targets.Within.Given() && l.d.Targets.WorkingDays == 0 {
		l.add("$.targets.within", "deadline", "depends on the person, and no working-days says what is promised where a register is silent")
	}
	if l.d.Targets.Minutes < 1 {
		l.add("$.targets", "target", "says no minutes")
	}
	if len(l.d.Law) == 0 {
		l.add("$.law", "law", "names no law")
	}
	for i, law := range l.d.Law {
		if _, err := models.ParseDate(law.From); err != nil {
			l.add(fmt.Sprintf("$.law[%d]", i), "date", "does not say since when the law %q stands like this", law.Name)
		}
	}
}

// lintTexts: every text in both languages, none of them curt.
func lintTexts(l *linter) {
	for name, t := range map[string]models.Texts{"title": l.d.Title, "summary": l.d.Summary, "submit-text": l.d.SubmitText.Texts, "fee-text": l.d.FeeText} {
		if len(t) == 0 {
			l.add("$."+name, "translation", "is missing")
		}
	}
	l.missing()
	l.texts(reflect.ValueOf(l.d).Elem(), "$")
}

// missing: what is shown to people has words at all.
func (l *linter) missing() {
	need := func(there bool, path string) {
		if !there {
			l.add(path, "translation", "says nothing: it has no text")
		}
	}
	need(len(l.d.Group.Title) > 0, "$.group")
	for i, f := range l.d.Fees {
		need(f.Text.Given(), fmt.Sprintf("$.fees[%d]", i))
	}
	for i, d := range l.d.Documents {
		need(len(d.Text) > 0, fmt.Sprintf("$.documents[%d]", i))
	}
	for i, c := range l.d.Checklist {
		need(len(c.Text) > 0, fmt.Sprintf("$.checklist[%d]", i))
	}
	for i, r := range l.d.Reasons {
		need(len(r.Text) > 0, fmt.Sprintf("$.reasons[%d]", i))
	}
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
	if han.MatchString(t["en"]) {
		l.add(path, "translation", "has Chinese characters in its English text")
	}
	if zh := braces.ReplaceAllString(t["zh-CN"], ""); !han.MatchString(zh) && words.MatchString(zh) {
		l.add(path, "translation", "has an English text in the place of the Chinese one")
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

func lintPrecheck(l *linter) {
	codes := map[string]bool{}
	for i, r := range l.d.Precheck {
		at := fmt.Sprintf("$.precheck[%d]", i)
		if r.Code == "" || codes[r.Code] {
			l.add(at, "name", "the code %q is missing or taken", r.Code)
		}
		codes[r.Code] = true
		if !slices.Contains(Outcomes(), r.Outcome) {
			l.add(at+".outcome", "outcome", "there is no outcome %q", r.Outcome)
		}
		if !slices.Contains(append(UnknownOutcomes(), ""), r.Unknown) {
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
	if r.First != "" && (r.Outcome != "only-with" || !serviceName.MatchString(r.First) || r.First == l.d.Service) {
		l.add(at+".first", "first", "%q is no other service that makes this possible: first is for the outcome only-with", r.First)
	}
	if r.Instead != "" && (r.Outcome != "no" || !serviceName.MatchString(r.Instead) || r.Instead == l.d.Service) {
		l.add(at+".instead", "first", "%q is no other service that is the right one: instead is for the outcome no", r.Instead)
	}
	if r.Outcome != "window" && r.Outcome != "only-with" {
		return
	}
	if r.Cause == "" {
		l.add(at, "cause", "turns people away without the cause of their next visit")
	}
	if r.First != "" {
		return // it is done here: nothing to bring, nowhere to go
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
			if !slices.Contains(Decisions(), f) {
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

func lintOutcome(l *linter) {
	n := len(l.d.Review)
	if n == 0 || l.d.Review[n-1].When.Program != nil && l.d.Review[n-1].When.Written != "true" {
		l.add("$.review", "review", "the last line has to hold always")
	}
	for i, r := range l.d.Review {
		if !slices.Contains(Routes(), r.Route) {
			l.add(fmt.Sprintf("$.review[%d].route", i), "review", "there is no route %q", r.Route)
		}
		l.toWindow(fmt.Sprintf("$.review[%d]", i), r)
	}
	if len(l.d.Results) == 0 {
		l.add("$.results", "dead-end", "nothing comes of it: there is no result")
	}
	for i, r := range l.d.Results {
		at := fmt.Sprintf("$.results[%d]", i)
		if !slices.Contains(ResultKinds(), r.Kind) {
			l.add(at+".kind", "result", "there is no result %q", r.Kind)
		}
		if !slices.Contains(Stages(), r.Stage) {
			l.add(at+".stage", "result", "there is no stage %q", r.Stage)
		}
		if !r.Title.Given() {
			l.add(at, "translation", "has no title")
		}
		l.answer(at, r)
		l.paper(at+".paper", r)
	}
}

// toWindow: whoever a rule sends to a window after all is answered is told what
// to bring, by a reason of this service.
func (l *linter) toWindow(at string, r Review) {
	named := slices.ContainsFunc(l.d.Reasons, func(x Reason) bool { return x.Code == r.Reason && slices.Contains(x.For, "hand-over") })
	switch {
	case r.Route != routeWindow && r.Reason != "":
		l.add(at+".reason", "review", "only the way to a window has a reason")
	case r.Route == routeWindow && r.Reason == "":
		l.note(at, "review", "sends to a window and does not say what to bring: name a reason")
	case r.Reason != "" && !named:
		l.add(at+".reason", "review", "there is no reason %q for a hand-over", r.Reason)
	}
}

// paper: what is printed is a paper the machine can set, and a proof proves
// something.
func (l *linter) paper(at string, r Result) {
	p := r.Paper
	if p == nil {
		return
	}
	says := len(p.Lines) > 0 || len(p.Fields) > 0 || p.Text.Given()
	for i, name := range p.Fields {
		if l.d.FieldStep(name) < 0 {
			l.add(fmt.Sprintf("%s.fields[%d]", at, i), "paper", "there is no field %q", name)
		}
	}
	switch {
	case r.Kind != "print":
		l.add(at, "paper", "only a print has a paper")
	case !slices.Contains(PaperKinds(), p.Kind):
		l.add(at+".kind", "paper", "%q is no kind of paper", p.Kind)
	case p.Kind == paperProof && !says:
		l.add(at, "paper", "a proof has to say something: it has neither lines nor text")
	case p.Kind != paperProof && (says || p.Title.Given()):
		l.add(at, "paper", "only a proof has words of its own")
	}
}

// answer: a query says something, and neither costs nor waits for anybody.
func (l *linter) answer(at string, r Result) {
	if r.Kind != resultAnswer {
		return
	}
	if !r.Text.Given() {
		l.add(at, "answer", "answers nothing: it has no text")
	}
	if len(l.d.Fees) > 0 {
		l.add(at, "answer", "an answer costs nothing, and there are fees")
	}
	if r.Visit || r.Amount.Program != nil || len(r.Data) > 0 {
		l.add(at, "answer", "an answer is said and over: no visit, amount or data belongs to it")
	}
	for i, line := range l.d.Review {
		if line.Route != routeAtOnce {
			l.add(fmt.Sprintf("$.review[%d].route", i), "answer", "an answer is given at once, not by %q", line.Route)
		}
	}
}
