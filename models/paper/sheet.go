package paper

import (
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Options are what a paper says on each of its pages.
type Options struct {
	Title    string
	Language string // zh-CN or en
	Foot     string // left in the foot of each page; the page's number is on the right
	Mark     string // a pale line across each page: whose copy it is
	Made     time.Time
}

// Sheet is an A4 paper that is being set, from the top down. Lengths are
// millimetres, sizes points. The first failure is Write's error.
type Sheet struct {
	pdf     *fpdf.Fpdf
	font    *Font
	options Options
	missing []rune
}

const (
	family = "paper"
	margin = 18.0
	width  = 210 - 2*margin
	foot   = 16.0
	small  = 8.5
	body   = 10.0
	large  = 13.0
	huge   = 19.0
)

type colour struct{ r, g, b int }

func ink() colour   { return colour{17, 24, 39} }
func grey() colour  { return colour{75, 85, 99} }
func rule() colour  { return colour{190, 196, 205} }
func blue() colour  { return colour{10, 61, 122} }
func pale() colour  { return colour{238, 242, 247} }
func ghost() colour { return colour{228, 231, 236} }

// A4 begins a paper.
func (f *Font) A4(o Options) *Sheet {
	s := &Sheet{pdf: fpdf.New("P", "mm", "A4", ""), font: f, options: o}
	p := s.pdf
	p.AddUTF8FontFromBytes(family, "", f.file)
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, margin+foot/2)
	p.SetCreationDate(o.Made)
	p.SetModificationDate(o.Made)
	p.SetCatalogSort(true)
	p.SetTitle(s.text(o.Title), true)
	p.SetLang(o.Language)
	p.AliasNbPages("{pages}")
	p.SetHeaderFunc(s.mark)
	p.SetFooterFunc(s.footer)
	p.AddPage()
	return s
}

func (s *Sheet) size(points float64) { s.pdf.SetFont(family, "", points) }

func (s *Sheet) ink(c colour) { s.pdf.SetTextColor(c.r, c.g, c.b) }

func (s *Sheet) mark() {
	if s.options.Mark == "" {
		return
	}
	x, y := s.pdf.GetXY()
	s.size(30)
	s.ink(ghost())
	s.pdf.TransformBegin()
	s.pdf.TransformRotate(35, 105, 148)
	mark := s.text(s.options.Mark)
	s.pdf.Text(105-s.pdf.GetStringWidth(mark)/2, 148, mark)
	s.pdf.TransformEnd()
	s.pdf.SetXY(x, y)
}

func (s *Sheet) footer() {
	s.pdf.SetY(-foot)
	s.size(small)
	s.ink(grey())
	s.pdf.CellFormat(width-30, 5, s.text(s.options.Foot), "", 0, "L", false, 0, "")
	s.pdf.CellFormat(30, 5, fmt.Sprintf("%d / {pages}", s.pdf.PageNo()), "", 0, "R", false, 0, "")
}

// room begins a new page unless so much is left on this one.
func (s *Sheet) room(height float64) {
	if s.pdf.GetY()+height > 297-margin-foot/2 {
		s.pdf.AddPage()
	}
}

func (s *Sheet) paragraph(points float64, c colour, before float64, text string) {
	height := points * 0.55
	s.size(points)
	lines := s.pdf.SplitText(s.text(text), width)
	s.room(before + height*float64(min(len(lines), 3)))
	s.pdf.SetY(s.pdf.GetY() + before)
	s.ink(c)
	s.pdf.MultiCell(width, height, s.text(text), "", "L", false)
}

// Title sets the paper's title.
func (s *Sheet) Title(text string) { s.paragraph(huge, ink(), 0, text) }

// Heading begins a part.
func (s *Sheet) Heading(text string) {
	s.room(45) // with the beginning of what it heads
	s.paragraph(large, blue(), 6, text)
	s.pdf.SetDrawColor(rule().r, rule().g, rule().b)
	s.pdf.SetLineWidth(0.2)
	s.pdf.Line(margin, s.pdf.GetY()+1, margin+width, s.pdf.GetY()+1)
	s.pdf.SetY(s.pdf.GetY() + 2.5)
}

// Text sets a paragraph.
func (s *Sheet) Text(text string) { s.paragraph(body, ink(), 1, text) }

// Note sets a paragraph in small grey letters.
func (s *Sheet) Note(text string) { s.paragraph(small, grey(), 1, text) }

// Column is a column of a table.
type Column struct {
	Heading string
	Share   float64 // of the width; all together 1
	Right   bool    // numbers stand right
}

// Table sets a table. Its heading is repeated on each page; a cell's text runs
// over as many lines as it needs.
func (s *Sheet) Table(columns []Column, rows [][]string) {
	heading := make([]string, len(columns))
	for i, c := range columns {
		heading[i] = c.Heading
	}
	head := func() { s.row(columns, heading, true) }
	s.pdf.SetY(s.pdf.GetY() + 1)
	s.room(20)
	head()
	for _, r := range rows {
		page := s.pdf.PageNo()
		s.room(s.height(columns, r))
		if s.pdf.PageNo() != page {
			head()
		}
		s.row(columns, r, false)
	}
}

const lineHeight = 5.2

func (s *Sheet) height(columns []Column, cells []string) float64 {
	s.size(small + 0.5)
	most := 1
	for i, c := range columns {
		most = max(most, len(s.pdf.SplitText(s.text(cells[i]), c.Share*width-2)))
	}
	return float64(most)*lineHeight + 1
}

func (s *Sheet) row(columns []Column, cells []string, heading bool) {
	height := s.height(columns, cells)
	x, y := margin, s.pdf.GetY()
	if heading {
		s.pdf.SetFillColor(pale().r, pale().g, pale().b)
		s.pdf.Rect(x, y, width, height, "F")
	}
	s.ink(ink())
	for i, c := range columns {
		align := "L"
		if c.Right {
			align = "R"
		}
		s.pdf.SetXY(x, y+0.5)
		s.pdf.MultiCell(c.Share*width, lineHeight, s.text(cells[i]), "", align, false)
		x += c.Share * width
	}
	s.pdf.SetDrawColor(rule().r, rule().g, rule().b)
	s.pdf.SetLineWidth(0.1)
	s.pdf.Line(margin, y+height, margin+width, y+height)
	s.pdf.SetXY(margin, y+height)
}

// Write ends the paper.
func (s *Sheet) Write(w io.Writer) error {
	if len(s.missing) > 0 {
		note := "〓: "
		if s.options.Language == "en" {
			note += "characters the printing font does not have:"
		} else {
			note += "打印字体没有的字："
		}
		for _, r := range s.missing {
			note += fmt.Sprintf(" U+%04X", r)
		}
		s.Note(note)
	}
	if err := s.pdf.Output(w); err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	return nil
}
