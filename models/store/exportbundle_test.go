package store_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/export"
	"onevisit/models/figures"
	"onevisit/models/store"
	"onevisit/models/translog"
)

// logProofs is the log of a test as a bundle needs it.
type logProofs struct{ *logBench }

func (p logProofs) Newest(ctx context.Context) (translog.Checkpoint, error) {
	return translog.Newest(ctx, p.log)
}

func (p logProofs) Entries(ctx context.Context, c translog.Checkpoint, seqs []int64) (translog.Evidence, []int64, error) {
	return translog.ProveEntries(ctx, p.log, c, seqs)
}

func (p logProofs) Sign(kind, body string) ([]byte, error) { return p.key.Statement(kind, body) }

// somebody's records: n matters, every seventh with a second visit.
type someRecords struct {
	n       int
	entries int64
	odd     string // in place of a hall's name
}

func (s someRecords) Each(_ context.Context, _ models.Actor, _ export.Order, about func(export.About) error, row func(export.Record) error) error {
	if err := about(export.About{Title: "一次办结率", Rules: completion.Published()[0], Entries: s.entries, Total: int64(s.n)}); err != nil {
		return err
	}
	for i := range s.n {
		r := export.Record{Service: "往来港澳签注", Site: s.odd}
		r.Subject = figures.Subject{Kind: figures.Matter, ID: fmt.Sprintf("06h0rfghz1pxjzc4dpak%06d", i)}
		r.On, r.Entry, r.From = "2026-11-24", int64(i%int(s.entries)+1), int64(i+1)
		r.Cells = []figures.Cell{{Measure: figures.Ends, Bucket: "completed:1", N: 1}}
		if i%7 == 0 {
			r.Cells = []figures.Cell{{Measure: figures.Causes, Bucket: "R08", N: 1}, {Measure: figures.Ends, Bucket: "completed:2", N: 1}}
		}
		if err := row(r); err != nil {
			return err
		}
	}
	return nil
}

// Pin implements export.Records.
func (s someRecords) Pin(context.Context) (int64, error) { return s.entries, nil }

type always struct{}

func (always) Take(context.Context, models.Tx, models.ID) error { return nil }

type place struct {
	*os.File
}

func (p place) Close() error {
	err := p.File.Close()
	_ = os.Remove(p.Name())
	return err
}

func exportsOf(b *logBench, r export.Records) *export.Exports {
	folder := b.TempDir()
	return &export.Exports{
		Records: r, Proofs: logProofs{b}, Allowance: always{}, Log: b.audit, Transactor: b.db, Clock: b.clock,
		NewPlace: func() (export.Place, error) {
			f, err := os.CreateTemp(folder, "export")
			return place{f}, err
		},
	}
}

var inspector = models.Actor{Kind: models.ActorStaff, ID: "06h0rfghz1pxjzc4dpak6ncv4e", Role: "auditor"}

func make1(b *logBench, e *export.Exports, f export.Format) []byte {
	b.Helper()
	file, err := e.Make(b.Context(), inspector, export.Order{Format: f, Figure: "experienced", From: "2026-11-01", To: "2026-11-30"})
	must(b.T, err)
	content, err := io.ReadAll(file.Content)
	must(b.T, err)
	must(b.T, file.Content.Close())
	if int64(len(content)) != file.Size {
		b.Errorf("size %d, said %d", len(content), file.Size)
	}
	last, err := store.Get[string](b.db, "SELECT action FROM audit_entry ORDER BY seq DESC LIMIT 1")
	must(b.T, err)
	if last != "figures.exported" {
		b.Errorf("the newest entry is %s", last)
	}
	return content
}

func check(b *logBench, content []byte) export.Checked {
	b.Helper()
	c, err := export.Check(bytes.NewReader(content), int64(len(content)), b.key.Verifier())
	must(b.T, err)
	return c
}

