package reference

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onevisit/models"
)

// The files of the reference data.
const (
	FeesFile         = "fees.csv"
	WaiversFile      = "waivers.csv"
	CitiesFile       = "travel-cities.csv"
	EndorsementsFile = "endorsements.csv"
	ActsFile         = "violation-acts.csv"
	FinesFile        = "violation-fines.csv"
	StatusFile       = "status-letters.csv"
	LimitsFile       = "limits.csv"
	OfficesFile      = "offices.csv"
	DivisionsFile    = "divisions.csv"
	EthnicFile       = "ethnic-groups.csv"
	CountriesFile    = "countries.csv"
	HolidaysFile     = "holidays.txt"
)

// column is one column of a file and what its cells may hold.
type column struct {
	name  string
	check func(string) string // says what is wrong, "" for nothing
}

// schema is the form of one file. The first key columns name what a row is
// about; of one thing, one region's rows must not overlap in time.
type schema struct {
	file    string
	columns []column
	key     int
	dated   bool
	index   map[string]int
}

func (s *schema) names() []string {
	names := make([]string, len(s.columns))
	for i, c := range s.columns {
		names[i] = c.name
	}
	return names
}

// meta is what has to stand at the head of the file. Where rows do not say
// whether they are confirmed, the head does.
func (s *schema) meta() []string {
	if s.dated {
		return []string{"title", "source", "checked"}
	}
	return []string{"title", "source", "checked", "confirmed"}
}

// schemas lists the form of every CSV file.
func schemas() []*schema {
	names := []column{{"name_zh", text}, {"name_en", text}}
	list := []*schema{
		dated(FeesFile, 1, regional, []column{{"code", aCode}}, names, []column{{"fen", aFee}}),
		dated(WaiversFile, 1, regional, []column{{"code", aCode}, {"fee", aCode}}, names, []column{{"percent", between(1, 100)}}),
		dated(CitiesFile, 2, nil, []column{{"scheme", aCode}, {"city", digits(6)}, {"name", text}, {"basis", oneOf("hukou", "residence", "either")}, {"within", anything}}),
		dated(EndorsementsFile, 3, regional, []column{
			{"destination", oneOf("HKG", "MAC", "TWN")}, {"category", aLetter}, {"form", aForm},
		}, names, []column{
			{"months", between(0, 120)}, {"entries", oneOf("1", "2", "n", "w")}, {"stay_days", between(0, 365)},
			{"who", oneOf("anyone", "city", "company", "relatives", "papers", "permission", "talent")},
			{"scheme", optional(aCode)}, {"mode", oneOf("instant", "examined", "window")}, {"fee", optional(aCode)}, {"open", aBool},
		}),
		dated(ActsFile, 2, regional, []column{{"version", aCode}, {"code", anAct}}, names, []column{
			{"points_before", optional(aPoint)}, {"points", optional(aPoint)}, {"remap", aBool},
			{"camera", oneOf("yes", "no", "part", "rare")}, {"kiosk", oneOf("yes", "pay-only", "window", "warning", "local", "history")},
		}),
		dated(FinesFile, 2, regional, []column{
			{"version", aCode}, {"code", anAct}, {"min_fen", aFine}, {"max_fen", aFine}, {"usual_fen", optional(aFine)},
		}),
		dated(StatusFile, 2, regional, []column{{"kind", oneOf("licence", "vehicle")}, {"letter", aLetter}}, names, []column{{"action", oneOf("allow", "warn", "window")}}),
		dated(LimitsFile, 1, regional, []column{{"code", aCode}}, names, []column{{"unit", oneOf(units()...)}, {"value", between(0, 100_000_000)}}),
		dated(OfficesFile, 1, halls, officeColumns()),
		{file: DivisionsFile, key: 1, columns: []column{{"code", digits(6)}, {"name", text}, {"state", oneOf("current", "abolished", "statistics")}}},
		{file: EthnicFile, key: 1, columns: []column{{"code", digits(2)}, {"letters", optional(capitals(2))}, {"name_zh", text}, {"name_en", text}}},
		{file: CountriesFile, key: 1, columns: []column{{"numeric", digits(3)}, {"alpha2", capitals(2)}, {"alpha3", capitals(3)}, {"name_zh", text}, {"name_en", text}}},
	}
	for _, s := range list {
		s.index = map[string]int{}
		for i, c := range s.columns {
			s.index[c.name] = i
		}
	}
	return list
}

func units() []string {
	return []string{"fen", "days", "working-days", "months", "years", "points", "count", "percent", "per-mille", "switch"}
}

func regional() []column { return []column{{"region", optional(aRegion)}} }

