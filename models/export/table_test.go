package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"onevisit/models/figures"
)

// hostile are names that a spreadsheet program would run.
var hostile = []string{
	`=HYPERLINK("http://x","y")`, "+1", "-1+1", "@SUM(A1)", "\tx", "\r=1", "\n=1", "'a", "张·三", "𠮷", `a"b`, "a,b", "a\r\nb", "", " =1",
}

func recordsOf(names []string) []Record {
	list := make([]Record, len(names))
	for i, name := range names {
		list[i] = Record{Service: name, BucketText: "一次办结"}
		list[i].Subject = figures.Subject{Kind: figures.Matter, ID: fmt.Sprint(i)}
		list[i].On = "2026-11-24"
		list[i].Cells = []figures.Cell{{Measure: figures.Causes, Bucket: "R08", N: 2}, {Measure: figures.Ends, Bucket: "completed:3", N: 1}}
	}
	return list
}

func written(t *testing.T, rows []Record, open func(io.Writer) (table, error)) []byte {
	t.Helper()
	var out bytes.Buffer
	to, err := open(&out)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := to.row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.close([][2]string{{"指标", "=1+1"}}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parseCSV reads RFC 4180 as its grammar says, by a reader that knows nothing of
// how the file was written.
func parseCSV(text string) (rows [][]string) {
	row, field, quoted := []string{}, strings.Builder{}, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '"' && i+1 < len(text) && text[i+1] == '"':
			field.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && c == ',':
			row, field = append(row, field.String()), strings.Builder{}
		case !quoted && c == '\r' && i+1 < len(text) && text[i+1] == '\n':
			rows = append(rows, append(row, field.String()))
			row, field = []string{}, strings.Builder{}
			i++
		default:
			field.WriteByte(c)
		}
	}
	return rows
}

func judgeTable(t *testing.T, rows [][]string) {
	t.Helper()
	if len(rows) != len(hostile)+1 || rows[0][1] != "事项" {
		t.Fatalf("%d rows, heading %q", len(rows), rows[0])
	}
	for i, name := range hostile {
		got := rows[i+1]
		if len(got) != len(columns()) || got[14] != fmt.Sprint(i) || got[6] != "3" || got[7] != "R08 R08" {
			t.Errorf("row %d: %q", i, got)
		}
		if want := oneLine.Replace(name); got[1] != want && got[1] != "'"+want {
			t.Errorf("row %d: %q became %q", i, name, got[1])
		}
		for _, cell := range got {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				t.Errorf("row %d: %q is a formula to a spreadsheet program", i, cell)
			}
		}
	}
}

func TestCSV_isReadByTheGrammarAndRunsNothing(t *testing.T) {
	file := written(t, recordsOf(hostile), func(w io.Writer) (table, error) { return newCSV(w, "zh-CN") })
	text, marked := strings.CutPrefix(string(file), "\ufeff")
	if !marked {
		t.Error("no byte order mark")
	}
	rows := parseCSV(text)
	judgeTable(t, rows)
}

// readSheet reads the cells of a sheet out of the archive's XML.
func readSheet(t *testing.T, file []byte, sheet int) [][]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string, into any) {
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := xml.NewDecoder(f).Decode(into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	var shared struct {
		Items []struct {
			Text string `xml:"t"`
		} `xml:"si"`
	}
	if slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "xl/sharedStrings.xml" }) {
		read("xl/sharedStrings.xml", &shared)
	}
	var book struct {
		Rows []struct {
			Cells []struct {
				Type    string `xml:"t,attr"`
				Formula string `xml:"f"`
				Value   string `xml:"v"`
				Inline  string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	read(fmt.Sprintf("xl/worksheets/sheet%d.xml", sheet), &book)
	var rows [][]string
	for _, r := range book.Rows {
		var row []string
		for _, c := range r.Cells {
			if c.Formula != "" {
				t.Errorf("a formula: %q", c.Formula)
			}
			text := c.Value
			switch c.Type {
			case "inlineStr":
				text = c.Inline
			case "s":
				var at int
				if _, err := fmt.Sscan(c.Value, &at); err != nil {
					t.Fatal(err)
				}
				text = shared.Items[at].Text
			}
			row = append(row, text)
		}
		rows = append(rows, row)
	}
	return rows
}

func TestXLSX_isReadByAnotherReaderAndRunsNothing(t *testing.T) {
	file := written(t, recordsOf(hostile), func(w io.Writer) (table, error) { return newSheet(w, "zh-CN") })
	rows := readSheet(t, file, 1)
	judgeTable(t, rows)
	if about := readSheet(t, file, 2); len(about) != 1 || about[0][0] != "指标" || about[0][1] != "'=1+1" {
		t.Errorf("about: %q", about)
	}
}

func TestTable_speaksEnglish(t *testing.T) {
	file := written(t, nil, func(w io.Writer) (table, error) { return newCSV(w, "en") })
	if !strings.HasPrefix(string(file), "\ufeffDate,Service,") {
		t.Errorf("%q", file)
	}
}

// BenchmarkExport writes 500,000 rows: bytes a row allocated stay the same
// however many there are.
func BenchmarkExport(b *testing.B) {
	row := recordsOf([]string{"往来港澳通行证签注"})[0]
	for name, open := range map[string]func(io.Writer) (table, error){
		"csv":  func(w io.Writer) (table, error) { return newCSV(w, "zh-CN") },
		"xlsx": func(w io.Writer) (table, error) { return newSheet(w, "zh-CN") },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				to, err := open(io.Discard)
				if err != nil {
					b.Fatal(err)
				}
				for range 500_000 {
					if err := to.row(row); err != nil {
						b.Fatal(err)
					}
				}
				if err := to.close(nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
