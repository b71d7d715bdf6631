package export

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/translog"
)

// Checked is what a bundle says, and what is wrong with it.
type Checked struct {
	Figure     string
	Question   string // JSON
	Answer     string // as the manifest has it
	Definition string
	Demo       bool
	Entries    int64 // size of the log that the rows take in
	Made, By   string
	Rows       int
	Unlogged   int // rows whose act is in no audit entry, as the manifest says
	Checkpoint int64
	Faults     []string
}

// Sound tells whether nothing is wrong.
func (c Checked) Sound() bool { return len(c.Faults) == 0 }

func (c *Checked) fault(format string, args ...any) {
	if len(c.Faults) < mostFaults {
		c.Faults = append(c.Faults, fmt.Sprintf(format, args...))
	}
}

const (
	// mostFaults bounds the list; a bundle of which every row was changed says so often enough.
	mostFaults = 100
	// mostBytes bounds what is unpacked of one file: an archive is not believed.
	mostBytes = 512 << 20
)

// ErrNoBundle is returned for what is no bundle at all.
var ErrNoBundle = errors.New("export: this is no bundle")

// Check verifies a bundle with the log's public key alone, and recomputes its
// figure from its rows. The error is for what cannot be read as a bundle or is
// not signed with the key; everything else is a fault.
func Check(archive io.ReaderAt, size int64, verifier string) (Checked, error) {
	files, err := unpack(archive, size)
	if err != nil {
		return Checked{}, err
	}
	body, err := translog.OpenStatement(files[manifestFile], verifier, statement)
	if err != nil {
		return Checked{}, fmt.Errorf("%s: %w", manifestFile, err)
	}
	m, err := parseManifest(body)
	if err != nil {
		return Checked{}, err
	}
	c := m.checked
	for _, name := range []string{rowsFile, sumsFile, definitionFile, checkpointFile, evidenceFile} {
		sum := sha256.Sum256(files[name])
		if hex.EncodeToString(sum[:]) != m.sums[name] {
			c.fault("%s is not the file that was signed", name)
		}
	}
	for name := range files {
		if _, signed := m.sums[name]; !signed && name != manifestFile {
			c.fault("%s was added", name)
		}
	}
	versions := c.rows(files[rowsFile], files[sumsFile])
	c.figure(versions, files[definitionFile])
	c.evidence(files, versions, verifier)
	return c, nil
}

func unpack(archive io.ReaderAt, size int64) (map[string][]byte, error) {
	z, err := zip.NewReader(archive, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoBundle, err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		if _, twice := files[f.Name]; twice || len(files) > 16 {
			return nil, fmt.Errorf("%w: %s stands in it twice, or there are too many files", ErrNoBundle, f.Name)
		}
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrNoBundle, f.Name, err)
		}
		content, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrNoBundle, f.Name, err)
		}
		if len(content) > mostBytes {
			return nil, fmt.Errorf("%w: %s is too large", ErrNoBundle, f.Name)
		}
		files[f.Name] = content
	}
	if files[manifestFile] == nil {
		return nil, fmt.Errorf("%w: it has no %s", ErrNoBundle, manifestFile)
	}
	return files, nil
}

type manifest struct {
	checked Checked
	sums    map[string]string
}

func parseManifest(body string) (manifest, error) {
	m := manifest{sums: map[string]string{}}
	var failed error
	integer := func(text string) int {
		n, err := strconv.Atoi(text)
		failed = errors.Join(failed, err)
		return n
	}
	for line := range strings.Lines(body) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		c := &m.checked
		switch key {
		case "figure":
			c.Figure = value
		case "question":
			c.Question = value
		case "answer":
			c.Answer = value
		case "definition":
			c.Definition = value
		case "demo":
			c.Demo = value == "true"
		case "entries":
			c.Entries = int64(integer(value))
		case "rows":
			c.Rows = integer(value)
		case "unlogged":
			c.Unlogged = integer(value)
		case "made":
			c.Made = value
		case "by":
			c.By = value
		case "sha256":
			name, sum, _ := strings.Cut(value, " ")
			m.sums[name] = sum
		}
	}
	if failed != nil || m.checked.Figure == "" {
		return m, fmt.Errorf("%w: the manifest is of another form", ErrNoBundle)
	}
	return m, nil
}

