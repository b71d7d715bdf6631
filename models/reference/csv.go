package reference

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Defect is one thing wrong in a file, where it stands.
type Defect struct {
	File    string
	Line    int    // 1 for what concerns the whole file
	Column  string // "" for the whole row
	Problem string
}

// String is the line an operator reads: "fees.csv:12: from: ...".
func (d Defect) String() string {
	if d.Column == "" {
		return fmt.Sprintf("%s:%d: %s", d.File, d.Line, d.Problem)
	}
	return fmt.Sprintf("%s:%d: %s: %s", d.File, d.Line, d.Column, d.Problem)
}

// table is a file as it was read.
type table struct {
	schema  *schema
	meta    map[string]string // "# title: ..." at its head
	rows    []row
	defects []Defect
}

// row is one line: its cells in the order of the schema's columns.
type row struct {
	schema *schema
	line   int
	cells  []string
}

func (r row) text(column string) string {
	i, ok := r.schema.index[column]
	if !ok {
		return ""
	}
	return r.cells[i]
}

func (t *table) fail(line int, column, format string, args ...any) {
	t.defects = append(t.defects, Defect{File: t.schema.file, Line: line, Column: column, Problem: fmt.Sprintf(format, args...)})
}

// read takes a file apart. A spreadsheet's byte order mark and line ends are
// tolerated; its other habits (another encoding, lost zeros) are named.
func read(s *schema, source []byte) *table {
	t := &table{schema: s, meta: map[string]string{}}
	source = bytes.TrimPrefix(source, []byte("\uFEFF"))
	if !utf8.Valid(source) {
		t.fail(1, "", "is not UTF-8; save it as \"CSV UTF-8\", a plain \"CSV\" of a Chinese spreadsheet is GBK")
		return t
	}
	t.head(string(source))
	r := csv.NewReader(bytes.NewReader(source))
	r.Comment = '#'
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	named := false
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var broken *csv.ParseError
			if errors.As(err, &broken) {
				t.fail(broken.StartLine, "", "cannot be read as CSV: %v", broken.Err)
			} else {
				t.fail(1, "", "cannot be read as CSV: %v", err)
			}
			return t
		}
		line, _ := r.FieldPos(0)
		if !named {
			named = true
			if !t.columns(line, cells) {
				return t
			}
			continue
		}
		t.take(line, cells)
	}
	if !named || len(t.rows) == 0 {
		t.fail(1, "", "has no rows")
	}
	return t
}

// head reads what stands in comments above the columns.
func (t *table) head(source string) {
	for line := range strings.Lines(source) {
		rest, comment := strings.CutPrefix(line, "#")
		if !comment {
			break
		}
		if name, value, ok := strings.Cut(rest, ":"); ok {
			t.meta[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	for _, name := range t.schema.meta() {
		if t.meta[name] == "" {
			t.fail(1, "", "does not say at its head \"# %s: ...\"", name)
		}
	}
	if day := t.meta["checked"]; day != "" {
		if problem := aDate(day); problem != "" {
			t.fail(1, "checked", "%s", problem)
		}
	}
	if said := t.meta["confirmed"]; said != "" && aBool(said) != "" {
		t.fail(1, "confirmed", "%s", aBool(said))
	}
}

// columns holds the first row to the schema's columns, in their order.
func (t *table) columns(line int, cells []string) bool {
	want := t.schema.names()
	if slices.Equal(cells, want) {
		return true
	}
	for _, name := range want {
		if !slices.Contains(cells, name) {
			t.fail(line, "", "the column %q is missing", name)
		}
	}
	for _, name := range cells {
		if !slices.Contains(want, name) {
			t.fail(line, "", "there is no column %q", name)
		}
	}
	if len(t.defects) == 0 {
		t.fail(line, "", "the columns have to stand in the order %s", strings.Join(want, ","))
	}
	return false
}

func (t *table) take(line int, cells []string) {
	if len(cells) != len(t.schema.columns) {
		t.fail(line, "", "has %d cells, the columns are %d", len(cells), len(t.schema.columns))
		return
	}
	sound := true
	for i, c := range t.schema.columns {
		if strings.TrimSpace(cells[i]) != cells[i] {
			t.fail(line, c.name, "has spaces around it")
			sound = false
			continue
		}
		if problem := c.check(cells[i]); problem != "" {
			t.fail(line, c.name, "%s", problem)
			sound = false
		}
	}
	if sound {
		t.rows = append(t.rows, row{schema: t.schema, line: line, cells: slices.Clone(cells)})
	}
}
