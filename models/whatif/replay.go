package whatif

import (
	"maps"
	"slices"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/completion"
	"onevisit/models/expr"
	"onevisit/models/flow"
	"onevisit/models/visit"
)

// Replay judges matters under an edit. It holds no state of a matter and is safe
// for concurrent use.
type Replay struct {
	edit   *Edit
	engine *flow.Engine
}

// NewReplay makes the replay of an edit.
func NewReplay(e *Edit) *Replay { return &Replay{edit: e, engine: flow.New()} }

// Judge tells what the edit does to a matter.
func (r *Replay) Judge(m *Matter) Verdict {
	v := Verdict{Class: Unchanged, Why: SameCourse, Visits: m.Visits, State: m.State}
	switch {
	case m.Service != r.edit.Base.Service:
		v.Why = OtherService
		return v
	case r.edit.Same:
		return v
	}
	for _, x := range m.refused() {
		if why, unknown := r.refusal(m, x); unknown {
			return v.unknown(why)
		}
	}
	f, several := m.main()
	switch {
	case !r.edit.Precheck && !r.edit.Walk:
		return v
	case several:
		return v.unknown(SeveralAttempts)
	case f == nil && m.PrecheckOnly:
		return v // nothing was begun that the form could have changed
	case f == nil:
		return v.unknown(Erased)
	case f.Kept == nil:
		return v.unknown(Erased)
	}
	return r.attempt(m, f, v)
}

func (v Verdict) unknown(why Why) Verdict {
	v.Class, v.Why = Unknown, why
	return v
}

// refusal tells whether a refusal at the pre-check stands under the edit. It does
// where the rule that made it stands unchanged, whatever the facts were.
func (r *Replay) refusal(m *Matter, x Refusal) (Why, bool) {
	if !r.edit.Precheck && len(r.edit.tells) == 0 {
		return "", false
	}
	if r.edit.Precheck && !r.edit.rules[x.Code] {
		return RefusalNotKept, true
	}
	if r.edit.tells[x.Code] {
		k := m.presenceOn(x.At, "")
		papers := causedBy(string(visit.PapersMissing), string(visit.PriorProof), string(visit.CorrectionAsked))
		if len(m.after(k+1, papers)) > 0 {
			return MorePapersNamed, true
		}
	}
	return "", false
}

// attempt replays the application under both versions.
func (r *Replay) attempt(m *Matter, f *Filed, v Verdict) Verdict {
	base := r.trace(r.edit.Base, f, f.Kept.Answers)
	if !reproduces(base, f) {
		return v.unknown(NotReproduced)
	}
	edited := r.under(f, base)
	switch {
	case edited.Outcome == flow.Unknown:
		return v.unknown(FactsMissing)
	case !edited.Outcome.Opens():
		return r.refused(m, f, edited, v)
	case f.SubmittedAt.IsZero():
		if len(r.small(f, edited.Path)) > 0 || base.Stopped != edited.Stopped || !slices.Equal(base.Path, edited.Path) || !slices.Equal(base.Problems, edited.Problems) {
			return v.unknown(LeftUnfinished)
		}
		return v
	}
	return r.submitted(m, f, base, edited, v)
}

// under is the trace of the edited version. What both versions say alike is not
// asked twice.
func (r *Replay) under(f *Filed, base flow.Trace) flow.Trace {
	in := input(r.edit.Edited, f, f.Kept.Answers)
	switch {
	case !r.edit.Walk:
		rules := r.engine.TracePrecheck(in)
		base.Outcome, base.Reasons = rules.Outcome, rules.Reasons
		return base
	case !r.edit.Precheck:
		edited := r.engine.TracePath(in)
		edited.Outcome, edited.Reasons = base.Outcome, base.Reasons
		return edited
	}
	return r.engine.Trace(in)
}

func (r *Replay) trace(d *catalog.Definition, f *Filed, answers flow.Answers) flow.Trace {
	return r.engine.Trace(input(d, f, answers))
}

