package completion

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"onevisit/models"
)

// Definition is what the one-visit rate means from a date on: numbers the
// computation follows and the same in words.
type Definition struct {
	Name          string      // "1", "2", ...
	EffectiveFrom models.Date // the first end date it governs
	Unit          models.Texts
	WindowDays    int      // events at most this many days apart belong to one matter
	MostVisits    int      // the most visits a one-visit completion may have
	TargetPercent float64  // the promise
	SmallestShown int      // smaller denominators are suppressed without case access
	TurnedAway    []string // kinds of endings after which the person was sent elsewhere or home
	Rules         []models.Texts
	Causes        []Cause
}

// Cause is one reason for a visit after the first.
type Cause struct {
	Code string // stable: R01 ... R99
	Text models.Texts
	// Rank orders causes when several apply: the lowest, the most specific, wins.
	Rank int
}

// ErrMixedDefinitions is returned for a period in which the definition changed.
var ErrMixedDefinitions = models.E(models.KindInvalid, "completion.definitions_mixed")

// Version names the definition and the first half of its content's hash, so
// that a changed text can never hide under an old name: "1-4f0c2a91".
func (d Definition) Version() string {
	content, err := json.Marshal(d)
	if err != nil {
		panic("completion: a definition is plain data: " + err.Error())
	}
	sum := sha256.Sum256(content)
	return d.Name + "-" + hex.EncodeToString(sum[:4])
}

// Cause returns the cause with that code.
func (d Definition) Cause(code string) (Cause, bool) {
	for _, c := range d.Causes {
		if c.Code == code {
			return c, true
		}
	}
	return Cause{}, false
}

// MostSpecific returns the one cause that counts when several apply; unknown
// codes do not count. It is "" for none.
func (d Definition) MostSpecific(codes ...string) string {
	best := Cause{}
	for _, code := range codes {
		c, known := d.Cause(code)
		if known && (best.Code == "" || c.Rank < best.Rank) {
			best = c
		}
	}
	return best.Code
}

// Definitions are the versions in order of their dates.
type Definitions []Definition

// Current returns the definition in force on the day.
func (ds Definitions) Current(day models.Date) (Definition, error) {
	for i := len(ds) - 1; i >= 0; i-- {
		if ds[i].EffectiveFrom <= day {
			return ds[i], nil
		}
	}
	return Definition{}, models.E(models.KindInvalid, "completion.no_definition").
		Because(fmt.Errorf("no definition of the rate on %s", day))
}

// ForPeriod returns the one definition that governs all end dates from..to.
func (ds Definitions) ForPeriod(from, to models.Date) (Definition, error) {
	first, err := ds.Current(from)
	if err != nil {
		return Definition{}, err
	}
	last, err := ds.Current(to)
	if err != nil {
		return Definition{}, err
	}
	if first.Name != last.Name {
		return Definition{}, ErrMixedDefinitions.With("date", string(last.EffectiveFrom))
	}
	return first, nil
}
