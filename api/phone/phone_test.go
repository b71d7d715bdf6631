package phone_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"onevisit/api"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/phoneapi"
	"onevisit/api/internal/webtest"
	phonepage "onevisit/api/phone"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/format"
	"onevisit/models/modelstest"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// right is the driver's second factor.
var right = modelstest.Driver[12:]

// hall is the phone page over a real office. Its citizen's passport waits for a
// new photo and another contact's number.
type hall struct {
	*modelstest.Office
	t       *testing.T
	handler http.Handler
	begun   visit.Begun
	id      models.ID
}

func newHall(t *testing.T, limits api.RateLimits) *hall {
	t.Helper()
	return asking(t, limits, "photo", "contact_mobile")
}

// asking is a hall whose citizen is asked for these fields again.
func asking(t *testing.T, limits api.RateLimits, fields ...string) *hall {
	t.Helper()
	h := &hall{Office: modelstest.NewOffice(t), t: t}
	h.Registers.Put(modelstest.Driver, modelstest.Citizen(modelstest.Driver))
	var err error
	h.handler, err = api.New(api.Config{
		Phone:  phonepage.New(phonepage.Deps{Links: h.Phones, Cases: h.Cases, Replies: h.Replies}),
		Phones: h.Phones, Once: h.Replies, Clock: h.Clock, IDs: h.IDs, Log: slog.New(slog.DiscardHandler), Tags: format.Register,
		RateLimits: limits, Secure: true,
	})
	h.must(err)
	h.begun = h.Identify(h.Kiosk("440300-001"), modelstest.Driver)
	h.submit()
	h.ask(fields...)
	return h
}

// The phone takes what is typed as the kiosk does: kept as it has to be written,
// or refused at its field in the phone's language, with nothing lost.
func TestTyped_onThePhoneIsNormalisedOrRefusedAtItsField(t *testing.T) {
	h := asking(t, free(), "contact_name", "contact_mobile")
	c := h.phone()
	c.Do("POST", "/api/phone/session", open(h.token(), right)).Want(201)
	rare := strings.Repeat("阿", 24) + "·" + strings.Repeat("𠮷", 24)
	save := func(name, mobile string, options ...webtest.Option) *webtest.Reply {
		t.Helper()
		return c.Do("PUT", "/api/phone/steps/contact", map[string]any{"answers": map[string]any{"contact_name": name, "contact_mobile": mobile}},
			append(options, webtest.IfMatch(current(c)))...)
	}
	kept := func() (string, string) {
		t.Helper()
		var page phoneapi.Page
		c.Do("GET", "/api/phone/steps/contact", nil).Want(200).Into(&page)
		values := map[string]string{}
		for _, f := range page.Fields {
			values[f.Name], _ = f.Value.(string)
		}
		return values["contact_name"], values["contact_mobile"]
	}
	for _, given := range [][4]string{
		{"王小明", " １３８ 0000-0005 ", "王小明", "13800000005"},
		{rare, "13800000005", rare, "13800000005"},
		{"买买提．艾力", "13800000005", "买买提·艾力", "13800000005"},
		{"买买提•艾力", "13800000005", "买买提·艾力", "13800000005"},
	} {
		save(given[0], given[1]).Want(200)
		if name, mobile := kept(); name != given[2] || mobile != given[3] {
			t.Errorf("%q kept as %q, %q as %q", given[0], name, given[1], mobile)
		}
	}
	for _, given := range [][3]string{
		{"contact_name", "王😀明", "13800000005"}, {"contact_name", "王\u202e明", "13800000005"}, {"contact_name", "  ", "13800000005"},
		{"contact_name", "买买提·", "13800000005"}, {"contact_mobile", "王小明", "1380000000"}, {"contact_mobile", "王小明", "075588888888"},
	} {
		said := map[string]bool{}
		for _, options := range [][]webtest.Option{nil, {webtest.English()}} {
			p := save(given[1], given[2], options...).WantProblem(422, "answers")
			if len(p.Errors) != 1 || p.Errors[0].Field != given[0] || p.Errors[0].Message == "" {
				t.Fatalf("%q, %q: %+v", given[1], given[2], p.Errors)
			}
			said[p.Errors[0].Message] = true
		}
		if len(said) != 2 {
			t.Errorf("%q, %q: %v", given[1], given[2], said)
		}
		if name, mobile := kept(); name != "买买提·艾力" || mobile != "13800000005" {
			t.Errorf("the refused input changed what was kept: %q, %q", name, mobile)
		}
	}
}

