package format

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onevisit/models"
)

const faultDay = models.Date("2026-11-24")

// faultVectors: what is typed for each tag, normalised, and the code it earns.
func faultVectors() map[string]map[string]string {
	return map[string]map[string]string{
		"id-number": {
			"110101190001010014": "", "440305190102030025": "", "81000019011231003X": "", "449901190001010012": "", "449902190103150039": "",
			"44990119000101008X": "", "931840190204050012": "", "810000199001010019": "", "820000199001010029": "", "830000199001010039": "",
			"": "empty", "110101190001010013": "check", "449901190001010013": "check", "449901190002290028": "birth-date",
			"44990119000101001": "short", "1101011900010100145": "long", "449901900101001": "first-generation", "11010119000101001A": "characters",
			"1101O1190001010014": "characters", "011010190001010014": "first-digit", "110101209901010012": "future", "110101188001010012": "age",
			"11010119000101X014": "characters", "１": "short",
		},
		"hmt-residence": {
			"810000199001010019": "", "820000199001010029": "", "830000199001010039": "", "81000019011231003X": "", "": "number", "810000199001010018": "number",
			"110101190001010014": "other", "931840190204050012": "other",
		},
		"foreign-permit": {
			"931840190204050012": "", "": "empty", "110101190001010014": "first-digit", "931840190204050013": "check", "931840190202300017": "birth-date",
			"93184019020405001": "length", "1SA110075010217": "characters", "USA11007501021A": "characters",
		},
		"passport": {
			"E12345678": "", "EA1234567": "", "EJ0000001": "", "": "empty", "EI1234567": "letter-io", "EO1234567": "letter-io", "E1234567": "short",
			"E123456789": "long", "G12345678": "older", "D12345678": "older", "SE1234567": "older", "K12345678": "letter", "E1234A678": "characters",
		},
		"hkm-permit": {
			"C12345678": "", "CA0000001": "", "": "empty", "CI0000001": "letter-io", "W12345678": "older", "C1234567": "short", "C123456789": "long",
			"H12345678": "letter", "CAA000001": "characters",
		},
		"taiwan-permit":      {"L12345678": "", "": "empty", "T12345678": "older", "L1234567": "short", "L123456789": "long", "C12345678": "letter", "LA2345678": "characters"},
		"home-permit":        {"H12345678": "", "M1234567801": "", "": "empty", "K12345678": "letter", "H123456789": "length", "H1234567A": "characters"},
		"taiwan-home-permit": {"12345678": "", "1234567890": "", "1234567890AB": "", "": "empty", "1234567": "length", "123456789": "length", "1234567890ABC": "length", "1234567A": "characters"},
		"mobile": {
			"13800138000": "", "19912345678": "", "": "empty", "1380013800": "short", "138001380000": "long", "12345678901": "beginning", "23800138000": "beginning",
			"1380013800A": "characters", "+85251234567": "not-mainland", "+85361234567": "not-mainland",
		},
		"phone": {
			"13800138000": "", "+85251234567": "", "+85361234567": "", "+886912345678": "", "": "empty", "+8525123456": "abroad", "+85351234567": "abroad",
			"+886812345678": "abroad", "138": "short", "12345678901": "beginning", "138001380000": "long", "1380013800A": "characters",
		},
		"date":     {"2024-02-29": "", "": "empty", "2025-02-29": "no-such-day", "2026-04-31": "no-such-day", "2026-4-1": "form", "morgen": "form"},
		"postcode": {"518000": "", "": "empty", "51800": "short", "5180000": "long", "51800A": "characters"},
		"decision-number": {
			"4403991900000015": "", "4419991000000120": "", "4401992000000038": "", "": "empty", "440399190000001": "without-check", "44039919000000155": "long",
			"44039919": "short", "0403991900000015": "structure", "4403990900000015": "structure", "44O3991900000015": "characters", "4403993900000015": "voucher",
		},
		"decision-number-raw": {"440399190000001": "", "441999100000012": "", "440199200000003": "", "": "empty", "44039919000000": "short", "4403991900000015": "long", "440399090000001": "characters", "44O399190000001": "characters"},
		"camera-record":       {"4403997900000001": "", "4419k97900000003": "", "": "empty", "440399790000001": "short", "44039979000000011": "long", "9403997900000001": "characters"},
		"violation-number":    {"4403992026191900000011": "", "4419992026192000000031": "", "": "empty", "440399202619190000001": "short", "44039920261919000000112": "long", "4403991826191900000011": "characters"},
		"archive-number":      {"440100000001": "", "449901000099": "", "": "empty", "44010000001": "short", "4401000000012": "long", "A40100000001": "characters"},
		"vin": {
			"LZZTEST0XK0000001": "", "LVVDEMX12P0000123": "", "LZZTEST00K0000001": "check", "": "empty", "LZZTESTOXK0000001": "letter-ioq",
			"LZZTEST0XK000001": "short", "LZZTEST0XK00000011": "long", "LZZTEST0XK000000学": "long", "LZZTEST0XK000000-": "characters",
		},
		"plate": {
			"粤B12345": "", "粤BD12345": "", "粤B12345D": "", "粤A0001警": "", "粤B1234学": "", "粤B1234挂": "", "粤ZA123港": "", "224001使": "", "粤A0012领": "", "粤X1234应急": "",
			"": "empty", "B12345": "province", "粤112345": "letter", "粤I12345": "letter-io", "粤BO1234": "letter-io", "粤B1234": "short", "粤B123456789": "long",
			"粤BDAB123": "energy", "粤B1234DD": "energy", "粤B12345I": "letter-io", "粤A001警": "place", "粤A00A1警": "place", "粤A0001敬": "suffix", "粤B123学": "place",
			"粤B123挂": "place", "粤BA123港": "place", "22401使": "place", "粤A012领": "place", "粤B1234应急": "place", "港B12345": "province", "粤BABC12": "unusual", "粤B-2345": "form",
			"粤B1234z": "form",
		},
		"name": {
			"张三": "", "阿卜杜拉·买买提": "", "𠮷田〇": "", "Anna Maria": "", strings.Repeat("䶮", 50): "", "": "empty", "张": "short", "·张三": "dot-end", "张三·": "dot-end",
			"张··三": "dot-twice", "张三😀": "unprintable", "张\u202e三": "unprintable", "\xed\xa0\x80张三": "characters", strings.Repeat("张", 51): "long", "张3": "digit", "张三A": "mixed",
			"Anna·B": "mixed", "=HYPERLINK(A)": "characters",
		},
		"pinyin": {"LYU": "", "ZHANG": "", "": "empty", "张": "chinese", "A1": "characters", "AÜ": "umlaut", strings.Repeat("A", 41): "long"},
		"mrz":    {td3: "", td1: "", td2: "", "": "empty", "P<CHN": "lines", strings.Replace(td3, "C", "？", 1): "characters"},
	}
}

