package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"onevisit/models/expr"
)

// Finding is something that has to be put right before a definition is
// published. A Note need not be, but whoever publishes has to have seen it.
type Finding struct {
	File    string
	Line    int
	Path    string
	Code    string
	Message string // what is wrong, in English
	Chinese string // the same
	Note    bool
}

// In gives the sentence in a language, "zh-CN" or "en".
func (f Finding) In(language string) string {
	if language == "zh-CN" {
		return f.Chinese
	}
	return f.Message
}

// NewFinding makes a finding about a place in a definition.
func NewFinding(d *Definition, path, code, message string, args ...any) Finding {
	l := newLinter(d)
	l.out = nil
	l.add(path, code, message, args...)
	return l.out[0]
}

func newFinding(file string, line int, path, code, message string, args ...any) Finding {
	return Finding{
		File: file, Line: line, Path: path, Code: code,
		Message: fmt.Sprintf(message, args...), Chinese: fmt.Sprintf(chinese(message), args...),
	}
}

// String prints "file:line: code: message (path)".
func (f Finding) String() string { return f.Print("en") }

// Print is String in a language.
func (f Finding) Print(language string) string {
	kind := ""
	if f.Note {
		kind = "note: "
	}
	return fmt.Sprintf("%s:%d: %s%s: %s (%s)", f.File, f.Line, kind, f.Code, f.In(language), f.Path)
}

// Lint tells what speaks against publishing a definition that compiles.
func Lint(d *Definition) []Finding {
	l := newLinter(d)
	if l.file == nil {
		return l.out
	}
	for _, rule := range []func(*linter){
		lintNames, lintTexts, lintMenu, lintSettings, lintPrecheck, lintOrder, lintSteps, lintValues, lintFees, lintOriginals, lintOutcome, lintCounts, lintReports, lintHandOver, lintPolicy, lintReasons, lintScenarios, lintLogic,
	} {
		rule(l)
	}
	slices.SortStableFunc(l.out, func(a, b Finding) int { return cmp.Compare(a.Line, b.Line) })
	return l.out
}

type linter struct {
	d    *Definition
	file *ast.File
	out  []Finding
}

func newLinter(d *Definition) *linter {
	file, err := parser.ParseBytes(d.Source, 0)
	if err != nil {
		return &linter{d: d, out: []Finding{newFinding(d.Path, 1, "$", "yaml", "cannot be read: %s", err.Error())}}
	}
	return &linter{d: d, file: file}
}

func (l *linter) add(path, code, message string, args ...any) {
	line := 1
	if l.file != nil {
		line = lineOf(l.file, path)
	}
	l.out = append(l.out, newFinding(l.d.Path, line, path, code, message, args...))
}

func (l *linter) note(path, code, message string, args ...any) {
	l.add(path, code, message, args...)
	l.out[len(l.out)-1].Note = true
}

// visit calls f for every compiled expression below the steps, with the number
// of the step it belongs to and whether it may see its own page's answers.
func (l *linter) visit(f func(path string, p *expr.Program, step int, ownPage bool)) {
	for i := range l.d.Steps {
		s, at := &l.d.Steps[i], fmt.Sprintf("$.steps[%d]", i)
		one := func(path string, x expr.Expr, own bool) {
			if x.Program != nil {
				f(path, x.Program, i, own)
			}
		}
		text := func(path string, t Template, own bool) {
			for _, p := range t.programs() {
				f(path, p, i, own)
			}
		}
		one(at+".when", s.When, false)
		text(at+".help", s.Help, false)
		for j := range s.Fields {
			visitField(&s.Fields[j], fmt.Sprintf("%s.fields[%d]", at, j), one, text)
		}
	}
}