// input is what a version looks at of what was kept. The day is that of the
// submission, or of the opening where there was none.
func input(d *catalog.Definition, f *Filed, answers flow.Answers) flow.Input {
	at := f.SubmittedAt
	if at.IsZero() {
		at = f.OpenedAt
	}
	in := flow.Input{Definition: d, Facts: f.Kept.Facts, Answers: answers, Today: models.DateOf(at), Region: f.Region}
	if d.Images != "" {
		in.Answers = maps.Clone(answers)
		in.Answers[flow.SeenKey] = f.Seen
	}
	return in
}

// reproduces tells whether the version in force leads where the attempt led:
// only then can a difference be the edit's.
func reproduces(base flow.Trace, f *Filed) bool {
	if !base.Outcome.Opens() {
		return false
	}
	return f.SubmittedAt.IsZero() || base.Stopped == "" && !base.Undecided && base.Route == f.Route && base.Total == f.Total
}

// refused is an attempt that got in and that the edited pre-check turns away.
func (r *Replay) refused(m *Matter, f *Filed, edited flow.Trace, v Verdict) Verdict {
	v.Effects = append(v.Effects, RefusedEarlier)
	j := m.presenceOn(f.OpenedAt, f.Site)
	if !f.SubmittedAt.IsZero() && m.presenceOn(f.SubmittedAt, f.Site) != j {
		return v.unknown(EarlierFactsOfOld)
	}
	switch edited.Outcome {
	case flow.No:
		if m.State == completion.Completed {
			v.Class, v.Why, v.Visits, v.State = Lost, RefusedForGood, j, completion.Abandoned
			return v
		}
		return v.to(j, RefusedAtFirst, RefusedReplaces, RefusedForGood)
	case flow.Window:
		if m.Visits > j+1 {
			return v.unknown(LaterVisits)
		}
		return v.to(j+1, RefusedReplaces, RefusedReplaces, RefusedToWindow)
	default: // only-with: one visit to be told, and none of those that the same gap cost later
		var causes []string
		for _, reason := range edited.Reasons {
			causes = append(causes, reason.Cause)
		}
		spared := m.after(j, causedBy(slices.DeleteFunc(causes, func(c string) bool { return c == "" })...))
		return v.to(m.Visits+1-len(spared), ToldAllAtOnce, RefusedReplaces, RefusedOnlyWith)
	}
}

// to sets the number of visits and the class it makes.
func (v Verdict) to(visits int, fewer, same, more Why) Verdict {
	switch {
	case visits < v.Visits:
		v.Class, v.Why = Saved, fewer
	case visits > v.Visits:
		v.Class, v.Why = Added, more
	default:
		v.Class, v.Why = Unchanged, same
	}
	v.Visits = visits
	return v
}

// photoProblems are the pictures that are too small for a version.
func photoProblems(d *catalog.Definition, path []string, of func(field string) (Photo, bool)) []string {
	var small []string
	for _, name := range path {
		step, ok := d.Step(name)
		if !ok {
			continue
		}
		for i := range step.Fields {
			x := &step.Fields[i]
			if x.Kind != "photo" || x.Photo == nil {
				continue
			}
			if p, ok := of(x.Name); ok && (p.Width < x.Photo.MinWidth || p.Height < x.Photo.MinHeight) {
				small = append(small, x.Name)
			}
		}
	}
	return small
}

// small lists the pictures handed in that are too small for the edited version.
func (r *Replay) small(f *Filed, path []string) []string {
	return photoProblems(r.edit.Edited, path, func(name string) (Photo, bool) {
		id, _ := f.Kept.Answers[name].(string)
		return f.photo(id)
	})
}

func field(d *catalog.Definition, name string) *catalog.Field {
	i := d.FieldStep(name)
	if i < 0 {
		return nil
	}
	for j := range d.Steps[i].Fields {
		if x := &d.Steps[i].Fields[j]; x.Name == name {
			return x
		}
	}
	return nil
}

// again answers the holes as far as they decide nothing: with the zero value,
// under the relaxed version.
func (r *Replay) again(f *Filed, holes []string) flow.Trace {
	answers := maps.Clone(f.Kept.Answers)
	for _, name := range holes {
		x := field(r.edit.Edited, name)
		switch {
		case x == nil:
		case x.AnswerType() == expr.Bool:
			answers[name] = false
		case x.AnswerType() == expr.Strings:
			answers[name] = []string{}
		default:
			answers[name] = ""
		}
	}
	return r.trace(r.edit.relaxed, f, answers)
}
