package format

import (
	"strings"
	"unicode/utf8"
)

// Dot separates the parts of a long name (民委发〔2016〕33号).
const Dot = '\u00B7'

// Name normalises a person's name. Between Chinese characters every look-alike
// of the middle dot becomes U+00B7 and spaces go; a Latin name keeps single
// spaces.
func Name(s string) string {
	s = Text(s)
	runes := make([]rune, 0, len(s))
	for _, r := range s {
		runes = append(runes, fold(r))
	}
	if !hasHan(runes) {
		return strings.Join(strings.Fields(string(runes)), " ")
	}
	out := runes[:0]
	for _, r := range runes {
		switch r {
		case ' ':
			continue
		case 0x2022, 0x30FB, 0x2027, 0x00B7, 0x0387, 0x22C5, 0x2219, 0xFF65, 0x3002, '.':
			r = Dot
		}
		out = append(out, r)
	}
	return string(out)
}

func hasHan(runes []rune) bool {
	for _, r := range runes {
		if han(r) {
			return true
		}
	}
	return false
}

// IsName tells whether s is a normalised name: 2 to 50 code points, either
// Chinese characters of any plane with single dots between them, or Latin
// letters with single spaces, hyphens, apostrophes or full stops between.
func IsName(s string) bool {
	n := utf8.RuneCountInString(s)
	if !utf8.ValidString(s) || n < 2 || n > 50 {
		return false
	}
	runes := []rune(s)
	if hasHan(runes) {
		return parts(runes, han, func(r rune) bool { return r == Dot })
	}
	return parts(runes, latin, func(r rune) bool { return strings.ContainsRune(" -'.", r) })
}

// parts: every character is a letter or a separator, no separator stands first,
// last or beside another; after a full stop a space may follow ("J. R.").
func parts(runes []rune, letter, separator func(rune) bool) bool {
	after := true
	for i, r := range runes {
		switch {
		case letter(r):
			after = false
		case !separator(r):
			return false
		case after && !(r == ' ' && i > 0 && runes[i-1] == '.'):
			return false
		default:
			after = true
		}
	}
	last := runes[len(runes)-1]
	return !after || last == '.' && len(runes) > 2
}

func latin(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0xC0 && r <= 0x24F && r != 0xD7 && r != 0xF7
}

// Pinyin normalises the spelling of a surname or given name: capital letters
// A to Z without tone, apostrophe, hyphen or space. Ü follows the rule for
// documents since 2012: LÜ is LYU, NÜ is NYU, but LÜE is LUE and NÜE is NUE.
func Pinyin(s string) string {
	s = compact(s)
	var b strings.Builder
	for _, r := range s {
		r = toneless(r)
		if r == '\'' || r == 0x2019 || r == '`' || r == 0x02BC {
			continue
		}
		b.WriteRune(r)
	}
	return umlaut(b.String())
}

// toneless takes the tone mark off a vowel.
func toneless(r rune) rune {
	const marked = "ĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛ"
	const plain = "AAAAEEEEIIIIOOOOUUUUÜÜÜÜ"
	at := 0
	for _, m := range marked {
		if m == r {
			return []rune(plain)[at]
		}
		at++
	}
	return r
}

func umlaut(s string) string {
	runes := []rune(s)
	var b strings.Builder
	for i, r := range runes {
		if r != 'Ü' && r != 'V' || i == 0 || runes[i-1] != 'L' && runes[i-1] != 'N' {
			b.WriteRune(r)
			continue
		}
		if i+1 < len(runes) && runes[i+1] == 'E' {
			b.WriteString("U")
		} else {
			b.WriteString("YU")
		}
	}
	return b.String()
}

// IsPinyin tells whether s is a normalised spelling of 1 to 40 letters.
func IsPinyin(s string) bool {
	for _, r := range s {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return s != "" && len(s) <= 40
}
