package catalog_test

import (
	"testing"

	"onevisit/models/catalog"
	"onevisit/models/register"
)

func load(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load(catalog.Embedded(), register.FactTypes())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLint_deliveredDefinitionsAreClean(t *testing.T) {
	for _, d := range load(t).All() {
		for _, f := range catalog.Lint(d) {
			if !f.Note {
				t.Error(f)
			}
		}
	}
}

func TestLint_smallDefinitionIsClean(t *testing.T) {
	d, err := compile(t, small)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range catalog.Lint(d) {
		t.Error(f)
	}
}

func TestLint_finds(t *testing.T) {
	for _, c := range []struct{ name, old, with, code, at string }{
		{"missing English", "{zh-CN: 办什么？, en: What?}", "{zh-CN: 办什么？}", "translation", "{zh-CN: 办什么？}"},
		{"missing title", "    title: {zh-CN: 电话？, en: Phone?}\n", "", "translation", "- name: phone"},
		{"curt wording", "en: Go to a window", "en: Invalid age", "wording", "Invalid age"},
		{"curt wording in Chinese", "zh-CN: 到窗口办", "zh-CN: 请到窗口办", "wording", "请到窗口"},
		{"condition on a later answer", "reason: {zh-CN: 不开放, en: Not open}", "reason: {zh-CN: \"{answers.mobile}\", en: Not open}", "later-answer", "{answers.mobile}"},
		{"step on its own answer", "when: answers.what == 'a'\n", "when: answers.mobile == ''\n", "later-answer", "answers.mobile == ''"},
		{"pre-check on an answer", "when: \"!adult\"", "when: answers.what == 'a'", "later-answer", "when: answers.what"},
		{"never true", "when: answers.what == 'a'\n    fields", "when: answers.what == 'c'\n    fields", "unreachable", "answers.what == 'c'"},
		{"false", "when: answers.what == 'a'\n    fields", "when: false\n    fields", "unreachable", "when: false"},
		{"fee never charged", "{code: a, when: answers.what == 'a'", "{code: a, when: answers.what == 'x'", "unreachable", "{code: a, when"},
		{"bare fee", "amount: \"setting('fee', 'a')\"", "amount: \"1000\"", "fee", "amount: \"1000\""},
		{"setting without law", "unit: fen, law: 测试法", "unit: fen", "law", "{name: fee"},
		{"unknown unit", "unit: fen", "unit: yuan", "unit", "{name: fee"},
		{"unknown cause", "cause: R09", "cause: R77", "cause", "cause: R77"},
		{"no cause", "    cause: R09\n", "", "cause", "- code: minor"},
		{"nothing to bring", "    bring: [{zh-CN: 身份证, en: Identity card}]\n", "", "bring", "- code: minor"},
		{"nowhere to go", "    where: {zh-CN: 一楼, en: Ground floor}\n", "", "where", "- code: minor"},
		{"unknown outcome", "outcome: window", "outcome: maybe", "outcome", "outcome: maybe"},
		{"closed without a reason", ", reason: {zh-CN: 不开放, en: Not open}", "", "option-reason", "{value: b"},
		{"asks what a register knows", "        prefill: person.mobile\n", "", "register-knows", "- name: mobile"},
		{"a step after an option that is always closed", "{value: a, label: {zh-CN: 甲, en: A}, fee: \"setting('fee', 'a')\"}", "{value: a, label: {zh-CN: 甲, en: A}, refuse: [{code: x, when: true, hide: true}]}\n          - {value: c, label: {zh-CN: 丙, en: C}}", "unreachable", "when: answers.what == 'a'"},
		{"review can fall through", "  - {route: clerk, when: true}\n", "", "review", "- {route: at-once"},
		{"unknown route", "route: at-once", "route: at-twice", "review", "route: at-twice"},
		{"unknown result", "{kind: print", "{kind: sing", "result", "{kind: sing"},
		{"unknown stage", "stage: after-payment", "stage: later", "result", "{kind: print"},
		{"unused fact", "facts: [person]", "facts: [person, driver]", "unused-fact", "facts:"},
		{"rule without scenario", "reasons: [minor]", "reasons: []", "unproved", "- code: minor"},
		{"step name", "name: phone", "name: Phone", "name", "name: Phone"},
		{"reason for nothing", "for: [correct]", "for: [delay]", "for", "{code: more"},
		{"no check-list", "checklist:\n  - {code: all, text: {zh-CN: 齐全, en: Complete}, mandatory: true}\n", "", "checklist", ""},
		{"more days than promised", "working-days: 0}", "working-days: 3}", "deadline", "policy:"},
		{"no day to decide by", "decide: 5, sign: 2, ", "", "deadline", "policy:"},
		{"no day left for the first", "sign: 2", "sign: 5", "deadline", "policy:"},
		{"one day, and nobody looks twice", "decide: 5, sign: 2, warn: 1, answer: 10, sample: 10", "decide: 1, answer: 10", "", ""},
		{"a warning with the case", "warn: 1", "warn: 5", "deadline", "policy:"},
		{"days below none", "answer: 10", "answer: -1", "policy", "policy:"},
		{"a share above all", "sample: 10", "sample: 101", "policy", "policy:"},
		{"a share below none", "sample: 10", "sample: -1", "policy", "policy:"},
		{"a skill nobody has", "skill: test", "skill: magic", "skill", "policy:"},
		{"corrections without a reason", "for: [correct]", "for: [reject]", "reasons", "policy:"},
		{"no reason to reject", "for: [reject]", "for: [correct]", "reasons", "{code: more"},
		{"no reason to hand over", "for: [hand-over]", "for: [correct]", "reasons", "{code: more"},
		{"a share of what is signed twice", "{route: clerk, when: true}", "{route: four-eyes, when: true}", "policy", "policy:"},
		{"nothing mandatory", "mandatory: true", "mandatory: false", "checklist", "{code: all"},
		{"a policy for nobody", "{route: clerk, when: true}", "{route: window, when: true}", "policy", "policy:"},
		{"a line never reached", "{route: at-once, when: answers.what == 'a'}", "{route: at-once, when: true}", "review", "{route: clerk"},
		{"unconfirmed is noted", "law: 测试法, rows", "law: 测试法, unconfirmed: true, rows", "unconfirmed", "{name: fee"},
		{"option compared wrongly", "{route: at-once, when: answers.what == 'a'}", "{route: at-once, when: answers.what == 'z'}", "unreachable", "answers.what == 'z'"},
	} {
		source := replaced(t, c.old, c.with)
		d, err := compile(t, source)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		findings := catalog.Lint(d)
		if c.code == "" {
			for _, f := range findings {
				t.Errorf("%s: %s", c.name, f)
			}
			continue
		}
		found := false
		for _, f := range findings {
			if f.Code == c.code && (c.at == "" || f.Line == line(source, c.at)) {
				found = true
			}
		}
		if !found {
			t.Errorf("%s: no finding %s at line of %q in %v", c.name, c.code, c.at, findings)
		}
	}
}

func TestLintAll_knowsTheOtherServices(t *testing.T) {
	d, err := compile(t, replaced(t, "skill: test", "skill: other.service"))
	if err != nil {
		t.Fatal(err)
	}
	findings := catalog.LintAll([]*catalog.Definition{d})
	if len(findings) != 1 || findings[0].Code != "skill" || findings[0].Line != line(string(d.Source), "policy:") {
		t.Errorf("%v", findings)
	}
	if findings := catalog.LintAll(load(t).All()); len(findings) == 0 || findings[0].Code == "skill" {
		t.Errorf("the delivered ones: %v", findings)
	}
	delivered := load(t).All()
	d.Policy.Skill = delivered[0].Service
	for _, f := range catalog.LintAll(append(delivered, d)) {
		if f.File == d.Path {
			t.Errorf("a skill that is another service: %v", f)
		}
	}
}

func TestLintAll_findsAServiceDefinedTwice(t *testing.T) {
	d, err := compile(t, small)
	if err != nil {
		t.Fatal(err)
	}
	findings := catalog.LintAll([]*catalog.Definition{d, d})
	if len(findings) != 1 || findings[0].Path != "$.service" || findings[0].Line != 1 {
		t.Errorf("%v", findings)
	}
}
