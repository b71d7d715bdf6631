package format

import (
	"cmp"
	"slices"

	"onevisit/models"
)

// Fault says what is wrong with a normalised value: a stable code that begins
// with the tag it breaks, and the sentence for the person who typed it. The zero
// Fault is none. It never holds the value.
type Fault struct {
	Code string
	Text models.Texts
	Hint bool // worth asking again, no ground to refuse
}

// None tells whether nothing is wrong.
func (f Fault) None() bool { return f.Code == "" }

// Explain says what makes a normalised value break a tag; the zero Fault where it
// does not, or where the tag has no more to say than its own name. today decides
// about days in the future, "" skips that.
//
// A value that is sound but unusual gets a Fault that is a Hint.
func Explain(tag, s string, today models.Date) Fault {
	explain, ok := explainers()[tag]
	if !ok {
		return Fault{}
	}
	code := explain(s, today)
	if code == "" {
		return Fault{}
	}
	text, hint := faultTexts()[code], slices.Contains(hints(), code)
	return Fault{Code: code, Text: text, Hint: hint}
}

// hints are the faults that refuse nothing.
func hints() []string {
	return []string{"plate.unusual", "vin.check"}
}

type explainer func(s string, today models.Date) string

// explainers finds the fault of a value for each tag. A value that passes its
// tag's check has none but hints; a test holds the two together.
func explainers() map[string]explainer {
	plain := func(f func(string) string) explainer { return func(s string, _ models.Date) string { return f(s) } }
	return map[string]explainer{
		"archive-number":      plain(sized("archive-number", IsArchive, 12)),
		"camera-record":       plain(sized("camera-record", IsRecord, 16)),
		"date":                plain(dateFault),
		"decision-number":     plain(decisionFault),
		"foreign-permit":      foreignFault,
		"hkm-permit":          plain(lettered("hkm-permit", IsHKMPermit, 9, "C", "W")),
		"hmt-residence":       hmtFault,
		"home-permit":         plain(homeFault),
		"id-number":           idFault,
		"mobile":              plain(mobileFault),
		"mrz":                 plain(mrzFault),
		"name":                plain(nameFault),
		"passport":            plain(lettered("passport", IsPassport, 9, "E", "GDSP")),
		"phone":               plain(phoneFault),
		"pinyin":              plain(pinyinFault),
		"plate":               plain(plateFault),
		"postcode":            plain(sized("postcode", IsPostcode, 6)),
		"taiwan-home-permit":  plain(taiwanHomeFault),
		"taiwan-permit":       plain(lettered("taiwan-permit", IsTaiwanPermit, 9, "L", "T")),
		"vin":                 plain(vinFault),
		"violation-number":    plain(sized("violation-number", IsViolation, 22)),
		"decision-number-raw": plain(sized("decision-number-raw", IsDecision15, 15)),
	}
}

// sized explains a number of fixed length: its length, then its characters.
func sized(tag string, check func(string) bool, length int) func(string) string {
	return func(s string) string {
		switch {
		case check(s):
			return ""
		case s == "":
			return tag + ".empty"
		case len(s) < length:
			return tag + ".short"
		case len(s) > length:
			return tag + ".long"
		}
		return tag + ".characters"
	}
}

// lettered explains a document's number: a letter of the kind, then eight places.
// older are the letters of kinds before it, which are no longer issued.
func lettered(tag string, check func(string) bool, length int, kind, older string) func(string) string {
	return func(s string) string {
		switch {
		case check(s):
			return ""
		case s == "":
			return tag + ".empty"
		case contains(older, s[0]) && len(s) <= length+1:
			return tag + ".older"
		case s[0] != kind[0]:
			return tag + ".letter"
		case len(s) < length:
			return tag + ".short"
		case len(s) > length:
			return tag + ".long"
		case s[1] == 'I' || s[1] == 'O':
			return tag + ".letter-io"
		}
		return tag + ".characters"
	}
}

func contains(set string, b byte) bool { return slices.Contains([]byte(set), b) }

