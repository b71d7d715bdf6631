package run_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onevisit/models/catalog"
)

func TestDefinitions_deliveredOnesAreCleanAndPass(t *testing.T) {
	if code, out, complaint := onevisit(nil, "definitions", "lint"); code != 0 {
		t.Errorf("lint: exit code %d\n%s%s", code, out, complaint)
	}
	code, out, complaint := onevisit(nil, "definitions", "test")
	if code != 0 || !strings.Contains(out, " 0 failed") {
		t.Errorf("test: exit code %d\n%s%s", code, out, complaint)
	}
}

func TestDefinitions_aBrokenOneIsNamed(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.yaml"), []byte("service: a.b\nsurprise: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, complaint := onevisit(nil, "definitions", "test", folder)
	if code != 1 || !strings.Contains(complaint, "a.yaml") {
		t.Errorf("test: exit code %d: %s", code, complaint)
	}
	for language, want := range map[string]string{
		"en": `a.yaml:2: unknown-key: the language has no key "surprise" here ($)`, "zh-CN": `a.yaml:2: unknown-key: 这里没有 "surprise" 这个键 ($)`,
	} {
		code, out, _ := onevisit(nil, "definitions", "lint", "--language", language, folder)
		if code != 1 || !strings.Contains(out, want) || !strings.Contains(out, "1 to put right") {
			t.Errorf("lint: exit code %d: %s", code, out)
		}
	}
}

func TestDefinitions_testTellsTheShareOfBranches(t *testing.T) {
	code, out, _ := onevisit(nil, "definitions", "test", "--branches")
	if code != 0 || strings.Count(out, " 100 %\n") != strings.Count(out, "  branches ") || strings.Contains(out, "uncovered") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

func TestDefinitions_schemaIsJSON(t *testing.T) {
	code, out, _ := onevisit(nil, "definitions", "schema")
	var schema struct {
		Schema string `json:"$schema"`
	}
	if err := json.Unmarshal([]byte(out), &schema); code != 0 || err != nil || !strings.Contains(schema.Schema, "2020-12") {
		t.Errorf("exit code %d, %v", code, err)
	}
}

func TestDefinitions_diffSaysInWordsWhatChanged(t *testing.T) {
	name := "exit-entry.passport-renewal.yaml"
	source, err := fs.ReadFile(catalog.Embedded(), name)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(source), "working-days: 7", "working-days: 5", 1)
	folder := t.TempDir()
	before, after := filepath.Join(folder, "old.yaml"), filepath.Join(folder, "new.yaml")
	for file, text := range map[string]string{before: string(source), after: edited} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ old, now, language, want string }{
		{before, after, "zh-CN", "承诺的工作日：原为“7”，现为“5”\n"},
		{before, after, "en", "promise, working days: was \"7\", is now \"5\"\n"},
		{before, before, "en", "The versions do not differ\n"},
	} {
		if code, out, complaint := onevisit(nil, "definitions", "diff", c.old, c.now, "--language", c.language); code != 0 || out != c.want {
			t.Errorf("exit code %d: %q %s", code, out, complaint)
		}
	}
}
