package paper

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// Font is a TrueType font that papers are set in, with a second one for the
// rare characters it does not have.
type Font struct {
	file []byte
	cmap *sfnt.Font
	rare *sfnt.Font
}

// geta stands for a character the font does not have.
const geta = '〓'

// ParseFont reads a TrueType font.
func ParseFont(file []byte) (*Font, error) {
	f, err := sfnt.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("paper: font: %w", err)
	}
	return &Font{file: file, cmap: f}, nil
}

// WithRare adds an OpenType font for the characters the first one does not have,
// those beyond the basic plane among them. Documents draw them as outlines.
func (f *Font) WithRare(file []byte) (*Font, error) {
	rare, err := sfnt.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("paper: font of rare characters: %w", err)
	}
	both := *f
	both.rare = rare
	return &both, nil
}

func (f *Font) has(r rune) bool {
	if r > 0xffff {
		return false
	}
	at, err := f.cmap.GlyphIndex(nil, r)
	return err == nil && at != 0
}

// text makes a text one that can be set, and notes what it could not.
func (s *Sheet) text(t string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || s.font.has(r):
			return r
		case r < ' ':
			return -1
		}
		if !slices.Contains(s.missing, r) {
			s.missing = append(s.missing, r)
		}
		return geta
	}, t)
}
