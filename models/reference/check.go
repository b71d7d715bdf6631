package reference

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"onevisit/models"
)

// overlaps holds the rows of one thing to one value a day: a period ends before
// it begins, two rows of one region hold on the same day, fees and limits leave
// days without any.
func overlaps(t *table) []Defect {
	before := len(t.defects)
	groups := map[string][]row{}
	for _, r := range t.rows {
		d := r.dated()
		if d.To != "" && d.To < d.From {
			t.fail(r.line, "to", "%s is before %s", d.To, d.From)
			continue
		}
		key := strings.Join(append(slices.Clone(r.cells[:t.schema.key]), d.Region), "\x00")
		if t.schema.file == CitiesFile {
			key += "\x00" + r.text("basis")
		}
		groups[key] = append(groups[key], r)
	}
	for _, rows := range groups {
		slices.SortFunc(rows, func(a, b row) int {
			return cmp.Or(cmp.Compare(a.dated().From, b.dated().From), a.line-b.line)
		})
		for i := range rows[1:] {
			t.neighbours(rows[i], rows[i+1])
		}
	}
	found := slices.Clone(t.defects[before:])
	t.defects = t.defects[:before]
	return found
}

func (t *table) neighbours(earlier, later row) {
	a, b := earlier.dated(), later.dated()
	what := strings.Join(later.cells[:t.schema.key], " ")
	gapless := t.schema.file == FeesFile || t.schema.file == LimitsFile
	switch {
	case !t.schema.dated:
		t.fail(max(earlier.line, later.line), t.schema.columns[0].name, "%s stands already in line %d", what, min(earlier.line, later.line))
	case !apart(a, b):
		t.fail(later.line, "from", "%s holds twice on %s: the row of line %d has not ended by then", what, b.From, earlier.line)
	case gapless && a.To.AddDays(1) < b.From:
		t.fail(later.line, "from", "%s has no value from %s to %s", what, a.To.AddDays(1), b.From.AddDays(-1))
	}
}

// crossCheck compares the files with one another.
func (d *Data) crossCheck(tables []*table) []Defect {
	c := &crossing{data: d}
	c.regions(tables)
	c.exitEntry()
	c.traffic()
	c.limits()
	for _, t := range tables {
		switch t.schema.file {
		case DivisionsFile:
			c.divisions(t)
		case EthnicFile:
			c.ethnic(t)
		case CountriesFile:
			c.countries(t)
		}
	}
	return c.defects
}

type crossing struct {
	data    *Data
	defects []Defect
}

func (c *crossing) fail(at Dated, column, format string, args ...any) {
	c.defects = append(c.defects, Defect{File: at.File, Line: at.Line, Column: column, Problem: fmt.Sprintf(format, args...)})
}

func (c *crossing) regions(tables []*table) {
	for _, t := range tables {
		for _, r := range t.rows {
			region := r.text("region")
			if region == "" || t.schema.file == OfficesFile && strings.HasPrefix(region, demoRegion) {
				continue
			}
			if _, ok := c.data.Division(division(region)); !ok {
				c.fail(r.dated(), "region", "there is no division %s", region)
			}
		}
	}
}

func (c *crossing) exitEntry() {
	for _, w := range c.data.Waivers {
		if !slices.ContainsFunc(c.data.Fees, func(f Fee) bool { return f.Code == w.Fee }) {
			c.fail(w.Dated, "fee", "there is no fee %q in %s", w.Fee, FeesFile)
		}
	}
	for _, x := range c.data.Cities {
		if _, ok := c.data.Division(x.Code); !ok {
			c.fail(x.Dated, "city", "there is no division %s", x.Code)
		}
	}
	for _, e := range c.data.Endorsements {
		c.endorsement(e)
	}
}

