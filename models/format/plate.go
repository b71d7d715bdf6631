package format

import (
	"regexp"
	"strings"
)

// The kinds of plates of GA 36-2018 a person may name.
const (
	PlateOrdinary  = "ordinary"
	PlateSmallNEV  = "small-nev"
	PlateLargeNEV  = "large-nev"
	PlatePolice    = "police"
	PlateLearner   = "learner"
	PlateTrailer   = "trailer"
	PlateHKMacau   = "hk-macau"
	PlateEmbassy   = "embassy"
	PlateConsulate = "consulate"
	PlateRescue    = "rescue"
	PlateTest      = "test"
	PlateTemporary = "temporary"
)

const (
	provinceNames = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

	provinces = `[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]`
	letter    = `[A-HJ-NP-Z]`
	place     = `[A-HJ-NP-Z0-9]`
)

var plates = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{PlateOrdinary, regexp.MustCompile(`^` + provinces + letter + place + `{5}$`)},
	{PlateSmallNEV, regexp.MustCompile(`^` + provinces + letter + `[A-HJK]` + place + `[0-9]{4}$`)},
	{PlateLargeNEV, regexp.MustCompile(`^` + provinces + letter + `[0-9]{5}[A-HJK]$`)},
	{PlatePolice, regexp.MustCompile(`^` + provinces + `[A-HJ-NP-ZO]` + place + `[0-9]{3}警$`)},
	{PlateLearner, regexp.MustCompile(`^` + provinces + letter + place + `{4}学$`)},
	{PlateTrailer, regexp.MustCompile(`^` + provinces + letter + place + `{4}挂$`)},
	{PlateHKMacau, regexp.MustCompile(`^粤Z` + place + `{4}[港澳]$`)},
	{PlateEmbassy, regexp.MustCompile(`^[0-9]{6}使$`)},
	{PlateConsulate, regexp.MustCompile(`^` + provinces + letter + `[0-9]{4}领$`)},
	// The last two are drawn after the others' model; their forms are not confirmed.
	{PlateTest, regexp.MustCompile(`^` + provinces + letter + place + `{4}试$`)},
	{PlateTemporary, regexp.MustCompile(`^` + provinces + letter + place + `{4,6}临$`)},
	{PlateRescue, regexp.MustCompile(`^` + provinces + `[XS]` + place + `[0-9]{3}应急$`)},
}

// Plate normalises a plate: no spaces or dots, capital letters.
func Plate(s string) string {
	return strings.Map(func(r rune) rune {
		if middleDot(r) {
			return -1
		}
		return r
	}, compact(s))
}

// PlateKind gives the kind of a normalised plate, "" where it is none.
func PlateKind(s string) string {
	for _, p := range plates {
		if p.pattern.MatchString(s) {
			return p.kind
		}
	}
	return ""
}

// IsPlate tells whether s is a plate of any kind.
func IsPlate(s string) bool { return PlateKind(s) != "" }

// UnusualPlate tells whether an ordinary plate has more than two letters among
// its five places. Few exist; worth asking again, no ground to refuse.
func UnusualPlate(s string) bool {
	if PlateKind(s) != PlateOrdinary {
		return false
	}
	letters := 0
	for _, r := range []rune(s)[2:] {
		if r >= 'A' && r <= 'Z' {
			letters++
		}
	}
	return letters > 2
}
