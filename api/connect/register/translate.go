package register

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// reader translates fields and remembers the first that could not be read, so
// that a record is taken whole or not at all.
type reader struct{ err error }

func (r *reader) fail(field string) {
	if r.err == nil {
		r.err = fmt.Errorf("field %s cannot be read", field) // never its value
	}
}

// text undoes percent-encoding.
func (r *reader) text(field, s string) string {
	out, err := url.QueryUnescape(s)
	if err != nil {
		r.fail(field)
	}
	return out
}

// forever is the last day of a document that does not expire.
const forever = "9999-12-31"

// date reads YYYYMMDD or YYYY-MM-DD, "" and 长期.
func (r *reader) date(field, s string) string {
	if s = r.text(field, s); s == "" {
		return ""
	}
	if s == "长期" {
		return forever
	}
	for _, layout := range []string{"20060102", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	r.fail(field)
	return ""
}

func (r *reader) number(field, s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		r.fail(field)
	}
	return n
}

// entries reads a number of entries; D, any number, is 0.
func (r *reader) entries(field, s string) int {
	if s == "D" {
		return 0
	}
	return r.number(field, s)
}

func (r *reader) flag(field, s string) bool {
	if s != "Y" && s != "N" {
		r.fail(field)
	}
	return s == "Y"
}

// code looks a coded value up; an unknown code cannot be read.
func (r *reader) code(field, s string, table map[string]string) string {
	v, ok := table[s]
	if !ok {
		r.fail(field)
	}
	return v
}

var yuan = regexp.MustCompile(`^\d{1,9}(\.\d{1,2})?$`)

// fen reads an amount in yuan without ever touching a float.
func (r *reader) fen(field, s string) int64 {
	if !yuan.MatchString(s) {
		r.fail(field)
		return 0
	}
	whole, part, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	if err != nil {
		r.fail(field)
	}
	return n
}

var licenceClass = regexp.MustCompile(`[A-Z]\d?`)

// classes reads "A2B2" or "A2,B2".
func classes(s string) []string { return licenceClass.FindAllString(s, -1) }

// split cuts a list, "" being the empty one.
func split(s, by string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, by)
}
