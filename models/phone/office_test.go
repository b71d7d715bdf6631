package phone_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/device"
	"onevisit/models/modelstest"
	"onevisit/models/phone"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// hall is an office with a citizen whose photo has to be taken again.
type hall struct {
	*modelstest.Office
	t     *testing.T
	kiosk device.Device
	begun visit.Begun
	id    models.ID
}

// right is the driver's second factor.
var right = modelstest.Driver[12:]

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{Office: modelstest.NewOffice(t), t: t}
	h.Registers.Put(modelstest.Driver, modelstest.Citizen(modelstest.Driver))
	h.kiosk = h.Kiosk("440300-001")
	h.begun = h.Identify(h.kiosk, modelstest.Driver)
	ctx, actor := t.Context(), h.begun.Session.Actor()
	o, err := h.Cases.Open(ctx, application.Choice{Actor: actor, Place: modelstest.Place(h.kiosk), Service: "exit-entry.passport-renewal"})
	h.must(err)
	v := *o.View
	h.id = v.Application.ID
	for _, page := range []struct {
		step  string
		given map[string]any
	}{
		{"person", map[string]any{"person_right": true}},
		{"photo", map[string]any{"photo": h.picture(actor)}},
		{"spelling", map[string]any{"surname": "CHEN", "given_name": "DAHAI"}},
		{"address", map[string]any{"address": "广东省深圳市南山区测试路1号"}},
		{"phone", map[string]any{"mobile": "13800000002"}},
		{"contact", map[string]any{"contact_name": "陈小海", "contact_mobile": "13800000003"}},
		{"delivery", map[string]any{"delivery": "collect"}},
		{"declaration", map[string]any{"declared": true}},
	} {
		v, err = h.Cases.SaveStep(ctx, application.StepCommand{
			Actor: actor, Application: h.id, Step: page.step, Version: v.Application.Version, Given: page.given, Language: "zh-CN",
		})
		h.must(err)
	}
	_, err = h.Cases.Submit(ctx, application.Submission{
		Actor: actor, Place: modelstest.Place(h.kiosk), Application: h.id, Version: v.Application.Version, ConfirmedFen: v.Total,
	})
	h.must(err)
	return h
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) picture(actor models.Actor) string {
	h.t.Helper()
	var b bytes.Buffer
	h.must(jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 480, 640)), nil))
	a, err := h.Cases.Attach(h.t.Context(), application.Upload{Actor: actor, Application: h.id, Field: "photo", Data: b.Bytes()})
	h.must(err)
	return string(a.ID)
}

// ask asks for the photo again and answers the token of the link sent.
func (h *hall) ask() string {
	h.t.Helper()
	h.must(h.DB.Atomically(h.t.Context(), func(ctx context.Context, tx models.Tx) error {
		_, err := h.Cases.Decide(ctx, tx, application.Ruling{
			By: models.Actor{Kind: models.ActorStaff, ID: h.IDs.New()}, Application: h.id, Command: application.Correct,
			Correction: &application.CorrectionAsk{AnswerBy: "2026-12-15", Marks: []application.Mark{{Field: "photo", Reason: "photo-again"}}},
		})
		return err
	}))
	h.Work(time.Second)
	return h.token()
}

// token is that of the last message with a link.
func (h *hall) token() string {
	h.t.Helper()
	var last register.Message
	for _, m := range h.Registers.Messages {
		if m.Params["link"] != "" {
			last = m
		}
	}
	_, token, found := strings.Cut(last.Params["link"], "#")
	if !found || !strings.Contains(last.Text, last.Params["link"]) {
		h.t.Fatalf("no link in %+v", last)
	}
	return token
}

func (h *hall) open(token, factor string) (phone.Session, string, error) {
	return h.Phones.Open(h.t.Context(), phone.Opening{Token: token, Factor: factor})
}

func (h *hall) refused(what, token, factor string) {
	h.t.Helper()
	_, _, err := h.open(token, factor)
	var e *models.Error
	if !errors.Is(err, phone.ErrDead) || !errors.As(err, &e) || e.Params["phone"] != "0755-12345" {
		h.t.Errorf("%s: %v, %+v", what, err, e)
	}
}

// answer gives a new photo from the phone and hands the application in.
func (h *hall) answer(s phone.Session) error {
	h.t.Helper()
	ctx, actor := h.t.Context(), s.Actor()
	v, err := h.Cases.View(ctx, actor, h.id)
	h.must(err)
	v, err = h.Cases.SaveStep(ctx, application.StepCommand{
		Actor: actor, Application: h.id, Step: "photo", Version: v.Application.Version, Given: map[string]any{"photo": h.picture(actor)},
	})
	h.must(err)
	_, err = h.Cases.Submit(ctx, application.Submission{Actor: actor, Application: h.id, Version: v.Application.Version, ConfirmedFen: v.Total})
	return err
}

