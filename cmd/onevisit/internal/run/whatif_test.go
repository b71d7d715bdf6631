package run_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the command says of a seeded demo hall; what it computes is models/whatif's.
func TestDefinitions_whatif(t *testing.T) {
	folder := t.TempDir()
	environ := []string{"ONEVISIT_DATA=" + folder, "ONEVISIT_DEMO=true"}
	must := func(args ...string) string {
		t.Helper()
		code, out, complaint := onevisit(environ, args...)
		if code != 0 {
			t.Fatalf("%v: %d\n%s%s", args, code, out, complaint)
		}
		return out
	}
	must("demo", "seed", "--matters", "60", "--waiting", "0")
	source, err := os.ReadFile("../../../../models/catalog/definitions/exit-entry.passport-renewal.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	period := []string{"--from", "2026-01-01", "--to", "2026-12-31"}
	whatif := func(args ...string) []string {
		return append(append([]string{"definitions", "whatif"}, args...), period...)
	}

	same := file("same.yaml", string(source)+"# a remark\n")
	if out := must(whatif(same)...); !strings.Contains(out, "不是大厅的指标") || !strings.Contains(out, "不影响任何人") {
		t.Errorf("%s", out)
	}
	if out := must(whatif("--cause", "R01,R20", "--share", "0.5", "--share-low", "0.2", "--share-high", "0.9", "--language", "en")...); !strings.Contains(out, "not a figure of the hall") ||
		!strings.Contains(out, "experienced") {
		t.Errorf("%s", out)
	}
	var result struct {
		Notice      string
		Matters     int
		Experienced struct{ Difference float64 }
	}
	if err := json.Unmarshal([]byte(must(whatif(same, "--json")...)), &result); err != nil || result.Notice == "" || result.Experienced.Difference != 0 {
		t.Errorf("%+v, %v", result, err)
	}
	broken := file("broken.yaml", strings.Replace(string(source), "precheck:", "precheckk:", 1))
	for name, args := range map[string][]string{
		"broken.yaml": whatif(broken), "give either": whatif(), "2026-03-31": {"definitions", "whatif", same, "--from", "x", "--to", "2026-12-31"},
		"causes": whatif("--cause", "R77"), "to:": {"definitions", "whatif", same, "--from", "2020-01-01", "--to", "2026-12-31"},
	} {
		if code, _, complaint := onevisit(environ, args...); code != 1 || !strings.Contains(complaint, name) {
			t.Errorf("%v: %d %s", args, code, complaint)
		}
	}
}
