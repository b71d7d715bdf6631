package reference

import (
	"strconv"
	"strings"

	"onevisit/models"
)

// Dated says when and where a row holds, how sure it is, and where it stands.
type Dated struct {
	Region    string      // leading digits of a division's code, or a hall's code where the file has halls; "" = everywhere
	From, To  models.Date // first and last day; To "" = open
	Confirmed bool        // false: from a weak source, to be confirmed before real use
	Source    string      // law, notice or office it comes from
	Note      string
	File      string
	Line      int
}

func (d Dated) dated() Dated { return d }

// Holds tells whether the row holds on a day in a place, the code of a division or
// of a hall.
func (d Dated) Holds(day models.Date, place string) bool {
	return d.From <= day && (d.To == "" || day <= d.To) && strings.HasPrefix(place, d.Region)
}

// find gives the row that holds on a day in a place. Of several, the narrowest
// region's goes before, then the one that began last.
func find[T interface{ dated() Dated }](rows []T, day models.Date, place string) (best T, ok bool) {
	for _, r := range rows {
		d := r.dated()
		if !d.Holds(day, place) {
			continue
		}
		b := best.dated()
		if !ok || len(d.Region) > len(b.Region) || len(d.Region) == len(b.Region) && d.From > b.From {
			best, ok = r, true
		}
	}
	return best, ok
}

// apart tells whether two periods have no day in common.
func apart(a, b Dated) bool {
	return a.To != "" && a.To < b.From || b.To != "" && b.To < a.From
}

func (r row) dated() Dated {
	return Dated{
		Region: r.text("region"), From: models.Date(r.text("from")), To: models.Date(r.text("to")), Confirmed: r.text("confirmed") == "true",
		Source: r.text("source"), Note: r.text("note"), File: r.schema.file, Line: r.line,
	}
}

func (r row) names() models.Texts {
	return models.Texts{"zh-CN": r.text("name_zh"), "en": r.text("name_en")}
}

// number reads a cell that was checked to hold one; "" is -1.
func (r row) number(column string) int64 {
	s := r.text(column)
	if s == "" {
		return -1
	}
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

func (r row) fen(column string) models.Fen { return models.Fen(r.number(column)) }
