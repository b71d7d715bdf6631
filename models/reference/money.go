package reference

import (
	"errors"
	"fmt"

	"onevisit/models"
)

// The limits the arithmetic is done with.
const (
	surchargeADay = "surcharge-per-mille-a-day"
	surchargeCap  = "surcharge-cap-percent"
	payDays       = "fine-pay-days"
	cycleMonths   = "points-cycle-months"
	fullMark      = "points-full"
)

// ErrNoLimit is returned where a limit that an amount or a term is counted with
// does not hold on the day. Its text parameter "limit" names it.
var ErrNoLimit = models.E(models.KindUnavailable, "reference.no_limit")

// Workdays tells the days offices work; calendar.Calendar does. Its error for a
// year without a table is handed on: a term counted without holidays would be
// too short.
type Workdays interface {
	Add(day models.Date, n int) (models.Date, error)
}

// FineTerms are the terms a fine is paid under (行政处罚法第六十七、七十二条).
type FineTerms struct {
	PayDays    int // calendar days after the day the decision was received
	PerMille   int // of the fine, a day overdue
	CapPercent int // of the fine, at most
}

// FineTerms gives the terms of decisions received on a day in a place.
func (d *Data) FineTerms(day models.Date, place string) (FineTerms, error) {
	var t FineTerms
	for _, x := range []struct {
		code string
		to   *int
	}{{payDays, &t.PayDays}, {surchargeADay, &t.PerMille}, {surchargeCap, &t.CapPercent}} {
		l, ok := d.Limit(x.code, day, place)
		if !ok {
			return FineTerms{}, ErrNoLimit.With("limit", x.code)
		}
		*x.to = int(l.Value)
	}
	return t, nil
}

// Due is the last day on which a fine is paid without a surcharge. The day of
// receipt does not count; the days are calendar days; a last day on which
// offices are shut moves to the next they work.
func (t FineTerms) Due(received models.Date, workdays Workdays) (models.Date, error) {
	if received == "" {
		return "", errors.New("reference: a fine is due from the day its decision was received, which is missing")
	}
	return workdays.Add(received.AddDays(t.PayDays), 0)
}

// Surcharge is what a fine has grown by after a number of days overdue, never
// more than the cap. It is rounded down to whole fen; the fines of the law give
// whole half yuan a day anyway.
func (t FineTerms) Surcharge(fine models.Fen, daysOverdue int) models.Fen {
	if fine <= 0 || daysOverdue <= 0 {
		return 0
	}
	limit := fine / 100 * models.Fen(t.CapPercent)
	limit += fine % 100 * models.Fen(t.CapPercent) / 100
	daily := fine * models.Fen(t.PerMille) // thousandths of a fen a day
	if daily <= 0 {
		return 0
	}
	// Beyond these days the cap holds whatever the rest; without the question the
	// product could grow past an int64.
	if models.Fen(daysOverdue) > limit*1000/daily+1 {
		return limit
	}
	return min(limit, daily*models.Fen(daysOverdue)/1000)
}

// Pause is a time in which no surcharge grows: reconsideration or a lawsuit,
// from its first to its last day. Last "" = still under way.
type Pause struct{ First, Last models.Date }

// Overdue counts the days after the due day up to and including a day, less
// those inside a pause. Pauses may overlap.
func Overdue(due, on models.Date, pauses ...Pause) int {
	days := max(0, due.DaysTo(on))
	for day := due.AddDays(1); len(pauses) > 0 && day <= on; day = day.AddDays(1) {
		for _, p := range pauses {
			if p.First <= day && (p.Last == "" || day <= p.Last) {
				days--
				break
			}
		}
	}
	return days
}

// longestHoliday is more days than offices are ever shut in a row.
const longestHoliday = 30

// OverdueOn counts the days overdue of a decision received on a day. Where the
// table of holidays of that year is missing, an old decision is still counted:
// a last day that moved by a holiday is not told apart any more by the surcharge,
// which has long reached its cap.
func (t FineTerms) OverdueOn(received, on models.Date, workdays Workdays) (int, error) {
	due, err := t.Due(received, workdays)
	if err == nil {
		return Overdue(due, on), nil
	}
	plain := received.AddDays(t.PayDays)
	if received != "" && t.PerMille*(plain.DaysTo(on)-longestHoliday) >= t.CapPercent*10 {
		return Overdue(plain, on), nil
	}
	return 0, err
}

// Owed is what has to be paid on a day for a decision received on another.
type Owed struct {
	Fine      models.Fen
	Surcharge models.Fen
	Due       models.Date
	Days      int // overdue
}

// Total is fine and surcharge together.
func (o Owed) Total() models.Fen { return o.Fine + o.Surcharge }

// Owed counts what a fine comes to on a day. A warning, fine 0, owes nothing and
// must never become a payment order.
func (t FineTerms) Owed(fine models.Fen, received, on models.Date, workdays Workdays, pauses ...Pause) (Owed, error) {
	if fine < 0 {
		return Owed{}, fmt.Errorf("reference: a fine of %d fen", fine)
	}
	due, err := t.Due(received, workdays)
	if err != nil {
		return Owed{}, err
	}
	days := Overdue(due, on, pauses...)
	return Owed{Fine: fine, Surcharge: t.Surcharge(fine, days), Due: due, Days: days}, nil
}