// dated ends a file's columns with those that every dated file has.
func dated(file string, key int, region func() []column, groups ...[]column) *schema {
	columns := slices.Concat(groups...)
	if region != nil {
		columns = append(columns, region()...)
	}
	columns = append(columns, []column{{"from", aDate}, {"to", optional(aDate)}, {"confirmed", aBool}, {"source", text}, {"note", anything}}...)
	return &schema{file: file, key: key, columns: columns, dated: true}
}

func anything(string) string { return "" }

func text(s string) string {
	if s == "" {
		return "is empty"
	}
	return ""
}

func optional(check func(string) string) func(string) string {
	return func(s string) string {
		if s == "" {
			return ""
		}
		return check(s)
	}
}

func oneOf(values ...string) func(string) string {
	return func(s string) string {
		if slices.Contains(values, s) {
			return ""
		}
		return fmt.Sprintf("%q is none of %s", s, strings.Join(values, ", "))
	}
}

func aBool(s string) string {
	if s == "TRUE" || s == "FALSE" {
		return "a spreadsheet wrote " + s + "; it has to be true or false in small letters"
	}
	return oneOf("true", "false")(s)
}

func aDate(s string) string {
	if _, err := models.ParseDate(s); err == nil {
		return ""
	}
	if strings.ContainsAny(s, "/.") {
		return fmt.Sprintf("%q has to be written YYYY-MM-DD; spreadsheets rewrite dates", s)
	}
	return fmt.Sprintf("%q is not a day, YYYY-MM-DD", s)
}

func between(low, high int) func(string) string {
	return func(s string) string {
		n, err := strconv.Atoi(s)
		if err != nil || strconv.Itoa(n) != s {
			return fmt.Sprintf("%q is not a whole number", s)
		}
		if n < low || n > high {
			return fmt.Sprintf("%d is not from %d to %d", n, low, high)
		}
		return ""
	}
}

// aFee guards against yuan in a column of fen: no fee of an office is below a yuan.
func aFee(s string) string {
	if problem := between(0, 10_000_000)(s); problem != "" {
		return problem
	}
	if n, _ := strconv.Atoi(s); n != 0 && n < 100 {
		return s + " fen is less than a yuan; the column is in fen, 1500 is 15 yuan"
	}
	return ""
}

// aFine is an amount of the traffic law, from nothing to 5,000 yuan and beyond.
func aFine(s string) string {
	if problem := between(0, 10_000_000)(s); problem != "" {
		return problem
	}
	if n, _ := strconv.Atoi(s); n != 0 && n < 500 {
		return s + " fen is less than 5 yuan, the least fine; the column is in fen"
	}
	return ""
}

func aPoint(s string) string { return oneOf("0", "1", "2", "3", "6", "9", "12")(s) }

func digits(n int) func(string) string {
	return func(s string) string {
		if len(s) == n && !strings.ContainsFunc(s, notDigit) {
			return ""
		}
		if len(s) < n && s != "" && !strings.ContainsFunc(s, notDigit) {
			return fmt.Sprintf("%q has %d digits instead of %d; spreadsheets drop zeros in front", s, len(s), n)
		}
		return fmt.Sprintf("%q is not %d digits", s, n)
	}
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

func capitals(n int) func(string) string {
	return func(s string) string {
		if len(s) != n || strings.ContainsFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) {
			return fmt.Sprintf("%q is not %d capital letters", s, n)
		}
		return ""
	}
}

func aLetter(s string) string { return capitals(1)(s) }

// aCode is a name of ours: small letters, digits, dashes, and slashes between parts.
func aCode(s string) string {
	if s == "" || strings.Trim(s, "/-") != s || strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && notDigit(r) && r != '-' && r != '/'
	}) {
		return fmt.Sprintf("%q is not a code of small letters, digits and dashes", s)
	}
	return ""
}

// aForm names an endorsement's length and entries: 3m-1, 1y-n, as-permitted.
func aForm(s string) string { return aCode(s) }

func anAct(s string) string {
	if len(s) < 4 || len(s) > 5 || s[0] == '0' || strings.ContainsFunc(s[:4], notDigit) || len(s) == 5 && notDigit(rune(s[4])) && (s[4] < 'A' || s[4] > 'Z') {
		return fmt.Sprintf("%q is not an act's code: four digits and perhaps a local letter or digit", s)
	}
	return ""
}

// aRegion is a province, a city or a county: 2, 4 or 6 digits of its code.
func aRegion(s string) string {
	if n := len(s); n != 2 && n != 4 && n != 6 || strings.ContainsFunc(s, notDigit) {
		return fmt.Sprintf("%q is not the 2, 4 or 6 digits of a division", s)
	}
	return ""
}
