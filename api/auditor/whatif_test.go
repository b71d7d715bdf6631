package auditor_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"onevisit/api"
	"onevisit/api/auditor"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/catalog"
	"onevisit/models/completion"
	"onevisit/models/modelstest"
	"onevisit/models/whatif"
)

// replays remembers what was asked and answers one result.
type replays struct {
	asked  []whatif.Request
	actors []models.Actor
	err    error
}

func (r *replays) Run(ctx context.Context, actor models.Actor, q whatif.Request) (whatif.Result, error) {
	if r.err == nil {
		audit.Observe(ctx, audit.Entry{Action: audit.WhatIfRan, Actor: actor})
	}
	r.asked, r.actors = append(r.asked, q), append(r.actors, actor)
	half := whatif.Rate{Numerator: 5.5, Denominator: 10, Percent: 55, Low: 20, High: 80}
	return whatif.Result{
		Query: completion.Query{From: q.From, To: q.To, Service: "test.card"}, Definition: "1-00000000", Base: strings.Repeat("a", 64),
		Edited: strings.Repeat("b", 64), Matters: 12, Experienced: whatif.Comparison{Before: half, After: half, Low: -3, High: 3, Most: 7},
		Classes: []whatif.ClassCount{{Class: whatif.Saved, Matters: 1, Visits: -1, Rules: []whatif.RuleCount{
			{Why: whatif.NoWindow, Matters: 1, IDs: []models.ID{"06h0rfghz1pxjzc4dpak6ncv4e"}},
		}}},
		Effects: []whatif.EffectCount{{Effect: whatif.AsksMore, Matters: 2}}, Assumption: q.Assume,
	}, r.err
}

func withWhatIfs(t *testing.T, r *replays) *hall {
	t.Helper()
	h := &hall{t: t, clock: modelstest.NewClock()}
	var err error
	h.handler, err = api.New(api.Config{
		Auditor: auditor.New(auditor.Deps{WhatIfs: r, Titles: noTitles{}}), Sessions: h,
		Clock: h.clock, IDs: models.NewIDs(h.clock, rand.Reader), Log: slog.New(slog.DiscardHandler),
	})
	h.must(err)
	return h
}

type noTitles struct{}

func (noTitles) Known(string) (*catalog.Definition, bool) { return nil, false }

const period = `"from":"2026-11-01","to":"2026-11-30"`

func TestWhatIf_answersInTheCallersLanguage(t *testing.T) {
	r := &replays{}
	h := withWhatIfs(t, r)
	var got auditorapi.WhatIfResult
	body := json.RawMessage(`{` + period + `,"definition":"service: test.card","site":"440300-001","listed":3}`)
	h.as("auditor").Do("POST", "/api/auditor/what-if", body).Want(200).Into(&got)
	if len(r.asked) != 1 || r.asked[0].From != "2026-11-01" || string(r.asked[0].Source) != "service: test.card" || r.asked[0].Listed != 3 ||
		r.asked[0].Site != "440300-001" || r.actors[0].Role != "auditor" {
		t.Errorf("%+v by %+v", r.asked, r.actors)
	}
	if got.Notice == "" || got.Classes[0].Rules[0].Ids[0] != "06h0rfghz1pxjzc4dpak6ncv4e" || got.Experienced.Before.Numerator != 5.5 ||
		*got.Experienced.Most != 7 || got.Honest.Difference != nil || got.Classes[0].Rules[0].Text != whatif.NoWindow.Text().In("zh-CN") {
		t.Errorf("%+v", got)
	}
	assume := json.RawMessage(`{` + period + `,"assume":{"causes":["R08"],"share":70,"low":50,"high":90}}`)
	h.as("auditor").Do("POST", "/api/auditor/what-if", assume).Want(200).Into(&got)
	if a := r.asked[1].Assume; a == nil || a.Share != 0.7 || a.Low != 0.5 || got.Assume.High != 90 || r.asked[1].Listed != 20 {
		t.Errorf("%+v", r.asked[1])
	}
}

func TestWhatIf_isTheAuditorsAlone(t *testing.T) {
	r := &replays{}
	h := withWhatIfs(t, r)
	body := json.RawMessage(`{` + period + `,"definition":"x"}`)
	for role, want := range map[string]int{"": 401, "clerk": 403, "supervisor": 403} {
		h.as(role).Do("POST", "/api/auditor/what-if", body).Want(want)
	}
	if len(r.asked) != 0 {
		t.Errorf("%+v", r.asked)
	}
}

func TestWhatIf_refusals(t *testing.T) {
	r := &replays{}
	h := withWhatIfs(t, r)
	post := func(body string) *reply { return &reply{h, body} }
	post(`{}`).want(422, "")
	post(`{`+period+`,"surprise":1}`).want(422, "")
	post(`{"from":"2026-02-30","to":"2026-03-01"}`).want(422, "")
	post(`{`+period+`,"assume":{"causes":["R08"],"share":200,"low":0,"high":100}}`).want(422, "")
	post(`{`+period+`,"assume":{"causes":[],"share":100,"low":0,"high":100}}`).want(422, "")
	post(`{`+period+`,"site":"' OR 1=1"}`).want(422, "")
	post(`{`+period+`,"definition":"`+strings.Repeat("x", 140_000)+`"}`).want(422, "")
	post(`{`+period+`,"definition":"`+strings.Repeat("x", 310_000)+`"}`).want(413, "body-too-large")
	if len(r.asked) != 0 {
		t.Errorf("%d ran", len(r.asked))
	}
	post(`{`+period+`,"definition":"`+strings.Repeat("x", 100_000)+`"}`).want(200, "")
	for err, want := range map[*models.Error]int{
		whatif.ErrBusy: 429, whatif.ErrTooLong: 503, whatif.ErrBadDefinition.With("fault", "a.yaml:3: no"): 422, whatif.ErrNoBase: 404,
	} {
		r.err = err
		post(`{`+period+`,"definition":"x"}`).want(want, err.Code)
	}
}

type reply struct {
	h    *hall
	body string
}

func (r *reply) want(status int, code string) {
	r.h.t.Helper()
	got := r.h.as("auditor").Do(http.MethodPost, "/api/auditor/what-if", json.RawMessage(r.body))
	if got.Status != status || code != "" && !strings.Contains(string(got.Body), `"code":"`+code+`"`) {
		r.h.t.Errorf("%.80s: %d %.300s, want %d %s", r.body, got.Status, got.Body, status, code)
	}
}