func (c *crossing) endorsement(e Endorsement) {
	if e.Fee != "" {
		if _, ok := c.data.Fee(e.Fee, e.From, e.Region); !ok {
			c.fail(e.Dated, "fee", "no fee %q holds on %s (%s)", e.Fee, e.From, FeesFile)
		}
	} else if e.Open && e.Months > 0 {
		c.fail(e.Dated, "fee", "names none, although its length is given")
	}
	if e.Scheme != "" && !slices.ContainsFunc(c.data.Cities, func(x City) bool { return x.Scheme == e.Scheme }) {
		c.fail(e.Dated, "scheme", "there is no scheme %q in %s", e.Scheme, CitiesFile)
	}
	length, entries, _ := strings.Cut(e.Form, "-")
	want := 0
	if _, err := fmt.Sscanf(length, "%dm", &want); err != nil || !strings.HasSuffix(length, "m") {
		if _, err := fmt.Sscanf(length, "%dy", &want); err == nil {
			want *= 12
		}
	}
	if want > 0 && (want != e.Months || entries != e.Entries) {
		c.fail(e.Dated, "form", "%s does not go with %d months and %s entries", e.Form, e.Months, e.Entries)
	}
}

func (c *crossing) traffic() {
	for _, a := range c.data.Acts {
		switch {
		case a.Kiosk == "history" && a.To == "":
			c.fail(a.Dated, "kiosk", "history is for codes that have ended; to is empty")
		case a.Kiosk == "warning" && a.Points > 0:
			c.fail(a.Dated, "points", "a warning has no points")
		case a.Kiosk == "yes" && a.Points == 12:
			c.fail(a.Dated, "kiosk", "12 points reach the full mark at once: no machine may decide it")
		}
	}
	for _, f := range c.data.Fines {
		if !slices.ContainsFunc(c.data.Acts, func(a Act) bool { return a.Version == f.Version && a.Code == f.Code }) {
			c.fail(f.Dated, "code", "there is no act %s of version %s in %s", f.Code, f.Version, ActsFile)
		}
		switch {
		case f.Least > f.Most:
			c.fail(f.Dated, "max_fen", "%d is less than min_fen %d", f.Most, f.Least)
		case f.Usual >= 0 && (f.Usual < f.Least || f.Usual > f.Most):
			c.fail(f.Dated, "usual_fen", "%d is not from %d to %d", f.Usual, f.Least, f.Most)
		}
	}
	for _, kind := range []string{"licence", "vehicle"} {
		if !slices.ContainsFunc(c.data.Letters, func(l Letter) bool { return l.Kind == kind && l.Letter == "A" }) {
			c.fail(Dated{File: StatusFile, Line: 1}, "", "has no letter A for a %s", kind)
		}
	}
}

// needed are the limits the arithmetic of this package cannot do without.
func needed() []string {
	return []string{surchargeADay, surchargeCap, payDays, cycleMonths, fullMark}
}

func (c *crossing) limits() {
	unit := map[string]string{}
	for _, l := range c.data.Limits {
		if u, ok := unit[l.Code]; ok && u != l.Unit {
			c.fail(l.Dated, "unit", "%s is counted in %s elsewhere", l.Code, u)
		}
		unit[l.Code] = l.Unit
		switch {
		case l.Unit == "switch" && l.Value > 1:
			c.fail(l.Dated, "value", "a switch is 0 or 1")
		case l.Unit == "percent" && l.Value > 100, l.Unit == "per-mille" && l.Value > 1000:
			c.fail(l.Dated, "value", "%d %s is more than the whole", l.Value, l.Unit)
		}
	}
	for _, code := range needed() {
		if unit[code] == "" {
			c.fail(Dated{File: LimitsFile, Line: 1}, "", "the limit %q is missing; amounts and terms are counted with it", code)
		}
	}
}

func (c *crossing) divisions(t *table) {
	for _, r := range t.rows {
		code := r.text("code")
		province, ok := c.data.Division(code[:2] + "0000")
		if !ok || province.State != "current" {
			c.fail(Dated{File: t.schema.file, Line: r.line}, "code", "the province of %s does not stand here", code)
		} else if _, ok := c.data.Division(code[:4] + "00"); !ok && r.text("state") == "current" {
			c.fail(Dated{File: t.schema.file, Line: r.line}, "code", "the city of %s does not stand here", code)
		}
	}
}

