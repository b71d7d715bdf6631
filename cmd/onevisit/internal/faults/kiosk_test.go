package faults_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"onevisit/scripts/drive"
)

// F17: the cable is cut before the step gets through. The kiosk keeps the
// answers, and the same request under the same key succeeds.
func TestCable_cutBeforeTheStep(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	w := newWire(t, h.base)
	k := h.kiosk(ctx, w)
	a := h.draft(ctx, k, "p030", traffic)
	call := save(ctx, t, k, a, "p030", "cut-before")
	w.cut()
	if _, _, err := k.Do(ctx, call); err == nil || problem(err) != nil {
		t.Fatalf("through a cut cable: %v", err)
	}
	w.mend()
	header, _, err := k.Do(ctx, call)
	h.must(err)
	if replayed(header) || h.entries("application.step_saved", a.ID) != 1 {
		t.Errorf("replayed %v, %d entries", replayed(header), h.entries("application.step_saved", a.ID))
	}
}

// F17: the cable is cut while the step is being saved, and the kiosk repeats it
// before the first try has ended. It never learns that somebody else was faster:
// that somebody is itself.
func TestCable_cutWhileTheStepIsSaved(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	w := newWire(t, h.base)
	k := h.kiosk(ctx, w)
	a := h.draft(ctx, k, "p030", traffic)
	call := save(ctx, t, k, a, "p030", "cut-while")

	release := h.hold("application", a.ID)
	failed := running(ctx, t, k, call)
	w.cut()
	if err := <-failed; err == nil {
		t.Fatal("answered through a cut cable")
	}
	w.mend()

	type outcome struct {
		header http.Header
		err    error
	}
	answered := make(chan outcome, 1)
	retry := func() {
		header, _, err := k.Do(ctx, call)
		answered <- outcome{header, err}
	}
	go retry()
	for {
		select {
		case got := <-answered:
			if p := problem(got.err); p != nil && p.Code == "request-in-progress" && p.Status == http.StatusConflict {
				if got.header.Get("Retry-After") == "" {
					t.Error("no Retry-After")
				}
				go retry()
				continue
			}
			h.must(got.err)
			if n := h.entries("application.step_saved", a.ID); n != 1 {
				t.Errorf("%d entries", n)
			}
			return
		case <-time.After(300 * time.Millisecond): // the repetition waits for the row too: let both go
			release()
		}
	}
}

// F18: requests arrive and replies do not. What was repeated is replayed: a
// step, the submission, the order.
func TestCable_repliesLost(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	w := newWire(t, h.base)
	k := h.kiosk(ctx, w)
	a := h.draft(ctx, k, "p030", traffic)

	lost := func(call drive.Call, action string) http.Header {
		t.Helper()
		w.loseReplies()
		patient, giveUp := context.WithCancel(ctx)
		failed := make(chan error, 1)
		go func() {
			_, _, err := k.Do(patient, call)
			failed <- err
		}()
		h.until(ctx, action, func() bool { return h.count("SELECT count(*) FROM once_reply WHERE request_key = ?", call.Key) == 1 })
		giveUp()
		if err := <-failed; err == nil {
			t.Fatal("the reply arrived")
		}
		w.heal()
		header, _, err := persist(ctx, k.Client, call) // the first may not have ended yet
		h.must(err)
		if !replayed(header) || h.entries(action, a.ID) != 1 {
			t.Errorf("%s: replayed %v, %d entries", action, replayed(header), h.entries(action, a.ID))
		}
		return header
	}
	step := save(ctx, t, k, a, "p030", "lost-step")
	a.ETag = lost(step, "application.step_saved").Get("ETag")
	a, err := k.View(ctx, a.ID)
	h.must(err)
	a, err = k.Walk(ctx, a, "p030", nil)
	h.must(err)
	lost(drive.Call{Method: http.MethodPost, Path: "/api/kiosk/applications/" + a.ID + "/submission", Key: "lost-submission",
		IfMatch: a.ETag, Body: map[string]any{"confirmedFen": a.Total}}, "application.submitted")
	a, err = k.Until(ctx, a.ID, "awaiting-payment")
	h.must(err)
	lost(newOrder(a, "lost-order", nil), "order.opened")
}

