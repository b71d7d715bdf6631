// Package spelling says how Chinese words are typed on a keyboard of letters, so
// that a service is found by its pinyin or the first letters of it.
//
// It knows no words, only characters: a character with several readings is given
// with all of them, and whoever types any is understood. It is the only importer
// of the pinyin table, whose licence is MIT.
package spelling

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// Typed gives the syllables of a text as they are typed, separated by spaces, the
// readings of one character by a slash: 长期 is "chang/zhang qi". What is not
// Chinese keeps its letters and digits, in lower case, a word a syllable; marks
// separate. ü is v, as on every keyboard.
func Typed(text string) string {
	var out []string
	word := strings.Builder{}
	end := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	args := pinyin.NewArgs()
	args.Heteronym = true
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			end()
			if readings := readings(pinyin.SinglePinyin(r, args)); readings != "" {
				out = append(out, readings)
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word.WriteRune(unicode.ToLower(r))
		default:
			end()
		}
	}
	end()
	return strings.Join(out, " ")
}

// mostReadings leaves out the readings of old books.
const mostReadings = 2

// readings puts each once, the usual one first.
func readings(list []string) string {
	var out []string
	for _, each := range list {
		each = strings.ReplaceAll(each, "ü", "v")
		if len(out) < mostReadings && !slices.Contains(out, each) {
			out = append(out, each)
		}
	}
	return strings.Join(out, "/")
}
