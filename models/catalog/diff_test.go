package catalog_test

import (
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"onevisit/models/catalog"
)

var update = flag.Bool("update-diff", false, "write the golden differences anew")

// versions gives a delivered definition and the edited one beside it.
func versions(t *testing.T, name, edits string) (before, after *catalog.Definition) {
	t.Helper()
	c := load(t)
	source, err := fs.ReadFile(catalog.Embedded(), name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(edits)
	if err != nil {
		t.Fatal(err)
	}
	var b broken
	if err := yaml.UnmarshalWithOptions(text, &b, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	edited := b.source(t, string(source))
	if before, err = c.Draft("before.yaml", source); err != nil {
		t.Fatal(err)
	}
	if after, err = c.Draft("after.yaml", []byte(edited)); err != nil {
		t.Fatal(err)
	}
	return before, after
}

func words(changes []catalog.Change, language string) string {
	var b strings.Builder
	for _, c := range changes {
		b.WriteString(c.Text[language] + "\n")
	}
	return b.String()
}

func TestDiff_saysInWordsWhatChanged(t *testing.T) {
	before, after := versions(t, "exit-entry.passport-renewal.yaml", "testdata/diff/passport.yaml")
	for direction, changes := range map[string][]catalog.Change{
		"passport":      catalog.Diff(before, after),
		"passport.back": catalog.Diff(after, before),
	} {
		for _, language := range []string{"zh-CN", "en"} {
			golden, got := "testdata/diff/"+direction+"."+language+".golden", words(changes, language)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s:\n%s\nexpected\n%s", golden, got, want)
			}
		}
	}
}

func TestDiff_ofAVersionWithItselfIsNothing(t *testing.T) {
	for _, d := range load(t).All() {
		if changes := catalog.Diff(d, d); len(changes) > 0 {
			t.Errorf("%s: %v", d.Service, changes)
		}
	}
}

// Whatever is edited in a definition, the difference says something about it.
func TestDiff_overlooksNoDefectOfTheCorpus(t *testing.T) {
	good, list := corpus(t)
	c := load(t)
	before, err := c.Draft("good.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		after, err := c.Draft(b.Name, []byte(b.source(t, good)))
		if err == nil && len(catalog.Diff(before, after)) == 0 {
			t.Errorf("%s: no difference", b.Name)
		}
	}
}
