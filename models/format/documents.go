package format

import (
	"regexp"

	"onevisit/models"
)

var (
	mobile    = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	postcode  = regexp.MustCompile(`^[0-9]{6}$`)
	passport  = regexp.MustCompile(`^E([0-9]{8}|[A-HJ-NP-Z][0-9]{7})$`)
	hkmPermit = regexp.MustCompile(`^C([0-9]{8}|[A-HJ-NP-Z][0-9]{7})$`)
	taiwan    = regexp.MustCompile(`^L[0-9]{8}$`)
	visitor   = regexp.MustCompile(`^([0-9]{8}|[0-9A-Z]{10,12})$`)
	passports = []struct {
		kind    string
		pattern *regexp.Regexp
	}{
		{"electronic", passport},
		{"ordinary", regexp.MustCompile(`^(G[0-9]{8}|1[45][0-9]{7})$`)},
		{"diplomatic", regexp.MustCompile(`^(D[0-9]{8}|DE[0-9]{7})$`)},
		{"service", regexp.MustCompile(`^(S[0-9]{8}|SE[0-9]{7})$`)},
		{"public-affairs", regexp.MustCompile(`^(P[0-9]{8}|PE[0-9]{7})$`)},
	}
	hkPhone   = regexp.MustCompile(`^\+852[0-9]{8}$`)
	macauCell = regexp.MustCompile(`^\+8536[0-9]{7}$`)
	taiwanSIM = regexp.MustCompile(`^\+8869[0-9]{8}$`)
	homePass  = regexp.MustCompile(`^[HM]([0-9]{8}|[0-9]{10})$`)
	decision  = regexp.MustCompile(`^[1-6][0-9]{5}[1-9][0-9]{8}$`)
	printed   = regexp.MustCompile(`^[1-6][0-9]{5}[1-9][0-9]{9}$`)
	record    = regexp.MustCompile(`^[1-6][0-9]{3}[0-9A-Za-z]{12}$`)
	violation = regexp.MustCompile(`^[1-6][0-9]{5}(19|20)[0-9]{2}[1-9][0-9]{11}$`)
	actCode   = regexp.MustCompile(`^[1-9][0-9]{3}[0-9A-Z]?$`)
	plateType = regexp.MustCompile(`^(0[1-9]|1[0-9]|2[0-7]|3[12]|4[1-4]|5[12]|99)$`)
	archive   = regexp.MustCompile(`^[1-6][0-9]{11}$`)
	engine    = regexp.MustCompile(`^[A-Z0-9]{6}$`)
	vin       = regexp.MustCompile(`^[A-HJ-NPR-Z0-9]{17}$`)
)

// Mobile normalises a mainland mobile number: digits only, without +86.
func Mobile(s string) string {
	s = compact(s)
	for _, prefix := range []string{"+86", "0086", "86"} {
		if rest, ok := trimPrefix(s, prefix); ok && len(rest) == 11 {
			return rest
		}
	}
	return s
}

func trimPrefix(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return s, false
}

// IsMobile checks a mainland mobile number. Carrier prefixes are not: they change.
func IsMobile(s string) bool { return mobile.MatchString(s) }

// IsPostcode checks six digits.
func IsPostcode(s string) bool { return postcode.MatchString(s) }

// Number normalises every other number of the office.
func Number(s string) string { return compact(s) }

// IsPassport checks an ordinary electronic passport's number, E and eight, the
// second place a letter other than I and O since 2017.
func IsPassport(s string) bool { return passport.MatchString(s) }

// IsHKMPermit checks the number of an HK-Macau permit card.
func IsHKMPermit(s string) bool { return hkmPermit.MatchString(s) }

// IsTaiwanPermit checks the number of a Taiwan permit card.
func IsTaiwanPermit(s string) bool { return taiwan.MatchString(s) }

// PassportKind tells which kind of Chinese passport a number is of: electronic
// (issued now), ordinary (before), diplomatic, service or public-affairs; "" for
// none. Only an electronic one can be renewed at a machine.
func PassportKind(s string) string {
	for _, p := range passports {
		if p.pattern.MatchString(s) {
			return p.kind
		}
	}
	return ""
}

