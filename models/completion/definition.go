package completion

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"onevisit/models"
)

// Definition is what the one-visit rate means from a date on: data that the
// computation follows, and the same in words.
//
// The fields after Causes came after version 1. Empty, each means what version 1
// means, and it is then no part of the content that Version hashes: the name
// under which figures were published stays as it was.
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

	// Unit: what tells two matters apart, of Per...; empty: person and service.
	OneMatterPer []Unit `json:",omitempty"`

	// Visits: kinds of events that are no presence by themselves, where nothing
	// else happened at the site that day; empty: whoever is there is there.
	NoPresence []EventKind `json:",omitempty"`

	// Ends: what a kind of event does to its matter where that differs from
	// version 1 (Open: it ends nothing).
	Ends map[EventKind]State `json:",omitempty"`
	// SilenceDays after which a matter in the citizen's hands is abandoned on the
	// next day; 0: WindowDays.
	SilenceDays int `json:",omitempty"`
	// Closing lists the ends after which a later need is a new matter, however
	// soon; after the others a return within the window reopens. Empty: Completed.
	Closing []State `json:",omitempty"`

	// Exclusions: services that enter no figure. Test data never do.
	ExcludedServices []string `json:",omitempty"`

	// Denominators: the ends that count in the honest rate (empty: all), and
	// whether matters without any visit are left out of both rates.
	HonestEnds         []State `json:",omitempty"`
	LeaveOutZeroVisits bool    `json:",omitempty"`
}

// Unit is something by which two matters are told apart.
type Unit string

// The units. Without PerService, what a person does until it is completed is one
// matter, whatever it is about.
const (
	PerPerson  Unit = "person"
	PerService Unit = "service"
)

func (d Definition) excludes(service string) bool {
	return slices.Contains(d.ExcludedServices, service)
}

func (d Definition) closes(s State) bool {
	if len(d.Closing) == 0 {
		return s == Completed
	}
	return slices.Contains(d.Closing, s)
}

func (d Definition) silence() int {
	if d.SilenceDays == 0 {
		return d.WindowDays
	}
	return d.SilenceDays
}

// counts tells whether matters of the tally are part of the rates at all.
func (d Definition) counts(t Tally) bool { return t.Visits > 0 || !d.LeaveOutZeroVisits }

// honest tells whether an end is in the honest rate's denominator.
func (d Definition) honest(s State) bool {
	return len(d.HonestEnds) == 0 || slices.Contains(d.HonestEnds, s)
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

// Before returns the version that was in force before the definition.
func (ds Definitions) Before(d Definition) (Definition, bool) {
	for i, known := range ds {
		if known.Name == d.Name && i > 0 {
			return ds[i-1], true
		}
	}
	return Definition{}, false
}
