package format

import (
	"context"
	"strings"
	"testing"
)

func TestIsIDNumber(t *testing.T) {
	const today = "2026-11-24"
	for number, want := range map[string]bool{
		"110101190001010014": true,
		"440305190102030025": true,
		"81000019011231003X": true,
		"449901190001010012": true,
		"449902190103150039": true,
		"44990119000101008X": true,
		"931840190204050012": true,
		"449901190001010013": false, // check digit
		"449901190002290028": false, // no such date
		"44990119000101001":  false, // 17
		"449901900101001":    false, // first generation
		"011010190001010014": false,
		"":                   false,
	} {
		if got := IsIDNumber(number, today); got != want {
			t.Errorf("IsIDNumber(%s) = %v", number, got)
		}
	}
}

func TestIsIDNumber_dates(t *testing.T) {
	number := "110101190001010014" // born 1900-01-01
	if IsIDNumber(number, "1899-12-31") {
		t.Error("a birth date in the future passed")
	}
	if IsIDNumber(number, "2031-01-01") {
		t.Error("131 years passed")
	}
	if !IsIDNumber(number, "2030-12-31") {
		t.Error("130 years did not pass")
	}
}

func TestIDNumber_toleratesHowItIsTyped(t *testing.T) {
	for _, typed := range []string{" 81000019011231003x ", "８１００００１９０１１２３１００３Ｘ", "810000 19011231 003X", "810000-19011231-003x", "\ufeff81000019011231003X"} {
		if got := IDNumber(typed); got != "81000019011231003X" {
			t.Errorf("IDNumber(%q) = %q", typed, got)
		}
	}
}

func TestParseIDNumber_kinds(t *testing.T) {
	for number, want := range map[string]Identity{
		"110101190001010014": {Kind: "resident", Birth: "1900-01-01", Sex: "male"},
		"440305190102030025": {Kind: "resident", Birth: "1901-02-03", Sex: "female"},
		"81000019011231003X": {Kind: "hmt-resident", Birth: "1901-12-31", Sex: "male"},
		"931840190204050012": {Kind: "foreign-permanent", Birth: "1902-04-05", Sex: "male"},
	} {
		if got, ok := ParseIDNumber(number); !ok || got != want {
			t.Errorf("ParseIDNumber(%s) = %+v, %v", number, got, ok)
		}
	}
}

func TestIsForeignPermit15(t *testing.T) {
	body := "USA" + "1100" + "750102" + "1"
	good := body + string(check731(body))
	if !IsForeignPermit15(good) {
		t.Errorf("%s refused", good)
	}
	bad := body + string('0'+(check731(body)-'0'+1)%10)
	for _, s := range []string{bad, "US1110075010212", strings.ToLower(good), good[:14]} {
		if IsForeignPermit15(s) {
			t.Errorf("%s passed", s)
		}
	}
}

