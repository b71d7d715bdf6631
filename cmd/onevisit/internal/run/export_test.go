package run_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/scripts/drive"
)

// An auditor carries a figure away in each form; the bundle is believed without
// the hall, and names what somebody did to it.
func TestReport_exportsWhatProvesItself(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	who := h.person(ctx, t, "三项都能办")
	k, clerk := h.kiosk(ctx, t), h.clerk(ctx, t)
	if err := k.Begin(ctx, who.ID, "hkm-permit"); err != nil {
		t.Fatal(err)
	}
	h.finish(ctx, t, k, clerk, who.ID, "exit-entry.hkm-endorsement", marked())

	today := string(models.DateOf(time.Now()))
	order := func(format string) map[string]any {
		return map[string]any{"format": format, "figure": "experienced", "from": today, "to": today}
	}
	var file []byte
	export := func(c *drive.Client, format string) (http.Header, int, error) {
		file = nil
		return c.Do(ctx, drive.Call{Method: http.MethodPost, Path: "/api/auditor/exports", Body: order(format), Into: &file})
	}
	if _, status, _ := export(clerk, "csv"); status != http.StatusForbidden {
		t.Errorf("a clerk: %d", status)
	}
	auditor := drive.NewClient(h.base, nil)
	if err := auditor.SignIn(ctx, "auditor", "demo-auditor-2026"); err != nil {
		t.Fatal(err)
	}
	if _, status, _ := export(auditor, "csv"); status != http.StatusUnauthorized {
		t.Errorf("without a step-up: %d", status)
	}
	if err := auditor.StepUp(ctx); err != nil {
		t.Fatal(err)
	}
	until(t, 45*time.Second, "the figures that can be pinned count the matter", func() bool {
		var pin struct{ Entries int64 }
		var seen struct{ Total struct{ Denominator int } }
		if _, _, err := auditor.Do(ctx, drive.Call{Method: http.MethodGet, Path: "/api/auditor/pin", Into: &pin}); err != nil {
			t.Fatal(err)
		}
		if pin.Entries == 0 { // nothing was signed yet
			return false
		}
		path := fmt.Sprintf("/api/auditor/figures/experienced?from=%s&to=%s&as_of=%d", today, today, pin.Entries)
		if _, _, err := auditor.Do(ctx, drive.Call{Method: http.MethodGet, Path: path, Into: &seen}); err != nil {
			t.Fatal(err)
		}
		return seen.Total.Denominator == 1
	})
	for format, begins := range map[string]string{"csv": "\ufeff日期,", "xlsx": "PK", "pdf": "%PDF-"} {
		header, _, err := export(auditor, format)
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if !bytes.HasPrefix(file, []byte(begins)) {
			t.Errorf("%s begins with %q", format, file[:min(20, len(file))])
		}
		sum := sha256.Sum256(file)
		if header.Get("X-Content-SHA256") != hex.EncodeToString(sum[:]) || header.Get("X-Rows") != "1" {
			t.Errorf("%s: %v", format, header)
		}
		if !strings.HasPrefix(header.Get("Content-Disposition"), `attachment; filename="onevisit-experienced-`) {
			t.Errorf("%s: %v", format, header)
		}
	}
	until(t, 45*time.Second, "the log has signed the matter's end", func() bool {
		_, _, err := export(auditor, "bundle")
		var p *drive.Problem
		if errors.As(err, &p) && p.Status != http.StatusServiceUnavailable {
			t.Fatal(err)
		}
		return err == nil && bytes.Contains(file, []byte("PK"))
	})
	h.expectBundle(t, file)

	entries, err := h.database(t).Query("SELECT notes FROM audit_entry WHERE action = 'figures.exported'")
	if err != nil {
		t.Fatal(err)
	}
	defer entries.Close()
	n := 0
	for ; entries.Next(); n++ {
		var notes string
		if err := entries.Scan(&notes); err != nil || !strings.Contains(notes, "hash") {
			t.Errorf("%s, %v", notes, err)
		}
	}
	if err := entries.Err(); err != nil {
		t.Fatal(err)
	}
	if n < 4 {
		t.Errorf("%d entries", n)
	}
	for range 7 {
		if _, status, err := export(auditor, "csv"); status == http.StatusTooManyRequests {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
	t.Error("nobody is stopped")
}

func (h *hall) expectBundle(t *testing.T, file []byte) {
	t.Helper()
	key, folder := h.key(t), t.TempDir()
	name := filepath.Join(folder, "bundle.zip")
	check := func(file []byte) (int, string, string) {
		if err := os.WriteFile(name, file, 0o600); err != nil {
			t.Fatal(err)
		}
		return onevisit(nil, "report", "check", name, "--log-key", key)
	}
	if code, out, complaint := check(file); code != 0 || !strings.Contains(out, "answer     1/1") {
		t.Errorf("%d %s %s", code, out, complaint)
	}
	if code, out, _ := check(altered(t, file)); code != 1 || !strings.Contains(out, "was altered") {
		t.Errorf("altered: %d %s", code, out)
	}
}

// altered makes the one matter of a bundle one of two visits.
func altered(t *testing.T, file []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		to, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "rows.csv" {
			content = bytes.Replace(content, []byte("completed:1"), []byte("completed:2"), 1)
		}
		if _, err := to.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
