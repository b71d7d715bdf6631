package reference

import (
	"strings"

	"onevisit/models"
)

// Fee is a state fee. What a courier takes is a price of the market, not a fee,
// and does not stand here.
type Fee struct {
	Code   string // "passport", "hkm-endorsement/1"
	Name   models.Texts
	Amount models.Fen
	Dated
}

// Waiver lets a group off a fee, in part or whole.
type Waiver struct {
	Code    string
	Fee     string // code of the fee
	Name    models.Texts
	Percent int // of the fee that is not asked for
	Dated
}

// Fee gives the fee that is asked for on a day in a place.
func (d *Data) Fee(code string, day models.Date, place string) (Fee, bool) {
	return find(filter(d.Fees, func(f Fee) bool { return f.Code == code }), day, place)
}

// WaiversOf lists the waivers of a fee on a day in a place.
func (d *Data) WaiversOf(fee string, day models.Date, place string) []Waiver {
	return filter(d.Waivers, func(w Waiver) bool { return w.Fee == fee && w.Holds(day, place) })
}

// After is what is left of an amount, rounded down to whole fen in the
// citizen's favour.
func (w Waiver) After(amount models.Fen) models.Fen {
	return amount * models.Fen(100-w.Percent) / 100
}

// City is a place whose people a scheme is open to.
type City struct {
	Scheme string // g, g-residence, hk-multiple, macau-weekly, macau-multiple, macau-multiple-part (the city around the last)
	Code   string
	Name   string
	Basis  string // hukou, residence (permit) or either
	Within string // part of the place that has no code of its own, "" = the whole
	Dated
}

// Opening says whether a scheme is open to somebody of a place.
type Opening int

// The answers of Opens.
const (
	Closed    Opening = iota
	Open              // the code alone decides
	OnlyParts         // a part of the place is: the full address has to be looked at
)

// Opens tells whether a scheme is open to people registered (hukou) or resident
// (residence) in a place on a day.
func (d *Data) Opens(scheme, place, basis string, day models.Date) Opening {
	answer := Closed
	for _, c := range d.Cities {
		if c.Scheme != scheme || !c.Holds(day, "") || c.Basis != basis && c.Basis != "either" || !sameCity(c.Code, place) {
			continue
		}
		if c.Within == "" {
			return Open
		}
		answer = OnlyParts
	}
	return answer
}

// sameCity: a city's code ends in 00 and covers its counties; the four centrally
// governed cities are covered by their provinces.
func sameCity(code, place string) bool {
	if len(place) != 6 || len(code) != 6 {
		return false
	}
	switch {
	case code[4:] != "00":
		return code == place
	case strings.Contains("11 12 31 50", code[:2]):
		return code[:2] == place[:2]
	}
	return code[:4] == place[:4]
}

// Endorsement is one form of an endorsement for Hong Kong, Macau or Taiwan.
type Endorsement struct {
	Destination string // HKG, MAC, TWN
	Category    string // G, L, S, T, Q, D, R; Taiwan has letters of its own
	Form        string // "3m-1": length and entries
	Name        models.Texts
	Months      int    // 0 = as long as another permission
	Entries     string // 1, 2, n = any number, w = once in a calendar week
	StayDays    int    // each time, 0 = as permitted there
	Who         string // anyone, city, company, relatives, papers, permission, talent
	Scheme      string // of the places it is open to
	Mode        string // instant, examined, window
	Fee         string // code of the fee, "" where it depends on the length given
	Open        bool   // offered at all
	Dated
}

// Offered lists the forms of a category that are offered on a day in a place.
func (d *Data) Offered(destination, category string, day models.Date, place string) []Endorsement {
	return filter(d.Endorsements, func(e Endorsement) bool {
		return e.Destination == destination && e.Category == category && e.Open && e.Holds(day, place)
	})
}

func filter[T any](rows []T, keep func(T) bool) []T {
	var kept []T
	for _, r := range rows {
		if keep(r) {
			kept = append(kept, r)
		}
	}
	return kept
}
