package format

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold turns full-width ASCII into ASCII and the ideographic space into a space.
func fold(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0x3000 || r == 0x00A0:
		return ' '
	}
	return r
}

// invisible characters come along with copied text and mean nothing. Bidi
// controls are not among them: they change how a text reads and are refused.
func invisible(r rune) bool {
	switch r {
	case 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD:
		return true
	}
	return false
}

// compact folds widths, drops spaces, dashes and invisible characters and puts
// letters in upper case: the form of every number.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		r = fold(r)
		switch {
		case invisible(r) || unicode.IsSpace(r) || dash(r):
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

func dash(r rune) bool {
	return r == '-' || r >= 0x2010 && r <= 0x2015 || r == 0x2212 || r == 0x2043 || r == 0xFE58 || r == 0xFE63
}

// Text trims, folds the ideographic space, drops invisible characters and makes
// line ends one kind. Everything else stays as typed.
func Text(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case invisible(r):
			return -1
		case r == '\r':
			return '\n'
		case r == 0x3000 || r == 0x00A0 || r == '\t':
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// IsText tells whether s can be kept and printed: valid UTF-8 of printable
// characters and line ends. Emoji, private-use and direction-changing characters
// cannot be printed on a decision and are refused.
func IsText(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r == '\n' {
			continue
		}
		if !printable(r) {
			return false
		}
	}
	return true
}

func printable(r rune) bool {
	if han(r) {
		return true
	}
	if emoji(r) {
		return false
	}
	return unicode.IsPrint(r) && !unicode.In(r, unicode.Co, unicode.Cf)
}

// emoji: the blocks of pictographs, and what only serves to make them.
func emoji(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF || r >= 0xFE00 && r <= 0xFE0F ||
		r == 0x20E3 || r >= 0xE0000 && r <= 0xE0FFF
}

// han: a Chinese character of any plane. Planes 2 and 3 are taken whole, since
// registers use characters newer than any table compiled into a program.
func han(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x20000 && r <= 0x3FFFD
}

// Digits is the form of a number made of digits only, and of numbers with letters.
func Digits(s string) string { return compact(s) }

// IsDigits tells whether s holds digits only, and at least one.
func IsDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// IsKeypad tells whether s can have been typed on the number keypad, whose last
// key is the X of ID numbers.
func IsKeypad(s string) bool {
	if n := len(s); n > 0 && s[n-1] == 'X' {
		s = s[:n-1]
	}
	return IsDigits(s)
}

// Address normalises a postal address.
func Address(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ' || r == '－' || r == '＃' {
			return fold(r)
		}
		return r
	}, Text(s))
	return strings.Join(strings.Fields(s), " ")
}

// IsAddress tells whether a courier could read s as an address: printable, on
// one line, at least six characters, of which one is a letter or Chinese.
func IsAddress(s string) bool {
	n := utf8.RuneCountInString(s)
	if !IsText(s) || strings.ContainsRune(s, '\n') || n < 6 || n > 120 {
		return false
	}
	return strings.ContainsFunc(s, unicode.IsLetter)
}