func visitField(f *Field, at string, one func(string, expr.Expr, bool), text func(string, Template, bool)) {
	one(at+".when", f.When, false)
	one(at+".prefill", f.Prefill, false)
	one(at+".before", f.Before, false)
	text(at+".hint", f.Hint, false)
	text(at+".text", f.Text, false)
	if f.Fetch != nil {
		one(at+".fetch.by", f.Fetch.By, true)
	}
	for k, c := range f.Checks {
		one(fmt.Sprintf("%s.checks[%d].when", at, k), c.When, true)
		text(fmt.Sprintf("%s.checks[%d].text", at, k), c.Text, true)
	}
	for k, o := range f.Options {
		here := fmt.Sprintf("%s.options[%d]", at, k)
		text(here+".note", o.Note, false)
		one(here+".fee", o.Fee, false)
		visitRefusals(o.Refuse, here, one, text)
	}
	if f.From == nil {
		return
	}
	here := at + ".options-from"
	for name, x := range map[string]expr.Expr{".list": f.From.List, ".value": f.From.Value, ".sort": f.From.Sort, ".fee": f.From.Fee, ".images": f.From.Images} {
		one(here+name, x, false)
	}
	text(here+".label", f.From.Label, false)
	text(here+".note", f.From.Note, false)
	for k, detail := range f.From.Details {
		text(fmt.Sprintf("%s.details[%d].value", here, k), detail.Value, false)
	}
	visitRefusals(f.From.Refuse, here, one, text)
}

func visitRefusals(list []Refusal, at string, one func(string, expr.Expr, bool), text func(string, Template, bool)) {
	for k, r := range list {
		one(fmt.Sprintf("%s.refuse[%d].when", at, k), r.When, false)
		text(fmt.Sprintf("%s.refuse[%d].reason", at, k), r.Reason, false)
	}
}

// fetchedLater tells which fact an expression reads that is only asked for by an
// answer to come, "" for none.
func (l *linter) fetchedLater(p *expr.Program, step int, own bool) string {
	reads := l.d.Env.FactsOf(p)
	for i := range l.d.Steps {
		for j := range l.d.Steps[i].Fields {
			f := l.d.Steps[i].Fields[j].Fetch
			if f != nil && reads[f.Fact] && (i > step || i == step && !own) {
				return f.Fact
			}
		}
	}
	return ""
}

// lintOrder: nothing may depend on an answer given later. A page is served whole,
// so only checks may look at answers of their own page, and of its earlier fields.
func lintOrder(l *linter) {
	l.visit(func(path string, p *expr.Program, step int, own bool) {
		for name := range l.d.Env.Answers(p) {
			field := strings.TrimPrefix(name, "answers.")
			at := l.d.FieldStep(field)
			if at > step || at == step && !own {
				l.add(path, "later-answer", "depends on the answer %q, which is not given yet there", field)
			}
		}
		if fact := l.fetchedLater(p, step, own); fact != "" {
			l.add(path, "later-answer", "depends on %q, which is asked for by an answer to come", fact)
		}
	})
	for i, r := range l.d.Precheck {
		if r.When.Program != nil && len(l.d.Env.Answers(r.When.Program)) > 0 {
			l.add(fmt.Sprintf("$.precheck[%d].when", i), "later-answer", "a pre-check cannot depend on answers")
		}
		for _, fact := range l.d.Fetched() {
			if r.When.Program != nil && l.d.Env.FactsOf(r.When.Program)[fact] {
				l.add(fmt.Sprintf("$.precheck[%d].when", i), "later-answer", "a pre-check cannot depend on %q, which is asked for by an answer", fact)
			}
		}
	}
}

// lintScenarios: every pre-check rule has to be proved by a scenario.
func lintScenarios(l *linter) {
	proved := map[string]bool{}
	for _, s := range l.d.Scenarios {
		for _, code := range s.Expect.Reasons {
			proved[code] = true
		}
	}
	for i, r := range l.d.Precheck {
		if !proved[r.Code] {
			l.add(fmt.Sprintf("$.precheck[%d]", i), "unproved", "no scenario expects the reason %q", r.Code)
		}
	}
}
