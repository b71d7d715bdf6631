package run_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/store"
)

// referenceFolder writes the program's own data into a folder and changes a file.
func referenceFolder(t *testing.T, file, was, is string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "reference")
	if code, _, complaint := onevisit(nil, "reference", "write", folder); code != 0 {
		t.Fatalf("write: %s", complaint)
	}
	path := filepath.Join(folder, file)
	source, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(source), was) {
		t.Fatalf("%s has no %q: %v", file, was, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(source), was, is, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestReference_deliveredDataIsSound(t *testing.T) {
	code, out, complaint := onevisit(nil, "reference", "check")
	if code != 0 || !strings.Contains(out, "0 to put right") || strings.Contains(out, "folder") {
		t.Errorf("exit code %d\n%s%s", code, out, complaint)
	}
}

func TestReference_checkNamesFileAndLine(t *testing.T) {
	folder := referenceFolder(t, "fees.csv", "12000,,2019-07-01", "120,,2019/07/01")
	for name, args := range map[string][]string{
		"as an argument": {"reference", "check", folder},
		"as an option":   {"reference", "check", "--reference-dir", folder},
	} {
		code, out, _ := onevisit(nil, args...)
		if code != 1 || !strings.Contains(out, "fees.csv:6: from: ") || !strings.Contains(out, "BAD  fees.csv") || !strings.Contains(out, "ok   limits.csv") {
			t.Errorf("%s: exit code %d\n%s", name, code, out)
		}
	}
	if code, _, complaint := onevisit(nil, "reference", "check", "--reference-dir", filepath.Join(folder, "nowhere")); code != 1 || !strings.Contains(complaint, "nowhere") {
		t.Errorf("a folder that is not there: exit code %d, %s", code, complaint)
	}
}

// A hall for which nobody names who decides is told so; that is no defect of the
// files. Its own row, in its own folder, is enough.
func TestReference_checkSaysWhereNobodyIsNamed(t *testing.T) {
	code, out, _ := onevisit(nil, "reference", "check", "--site", "440300-001")
	if code != 0 || !strings.Contains(out, "note offices.csv: no row names who decides traffic offences in 440300-001") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if _, out, _ := onevisit(nil, "reference", "check", "--demo"); strings.Contains(out, "note ") {
		t.Errorf("the demo hall has its made-up offices:\n%s", out)
	}
	folder := referenceFolder(t, "offices.csv", "traffic,", "traffic,甲支队,A,市政府,B,法院,C,either,财政局,D,银行,E,62170000,440300-001,2024-01-01,,true,当地支队,\ntraffic,")
	if code, out, _ := onevisit(nil, "reference", "check", folder); code != 0 || strings.Contains(out, "note ") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

func TestReference_unconfirmedIsAList(t *testing.T) {
	code, out, complaint := onevisit(nil, "reference", "unconfirmed")
	if code != 0 || !strings.Contains(out, "limits.csv:") || !strings.Contains(out, "endorsement-interval-days") || !strings.Contains(out, " to confirm: ") ||
		!strings.Contains(out, "traffic.camera-violation.yaml: setting vehicle-uses") || !strings.Contains(out, "form of taiwan-permit: ") || strings.Contains(out, "setting max-points-each") {
		t.Errorf("exit code %d\n%s%s", code, out, complaint)
	}
	_, english, _ := onevisit(nil, "reference", "unconfirmed", "--language", "en")
	if !strings.Contains(english, "Least interval between endorsements") {
		t.Error("the English names are missing")
	}
}

func TestReference_writeOverwritesNothing(t *testing.T) {
	folder := referenceFolder(t, "fees.csv", "12000", "13000")
	if code, _, complaint := onevisit(nil, "reference", "write", folder); code != 1 || !strings.Contains(complaint, "stay as they are") {
		t.Errorf("exit code %d: %s", code, complaint)
	}
	source, err := os.ReadFile(filepath.Join(folder, "fees.csv"))
	if err != nil || !strings.Contains(string(source), "13000") {
		t.Error("an edited file was overwritten")
	}
}

// A fee changed in the folder is the fee the definitions ask for, without a new
// program: the scenarios, which know the present fee, say so.
func TestReference_definitionsFollowTheFolder(t *testing.T) {
	folder := referenceFolder(t, "fees.csv", "12000,,2019-07-01", "13000,,2019-07-01")
	code, out, _ := onevisit(nil, "definitions", "test", "--reference-dir", folder)
	if code != 1 || !strings.Contains(out, "13000") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

func TestReference_aHallDoesNotStartOnBrokenData(t *testing.T) {
	folder := referenceFolder(t, "limits.csv", "per-mille,30,", "per-mille,three,")
	code, _, complaint := onevisit(nil, "serve", "--demo", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--reference-dir", folder)
	if code != 1 || !strings.Contains(complaint, "limits.csv:5: value: ") {
		t.Errorf("exit code %d: %s", code, complaint)
	}
}

func TestReference_theDoctorSaysWhichDataAndWhatIsWrong(t *testing.T) {
	_, out, _ := onevisit(nil, "doctor", "--demo", "--data", t.TempDir())
	if !strings.Contains(out, "reference data") || !strings.Contains(out, "reference unconfirmed") {
		t.Errorf("%s", out)
	}
	folder := referenceFolder(t, "holidays.txt", "2026-01-01 rest", "2026-01-01 feast")
	code, out, _ := onevisit(nil, "doctor", "--demo", "--data", t.TempDir(), "--reference-dir", folder)
	if code != 1 || !strings.Contains(out, "holidays.txt:") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

// An auditor sees when a hall began to count with other data, and only then.
func TestReference_anotherFolderLeavesAnEntry(t *testing.T) {
	folder := referenceFolder(t, "limits.csv", "2026-11-23", "2026-11-24")
	data := filepath.Join(t.TempDir(), "var")
	serve := func(args ...string) {
		start(nil, append([]string{"serve", "--demo", "--listen", "127.0.0.1:0", "--data", data}, args...)...).ended(t)
	}
	for _, c := range []struct {
		args []string
		want int
	}{
		{nil, 0}, {[]string{"--reference-dir", folder}, 1}, {[]string{"--reference-dir", folder}, 1}, {nil, 2},
	} {
		serve(c.args...)
		if got := replacements(t, data); got != c.want {
			t.Fatalf("with %v: %d entries, want %d", c.args, got, c.want)
		}
	}
}

// ended waits until the program serves and stops it.
func (p *program) ended(t *testing.T) {
	t.Helper()
	p.url(t)
	p.stop(t)
}

func replacements(t *testing.T, data string) int {
	t.Helper()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": data, "demo": "true"}})
	if err != nil {
		t.Fatal(err)
	}
	db, err := boot.OpenStore(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	records, err := store.NewAudit(db, models.ClockFunc(time.Now)).About(t.Context(), audit.Ref{Kind: "reference", ID: "data"}, models.Page{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if r.Action != audit.ReferenceReplaced || len(r.Notes["hash"]) != 64 {
			t.Errorf("%+v", r)
		}
	}
	return len(records)
}
