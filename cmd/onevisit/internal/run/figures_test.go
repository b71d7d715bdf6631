package run_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// A made-up history is counted at once; what somebody changes behind the product's
// back is named, and put right by a rebuild.
func TestReport_verifiesAndRebuildsTheFigures(t *testing.T) {
	folder := t.TempDir()
	environ := []string{"ONEVISIT_DATA=" + folder, "ONEVISIT_DEMO=true"}
	run := func(want int, args ...string) string {
		t.Helper()
		code, out, complaint := onevisit(environ, args...)
		if code != want {
			t.Fatalf("%v: %d, want %d\n%s%s", args, code, want, out, complaint)
		}
		return out + complaint
	}
	run(0, "demo", "seed", "--matters", "40", "--waiting", "0")
	if out := run(0, "report", "verify"); !strings.Contains(out, "everything is what the facts say") || strings.Contains(out, "subjects 0 ") {
		t.Errorf("%s", out)
	}
	db, err := sql.Open("sqlite", filepath.Join(folder, "onevisit.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var id string
	if err := db.QueryRowContext(t.Context(), "SELECT id FROM matter WHERE state = 'completed' ORDER BY id LIMIT 1").Scan(&id); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "UPDATE matter SET visits = 4 WHERE id = ?", id); err != nil {
		t.Fatal(err)
	}
	if out := run(1, "report", "verify"); !strings.Contains(out, "matter "+id) {
		t.Errorf("%s", out)
	}
	if out := run(0, "report", "rebuild"); !strings.Contains(out, "1 were kept otherwise") {
		t.Errorf("%s", out)
	}
	run(0, "report", "verify")
}
