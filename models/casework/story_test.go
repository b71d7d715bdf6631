package casework_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/store"
	"onevisit/models/visit"
)

func (b *bench) note(e audit.Entry) {
	b.t.Helper()
	b.atomically(func(ctx context.Context, tx models.Tx) error { return b.audit.Append(ctx, tx, e) })
	b.clock.pass(time.Second)
}

func (b *bench) view(actor models.Actor, id models.ID) casework.View {
	b.t.Helper()
	view, err := b.telling().View(b.t.Context(), actor, id)
	must(b.t, err)
	return view
}

// Everything that happened stands in the timeline, in words, by whom, once; what
// was looked at and any value do not.
func TestView_timelineTellsEverythingInWords(t *testing.T) {
	b := newBench(t)
	file := withFacts()
	text := func(zh, en string) models.Texts { return models.Texts{"zh-CN": zh, "en": en} }
	file.Definition.Steps = []catalog.Step{
		{Name: "phone", Title: text("联系电话", "Phone"), Fields: []catalog.Field{{Name: "mobile", Label: text("手机号", "Mobile")}}},
		{Name: "photo", Title: text("照片", "Photo"), Fields: []catalog.Field{{Name: "photo", Label: text("照片", "Photo")}}},
	}
	b.files = files{file}
	wang := b.clerk("wang")
	matter := b.ids.New()
	citizen := models.Actor{Kind: models.ActorCitizen, ID: b.ids.New(), Session: b.ids.New()}
	id := b.queue(func(e *application.QueueEntry) { e.Matter = matter })
	about := []audit.Ref{{Kind: "application", ID: string(id)}, {Kind: "matter", ID: string(matter)}}
	b.note(audit.Entry{Action: audit.PreCheckEnded, Actor: citizen, Subjects: about[1:], Notes: map[string]string{"outcome": "no"}})
	b.note(audit.Entry{Action: audit.ApplicationOpened, Actor: citizen, Subjects: about})
	for _, step := range []string{"phone", "photo", "phone"} {
		b.note(audit.Entry{Action: audit.StepSaved, Actor: citizen, Subjects: about[:1], Fields: []string{"mobile"}, Notes: map[string]string{"step": step}})
	}
	b.note(audit.Entry{
		Action: audit.ApplicationOpened, Actor: citizen, // another application of the matter: its own story
		Subjects: []audit.Ref{{Kind: "application", ID: string(b.ids.New())}, about[1]},
	})
	claim, err := b.desk.Take(t.Context(), wang, id, nil)
	must(t, err)
	_, err = b.telling().Reveal(t.Context(), wang, id, "mobile", casework.ContactCitizen)
	must(t, err)
	b.clock.pass(time.Second)
	b.note(audit.Entry{Action: audit.ClockStopped, Actor: models.Actor{Kind: models.ActorSystem}, Subjects: about, Notes: map[string]string{"reason": "correction", "to": "2026-12-15"}})
	b.note(audit.Entry{Action: audit.CaseTakenOver, Actor: wang, Subjects: about, Notes: map[string]string{"reason": "complaint"}})
	b.note(audit.Entry{
		Action: audit.WindowRecorded, Actor: wang, Subjects: about,
		Notes: map[string]string{"kind": "attended", "purpose": "papers", "cause": "R01", "service": service},
	})
	b.decide(b.keeping(0), wang, casework.Ruling{
		Application: id, Fence: claim.Fence, Outcome: casework.Reject, Reason: "photo-poor", Checks: []string{"photo"},
	})
	view := b.view(wang, id)
	var lines []string
	for _, m := range view.Timeline {
		lines = append(lines, fmt.Sprintf("%s|%s|%s", m.Kind, m.By.In("en"), m.Text.In("en")))
		if m.Text.In("zh-CN") == "" || m.At.IsZero() {
			t.Errorf("%+v", m)
		}
	}
	got := strings.Join(lines, "\n")
	for _, want := range []string{
		"citizen|Applicant|The pre-check found the person not eligible: not eligible",
		"citizen|Applicant|Filled in: Phone, Photo",
		"clerk|wang|A masked field was revealed: to contact the applicant, Mobile",
		"clock|System|", ": waiting for the applicant's correction, by 2026-12-15",
		": a complaint",
		"clerk|wang|A window recorded an attendance: attended, to bring papers, because papers missing or wrong",
		"clerk|wang|A case was decided: reject, The photo is not good",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the timeline does not tell %q:\n%s", want, got)
		}
	}
	if n := strings.Count(got, "An application was opened"); n != 1 {
		t.Errorf("%d applications were opened:\n%s", n, got)
	}
	if strings.Contains(got, "13912345678") || strings.Contains(got, "looked at") {
		t.Errorf("the timeline tells too much:\n%s", got)
	}
	if view.Stage != casework.StageEnded || len(view.Decisions) != 1 || view.Decisions[0].Reason.In("en") != "The photo is not good" {
		t.Errorf("stage %s, decisions %+v", view.Stage, view.Decisions)
	}
}

