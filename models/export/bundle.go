package export

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"

	"onevisit/models/figures"
	"onevisit/models/translog"
)

// MostProven is how many rows a bundle holds at most: their evidence is gathered
// in memory.
const MostProven = 100_000

// The files of a bundle.
const (
	manifestFile   = "manifest.txt"
	rowsFile       = "rows.csv"
	sumsFile       = "rows.sum"
	definitionFile = "definition.json"
	checkpointFile = "checkpoint.txt"
	evidenceFile   = "evidence.txt"
)

// statement is the kind of a manifest among the log's statements.
const statement = "export"

// Proofs is the log as far as a bundle needs it.
type Proofs interface {
	// Newest returns the newest checkpoint with the countersignatures it has.
	Newest(ctx context.Context) (translog.Checkpoint, error)
	// Entries gathers the evidence for entries, and names those the checkpoint does not cover.
	Entries(ctx context.Context, c translog.Checkpoint, seqs []int64) (translog.Evidence, []int64, error)
	// Sign signs a statement with the log's key.
	Sign(kind, body string) ([]byte, error)
}

// bundle is an archive that is being written.
type bundle struct {
	out      *zip.Writer
	figure   figures.Figure
	manifest []string
	rows     *csv.Writer
	rowsHash hash.Hash
	sums     strings.Builder
	counted  counted
	entries  []int64
	without  int // rows whose act is in no entry
	last     figures.Subject
	n        int
}

// counted sums cells.
type counted map[figures.Cell]int64

func (c counted) add(cells []figures.Cell) {
	for _, cell := range cells {
		n := cell.N
		cell.N = 0
		c[cell] += n
	}
}

func (c counted) cells() []figures.Cell {
	list := make([]figures.Cell, 0, len(c))
	for cell, n := range c {
		cell.N = n
		list = append(list, cell)
	}
	return list
}

func newBundle(w io.Writer, figure figures.Figure) (*bundle, error) {
	b := &bundle{out: zip.NewWriter(w), figure: figure, counted: counted{}, rowsHash: sha256.New()}
	file, err := b.out.Create(rowsFile)
	if err != nil {
		return nil, err
	}
	b.rows = csv.NewWriter(io.MultiWriter(file, b.rowsHash))
	b.rows.UseCRLF = true
	return b, b.rows.Write(rowHeadings())
}

func rowHeadings() []string {
	return []string{"kind", "id", "on", "service", "site", "channel", "device", "language", "aid", "age", "demo", "cells", "from", "entry"}
}

// codes is a row of rows.csv.
func codes(v figures.Version) []string {
	cells := make([]string, len(v.Cells))
	for i, c := range v.Cells {
		cells[i] = string(c.Measure) + "=" + c.Bucket + "*" + strconv.FormatInt(c.N, 10)
	}
	return []string{
		string(v.Subject.Kind), v.Subject.ID, string(v.On), v.Place.Service, v.Place.Site, v.Place.Channel, string(v.Place.Device),
		v.Place.Language, v.Place.Aid, v.Place.Age, strconv.FormatBool(v.Demo), strings.Join(cells, ";"),
		strconv.FormatInt(v.From, 10), strconv.FormatInt(v.Entry, 10),
	}
}

// sumOf is the SHA-256 of a row: of its fields, each ended by a zero byte.
func sumOf(fields []string) string {
	h := sha256.New()
	for _, f := range fields {
		io.WriteString(h, f+"\x00") //nolint:errcheck // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil))
}

// row takes a record. One that counts several times is one row: its cells say how often.
func (b *bundle) row(r Record) error {
	if r.Subject == b.last {
		return nil
	}
	b.last = r.Subject
	if b.n == MostProven {
		return ErrTooMany.With("max", strconv.Itoa(MostProven))
	}
	fields := codes(r.Version)
	if err := b.rows.Write(fields); err != nil {
		return err
	}
	fmt.Fprintf(&b.sums, "%s %s %s\n", sumOf(fields), fields[0], fields[1])
	b.counted.add(b.figure.Cells(r.Contribution))
	if r.Entry > 0 {
		b.entries = append(b.entries, r.Entry)
	} else {
		b.without++
	}
	b.n++
	return nil
}

func (b *bundle) line(key, value string) { b.manifest = append(b.manifest, key+" "+value) }

// file adds a whole file and its line in the manifest.
func (b *bundle) file(name string, content []byte) error {
	w, err := b.out.Create(name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	b.line("sha256", name+" "+hex.EncodeToString(sum[:]))
	_, err = w.Write(content)
	return err
}

// closing is what only whoever made the bundle knows.
type closing struct {
	about      About
	question   Order
	made       string // RFC 3339
	by         string // the account's id
	checkpoint translog.Checkpoint
}

func (b *bundle) close(ctx context.Context, c closing, proofs Proofs) error {
	b.rows.Flush()
	if err := b.rows.Error(); err != nil {
		return err
	}
	answer, err := figures.Answer(c.about.Rules, c.question.Figure, b.counted.cells())
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	question, err := json.Marshal(c.question)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	definition, err := json.MarshalIndent(c.about.Rules, "", "  ")
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	b.line("figure", c.question.Figure)
	b.line("question", string(question))
	b.line("answer", answer)
	b.line("definition", c.about.Rules.Version())
	b.line("demo", strconv.FormatBool(c.about.Demo))
	b.line("entries", strconv.FormatInt(c.about.Entries, 10))
	b.line("rows", strconv.Itoa(b.n))
	b.line("unlogged", strconv.Itoa(b.without))
	b.line("made", c.made)
	b.line("by", c.by)
	b.line("sha256", rowsFile+" "+hex.EncodeToString(b.rowsHash.Sum(nil)))
	if err := b.file(sumsFile, []byte(b.sums.String())); err != nil {
		return err
	}
	if err := b.file(definitionFile, definition); err != nil {
		return err
	}
	if err := b.prove(ctx, c.checkpoint, proofs); err != nil {
		return err
	}
	signed, err := proofs.Sign(statement, strings.Join(b.manifest, "\n"))
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	w, err := b.out.Create(manifestFile)
	if err != nil {
		return err
	}
	if _, err := w.Write(signed); err != nil {
		return err
	}
	return b.out.Close()
}

func (b *bundle) prove(ctx context.Context, checkpoint translog.Checkpoint, proofs Proofs) error {
	evidence, beyond, err := proofs.Entries(ctx, checkpoint, b.entries)
	if err != nil {
		return fmt.Errorf("export: evidence: %w", err)
	}
	if len(beyond) > 0 {
		return ErrUncovered
	}
	var text strings.Builder
	if err := evidence.Write(&text); err != nil {
		return err
	}
	if err := b.file(checkpointFile, checkpoint.Note); err != nil {
		return err
	}
	return b.file(evidenceFile, []byte(text.String()))
}
