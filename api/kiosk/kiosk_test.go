package kiosk_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"onevisit/api"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/webtest"
	"onevisit/api/kiosk"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/calendar"
	"onevisit/models/device"
	"onevisit/models/format"
	"onevisit/models/identity"
	"onevisit/models/modelstest"
	"onevisit/models/payment"
	"onevisit/models/pii"
	"onevisit/models/store"
)

const (
	hkm     = "exit-entry.hkm-endorsement"
	traffic = "traffic.camera-violation"
	renewal = "exit-entry.passport-renewal"
	record1 = "4403997900000001"
)

// hall is the whole API of the citizen over a real database; only the outside
// registers, the payment provider and the card reader are stand-ins.
type hall struct {
	*modelstest.Office
	t        *testing.T
	lane     *identity.Lane
	fleet    *device.Hall
	provider *modelstest.Provider
	handler  http.Handler
	*webtest.Client
}

// newHall opens one; without fonts it prints nothing.
func newHall(t *testing.T, fonts ...kiosk.Setter) *hall {
	t.Helper()
	var setter kiosk.Setter
	if len(fonts) > 0 {
		setter = fonts[0]
	}
	h := &hall{Office: modelstest.NewOffice(t), t: t, provider: modelstest.NewProvider()}
	h.Registers.Put(modelstest.Driver, modelstest.Citizen(modelstest.Driver))
	devices := store.NewDevices(h.DB)
	h.fleet = &device.Hall{
		Transactor: h.DB, Fleet: devices, Codes: store.NewDeviceCodes(h.DB), Sites: devices, Nonces: store.NewDeviceNonces(h.DB),
		Audit: h.Log, Vault: h.Vault, Clock: h.Clock, IDs: h.IDs, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
	payments := store.NewPayments(h.DB)
	cashier := payment.NewCashier(payment.Deps{
		Tx: h.DB, Orders: payments, Book: payments, Audit: h.Log, Jobs: h.Jobs, Provider: h.provider, IDs: h.IDs, Clock: h.Clock,
		Merchant: "test", OnPaid: h.Cases.Paid,
	})
	days, err := calendar.Published()
	must(t, err)
	h.lane = modelstest.NewLane(h.Office, nil)
	h.handler, err = api.New(api.Config{
		Kiosk: kiosk.New(kiosk.Deps{
			Hall: h.fleet, Reception: h.Reception, Cases: h.Cases, Cashier: cashier, Calendar: days, Setter: setter, Replies: h.Replies, Clock: h.Clock,
			Lane: h.lane, Services: h.Catalog,
		}),
		Devices: h.fleet, Citizens: h.Reception, Once: h.Replies, Clock: h.Clock, IDs: h.IDs, Log: slog.New(slog.DiscardHandler),
		Tags: format.Register, RateLimits: api.RateLimits{DevicePerSecond: 1e9, DeviceBurst: 1e9},
	})
	must(t, err)
	h.site("440300-001")
	h.site("440300-002")
	h.Client = h.newKiosk("440300-001")
	return h
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *hall) site(code string) {
	h.t.Helper()
	must(h.t, h.DB.Atomically(h.t.Context(), func(ctx context.Context, tx models.Tx) error {
		return store.NewDevices(h.DB).PutSite(ctx, tx, device.Site{Code: code, Names: models.Texts{"zh-CN": "测试大厅", "en": "Test hall"}})
	}))
}

// newKiosk enrols a device of a site.
func (h *hall) newKiosk(site string) *webtest.Client {
	h.t.Helper()
	code, err := h.fleet.MakeCode(h.t.Context(), models.Actor{Kind: models.ActorStaff, ID: h.IDs.New(), Site: site}, "K", nil)
	must(h.t, err)
	client := webtest.NewClient(h.t, h.handler)
	client.Do("POST", "/api/kiosk/device/enrolment", map[string]any{"code": code.Code}).Want(201)
	return client
}

func (h *hall) card(number string) {
	h.Readings.Next = device.Reading{Document: device.IDCard, Number: pii.Conceal(number), Name: pii.Conceal("陈大海"), IDNumber: pii.Conceal(number)}
}

func (h *hall) permit() {
	h.Readings.Next = device.Reading{Document: device.HKMPermit, Number: pii.Conceal(modelstest.Permit)}
}

var arrival = map[string]any{"reading": "r", "factor": "f", "language": "zh-CN"}

func (h *hall) identify() *hall {
	h.t.Helper()
	h.card(modelstest.Driver)
	h.Do("POST", "/api/kiosk/session", arrival).Want(201)
	return h
}

// app is what a reply says of an application.
type app struct {
	ID, Number, State, StateText string
	Version                      int
	TotalFen                     int64
	Page                         *struct{ Step string }
	Review                       *struct{ SubmitText string }
	Results                      []struct{ ID, Kind, State, Number, Instruction string }
	etag                         string
}

func read(r *webtest.Reply) app {
	var a app
	r.Into(&a)
	a.etag = r.ETag()
	return a
}

func (h *hall) open(service string) app {
	h.t.Helper()
	return read(h.Do("POST", "/api/kiosk/applications", map[string]any{"service": service}).Want(201))
}

func path(a app, rest string) string { return "/api/kiosk/applications/" + a.ID + rest }

func (h *hall) step(a app, step string, answers map[string]any) app {
	h.t.Helper()
	return read(h.Do("PUT", path(a, "/steps/"+step), map[string]any{"answers": answers}, webtest.IfMatch(a.etag)).Want(200))
}

func (h *hall) toCheckPage() app {
	h.t.Helper()
	a := h.open(traffic)
	for _, name := range []string{"e1.jpg", "e2.jpg"} {
		h.Do("GET", path(a, "/images/"+name), nil).Want(200)
	}
	a = h.step(a, "records", map[string]any{"records": []string{record1}})
	a = h.step(a, "stance", map[string]any{"stance": "accept"})
	a = h.step(a, "declare", map[string]any{"driver_declared": true})
	return h.step(a, "notice", map[string]any{"notice_read": true, "defence": "none"})
}

func (h *hall) submit(a app) app {
	h.t.Helper()
	body := map[string]any{"confirmedFen": a.TotalFen}
	return read(h.Do("POST", path(a, "/submission"), body, webtest.IfMatch(a.etag)).Want(200))
}

func (h *hall) get(a app) app {
	h.t.Helper()
	return read(h.Do("GET", path(a, ""), nil).Want(200))
}

func TestTraffic_wholeScenario(t *testing.T) {
	h := newHall(t).identify()
	menu := h.Do("GET", "/api/kiosk/menu", nil).Want(200)
	for _, must := range []string{traffic, renewal, hkm, `"verdict":"yes"`} {
		if !strings.Contains(string(menu.Body), must) {
			t.Errorf("the menu lacks %s: %s", must, menu.Body)
		}
	}
	a := h.toCheckPage()
	if a.Page != nil || a.Review == nil || a.TotalFen != 20000 {
		t.Fatalf("%+v", a)
	}
	a = h.submit(a)
	h.Work(0)
	if a = h.get(a); a.State != "awaiting-payment" || len(a.Results[0].Number) != 16 {
		t.Fatalf("%+v", a)
	}
	order := map[string]any{"amountFen": 20000}
	h.Do("POST", path(a, "/order"), map[string]any{"amountFen": 1}).WantProblem(422, "amount-mismatch")
	h.Do("POST", path(a, "/order"), order).Want(201)
	h.Do("POST", path(a, "/order"), order).Want(200)
	h.provider.Settle()
	h.Clock.Pass(4e9)
	var paid struct{ State string }
	if h.Do("GET", path(a, "/order"), nil).Want(200).Into(&paid); paid.State != "paid" {
		t.Fatalf("%+v", paid)
	}
	if h.Do("POST", path(a, "/order"), order).Want(200).Into(&paid); paid.State != "paid" {
		t.Fatalf("a second order after payment: %+v", paid)
	}
	a = h.get(a)
	print := a.Results[len(a.Results)-1]
	if a.State != "issuing" || print.State != "due" || print.Instruction == "" {
		t.Fatalf("%+v", a)
	}
	a = read(h.Do("PUT", path(a, "/results/"+print.ID), map[string]any{"outcome": "done"}).Want(200))
	if a.State != "completed" {
		t.Fatalf("%+v", a)
	}
	// Nobody is told how to pay what is paid.
	if said := string(h.Do("GET", path(a, ""), nil).Want(200).Body); !strings.Contains(said, "罚款已缴清") || strings.Contains(said, "今天没缴") {
		t.Error(said)
	}
	h.Do("POST", "/api/kiosk/session/rating", map[string]any{"level": 5}).Want(204)
	h.Do("POST", "/api/kiosk/session/end", map[string]any{"reason": "finished"}).Want(204)
	h.Do("GET", path(a, ""), nil).WantProblem(401, "session.none")
	if n := len(h.Entries("application", models.ID(a.ID))); n != 16 {
		t.Errorf("%d entries: %v", n, h.Entries("application", models.ID(a.ID)))
	}
}

func TestSession_isMaskedAndDeadAfterItsEnd(t *testing.T) {
	h := newHall(t)
	h.Do("GET", "/api/kiosk/menu", nil).WantProblem(401, "session.none")
	h.identify()
	before := h.Cookie(gate.SessionCookie)
	body := string(h.Do("GET", "/api/kiosk/session", nil).Want(200).Body)
	if !strings.Contains(body, "陈**") || strings.Contains(body, "大海") || strings.Contains(body, modelstest.Driver) {
		t.Errorf("the session shows %s", body)
	}
	reply := h.Do("POST", "/api/kiosk/session/end", map[string]any{"reason": "cancelled"}).Want(204)
	if !strings.Contains(reply.Header.Get("Clear-Site-Data"), "storage") {
		t.Error("the browser is not told to forget")
	}
	if left := h.Cookie(gate.SessionCookie); left != "" {
		t.Errorf("the session's cookie is left: %q", left)
	}
	h.SetCookie(gate.SessionCookie, before)
	h.Do("GET", "/api/kiosk/session", nil).WantProblem(401, "session.none")
	h.Do("POST", "/api/kiosk/session/end", map[string]any{"reason": "cancelled"}).Want(204)
	h.identify()
	if h.Cookie(gate.SessionCookie) == before {
		t.Error("the next session has the old name")
	}
}

func TestSession_anotherKiosksCookieIsWorthNothing(t *testing.T) {
	h := newHall(t).identify()
	other := h.newKiosk("440300-002")
	other.SetCookie(gate.SessionCookie, h.Cookie(gate.SessionCookie))
	other.Do("GET", "/api/kiosk/session", nil).WantProblem(401, "session.none")
}

func TestDevice_tellsTheServersOwnLimits(t *testing.T) {
	h := newHall(t)
	var d struct {
		Site   string
		Limits struct{ IdleWarning, Warning, IdleWarningLarge, WarningLarge, Absolute, DoneHome int }
	}
	h.Do("GET", "/api/kiosk/device", nil).Want(200).Into(&d)
	if d.Limits.IdleWarning+d.Limits.Warning != 90 || d.Limits.IdleWarningLarge+d.Limits.WarningLarge != 195 || d.Limits.Absolute != 1200 || d.Limits.DoneHome != 30 {
		t.Fatalf("%+v", d)
	}
	webtest.NewClient(t, h.handler).Do("GET", "/api/kiosk/device", nil).WantProblem(401, "device.unknown")
}

// The rows of the bad-input matrix that meet the citizen's applications.
func TestBadInput(t *testing.T) {
	h := newHall(t).identify()
	a := h.open(traffic)
	step, save := path(a, "/steps/records"), map[string]any{"answers": map[string]any{"records": []string{record1}}}
	tag := webtest.IfMatch(a.etag)
	random := app{ID: string(h.IDs.New())}
	for _, c := range []struct {
		name, method, path string
		body               any
		options            []webtest.Option
		status             int
		code               string
	}{
		{"B1 no key", "POST", "/api/kiosk/applications", map[string]any{"service": hkm}, []webtest.Option{webtest.Key("")}, 400, "idempotency-key-missing"},
		{"B8 unknown field", "POST", "/api/kiosk/applications", map[string]any{"service": hkm, "status": "completed"}, nil, 422, "unknown-field"},
		{"B8 amount in a step", "PUT", step, map[string]any{"answers": map[string]any{"amount": "1", "records": []string{record1}}}, []webtest.Option{tag}, 422, "answers"},
		{"B8 the reserved answer", "PUT", step, map[string]any{"answers": map[string]any{"_seen": []string{"e1.jpg", "e2.jpg"}, "records": []string{record1}}}, []webtest.Option{tag}, 422, "answers"},
		{"B9 number for a list", "PUT", step, map[string]any{"answers": map[string]any{"records": 1}}, []webtest.Option{tag}, 422, "answers"},
		{"unseen evidence", "PUT", step, save, []webtest.Option{tag}, 422, "answers"},
		{"B18 step 3 before step 1", "PUT", path(a, "/steps/declare"), map[string]any{"answers": map[string]any{"driver_declared": true}}, []webtest.Option{tag}, 409, "step-out-of-order"},
		{"B18 page not on the path", "GET", path(a, "/steps/notice"), nil, nil, 409, "step-out-of-order"},
		{"B18 submit too early", "POST", path(a, "/submission"), map[string]any{"confirmedFen": 0}, []webtest.Option{tag}, 409, "step-out-of-order"},
		{"B19 stale version", "PUT", step, save, []webtest.Option{webtest.IfMatch(`"99"`)}, 412, "stale-version"},
		{"B19 no version", "PUT", step, save, []webtest.Option{webtest.IfMatch("")}, 428, "precondition-required"},
		{"B20 random id", "GET", path(random, ""), nil, nil, 404, "not-found"},
		{"B20 random id, step", "PUT", path(random, "/steps/records"), save, []webtest.Option{tag}, 404, "not-found"},
		{"B10 negative amount", "POST", path(a, "/submission"), map[string]any{"confirmedFen": -1}, []webtest.Option{tag}, 422, "field.range"},
		{"B24 nothing due", "POST", path(a, "/order"), map[string]any{"amountFen": 100}, nil, 409, "application.nothing_due"},
		{"no order", "GET", path(a, "/order"), nil, nil, 404, "not-found"},
		{"unknown service", "POST", "/api/kiosk/applications", map[string]any{"service": "a.b"}, nil, 404, "service.unknown"},
		{"foreign result", "PUT", path(a, "/results/x"), map[string]any{"outcome": "done"}, nil, 404, "not-found"},
		{"photo for no photo field", "PUT", path(a, "/attachments/records"), webtest.Raw{Type: "application/octet-stream", Body: []byte("x")}, nil, 404, "field.unknown"},
		{"foreign picture", "GET", path(a, "/images/z9.jpg"), nil, nil, 404, "not-found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := h.Do(c.method, c.path, c.body, c.options...)
			if c.code == "field.range" {
				r.Want(c.status)
				return
			}
			r.WantProblem(c.status, c.code)
		})
	}
	if now := h.get(a); now.Version != a.Version || now.Page.Step != "records" {
		t.Errorf("something was changed: %+v", now)
	}
	if got := h.Entries("application", models.ID(a.ID)); !slices.Equal(got, []audit.Action{audit.ApplicationOpened}) {
		t.Errorf("entries %v", got)
	}
}