// A long story is read to its end.
func TestView_timelineHasNoGap(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	b.atomically(func(ctx context.Context, tx models.Tx) error {
		for range 450 {
			err := b.audit.Append(ctx, tx, audit.Entry{
				Action: audit.EvidenceShown, Actor: models.Actor{Kind: models.ActorCitizen, ID: "x"},
				Subjects: []audit.Ref{{Kind: "application", ID: string(id)}},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if n := len(b.view(b.clerk("wang"), id).Timeline); n != 450 {
		t.Errorf("%d of 450", n)
	}
}

// What was asked of the citizen stands with each value before and after, masked;
// equal masks do not hide that the value was changed.
func TestView_showsCorrectionsBeforeAndAfter(t *testing.T) {
	b := newBench(t)
	before := withFacts()
	b.files = files{before}
	wang := b.clerk("wang")
	claim := b.claimed(wang)
	asking := application.CorrectionAsk{Marks: []application.Mark{
		{Field: "mobile", Reason: "unknown", Note: pii.Conceal("号码停机")}, {Field: "delivery", Reason: "unknown"},
	}}
	b.decide(b.keeping(0), wang, casework.Ruling{
		Application: claim.Application, Fence: claim.Fence, Outcome: casework.Correct, Checks: []string{"photo"}, Correction: &asking,
	})
	b.clock.pass(time.Minute)
	after := withFacts()
	after.Input.Answers = flow.Answers{"mobile": "13900005678", "delivery": "post"}
	after.Walk.Review[0].Rows[0].Value = models.Texts{"zh-CN": "13900005678", "en": "13900005678"}
	b.files = files{after}
	desk := b.telling()
	request := application.CorrectionRequest{
		ID: b.ids.New(), Application: claim.Application, By: wang.ID, Ask: asking, AskedAt: b.clock.Now(), AnswerBy: "2026-12-15", State: application.RequestAsked,
	}
	desk.Story.Corrections = asked{request}
	view, err := desk.View(t.Context(), wang, claim.Application)
	must(t, err)
	mark := view.Asked[0].Marks[0]
	if view.Asked[0].By != "wang" || mark.Was.In("en") != "139****5678" || mark.Now != nil || mark.Changed || mark.Note != "号码停机" {
		t.Errorf("before the answer: %+v", view.Asked[0])
	}
	request.State, request.AnsweredBy, request.ClosedAt = application.RequestAnswered, application.ByPhone, b.clock.Now()
	desk.Story.Corrections = asked{request}
	view, err = desk.View(t.Context(), wang, claim.Application)
	must(t, err)
	mobile, delivery := view.Asked[0].Marks[0], view.Asked[0].Marks[1]
	if mobile.Was.In("en") != "139****5678" || mobile.Now.In("en") != "139****5678" || !mobile.Changed {
		t.Errorf("the mobile: %+v", mobile)
	}
	if delivery.Was.In("en") != "Post" || delivery.Now.In("en") != "Post" || delivery.Changed {
		t.Errorf("the delivery: %+v", delivery)
	}
	if text := fmt.Sprintf("%+v", view); strings.Contains(text, "13912345678") || strings.Contains(text, "13900005678") {
		t.Error("a value stands in the view")
	}
}

func TestView_showsWhereThePersonWas(t *testing.T) {
	b := newBench(t)
	visits := store.NewVisits(b.db)
	ledger := visit.NewLedger(visits, visits, b.audit, b.clock, b.ids)
	person := b.person("someone")
	var matter models.ID
	for n, site := range []string{hall, otherHall} {
		b.atomically(func(ctx context.Context, tx models.Tx) error {
			v := visit.Visit{ID: b.ids.New(), Person: person, Site: site, On: models.DateOf(b.clock.Now()), StartedAt: b.clock.Now()}
			if err := visits.AddVisit(ctx, tx, v); err != nil {
				return err
			}
			m, err := ledger.Attend(ctx, tx, visit.Event{Service: service, Visit: v.ID, Definition: "abc", Opens: n == 1}, nil)
			if err != nil {
				return err
			}
			matter = m.ID
			return ledger.Note(ctx, tx, m.ID, visit.EndingOf(map[int]visit.EndingKind{0: visit.EndRefused, 1: visit.EndSubmitted}[n], ""))
		})
		b.clock.pass(24 * time.Hour)
	}
	id := b.queue(func(e *application.QueueEntry) { e.Person, e.Matter = person, matter })
	view := b.view(b.clerk("wang"), id)
	if len(view.Visits) != 2 {
		t.Fatalf("%+v", view.Visits)
	}
	last, first := view.Visits[0], view.Visits[1]
	if first.Ending != visit.EndRefused || first.Cause != "" || last.Ending != visit.EndSubmitted || last.Cause != visit.MachineRefused ||
		last.Site.In("en") != otherHall || len(last.Services) != 1 || last.On <= first.On {
		t.Errorf("first %+v, last %+v", first, last)
	}
	if view.Holder.Reveal() != "张*" {
		t.Errorf("holder %q", view.Holder.Reveal())
	}
	for kind := range map[visit.EndingKind]bool{visit.EndRefused: true, visit.EndAsked: true, visit.EndAttended: true} {
		if kind.Describe().In("zh-CN") == "" {
			t.Errorf("%s has no words", kind)
		}
	}
}

func TestView_explainsTheDeadline(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	id := b.queue()
	clock := b.view(wang, id).Clock
	if clock.Stopped || len(clock.Stops) != 0 || clock.Explanation.In("zh-CN") == "" || clock.Explanation.In("en") == "" {
		t.Errorf("%+v", clock)
	}
	stopped, err := casework.NewDeadlines(stops{{From: b.clock.Now(), Days: 3, Reason: casework.StopCorrection}}).Clock(t.Context(),
		casework.Case{Stage: casework.StageSecond, Due: "2026-12-03", SignDays: 1, Promised: "2026-12-04", StoppedAt: b.clock.Now()})
	must(t, err)
	en := stopped.Explanation.In("en")
	for _, want := range []string{"second look is due by 2026-12-03", "promised 2026-12-04", "3 working days", "stands still now"} {
		if !strings.Contains(en, want) {
			t.Errorf("%q does not say %q", en, want)
		}
	}
	if !stopped.Stopped || stopped.Stops[0].Reason.In("en") == "" {
		t.Errorf("%+v", stopped)
	}
}

// stops stands for the repository of stops; only Stops is asked.
type stops []casework.Stop

func (s stops) Stops(context.Context, models.ID) ([]casework.Stop, error) { return s, nil }
