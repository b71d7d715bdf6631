package export

import (
	"strconv"
	"strings"

	"onevisit/models/figures"
)

// Record is one thing a figure was counted from, with the names of its codes.
type Record struct {
	figures.Counted
	BucketText string
	Service    string // title
	Site       string // name
	Device     string // name
}

// visits is a matter's number of visits, "" of other subjects; 4 is 4 and more.
func visits(r Record) string {
	n, ok := r.Visits()
	if !ok {
		return ""
	}
	return strconv.Itoa(n)
}

// column is one column of a table: its heading and what stands in it.
type column struct {
	zh, en string
	width  float64 // of characters, in a sheet
	value  func(Record) string
}

func columns() []column {
	return []column{
		{"日期", "Date", 11, func(r Record) string { return string(r.On) }},
		{"事项", "Service", 26, func(r Record) string { return r.Service }},
		{"事项代码", "Service code", 28, func(r Record) string { return r.Place.Service }},
		{"大厅", "Hall", 20, func(r Record) string { return r.Site }},
		{"大厅代码", "Hall code", 12, func(r Record) string { return r.Place.Site }},
		{"计入", "Counted as", 20, func(r Record) string { return r.BucketText }},
		{"到场次数", "Visits", 9, visits},
		{"再次到场的原因", "Causes of further visits", 14, func(r Record) string { return strings.Join(r.Causes(), " ") }},
		{"渠道", "Channel", 9, func(r Record) string { return r.Place.Channel }},
		{"自助机", "Kiosk", 16, func(r Record) string { return r.Device }},
		{"语言", "Language", 9, func(r Record) string { return r.Place.Language }},
		{"大字或协助", "Large type or assistance", 10, func(r Record) string { return r.Place.Aid }},
		{"年龄段", "Age band", 9, func(r Record) string { return r.Place.Age }},
		{"类别", "Kind", 11, func(r Record) string { return string(r.Subject.Kind) }},
		{"编号", "Id", 40, func(r Record) string { return r.Subject.ID }},
		{"审计条目", "Audit entry", 11, func(r Record) string { return number(r.Entry) }},
	}
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (c column) heading(language string) string {
	if language == "en" {
		return c.en
	}
	return c.zh
}

// oneLine turns what breaks or shifts a line into spaces: a record stays a line.
var oneLine = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ")

// safe makes a text one that no spreadsheet program takes for a formula (OWASP,
// CSV Injection): a leading apostrophe is shown by none and ends the matter.
func safe(text string) string {
	text = oneLine.Replace(text)
	if text != "" && strings.ContainsRune("=+-@", rune(text[0])) {
		return "'" + text
	}
	return text
}
