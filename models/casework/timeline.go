package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
)

// MomentKind says who made something happen.
type MomentKind string

// The kinds of moments.
const (
	ByCitizen MomentKind = "citizen"
	ByClerk   MomentKind = "clerk"
	BySystem  MomentKind = "system"
	ByClock   MomentKind = "clock" // deadlines, their stops and starts
)

// Moment is one line of what happened, without values.
type Moment struct {
	At   time.Time
	Text models.Texts
	By   models.Texts
	Kind MomentKind
}

// timelineLength is how many entries of the record are read at once, and
// longestTimeline how many are shown of one case: no case has more by honest
// work, and what does has its whole story in the record.
const (
	timelineLength  = 200
	longestTimeline = 2000
)

// timeline is everything that happened to the application, and to its matter
// before there was one, oldest first. Looks at the case are left out: the record
// has them, and a queue that fetches ahead would bury the rest under them.
// blind leaves out what was decided first.
func (d *Desk) timeline(ctx context.Context, c Case, file application.Dossier, blind bool) ([]Moment, error) {
	records, err := d.story(ctx, c)
	if err != nil {
		return nil, err
	}
	teller := teller{file: file, reasons: ReasonsOf(file.Definition)}
	names := map[models.ID]models.Texts{}
	moments := make([]Moment, 0, len(records))
	var saved []audit.Record // pages saved one after another become one line
	tell := func(r audit.Record, text models.Texts) error {
		by, err := d.byName(ctx, r.Actor, names)
		if err != nil {
			return err
		}
		moments = append(moments, Moment{At: r.At, Text: text, By: by, Kind: kindOf(r)})
		return nil
	}
	flush := func() error {
		if len(saved) == 0 {
			return nil
		}
		last := saved[len(saved)-1]
		text := teller.saved(saved)
		saved = nil
		return tell(last, text)
	}
	for _, r := range records {
		switch {
		case r.Action == audit.CaseSeen, blind && tellsDecision(r.Action):
			continue
		case r.Action == audit.StepSaved && (len(saved) == 0 || saved[0].Actor.Session == r.Actor.Session):
			saved = append(saved, r)
			continue
		}
		if err := flush(); err != nil {
			return nil, err
		}
		if r.Action == audit.StepSaved {
			saved = append(saved, r)
			continue
		}
		if err := tell(r, teller.text(r)); err != nil {
			return nil, err
		}
	}
	return moments, flush()
}

// story reads the record about the application and its matter, each entry once.
func (d *Desk) story(ctx context.Context, c Case) ([]audit.Record, error) {
	seen := map[int64]bool{}
	var all []audit.Record
	for _, about := range []audit.Ref{{Kind: "application", ID: string(c.Application)}, {Kind: "matter", ID: string(c.Matter)}} {
		records, err := d.about(ctx, about)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if !seen[r.Seq] && (about.Kind == "application" || ofMatterAlone(r)) {
				seen[r.Seq] = true
				all = append(all, r)
			}
		}
	}
	slices.SortFunc(all, func(a, b audit.Record) int { return cmp.Compare(a.Seq, b.Seq) })
	return all, nil
}

// ofMatterAlone tells whether an entry is about the matter and no application of
// it: another application's story is that one's.
func ofMatterAlone(r audit.Record) bool {
	return !slices.ContainsFunc(r.Subjects, func(s audit.Ref) bool { return s.Kind == "application" })
}

func (d *Desk) about(ctx context.Context, about audit.Ref) ([]audit.Record, error) {
	var all []audit.Record
	page := models.Page{Limit: timelineLength}
	for len(all) < longestTimeline {
		records, err := d.Record.About(ctx, about, page)
		if err != nil {
			return nil, fmt.Errorf("casework: read record: %w", err)
		}
		all = append(all, records...)
		if len(records) < timelineLength {
			break
		}
		page.After = strconv.FormatInt(records[len(records)-1].Seq, 10)
	}
	return all, nil
}

// tellsDecision tells whether an entry would give a first decision away.
func tellsDecision(a audit.Action) bool {
	return slices.Contains([]audit.Action{
		audit.CaseDecided, audit.DecisionFinal, audit.DecisionUndone, audit.DecisionStopped, audit.SecondAsked, audit.BulkDecided,
		audit.BulkUndone, audit.RecordSeen,
	}, a)
}

func kindOf(r audit.Record) MomentKind {
	switch r.Action {
	case audit.ClockStopped, audit.ClockStarted, audit.DeadlineNear, audit.DeadlineBroken:
		return ByClock
	default: // by the actor
	}
	switch r.Actor.Kind {
	case models.ActorCitizen, models.ActorDevice:
		return ByCitizen
	case models.ActorStaff:
		return ByClerk
	default:
		return BySystem
	}
}

func (d *Desk) byName(ctx context.Context, actor models.Actor, names map[models.ID]models.Texts) (models.Texts, error) {
	switch actor.Kind {
	case models.ActorCitizen:
		return texts("申请人", "Applicant"), nil
	case models.ActorDevice:
		return texts("自助机", "Kiosk"), nil
	case models.ActorStaff:
	default:
		return texts("系统", "System"), nil
	}
	if by, ok := names[actor.ID]; ok {
		return by, nil
	}
	clerk, err := d.Clerks.ByID(ctx, actor.ID)
	if errors.Is(err, models.ErrNotFound) {
		return texts("工作人员", "Staff"), nil
	}
	if err != nil {
		return nil, fmt.Errorf("casework: read clerk: %w", err)
	}
	names[actor.ID] = texts(clerk.Name, clerk.Name)
	return names[actor.ID], nil
}
