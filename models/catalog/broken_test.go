package catalog_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"

	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/reference"
	"onevisit/models/register"
)

// broken is a definition with one defect: edits of testdata/good.yaml, and what
// has to be found in it.
type broken struct {
	Name   string   `yaml:"-"`
	Code   string   `yaml:"code"`
	At     string   `yaml:"at"`     // path
	Near   string   `yaml:"near"`   // the line the finding points at
	Also   []string `yaml:"also"`   // codes of what follows from it
	Schema bool     `yaml:"schema"` // a defect of structure: the JSON Schema refuses it too
	Edits  []edit   `yaml:"edits"`
}

type edit struct {
	Old string `yaml:"old"`
	New string `yaml:"new"`
}

// source is the good definition with the defect in it.
func (b broken) source(t *testing.T, good string) string {
	t.Helper()
	for _, e := range b.Edits {
		if !strings.Contains(good, e.Old) {
			t.Fatalf("%s: the good definition has no %q", b.Name, e.Old)
		}
		good = strings.Replace(good, e.Old, e.New, 1)
	}
	return good
}

func corpus(t *testing.T) (good string, list []broken) {
	t.Helper()
	source, err := os.ReadFile("testdata/good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil || len(names) < 40 {
		t.Fatalf("%d broken definitions, %v", len(names), err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b := broken{Name: strings.TrimSuffix(filepath.Base(name), ".yaml")}
		if err := yaml.UnmarshalWithOptions(text, &b, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		list = append(list, b)
	}
	return string(source), list
}

func TestProve_findsEveryDefectOfTheCorpusAtItsPlace(t *testing.T) {
	good, list := corpus(t)
	files, sources := fstest.MapFS{"good.yaml": {Data: []byte(good)}}, map[string]string{}
	for _, b := range list {
		sources[b.Name] = b.source(t, good)
		files[b.Name+".yaml"] = &fstest.MapFile{Data: []byte(sources[b.Name])}
	}
	definitions, findings, err := catalog.Inspect(files, register.FactTypes(), reference.Published())
	if err != nil {
		t.Fatal(err)
	}
	byFile := map[string][]catalog.Finding{}
	for _, d := range definitions { // each for itself: all are versions of one service
		findings = append(findings, flow.Prove([]*catalog.Definition{d})...)
	}
	for _, f := range findings {
		byFile[f.File] = append(byFile[f.File], f)
	}
	for _, f := range byFile["good.yaml"] {
		t.Errorf("the good one: %s", f)
	}
	han := regexp.MustCompile(`\p{Han}`)
	for _, b := range list {
		found, lines := false, strings.Split(sources[b.Name], "\n")
		for _, f := range byFile[b.Name+".yaml"] {
			if f.Code == b.Code && f.Path == b.At && strings.TrimSpace(lines[f.Line-1]) == b.Near {
				found = true
			}
			if f.Code != b.Code && !slices.Contains(b.Also, f.Code) {
				t.Errorf("%s: unasked for: %s", b.Name, f)
			}
			if !han.MatchString(f.In("zh-CN")) || strings.Contains(f.In("zh-CN"), "%!") || strings.Contains(f.In("en"), "%!") {
				t.Errorf("%s: %q, %q", b.Name, f.In("zh-CN"), f.In("en"))
			}
		}
		if !found {
			t.Errorf("%s: no %s at %s, line %q, in %v", b.Name, b.Code, b.At, b.Near, byFile[b.Name+".yaml"])
		}
	}
}

func TestProve_findsNothingInTheDeliveredDefinitions(t *testing.T) {
	for _, f := range flow.Prove(load(t).All()) {
		if !f.Note {
			t.Error(f)
		}
	}
}

// Every sentence the linter can say has a Chinese form, with the same values in it.
func TestFindings_haveAChineseFormEach(t *testing.T) {
	table, err := os.ReadFile("lint.zh-CN.txt")
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]string{}
	for line := range strings.Lines(string(table)) {
		en, zh, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || zh == "" {
			t.Fatalf("%q is no pair", line)
		}
		forms[en] = zh
	}
	verbs := regexp.MustCompile(`%[a-z%]`)
	said := regexp.MustCompile(`(?:l\.add|l\.note|newFinding|NewFinding)\((?:[^"\n]|"[^"\n]*")*?,\s*(?:"[a-z-]+"|code|one\.Code), "((?:[^"\\\n]|\\.)*)"`)
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range append(sources, "../flow/coverage.go") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllStringSubmatch(string(text), -1) {
			n++
			zh, ok := forms[m[1]]
			if !ok || !slices.Equal(verbs.FindAllString(m[1], -1), verbs.FindAllString(zh, -1)) {
				t.Errorf("%s: %q has the Chinese form %q", name, m[1], zh)
			}
		}
	}
	if n < len(forms) {
		t.Errorf("%d sentences found in the sources, %d in the table", n, len(forms))
	}
}
