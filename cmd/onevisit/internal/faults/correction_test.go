package faults_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"onevisit/scripts/drive"
)

// asked brings a passport's renewal to where its citizen has the link in the
// hand. It answers the application, its person and the link.
func (h *hall) asked(ctx context.Context, k *drive.Kiosk) (drive.Application, drive.Person, string) {
	h.t.Helper()
	people, err := k.Persons(ctx)
	h.must(err)
	who := people[slices.IndexFunc(people, func(p drive.Person) bool { return strings.Contains(p.Shows, "三项都能办") })]
	a, err := k.Walk(ctx, h.draft(ctx, k, who.ID, "exit-entry.passport-renewal"), who.ID, typed())
	h.must(err)
	a, err = k.Submit(ctx, a)
	h.must(err)
	clerk := drive.NewClient(h.base, nil)
	h.must(clerk.SignIn(ctx, "clerk", "demo-clerk-2026"))
	claim, err := clerk.ClaimCase(ctx, a.ID)
	h.must(err)
	h.must(clerk.AskCorrection(ctx, claim, "photo"))
	a, err = k.Until(ctx, a.ID, "correction")
	h.must(err)
	link, err := k.Link(ctx, a.Number)
	h.must(err)
	return a, who, link
}

// Killed between a phone's submission and its reply: the phone asks again under
// the same key and gets the reply that was stored with the change. The session
// outlives the link for that.
func TestKill_betweenAPhonesSubmissionAndItsReply(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	w := newWire(t, h.base)
	a, who, link := h.asked(ctx, h.kiosk(ctx, nil))
	phone := &drive.Phone{Client: drive.NewClient(h.base, w)}
	p, err := phone.Open(ctx, link, who.LastSix)
	h.must(err)
	photo, err := phone.Photo(ctx, who.ID, "photo")
	h.must(err)
	p, err = phone.Save(ctx, p, "photo", map[string]any{"photo": photo})
	h.must(err)

	w.loseReplies()
	failed := make(chan error, 1)
	go func() {
		_, err := phone.Submit(ctx, p, "from-the-phone")
		failed <- err
	}()
	h.until(ctx, "the submission is committed", func() bool {
		return h.count("SELECT count(*) FROM once_reply WHERE request_key = ?", "from-the-phone") == 1
	})
	h.kill()
	if err := <-failed; err == nil {
		t.Fatal("the reply arrived")
	}
	w.heal()
	h.restart()

	again, err := phone.Submit(ctx, p, "from-the-phone")
	h.must(err)
	if again.State != "queued" || h.entries("application.correction_answered", a.ID) != 1 {
		t.Errorf("%s, %d answers", again.State, h.entries("application.correction_answered", a.ID))
	}
	if _, err := phone.Submit(ctx, p, "another"); problem(err) == nil || problem(err).Status != http.StatusConflict {
		t.Errorf("handed in twice: %v", err)
	}
	if _, err := drive.NewPhone(h.base).Open(ctx, link, who.LastSix); problem(err) == nil || problem(err).Code != "link-dead" {
		t.Errorf("the link lives on: %v", err)
	}
}
