package casework

import (
	"slices"
	"strings"

	"onevisit/models"
)

// everybodysLanguage is the language every clerk works in.
const everybodysLanguage = "zh-CN"

// Taker is what one member of staff may take, as the hall stands now. A skill
// covers itself and everything below it ("exit-entry" covers
// "exit-entry.passport-renewal"). A language that no clerk on duty speaks is no
// obstacle: such a case goes to everybody rather than to nobody.
type Taker struct {
	Clerk      models.ID
	Name       string // as colleagues see it
	Supervisor bool
	Skills     []string    // empty for all
	Languages  []string    // beside zh-CN
	Polyglot   bool        // speaks whatever is asked: no roster entry says otherwise
	Spoken     []string    // languages some clerk on duty speaks, sorted
	Near       []models.ID // persons whose cases the clerk may not decide
	OnDuty     []models.ID // who is on duty in the hall: an assignment to another of them binds
}

// Skilled tells whether the taker may decide what asks for the skill.
func (t Taker) Skilled(skill string) bool { return covers(t.Skills, skill) }

func covers(skills []string, skill string) bool {
	if len(skills) == 0 {
		return true
	}
	return slices.ContainsFunc(skills, func(s string) bool {
		return skill == s || strings.HasPrefix(skill, s+".")
	})
}

// Speaks tells whether the taker may serve a citizen of the language.
func (t Taker) Speaks(language string) bool {
	return t.Polyglot || language == everybodysLanguage || slices.Contains(t.Languages, language) || !slices.Contains(t.Spoken, language)
}

// May tells whether the taker may take the case now, as far as the roster and
// the case's own columns say; hands it went through are the database's to know.
func (t Taker) May(c Case, today models.Date) error {
	switch {
	case slices.Contains(t.Near, c.Person):
		return ErrConflict
	case c.Stage == StageSupervisor && !t.Supervisor:
		return ErrSupervisor
	case !t.Skilled(c.Skill):
		return ErrNotSkilled
	case !t.Speaks(c.Language):
		return ErrLanguage
	case t.bound(c, today):
		return ErrAssigned
	}
	return nil
}

// bound tells whether the case was given to a colleague who is on duty. An
// assignment ends with the deadline, so that no case waits for one person only.
func (t Taker) bound(c Case, today models.Date) bool {
	return c.Assigned != "" && c.Assigned != t.Clerk && slices.Contains(t.OnDuty, c.Assigned) && c.RiskOn(today) != Overdue
}

// Tally is how many cases of a hall are alike in what decides who may take them.
type Tally struct {
	State    State
	Stage    Stage
	Eyes     int
	Skill    string
	Service  string
	Language string
	Overdue  bool
	N        int
}

// counts adds up what the taker may take; nil takes everything.
func counts(tallies []Tally, t *Taker) Counts {
	var c Counts
	for _, x := range tallies {
		if t != nil && (!t.Skilled(x.Skill) || !t.Speaks(x.Language) || (x.Stage == StageSupervisor && !t.Supervisor)) {
			continue
		}
		if t != nil {
			x.Stage = Case{Stage: x.Stage, Eyes: x.Eyes}.stageFor(t.Supervisor)
		}
		c.add(x)
	}
	return c
}

func (c *Counts) add(x Tally) {
	switch {
	case x.State == StateCorrection:
		c.Correction += x.N
		return
	case x.State != StateWaiting:
		return
	case x.Stage == StageSecond:
		c.Second += x.N
	case x.Stage == StageSupervisor:
		c.Supervisor += x.N
	default:
		c.Waiting += x.N
	}
	if x.Overdue {
		c.Overdue += x.N
	}
}

// The refusals of a case one may not take.
var (
	ErrNotSkilled = models.E(models.KindForbidden, "not-skilled")
	ErrLanguage   = models.E(models.KindForbidden, "language-not-spoken")
	ErrAssigned   = models.E(models.KindConflict, "assigned-to-colleague")
	ErrOffDuty    = models.E(models.KindConflict, "off-duty")
)
