package casework

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/catalog"
	"onevisit/models/visit"
)

// Story is what the view of a case reads beside the case itself.
type Story struct {
	Decisions interface {
		// Decisions lists those on an application, oldest first.
		Decisions(ctx context.Context, application models.ID) ([]Decision, error)
	}
	Corrections interface {
		// Corrections lists what was asked of the citizen, oldest first, opened.
		Corrections(ctx context.Context, application models.ID) ([]application.CorrectionRequest, error)
	}
	Records *Records
	Visits  interface {
		// PastVisits lists a person's presences, newest first, at most limit, with
		// how each stood for the matter.
		PastVisits(ctx context.Context, person, matter models.ID, limit int) ([]PastVisit, error)
	}
	Clock interface {
		// Clock tells how the deadline of a case came about.
		Clock(ctx context.Context, c Case) (DeadlineClock, error)
	}
}

// shownVisits is how many presences of a person a case shows.
const shownVisits = 20

// PastVisit is a presence of the person.
type PastVisit struct {
	On       models.Date
	Site     models.Texts // name of the hall
	Services []string
	Ending   visit.EndingKind // for this case's matter; "" where it was not about it
	Cause    visit.Cause
}

// DeadlineClock is how the day came about by which a case's state has to end.
type DeadlineClock struct {
	Due         models.Date // "" for none
	Stopped     bool
	Explanation models.Texts // nil where there is nothing to explain
	Stops       []ClockStop
}

// ClockStop is a time in which the clock stood still.
type ClockStop struct {
	From   time.Time
	To     time.Time // zero while it stands
	Reason models.Texts
}

// DecisionSeen is a decision as the case shows it.
type DecisionSeen struct {
	Decision
	By     string
	Reason models.Texts
	Note   string
}

// AskedSeen is a correction request as the case shows it.
type AskedSeen struct {
	application.CorrectionRequest
	By    string
	Marks []MarkSeen
}

// MarkSeen is one thing that had to be put right, before and after.
type MarkSeen struct {
	Field   string
	Label   models.Texts
	Reason  models.Texts
	Note    string
	Was     models.Texts // masked where personal; nil where it was not kept
	Now     models.Texts // nil where it is not answered
	Changed bool
}

// tell fills in what a view shows of the past of the case.
func (d *Desk) tell(ctx context.Context, view *View, file application.Dossier, blind bool) error {
	c := view.Case
	var err error
	if view.Timeline, err = d.timeline(ctx, c, file, blind); err != nil {
		return err
	}
	if view.Earlier, err = d.List.Earlier(ctx, c.Person, c.Matter); err != nil {
		return fmt.Errorf("casework: earlier matters: %w", err)
	}
	view.Clock = DeadlineClock{Due: c.Due, Stopped: !c.StoppedAt.IsZero()}
	if d.Story.Clock != nil {
		if view.Clock, err = d.Story.Clock.Clock(ctx, c); err != nil {
			return fmt.Errorf("casework: deadline: %w", err)
		}
	}
	if d.Story.Visits != nil {
		if view.Visits, err = d.Story.Visits.PastVisits(ctx, c.Person, c.Matter, shownVisits); err != nil {
			return fmt.Errorf("casework: visits: %w", err)
		}
	}
	names := map[models.ID]string{}
	if view.Decisions, err = d.decisionsSeen(ctx, view, file, names); err != nil {
		return err
	}
	view.Asked, err = d.askedSeen(ctx, view, file, names)
	return err
}

// decisionsSeen lists the decisions on a case. A blind second look sees what was
// taken back, what was asked of the citizen, and the viewer's own.
func (d *Desk) decisionsSeen(ctx context.Context, view *View, file application.Dossier, names map[models.ID]string) ([]DecisionSeen, error) {
	if d.Story.Decisions == nil {
		return nil, nil
	}
	all, err := d.Story.Decisions.Decisions(ctx, view.Case.Application)
	if err != nil {
		return nil, fmt.Errorf("casework: read decisions: %w", err)
	}
	var seen []DecisionSeen
	for _, x := range all {
		if view.blind && x.Stage == StageFirst && x.Outcome != Correct && x.Counts() && x.Clerk != view.viewer {
			continue
		}
		one := DecisionSeen{Decision: x}
		for _, r := range ReasonsOf(file.Definition) {
			if x.Reason != "" && r.Code == x.Reason && r.Outcome == x.Outcome {
				one.Reason = r.Text
			}
		}
		if len(x.Note) > 0 {
			note, err := d.Vault.Open(x.ID, noteColumn, x.Note)
			if err != nil {
				return nil, fmt.Errorf("casework: open note: %w", err)
			}
			one.Note = string(note)
		}
		if one.By, err = d.nameOf(ctx, x.Clerk, names); err != nil {
			return nil, err
		}
		seen = append(seen, one)
	}
	return seen, nil
}

