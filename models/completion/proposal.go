package completion

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Propose reads a definition that nobody has published: JSON with the names of
// Definition's fields. What it leaves out (or leaves empty) is the base's, but the rules in words,
// which it has to say itself: words that were true of the base need not be true
// of it. Unknown names, kinds and ends are refused, so that a misspelt
// difference cannot pass for none.
func Propose(base Definition, data []byte) (Definition, error) {
	var d Definition
	from := json.NewDecoder(bytes.NewReader(data))
	from.DisallowUnknownFields()
	if err := from.Decode(&d); err != nil {
		return Definition{}, fmt.Errorf("completion: read a proposed definition: %w", err)
	}
	if from.More() {
		return Definition{}, errors.New("completion: a proposed definition is one object")
	}
	d = d.over(base)
	if err := d.Validate(); err != nil {
		return Definition{}, fmt.Errorf("completion: proposed definition %q: %w", d.Name, err)
	}
	if d.Name == base.Name {
		return Definition{}, fmt.Errorf("completion: the name %q is taken", d.Name)
	}
	return d, nil
}

// over fills what the definition leaves out from the base.
func (d Definition) over(base Definition) Definition {
	d.EffectiveFrom = cmp.Or(d.EffectiveFrom, base.EffectiveFrom)
	d.WindowDays = cmp.Or(d.WindowDays, base.WindowDays)
	d.MostVisits = cmp.Or(d.MostVisits, base.MostVisits)
	d.TargetPercent = cmp.Or(d.TargetPercent, base.TargetPercent)
	d.SmallestShown = cmp.Or(d.SmallestShown, base.SmallestShown)
	d.SilenceDays = cmp.Or(d.SilenceDays, base.SilenceDays)
	d.LeaveOutZeroVisits = d.LeaveOutZeroVisits || base.LeaveOutZeroVisits
	if d.Unit == nil {
		d.Unit = base.Unit
	}
	if d.Ends == nil {
		d.Ends = base.Ends
	}
	d.TurnedAway = orElse(d.TurnedAway, base.TurnedAway)
	d.Causes = orElse(d.Causes, base.Causes)
	d.OneMatterPer = orElse(d.OneMatterPer, base.OneMatterPer)
	d.NoPresence = orElse(d.NoPresence, base.NoPresence)
	d.Closing = orElse(d.Closing, base.Closing)
	d.ExcludedServices = orElse(d.ExcludedServices, base.ExcludedServices)
	d.HonestEnds = orElse(d.HonestEnds, base.HonestEnds)
	return d
}

func orElse[T any](own, base []T) []T {
	if own == nil {
		return base
	}
	return own
}

// Validate refuses what the computation could not follow.
func (d Definition) Validate() error {
	switch {
	case d.Name == "":
		return errors.New("no name")
	case d.EffectiveFrom.Time().IsZero():
		return fmt.Errorf("no date it is effective from: %q", d.EffectiveFrom)
	case d.WindowDays < 1 || d.SilenceDays < 0:
		return errors.New("windows are whole days, at least one")
	case d.MostVisits < 0 || d.MostVisits >= MostCounted:
		return fmt.Errorf("visits are told apart up to %d", MostCounted-1)
	case d.TargetPercent < 0 || d.TargetPercent > 100:
		return errors.New("the target is a share")
	case d.SmallestShown < 1:
		return errors.New("at least one matter makes a figure")
	case len(d.Rules) == 0 || len(d.Causes) == 0:
		return errors.New("the rules in words and the causes belong to it")
	}
	return errors.Join(d.validateUnit(), d.validateKinds(), d.validateEnds())
}

func (d Definition) validateUnit() error {
	for _, u := range d.OneMatterPer {
		if u != PerPerson && u != PerService {
			return fmt.Errorf("matters are not told apart by %q", u)
		}
	}
	if len(d.OneMatterPer) > 0 && !slices.Contains(d.OneMatterPer, PerPerson) {
		return errors.New("a matter is one person's")
	}
	return nil
}

func (d Definition) validateKinds() error {
	for _, k := range d.NoPresence {
		if !k.Known() {
			return fmt.Errorf("nothing that happens is called %q", k)
		}
	}
	for k, end := range d.Ends {
		if !k.Known() {
			return fmt.Errorf("nothing that happens is called %q", k)
		}
		if end != Open && !isEnd(end) {
			return fmt.Errorf("%q is no end", end)
		}
	}
	return nil
}

func (d Definition) validateEnds() error {
	for _, end := range slices.Concat(d.Closing, d.HonestEnds) {
		if !isEnd(end) {
			return fmt.Errorf("%q is no end", end)
		}
	}
	if len(d.HonestEnds) > 0 && !slices.Contains(d.HonestEnds, Completed) {
		return errors.New("what was completed is in the honest denominator")
	}
	return nil
}

func isEnd(s State) bool { return slices.Contains(Ends(), s) }

// SameMatters tells whether two definitions make the same matters, with the same
// visits and causes, out of whatever happens: then they differ only in how
// matters are summed, and matters assembled under one can be counted under the
// other.
func (d Definition) SameMatters(other Definition) bool {
	return d.assembly() == other.assembly()
}

// assembly is the part of the definition that Assemble follows, as text.
func (d Definition) assembly() string {
	if len(d.Closing) == 0 {
		d.Closing = []State{Completed}
	}
	if len(d.OneMatterPer) == 0 {
		d.OneMatterPer = []Unit{PerPerson, PerService}
	}
	ends := map[EventKind]State{}
	for kind, r := range d.book().rules {
		ends[kind] = r.end
	}
	ranks := map[string]int{}
	for _, c := range d.Causes {
		ranks[c.Code] = c.Rank
	}
	content, err := json.Marshal(struct {
		Window, Silence int
		Unit            []Unit
		NoPresence      []EventKind
		Closing         []State
		Ends            map[EventKind]State
		Ranks           map[string]int
	}{d.WindowDays, d.silence(), sortedSet(d.OneMatterPer), sortedSet(d.NoPresence), sortedSet(d.Closing), ends, ranks})
	if err != nil {
		panic("completion: a definition is plain data: " + err.Error())
	}
	return string(content)
}

func sortedSet[T ~string](list []T) []T { return slices.Compact(slices.Sorted(slices.Values(list))) }

// Unpublished tells whether the definition is none of the published ones: what
// is computed under it is a comparison and no figure of the hall.
func (ds Definitions) Unpublished(d Definition) bool {
	return !slices.ContainsFunc(ds, func(p Definition) bool { return p.Version() == d.Version() })
}