// F19: the kiosk's power goes while a form is half done. The same person finds
// it at another kiosk, where it was left.
func TestPower_goneBeforePaying(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	first := h.kiosk(ctx, nil)
	a := h.draft(ctx, first, "p030", traffic)
	left := a.Page.Step
	_, _, err := first.Do(ctx, save(ctx, t, first, a, "p030", "last-words"))
	h.must(err)

	second := h.kiosk(ctx, nil)
	b := h.draft(ctx, second, "p030", traffic)
	if b.ID != a.ID || b.Page.Step == left {
		t.Fatalf("not where it was left: %s at %s", b.ID, b.Page.Step)
	}
	b, err = second.Walk(ctx, b, "p030", nil)
	h.must(err)
	_, err = second.Submit(ctx, b)
	h.must(err)
	b, err = second.Until(ctx, b.ID, "awaiting-payment")
	h.must(err)
	h.must(second.Pay(ctx, b))
	h.until(ctx, "it is paid", func() bool { return h.order(a.ID).state == "paid" })
	h.expectPaidOnce(a.ID)
	if n := h.count("SELECT count(*) FROM application"); n != 1 {
		t.Errorf("%d applications", n)
	}
}

// F20: the kiosk's power goes after the code was scanned. Nobody says that it
// was paid; the hall asks by itself, and the citizen who comes back to another
// kiosk sees it paid and gets the slip.
func TestPower_goneAfterTheScan(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	first := h.kiosk(ctx, nil)
	a, _ := h.ordered(ctx, first, "p030")
	h.until(ctx, "the hall has asked the provider", func() bool { return h.order(a.ID).state == "paid" })
	h.expectPaidOnce(a.ID)

	second := h.kiosk(ctx, nil)
	h.must(second.Begin(ctx, "p030", "id-card"))
	var list struct{ Applications []struct{ ID, State string } }
	_, _, err := second.Do(ctx, drive.Call{Method: http.MethodGet, Path: "/api/kiosk/applications", Into: &list})
	h.must(err)
	if len(list.Applications) != 1 || list.Applications[0].ID != a.ID || list.Applications[0].State == "awaiting-payment" {
		t.Errorf("found %+v", list.Applications)
	}
	var paid struct{ State string }
	_, _, err = second.Do(ctx, drive.Call{Method: http.MethodGet, Path: "/api/kiosk/applications/" + a.ID + "/order", Into: &paid})
	h.must(err)
	if paid.State != "paid" {
		t.Errorf("the order is shown %s", paid.State)
	}
	var offered struct{ Papers []struct{ Name string } }
	_, _, err = second.Do(ctx, drive.Call{Method: http.MethodGet, Path: "/api/kiosk/applications/" + a.ID + "/papers", Into: &offered})
	h.must(err)
	if !slices.ContainsFunc(offered.Papers, func(p struct{ Name string }) bool { return p.Name == "slip" }) {
		t.Errorf("no slip among %v", offered.Papers)
	}
}

// B3: the same request under the same key while the first is running.
func TestKey_whileTheFirstIsRunning(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	k := h.kiosk(ctx, nil)
	a := h.draft(ctx, k, "p030", traffic)
	call := save(ctx, t, k, a, "p030", "twice-at-once")
	release := h.hold("application", a.ID)
	first := running(ctx, t, k, call)
	release()
	h.must(<-first)
	header, _, err := persist(ctx, k.Client, call) // the first may be heard of before it has ended
	h.must(err)
	if !replayed(header) || h.entries("application.step_saved", a.ID) != 1 {
		t.Errorf("replayed %v, %d entries", replayed(header), h.entries("application.step_saved", a.ID))
	}
}