func free() api.RateLimits {
	return api.RateLimits{DevicePerSecond: 1e9, DeviceBurst: 1e9, LoginPerMinute: 1e9}
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 480, 640)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// submit hands a passport's renewal in at the kiosk.
func (h *hall) submit() {
	h.t.Helper()
	ctx, actor, place := h.t.Context(), h.begun.Session.Actor(), modelstest.Place(h.Kiosk("440300-001"))
	o, err := h.Cases.Open(ctx, application.Choice{Actor: actor, Place: place, Service: "exit-entry.passport-renewal"})
	h.must(err)
	v := *o.View
	h.id = v.Application.ID
	photo, err := h.Cases.Attach(ctx, application.Upload{Actor: actor, Application: h.id, Field: "photo", Data: picture(h.t)})
	h.must(err)
	given := map[string]any{
		"person_right": true, "photo": string(photo.ID), "surname": "CHEN", "given_name": "DAHAI", "address": "广东省深圳市南山区测试路1号",
		"mobile": "13800000002", "contact_name": "陈小海", "contact_mobile": "13800000003", "delivery": "collect", "declared": true,
	}
	for v.Page != nil {
		page := map[string]any{}
		for _, f := range v.Page.Fields {
			page[f.Name] = given[f.Name]
		}
		v, err = h.Cases.SaveStep(ctx, application.StepCommand{Actor: actor, Application: h.id, Step: v.Page.Step, Version: v.Application.Version, Given: page})
		h.must(err)
	}
	_, err = h.Cases.Submit(ctx, application.Submission{Actor: actor, Place: place, Application: h.id, Version: v.Application.Version, ConfirmedFen: v.Total})
	h.must(err)
}

func (h *hall) ask(fields ...string) {
	h.t.Helper()
	ask := &application.CorrectionAsk{AnswerBy: "2026-12-15"}
	for _, f := range fields {
		ask.Marks = append(ask.Marks, application.Mark{Field: f, Reason: "correct.value", Note: pii.Conceal("请改")})
	}
	h.must(h.DB.Atomically(h.t.Context(), func(ctx context.Context, tx models.Tx) error {
		_, err := h.Cases.Decide(ctx, tx, application.Ruling{
			By: models.Actor{Kind: models.ActorStaff, ID: h.IDs.New()}, Application: h.id, Command: application.Correct, Correction: ask,
		})
		return err
	}))
	h.Work(time.Second)
}

// token is that of the newest link sent.
func (h *hall) token() (token string) {
	h.t.Helper()
	for _, m := range h.Registers.Messages {
		if _, x, found := strings.Cut(m.Params["link"], "#"); found {
			token = x
		}
	}
	return token
}

func (h *hall) phone() *webtest.Client { return webtest.NewClient(h.t, h.handler) }

func open(token, factor string) map[string]any {
	return map[string]any{"token": token, "factor": factor}
}

func TestPhone_answersWhatIsMarkedAndHandsIn(t *testing.T) {
	h := newHall(t, free())
	c := h.phone()
	c.Do("GET", "/api/phone/application", nil).WantProblem(401, "phone.none")
	reply := c.Do("POST", "/api/phone/session", open(h.token(), right)).Want(201)
	cookie := reply.Header.Get("Set-Cookie")
	for _, word := range []string{gate.PhoneCookie + "=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"} {
		if !strings.Contains(cookie, word) {
			t.Errorf("the cookie has no %s: %s", word, cookie)
		}
	}
	a := applicationOf(reply)
	if a.Correction == nil || len(a.Correction.Marks) != 2 || a.Correction.AnswerBy == nil || *a.Correction.Marks[0].Note != "请改" {
		t.Fatalf("%+v", a.Correction)
	}
	if a.Page == nil || a.Page.Step != "photo" || a.Page.Fields[0].Value != nil {
		t.Fatalf("%+v", a.Page)
	}
	for _, hidden := range []string{"13800000002", "测试路", modelstest.Driver, "陈小海"} {
		if strings.Contains(string(reply.Body), hidden) {
			t.Errorf("the phone is shown %s", hidden)
		}
	}
	var stored phoneapi.Attachment
	c.Do("PUT", "/api/phone/attachments/photo", webtest.Raw{Type: "application/octet-stream", Body: picture(t)}).Want(201).Into(&stored)
	c.Do("GET", "/api/phone/images/"+stored.Image, nil).Want(200)
	c.Do("PUT", "/api/phone/attachments/signature", webtest.Raw{Type: "application/octet-stream", Body: picture(t)}).WantProblem(404, "field.unknown")
	save := func(step string, answers map[string]any) *webtest.Reply {
		t.Helper()
		return c.Do("PUT", "/api/phone/steps/"+step, map[string]any{"answers": answers}, webtest.IfMatch(current(c)))
	}
	save("phone", map[string]any{"mobile": "13800000009"}).WantProblem(409, "step-out-of-order")
	a = applicationOf(save("photo", map[string]any{"photo": stored.Value}).Want(200))
	if a.Page == nil || a.Page.Step != "contact" || len(a.Page.Fields) != 1 || *a.Page.Back != "photo" || a.Correction.Answered != 1 {
		t.Fatalf("%+v", a.Page)
	}
	p := save("contact", map[string]any{"contact_mobile": "13800000009", "contact_name": "别人"}).WantProblem(422, "answers")
	if len(p.Errors) != 1 || p.Errors[0].Code != "not-asked" {
		t.Errorf("%+v", p)
	}
	c.Do("GET", "/api/phone/steps/contact", nil).Want(200)
	c.Do("GET", "/api/phone/steps/phone", nil).WantProblem(409, "step-out-of-order")
	a = applicationOf(save("contact", map[string]any{"contact_mobile": "13800000009"}).Want(200))
	if a.Page != nil || a.Review == nil || len(a.Review.Sections) != 2 {
		t.Fatalf("%+v", a.Review)
	}
	version := current(c)
	body := map[string]any{"confirmedFen": a.TotalFen}
	c.Do("POST", "/api/phone/submission", map[string]any{"confirmedFen": 1}, webtest.IfMatch(version)).WantProblem(422, "amount-mismatch")
	first := c.Do("POST", "/api/phone/submission", body, webtest.IfMatch(version), webtest.Key("hand-in")).Want(200)
	again := c.Do("POST", "/api/phone/submission", body, webtest.IfMatch(version), webtest.Key("hand-in")).Want(200)
	if !bytes.Equal(first.Body, again.Body) || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("the retry got %s", again.Body)
	}
	a = applicationOf(c.Do("GET", "/api/phone/application", nil).Want(200))
	if a.State != "queued" || a.Correction != nil || a.Page != nil {
		t.Errorf("%+v", a)
	}
	h.phone().Do("POST", "/api/phone/session", open(h.token(), right)).WantProblem(410, "link-dead")
	c.Do("POST", "/api/phone/session/end", nil).Want(204)
	c.Do("POST", "/api/phone/session/end", nil).Want(204)
	c.Do("GET", "/api/phone/application", nil).WantProblem(401, "phone.none")
	if len(h.Queue.Entries) != 2 || h.Queue.Entries[1].Session != "" || !h.Queue.Entries[1].Corrected {
		t.Errorf("%+v", h.Queue.Entries)
	}
}

