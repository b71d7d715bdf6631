package paper

import "strings"

// block sets one block.
func (s *setter) block(b Block) {
	switch b.Kind {
	case Head:
		s.each(b.Lines, style{size: s.body, centre: true}, 0)
	case Title:
		s.y += s.gap / 2
		s.each(b.Lines, style{size: s.title, bold: true, centre: true}, 0)
		s.y += s.gap
	case Part:
		s.room(4 * leading(s.body))
		s.y += s.gap
		s.each(b.Lines, style{size: s.body + 0.5, bold: true}, 0)
		s.y += s.gap / 2
	case Figure:
		s.each(b.Lines, style{size: s.large, bold: true, centre: true}, 0)
	case Text:
		s.each(b.Lines, style{size: s.body}, s.gap/2)
	case Strong:
		s.each(b.Lines, style{size: s.body, bold: true}, s.gap/2)
	case Note:
		s.each(b.Lines, style{size: s.small, grey: true}, s.gap/3)
	case Boxes:
		s.boxes(b.Lines)
	case Rule:
		s.y += s.gap
		s.rule(s.height > 0)
		s.y += s.gap
	case Rows:
		if s.height == 0 {
			s.list(b.Rows)
		} else {
			s.grid(b.Rows)
		}
	case Codes:
		s.codes(b)
	}
}

func (s *setter) each(lines []Line, st style, after float64) {
	for _, l := range lines {
		s.paragraph(l, st)
		s.y += after
	}
}

func (s *setter) boxes(lines []Line) {
	const side = 3.0
	indent := side + 2.2
	for _, l := range lines {
		s.room(leading(s.body))
		s.put(mark{x: s.margin + 0.3, y: s.y + 0.6, w: side, h: side, frame: true})
		s.paragraph(l, style{size: s.body, left: indent})
		s.y += s.gap / 2
	}
}

// shortest is the room a value needs to stand beside a long label.
const shortest = 26.0

// list sets rows on a roll: short ones on one line, label left and value right;
// a short value beside the first line of a long label; others below their label.
func (s *setter) list(rows []Row) {
	for _, r := range rows {
		label, value := s.span(r.Label.Text, s.body), s.span(r.Value.Text, s.body)
		y := s.y + baseline(s.body)
		right := mark{text: r.Value.Text, x: s.width - s.margin - value, y: y, size: s.body}
		switch {
		case r.Label.Sub == "" && r.Value.Sub == "" && label+value+4 <= s.inner():
			s.put(mark{text: r.Label.Text, x: s.margin, y: y, size: s.body, grey: true})
			s.put(right)
			s.y += leading(s.body) + s.gap/4
		case r.Value.Sub == "" && value <= shortest:
			s.put(right)
			s.paragraph(r.Label, style{size: s.body, grey: true, right: value + 3})
			s.y += s.gap / 2
		default:
			s.paragraph(Line{Text: strings.TrimSpace(r.Label.Text + "  " + r.Label.Sub)}, style{size: s.small, grey: true})
			s.paragraph(r.Value, style{size: s.body})
			s.y += s.gap / 2
		}
	}
}

// cell is one place of the grid.
type cell struct {
	line   Line
	x, w   float64
	shaded bool
}

// The grid's columns: a label and a value, twice.
const (
	labelWidth = 27.0
	padding    = 1.15
)

// grid sets rows as a table with a frame, two half rows beside each other.
func (s *setter) grid(rows []Row) {
	s.y += s.gap / 2
	half := s.inner() / 2
	for i := 0; i < len(rows); i++ {
		cells := []cell{{rows[i].Label, s.margin, labelWidth, true}, {rows[i].Value, s.margin + labelWidth, s.inner() - labelWidth, false}}
		if rows[i].Half && i+1 < len(rows) && rows[i+1].Half {
			cells[1].w = half - labelWidth
			cells = append(cells, cell{rows[i+1].Label, s.margin + half, labelWidth, true}, cell{rows[i+1].Value, s.margin + half + labelWidth, half - labelWidth, false})
			i++
		}
		s.cells(cells)
	}
	s.y += s.gap
}

// cells sets one line of the grid.
func (s *setter) cells(cells []cell) {
	height := 0.0
	for _, c := range cells {
		height = max(height, s.tall(c.line, c.w-2*padding))
	}
	height += 2 * padding
	s.room(height)
	top := s.y
	for _, c := range cells {
		s.put(mark{x: c.x, y: top, w: c.w, h: height, frame: true})
		s.y = top + (height-s.tall(c.line, c.w-2*padding))/2
		st := style{size: s.body, grey: c.shaded, left: c.x - s.margin + padding, right: s.width - s.margin - c.x - c.w + padding}
		s.still(c.line, st)
	}
	s.y = top + height
}

// still is paragraph without a page's end inside it.
func (s *setter) still(l Line, st style) {
	height := s.height
	s.height = 0
	s.paragraph(l, st)
	s.height = height
}

// tall is the height of a line with its translation.
func (s *setter) tall(l Line, most float64) float64 {
	height := 0.0
	if l.Text != "" {
		height += float64(len(s.lines(l.Text, s.body, most))) * leading(s.body)
	}
	if l.Sub != "" {
		size := max(s.body*0.86, s.small)
		height += float64(len(s.lines(l.Sub, size, most))) * leading(size)
	}
	return height
}

// signs sets places to sign or seal beside each other, from an indent on, and
// ends below the deepest; below each other on a roll.
func (s *setter) signs(rows []Row, left float64) {
	if s.height == 0 {
		for _, r := range rows {
			s.y += s.gap
			s.paragraph(r.Label, style{size: s.body, grey: true})
			s.paragraph(r.Value, style{size: s.body})
			s.y += 7
			s.rule(false)
			s.y += s.gap
		}
		return
	}
	each := (s.inner() - left) / float64(max(len(rows), 1))
	top, deepest := s.y, s.y
	for i, r := range rows {
		s.y = top
		st := style{size: s.body, left: left + float64(i)*each, right: s.inner() - left - float64(i+1)*each + 3}
		s.still(r.Label, style{size: s.body, grey: true, left: st.left, right: st.right})
		s.still(r.Value, st)
		deepest = max(deepest, s.y)
	}
	s.y = deepest
}
