package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// pkg is the part of go list's answer that is needed here.
type pkg struct {
	ImportPath string
	Standard   bool
	Imports    []string
	Deps       []string
	Doc        string
}

// house asks go list once for every package of the module and what it needs.
func house(t *testing.T) map[string]pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Standard,Imports,Deps,Doc", "./...")
	cmd.Dir = "../.."
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, complaint.String())
	}
	all := map[string]pkg{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("go list's answer: %v", err)
		}
		all[p.ImportPath] = p
	}
}

func ours(path string) bool { return path == "onevisit" || strings.HasPrefix(path, "onevisit/") }

// within tells whether path is pattern or, where pattern ends in "/...", below it.
func within(path, pattern string) bool {
	family, found := strings.CutSuffix(pattern, "/...")
	return path == family || found && strings.HasPrefix(path, family+"/")
}

func withinAny(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return within(path, p) })
}

func TestWalls_eachPackageImportsOnlyWhatItMay(t *testing.T) {
	all := house(t)
	for _, w := range walls() {
		p, found := all[w.pkg]
		if !found {
			t.Errorf("%s is gone or renamed: its wall (%s) must follow it", w.pkg, w.why)
			continue
		}
		for _, i := range p.Imports {
			if ours(i) && !slices.Contains(w.may, i) {
				t.Errorf("%s must not import %s: %s", w.pkg, i, w.why)
			}
		}
	}
}

func TestWalls_nameOnlyPackagesThatExist(t *testing.T) {
	all := house(t)
	for _, w := range walls() {
		for _, m := range w.may {
			if _, found := all[m]; !found {
				t.Errorf("the wall of %s names %s, which does not exist", w.pkg, m)
			}
		}
	}
}

func TestWalls_coverEveryContextOfModels(t *testing.T) {
	for path := range house(t) {
		if !within(path, "onevisit/models/...") || withinAny(path, []string{"onevisit/models/store/...", "onevisit/models/modelstest"}) {
			continue
		}
		if !slices.ContainsFunc(walls(), func(w wall) bool { return path == w.pkg }) {
			t.Errorf("%s has no wall: say in rules_test.go what it may import, and why", path)
		}
	}
}

func TestBans_hold(t *testing.T) {
	all := house(t)
	for _, b := range bans() {
		seen := false
		for path, p := range all {
			if !ours(path) || !within(path, b.in) {
				continue
			}
			seen = true
			if withinAny(path, b.except) {
				continue
			}
			imports := p.Imports
			if b.deep {
				imports = p.Deps
			}
			for _, i := range imports {
				if withinAny(i, b.never) {
					t.Errorf("%s must not import %s: %s", path, i, b.why)
				}
			}
		}
		if !seen {
			t.Errorf("a ban on %s holds nothing: the package is gone or renamed (%s)", b.in, b.why)
		}
	}
}

// A ban on a name nobody uses any more may be a ban that was renamed away.
func TestBans_nameThirdPartiesThatAreStillUsed(t *testing.T) {
	all := house(t)
	for _, family := range []string{"gorm.io/...", "github.com/labstack/echo/...", "cel.dev/cel-go/...", "github.com/go-playground/validator/...", "github.com/goccy/go-yaml/..."} {
		used := false
		for path := range all {
			used = used || within(path, family)
		}
		if !used {
			t.Errorf("nothing imports %s any more: its ban must follow what replaced it", family)
		}
	}
}

func TestAudiences_doNotKnowEachOther(t *testing.T) {
	all := house(t)
	for _, a := range audiences() {
		p, found := all[a]
		if !found {
			t.Errorf("%s is gone or renamed", a)
			continue
		}
		for _, i := range p.Imports {
			if i != a && slices.Contains(audiences(), i) {
				t.Errorf("%s must not import %s: an audience sees its own view only", a, i)
			}
		}
	}
}

func TestPackages_sayWhatTheyAreFor(t *testing.T) {
	for path, p := range house(t) {
		if ours(path) && !strings.Contains(path, "/internal/gen/") && p.Doc == "" {
			t.Errorf("%s has no package comment", path)
		}
	}
}
