package reference

import (
	"strings"

	"onevisit/models"
)

// Act is what a violation code means. Codes changed with the points in 2022, so
// a code is known only together with the version of its table.
type Act struct {
	Version      string
	Code         string
	Name         models.Texts
	PointsBefore int    // when the table was made; -1 unknown
	Points       int    // now; -1 depends on the case, then the record says
	Remap        bool   // the live table has another code for it
	Camera       string // yes, no, part, rare
	Kiosk        string // yes, pay-only, window, warning, local, history
	Dated
}

// Fine is the amount for an act where it happened.
type Fine struct {
	Version string
	Code    string
	Least   models.Fen
	Most    models.Fen
	Usual   models.Fen // -1: only a range is known
	Dated
}

// Record is what a camera record says of itself. Points and Amount are nil where
// it does not say.
type Record struct {
	Version string
	Code    string
	Office  string // division code of the office that captured it
	On      models.Date
	Points  *int
	Amount  *models.Fen
}

// Where a figure comes from.
const (
	FromRecord = "record"
	FromTable  = "table"
	Unknown    = "unknown"
)

// Reckoning is what a record costs, and who says so.
type Reckoning struct {
	Amount     models.Fen
	AmountFrom string // FromRecord, FromTable or Unknown
	Points     int
	PointsFrom string
	Confirmed  bool // what came from the table is confirmed
	Differs    bool // the record and a table with one amount disagree: a clerk should know
}

// Reckon puts a record and the tables together. What the record says of itself
// always wins: the penalty follows the place and the day, which its office knows
// better than any table. What nobody says is Unknown, never zero.
func (d *Data) Reckon(r Record) Reckoning {
	out := Reckoning{AmountFrom: Unknown, PointsFrom: Unknown, Confirmed: true}
	act, known := find(filter(d.Acts, func(a Act) bool { return a.Version == r.Version && a.Code == r.Code }), r.On, r.Office)
	fine, priced := find(filter(d.Fines, func(f Fine) bool { return f.Version == r.Version && f.Code == r.Code }), r.On, r.Office)
	priced = priced && fine.Usual >= 0
	switch {
	case r.Amount != nil:
		out.Amount, out.AmountFrom = *r.Amount, FromRecord
		out.Differs = priced && fine.Usual != *r.Amount
	case priced:
		out.Amount, out.AmountFrom = fine.Usual, FromTable
		out.Confirmed = out.Confirmed && fine.Confirmed
	}
	switch {
	case r.Points != nil:
		out.Points, out.PointsFrom = *r.Points, FromRecord
	case known && act.Points >= 0:
		out.Points, out.PointsFrom = act.Points, FromTable
		out.Confirmed = out.Confirmed && act.Confirmed
	}
	return out
}

// AtKiosk says what a machine in a hall may do today with a record, as far as the tables
// know: yes, warning (nothing to pay), pay-only (an officer decides), window, or
// history (a code that has ended). What they do not know goes to a window. The
// person, the vehicle and the office that captured it are for the definition to
// judge.
func (d *Data) AtKiosk(r Record, hall string, today models.Date) string {
	act, known := d.Act(r.Version, r.Code, r.On, r.Office)
	cost := d.Reckon(r)
	most, capped := d.Limit("kiosk-max-fine", today, hall)
	each, counted := d.Limit("kiosk-max-points-each", today, hall)
	switch {
	case known && (act.Kiosk == "window" || act.Kiosk == "history"):
		return act.Kiosk
	case !capped || !counted || cost.AmountFrom == Unknown || cost.PointsFrom == Unknown:
		return "window"
	case int64(cost.Amount) > most.Value || int64(cost.Points) > each.Value:
		return "window"
	case known && act.Kiosk == "pay-only":
		return act.Kiosk
	case cost.Amount == 0:
		return "warning"
	case !known && cost.AmountFrom != FromRecord:
		return "window"
	}
	return "yes"
}

// Act finds what a code means in a version of the table, on a day in a place.
func (d *Data) Act(version, code string, day models.Date, place string) (Act, bool) {
	return find(filter(d.Acts, func(a Act) bool { return a.Version == version && a.Code == code }), day, place)
}

// Letter is one state of a driving licence or a vehicle.
type Letter struct {
	Kind   string // licence, vehicle
	Letter string
	Name   models.Texts
	Action string // allow, warn, window
	Dated
}

// Standing is what a string of letters comes to.
type Standing struct {
	Action  string   // the strictest of all: allow, warn, window
	Letters []Letter // the known ones, in their order
	Unknown string   // letters nobody knows: they lead to a window
}

// Stands judges a state such as "BDJ": several letters may stand together, the
// strictest decides, and a letter nobody knows leads to a window. So does no
// letter at all.
func (d *Data) Stands(kind, letters string, day models.Date, place string) Standing {
	out := Standing{Action: "allow"}
	rank := []string{"allow", "warn", "window"}
	for _, r := range letters {
		l, ok := find(filter(d.Letters, func(l Letter) bool { return l.Kind == kind && l.Letter == string(r) }), day, place)
		if !ok {
			out.Unknown += string(r)
			out.Action = "window"
			continue
		}
		out.Letters = append(out.Letters, l)
		if indexOf(rank, l.Action) > indexOf(rank, out.Action) {
			out.Action = l.Action
		}
	}
	if strings.TrimSpace(letters) == "" {
		out.Action = "window"
	}
	return out
}

func indexOf(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return len(list)
}

// Limit is a number of the law or of a local rule: days, amounts, switches.
type Limit struct {
	Code  string
	Name  models.Texts
	Unit  string // fen, days, working-days, months, years, points, count, percent, per-mille, switch
	Value int64
	Dated
}

// Limit gives the limit that holds on a day in a place.
func (d *Data) Limit(code string, day models.Date, place string) (Limit, bool) {
	return find(filter(d.Limits, func(l Limit) bool { return l.Code == code }), day, place)
}
