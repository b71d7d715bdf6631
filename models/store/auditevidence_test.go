package store_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"onevisit/models/translog"
)

func TestProveEntries_showsManyAtOnceAndNothingElse(t *testing.T) {
	b := newLog(t)
	b.add(1400)
	b.round()
	first, err := translog.Newest(t.Context(), b.log)
	must(t, err)
	b.add(10)
	b.round()

	asked := []int64{7, 3, 3, 1400, 700, 701, 702, 1, 900, 1405, 99999}
	e, beyond, err := translog.ProveEntries(t.Context(), b.log, first, asked)
	must(t, err)
	if len(beyond) != 2 || beyond[0] != 1405 || beyond[1] != 99999 {
		t.Errorf("beyond the checkpoint: %v", beyond)
	}
	var file bytes.Buffer
	must(t, e.Write(&file))
	leaves, err := translog.CheckEvidence(file.Bytes(), first)
	must(t, err)
	if len(leaves) != 8 || leaves[0].Seq != 1 || leaves[7].Seq != 1400 {
		t.Errorf("%d leaves: %v", len(leaves), leaves)
	}

	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		bad := bytes.Clone(file.Bytes())
		at := random.IntN(len(bad))
		bad[at] ^= 1 << random.IntN(6)
		again, err := translog.CheckEvidence(bad, first)
		if err != nil {
			if !errors.Is(err, translog.ErrEvidence) {
				t.Fatalf("byte %d: %v", at, err)
			}
			continue
		}
		// Only the number by which an entry is named is not the tree's: everything else has to be as it was.
		if len(again) != len(leaves) {
			t.Fatalf("byte %d changed from %q to %q and nobody minded", at, file.Bytes()[at], bad[at])
		}
		for i := range again {
			if again[i].Index >= first.Size || len(again[i].Data) == 0 {
				t.Fatalf("byte %d: %v", at, again[i])
			}
		}
	}
}

func TestStatement_isNoCheckpointAndOfOneKind(t *testing.T) {
	b := newLog(t)
	signed, err := b.key.Statement("export", "a line\nanother")
	must(t, err)
	body, err := translog.OpenStatement(signed, b.key.Verifier(), "export")
	if err != nil || body != "a line\nanother\n" {
		t.Errorf("%q, %v", body, err)
	}
	if _, err := translog.OpenStatement(signed, b.key.Verifier(), "report"); err == nil {
		t.Error("it passes for another kind")
	}
	if _, err := translog.OpenCheckpoint(signed, b.key.Verifier()); err == nil {
		t.Error("it passes for a checkpoint")
	}
	b.add(1)
	b.round()
	c, err := translog.Newest(t.Context(), b.log)
	must(t, err)
	if _, err := translog.OpenStatement(c.Note, b.key.Verifier(), "export"); err == nil {
		t.Error("a checkpoint passes for a statement")
	}
	if _, err := translog.OpenStatement(bytes.Replace(signed, []byte("another"), []byte("onother"), 1), b.key.Verifier(), "export"); err == nil {
		t.Error("it was changed and opens")
	}
	for _, c := range []struct{ kind, body string }{{"", "x"}, {"a b", "x"}, {"a\nb", "x"}, {"a", ""}} {
		if _, err := b.key.Statement(c.kind, c.body); err == nil {
			t.Errorf("signs %q", c)
		}
	}
}