func TestLink_letsTheFirstDeviceInAndNoSecond(t *testing.T) {
	h := newHall(t)
	token := h.ask()
	s, cookie, err := h.open(token, right)
	h.must(err)
	if s.Application != h.id || s.Person != h.begun.Session.Person || s.Actor().Device != "" {
		t.Errorf("%+v", s)
	}
	h.refused("a second device", token, right)
	again, same, err := h.Phones.Open(t.Context(), phone.Opening{Token: token, Factor: "nonono", Session: cookie})
	if err != nil || again.ID != s.ID || same != cookie {
		t.Errorf("the same device: %+v %v", again, err)
	}
	actor, id, err := h.Phones.Authenticate(t.Context(), cookie)
	if err != nil || id != h.id || actor != s.Actor() {
		t.Errorf("%+v %s %v", actor, id, err)
	}
	if got := h.Entries("application", h.id); !slices.Contains(got, audit.LinkSent) || !slices.Contains(got, audit.LinkOpened) {
		t.Errorf("%v", got)
	}
}

func TestLink_takesASmallX(t *testing.T) {
	h := newHall(t)
	h.Registers.Put(modelstest.Permit, nil)
	token := h.ask()
	if _, _, err := h.open(token, strings.ToLower(right)); err != nil {
		t.Error(err)
	}
}

func TestLink_diesOfFiveWrongFactors(t *testing.T) {
	h := newHall(t)
	token := h.ask()
	for left := 4; left > 0; left-- {
		_, _, err := h.open(token, "12345X")
		var e *models.Error
		if !errors.Is(err, phone.ErrFactor) || !errors.As(err, &e) || e.Params["left"] != string(rune('0'+left)) {
			t.Fatalf("%d left: %v %+v", left, err, e)
		}
	}
	h.refused("the fifth", token, "12345X")
	h.refused("the right one then", token, right)
	refused := 0
	for _, a := range h.Entries("application", h.id) {
		if a == audit.LinkRefused {
			refused++
		}
	}
	if refused != phone.MostTries {
		t.Errorf("%d refusals in the log", refused)
	}
}

func TestLink_unknownUsedAndExpiredLookAlike(t *testing.T) {
	h := newHall(t)
	h.refused("unknown", strings.Repeat("A", 43), right)
	h.refused("empty", "", right)
	token := h.ask()
	s, cookie, err := h.open(token, right)
	h.must(err)
	h.must(h.answer(s))
	h.refused("used", token, right)
	if _, _, err := h.Phones.Authenticate(t.Context(), cookie); err != nil {
		t.Errorf("the session that answered may look: %v", err)
	}
	if v, err := h.Cases.View(t.Context(), s.Actor(), h.id); err != nil || v.Application.State != application.Queued || v.Correction != nil {
		t.Errorf("%+v %v", v.Application.State, err)
	}
	second := h.ask()
	if _, _, err := h.Phones.Authenticate(t.Context(), cookie); !errors.Is(err, phone.ErrNoSession) {
		t.Errorf("the first request's session reaches the second: %v", err)
	}
	h.Clock.Pass(40 * 24 * time.Hour)
	h.refused("past the last day, before any sweep", second, right)
	if _, err := h.Cases.SweepCorrections(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.refused("expired", second, right)
}

func TestLink_diesWithTheWithdrawal(t *testing.T) {
	h := newHall(t)
	token := h.ask()
	_, cookie, err := h.open(token, right)
	h.must(err)
	a, err := h.Store.ByID(t.Context(), h.id)
	h.must(err)
	_, err = h.Cases.Withdraw(t.Context(), application.Withdrawal{Actor: h.begun.Session.Actor(), Application: h.id, Version: a.Version})
	h.must(err)
	h.refused("withdrawn", token, right)
	if _, _, err := h.Phones.Authenticate(t.Context(), cookie); !errors.Is(err, phone.ErrNoSession) {
		t.Errorf("the session lives on: %v", err)
	}
}

func TestLink_onlyTheNewestLives(t *testing.T) {
	h := newHall(t)
	first := h.ask()
	actor, id, ok, err := h.Phones.Lost(t.Context(), first)
	if err != nil || !ok || id != h.id {
		t.Fatalf("%v %v", ok, err)
	}
	h.Clock.Pass(11 * time.Minute)
	h.must(h.Cases.SendLink(t.Context(), actor, id))
	h.must(h.Cases.SendLink(t.Context(), actor, id)) // twice at once is one message
	h.Work(time.Second)
	if n := h.Registers.Count("Send:correction-link"); n != 1 {
		t.Errorf("%d messages", n)
	}
	second := h.token()
	if first == second {
		t.Fatal("the same link")
	}
	h.refused("the first", first, right)
	if _, _, err := h.open(second, right); err != nil {
		t.Error(err)
	}
	if _, _, ok, err := h.Phones.Lost(t.Context(), strings.Repeat("B", 43)); ok || err != nil {
		t.Errorf("a link that never was: %v %v", ok, err)
	}
}

func TestLink_isTheSameWhenItsMessageIsTriedAgain(t *testing.T) {
	h := newHall(t)
	// The gateway took the message, its reply was lost, and the job runs again.
	h.Registers.Fail("Send:correction", register.ErrUnknown.Because(errors.New("lost")), register.ErrUnavailable.Because(errors.New("away")))
	h.must(h.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		_, err := h.Cases.Decide(ctx, tx, application.Ruling{
			By: models.Actor{Kind: models.ActorStaff, ID: h.IDs.New()}, Application: h.id, Command: application.Correct,
			Correction: &application.CorrectionAsk{AnswerBy: "2026-12-15", Marks: []application.Mark{{Field: "photo", Reason: "photo-again", Note: pii.Conceal("太暗")}}},
		})
		return err
	}))
	h.Work(time.Minute)
	if n := h.Registers.Count("Send:correction"); n < 3 || len(h.Registers.Messages) != 1 {
		t.Fatalf("%d tries, %d messages", n, len(h.Registers.Messages))
	}
	if _, _, err := h.open(h.token(), right); err != nil {
		t.Errorf("the link of the first try: %v", err)
	}
}