func TestPlates(t *testing.T) {
	valid := map[string]string{
		"粤B12345": PlateOrdinary, "粤A9K8L7": PlateOrdinary, "粤S0Z123": PlateOrdinary,
		"粤BD12345": PlateSmallNEV, "粤AF00001": PlateSmallNEV, "粤BAA1234": PlateSmallNEV,
		"粤B12345D": PlateLargeNEV, "粤A00001F": PlateLargeNEV, "粤S54321D": PlateLargeNEV,
		"粤A0001警": PlatePolice, "粤BA123警": PlatePolice, "粤O1234警": PlatePolice,
		"粤B1234学": PlateLearner, "粤A0A12学": PlateLearner, "粤S99K1学": PlateLearner,
		"粤B1234挂": PlateTrailer, "粤A0001挂": PlateTrailer, "粤S8K88挂": PlateTrailer,
		"粤ZA123港": PlateHKMacau, "粤Z1234澳": PlateHKMacau, "粤ZK88K港": PlateHKMacau,
		"224001使": PlateEmbassy, "101578使": PlateEmbassy, "320999使": PlateEmbassy,
		"粤A0012领": PlateConsulate, "沪A1234领": PlateConsulate, "川A0001领": PlateConsulate,
		"粤X1234应急": PlateRescue, "粤S0001应急": PlateRescue, "冀XA123应急": PlateRescue,
	}
	for plate, kind := range valid {
		if got := PlateKind(plate); got != kind {
			t.Errorf("PlateKind(%s) = %q, want %q", plate, got, kind)
		}
	}
	for _, plate := range []string{
		"粤I12345", "粤BO1234", "粤BD1234I", "粤BI12345", "粤BDAB123", "粤B1234DD", "粤B12345I", "粤A001警", "粤A00A1警", "粤A0001敬",
		"粤B123学", "粤BI234学", "粤B12345学", "粤B12345挂", "粤B123挂", "粤BO234挂", "粤BA123港", "粤ZA12港", "粤ZI123澳",
		"22401使", "2240011使", "使224001A", "粤A012领", "粤A00122领", "粤I0012领", "粤B1234应急", "粤X123应急", "粤XI123应急", "港B12345", "粤B123456789",
	} {
		if IsPlate(plate) {
			t.Errorf("%s passed as %s", plate, PlateKind(plate))
		}
	}
	if !UnusualPlate("粤BABC12") || UnusualPlate("粤A9K8L7") {
		t.Error("three letters are unusual, two are not")
	}
	if got := Plate(" 粤b·12345 "); got != "粤B12345" {
		t.Errorf("Plate = %q", got)
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		name    string
		check   func(string) bool
		valid   []string
		invalid []string
	}{
		{"vin", IsVIN, []string{"LZZTEST0XK0000001", "LVVDEMX12P0000123", "LSGSYNT27R0009999"}, []string{"LZZTESTOXK0000001", "LZZTEST0XK000001"}},
		{"vin check digit", VINChecks, []string{"LZZTEST0XK0000001"}, []string{"LZZTEST00K0000001"}},
		{"engine", IsEngine6, []string{"D00001", "300001", "A1B2C3"}, []string{"D0001", "D00001X", "d00001"}},
		{"archive", IsArchive, []string{"440100000001", "441900123456", "449901000099"}, []string{"44010000001", "4401000000012", "A40100000001"}},
		{"decision 15", IsDecision15, []string{"440399190000001", "441999100000012", "440199200000003"}, []string{"44039919000000", "440399090000001", "44O399190000001"}},
		{"decision 16", IsDecision16, []string{"4403991900000015", "4419991000000120", "4401992000000038"}, []string{"440399190000001", "44039919000000155", "0403991900000015"}},
		{"record", IsRecord, []string{"4403997900000001", "4401997900000002", "4419k97900000003"}, []string{"440399790000001", "44039979000000011", "9403997900000001"}},
		{"violation", IsViolation, []string{"4403992026191900000011", "4401992025191900000021", "4419992026192000000031"}, []string{"440399202619190000001", "44039920261919000000112", "4403991826191900000011"}},
		{"act", IsActCode, []string{"1039", "1352A", "16252"}, []string{"139", "0039", "1352a"}},
		{"plate type", IsPlateType, []string{"02", "52", "16"}, []string{"00", "53", "2"}},
		{"passport", IsPassport, []string{"E12345678", "EA1234567"}, []string{"EI1234567", "EO1234567", "E1234567", "G12345678", "e12345678"}},
		{"hkm permit", IsHKMPermit, []string{"C12345678", "CA0000001"}, []string{"CI0000001", "W12345678", "C1234567"}},
		{"taiwan permit", IsTaiwanPermit, []string{"L12345678"}, []string{"T12345678", "L1234567"}},
		{"home permit", IsHomePermit, []string{"H12345678", "M1234567801"}, []string{"K12345678", "H123456789"}},
		{"mobile", IsMobile, []string{"13800138000", "19912345678"}, []string{"12345678901", "1380013800", "138001380000"}},
		{"postcode", IsPostcode, []string{"518000"}, []string{"51800", "5180000", "51800a"}},
		{"date", IsDate, []string{"2024-02-29"}, []string{"2025-02-29", "2026-04-31", "2026-4-1", ""}},
		{"address", IsAddress, []string{"深圳市南山区某路1号", "Block 2, Some Road"}, []string{"路1号", "123456", "a\nbcdefgh", strings.Repeat("路", 121)}},
	} {
		for _, s := range c.valid {
			if !c.check(s) {
				t.Errorf("%s: %q refused", c.name, s)
			}
		}
		for _, s := range c.invalid {
			if c.check(s) {
				t.Errorf("%s: %q passed", c.name, s)
			}
		}
	}
}

