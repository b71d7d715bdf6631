package paper

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// PDF writes a document. Its text can be searched and read aloud: a rare
// character is drawn as an outline, and the file says which character it is.
func (f *Font) PDF(d Document) ([]byte, error) {
	pages, err := f.layout(d)
	if err != nil {
		return nil, err
	}
	p := fpdf.New("P", "mm", "A4", "")
	p.AddUTF8FontFromBytes(family, "", f.file)
	p.SetMargins(0, 0, 0)
	p.SetAutoPageBreak(false, 0)
	p.SetCreationDate(d.Made)
	p.SetModificationDate(d.Made)
	p.SetCatalogSort(true)
	p.SetTitle(d.Name, true)
	p.SetLang(d.Language)
	if d.Inside != "" {
		p.SetXmpMetadata([]byte(xmpBefore + d.Inside + xmpAfter))
	}
	p.SetLineCapStyle("butt")
	for _, page := range pages {
		p.AddPageFormat("P", fpdf.SizeType{Wd: page.width, Ht: page.height})
		for _, m := range page.marks {
			f.draw(p, page.height, m)
		}
	}
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return out.Bytes(), nil
}

// What stands around the text a file keeps inside, in its XMP metadata.
const (
	xmpBefore = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:ov="urn:onevisit:paper"><ov:paper>`
	xmpAfter = `</ov:paper></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`
)

// Inside finds what a file made by PDF keeps in its metadata; "" for any other.
func Inside(file []byte) string {
	_, rest, found := bytes.Cut(file, []byte("<ov:paper>"))
	inside, _, closed := bytes.Cut(rest, []byte("</ov:paper>"))
	if !found || !closed {
		return ""
	}
	return string(inside)
}

const (
	black     = 17
	dim       = 84
	frameLine = 0.18
)

func shade(m mark) int {
	if m.grey {
		return dim
	}
	return black
}

func (f *Font) draw(p *fpdf.Fpdf, height float64, m mark) {
	grey := shade(m)
	switch {
	case m.text != "":
		f.write(p, height, m)
	case m.frame:
		p.SetDrawColor(dim, dim, dim)
		p.SetLineWidth(frameLine)
		p.Rect(m.x, m.y, m.w, m.h, "D")
	case m.h == 0:
		p.SetDrawColor(grey, grey, grey)
		p.SetLineWidth(frameLine)
		p.Line(m.x, m.y, m.x+m.w, m.y)
	default: // codes are black on white
		p.SetFillColor(0, 0, 0)
		p.Rect(m.x, m.y, m.w, m.h, "F")
	}
}

// boldStroke is how thick the edge of a bold letter is, in ems: the font has one
// weight, and a second would double the program's largest file.
const boldStroke = 0.035

func (f *Font) write(p *fpdf.Fpdf, height float64, m mark) {
	grey := shade(m)
	p.SetFont(family, "", m.size)
	p.SetTextColor(grey, grey, grey)
	p.SetFillColor(grey, grey, grey)
	mode := 0
	if m.bold {
		mode = 2
		p.SetDrawColor(grey, grey, grey)
		p.SetLineWidth(m.size * point * boldStroke)
	}
	x := m.x
	var common strings.Builder
	flush := func() {
		if common.Len() == 0 {
			return
		}
		p.SetTextRenderingMode(mode)
		p.Text(x, m.y, common.String())
		for _, r := range common.String() {
			x += f.advance(r) * m.size * point
		}
		common.Reset()
	}
	for _, r := range m.text {
		g, known := f.glyph(r)
		switch {
		case !known:
			common.WriteRune(geta)
		case g.rare:
			flush()
			f.outline(p, height, m, g, r, x)
			x += f.advance(r) * m.size * point
		default:
			common.WriteRune(r)
		}
	}
	flush()
	p.SetTextRenderingMode(0)
}

// outline draws a character that the PDF library cannot embed. An unseen sign
// stands at its place, and the file says that it reads as the character.
func (f *Font) outline(p *fpdf.Fpdf, height float64, m mark, g glyph, r rune, x float64) {
	said := &strings.Builder{}
	for _, unit := range utf16.Encode([]rune{r}) {
		fmt.Fprintf(said, "%04X", unit)
	}
	p.RawWriteStr("/Span <</ActualText <FEFF" + said.String() + ">>> BDC")
	p.SetTextRenderingMode(3)
	p.Text(x, m.y, string(geta))
	p.RawWriteStr("EMC")
	p.SetTextRenderingMode(0)
	drawn := false
	f.trace(g, func(op sfnt.SegmentOp, at []float64) {
		em := m.size * point
		for i := range at {
			at[i] *= em
		}
		switch op {
		case sfnt.SegmentOpMoveTo:
			if drawn {
				p.ClosePath()
			}
			p.MoveTo(x+at[0], m.y+at[1])
		case sfnt.SegmentOpLineTo:
			p.LineTo(x+at[0], m.y+at[1])
		case sfnt.SegmentOpQuadTo:
			p.CurveTo(x+at[0], m.y+at[1], x+at[2], m.y+at[3])
		case sfnt.SegmentOpCubeTo:
			p.CurveBezierCubicTo(x+at[0], m.y+at[1], x+at[2], m.y+at[3], x+at[4], m.y+at[5])
		}
		drawn = true
	})
	if !drawn {
		return
	}
	p.ClosePath()
	if m.bold {
		p.DrawPath("FD")
		return
	}
	p.DrawPath("F")
}

// trace walks the outline of a character; coordinates are ems, down from the
// baseline.
func (f *Font) trace(g glyph, each func(op sfnt.SegmentOp, at []float64)) {
	units := fixed.Int26_6(g.font.UnitsPerEm()) << 6
	segments, err := g.font.LoadGlyph(nil, g.at, units, nil)
	if err != nil {
		return
	}
	for _, s := range segments {
		n := map[sfnt.SegmentOp]int{sfnt.SegmentOpMoveTo: 1, sfnt.SegmentOpLineTo: 1, sfnt.SegmentOpQuadTo: 2, sfnt.SegmentOpCubeTo: 3}[s.Op]
		at := make([]float64, 0, 2*n)
		for _, point := range s.Args[:n] {
			at = append(at, float64(point.X)/float64(units), float64(point.Y)/float64(units))
		}
		each(s.Op, at)
	}
}
