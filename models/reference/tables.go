package reference

import (
	"fmt"
	"strings"

	"onevisit/models"
)

// Value is one row of a table as definitions read it: setting and listed look
// the key up on their day in their region.
type Value struct {
	Key       string
	Value     int64
	From, To  models.Date
	Region    string
	Confirmed bool
	Source    string
	Note      string
}

// Table gives the rows a definition names by a path: a table, and perhaps the
// beginning of its keys.
//
//	fees/hkm-permit        the fee itself, under the key ""
//	fees/id-card           keys renew, replace, ...
//	endorsement-fees       keys HKG/3m-1, ...: what each form costs
//	endorsements           keys HKG/G/3m-1, ...: the forms on offer
//	cities/g               keys are city codes
//	letters/licence/allow  keys are letters
//	limits/kiosk-max-fine  the number itself, under the key ""
//	waivers/id-card/renew  keys are waivers, values percents
//
// It is false where nothing has that beginning.
func (d *Data) Table(path string) ([]Value, bool) {
	name, prefix, _ := strings.Cut(path, "/")
	var out []Value
	for _, v := range d.tables[name] {
		rest, ok := strings.CutPrefix(v.Key, prefix)
		switch {
		case prefix == "" || ok && rest == "":
		case ok && rest[0] == '/':
			rest = rest[1:]
		default:
			continue
		}
		v.Key = rest
		out = append(out, v)
	}
	return out, len(out) > 0
}

// index lays the tables out.
func (d *Data) index() {
	add := func(table, key string, value int64, at Dated) {
		d.tables[table] = append(d.tables[table], Value{
			Key: key, Value: value, From: at.From, To: at.To, Region: at.Region, Confirmed: at.Confirmed, Source: at.Source, Note: at.Note,
		})
	}
	for _, f := range d.Fees {
		add("fees", f.Code, int64(f.Amount), f.Dated)
	}
	for _, w := range d.Waivers {
		add("waivers", w.Fee+"/"+w.Code, int64(w.Percent), w.Dated)
	}
	for _, c := range d.Cities {
		if c.Within == "" { // a code that is not enough must not open anything
			at := c.Dated
			if at.Note == "" {
				at.Note = c.Name
			}
			add("cities", c.Scheme+"/"+c.Code, 1, at)
		}
	}
	for _, e := range d.Endorsements {
		if e.Open {
			add("endorsements", e.Destination+"/"+e.Category+"/"+e.Form, 1, e.Dated)
		}
	}
	for _, l := range d.Letters {
		add("letters", l.Kind+"/"+l.Action+"/"+l.Letter, 1, l.Dated)
	}
	for _, l := range d.Limits {
		add("limits", l.Code, l.Value, l.Dated)
	}
	d.tables["endorsement-fees"] = d.endorsementFees()
}

// endorsementFees joins the forms with their fees: the fee follows destination,
// length and entries, never the category.
func (d *Data) endorsementFees() []Value {
	var out []Value
	seen := map[string]bool{}
	for _, e := range d.Endorsements {
		for _, f := range d.Fees {
			key := e.Destination + "/" + e.Form
			once := fmt.Sprintf("%s %d %s %s", key, f.Line, f.From, f.Region)
			if e.Fee == "" || f.Code != e.Fee || seen[once] {
				continue
			}
			seen[once] = true
			out = append(out, Value{
				Key: key, Value: int64(f.Amount), From: f.From, To: f.To, Region: f.Region, Confirmed: f.Confirmed, Source: f.Source, Note: f.Note,
			})
		}
	}
	return out
}
