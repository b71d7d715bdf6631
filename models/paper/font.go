package paper

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// Font is a TrueType font that papers are set in.
type Font struct {
	file []byte
	cmap *sfnt.Font
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