func TestSession_endsIdleAbsoluteAndPutAway(t *testing.T) {
	h := newHall(t)
	live := func(cookie string) bool {
		_, _, err := h.Phones.Authenticate(t.Context(), cookie)
		if err != nil && !errors.Is(err, phone.ErrNoSession) {
			t.Fatal(err)
		}
		return err == nil
	}
	_, cookie, err := h.open(h.ask(), right)
	h.must(err)
	for range 5 { // a sign of life every ten minutes
		h.Clock.Pass(10 * time.Minute)
		if !live(cookie) {
			t.Fatal("ended while in use")
		}
	}
	h.Clock.Pass(11 * time.Minute)
	if live(cookie) {
		t.Error("lives past an hour")
	}
	h.must(h.Cases.SendLink(t.Context(), h.begun.Session.Actor(), h.id))
	h.Work(time.Second)
	_, cookie, err = h.open(h.token(), right)
	h.must(err)
	h.Clock.Pass(phone.Idle)
	if live(cookie) {
		t.Error("lives idle")
	}
	h.must(h.Cases.SendLink(t.Context(), h.begun.Session.Actor(), h.id))
	h.Work(time.Second)
	last := h.token()
	_, cookie, err = h.open(last, right)
	h.must(err)
	for range 2 {
		_, err = h.Phones.End(t.Context(), cookie)
		h.must(err)
	}
	if live(cookie) || live("") || live("nonsense") {
		t.Error("lives after it was put away")
	}
	h.refused("put away", last, right)
}

func TestPurge_dropsWhatHasLongBeenOver(t *testing.T) {
	h := newHall(t)
	token := h.ask() // can be answered until 15 December
	_, cookie, err := h.open(token, right)
	h.must(err)
	purge := func(wantLinks, wantSessions int64) {
		t.Helper()
		if links, sessions, err := h.Phones.Purge(t.Context()); err != nil || links != wantLinks || sessions != wantSessions {
			t.Errorf("on %s: %d links and %d sessions are gone, %v", models.DateOf(h.Clock.Now()), links, sessions, err)
		}
	}
	purge(0, 0)
	if _, _, err := h.Phones.Authenticate(t.Context(), cookie); err != nil {
		t.Errorf("a live session went with it: %v", err)
	}
	h.Clock.Pass(phone.Kept + time.Hour) // 24 December: the session is over for long, the link is not
	purge(0, 1)
	h.refused("an expired link", token, right)
	h.Clock.Pass(phone.Kept)
	purge(1, 0)
	h.refused("a link nobody knows any more", token, right)
	purge(0, 0)
}

func TestLink_twoDevicesAtOnceAreOne(t *testing.T) {
	h := newHall(t)
	token := h.ask()
	var group sync.WaitGroup
	outcomes := make([]error, 6)
	for i := range outcomes {
		group.Go(func() { _, _, outcomes[i] = h.open(token, right) })
	}
	group.Wait()
	in := 0
	for _, err := range outcomes {
		switch {
		case err == nil:
			in++
		case !errors.Is(err, phone.ErrDead):
			t.Error(err)
		}
	}
	if in != 1 {
		t.Errorf("%d devices are in", in)
	}
}

func TestLink_leavesNoSecretBehind(t *testing.T) {
	h := newHall(t)
	token := h.ask()
	h.must(h.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		l, err := h.PhoneStore.LinkByKey(ctx, tx, h.linkKey())
		if err != nil {
			return err
		}
		if len(l.Sealed) != 0 || strings.Contains(l.TokenHash, token) || l.ClosedAt != (time.Time{}) {
			t.Errorf("%+v", l)
		}
		return nil
	}))
}

func (h *hall) linkKey() string {
	list, err := h.Requests.Requests(h.t.Context(), h.id)
	h.must(err)
	return string(list[0].ID) + ":" + application.TextCorrection
}
