package paper

import (
	"bytes"
	"fmt"
	"math"
	"strconv"

	"golang.org/x/image/font/sfnt"
)

// Pictures draws the pages of a document as SVG, every letter an outline: the
// same on any screen as on paper, whatever fonts it has.
func (f *Font) Pictures(d Document) ([][]byte, error) {
	pages, err := f.layout(d)
	if err != nil {
		return nil, err
	}
	out := make([][]byte, 0, len(pages))
	for _, p := range pages {
		out = append(out, f.picture(p))
	}
	return out, nil
}

func (f *Font) picture(p page) []byte {
	var body, shapes bytes.Buffer
	ids := map[rune]int{}
	for _, m := range p.marks {
		switch {
		case m.text != "":
			f.letters(&body, &shapes, ids, m)
		case m.frame:
			fmt.Fprintf(&body, `<rect x="%s" y="%s" width="%s" height="%s" fill="none" stroke="#545454" stroke-width=".18"/>`, num(m.x), num(m.y), num(m.w), num(m.h))
		default:
			fmt.Fprintf(&body, `<rect x="%s" y="%s" width="%s" height="%s"/>`, num(m.x), num(m.y), num(m.w), num(max(m.h, frameLine)))
		}
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%smm" height="%smm" viewBox="0 0 %s %s" fill="#111"><rect width="100%%" height="100%%" fill="#fff"/><defs>`,
		num(p.width), num(p.height), num(p.width), num(p.height))
	out.Write(shapes.Bytes())
	out.WriteString("</defs>")
	out.Write(body.Bytes())
	out.WriteString("</svg>")
	return out.Bytes()
}

// letters sets a text with one shape a character that stands in the picture once.
func (f *Font) letters(body, shapes *bytes.Buffer, ids map[rune]int, m mark) {
	em := m.size * point
	x := m.x
	fmt.Fprintf(body, `<g fill="#%02x%02x%02x"`, shade(m), shade(m), shade(m))
	if m.bold {
		fmt.Fprintf(body, ` stroke="#111" stroke-width="%s"`, num(boldStroke))
	}
	body.WriteString(">")
	for _, r := range m.text {
		if _, drawn := ids[r]; !drawn {
			ids[r] = len(ids)
			g, _ := f.glyph(r)
			fmt.Fprintf(shapes, `<path id="g%d" d="%s"/>`, ids[r], f.path(g))
		}
		fmt.Fprintf(body, `<use href="#g%d" transform="translate(%s %s) scale(%s)"/>`, ids[r], num(x), num(m.y), num(em))
		x += f.advance(r) * em
	}
	body.WriteString("</g>")
}

func (f *Font) path(g glyph) string {
	var d bytes.Buffer
	f.trace(g, func(op sfnt.SegmentOp, at []float64) {
		d.WriteByte("MLQC"[op])
		for i, v := range at {
			if i > 0 {
				d.WriteByte(' ')
			}
			d.WriteString(num(v))
		}
	})
	return d.String()
}

// num writes a length with as many digits as a screen shows.
func num(v float64) string { return strconv.FormatFloat(math.Round(v*10000)/10000, 'f', -1, 64) }
