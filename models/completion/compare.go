package completion

import (
	"errors"

	"onevisit/models"
)

// Side is what one definition says of what happened.
type Side struct {
	Definition string // Definition.Version
	Figures
	Beside
	Causes []CauseCount
	// Assembled counts the matters made out of what happened, ended or not, test
	// data apart: a shorter window makes more of them.
	Assembled int
}

// Comparison is what the same happenings say under two definitions. Only the
// side of a published definition may be called the hall's figure; the other is
// shown beside it, under its own version, and stored nowhere.
type Comparison struct {
	Old, New Side
}

// Points is by how many percentage points a rate is higher under the new
// definition; ok is false where either side has no figure to show.
func (c Comparison) Points(rate func(Figures) Figure) (points float64, ok bool) {
	before, after := rate(c.Old.Figures), rate(c.New.Figures)
	if !before.Exists() || !after.Exists() {
		return 0, false
	}
	return after.Percent() - before.Percent(), true
}

// Compare computes what happened under two definitions side by side, as of the
// end of the day asOf, with the query's dates, service and site on both sides.
// It is a pure function of what it is given.
//
// The matters themselves may differ: what is one matter under one definition may
// be two under the other, and may have ended in another month. So the two
// denominators need not be equal, and a screen shows both in full rather than
// the difference of two percentages alone. What happened has to be there whole,
// from before the period on, as Assemble needs it; where the definitions make
// the same matters, CompareMatters does with the matters.
//
// The figures are those for somebody with case access: to anyone else a screen
// gives each side through HideSmall, and nothing at all where either is hidden,
// because one side may give the other away.
func Compare(before, after Definition, events []Event, asOf models.Date, q Query) Comparison {
	return Comparison{
		Old: sideOf(before, Assemble(before, events, asOf), q),
		New: sideOf(after, Assemble(after, events, asOf), q),
	}
}

// ErrNeedsEvents is returned where two definitions make different matters out of
// what happened: matters that are made already cannot say what the other would
// have made.
var ErrNeedsEvents = errors.New("completion: the definitions make different matters: compare what happened")

// CompareMatters is Compare over matters already made, as they are stored, for
// definitions that only sum them differently.
func CompareMatters(before, after Definition, matters []Matter, q Query) (Comparison, error) {
	if !before.SameMatters(after) {
		return Comparison{}, ErrNeedsEvents
	}
	return Comparison{Old: sideOf(before, matters, q), New: sideOf(after, matters, q)}, nil
}

func sideOf(d Definition, matters []Matter, q Query) Side {
	included := make([]Matter, 0, len(matters))
	for _, m := range matters {
		if !m.Test && !d.excludes(m.Service) {
			included = append(included, m)
		}
	}
	return Side{
		Definition: d.Version(), Figures: Compute(d, Count(included, q)), Beside: CountBeside(d, included, q),
		Causes: CountCauses(included, q), Assembled: len(included),
	}
}