func (c *crossing) ethnic(t *table) {
	letters := map[string]int{}
	for _, r := range t.rows {
		if l := r.text("letters"); l != "" && letters[l] != 0 {
			c.fail(Dated{File: t.schema.file, Line: r.line}, "letters", "%s stands already in line %d", l, letters[l])
		}
		letters[r.text("letters")] = r.line
	}
	for n := 1; n <= 56; n++ {
		if _, ok := c.data.EthnicGroup(fmt.Sprintf("%02d", n)); !ok {
			c.fail(Dated{File: t.schema.file, Line: 1}, "", "the group %02d of 56 is missing", n)
		}
	}
}

func (c *crossing) countries(t *table) {
	for _, column := range []string{"alpha2", "alpha3"} {
		seen := map[string]int{}
		for _, r := range t.rows {
			if at := seen[r.text(column)]; at != 0 {
				c.fail(Dated{File: t.schema.file, Line: r.line}, column, "%s stands already in line %d", r.text(column), at)
			}
			seen[r.text(column)] = r.line
		}
	}
	if china, ok := c.data.Country("CHN"); !ok || china.Numeric != "156" {
		c.fail(Dated{File: t.schema.file, Line: 1}, "", "CHN with 156 is missing")
	}
}

// Open lists every row that is not confirmed, as a list of questions for the
// authority. Rows whose last day is over are left out.
func (d *Data) Open(today models.Date) []Question {
	var out []Question
	ask := func(what string, name models.Texts, value string, at Dated) {
		if !at.Confirmed && (at.To == "" || at.To >= today) {
			out = append(out, Question{What: what, Name: name, Value: value, Dated: at})
		}
	}
	for _, f := range d.Fees {
		ask(f.Code, f.Name, f.Amount.String(), f.Dated)
	}
	for _, w := range d.Waivers {
		ask(w.Fee+"/"+w.Code, w.Name, fmt.Sprintf("%d%%", w.Percent), w.Dated)
	}
	for _, c := range d.Cities {
		ask(c.Scheme+"/"+c.Code, models.Texts{"zh-CN": c.Name}, c.Basis, c.Dated)
	}
	for _, e := range d.Endorsements {
		ask(e.Destination+"/"+e.Category+"/"+e.Form, e.Name, fmt.Sprintf("%s, open: %t", e.Mode, e.Open), e.Dated)
	}
	for _, a := range d.Acts {
		ask(a.Version+"/"+a.Code, a.Name, points(a.Points), a.Dated)
	}
	for _, f := range d.Fines {
		ask(f.Version+"/"+f.Code, d.actName(f), fmt.Sprintf("%s–%s", f.Least, f.Most), f.Dated)
	}
	for _, l := range d.Letters {
		ask(l.Kind+"/"+l.Letter, l.Name, l.Action, l.Dated)
	}
	for _, l := range d.Limits {
		ask(l.Code, l.Name, fmt.Sprintf("%d %s", l.Value, l.Unit), l.Dated)
	}
	for _, o := range d.Offices {
		ask(o.Code, o.Name, strings.Join([]string{o.Review.In("zh-CN"), o.Court.In("zh-CN"), o.Remedy, o.Bank.In("zh-CN") + " " + o.Account}, "; "), o.Dated)
	}
	return out
}

// Question is a row to be confirmed with the authority.
type Question struct {
	What  string // "fees.csv" code, act, letter ...
	Name  models.Texts
	Value string
	Dated
}

func points(n int) string {
	if n < 0 {
		return "points by the record"
	}
	return fmt.Sprintf("%d points", n)
}

func (d *Data) actName(f Fine) models.Texts {
	for _, a := range d.Acts {
		if a.Version == f.Version && a.Code == f.Code {
			return a.Name
		}
	}
	return nil
}
