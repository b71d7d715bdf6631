package casework_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/calendar"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/pii"
)

// asking is what the office says about corrections.
type asking struct {
	files
	wrong   []flow.Problem
	earlier []application.CorrectionRequest
	silent  error
	called  []models.ID
	refuse  error
}

func (a *asking) Recheck(context.Context, models.ID) ([]flow.Problem, error) {
	return a.wrong, a.silent
}

func (a *asking) Corrections(context.Context, models.ID) ([]application.CorrectionRequest, error) {
	return a.earlier, nil
}

func (a *asking) Call(_ context.Context, _ models.Tx, id models.ID, _ models.Actor) error {
	a.called = append(a.called, id)
	return a.refuse
}

func (b *bench) corrections(a *asking) *casework.Corrections {
	b.t.Helper()
	days, err := calendar.Published()
	must(b.t, err)
	a.files = b.files
	a.file.Definition.Reasons = append(slices.Clone(a.file.Definition.Reasons), catalog.Reason{
		Code: "mobile-again", For: []string{"correct"}, Fields: []string{"mobile"}, Cause: "R19", Text: models.Texts{"zh-CN": "改手机号"},
	})
	return casework.NewCorrections(casework.CorrectionsConfig{Transactor: b.db, List: b.work, Asking: a, Calendar: days, Clock: b.clock})
}

func mark(field, reason string) application.Mark {
	return application.Mark{Field: field, Reason: reason}
}

func TestCorrectables_nameFieldsReasonsAndWhatIsWrong(t *testing.T) {
	b := newBench(t)
	a := &asking{
		wrong:   []flow.Problem{{Field: "mobile", Code: application.CodeRegisterChanged}},
		earlier: []application.CorrectionRequest{{State: application.RequestAnswered}, {State: application.RequestWithdrawn}},
	}
	d, id := b.corrections(a), b.queue()
	got, err := d.Correctables(t.Context(), b.clerk("wang"), id)
	must(t, err)
	if got.Earlier != 1 || got.AnswerDays != 15 || len(got.Fields) != 2 || got.Fields[0].Field != "mobile" || got.Fields[0].Section["en"] != "Contact" {
		t.Errorf("%+v", got)
	}
	if len(got.Fields[0].Reasons) != 1 || got.Fields[0].Reasons[0].Code != "mobile-again" {
		t.Errorf("the definition's own reason is not the first: %+v", got.Fields[0].Reasons)
	}
	if len(got.Fields[1].Reasons) != 1 || got.Fields[1].Reasons[0].Code != "correct.value" {
		t.Errorf("a field without a reason of its own: %+v", got.Fields[1].Reasons)
	}
	if len(got.Found) != 1 || got.Found[0].Reason != "mobile-again" || got.Found[0].Code != application.CodeRegisterChanged {
		t.Errorf("%+v", got.Found)
	}
	elsewhere := b.clerk("wang-of-another-hall")
	elsewhere.Site = "other-hall"
	_, err = d.Correctables(t.Context(), elsewhere, id)
	wantErr(t, "a case of another hall", err, models.ErrNotFound)
}

func TestPrepare_refusesAnIncompleteOrWrongRequest(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	wrong := []flow.Problem{{Field: "mobile", Code: "required"}}
	long := strings.Repeat("长", 201)
	for name, c := range map[string]struct {
		marks []application.Mark
		again string
		wrong []flow.Problem
		code  string
		field string
	}{
		"no mark":                  {nil, "", nil, "input", "correction.marks"},
		"an unknown field":         {[]application.Mark{mark("photo", "correct.value")}, "", nil, "input", "correction.marks.0.field"},
		"a reason of other fields": {[]application.Mark{mark("delivery", "mobile-again")}, "", nil, "input", "correction.marks.0.reasonCode"},
		"a reason to reject":       {[]application.Mark{mark("mobile", "photo-poor")}, "", nil, "input", "correction.marks.0.reasonCode"},
		"no reason":                {[]application.Mark{mark("mobile", "")}, "", nil, "input", "correction.marks.0.reasonCode"},
		"a field twice":            {[]application.Mark{mark("mobile", "mobile-again"), mark("mobile", "mobile-again")}, "", nil, "input", "correction.marks.1.field"},
		"a note too long":          {[]application.Mark{{Field: "mobile", Reason: "mobile-again", Note: pii.Conceal(long)}}, "", nil, "input", "correction.marks.0.note"},
		"an excuse too long":       {[]application.Mark{mark("mobile", "mobile-again")}, long, nil, "input", "correction.againReason"},
		"what the system finds is left out": {
			[]application.Mark{mark("delivery", "correct.value")}, "", wrong, "correction-incomplete", "mobile",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := b.corrections(&asking{wrong: c.wrong})
			_, err := d.Prepare(t.Context(), b.caseOf(id), b.files.file, application.CorrectionAsk{Marks: c.marks, Again: c.again})
			wantField(t, name, err, c.code, c.field)
		})
	}
}

func TestPrepare_setsTheLastDayAndWantsAReasonForASecond(t *testing.T) {
	b := newBench(t)
	c := b.caseOf(b.queue())
	ask := application.CorrectionAsk{Marks: []application.Mark{mark("mobile", "mobile-again")}, Again: "前次漏写"}
	got, err := b.corrections(&asking{}).Prepare(t.Context(), c, b.files.file, ask)
	if err != nil || got.Again != "" || got.AnswerBy <= models.DateOf(b.clock.Now()).AddDays(15) {
		t.Errorf("%+v %v", got, err)
	}
	once := &asking{earlier: []application.CorrectionRequest{{State: application.RequestExpired}}}
	got, err = b.corrections(once).Prepare(t.Context(), c, b.files.file, ask)
	if err != nil || got.Again != "前次漏写" {
		t.Errorf("%+v %v", got, err)
	}
	ask.Again = ""
	_, err = b.corrections(once).Prepare(t.Context(), c, b.files.file, ask)
	wantField(t, "a second without a reason", err, "correction-again", "againReason")
	away := errors.New("registers away")
	_, err = b.corrections(&asking{silent: away}).Prepare(t.Context(), c, b.files.file, ask)
	wantErr(t, "a check that could not be made", err, away)
}

func TestCall_ofOnesOwnHallOnly(t *testing.T) {
	b := newBench(t)
	a := &asking{}
	d, id, wang := b.corrections(a), b.queue(), b.clerk("wang")
	must(t, d.Call(t.Context(), wang, id, nil))
	elsewhere := wang
	elsewhere.Site = "other-hall"
	wantErr(t, "another hall", d.Call(t.Context(), elsewhere, id, nil), models.ErrNotFound)
	a.refuse = application.ErrNotCorrecting
	wantErr(t, "nothing is asked", d.Call(t.Context(), wang, id, nil), application.ErrNotCorrecting)
	if len(a.called) != 2 {
		t.Errorf("%v", a.called)
	}
}