func TestBundle_provesItselfAndNamesWhatWasDoneToIt(t *testing.T) {
	b := newLog(t)
	b.add(60)
	b.round()
	content := make1(b, exportsOf(b, someRecords{n: 100, entries: 60}), export.Bundle)
	c := check(b, content)
	if !c.Sound() || c.Answer != "85/100" || c.Rows != 100 || c.Entries != 60 || c.Checkpoint != 60 {
		t.Fatalf("%+v", c)
	}
	const id = "matter 06h0rfghz1pxjzc4dpak0000"
	for name, c := range map[string]struct {
		change func(rows []string) []string
		says   string
	}{
		"altered": {func(r []string) []string {
			r[8] = strings.Replace(r[8], "completed:2", "completed:1", 1)
			return r
		}, id + "07 was altered"},
		"dropped":   {func(r []string) []string { return append(r[:8], r[9:]...) }, id + "07 was dropped"},
		"added":     {func(r []string) []string { return append(r, strings.Replace(r[2], "000001,", "000999,", 1)) }, "0999 was added"},
		"doubled":   {func(r []string) []string { return append(r, r[5]) }, id + "04 stands there twice"},
		"reordered": {func(r []string) []string { r[1], r[2] = r[2], r[1]; return r }, "stands in another place"},
	} {
		changed := rewrite(t, content, "rows.csv", func(file string) string {
			return strings.Join(c.change(strings.Split(strings.TrimSuffix(file, "\r\n"), "\r\n")), "\r\n") + "\r\n"
		})
		if got := check(b, changed); !strings.Contains(strings.Join(got.Faults, "\n"), c.says) {
			t.Errorf("%s: %q does not say %q", name, got.Faults, c.says)
		}
	}
	other, err := translog.NewKey(zeroes{}, "440300-002")
	must(t, err)
	if _, err := export.Check(bytes.NewReader(content), int64(len(content)), other.Verifier()); err == nil {
		t.Error("another log's key opens it")
	}
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Whatever byte of whatever file is changed: nobody takes the bundle for sound.
func TestBundle_anyChangeIsFound(t *testing.T) {
	b := newLog(t)
	b.add(30)
	b.round()
	content := make1(b, exportsOf(b, someRecords{n: 40, entries: 30}), export.Bundle)
	random := rand.New(rand.NewPCG(3, 4))
	for _, name := range []string{"rows.csv", "rows.sum", "definition.json", "checkpoint.txt", "evidence.txt", "manifest.txt"} {
		for range 25 {
			changed := rewrite(t, content, name, func(file string) string {
				bytes := []byte(file)
				at := random.IntN(len(bytes))
				bytes[at] ^= byte(1 + random.IntN(255))
				return string(bytes)
			})
			c, err := export.Check(bytes.NewReader(changed), int64(len(changed)), b.key.Verifier())
			if err == nil && c.Sound() {
				t.Fatalf("a byte of %s was changed and nobody minded", name)
			}
		}
	}
	for _, name := range []string{"rows.csv", "rows.sum", "definition.json", "checkpoint.txt", "evidence.txt", "manifest.txt"} {
		changed := rewrite(t, content, name, func(string) string { return "" })
		if c, err := export.Check(bytes.NewReader(changed), int64(len(changed)), b.key.Verifier()); err == nil && c.Sound() {
			t.Errorf("%s was emptied and nobody minded", name)
		}
	}
	if _, err := export.Check(bytes.NewReader([]byte("x")), 1, b.key.Verifier()); err == nil {
		t.Error("a letter is a bundle")
	}
}

func TestBundle_waitsForTheLog(t *testing.T) {
	b := newLog(t)
	b.add(10)
	b.round()
	b.add(5)
	e := exportsOf(b, someRecords{n: 15, entries: 15})
	_, err := e.Make(t.Context(), inspector, export.Order{Format: export.Bundle, Figure: "experienced", From: "2026-11-01", To: "2026-11-30"})
	if err == nil || models.KindOf(err) != models.KindUnavailable {
		t.Errorf("five entries are not signed yet: %v", err)
	}
}

func TestExport_isForAuditorsAndLeavesNothingBehind(t *testing.T) {
	b := newLog(t)
	folder := t.TempDir()
	e := exportsOf(b, someRecords{n: 1, entries: 1})
	e.NewPlace = func() (export.Place, error) {
		f, err := os.CreateTemp(folder, "export")
		return place{f}, err
	}
	for _, role := range []string{"clerk", "supervisor", ""} {
		actor := inspector
		actor.Role = role
		if _, err := e.Make(t.Context(), actor, export.Order{Format: export.CSV}); models.KindOf(err) != models.KindForbidden {
			t.Errorf("%q: %v", role, err)
		}
	}
	if _, err := e.Make(t.Context(), inspector, export.Order{Format: "exe"}); models.KindOf(err) != models.KindInvalid {
		t.Errorf("format: %v", err)
	}
	// A bundle before the first checkpoint fails after its rows were written.
	if _, err := e.Make(t.Context(), inspector, export.Order{Format: export.Bundle}); err == nil {
		t.Error("a bundle of a log without a checkpoint")
	}
	make1(b, e, export.CSV)
	if left, err := filepath.Glob(folder + "/*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func rewrite(t *testing.T, archive []byte, name string, change func(string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		if f.Name == name {
			content = []byte(change(string(content)))
		}
		to, err := w.Create(f.Name)
		must(t, err)
		_, err = to.Write(content)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

// The number of rows a bundle may have is said, not met by running out of memory.
func TestBundle_isBounded(t *testing.T) {
	b := newLog(t)
	b.add(1)
	b.round()
	_, err := exportsOf(b, someRecords{n: export.MostProven + 1, entries: 1}).Make(t.Context(), inspector, export.Order{Format: export.Bundle, Figure: "experienced"})
	if models.KindOf(err) != models.KindInvalid || !strings.Contains(fmt.Sprint(err), "too_many") {
		t.Errorf("%s rows: %v", strconv.Itoa(export.MostProven+1), err)
	}
}