func TestNames(t *testing.T) {
	for typed, want := range map[string]string{
		"张三":                     "张三",
		" 张 三 ":                  "张三",
		"阿卜杜拉•买买提":               "阿卜杜拉·买买提",
		"阿卜杜拉・买买提":               "阿卜杜拉·买买提",
		"阿卜杜拉‧买买提":               "阿卜杜拉·买买提",
		"阿卜杜拉．买买提":               "阿卜杜拉·买买提",
		"阿卜杜拉。买买提":               "阿卜杜拉·买买提",
		"𠮷田〇":                    "𠮷田〇",
		strings.Repeat("䶮", 50):  strings.Repeat("䶮", 50),
		"Anna  Maria O'Neil-Ray": "Anna Maria O'Neil-Ray",
		"Ｊ. R. Müller":           "J. R. Müller",
	} {
		if got := Name(typed); got != want || !IsName(got) {
			t.Errorf("Name(%q) = %q, IsName %v", typed, got, IsName(got))
		}
	}
	for _, typed := range []string{
		"", " ", "张", "·张三", "张三·", "张··三", "张三😀", "张\u202e三", "张\x00三", "\xed\xa0\x80张三", strings.Repeat("张", 51),
		"张3", "张三A", "=HYPERLINK(1)", "-Anna", "张\ufe0f三", "ᠠ", "张\U000E0100三",
	} {
		if got := Name(typed); IsName(got) {
			t.Errorf("%q passed as %q", typed, got)
		}
	}
}

func TestPinyin(t *testing.T) {
	for typed, want := range map[string]string{
		"lü": "LYU", "Lǚ": "LYU", "nv": "NYU", "LÜE": "LUE", "nüe": "NUE", "Xi'an": "XIAN", "zhāng": "ZHANG", "ou yang": "OUYANG", "Lu": "LU",
	} {
		if got := Pinyin(typed); got != want || !IsPinyin(got) {
			t.Errorf("Pinyin(%q) = %q", typed, got)
		}
	}
	for _, s := range []string{"", "张", "A1", strings.Repeat("A", 41)} {
		if IsPinyin(s) {
			t.Errorf("%q passed", s)
		}
	}
}

func TestMobileAndDate_normalise(t *testing.T) {
	for typed, want := range map[string]string{
		"138 0013 8000": "13800138000", "+86 138-0013-8000": "13800138000", "８６１３８００１３８０００": "13800138000", "12": "12",
	} {
		if got := Mobile(typed); got != want {
			t.Errorf("Mobile(%q) = %q", typed, got)
		}
	}
	for typed, want := range map[string]string{"2026/11/24": "2026-11-24", "2026年11月24日": "2026-11-24", "20261124": "2026-11-24", "x": "x"} {
		if got := Date(typed); got != want {
			t.Errorf("Date(%q) = %q", typed, got)
		}
	}
}

func TestChecker(t *testing.T) {
	c := NewChecker()
	ctx := WithToday(context.Background(), "1899-01-01")
	for _, k := range []struct {
		value      any
		rules, tag string
	}{
		{"13800138000", "mobile", ""}, {"138", "mobile", "mobile"}, {"110101190001010014", "id-number", "id-number"},
		{[]string{"a", "b", "c"}, "max=2", "max"}, {"张三", "name,max=50", ""}, {"x", "", ""},
	} {
		if tag, _ := c.Check(ctx, k.value, k.rules); tag != k.tag {
			t.Errorf("Check(%v, %s) = %q", k.value, k.rules, tag)
		}
	}
	if c.KnownRules("", "no-such-tag") || !c.KnownRules("", "mobile") {
		t.Error("an unknown tag has to be told from a known one")
	}
}

// fuzz checks that a normaliser is stable and that what passes the check holds
// nothing that could not be printed.
func fuzz(f *testing.F, normal func(string) string, check func(string) bool, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		s := normal(typed)
		if !check(s) {
			return
		}
		if again := normal(s); again != s {
			t.Errorf("%q becomes %q, then %q", typed, s, again)
		}
		if !IsText(s) {
			t.Errorf("%q passed as %q", typed, s)
		}
	})
}

func FuzzIDNumber(f *testing.F) {
	fuzz(f, IDNumber, func(s string) bool { return IsIDNumber(s, "2026-11-24") }, "81000019011231003x", "１１０１０１１９０００１０１００１４")
}
func FuzzName(f *testing.F)   { fuzz(f, Name, IsName, "张三", "阿卜•买", "A. B", "𠮷") }
func FuzzMobile(f *testing.F) { fuzz(f, Mobile, IsMobile, "+86 138 0013 8000") }
func FuzzPlate(f *testing.F)  { fuzz(f, Plate, IsPlate, "粤b·12345", "粤X1234应急") }
func FuzzPinyin(f *testing.F) { fuzz(f, Pinyin, IsPinyin, "lüe", "Xi'an", "nv") }
func FuzzDate(f *testing.F)   { fuzz(f, Date, IsDate, "2026年2月28日") }
func FuzzAddress(f *testing.F) {
	fuzz(f, Address, IsAddress, "深圳市　南山区１号", "a  b c d e")
}
func FuzzText(f *testing.F) { fuzz(f, Text, IsText, "a\r\nb\u00a0", "x\u200by") }
