package run_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"time"

	"onevisit/models/catalog"
	"onevisit/scripts/drive"
)

const passport = "exit-entry.passport-renewal"

// signedIn is a member of staff at a screen.
func (h *hall) signedIn(ctx context.Context, t *testing.T, login, password string) *drive.Client {
	t.Helper()
	c := drive.NewClient(h.base, nil)
	if err := c.SignIn(ctx, login, password); err != nil {
		t.Fatal(err)
	}
	return c
}

// publish brings a version into force by two persons and waits until it is.
func (h *hall) publish(ctx context.Context, t *testing.T, yaml string) (hash string) {
	t.Helper()
	first := h.signedIn(ctx, t, "supervisor", "demo-supervisor-2026")
	second := h.signedIn(ctx, t, "supervisor2", "demo-supervisor-2026")
	var proposal struct{ ID, Hash string }
	call := func(c *drive.Client, method, path string, body, into any) error {
		key := ""
		if method == http.MethodPost {
			key = "new"
		}
		_, _, err := c.Do(ctx, drive.Call{Method: method, Path: "/api/ops" + path, Key: key, Body: body, Into: into})
		return err
	}
	var seen struct{ Against string }
	var refused *drive.Problem
	if err := call(first, "POST", "/proposals", map[string]any{"kind": "publish", "yaml": yaml}, &proposal); err != nil {
		t.Fatal(err)
	}
	if err := call(second, "GET", "/proposals/"+proposal.ID, nil, &seen); err != nil {
		t.Fatal(err)
	}
	approval := map[string]any{"against": seen.Against}
	if err := call(first, "POST", "/proposals/"+proposal.ID+"/approval", approval, nil); !errors.As(err, &refused) || refused.Code != "publication.own" {
		t.Fatalf("by who submitted it: %v", err)
	}
	if err := call(second, "POST", "/proposals/"+proposal.ID+"/approval", approval, nil); err != nil {
		t.Fatal(err)
	}
	for {
		var history struct{ Standing struct{ Hash string } }
		if err := call(second, "GET", "/definitions/"+passport, nil, &history); err != nil {
			t.Fatal(err)
		}
		if history.Standing.Hash == proposal.Hash {
			return proposal.Hash
		}
		select {
		case <-ctx.Done():
			t.Fatal("it never came into force")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// An application begun under one version ends under it, with its texts, at the
// kiosk, at the desk and in what is kept of the decision, while the next one begins
// under another version; and a restart changes nothing of it.
func TestDefinitions_aRunningApplicationKeepsItsVersion(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	who := h.person(ctx, t, "三项都能办")
	k := h.kiosk(ctx, t)
	if err := k.Begin(ctx, who.ID, "id-card"); err != nil {
		t.Fatal(err)
	}
	a, err := k.Open(ctx, passport)
	if err != nil || a.Page == nil {
		t.Fatal(err, a.Reasons)
	}
	oldTitle := h.title(ctx, t, k, a.ID)
	source, err := fs.ReadFile(catalog.Embedded(), passport+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(source), "title: {zh-CN: 换发护照, en: Renew your passport}", "title: {zh-CN: 换发护照新版, en: Renew a passport anew}", 1)
	published := h.publish(ctx, t, edited)

	if a, err = k.View(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	if a, err = k.Walk(ctx, a, who.ID, marked()); err != nil {
		t.Fatal(err)
	}
	if a, err = k.Submit(ctx, a); err != nil {
		t.Fatal(err)
	}
	clerk := h.clerk(ctx, t)
	if a, err = k.Finish(ctx, clerk, a.ID); err != nil || a.State != "completed" {
		t.Fatal(a.State, err)
	}
	if title := h.title(ctx, t, k, a.ID); title != oldTitle || !strings.Contains(title, "换发护照") {
		t.Errorf("the kiosk says %q, before %q", title, oldTitle)
	}
	h.seenAtTheDesk(ctx, t, clerk, a.ID, published)
	if err := k.End(ctx, "finished"); err != nil {
		t.Fatal(err)
	}
	h.stop(t)

	again := start(h.environ, "serve", "--demo", "--listen", strings.TrimPrefix(h.base, "http://"), "--data", h.data)
	again.url(t)
	other := h.person(ctx, t, "换发护照")
	if err := k.Begin(ctx, other.ID, "id-card"); err != nil {
		t.Fatal(err)
	}
	b, err := k.Open(ctx, passport)
	if err != nil || b.ID == "" {
		t.Fatal(err, b.Reasons)
	}
	if title := h.title(ctx, t, k, b.ID); title != "换发护照新版" {
		t.Errorf("the next one begins as %q", title)
	}
	again.stop(t)
}

// title is what the kiosk calls an application.
func (h *hall) title(ctx context.Context, t *testing.T, k *drive.Kiosk, id string) string {
	t.Helper()
	var view struct{ Title string }
	if _, _, err := k.Do(ctx, drive.Call{Method: http.MethodGet, Path: "/api/kiosk/applications/" + id, Into: &view}); err != nil {
		t.Fatal(err)
	}
	return view.Title
}

// seenAtTheDesk looks at the case, and at it as it was decided on.
func (h *hall) seenAtTheDesk(ctx context.Context, t *testing.T, clerk *drive.Client, id, published string) {
	t.Helper()
	var file struct{ ServiceTitle, DefinitionVersion string }
	var list struct{ Records []struct{ DecisionID string } }
	var record struct{ DefinitionTitle, DefinitionVersion string }
	get := func(path string, into any) {
		t.Helper()
		if _, _, err := clerk.Do(ctx, drive.Call{Method: http.MethodGet, Path: "/api/desk/cases/" + id + path, Into: into}); err != nil {
			t.Fatal(err)
		}
	}
	get("", &file)
	get("/records", &list)
	if len(list.Records) != 1 {
		t.Fatalf("%d records", len(list.Records))
	}
	get("/records/"+list.Records[0].DecisionID, &record)
	for what, got := range map[string][2]string{"the desk": {file.ServiceTitle, file.DefinitionVersion}, "the record": {record.DefinitionTitle, record.DefinitionVersion}} {
		if got[0] != "换发护照" || got[1] == published || len(got[1]) != 64 {
			t.Errorf("%s shows %q of version %s", what, got[0], got[1])
		}
	}
}
