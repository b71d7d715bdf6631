package run_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	for _, command := range []string{"lint", "test"} {
		code, _, complaint := onevisit(nil, "definitions", command, folder)
		if code != 1 || !strings.Contains(complaint, "a.yaml") {
			t.Errorf("%s: exit code %d: %s", command, code, complaint)
		}
	}
}
