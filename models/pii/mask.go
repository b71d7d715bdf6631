package pii

import (
	"strings"
	"unicode/utf8"
)

// The masks that screens show by default (first and last characters as the
// rules of masking on screen give them). They take a value and return what may
// be read by a bystander; the empty string stays empty.

// MaskName keeps the first character of a Han name, and the first letter of
// each word of another: 张*, 欧***, "Z*** W***".
func MaskName(name string) string {
	words := strings.Fields(name)
	for i, word := range words {
		words[i] = maskAfter(word, 1)
	}
	return strings.Join(words, " ")
}

// MaskID keeps the first three and last four characters: 110***********1234.
func MaskID(number string) string { return maskBetween(number, 3, 4) }

// MaskMobile keeps the first three and last four digits: 138****1234.
func MaskMobile(number string) string { return maskBetween(number, 3, 4) }

// MaskPlate keeps province and office letter and the last two characters:
// 京A·***12. A separator dot is put in where it is missing.
func MaskPlate(plate string) string {
	runes := []rune(strings.NewReplacer("·", "", " ", "").Replace(plate))
	if len(runes) < 5 {
		return stars(len(runes))
	}
	return string(runes[:2]) + "·" + stars(len(runes)-4) + string(runes[len(runes)-2:])
}

// MaskAddress keeps what names the district and hides the rest:
// 广东省深圳市南山区****. Without a district it hides everything.
func MaskAddress(address string) string {
	end := -1
	for _, mark := range []string{"区", "县", "旗", "市", "州"} {
		if i := strings.LastIndex(cutRunes(address, 18), mark); i >= 0 {
			end = i + len(mark)
			break
		}
	}
	switch {
	case address == "":
		return ""
	case end < 0:
		return stars(4)
	}
	return address[:end] + stars(4)
}

func cutRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func maskAfter(s string, keep int) string {
	head := cutRunes(s, keep)
	return head + stars(utf8.RuneCountInString(s)-keep)
}

func maskBetween(s string, first, last int) string {
	runes := []rune(s)
	if len(runes) <= first+last {
		return stars(len(runes))
	}
	return string(runes[:first]) + stars(len(runes)-first-last) + string(runes[len(runes)-last:])
}

func stars(n int) string { return strings.Repeat("*", max(n, 0)) }
