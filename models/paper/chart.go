package paper

import "fmt"

// Bar is one bar of a chart.
type Bar struct {
	Label string
	Value float64 // not negative
	Text  string  // what stands beside the bar
}

// Bars sets horizontal bars from zero, each with its label before and its text
// behind it.
func (s *Sheet) Bars(bars []Bar) {
	const label, value, height = 52.0, 34.0, 6.4
	longest := 0.0
	for _, b := range bars {
		longest = max(longest, b.Value)
	}
	s.pdf.SetY(s.pdf.GetY() + 2)
	for _, b := range bars {
		s.room(height)
		y := s.pdf.GetY()
		s.size(small + 0.5)
		s.ink(ink())
		s.pdf.SetX(margin)
		s.pdf.CellFormat(label, height, s.fit(b.Label, label-2), "", 0, "L", false, 0, "")
		s.pdf.SetFillColor(blue().r, blue().g, blue().b)
		full := width - label - value
		length := 0.0
		if longest > 0 {
			length = full * b.Value / longest
		}
		s.pdf.Rect(margin+label, y+1.2, length, height-2.4, "F")
		s.pdf.SetX(margin + label + length + 1)
		s.pdf.CellFormat(value, height, s.text(b.Text), "", 0, "L", false, 0, "")
		s.pdf.SetXY(margin, y+height)
	}
}

// fit cuts a text to a width in the current size.
func (s *Sheet) fit(text string, most float64) string {
	text = s.text(text)
	if s.pdf.GetStringWidth(text) <= most {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && s.pdf.GetStringWidth(string(letters)+"…") > most {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

// Series is one line of a chart.
type Series struct {
	Name   string
	Values []Value // one a label
}

// Value is a point of a series; Missing leaves a gap.
type Value struct {
	Percent float64
	Missing bool
}

// Lines sets percentages over time from 0 to 100, at most three series told apart
// by their dashes and named at their ends, and the target as a line across.
func (s *Sheet) Lines(labels []string, series []Series, target float64, targetName string) {
	const height, axis, names = 62.0, 12.0, 30.0
	s.room(height + 12)
	top := s.pdf.GetY() + 3
	plot := width - axis - names
	x := func(i int) float64 {
		if len(labels) < 2 {
			return margin + axis + plot/2
		}
		return margin + axis + plot*float64(i)/float64(len(labels)-1)
	}
	y := func(percent float64) float64 { return top + height*(1-percent/100) }
	s.size(small)
	s.grid(labels, x, y, plot, axis)
	s.pdf.SetDrawColor(grey().r, grey().g, grey().b)
	s.pdf.SetLineWidth(0.3)
	s.pdf.SetDashPattern([]float64{0.6, 1}, 0)
	s.pdf.Line(margin+axis, y(target), margin+axis+plot, y(target))
	s.pdf.SetDashPattern(nil, 0)
	taken := []float64{s.name(targetName, x(len(labels)-1)+1, y(target), nil)}
	dashes := [][]float64{nil, {3, 1.5}, {1, 1.5}}
	for n, line := range series {
		s.pdf.SetDrawColor(blue().r, blue().g, blue().b)
		s.pdf.SetLineWidth(0.6)
		s.pdf.SetDashPattern(dashes[n%len(dashes)], 0)
		last := -1
		for i, v := range line.Values {
			if v.Missing {
				continue
			}
			if last == i-1 && last >= 0 {
				s.pdf.Line(x(last), y(line.Values[last].Percent), x(i), y(v.Percent))
			}
			last = i
		}
		s.pdf.SetDashPattern(nil, 0)
		s.pdf.SetFillColor(blue().r, blue().g, blue().b)
		for i, v := range line.Values {
			if !v.Missing {
				s.pdf.Circle(x(i), y(v.Percent), 0.7, "F")
			}
		}
		if last >= 0 {
			taken = append(taken, s.name(line.Name, x(len(labels)-1)+1, y(line.Values[last].Percent), taken))
		}
	}
	s.pdf.SetXY(margin, top+height+8)
}

// mostLabels is how many labels of months stand beside each other.
const mostLabels = 8

func (s *Sheet) grid(labels []string, x func(int) float64, y func(float64) float64, plot, axis float64) {
	s.pdf.SetDrawColor(rule().r, rule().g, rule().b)
	s.pdf.SetLineWidth(0.1)
	s.ink(grey())
	for percent := 0; percent <= 100; percent += 20 {
		at := y(float64(percent))
		s.pdf.Line(margin+axis, at, margin+axis+plot, at)
		s.pdf.SetXY(margin, at-2)
		s.pdf.CellFormat(axis-1, 4, fmt.Sprintf("%d %%", percent), "", 0, "R", false, 0, "")
	}
	every := (len(labels) + mostLabels - 1) / mostLabels
	for i, label := range labels {
		if i%max(every, 1) == 0 {
			s.pdf.SetXY(x(i)-10, y(0)+1)
			s.pdf.CellFormat(20, 4, s.text(label), "", 0, "C", false, 0, "")
		}
	}
}

// name writes a name beside a line's end, moved down from names already there.
func (s *Sheet) name(text string, x, y float64, taken []float64) float64 {
	const apart = 4.0
	for moved := true; moved; {
		moved = false
		for _, t := range taken {
			if y > t-apart && y < t+apart {
				y, moved = t+apart, true
			}
		}
	}
	s.ink(ink())
	s.pdf.SetXY(x, y-2)
	s.pdf.CellFormat(29, 4, s.fit(text, 28), "", 0, "L", false, 0, "")
	return y
}
