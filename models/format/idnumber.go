package format

import (
	"strconv"

	"onevisit/models"
)

// IDNumber normalises a citizen's ID number: no spaces, half width, capital X.
func IDNumber(s string) string { return compact(s) }

// Identity is what an 18-character ID number says. It says nothing about where
// its holder lives: the area code stays for life, so neither the hukou of today
// nor any eligibility may be read from it.
type Identity struct {
	Kind  string // resident | hmt-resident | foreign-permanent
	Birth models.Date
	Sex   string // male | female
}

// ParseIDNumber reads a normalised 18-character number and tells whether it is
// one: a real birth date and the check character of GB 11643 (MOD 11-2). The
// 15-digit numbers of first-generation cards are void since 2013 and refused.
// Area codes are not tested: abolished ones stay in use.
func ParseIDNumber(s string) (Identity, bool) {
	if len(s) != 18 || s[0] == '0' || !IsDigits(s[:17]) || checkMod112(s[:17]) != s[17] {
		return Identity{}, false
	}
	birth, err := models.ParseDate(s[6:10] + "-" + s[10:12] + "-" + s[12:14])
	if err != nil || birth < earliestBirth {
		return Identity{}, false
	}
	id := Identity{Kind: "resident", Birth: birth, Sex: "female"}
	if (s[16]-'0')%2 == 1 {
		id.Sex = "male"
	}
	switch area := s[:6]; {
	case area == "810000" || area == "820000" || area == "830000":
		id.Kind = "hmt-resident"
	case s[0] == '9':
		id.Kind = "foreign-permanent"
	}
	return id, true
}

// IsIDNumber tells whether s is an ID number of somebody born, and at most 130
// years old, on the day today.
func IsIDNumber(s string, today models.Date) bool {
	id, ok := ParseIDNumber(s)
	if !ok || today == "" {
		return ok
	}
	return id.Birth <= today && id.Birth.AgeOn(today) <= oldest
}

// Area is the division that gave the number, abolished ones among them. It is a
// hint for a person who compares, never a ground to refuse. Foreign residents'
// numbers have none: after the 9 stand province and nationality.
func (id Identity) Area(number string) string {
	if id.Kind == "foreign-permanent" || len(number) != 18 {
		return ""
	}
	return number[:6]
}

// Nationality gives the numeric country code (GB/T 2659) in a foreign resident's
// number of 18 places, "" in others.
func (id Identity) Nationality(number string) string {
	if id.Kind != "foreign-permanent" || len(number) != 18 {
		return ""
	}
	return number[3:6]
}

// The limits of plausible births: nobody alive is older.
const (
	earliestBirth = models.Date("1890-01-01")
	oldest        = 130
)

// IsHMTResidence checks the number of a residence permit of somebody from Hong
// Kong (81), Macau (82) or Taiwan (83; not a division's code).
func IsHMTResidence(s string, today models.Date) bool {
	id, ok := ParseIDNumber(s)
	return ok && id.Kind == "hmt-resident" && IsIDNumber(s, today)
}

// IsForeignPermit checks a foreigner's permanent residence number in either form:
// 18 places since December 2023, 15 before, valid until the card's end.
func IsForeignPermit(s string, today models.Date) bool {
	if len(s) == 15 {
		return IsForeignPermit15(s)
	}
	id, ok := ParseIDNumber(s)
	return ok && id.Kind == "foreign-permanent" && IsIDNumber(s, today)
}

// checkMod112 gives the check character of 17 digits (ISO 7064 MOD 11-2).
func checkMod112(digits string) byte {
	sum := 0
	for i := range 17 {
		sum = (sum + int(digits[i]-'0')) * 2 % 11
	}
	k := (12 - sum%11) % 11
	if k == 10 {
		return 'X'
	}
	return strconv.Itoa(k)[0]
}

// IsForeignPermit15 checks the 15-character number of a foreigner's permanent
// residence card of 2017, valid until its expiry: three letters, area, birth
// date without century, sequence, and the 7-3-1 check digit of passports.
func IsForeignPermit15(s string) bool {
	if len(s) != 15 || !IsDigits(s[3:]) {
		return false
	}
	for i := range 3 {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	if _, err := models.ParseDate("20" + s[7:9] + "-" + s[9:11] + "-" + s[11:13]); err != nil {
		if _, err := models.ParseDate("19" + s[7:9] + "-" + s[9:11] + "-" + s[11:13]); err != nil {
			return false
		}
	}
	return check731(s[:14]) == s[14]
}

// check731 is the check digit of ICAO 9303: weights 7, 3, 1, A is 10, Z is 35.
func check731(s string) byte {
	weights := [3]int{7, 3, 1}
	sum := 0
	for i := range len(s) {
		v := int(s[i] - '0')
		if s[i] >= 'A' && s[i] <= 'Z' {
			v = int(s[i]-'A') + 10
		} else if s[i] == '<' {
			v = 0
		}
		sum += v * weights[i%3]
	}
	return byte('0' + sum%10)
}