func (d *Desk) nameOf(ctx context.Context, clerk models.ID, names map[models.ID]string) (string, error) {
	if name, ok := names[clerk]; ok {
		return name, nil
	}
	account, err := d.Clerks.ByID(ctx, clerk)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return "", fmt.Errorf("casework: read clerk: %w", err)
	}
	names[clerk] = account.Name
	return account.Name, nil
}

// askedSeen lists the correction requests with every marked value before and
// after: before is what the record of the asking decision kept.
func (d *Desk) askedSeen(ctx context.Context, view *View, file application.Dossier, names map[models.ID]string) ([]AskedSeen, error) {
	if d.Story.Corrections == nil {
		return nil, nil
	}
	requests, err := d.Story.Corrections.Corrections(ctx, view.Case.Application)
	if err != nil {
		return nil, fmt.Errorf("casework: read corrections: %w", err)
	}
	if len(requests) == 0 {
		return nil, nil
	}
	var kept []asKept
	if d.Story.Records != nil {
		if kept, err = d.Story.Records.asked(ctx, view.Case.Application); err != nil {
			return nil, err
		}
	}
	seen := make([]AskedSeen, len(requests))
	for i, r := range requests {
		seen[i].CorrectionRequest = r
		if seen[i].By, err = d.nameOf(ctx, r.By, names); err != nil {
			return nil, err
		}
		before := latestBefore(kept, r.AskedAt)
		after := current(view.Sections, file)
		if i+1 < len(requests) { // what a later request found is what this one led to
			after = latestBefore(kept, requests[i+1].AskedAt)
		}
		for _, m := range r.Ask.Marks {
			seen[i].Marks = append(seen[i].Marks, markSeen(file.Definition, m, before, after, r.State == application.RequestAnswered))
		}
	}
	return seen, nil
}

// asKept is what was shown and answered at one moment.
type asKept struct {
	at      time.Time
	rows    map[string]Row
	answers map[string]any
}

func current(sections []Section, file application.Dossier) asKept {
	return asKept{rows: byField(sections), answers: file.Input.Answers}
}

func byField(sections []Section) map[string]Row {
	rows := map[string]Row{}
	for _, s := range sections {
		for _, r := range s.Rows {
			rows[r.Field] = r
		}
	}
	return rows
}

// latestBefore is the last of what was kept up to a moment. A decision is kept
// when it is made and its request asked when it is final.
func latestBefore(kept []asKept, at time.Time) asKept {
	var last asKept
	for _, k := range kept {
		if !k.at.After(at) {
			last = k
		}
	}
	return last
}

func markSeen(def *catalog.Definition, m application.Mark, before, after asKept, answered bool) MarkSeen {
	seen := MarkSeen{
		Field: m.Field, Label: before.rows[m.Field].Label, Reason: application.CorrectReason(def, m.Reason).Text, Note: m.Note.Reveal(),
		Was: before.rows[m.Field].Value,
	}
	if seen.Label == nil {
		seen.Label = fieldLabel(def, m.Field)
	}
	if answered {
		seen.Now = after.rows[m.Field].Value
		seen.Changed = before.rows != nil && !reflect.DeepEqual(before.answers[m.Field], after.answers[m.Field])
	}
	return seen
}

func fieldLabel(def *catalog.Definition, field string) models.Texts {
	for _, step := range def.Steps {
		for _, f := range step.Fields {
			if f.Name == field {
				return f.Label
			}
		}
	}
	return texts(field, field)
}
