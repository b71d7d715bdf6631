package whatif_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/completion"
	"onevisit/models/modelstest"
	"onevisit/models/pii"
	"onevisit/models/store"
	"onevisit/models/whatif"
)

const hkm = "exit-entry.hkm-endorsement"

func definition(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../catalog/definitions/" + hkm + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// withRule puts a pre-check rule before all others.
func withRule(t *testing.T, rule string) []byte {
	t.Helper()
	text := strings.Replace(definition(t), "\nprecheck:\n", "\nprecheck:\n  - "+rule+"\n", 1)
	if text == definition(t) {
		t.Fatal("no pre-check in the definition")
	}
	return []byte(text)
}

const bring = `{code: letter, when: true, outcome: only-with, cause: R01, text: {zh-CN: 带证明, en: Bring a letter}, bring: [{zh-CN: 证明, en: Letter}]}`

// hall is an office in which one citizen was done at the first visit, and one
// was refused at the pre-check.
type hall struct {
	*modelstest.Office
	t      *testing.T
	done   models.ID // the matter
	runner *whatif.Runner
}

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{Office: modelstest.NewOffice(t), t: t}
	h.Registers.Put(modelstest.Driver, modelstest.Citizen(modelstest.Driver))
	h.done = h.serve()
	return h
}

// as is the hall for one test, with a runner of its own: the tests only read.
func (h *hall) as(t *testing.T) *hall {
	return &hall{Office: h.Office, t: t, done: h.done, runner: &whatif.Runner{
		Rates: completion.Published(), Source: store.NewWhatIf(h.DB), Catalog: h.Catalog, Vault: h.Vault, Transactions: h.DB,
		Log: h.Log, Clock: h.Clock,
	}}
}

