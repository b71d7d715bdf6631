package reference

import (
	"fmt"
	"slices"
	"strings"

	"onevisit/models"
)

// Traffic is what the offices of a row decide: penalties of the simple procedure.
const Traffic = "traffic"

// DemoPlace is the place of every demo hall in the file of offices: a code that
// was never given to any division, so that no hall of a real place is ever
// taken for one, and no paper of a demo hall names a real office.
const DemoPlace = demoRegion + "00"

const demoRegion = "4499"

// Ways to challenge a decision.
const (
	ReviewOrCourt = "either"       // reconsideration or court, as the person likes
	ReviewFirst   = "review-first" // court only after reconsideration (行政复议法第二十三条)
)

// Office is who decides in a hall, who looks at its decisions again, and where
// its fines are paid. Region is a division or one hall's code, 440300-001.
type Office struct {
	Code    string       // what it decides: Traffic
	Name    models.Texts // of the deciding office, 处理机关
	Review  models.Texts // 行政复议机关
	Court   models.Texts // 人民法院
	Remedy  string       // ReviewOrCourt or ReviewFirst
	Payee   models.Texts // holder of the account
	Bank    models.Texts
	Account string // digits, with zeros in front
	Dated
}

// Office gives who decides on a day in a hall, by the hall's code; DemoPlace for
// a demo hall. It is false where nobody is named: papers then use the law's
// general words.
func (d *Data) Office(code string, day models.Date, site string) (Office, bool) {
	return find(filter(d.Offices, func(o Office) bool { return o.Code == code && o.of(site) }), day, site)
}

// demo tells a demo hall's row: a real one never serves a demo hall, not even that
// of the province its code begins with.
func (o Office) demo() bool { return strings.HasPrefix(o.Region, demoRegion) }

// of tells whether the row can be a hall's: one for a hall is for no other whose
// code begins alike.
func (o Office) of(site string) bool {
	if strings.Contains(o.Region, "-") && o.Region != site {
		return false
	}
	return o.demo() == strings.HasPrefix(site, demoRegion)
}

func (r row) texts(column string) models.Texts {
	return models.Texts{"zh-CN": r.text(column + "_zh"), "en": r.text(column + "_en")}
}

func (r row) office() Office {
	return Office{
		Code: r.text("code"), Name: r.texts("office"), Review: r.texts("review"), Court: r.texts("court"), Remedy: r.text("remedy"),
		Payee: r.texts("payee"), Bank: r.texts("bank"), Account: r.text("account"), Dated: r.dated(),
	}
}

func officeColumns() []column {
	columns := []column{{"code", oneOf(Traffic)}}
	for _, name := range []string{"office", "review", "court"} {
		columns = append(columns, column{name + "_zh", text}, column{name + "_en", text})
	}
	columns = append(columns, column{"remedy", oneOf(ReviewOrCourt, ReviewFirst)})
	for _, name := range []string{"payee", "bank"} {
		columns = append(columns, column{name + "_zh", text}, column{name + "_en", text})
	}
	return append(columns, column{"account", anAccount})
}

// halls is the column of the region where a row can be for one hall alone.
func halls() []column { return []column{{"region", aPlace}} }

// aPlace is a division or a hall. A row for everywhere is refused: no office
// decides in all of the country.
func aPlace(s string) string {
	city, hall, named := strings.Cut(s, "-")
	switch {
	case s == "":
		return "is empty; no office decides everywhere"
	case named && (digits(6)(city) != "" || hall == ""):
		return fmt.Sprintf("%q is not a hall's code: six digits, a dash and a name", s)
	case named:
		return ""
	}
	return aRegion(s)
}

// anAccount is the number of a bank account. Spreadsheets make 6.2E+18 of it.
func anAccount(s string) string {
	if strings.ContainsAny(s, "E+.") {
		return fmt.Sprintf("%q was rewritten by a spreadsheet; the column has to be text", s)
	}
	if len(s) < 8 || len(s) > 32 || strings.ContainsFunc(s, notDigit) {
		return fmt.Sprintf("%q is not the 8 to 32 digits of an account", s)
	}
	return ""
}

// division is the code of the division a region lies in.
func division(region string) string {
	code, _, _ := strings.Cut(region, "-")
	return (code + "0000")[:6]
}

// Lacks says in which way a hall is not ready for its papers, "" where it is:
// what is no defect of a file, but leaves a decision with general words.
func (d *Data) Lacks(site string, today models.Date) string {
	if _, ok := d.Office(Traffic, today, site); ok {
		return ""
	}
	var named []string
	for _, o := range d.Offices {
		if o.Code == Traffic && !o.demo() && o.Holds(today, o.Region) && !slices.Contains(named, o.Region) {
			named = append(named, o.Region)
		}
	}
	where := "no real place has one"
	if len(named) > 0 {
		where = "there are rows for " + strings.Join(named, ", ")
	}
	return fmt.Sprintf("no row names who decides traffic offences in %s on %s (%s): decisions name office, reviewing body and court in general words, and no account",
		site, today, where)
}