// IsAnyPassport checks the number of a Chinese passport of any kind.
func IsAnyPassport(s string) bool { return PassportKind(s) != "" }

// IsTaiwanHomePermit checks the number of a Taiwan resident's mainland permit:
// eight digits, or ten to twelve places of a single-use one.
func IsTaiwanHomePermit(s string) bool { return visitor.MatchString(s) }

// Phone normalises a phone number of the mainland, Hong Kong, Macau or Taiwan.
// Those of the last three keep their country code.
func Phone(s string) string {
	s = Mobile(s)
	for _, country := range []string{"852", "853", "886"} {
		for _, prefix := range []string{"00" + country, "(+" + country + ")", "+" + country + "0"} {
			if rest, ok := trimPrefix(s, prefix); ok {
				return "+" + country + rest
			}
		}
	}
	return s
}

// PhoneKind tells where a normalised number belongs: mainland, hong-kong, macau
// or taiwan; "" where it is none of them.
func PhoneKind(s string) string {
	switch {
	case mobile.MatchString(s):
		return "mainland"
	case hkPhone.MatchString(s):
		return "hong-kong"
	case macauCell.MatchString(s):
		return "macau"
	case taiwanSIM.MatchString(s):
		return "taiwan"
	}
	return ""
}

// IsPhone checks a number that can be called or sent a text message.
func IsPhone(s string) bool { return PhoneKind(s) != "" }

// IsHomePermit checks the number of an HK or Macau resident's mainland permit.
func IsHomePermit(s string) bool { return homePass.MatchString(s) }

// IsDecision15 checks a traffic decision's number as the platform stores it.
func IsDecision15(s string) bool { return decision.MatchString(s) }

// IsDecision16 checks a traffic decision's number as it is printed: the 15 digits
// and a check digit which cannot be computed, only fetched.
func IsDecision16(s string) bool { return printed.MatchString(s) }

// IsRecord checks a camera record's number (xh).
func IsRecord(s string) bool { return record.MatchString(s) }

// IsViolation checks a violation number (wfbh).
func IsViolation(s string) bool { return violation.MatchString(s) }

// IsActCode checks the code of an act: four digits and a local character.
func IsActCode(s string) bool { return actCode.MatchString(s) }

// IsPlateType checks a two-digit plate type (号牌种类).
func IsPlateType(s string) bool { return plateType.MatchString(s) }

// IsArchive checks a driving licence's archive number.
func IsArchive(s string) bool { return archive.MatchString(s) }

// IsEngine6 checks the last six characters of an engine number.
func IsEngine6(s string) bool { return engine.MatchString(s) }

// IsVIN checks the form of a vehicle identification number. Its check digit is
// apart (VINChecks), because imported cars may fail it.
func IsVIN(s string) bool { return vin.MatchString(s) }

// VINChecks tells whether a VIN's ninth place is its check digit.
func VINChecks(s string) bool {
	if !IsVIN(s) {
		return false
	}
	const values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ"
	weights := [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}
	sum := 0
	for i := range 17 {
		for v := range len(values) {
			if values[v] == s[i] {
				sum += v % 10 * weights[i]
			}
		}
	}
	want := byte('0' + sum%11)
	if sum%11 == 10 {
		want = 'X'
	}
	return s[8] == want
}

// Date normalises a date: 2026/11/24, 20261124 and 2026年11月24日 become 2026-11-24.
func Date(s string) string {
	var digits []byte
	for _, r := range s {
		if r = fold(r); r >= '0' && r <= '9' {
			digits = append(digits, byte(r))
		}
	}
	if len(digits) != 8 {
		return Text(s)
	}
	return string(digits[:4]) + "-" + string(digits[4:6]) + "-" + string(digits[6:])
}

// IsDate tells whether s is a day that exists, YYYY-MM-DD.
func IsDate(s string) bool {
	_, err := models.ParseDate(s)
	return err == nil
}