func TestUploads_badFilesAreRefusedByWhatTheyAre(t *testing.T) {
	h := newHall(t).identify()
	a := h.open(renewal)
	a = h.step(a, "person", map[string]any{"person_right": true})
	octets := func(b string) webtest.Raw { return webtest.Raw{Type: "application/octet-stream", Body: []byte(b)} }
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"empty":           {"", 422, "file-empty"},
		"GIF":             {"GIF89a.................", 422, "file-type"},
		"HTML":            {"<html><script>alert(1)</script>", 422, "file-type"},
		"ZIP":             {"PK\x03\x04....", 422, "file-type"},
		"truncated JPEG":  {"\xff\xd8\xff\xe0\x00\x10JFIF", 422, "file-type"},
		"8 MB and a byte": {"\xff\xd8\xff" + strings.Repeat("x", 8<<20), 413, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := h.Do("PUT", path(a, "/attachments/photo"), octets(c.body)).Want(c.status)
			if c.code != "" {
				r.WantProblem(c.status, c.code)
			}
		})
	}
}

func TestIdempotency_repeatsAreReplayedAndChangeNothing(t *testing.T) {
	h := newHall(t)
	h.card(modelstest.Driver)
	first := h.Do("POST", "/api/kiosk/session", arrival, webtest.Key("s1")).Want(201)
	again := h.Do("POST", "/api/kiosk/session", arrival, webtest.Key("s1")).Want(201)
	if again.Header.Get("Idempotency-Replayed") != "true" || string(again.Body) != string(first.Body) || again.Header.Get("Set-Cookie") == "" {
		t.Fatalf("the session was not replayed: %v", again.Header)
	}
	for range 2 {
		h.Do("POST", "/api/kiosk/applications", map[string]any{"service": traffic}, webtest.Key("o1")).Want(201)
	}
	a := read(h.Do("POST", "/api/kiosk/applications", map[string]any{"service": traffic}, webtest.Key("o1")).Want(201))
	h.Do("POST", "/api/kiosk/applications", map[string]any{"service": hkm}, webtest.Key("o1")).WantProblem(422, "idempotency-key-reused")
	for _, name := range []string{"e1.jpg", "e2.jpg"} {
		h.Do("GET", path(a, "/images/"+name), nil).Want(200)
	}
	save := map[string]any{"answers": map[string]any{"records": []string{record1}}}
	one := h.Do("PUT", path(a, "/steps/records"), save, webtest.IfMatch(a.etag), webtest.Key("p1")).Want(200)
	two := h.Do("PUT", path(a, "/steps/records"), save, webtest.IfMatch(a.etag), webtest.Key("p1")).Want(200)
	if two.Header.Get("Idempotency-Replayed") != "true" || string(one.Body) != string(two.Body) || one.ETag() != two.ETag() {
		t.Fatalf("the step was not replayed: %v %s", two.Header, two.Body)
	}
	if n := len(h.Entries("application", models.ID(a.ID))); n != 4 {
		t.Errorf("%d entries: %v", n, h.Entries("application", models.ID(a.ID)))
	}
}

func TestRefusal_isTwoHundredWithoutARowAndExplainsNoRestriction(t *testing.T) {
	h := newHall(t).identify()
	var refused struct {
		Outcome, Verdict, Reference string
		Reasons                     []struct{ Code, Text string }
	}
	r := h.Do("POST", "/api/kiosk/applications", map[string]any{"service": hkm}, webtest.English()).Want(200)
	if r.Into(&refused); refused.Outcome != "not-eligible" || refused.Verdict != "only-with" || refused.Reference == "" || len(refused.Reasons) == 0 {
		t.Fatalf("%+v", refused)
	}
	var list struct{ Applications []any }
	if h.Do("GET", "/api/kiosk/applications", nil).Want(200).Into(&list); len(list.Applications) != 0 {
		t.Fatalf("%+v", list)
	}
	h.permit()
	h.Do("POST", "/api/kiosk/session", arrival).Want(201)
	h.open(hkm)
	if h.Do("GET", "/api/kiosk/applications", nil).Want(200).Into(&list); len(list.Applications) != 1 {
		t.Fatalf("%+v", list)
	}
}