func applicationOf(reply *webtest.Reply) (a phoneapi.Application) {
	reply.Into(&a)
	return a
}

// current is the tag the application is read under.
func current(c *webtest.Client) string {
	return c.Do("GET", "/api/phone/application", nil).Header.Get("ETag")
}

func TestPhone_refusals(t *testing.T) {
	h := newHall(t, free())
	token := h.token()
	unknown := strings.Repeat("A", len(token))
	h.phone().Do("POST", "/api/phone/session", open(unknown, right)).WantProblem(410, "link-dead")
	p := h.phone().Do("POST", "/api/phone/session", open(token, "000000")).WantProblem(403, "factor-wrong")
	if p.Params["left"] != "4" {
		t.Errorf("%+v", p)
	}
	h.phone().Do("POST", "/api/phone/session", open("short", right)).WantProblem(422, "invalid-input")
	h.phone().Do("POST", "/api/phone/session", open(token, "12345")).WantProblem(422, "invalid-input")
	h.phone().Do("POST", "/api/phone/session", open(token, right), webtest.Header("X-OneVisit", "")).WantProblem(403, "cross-origin")
	mine := h.phone()
	mine.Do("POST", "/api/phone/session", open(token, right)).Want(201)
	h.phone().Do("POST", "/api/phone/session", open(token, right)).WantProblem(410, "link-dead")
	mine.Do("POST", "/api/phone/session", open(token, right)).Want(201) // the same device goes on
	stolen := h.phone()
	stolen.SetCookie(gate.SessionCookie, mine.Cookie(gate.PhoneCookie))
	stolen.Do("GET", "/api/phone/application", nil).WantProblem(401, "phone.none")
	h.Clock.Pass(16 * time.Minute)
	mine.Do("GET", "/api/phone/application", nil).WantProblem(401, "phone.none")
	mine.Do("POST", "/api/phone/session", open(token, right)).WantProblem(410, "link-dead")
}

func TestPhone_asksForANewLinkWithoutLearningAnything(t *testing.T) {
	h := newHall(t, free())
	dead := h.token()
	for range 5 {
		h.phone().Do("POST", "/api/phone/session", open(dead, "000000"))
	}
	renew := func(token string) string {
		t.Helper()
		reply := h.phone().Do("POST", "/api/phone/link", map[string]any{"token": token}).Want(202)
		return string(reply.Body)
	}
	if renew(dead) != renew(strings.Repeat("B", len(dead))) {
		t.Error("the answers differ")
	}
	renew(dead)
	h.Work(time.Second)
	if n := h.Registers.Count("Send:correction-link"); n != 1 {
		t.Errorf("%d messages", n)
	}
	if h.token() == dead {
		t.Fatal("no new link")
	}
	h.phone().Do("POST", "/api/phone/session", open(h.token(), right)).Want(201)
}

func TestPhone_fewTriesAMinuteFromOneAddress(t *testing.T) {
	h := newHall(t, api.RateLimits{})
	unknown := strings.Repeat("A", 43)
	for range 5 {
		h.phone().Do("POST", "/api/phone/session", open(unknown, right)).WantProblem(410, "link-dead")
	}
	h.phone().Do("POST", "/api/phone/session", open(h.token(), right)).WantProblem(429, "too-many-requests")
}
