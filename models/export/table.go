package export

import (
	"encoding/csv"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// table is a file of records that is being written.
type table interface {
	row(r Record) error
	// close ends the file; notes say what it is about, two columns a line.
	close(notes [][2]string) error
}

// csvTable writes RFC 4180 in UTF-8 with a byte order mark. It has no place for
// notes: they are in the audit entry and in the answer's headers.
type csvTable struct {
	out     *csv.Writer
	columns []column
	cells   []string
}

func newCSV(w io.Writer, language string) (*csvTable, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	t := &csvTable{out: csv.NewWriter(w), columns: columns()}
	t.out.UseCRLF = true
	t.cells = make([]string, len(t.columns))
	for i, c := range t.columns {
		t.cells[i] = c.heading(language)
	}
	return t, t.out.Write(t.cells)
}

func (t *csvTable) row(r Record) error {
	for i, c := range t.columns {
		t.cells[i] = safe(c.value(r))
	}
	return t.out.Write(t.cells)
}

func (t *csvTable) close([][2]string) error {
	t.out.Flush()
	return t.out.Error()
}

// sheetTable writes an XLSX of two sheets: the records, and what they are.
// excelize streams rows to a file of its own once they outgrow its buffer.
type sheetTable struct {
	w        io.Writer
	book     *excelize.File
	out      *excelize.StreamWriter
	columns  []column
	cells    []any
	rows     int
	language string
}

// mostRows is what a sheet holds, the heading included.
const mostRows = excelize.TotalRows

func newSheet(w io.Writer, language string) (t *sheetTable, err error) {
	t = &sheetTable{w: w, book: excelize.NewFile(), columns: columns(), language: language}
	if err := t.book.SetSheetName("Sheet1", t.sheet(0)); err != nil {
		return nil, err
	}
	if t.out, err = t.book.NewStreamWriter(t.sheet(0)); err != nil {
		return nil, err
	}
	t.cells = make([]any, len(t.columns))
	for i, c := range t.columns {
		if err := t.out.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, err
		}
		t.cells[i] = c.heading(language)
	}
	if err := t.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	return t, t.add()
}

func (t *sheetTable) sheet(i int) string {
	if t.language == "en" {
		return [...]string{"Records", "About"}[i]
	}
	return [...]string{"明细", "说明"}[i]
}

func (t *sheetTable) add() error {
	t.rows++
	cell, err := excelize.CoordinatesToCellName(1, t.rows)
	if err != nil {
		return err
	}
	return t.out.SetRow(cell, t.cells)
}

func (t *sheetTable) row(r Record) error {
	if t.rows == mostRows {
		return ErrTooMany.With("max", fmt.Sprint(mostRows-1))
	}
	for i, c := range t.columns {
		// A text cell is never read as a formula; it is made safe all the same for
		// whoever saves the sheet as CSV.
		t.cells[i] = safe(c.value(r))
	}
	return t.add()
}

func (t *sheetTable) close(notes [][2]string) error {
	if err := t.out.Flush(); err != nil {
		return err
	}
	about := t.sheet(1)
	if _, err := t.book.NewSheet(about); err != nil {
		return err
	}
	if err := t.book.SetColWidth(about, "A", "B", 32); err != nil {
		return err
	}
	for i, line := range notes {
		if err := t.book.SetSheetRow(about, fmt.Sprintf("A%d", i+1), &[]string{line[0], safe(line[1])}); err != nil {
			return err
		}
	}
	if err := t.book.Write(t.w); err != nil {
		return err
	}
	return t.book.Close()
}