func TestRun(t *testing.T) {
	h := newHall(t)
	for name, test := range map[string]func(*testing.T, *hall){
		"replays what really happened":                    replaysWhatReallyHappened,
		"what is erased cannot be said":                   whatIsErasedCannotBeSaid,
		"assumes causes away":                             assumesCausesAway,
		"leaves one entry with hashes only":               leavesOneEntryWithHashesOnly,
		"refuses":                                         refuses,
		"runs one at a time for an account":               oneAtATimeForAnAccount,
		"ends at its deadline or when nobody asks for it": endsAtItsDeadline,
	} {
		t.Run(name, func(t *testing.T) { test(t, h.as(t)) })
	}
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// serve takes somebody from the menu to the printed endorsement.
func (h *hall) serve() models.ID {
	h.t.Helper()
	ctx, kiosk := h.t.Context(), h.Kiosk("440300-001")
	place, actor := modelstest.Place(kiosk), h.InsertPermit(kiosk, modelstest.Permit).Session.Actor()
	opened, err := h.Cases.Open(ctx, application.Choice{Actor: actor, Place: place, Service: hkm})
	h.must(err)
	if opened.View == nil {
		h.t.Fatalf("refused: %+v", opened.Refused.Verdict)
	}
	v := *opened.View
	for _, page := range []struct {
		step  string
		given map[string]any
	}{
		{"destination", map[string]any{"destinations": []string{"HKG", "MAC"}}}, {"category", map[string]any{"category": "L"}},
		{"hong-kong", map[string]any{"hk_form": "3m-2"}}, {"macau", map[string]any{"macau_form": "1y-1"}},
		{"phone", map[string]any{"mobile": "13800000002"}},
	} {
		v, err = h.Cases.SaveStep(ctx, application.StepCommand{
			Actor: actor, Application: v.Application.ID, Step: page.step, Version: v.Application.Version, Given: page.given, Language: "en",
		})
		h.must(err)
	}
	_, err = h.Cases.Submit(ctx, application.Submission{
		Actor: actor, Place: place, Application: v.Application.ID, Version: v.Application.Version, ConfirmedFen: v.Total,
	})
	h.must(err)
	h.must(h.Pay(actor, v.Application.ID))
	for {
		v, err = h.Cases.View(ctx, actor, v.Application.ID)
		h.must(err)
		i := slices.IndexFunc(v.Results, func(r application.ResultView) bool { return r.State == application.ResultDue })
		if i < 0 {
			break
		}
		_, err = h.Cases.ReportResult(ctx, application.Report{Actor: actor, Application: v.Application.ID, Result: v.Results[i].ID, Done: true})
		h.must(err)
	}
	if v.Application.State != application.Completed {
		h.t.Fatalf("%s", v.Application.State)
	}
	return v.Application.Matter
}

func auditor() models.Actor {
	return models.Actor{Kind: models.ActorStaff, ID: "06h0rfghz1pxjzc4dpak6ncv4e", Role: "auditor"}
}

func (h *hall) request(source []byte) whatif.Request {
	return whatif.Request{From: "2026-11-01", To: "2026-11-30", Name: "edited.yaml", Source: source, Listed: 10}
}

func (h *hall) run(q whatif.Request) whatif.Result {
	h.t.Helper()
	r, err := h.runner.Run(h.t.Context(), auditor(), q)
	h.must(err)
	return r
}

func replaysWhatReallyHappened(t *testing.T, h *hall) {
	t.Helper()
	r := h.run(h.request(withRule(t, bring)))
	added := r.Class(whatif.Added)
	if r.Matters != 1 || added.Matters != 1 || added.Visits != 1 || added.Rules[0].Why != whatif.RefusedOnlyWith || added.Rules[0].IDs[0] != h.done {
		t.Fatalf("%+v", r.Classes)
	}
	c := r.Experienced
	if c.Before.Numerator != 1 || c.After.Numerator != 0 || c.Difference != -100 || c.Low < -100 || c.High <= -100 {
		t.Errorf("%+v", c)
	}
	current, _ := h.Catalog.Current(hkm)
	if r.Base != current.Hash || r.Edited == "" || r.Edited == r.Base || r.Query.Service != hkm || r.Definition == "" {
		t.Errorf("%+v", r)
	}
	if _, kept := h.Catalog.Version(r.Edited); kept {
		t.Error("the edited version can be used now")
	}

	// The same text again changes nothing; a new declaration is accepted there and then.
	if r := h.run(h.request([]byte(definition(t)))); !r.Same || r.Experienced.Difference != 0 || r.Class(whatif.Unchanged).Matters != 1 {
		t.Errorf("the same: %+v", r)
	}
	step := "\nsteps:\n  - {name: sure, title: {zh-CN: 确定, en: Sure}, fields: [{name: sure, kind: declaration, label: {zh-CN: 是, en: Yes}, text-version: \"1\", text: {zh-CN: 是, en: Yes}}]}\n"
	asked := strings.Replace(definition(t), "\nsteps:\n", step, 1)
	if r := h.run(h.request([]byte(asked))); r.Class(whatif.Unchanged).Matters != 1 || r.Effects[0].Effect != whatif.AsksMore {
		t.Errorf("asked more: %+v", r)
	}
	// Another period and another hall hold none of it.
	q := h.request(withRule(t, bring))
	q.From, q.To = "2026-10-01", "2026-10-31"
	if r := h.run(q); r.Matters != 0 || r.Experienced.Exists() {
		t.Errorf("October: %+v", r)
	}
	q = h.request(withRule(t, bring))
	q.Site = "elsewhere"
	if r := h.run(q); r.Matters != 0 {
		t.Errorf("elsewhere: %+v", r)
	}
}

func whatIsErasedCannotBeSaid(t *testing.T, h *hall) {
	t.Helper()
	h.runner.Vault = blind{h.Vault}
	r := h.run(h.request(withRule(t, bring)))
	if u := r.Class(whatif.Unknown); u.Matters != 1 || u.Rules[0].Why != whatif.Erased || r.Experienced.Difference != 0 || r.Experienced.Least != -100 {
		t.Errorf("%+v", r)
	}
}

// blind is a vault whose keys were destroyed.
type blind struct{ pii.Vault }

func (blind) Open(models.ID, string, []byte) ([]byte, error) { return nil, errors.New("no key") }

func assumesCausesAway(t *testing.T, h *hall) {
	t.Helper()
	q := h.request(nil)
	q.Assume = &whatif.Assumption{Causes: []string{"R08"}, Share: 0.5, Low: 0.3, High: 0.7}
	if r := h.run(q); r.Matters != 1 || r.Base != "" || r.Class(whatif.Unchanged).Matters != 1 || r.Assumption == nil {
		t.Errorf("%+v", r)
	}
}

// The one trace is an entry with the hashes: no word of the definition, nothing of
// anybody.
func leavesOneEntryWithHashesOnly(t *testing.T, h *hall) {
	t.Helper()
	var entries []audit.Entry
	ctx := audit.Observed(t.Context(), func(e audit.Entry) { entries = append(entries, e) })
	r, err := h.runner.Run(ctx, auditor(), h.request(withRule(t, bring)))
	h.must(err)
	if len(entries) != 1 || entries[0].Action != audit.WhatIfRan || entries[0].Notes["hash"] != r.Edited || entries[0].Notes["version"] != r.Base {
		t.Fatalf("%+v", entries)
	}
	if text := fmt.Sprint(entries); strings.Contains(text, "证明") || strings.Contains(text, "13800000002") || strings.Contains(text, "outcome") {
		t.Error(text)
	}
	_, err = h.runner.Run(ctx, auditor(), h.request([]byte("x: [")))
	if !errors.Is(err, whatif.ErrBadDefinition) || len(entries) != 1 {
		t.Errorf("%v, %d entries", err, len(entries))
	}
}

func refuses(t *testing.T, h *hall) {
	t.Helper()
	good := withRule(t, bring)
	broken := strings.Replace(string(good), "when: true", "when: nobody.knows", 1)
	foreign := strings.Replace(definition(t), "service: "+hkm, "service: test.unknown", 1)
	assume := func(a whatif.Assumption) func(*whatif.Request) {
		return func(q *whatif.Request) { q.Source, q.Assume = nil, &a }
	}
	for name, row := range map[string]struct {
		change func(*whatif.Request)
		want   error
	}{
		"no dates":             {func(q *whatif.Request) { q.From = "" }, whatif.ErrBadRequest},
		"backwards":            {func(q *whatif.Request) { q.From = "2026-12-01" }, whatif.ErrBadRequest},
		"more than a year":     {func(q *whatif.Request) { q.From = "2025-11-01" }, whatif.ErrBadRequest},
		"neither":              {func(q *whatif.Request) { q.Source = nil }, whatif.ErrBadRequest},
		"both":                 {func(q *whatif.Request) { q.Assume = &whatif.Assumption{} }, whatif.ErrBadRequest},
		"before any rate":      {func(q *whatif.Request) { q.From, q.To = "2020-01-01", "2020-02-01" }, models.E(models.KindInvalid, "completion.no_definition")},
		"too large":            {func(q *whatif.Request) { q.Source = append(slices.Clone(good), make([]byte, 1<<20)...) }, whatif.ErrBadDefinition},
		"does not compile":     {func(q *whatif.Request) { q.Source = []byte(broken) }, whatif.ErrBadDefinition},
		"of another service":   {func(q *whatif.Request) { q.Service = "traffic.camera-violation" }, whatif.ErrBadDefinition},
		"of no service":        {func(q *whatif.Request) { q.Source = []byte(foreign) }, whatif.ErrNoBase},
		"no name of a hall":    {func(q *whatif.Request) { q.Site = "' OR 1=1" }, whatif.ErrBadRequest},
		"no name of a service": {func(q *whatif.Request) { q.Service = "13800000002138" }, whatif.ErrBadRequest},
		"unknown base":         {func(q *whatif.Request) { q.Base = "00" }, whatif.ErrNoBase},
		"no cause":             {assume(whatif.Assumption{Share: 1, High: 1}), whatif.ErrBadRequest},
		"unknown cause":        {assume(whatif.Assumption{Causes: []string{"R77"}, Share: 1, High: 1}), whatif.ErrBadRequest},
		"more than all":        {assume(whatif.Assumption{Causes: []string{"R01"}, Share: 1.1, High: 1.2}), whatif.ErrBadRequest},
		"share outside itself": {assume(whatif.Assumption{Causes: []string{"R01"}, Share: 0.5, Low: 0.6, High: 1}), whatif.ErrBadRequest},
	} {
		q := h.request(good)
		row.change(&q)
		if _, err := h.runner.Run(t.Context(), auditor(), q); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, role := range []string{"clerk", "supervisor", ""} {
		actor := auditor()
		actor.Role = role
		if _, err := h.runner.Run(t.Context(), actor, h.request(good)); models.KindOf(err) != models.KindForbidden {
			t.Errorf("%q: %v", role, err)
		}
	}
}

// slow is a source that waits until it is let go.
type slow struct {
	begun, goOn chan struct{}
}

func (s *slow) Ended(ctx context.Context, _ completion.Scope, _ bool, _ func([]whatif.Matter) error) error {
	s.begun <- struct{}{}
	select {
	case <-s.goOn:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func oneAtATimeForAnAccount(t *testing.T, h *hall) {
	t.Helper()
	s := &slow{begun: make(chan struct{}), goOn: make(chan struct{})}
	h.runner.Source = s
	results := make(chan error)
	begin := func(id models.ID) {
		actor := auditor()
		actor.ID = id
		go func() {
			_, err := h.runner.Run(t.Context(), actor, h.request(withRule(t, bring)))
			results <- err
		}()
		<-s.begun
	}
	begin("06h0rfghz1pxjzc4dpak6ncv4a")
	again := auditor()
	again.ID = "06h0rfghz1pxjzc4dpak6ncv4a"
	if _, err := h.runner.Run(t.Context(), again, h.request(nil)); !errors.Is(err, whatif.ErrBusy) || models.KindOf(err) != models.KindTooMany {
		t.Errorf("the same account: %v", err)
	}
	begin("06h0rfghz1pxjzc4dpak6ncv4b")
	if _, err := h.runner.Run(t.Context(), auditor(), h.request(nil)); !errors.Is(err, whatif.ErrBusy) {
		t.Errorf("a third account: %v", err)
	}
	close(s.goOn)
	for range 2 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	go func() { <-s.begun }()
	if _, err := h.runner.Run(t.Context(), again, h.request(withRule(t, bring))); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func endsAtItsDeadline(t *testing.T, h *hall) {
	t.Helper()
	s := &slow{begun: make(chan struct{}, 2), goOn: make(chan struct{})}
	h.runner.Source, h.runner.Most = s, time.Millisecond
	if _, err := h.runner.Run(t.Context(), auditor(), h.request(withRule(t, bring))); !errors.Is(err, whatif.ErrTooLong) {
		t.Errorf("%v", err)
	}
	h.runner.Most = 0
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.runner.Run(ctx, auditor(), h.request(withRule(t, bring))); err == nil || errors.Is(err, whatif.ErrTooLong) {
		t.Errorf("given up by its caller: %v", err)
	}
}
