package paper

import (
	"strings"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// glyph is one character as the fonts draw it.
type glyph struct {
	font *sfnt.Font
	at   sfnt.GlyphIndex
	rare bool // not in the font that the PDF library embeds: drawn as an outline
}

// glyph finds a character, or the sign for one that no font has.
func (f *Font) glyph(r rune) (glyph, bool) {
	if f.has(r) {
		at, _ := f.cmap.GlyphIndex(nil, r) // has looked it up
		return glyph{font: f.cmap, at: at}, true
	}
	if f.rare != nil {
		if at, err := f.rare.GlyphIndex(nil, r); err == nil && at != 0 {
			return glyph{font: f.rare, at: at, rare: true}, true
		}
	}
	at, _ := f.cmap.GlyphIndex(nil, geta)
	return glyph{font: f.cmap, at: at}, false
}

// advance is the width of a character in ems.
func (f *Font) advance(r rune) float64 {
	g, _ := f.glyph(r)
	units := fixed.Int26_6(g.font.UnitsPerEm()) << 6
	width, err := g.font.GlyphAdvance(nil, g.at, units, font.HintingNone)
	if err != nil {
		return 1
	}
	return float64(width) / float64(units)
}

// millimetres of one point.
const point = 25.4 / 72

// measured keeps the widths of the characters of one document.
type measured struct {
	font *Font
	ems  map[rune]float64
}

func (m *measured) span(text string, size float64) float64 {
	ems := 0.0
	for _, r := range text {
		w, ok := m.ems[r]
		if !ok {
			w = m.font.advance(r)
			m.ems[r] = w
		}
		ems += w
	}
	return ems * size * point
}

// What may not begin a line, and what may not end one (GB/T 15834).
const (
	noBegin = "，。、；：？！）》〉”’」』】〕…—·,.;:?!)]}%"
	noEnd   = "（《〈“‘「『【〔([{"
)

// lines breaks a text into lines that fit. Chinese breaks anywhere but before
// closing and after opening marks, Latin at blanks; what is longer than a line is
// broken where the line ends.
func (m *measured) lines(text string, size, most float64) []string {
	var out []string
	for _, paragraph := range strings.Split(text, "\n") {
		out = append(out, m.wrap(pieces(paragraph), size, most)...)
	}
	return out
}

func (m *measured) wrap(parts []string, size, most float64) []string {
	var out []string
	line := ""
	for _, part := range parts {
		if m.span(strings.TrimRight(line+part, " "), size) <= most {
			line += part
			continue
		}
		if strings.TrimSpace(line) != "" {
			out, line = append(out, strings.TrimRight(line, " ")), ""
			part = strings.TrimLeft(part, " ")
		}
		for _, r := range part {
			if line != "" && m.span(line+string(r), size) > most {
				out, line = append(out, line), ""
			}
			line += string(r)
		}
	}
	return append(out, strings.TrimRight(line, " "))
}

// pieces cuts a text where a line may break.
func pieces(text string) []string {
	var out []string
	letters := []rune(text)
	begin := 0
	for i := 1; i < len(letters); i++ {
		if breaks(letters[i-1], letters[i]) {
			out = append(out, string(letters[begin:i]))
			begin = i
		}
	}
	return append(out, string(letters[begin:]))
}

func breaks(before, after rune) bool {
	switch {
	case strings.ContainsRune(noBegin, after), strings.ContainsRune(noEnd, before):
		return false
	case before == ' ':
		return after != ' '
	}
	return wide(before) || wide(after) && after != ' '
}

func wide(r rune) bool {
	return unicode.In(r, unicode.Han) || r >= 0x3000 && r <= 0x30ff || r >= 0xff00
}