func TestExplain_saysWhatIsWrong(t *testing.T) {
	for tag, vectors := range faultVectors() {
		for value, want := range vectors {
			if want != "" {
				want = tag + "." + want
			}
			if got := Explain(tag, value, faultDay); got.Code != want {
				t.Errorf("Explain(%s, %q) = %q, want %q", tag, value, got.Code, want)
			}
		}
	}
}

func TestExplain_agreesWithTheTags(t *testing.T) {
	c := NewChecker()
	ctx := WithToday(context.Background(), faultDay)
	for tag, vectors := range faultVectors() {
		for value := range vectors {
			if value == "" {
				continue
			}
			broken, _ := c.Check(ctx, value, tag)
			fault := Explain(tag, value, faultDay)
			voucher := fault.Code == "decision-number.voucher" // has the form of a number, and is none of a decision
			if refused := !fault.None() && !fault.Hint && !voucher; refused != (broken != "") {
				t.Errorf("%s %q: the tag says %q, the explanation %q", tag, value, broken, fault.Code)
			}
			if why := c.Why(ctx, value, tag); !why.None() && why.Hint {
				t.Errorf("%s %q is refused for a hint", tag, value)
			}
		}
	}
}

func TestExplain_everyCodeHasItsTexts(t *testing.T) {
	seen := map[string]bool{}
	for tag, vectors := range faultVectors() {
		for value := range vectors {
			if f := Explain(tag, value, faultDay); !f.None() {
				seen[f.Code] = true
				if f.Text["zh-CN"] == "" || f.Text["en"] == "" {
					t.Errorf("%s has no text", f.Code)
				}
			}
		}
	}
	form := regexp.MustCompile(`^[a-z-]+\.[a-z-]+$`)
	for code, text := range faultTexts() {
		if !form.MatchString(code) || len(text) != 2 {
			t.Errorf("%q or its texts are not as they should be", code)
		}
		if _, ok := explainers()[code[:strings.Index(code, ".")]]; !ok {
			t.Errorf("%s belongs to no tag", code)
		}
	}
	for _, code := range hints() {
		if !seen[code] {
			t.Errorf("no vector earns the hint %s", code)
		}
	}
}

func TestExplain_neverRepeatsTheValue(t *testing.T) {
	for tag, vectors := range faultVectors() {
		for value := range vectors {
			for _, text := range Explain(tag, value, faultDay).Text {
				if len(value) > 8 && strings.Contains(text, value) {
					t.Errorf("%s repeats %q", tag, value)
				}
			}
		}
	}
}

