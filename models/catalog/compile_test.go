package catalog_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"onevisit/models/catalog"
	"onevisit/models/register"
)

func compile(t *testing.T, source string) (*catalog.Definition, error) {
	t.Helper()
	c, err := catalog.Load(fstest.MapFS{}, register.FactTypes())
	if err != nil {
		t.Fatal(err)
	}
	return c.Add("small.yaml", []byte(source))
}

// line gives the line of the first occurrence of text.
func line(source, text string) int {
	return strings.Count(source[:strings.Index(source, text)], "\n") + 1
}

func replaced(t *testing.T, old, with string) string {
	t.Helper()
	if !strings.Contains(small, old) {
		t.Fatalf("the small definition has no %q", old)
	}
	return strings.Replace(small, old, with, 1)
}

func TestAdd_versionIsTheHashOfTheBytes(t *testing.T) {
	c, err := catalog.Load(fstest.MapFS{"small.yaml": {Data: []byte(small)}}, register.FactTypes())
	if err != nil {
		t.Fatal(err)
	}
	d, ok := c.Current("test.small")
	if !ok || len(d.Hash) != 64 {
		t.Fatalf("%v %q", ok, d.Hash)
	}
	other, err := c.Add("small.yaml", []byte(small+"# changed\n"))
	if err != nil {
		t.Fatal(err)
	}
	if other.Hash == d.Hash {
		t.Error("other bytes, same version")
	}
	if now, _ := c.Current("test.small"); now != d {
		t.Error("adding a version made it current")
	}
	if old, ok := c.Version(other.Hash); !ok || old != other {
		t.Error("an added version is not found by its hash")
	}
	if again, _ := c.Add("copy.yaml", []byte(small)); again != d {
		t.Error("the same bytes twice are two versions")
	}
}

func TestAdd_refusesWithLineAndReason(t *testing.T) {
	for _, c := range []struct{ name, old, with, why, at string }{
		{"unknown key", "targets: {minutes: 1,", "targets: {minuts: 1,", "minuts", "minuts"},
		{"unknown key deep", "        kind: mobile\n", "        kind: mobile\n        colour: red\n", "colour", "colour"},
		{"duplicate key", "service: test.small\n", "service: test.small\nservice: test.again\n", "service", "service: test.again"},
		{"misspelt fact field", "person.sex == 'male'", "person.sexx == 'male'", "undefined field", "person.sexx"},
		{"misspelt answer", "when: answers.what == 'a'\n    fields", "when: answers.wat == 'a'\n    fields", "undeclared reference", "answers.wat"},
		{"condition that is a number", "when: \"!adult\"", "when: \"1 + 1\"", "has to be bool", "1 + 1"},
		{"fact that does not exist", "facts: [person]", "facts: [persona]", "no fact", "facts: [persona]"},
		{"fact that was not declared", "!adult", "driver.exists", "undeclared reference", "driver.exists"},
		{"unknown kind", "kind: mobile", "kind: telephone", "no field kind", "- name: mobile"},
		{"setting without a first day", ", from: 2020-01-01}]}", "}]}", "first day", "{name: fee, unit"},
		{"unknown setting", "amount: \"setting('fee', 'a')\"", "amount: \"setting('fees', 'a')\"", "no setting", "setting('fees'"},
		{"step named twice", "name: phone", "name: what", "taken", ""},
		{"brace left open", "zh-CN: 到窗口办,", "zh-CN: \"到窗口{办\",", "not closed", "到窗口{办"},
		{"unknown name in a text", "zh-CN: 到窗口办,", "zh-CN: \"到{hall}\",", "undeclared reference", "到{hall}"},
	} {
		source := replaced(t, c.old, c.with)
		_, err := compile(t, source)
		if err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v, want %q", c.name, err, c.why)
			continue
		}
		if c.at == "" {
			continue
		}
		n := line(source, c.at)
		if !strings.Contains(err.Error(), fmt.Sprintf("small.yaml:%d:", n)) && !strings.Contains(err.Error(), fmt.Sprintf("[%d:", n)) {
			t.Errorf("%s: line %d is not named:\n%v", c.name, n, err)
		}
	}
}

func TestLoad_refusesAServiceTwice(t *testing.T) {
	fsys := fstest.MapFS{"a.yaml": {Data: []byte(small)}, "b.yaml": {Data: []byte(small + "#\n")}}
	if _, err := catalog.Load(fsys, register.FactTypes()); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("%v", err)
	}
}