// idFault explains an ID number, the most telling reason first.
func idFault(s string, today models.Date) string {
	if IsIDNumber(s, today) {
		return ""
	}
	switch {
	case s == "":
		return "id-number.empty"
	case len(s) == 15 && IsDigits(s):
		return "id-number.first-generation"
	case len(s) == 15 && IsForeignPermit15(s):
		return "id-number.foreign-permit"
	case len(s) < 18:
		return "id-number.short"
	case len(s) > 18:
		return "id-number.long"
	case !IsDigits(s[:17]) || s[17] != 'X' && !IsDigits(s[17:]):
		return "id-number.characters"
	case s[0] == '0':
		return "id-number.first-digit"
	}
	birth, err := models.ParseDate(s[6:10] + "-" + s[10:12] + "-" + s[12:14])
	switch {
	case err != nil:
		return "id-number.birth-date"
	case today != "" && birth > today:
		return "id-number.future"
	case birth < earliestBirth || today != "" && birth.AgeOn(today) > oldest:
		return "id-number.age"
	}
	return "id-number.check"
}

func foreignFault(s string, today models.Date) string {
	switch {
	case IsForeignPermit(s, today):
		return ""
	case s == "":
		return "foreign-permit.empty"
	case len(s) == 18:
		if s[0] != '9' {
			return "foreign-permit.first-digit"
		}
		return cmp.Or(idToForeign(idFault(s, today)), "foreign-permit.check")
	case len(s) != 15:
		return "foreign-permit.length"
	case !IsDigits(s[3:]) || contains("0123456789", s[0]):
		return "foreign-permit.characters"
	}
	return "foreign-permit.check"
}

func idToForeign(code string) string {
	switch code {
	case "id-number.characters", "id-number.birth-date", "id-number.future", "id-number.age":
		return "foreign-permit" + code[len("id-number"):]
	}
	return ""
}

// hmtFault: what is no number at all is explained as any ID number is.
func hmtFault(s string, today models.Date) string {
	switch {
	case IsHMTResidence(s, today):
		return ""
	case idFault(s, today) != "":
		return "hmt-residence.number"
	}
	return "hmt-residence.other"
}

func homeFault(s string) string {
	switch {
	case IsHomePermit(s):
		return ""
	case s == "":
		return "home-permit.empty"
	case s[0] != 'H' && s[0] != 'M':
		return "home-permit.letter"
	case len(s) != 9 && len(s) != 11:
		return "home-permit.length"
	}
	return "home-permit.characters"
}

func taiwanHomeFault(s string) string {
	switch {
	case IsTaiwanHomePermit(s):
		return ""
	case s == "":
		return "taiwan-home-permit.empty"
	case len(s) < 8 || len(s) == 9 || len(s) > 12:
		return "taiwan-home-permit.length"
	}
	return "taiwan-home-permit.characters"
}

func mobileFault(s string) string {
	switch {
	case IsMobile(s):
		return ""
	case s == "":
		return "mobile.empty"
	case PhoneKind(s) != "":
		return "mobile.not-mainland"
	case !IsDigits(s):
		return "mobile.characters"
	case len(s) < 11:
		return "mobile.short"
	case len(s) > 11:
		return "mobile.long"
	}
	return "mobile.beginning"
}

func phoneFault(s string) string {
	switch {
	case PhoneKind(s) != "":
		return ""
	case s == "":
		return "phone.empty"
	case len(s) > 4 && s[0] == '+':
		return "phone.abroad"
	}
	if code := mobileFault(s); code != "" {
		return "phone" + code[len("mobile"):]
	}
	return "phone.beginning"
}

func dateFault(s string) string {
	switch {
	case IsDate(s):
		return ""
	case s == "":
		return "date.empty"
	case len(s) == 10 && s[4] == '-' && s[7] == '-' && IsDigits(s[:4]+s[5:7]+s[8:]):
		return "date.no-such-day"
	}
	return "date.form"
}

func decisionFault(s string) string {
	switch {
	case IsDecision16(s) && s[6] == '3':
		return "decision-number.voucher"
	case IsDecision16(s):
		return ""
	case s == "":
		return "decision-number.empty"
	case IsDecision15(s):
		return "decision-number.without-check"
	case !IsDigits(s):
		return "decision-number.characters"
	case len(s) < 16:
		return "decision-number.short"
	case len(s) > 16:
		return "decision-number.long"
	}
	return "decision-number.structure"
}

func vinFault(s string) string {
	switch {
	case IsVIN(s) && VINChecks(s):
		return ""
	case IsVIN(s):
		return "vin.check"
	case s == "":
		return "vin.empty"
	case len(s) < 17:
		return "vin.short"
	case len(s) > 17:
		return "vin.long"
	}
	for i := range len(s) {
		if contains("IOQ", s[i]) {
			return "vin.letter-ioq"
		}
	}
	return "vin.characters"
}
