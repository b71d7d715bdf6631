package run_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"onevisit/scripts/drive"
)

// refusedAs tells whether an error is the server's refusal of a code.
func refusedAs(err error, status int, code string) bool {
	var p *drive.Problem
	return errors.As(err, &p) && p.Status == status && p.Code == code
}

// askedByPhone brings a passport's renewal to where its citizen, gone home, has
// the link in the hand. It answers the number of the case and the link.
func (h *hall) askedByPhone(ctx context.Context, t *testing.T, k *drive.Kiosk, clerk *drive.Client, person string) (drive.Application, string) {
	t.Helper()
	a, err := k.Open(ctx, "exit-entry.passport-renewal")
	if err == nil {
		a, err = k.Walk(ctx, a, person, marked())
	}
	if err == nil {
		a, err = k.Submit(ctx, a)
	}
	if err != nil {
		t.Fatal(err)
	}
	claim, err := clerk.ClaimCase(ctx, a.ID)
	if err == nil {
		err = clerk.AskCorrection(ctx, claim, "photo", "contact_mobile")
	}
	if err != nil {
		t.Fatal(err)
	}
	if a, err = k.Until(ctx, a.ID, "correction"); err != nil {
		t.Fatal(err)
	}
	link, err := k.Link(ctx, a.Number)
	if err != nil {
		t.Fatal(err)
	}
	return a, link
}

// The clerk asks for everything at once, the citizen answers from the phone, the
// same clerk approves: one visit in all, and nothing secret left behind.
func TestCorrection_askedAnsweredByPhoneAndApprovedInOneVisit(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	who := h.person(ctx, t, "三项都能办")
	numbers := secrets(t, who.ID)
	factor := numbers[0][len(numbers[0])-6:]
	k, clerk := h.kiosk(ctx, t), h.clerk(ctx, t)
	if err := k.Begin(ctx, who.ID, "id-card"); err != nil {
		t.Fatal(err)
	}
	a, link := h.askedByPhone(ctx, t, k, clerk, who.ID)
	var calls struct{ Calls []struct{ Number string } }
	if _, _, err := k.Do(ctx, drive.Call{Method: http.MethodGet, Path: "/api/kiosk/calls", Into: &calls}); err != nil || len(calls.Calls) != 1 || calls.Calls[0].Number != a.Number {
		t.Errorf("calls %+v %v", calls, err)
	}
	if err := k.End(ctx, "finished"); err != nil {
		t.Fatal(err)
	}

	phone, other := drive.NewPhone(h.base), drive.NewPhone(h.base)
	if _, err := phone.View(ctx); !refusedAs(err, 401, "phone.none") {
		t.Errorf("without a session: %v", err)
	}
	if _, err := phone.Open(ctx, link, "00000X"); !refusedAs(err, 403, "factor-wrong") {
		t.Errorf("a wrong factor: %v", err)
	}
	p, err := phone.Open(ctx, link, strings.ToLower(factor))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(ctx, link, factor); !refusedAs(err, 410, "link-dead") {
		t.Errorf("a second device: %v", err)
	}
	if p.Page == nil || p.Page.Step != "photo" {
		t.Fatalf("%+v", p)
	}
	photo, err := phone.Photo(ctx, who.ID, "photo")
	if err != nil {
		t.Fatal(err)
	}
	if p, err = phone.Save(ctx, p, "photo", map[string]any{"photo": photo}); err != nil {
		t.Fatal(err)
	}
	if p.Page == nil || len(p.Page.Fields) != 1 || p.Page.Fields[0].Name != "contact_mobile" {
		t.Fatalf("%+v", p.Page)
	}
	for step, given := range map[string]map[string]any{
		"phone": {"mobile": "13900008888"}, p.Page.Step: {"contact_mobile": "13900006666", "contact_name": "别人"},
	} {
		if _, err := phone.Save(ctx, p, step, given); !refusedAs(err, 422, "answers") {
			t.Errorf("fields nobody asked for, %s: %v", step, err)
		}
	}
	if p, err = phone.Save(ctx, p, p.Page.Step, map[string]any{"contact_mobile": "13900006666"}); err != nil || p.Page != nil {
		t.Fatal(err, p.Page)
	}
	done, err := phone.Submit(ctx, p, "submit-1")
	if err != nil || done.State != "queued" {
		t.Fatal(err, done)
	}
	again, err := phone.Submit(ctx, p, "submit-1") // its reply was lost
	if err != nil || again.State != "queued" || again.Version != done.Version {
		t.Errorf("%v %+v", err, again)
	}
	if _, err := phone.Submit(ctx, p, "submit-2"); !refusedAs(err, 409, "case-closed") {
		t.Errorf("handed in twice: %v", err)
	}
	if _, err := drive.NewPhone(h.base).Open(ctx, link, factor); !refusedAs(err, 410, "link-dead") {
		t.Errorf("a used link: %v", err)
	}
	if err := phone.Renew(ctx, link); err != nil {
		t.Errorf("asking for a new link: %v", err)
	}

	if err := k.Begin(ctx, who.ID, "id-card"); err != nil { // the same day: the same visit
		t.Fatal(err)
	}
	if _, err := k.Finish(ctx, clerk, a.ID); err != nil {
		t.Fatal(err)
	}
	h.expectOneVisit(t, 1)
	h.stop(t)
	_, token, _ := strings.Cut(link, "#")
	h.expectNoTrace(t, token, "13900006666", numbers[0], numbers[1])
	if regexp.MustCompile(`\b` + factor + `\b`).MatchString(h.err.String()) {
		t.Error("the log holds the second factor")
	}
}

// expectNoTrace looks for secrets in the log, in every row and in every file but
// the demo's outside world, which is the phone that got the message.
func (h *hall) expectNoTrace(t *testing.T, canaries ...string) {
	t.Helper()
	for _, c := range canaries {
		if strings.Contains(h.err.String(), c) || strings.Contains(h.out.String(), c) {
			t.Errorf("the log holds %q", c)
		}
	}
	h.searchTables(t, canaries)
	err := filepath.WalkDir(h.data, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(name, "demo-world") {
			return err
		}
		content, err := os.ReadFile(name)
		for _, c := range canaries {
			if strings.Contains(string(content), c) {
				t.Errorf("%s holds %q", filepath.Base(name), c)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A link that died is replaced by a message, from the dead link and from a kiosk.
func TestCorrection_aNewLinkForADeadOne(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	who := h.person(ctx, t, "三项都能办")
	k, clerk := h.kiosk(ctx, t), h.clerk(ctx, t)
	if err := k.Begin(ctx, who.ID, "id-card"); err != nil {
		t.Fatal(err)
	}
	a, link := h.askedByPhone(ctx, t, k, clerk, who.ID)
	for range 5 {
		if _, err := drive.NewPhone(h.base).Open(ctx, link, "00000X"); err == nil {
			t.Fatal("a wrong factor opens")
		}
	}
	numbers := secrets(t, who.ID)
	factor := numbers[0][len(numbers[0])-6:]
	if _, err := drive.NewPhone(h.base).Open(ctx, link, factor); !refusedAs(err, 410, "link-dead") && !refusedAs(err, 429, "too-many-requests") {
		t.Errorf("after five wrong ones: %v", err)
	}
	if _, _, err := k.Do(ctx, drive.Call{Method: http.MethodPost, Path: "/api/kiosk/applications/" + a.ID + "/phone-link"}); err != nil {
		t.Fatal(err)
	}
	for {
		next, err := k.Link(ctx, a.Number)
		if err != nil {
			t.Fatal(err)
		}
		if next != link {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	h.stop(t)
}
