package desk_test

import (
	"context"
	"strings"
	"testing"

	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/catalog"
)

// asks stands for the use cases of corrections: one field, one finding.
type asks struct {
	called []models.ID
	refuse error
}

func (a *asks) Correctables(_ context.Context, actor models.Actor, _ models.ID) (casework.Correctables, error) {
	if actor.Site != hall {
		return casework.Correctables{}, models.ErrNotFound
	}
	texts := func(zh, en string) models.Texts { return models.Texts{"zh-CN": zh, "en": en} }
	return casework.Correctables{
		Earlier: 1, AnswerDays: 15,
		Fields: []casework.Correctable{{
			Field: "photo", Label: texts("照片", "Photo"), Section: texts("照相", "Photo"),
			Reasons: []catalog.Reason{{Code: "photo-again", Text: texts("重拍一张", "Take another")}},
		}},
		Found: []casework.Finding{
			{Field: "photo", Label: texts("照片", "Photo"), Reason: "photo-again", Code: application.CodePhotoGone},
			{Field: "photo", Label: texts("照片", "Photo"), Reason: "photo-again", Code: "x", Text: texts("定义里的话", "The definition's words")},
		},
	}, nil
}

func (a *asks) Call(ctx context.Context, actor models.Actor, id models.ID, _ casework.Hook[models.ID]) error {
	if a.refuse != nil {
		return a.refuse
	}
	audit.Observe(ctx, audit.Entry{Action: audit.CitizenCalled, Actor: actor})
	a.called = append(a.called, id)
	return nil
}

func TestCorrectables_areSaidInTheClerksWords(t *testing.T) {
	b := newBench(t)
	path := "/api/desk/cases/" + b.queue() + "/correctables"
	var got deskapi.Correctables
	b.as("wang").Do("GET", path, nil, webtest.English()).Want(200).Into(&got)
	if got.Earlier != 1 || *got.AnswerDays != 15 || len(got.Fields) != 1 || got.Fields[0].Reasons[0].Name != "Take another" {
		t.Errorf("%+v", got)
	}
	if len(got.Found) != 2 || !strings.Contains(got.Found[0].Text, "photo") || got.Found[1].Text != "The definition's words" || got.Found[0].ReasonCode != "photo-again" {
		t.Errorf("%+v", got.Found)
	}
	b.as("stranger").Do("GET", path, nil).WantProblem(404, "not-found")
	b.as("du").Do("GET", path, nil).WantProblem(403, "forbidden-role")
	b.as("").Do("GET", path, nil).WantProblem(401, "staff.session_ended")
}

func TestCallCitizen_onlyWhileSomethingIsAsked(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	path := "/api/desk/cases/" + id + "/call"
	b.as("wang").Do("POST", path, nil).Want(204)
	if len(b.asks.called) != 1 || string(b.asks.called[0]) != id {
		t.Errorf("%v", b.asks.called)
	}
	b.asks.refuse = application.ErrNotCorrecting
	b.as("wang").Do("POST", path, nil).WantProblem(409, "not-in-correction")
	b.as("du").Do("POST", path, nil).WantProblem(403, "forbidden-role")
	b.as("wang").Do("POST", path, nil, webtest.Header("X-OneVisit", "")).WantProblem(403, "cross-origin")
}
