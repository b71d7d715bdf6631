package catalog_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"onevisit/models/catalog"
	"onevisit/models/reference"
	"onevisit/models/register"
)

// Whoever publishes reads Chinese: names and signs of the definition stand in it as
// they are written, but no sentence of a reader of YAML or of expressions.
func TestFindings_ofWhatCannotBeReadAreInWords(t *testing.T) {
	good, list := corpus(t)
	sources := map[string]string{}
	for _, b := range list {
		sources[b.Name] = b.source(t, good)
	}
	for _, when := range []string{
		"adult &&", "adult ? 1", "persn.x", "person.birth_date > 3", "size(passport)", "foo(passport.status)", "passport.status + 1", "[1, 'a']",
		"person.nothing == ''", "setting('nix') > 0", "1", "'a", "answers.nothing == ''", "passport.exists(x, x)", "adult adult",
	} {
		sources["when "+when] = strings.Replace(good, `when: "!adult"`, `when: "`+when+`"`, 1)
	}
	quoted := regexp.MustCompile(`"[^"]*"`)
	english := regexp.MustCompile(`[a-z]+ [a-z]+ [a-z]+`)
	for name, source := range sources {
		_, findings, err := catalog.Inspect(fstest.MapFS{"x.yaml": {Data: []byte(source)}}, register.FactTypes(), reference.Published())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			words := quoted.ReplaceAllString(f.In("zh-CN"), "")
			if f.Code != "yaml" && english.MatchString(words) {
				t.Errorf("%s: %s", name, f.In("zh-CN"))
			}
			if strings.HasPrefix(name, "when ") && strings.Contains(f.In("en"), "cannot be read: ") {
				t.Errorf("%s: %s", name, f.In("en"))
			}
		}
	}
}