func TestPlateTypes_goWithTheirForms(t *testing.T) {
	for _, c := range []struct {
		plate string
		types []string
	}{
		{"粤B12345", []string{"01", "02", "05", "06", "07", "08", "11", "12", "13"}},
		{"粤BD12345", []string{"52"}}, {"粤B12345D", []string{"51"}}, {"粤A0001警", []string{"23", "24"}}, {"粤B1234学", []string{"16", "17"}},
		{"粤B1234挂", []string{"15"}}, {"粤ZA123港", []string{"05", "11", "26"}}, {"粤Z1234澳", []string{"05", "11", "27"}}, {"224001使", []string{"03", "09"}},
		{"粤A0012领", []string{"04", "10"}}, {"粤X1234应急", []string{"99"}}, {"粤B1234试", []string{"18", "19"}}, {"粤B12345临", []string{"20", "21", "22"}},
		{"nothing", nil},
	} {
		var got []string
		for _, x := range TypesOf(c.plate) {
			got = append(got, x.Code)
		}
		if !slices.Equal(got, c.types) {
			t.Errorf("TypesOf(%s) = %v, want %v", c.plate, got, c.types)
		}
	}
	for _, x := range PlateTypes() {
		if !IsPlateType(x.Code) || x.Name["zh-CN"] == "" || x.Name["en"] == "" {
			t.Errorf("plate type %s", x.Code)
		}
	}
	if PlateFits("粤ZA123港", "27") || PlateFits("粤BD12345", "02") || PlateFits("粤B12345", "00") || !PlateFits("粤B12345", "32") {
		t.Error("a plate has to fit its own types only; of unknown forms nothing is known")
	}
}

func TestPassportKind(t *testing.T) {
	for number, want := range map[string]string{
		"E12345678": "electronic", "EA1234567": "electronic", "G12345678": "ordinary", "141234567": "ordinary", "151234567": "ordinary", "D12345678": "diplomatic",
		"DE1234567": "diplomatic", "S12345678": "service", "SE1234567": "service", "P12345678": "public-affairs", "PE1234567": "public-affairs",
		"EI1234567": "", "161234567": "", "E1234567": "", "g12345678": "",
	} {
		if got := PassportKind(number); got != want {
			t.Errorf("PassportKind(%s) = %q, want %q", number, got, want)
		}
	}
}

func TestPhone_normalises(t *testing.T) {
	for typed, want := range map[string]string{
		"+852 5123 4567": "+85251234567", "00853-6123-4567": "+85361234567", "+886 0912 345 678": "+886912345678", "（+852）51234567": "+85251234567",
		"+86 138 0013 8000": "13800138000",
	} {
		if got := Phone(typed); got != want || !IsPhone(got) {
			t.Errorf("Phone(%q) = %q", typed, got)
		}
	}
}

func TestSpellings_showOldAndNewSideBySide(t *testing.T) {
	for typed, want := range map[string][]string{
		"lü": {"LYU", "LU", "LV"}, "Lǚ": {"LYU", "LU", "LV"}, "nv": {"NYU", "NU", "NV"}, "lüe": {"LUE", "LVE"}, "nu:": {"NYU", "NU", "NV"}, "lu\u0308": {"LYU", "LU", "LV"},
		"zhang": {"ZHANG"}, "xu": {"XU"}, "Lu": {"LU"}, "lvxing": {"LYUXING", "LUXING", "LVXING"},
	} {
		if got := Spellings(typed); !slices.Equal(got, want) {
			t.Errorf("Spellings(%q) = %v, want %v", typed, got, want)
		}
	}
	for _, pair := range [][2]string{{"LYU", "LU"}, {"LYU", "LV"}, {"LUE", "LVE"}, {"NYU", "NV"}, {"ZHANG", "zhāng"}} {
		if !SameSpelling(pair[0], pair[1]) {
			t.Errorf("%v are the same name written before and after", pair)
		}
	}
	if SameSpelling("LYU", "LI") || SameSpelling("ZHANG", "ZHAN") {
		t.Error("other names are taken for the same")
	}
}

func TestMiddleDots_everyLookAlikeBecomesOne(t *testing.T) {
	for _, dot := range []rune{'·', '•', '・', '‧', '∙', '⋅', '．', '.', '。', '｡', '․', '⸱', '●'} {
		typed := "阿卜杜拉" + string(dot) + "买买提"
		if got := Name(typed); got != "阿卜杜拉·买买提" {
			t.Errorf("Name(%q) = %q", typed, got)
		}
		if got := Plate("粤B" + string(dot) + "12345"); got != "粤B12345" {
			t.Errorf("Plate with %q = %q", dot, got)
		}
	}
}
