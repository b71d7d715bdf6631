package reference

import (
	"bytes"
	"strings"

	"onevisit/models"
)

// Division is a code of GB/T 2260 and its name. Abolished ones stay: an ID
// number keeps the code of the county that gave it for life.
type Division struct {
	Code  string
	Name  string
	State string // current, abolished, statistics (zones of the statistics office only)
}

// Level is province, city or county.
func (v Division) Level() string {
	switch {
	case strings.HasSuffix(v.Code, "0000"):
		return "province"
	case strings.HasSuffix(v.Code, "00"):
		return "city"
	}
	return "county"
}

// Division finds a code, current or abolished.
func (d *Data) Division(code string) (Division, bool) {
	return d.divisions(code)
}

// searchDivision finds a code in a file whose rows are in the order of the codes.
func searchDivision(source []byte, code string) (Division, bool) {
	if digits(6)(code) != "" {
		return Division{}, false
	}
	low, high := bytes.Index(source, []byte("\ncode,"))+1, len(source)
	for low < high {
		middle := low + (high-low)/2
		begin := low + bytes.LastIndexByte(source[low:middle], '\n') + 1
		line, _, _ := bytes.Cut(source[begin:high], []byte("\n"))
		here, rest, _ := strings.Cut(string(line), ",")
		switch {
		case here == code:
			name, state, _ := strings.Cut(rest, ",")
			return Division{Code: code, Name: name, State: state}, true
		case here == "code" || here < code:
			low = min(high, begin+len(line)+1)
		default:
			high = begin
		}
	}
	return Division{}, false
}

func divisionsOf(t *table) map[string]Division {
	m := make(map[string]Division, len(t.rows))
	for _, r := range t.rows {
		m[r.text("code")] = Division{Code: r.text("code"), Name: r.text("name"), State: r.text("state")}
	}
	return m
}

// Path is a code's name with those of the divisions above it, widest first:
// 广东省 深圳市 南山区. Levels that are only headings (市辖区, 县) are left out above
// a county. Nil where the code is unknown.
func (d *Data) Path(code string) []string {
	v, ok := d.divisions(code)
	if !ok || len(code) != 6 {
		return nil
	}
	var names []string
	for _, above := range []string{code[:2] + "0000", code[:4] + "00"} {
		if a, ok := d.divisions(above); ok && above != code && !heading(a.Name) {
			names = append(names, a.Name)
		}
	}
	return append(names, v.Name)
}

func heading(name string) bool {
	return name == "市辖区" || name == "县" || strings.HasPrefix(name, "省直辖") || strings.HasPrefix(name, "自治区直辖")
}

// AreaHint names the county that gave an 18-digit ID number. It is a hint for a
// clerk and nothing else: numbers with a code nobody knows exist and are valid,
// and where somebody lives or may travel does not follow from it.
func (d *Data) AreaHint(number string) (name string, known bool) {
	if len(number) != 18 || number[0] == '9' {
		return "", false
	}
	names := d.Path(number[:6])
	return strings.Join(names, ""), names != nil
}

// Ethnic is an ethnic group of GB/T 3304.
type Ethnic struct {
	Code    string // 01 to 56, 97 other, 98 naturalised
	Letters string
	Name    models.Texts
}

// EthnicGroup finds a group by its code.
func (d *Data) EthnicGroup(code string) (Ethnic, bool) {
	for _, e := range d.Ethnic {
		if e.Code == code {
			return e, true
		}
	}
	return Ethnic{}, false
}

// Country is a country or region of GB/T 2659 (ISO 3166-1).
type Country struct {
	Numeric string
	Alpha2  string
	Alpha3  string
	Name    models.Texts
}

// Country finds a country by any of its codes.
func (d *Data) Country(code string) (Country, bool) {
	for _, c := range d.Countries {
		if c.Numeric == code || c.Alpha2 == code || c.Alpha3 == code {
			return c, true
		}
	}
	return Country{}, false
}
