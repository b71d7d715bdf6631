package format

import (
	"strings"

	"onevisit/models"
)

// MRZ is what a machine-readable zone of ICAO 9303 says. Its check digits were
// right where ParseMRZ answers no fault.
type MRZ struct {
	Kind        string // TD1 (cards), TD2, TD3 (passports)
	Document    string // P, I, ...
	Issuer      string // country, three letters; one for D
	Number      string
	Nationality string
	Birth       string // YYMMDD as written: the century is not in it
	Sex         string // M, F, "" = not stated
	Expiry      string // YYMMDD
	Optional    string
	Surname     string // as written: letters, spaces between parts
	Given       string
}

// MRZText normalises a zone as readers and people give it: full width, small
// letters, spaces inside lines and double angle quotes; lines stay apart.
func MRZText(s string) string {
	s = strings.Map(func(r rune) rune {
		r = fold(r)
		switch {
		case r == '\n':
			return r
		case r == '«':
			return '\u0001'
		case r == '‹' || r == '〈':
			return '<'
		case invisible(r) || r == ' ' || r == '\t' || r == '\r':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, s)
	s = strings.ReplaceAll(s, "\u0001", "<<")
	lines := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' })
	return strings.Join(lines, "\n")
}

// IsMRZ tells whether a normalised zone is whole and all its check digits right.
func IsMRZ(s string) bool {
	_, fault := ParseMRZ(s)
	return fault == ""
}

func mrzFault(s string) string {
	_, fault := ParseMRZ(s)
	return fault
}

// ParseMRZ reads a normalised zone of TD1 (3 lines of 30), TD2 (2 of 36) or TD3
// (2 of 44). fault is the code of the first thing wrong, "" for none.
func ParseMRZ(s string) (zone MRZ, fault string) {
	if s == "" {
		return MRZ{}, "mrz.empty"
	}
	if strings.ContainsFunc(s, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '<' && r != '\n' }) {
		return MRZ{}, "mrz.characters"
	}
	lines := strings.Split(s, "\n")
	switch {
	case widths(lines, 3, 30):
		return parseTD1(lines)
	case widths(lines, 2, 36):
		return parseTD23(lines, "TD2", 36)
	case widths(lines, 2, 44):
		return parseTD23(lines, "TD3", 44)
	}
	return MRZ{}, "mrz.lines"
}

func widths(lines []string, n, width int) bool {
	if len(lines) != n {
		return false
	}
	for _, l := range lines {
		if len(l) != width {
			return false
		}
	}
	return true
}

// parseTD23 reads two lines; the passport's longer one has a check digit of its
// optional part, which is a filler where that part is empty.
func parseTD23(lines []string, kind string, width int) (MRZ, string) {
	upper, lower := lines[0], lines[1]
	z := MRZ{
		Kind: kind, Document: unfill(upper[:2]), Issuer: unfill(upper[2:5]), Number: unfill(lower[:9]), Nationality: unfill(lower[10:13]),
		Birth: lower[13:19], Sex: unfill(lower[20:21]), Expiry: lower[21:27],
	}
	z.Surname, z.Given = mrzNames(upper[5:])
	number, check := lower[:9], lower[9]
	end := 35
	if kind == "TD3" {
		end = 42
		z.Optional = unfill(lower[28:42])
	} else {
		optional := lower[28:35]
		number, check, optional = longNumber(number, check, optional)
		z.Number, z.Optional = unfill(number), unfill(optional)
	}
	if fault := mrzChecks(z, number, check, lower[19], lower[27]); fault != "" {
		return z, fault
	}
	if kind == "TD3" && !checks731(lower[28:42], lower[42]) && !(z.Optional == "" && lower[42] == '<') {
		return z, "mrz.optional"
	}
	if kind == "TD3" {
		end = 43
	}
	if !checks731(lower[:10]+lower[13:20]+lower[21:end], lower[width-1]) {
		return z, "mrz.composite"
	}
	return z, ""
}

func parseTD1(lines []string) (MRZ, string) {
	a, b := lines[0], lines[1]
	number, check, optional := longNumber(a[5:14], a[14], a[15:30])
	z := MRZ{
		Kind: "TD1", Document: unfill(a[:2]), Issuer: unfill(a[2:5]), Number: unfill(number), Nationality: unfill(b[15:18]),
		Birth: b[:6], Sex: unfill(b[7:8]), Expiry: b[8:14], Optional: unfill(optional),
	}
	z.Surname, z.Given = mrzNames(lines[2])
	if fault := mrzChecks(z, number, check, b[6], b[14]); fault != "" {
		return z, fault
	}
	if !checks731(a[5:30]+b[:7]+b[8:15]+b[18:29], b[29]) {
		return z, "mrz.composite"
	}
	return z, ""
}

// longNumber joins a document number of more than nine characters: its check
// digit is a filler, and it goes on in the optional part, the last digit of which
// before a filler is the check digit (ICAO 9303-5, 4.2.2).
func longNumber(number string, check byte, optional string) (whole string, digit byte, rest string) {
	if check != '<' {
		return number, check, optional
	}
	part, _, _ := strings.Cut(optional, "<")
	if len(part) < 2 {
		return number, check, optional
	}
	return number + part[:len(part)-1], part[len(part)-1], optional[len(part):]
}

func mrzChecks(z MRZ, number string, numberCheck, birthCheck, expiryCheck byte) string {
	switch {
	case z.Number == "" || !checks731(number, numberCheck):
		return "mrz.number"
	case !checks731(z.Birth, birthCheck) || !mrzDate(z.Birth, true):
		return "mrz.birth"
	case !checks731(z.Expiry, expiryCheck) || !mrzDate(z.Expiry, false):
		return "mrz.expiry"
	}
	return ""
}

// mrzDate tells whether YYMMDD is a day in one of the two centuries it may mean.
// Of a birth date, unknown places may be fillers.
func mrzDate(s string, fillers bool) bool {
	if fillers && strings.Contains(s, "<") {
		return strings.Trim(s, "0123456789<") == ""
	}
	for _, century := range []string{"20", "19"} {
		if !IsDigits(s) {
			return false
		}
		if _, err := models.ParseDate(century + s[:2] + "-" + s[2:4] + "-" + s[4:]); err == nil {
			return true
		}
	}
	return false
}

func checks731(s string, digit byte) bool { return check731(s) == digit }

func unfill(s string) string { return strings.TrimRight(s, "<") }

// mrzNames takes surname and given names apart.
func mrzNames(s string) (surname, given string) {
	surname, given, _ = strings.Cut(unfill(s), "<<")
	space := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "<", " ")) }
	return space(surname), space(given)
}
