package format

import (
	"slices"
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
		if r == ' ' {
			continue
		}
		if middleDot(r) {
			r = Dot
		}
		out = append(out, r)
	}
	return string(out)
}

// middleDot: what people and keyboards write for the dot between names, full
// stops among them.
func middleDot(r rune) bool {
	switch r {
	case Dot, 0x2022, 0x30FB, 0x2027, 0x0387, 0x22C5, 0x2219, 0x2024, 0x2E31, 0x16EB, 0x25CF, 0xFF65, 0x3002, 0xFF61, '.':
		return true
	}
	return false
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
	return umlaut(bare(s))
}

// bare is a spelling in capital letters without tones and separators; Ü stays.
func bare(s string) string {
	s = strings.NewReplacer("U\u0308", "Ü", "u\u0308", "Ü", "U:", "Ü", "u:", "Ü").Replace(s)
	var b strings.Builder
	for _, r := range compact(s) {
		r = toneless(r)
		if r == '\'' || r == 0x2019 || r == '`' || r == 0x02BC {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
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

// Spellings lists how a spelling typed with Ü stands in documents: as it is
// written now first, then as older documents have it (LÜ: LYU, LU, LV). Without Ü
// there is one. Tickets and visas depend on it, so old and new are shown side by
// side and the person chooses.
func Spellings(typed string) []string {
	now := Pinyin(typed)
	list := []string{now}
	marked := []rune(bare(typed))
	for _, old := range []string{"U", "V"} {
		var b strings.Builder
		for i, r := range marked {
			if (r == 'Ü' || r == 'V') && i > 0 && (marked[i-1] == 'L' || marked[i-1] == 'N') {
				b.WriteString(old)
				continue
			}
			b.WriteRune(r)
		}
		if s := b.String(); !slices.Contains(list, s) && IsPinyin(s) {
			list = append(list, s)
		}
	}
	return list
}

// SameSpelling tells whether two spellings can be of the same name, one after the
// rule of 2012 for Ü and one before: LYU, LU and LV. It is for asking, not for
// deciding: LU may as well be another name.
func SameSpelling(a, b string) bool { return older(Pinyin(a)) == older(Pinyin(b)) }

// older brings the spellings of Ü after L and N to one form.
func older(s string) string {
	return strings.NewReplacer("LYU", "LU", "NYU", "NU", "LVE", "LUE", "NVE", "NUE", "LV", "LU", "NV", "NU").Replace(s)
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
