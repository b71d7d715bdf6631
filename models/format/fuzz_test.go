package format

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// normalisers are those of every tag, the way the fields of a page use them.
func normalisers() map[string]func(string) string {
	return map[string]func(string) string{
		"archive-number": Number, "camera-record": Number, "date": Date, "decision-number": Number, "decision-number-raw": Number, "foreign-permit": Number,
		"hkm-permit": Number, "home-permit": Number, "hmt-residence": IDNumber, "id-number": IDNumber, "mobile": Mobile, "mrz": MRZText, "name": Name, "passport": Number, "phone": Phone,
		"pinyin": Pinyin, "plate": Plate, "postcode": Number, "taiwan-home-permit": Number, "taiwan-permit": Number, "vin": Number, "violation-number": Number,
	}
}

func TestExplainers_allHaveANormaliser(t *testing.T) {
	for tag := range explainers() {
		if normalisers()[tag] == nil {
			t.Errorf("%s has none", tag)
		}
	}
}

// FuzzExplain holds every tag to the same laws, whatever is typed: a normal form
// is stable, what passes can be printed, an explanation and its tag agree, and
// every explanation has its texts.
func FuzzExplain(f *testing.F) {
	for tag, vectors := range faultVectors() {
		for value := range vectors {
			f.Add(tag, value)
			f.Add(tag, " "+strings.ToLower(value)+"\u3000")
			f.Add(tag, wide(value))
		}
	}
	checks := tags()
	checks["id-number"] = func(s string) bool { return IsIDNumber(s, faultDay) }
	checks["hmt-residence"] = func(s string) bool { return IsHMTResidence(s, faultDay) }
	checks["foreign-permit"] = func(s string) bool { return IsForeignPermit(s, faultDay) }
	f.Fuzz(func(t *testing.T, tag, typed string) {
		normal := normalisers()[tag]
		if normal == nil || len(typed) > 1000 {
			return
		}
		s := normal(typed)
		passes := checks[tag](s)
		if passes && (normal(s) != s || !IsText(s)) {
			t.Errorf("%s: %q becomes %q, which is not stable or cannot be printed", tag, typed, s)
		}
		fault := Explain(tag, s, faultDay)
		if fault.None() != passes && !fault.Hint && fault.Code != "decision-number.voucher" {
			t.Errorf("%s: %q passes %v, explained as %q", tag, s, passes, fault.Code)
		}
		if !fault.None() && (fault.Text["zh-CN"] == "" || fault.Text["en"] == "" || !strings.HasPrefix(fault.Code, tag+".")) {
			t.Errorf("%s: %q has no texts", tag, fault.Code)
		}
	})
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7F {
			return r + 0xFEE0
		}
		return r
	}, s)
}

// FuzzIDNumber_oneWrongDigit: the check character finds every single mistyped
// place and every two neighbours exchanged.
func FuzzIDNumber_oneWrongDigit(f *testing.F) {
	for value, fault := range faultVectors()["id-number"] {
		if fault == "" {
			f.Add(value, uint8(3), uint8(4))
			f.Add(value, uint8(16), uint8(9))
		}
	}
	f.Fuzz(func(t *testing.T, s string, at, by uint8) {
		if !IsIDNumber(s, "") {
			return
		}
		i := int(at) % 17
		wrong := []byte(s)
		wrong[i] = '0' + (wrong[i]-'0'+by%9+1)%10
		if checkMod112(string(wrong[:17])) == s[17] {
			t.Errorf("%s and %s have the same check character", s, wrong)
		}
		swapped := []byte(s)
		swapped[i], swapped[(i+1)%17] = swapped[(i+1)%17], swapped[i]
		if i < 16 && swapped[i] != s[i] && checkMod112(string(swapped[:17])) == s[17] {
			t.Errorf("%s: exchanging places %d and %d goes unseen", s, i+1, i+2)
		}
	})
}

func FuzzMRZ(f *testing.F) {
	for _, s := range []string{td1, td2, td3, strings.ToLower(td3), td3[:44] + "\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		s := MRZText(typed)
		z, fault := ParseMRZ(s)
		if fault != "" {
			if faultTexts()[fault] == nil {
				t.Errorf("the fault %q has no text", fault)
			}
			return
		}
		if MRZText(s) != s || z.Number == "" || !slices.Contains([]string{"TD1", "TD2", "TD3"}, z.Kind) {
			t.Errorf("%q passed as %+v", s, z)
		}
	})
}

func FuzzSpellings(f *testing.F) {
	for _, s := range []string{"lü", "nv", "lüe", "lvxing", "u:", "ǘ", "", "lu\u0308"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if !utf8.ValidString(typed) || len(typed) > 100 {
			return
		}
		list := Spellings(typed)
		if len(list) == 0 || list[0] != Pinyin(typed) || len(list) > 3 {
			t.Fatalf("Spellings(%q) = %v", typed, list)
		}
		for _, s := range list[1:] {
			if !IsPinyin(s) || s == list[0] {
				t.Errorf("Spellings(%q) = %v", typed, list)
			}
		}
	})
}
