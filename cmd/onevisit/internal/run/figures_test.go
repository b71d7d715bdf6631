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
	// Of a matter's entries the seed leaves some that no server has folded yet, so
	// that a change of it is no fault before; no entry is about a kiosk's past day.
	var device, on string
	if err := db.QueryRowContext(t.Context(), "SELECT device_id, on_date FROM device_day WHERE up_minutes > 60 ORDER BY device_id, on_date LIMIT 1").Scan(&device, &on); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "UPDATE device_day SET up_minutes = 1 WHERE device_id = ? AND on_date = ?", device, on); err != nil {
		t.Fatal(err)
	}
	if out := run(1, "report", "verify"); !strings.Contains(out, "device-day "+device+"/"+on) {
		t.Errorf("%s", out)
	}
	if out := run(0, "report", "rebuild"); !strings.Contains(out, "1 were kept otherwise") {
		t.Errorf("%s", out)
	}
	run(0, "report", "verify")
}
