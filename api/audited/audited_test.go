package audited_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/webtest"
	"onevisit/models/audit"
)

// Every operation that changes something declares what it leaves in the log, and
// everything declared is an operation and an action of the catalogue.
func TestEntries_everyChangingOperationDeclaresThem(t *testing.T) {
	all := map[string]bool{}
	for audience, load := range webtest.Specs() {
		spec, err := load()
		if err != nil {
			t.Fatal(err)
		}
		for path, item := range spec.Paths.Map() {
			for method, op := range item.Operations() {
				name := audience + "." + strings.ToLower(op.OperationID[:1]) + op.OperationID[1:]
				all[name] = true
				declared, ok := gate.EntriesOf(name)
				if !ok && method != "GET" {
					t.Errorf("%s (%s %s) changes something and declares no entries", name, method, path)
				}
				if ok && len(declared.Always)+len(declared.Either) == 0 && declared.Quiet == "" {
					t.Errorf("%s: says neither what it always leaves nor when it leaves nothing", name)
				}
				for _, a := range slices.Concat(declared.Always, declared.Either, declared.May) {
					if a.Describe() == nil {
						t.Errorf("%s declares %s, which is not in the catalogue", name, a)
					}
				}
			}
		}
	}
	for _, operation := range gate.Operations() {
		if _, ok := gate.EntriesOf(operation); ok && !all[operation] {
			t.Errorf("%s declares entries and is in no contract", operation)
		}
	}
}

// notUsed are the actions nothing leaves yet, each with its reason.
func notUsed() map[audit.Action]string {
	return map[audit.Action]string{
		audit.KeyMade:      "data keys are made below the log, which cannot be written before them",
		audit.AccessDenied: "a refused call is in the process's log; it changes nothing",
		audit.JobRequeued:  "no operation requeues jobs",
		audit.FiguresSeen:  "looking at figures shows nobody's data",
	}
}

// The catalogue is the list of what can happen: an action that nothing leaves is
// a promise nobody keeps.
func TestCatalogue_everyActionIsLeftBySomething(t *testing.T) {
	used := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == "audited" || d.Name() == "gate" || d.Name() == ".git") {
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "figures/ignored.go") {
			return nil // the list of what figures pass over leaves nothing
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "audit" {
					used[s.Sel.Name] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	names := constants(t)
	excused := notUsed()
	for _, action := range audit.Actions() {
		name := names[string(action)]
		_, excuse := excused[action]
		if name == "" || used[name] == excuse {
			t.Errorf("%s (%s): used %v, excused %v", action, name, used[name], excuse)
		}
	}
}

// constants are the names of the catalogue's actions by their values.
func constants(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../models/audit/catalogue.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == 1 && len(v.Values) == 1 {
			if lit, ok := v.Values[0].(*ast.BasicLit); ok {
				names[strings.Trim(lit.Value, `"`)] = v.Names[0].Name
			}
		}
		return true
	})
	return names
}