// rows compares the rows with their sums one by one, and says of each that is
// not as it was what became of it.
func (c *Checked) rows(file, sums []byte) []figures.Version {
	signed, order := map[string]string{}, []string{}
	for line := range strings.Lines(string(sums)) {
		sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		signed[name] = sum
		order = append(order, name)
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord = len(rowHeadings())
	if heading, err := r.Read(); err != nil || !slices.Equal(heading, rowHeadings()) {
		c.fault("%s has another heading", rowsFile)
		return nil
	}
	var versions []figures.Version
	found := map[string]bool{}
	other := false
	for at := 0; ; at++ {
		line, _ := r.FieldPos(0)
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			c.fault("%s: after line %d: %v", rowsFile, line, err)
			break
		}
		line, _ = r.FieldPos(0)
		name := fields[0] + " " + fields[1]
		sum, known := signed[name]
		switch {
		case !known:
			other = true
			c.fault("line %d: %s was added", line, name)
		case found[name]:
			c.fault("line %d: %s stands there twice", line, name)
		case sum != sumOf(fields):
			c.fault("line %d: %s was altered", line, name)
		case !other && at < len(order) && order[at] != name:
			other = true // the first says it; the others follow from it
			c.fault("line %d: %s stands in another place", line, name)
		}
		found[name] = true
		v, err := parseRow(fields)
		if err != nil {
			c.fault("line %d: %s: %v", line, name, err)
			continue
		}
		versions = append(versions, v)
	}
	for _, name := range order {
		if !found[name] {
			c.fault("%s was dropped", name)
		}
	}
	return versions
}

func parseRow(f []string) (figures.Version, error) {
	v := figures.Version{}
	v.Subject = figures.Subject{Kind: figures.Kind(f[0]), ID: f[1]}
	v.Place.Service = f[3]
	var err1, err2 error
	v.From, err1 = strconv.ParseInt(f[12], 10, 64)
	v.Entry, err2 = strconv.ParseInt(f[13], 10, 64)
	for text := range strings.SplitSeq(f[11], ";") {
		cell, n, ok1 := cutLast(text, "*")
		measure, bucket, ok2 := strings.Cut(cell, "=")
		count, err := strconv.ParseInt(n, 10, 64)
		if !ok1 || !ok2 || err != nil {
			return v, errors.New("its cells cannot be read")
		}
		v.Cells = append(v.Cells, figures.Cell{Measure: figures.Measure(measure), Bucket: bucket, N: count})
	}
	return v, errors.Join(err1, err2)
}

func cutLast(text, separator string) (before, after string, found bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}

// figure recomputes the figure by the definition that came along, whose name
// carries its hash.
func (c *Checked) figure(versions []figures.Version, definition []byte) {
	if len(versions) != c.Rows {
		c.fault("%d rows were signed, %d are there", c.Rows, len(versions))
	}
	figure, known := figures.Of(c.Figure)
	if !known {
		c.fault("no figure is called %q", c.Figure)
		return
	}
	var rules completion.Definition
	if err := json.Unmarshal(definition, &rules); err != nil || rules.Version() != c.Definition {
		c.fault("%s is not definition %s", definitionFile, c.Definition)
		return
	}
	sums := counted{}
	for _, v := range versions {
		sums.add(figure.Cells(v.Contribution))
	}
	switch answer, err := figures.Answer(rules, c.Figure, sums.cells()); {
	case err != nil:
		c.fault("the figure cannot be recomputed: %v", err)
	case answer != c.Answer:
		c.fault("the rows make %s, the manifest says %s", answer, c.Answer)
	}
}

// evidence checks that the log holds the audit entry of every row.
func (c *Checked) evidence(files map[string][]byte, versions []figures.Version, verifier string) {
	checkpoint, err := translog.OpenCheckpoint(files[checkpointFile], verifier)
	if err != nil {
		c.fault("%s: %v", checkpointFile, err)
		return
	}
	c.Checkpoint = checkpoint.Size
	if checkpoint.Size < c.Entries {
		c.fault("the checkpoint covers %d entries, the rows take in %d", checkpoint.Size, c.Entries)
	}
	leaves, err := translog.CheckEvidence(files[evidenceFile], checkpoint)
	if err != nil {
		c.fault("%s: %v", evidenceFile, err)
		return
	}
	proven := map[int64]bool{}
	for _, l := range leaves {
		proven[l.Seq] = true
	}
	unlogged := 0
	for _, v := range versions {
		switch {
		case v.Entry == 0:
			unlogged++
		case !proven[v.Entry]:
			c.fault("%s %s: nothing shows that the log holds entry %d", v.Subject.Kind, v.Subject.ID, v.Entry)
		}
	}
	if unlogged != c.Unlogged {
		c.fault("%d rows without an audit entry were signed, %d are there", c.Unlogged, unlogged)
	}
}
