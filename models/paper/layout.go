package paper

import "strings"

// mark is one thing put on a page. Lengths are millimetres from the upper left.
type mark struct {
	text  string // at its baseline; nothing: a rectangle
	x, y  float64
	w, h  float64 // of a rectangle; without height a line, without fill a frame
	size  float64 // points
	bold  bool
	grey  bool
	frame bool
}

// page is what stands on one page of a document.
type page struct {
	width, height float64
	marks         []mark
}

// shape is what a format gives the layout.
type shape struct {
	width, height      float64 // height 0: as long as the text
	margin             float64
	title, body, small float64 // points
	large              float64
	gap                float64
}

func shapeOf(f Format) shape {
	if f == Roll80 {
		return shape{width: 80, margin: 5, title: 13, body: 9.5, small: 7.5, large: 24, gap: 1.6}
	}
	return shape{width: 210, height: 297, margin: 17, title: 18, body: 10.5, small: 8.5, large: 34, gap: 2.2}
}

// setter sets a document from the top down.
type setter struct {
	measured
	shape
	doc   Document
	y     float64
	pages []page
	fault error
}

func (f *Font) layout(d Document) ([]page, error) {
	s := &setter{measured: measured{font: f, ems: map[rune]float64{}}, shape: shapeOf(d.Format), doc: d}
	s.open()
	for _, b := range d.Blocks {
		s.block(b)
	}
	if missing := s.missing(); missing != "" {
		s.paragraph(Line{Text: "〓 = " + missing}, style{size: s.small, grey: true})
	}
	s.close()
	return s.pages, s.fault
}

func (s *setter) open() {
	s.pages = append(s.pages, page{width: s.width, height: s.height})
	s.y = s.margin
}

func (s *setter) inner() float64 { return s.width - 2*s.margin }

// bottom is where the text of a page ends.
func (s *setter) bottom() float64 { return s.height - s.margin - 4 }

// room begins a new page unless so much is left on this one. A roll has room.
func (s *setter) room(height float64) {
	if s.height > 0 && s.y+height > s.bottom() && s.y > s.margin {
		s.open()
	}
}

func (s *setter) put(m mark) {
	p := &s.pages[len(s.pages)-1]
	p.marks = append(p.marks, m)
}

// close ends a roll under its text, and writes the feet.
func (s *setter) close() {
	if s.height == 0 {
		foot := style{size: s.small, grey: true, centre: true}
		s.y += s.gap
		s.paragraph(s.doc.Foot, foot)
		s.pages[0].height = s.y + s.margin
		return
	}
	for i := range s.pages {
		s.footer(i)
	}
}

func (s *setter) footer(i int) {
	p := &s.pages[i]
	y := s.height - s.margin + 1
	foot := s.doc.Foot.Text
	if s.doc.Foot.Sub != "" {
		foot += "  " + s.doc.Foot.Sub
	}
	number := digits(i+1) + " / " + digits(len(s.pages))
	p.marks = append(
		p.marks,
		mark{x: s.margin, y: y - 4, w: s.inner(), grey: true},
		mark{text: foot, x: s.margin, y: y, size: s.small, grey: true},
		mark{text: number, x: s.width - s.margin - s.span(number, s.small), y: y, size: s.small, grey: true},
	)
}

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + digits(n%10)
}

// missing lists what neither font has.
func (s *setter) missing() string {
	var out []string
	seen := map[rune]bool{}
	each := func(text string) {
		for _, r := range text {
			if _, ok := s.font.glyph(r); !ok && r != '\n' && !seen[r] {
				seen[r] = true
				out = append(out, hex(r))
			}
		}
	}
	for _, b := range s.doc.Blocks {
		for _, l := range b.Lines {
			each(l.Text + l.Sub)
		}
		for _, r := range b.Rows {
			each(r.Label.Text + r.Label.Sub + r.Value.Text + r.Value.Sub)
		}
	}
	return strings.Join(out, " ")
}

func hex(r rune) string {
	const figures = "0123456789ABCDEF"
	out := ""
	for n := r; n > 0 || len(out) < 4; n >>= 4 {
		out = string(figures[n&15]) + out
	}
	return "U+" + out
}

// style is how a text stands.
type style struct {
	size   float64
	bold   bool
	grey   bool
	centre bool
	left   float64 // indent
	right  float64
}

// leading is the distance of lines in the size.
func leading(size float64) float64 { return size * point * 1.36 }

// paragraph sets a line and the reader's language below it, smaller.
func (s *setter) paragraph(l Line, st style) {
	s.text(l.Text, st)
	if l.Sub != "" {
		below := st
		below.size, below.bold, below.grey = max(st.size*0.86, s.small), false, true
		s.text(l.Sub, below)
	}
}

func (s *setter) text(text string, st style) {
	if text == "" {
		return
	}
	most := s.inner() - st.left - st.right
	for _, line := range s.lines(text, st.size, most) {
		height := leading(st.size)
		s.room(height)
		x := s.margin + st.left
		if st.centre {
			x += (most - s.span(line, st.size)) / 2
		}
		s.put(mark{text: line, x: x, y: s.y + baseline(st.size), size: st.size, bold: st.bold, grey: st.grey})
		s.y += height
	}
}

// baseline is how far below the top of its line a text stands.
func baseline(size float64) float64 { return size * point * 1.06 }

func (s *setter) rule(grey bool) {
	s.put(mark{x: s.margin, y: s.y, w: s.inner(), grey: grey})
}
