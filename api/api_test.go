package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"onevisit/api"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/gen/opsapi"
	"onevisit/api/internal/gen/phoneapi"
	"onevisit/api/internal/gen/providerapi"
	"onevisit/api/internal/web"
	"onevisit/api/internal/webtest"
	staffhandlers "onevisit/api/staff"
	"onevisit/models"
	"onevisit/models/device"
	"onevisit/models/once"
	"onevisit/models/staff"
)

const application = "01abcdefghjkmnpqrstvwxyz01"

// hall is a server over fakes of everything behind it.
type hall struct {
	*kiosk
	handler http.Handler
	office  *office
	log     *bytes.Buffer
	now     time.Time
	mu      sync.Mutex
}

func (h *hall) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hall) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// kiosk answers the operations the tests call; any other would panic.
type kiosk struct {
	kioskapi.StrictServerInterface
	keeper  *keeper
	saves   int
	blocked chan struct{}
	fail    error
	seen    kioskapi.SaveStepRequestObject
}

func (k *kiosk) GetApplication(ctx context.Context, r kioskapi.GetApplicationRequestObject) (kioskapi.GetApplicationResponseObject, error) {
	if r.ApplicationId != application {
		return nil, models.ErrNotFound
	}
	if k.fail != nil {
		return nil, k.fail
	}
	etag := web.ETag(3)
	return kioskapi.GetApplication200JSONResponse{Body: view(ctx), Headers: kioskapi.GetApplication200ResponseHeaders{ETag: &etag}}, nil
}

func view(ctx context.Context) kioskapi.Application {
	a := kioskapi.Application{
		Id: application, Number: "A1", Service: "a.b", Title: web.Language(ctx), State: "draft", StateText: "x", Version: 3,
		Fees: []kioskapi.FeeLine{}, Results: []kioskapi.Result{},
	}
	a.Dropped = slices.Grow(a.Dropped, 1)
	return a
}

func (k *kiosk) SaveStep(ctx context.Context, r kioskapi.SaveStepRequestObject) (kioskapi.SaveStepResponseObject, error) {
	version, err := web.Version(r.Params.IfMatch)
	if err != nil || version != 3 {
		return nil, models.ErrStale
	}
	k.seen = r
	if k.blocked != nil {
		k.blocked <- struct{}{}
		<-k.blocked
	}
	etag := web.ETag(4)
	reply := func(a kioskapi.Application) any {
		return kioskapi.SaveStep200JSONResponse{Body: a, Headers: kioskapi.SaveStep200ResponseHeaders{ETag: &etag}}
	}
	a := view(ctx)
	if err := web.Record(ctx, k.keeper, reply, http.StatusOK)(ctx, models.Tx{}, a); err != nil {
		return nil, err // the change is undone with it
	}
	k.saves++
	return reply(a).(kioskapi.SaveStep200JSONResponse), nil
}

func (k *kiosk) EnrolDevice(context.Context, kioskapi.EnrolDeviceRequestObject) (kioskapi.EnrolDeviceResponseObject, error) {
	return nil, device.ErrCode
}

func (k *kiosk) EndSession(ctx context.Context, _ kioskapi.EndSessionRequestObject) (kioskapi.EndSessionResponseObject, error) {
	return kioskapi.EndSession204Response{}, nil
}

func (k *kiosk) Submit(_ context.Context, r kioskapi.SubmitRequestObject) (kioskapi.SubmitResponseObject, error) {
	if r.Body.ConfirmedFen != 1500 {
		return nil, models.E(models.KindInvalid, "amount-mismatch")
	}
	panic("a defect")
}

// keeper is a once.Keeper in memory.
type keeper struct {
	mu      sync.Mutex
	replies map[string]once.Reply
	digests map[string]string
}

func name(r once.Request) string { return r.Actor + "|" + r.Operation + "|" + r.Key }

func (k *keeper) Find(_ context.Context, r once.Request) (once.Reply, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	digest, ok := k.digests[name(r)]
	if ok && digest != r.Digest {
		return once.Reply{}, false, once.ErrReused
	}
	return k.replies[name(r)], ok, nil
}

func (k *keeper) Record(_ context.Context, _ models.Tx, r once.Request, reply once.Reply) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, taken := k.digests[name(r)]; taken {
		return once.ErrInProgress
	}
	k.replies[name(r)], k.digests[name(r)] = reply, r.Digest
	return nil
}

type devices struct{}

func (devices) Authenticate(_ context.Context, credential string) (device.Device, error) {
	if !strings.HasPrefix(credential, "device-") {
		return device.Device{}, device.ErrUnknown
	}
	return device.Device{ID: models.ID(credential), Site: device.Site{Code: "hall"}}, nil
}

var errNoSession = models.E(models.KindUnauthenticated, "session.none")

type citizens struct{}

func (citizens) Authenticate(_ context.Context, d models.ID, token string) (models.Actor, error) {
	if token != "citizen" {
		return models.Actor{}, errNoSession
	}
	return models.Actor{Kind: models.ActorCitizen, ID: "person", Session: "session", Device: d, Site: "hall"}, nil
}

type office struct{ fail error }

func (o *office) SignIn(_ context.Context, login, _, _ string) (staff.Admitted, error) {
	if strings.HasPrefix(login, "MARK") {
		return staff.Admitted{}, staff.ErrCredentials
	}
	return staff.Admitted{
		Session: staff.Session{ID: "s", Account: staff.Account{ID: "a", Name: "李", Role: staff.Role(login), Site: "hall"}}, Token: "token-" + login,
	}, o.fail
}
func (o *office) SignOut(context.Context, string) error { return nil }
func (o *office) Authenticate(_ context.Context, token string) (staff.Session, error) {
	role, ok := strings.CutPrefix(token, "token-")
	if !ok {
		return staff.Session{}, staff.ErrSignedOut
	}
	role, asked := strings.CutSuffix(role, "-to-step-up")
	return staff.Session{ID: "s", Account: staff.Account{ID: "a", Name: "李", Role: staff.Role(role), Site: "hall"}, Factor: asked}, nil
}

// phones knows one phone.
type phones struct{}

func (phones) Authenticate(_ context.Context, token string) (models.Actor, models.ID, error) {
	if token != "phone" {
		return models.Actor{}, "", models.E(models.KindUnauthenticated, "phone.none")
	}
	return models.Actor{Kind: models.ActorCitizen, ID: "person", Session: "phone-session"}, application, nil
}

// phonePage answers the operations the tests call; any other would panic.
type phonePage struct{ phoneapi.StrictServerInterface }

func (phonePage) EndPhoneSession(context.Context, phoneapi.EndPhoneSessionRequestObject) (phoneapi.EndPhoneSessionResponseObject, error) {
	return phoneapi.EndPhoneSession204Response{}, nil
}

type sites struct{}

func (sites) Site(context.Context, string) (device.Site, error) {
	return device.Site{Code: "hall", Names: models.Texts{"zh-CN": "大厅", "en": "Hall"}, Demo: true}, nil
}

type desk struct{ deskapi.StrictServerInterface }

func (desk) ListReasons(context.Context, deskapi.ListReasonsRequestObject) (deskapi.ListReasonsResponseObject, error) {
	var reasons deskapi.Reasons
	reasons.Reasons = slices.Grow(reasons.Reasons, 1)
	return deskapi.ListReasons200JSONResponse(reasons), nil
}

// LookUpAtWindow takes any body of the contract: what is looked up by is the use
// case's to check.
func (desk) LookUpAtWindow(context.Context, deskapi.LookUpAtWindowRequestObject) (deskapi.LookUpAtWindowResponseObject, error) {
	return nil, models.E(models.KindInvalid, "input")
}

type auditor struct {
	auditorapi.StrictServerInterface
}

type operation struct{ opsapi.StrictServerInterface }

// WithdrawProposal takes any body of the contract: a reason may be missing.
func (operation) WithdrawProposal(context.Context, opsapi.WithdrawProposalRequestObject) (opsapi.WithdrawProposalResponseObject, error) {
	return nil, models.ErrNotFound
}

type provider struct{}

func (provider) PaymentNotice(context.Context, providerapi.PaymentNoticeRequestObject) (providerapi.PaymentNoticeResponseObject, error) {
	return providerapi.PaymentNotice204Response{}, nil
}

func newHall(t testing.TB, change ...func(*api.Config)) *hall {
	t.Helper()
	h := &hall{
		kiosk:  &kiosk{keeper: &keeper{replies: map[string]once.Reply{}, digests: map[string]string{}}},
		office: &office{}, log: &bytes.Buffer{}, now: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC),
	}
	cfg := api.Config{
		Kiosk: h.kiosk, Phone: phonePage{}, Staff: staffhandlers.New(h.office, sites{}), Desk: desk{}, Auditor: auditor{}, Ops: operation{}, Provider: provider{},
		Devices: devices{}, Citizens: citizens{}, Sessions: h.office, Phones: phones{}, Entrants: h.office, Once: h.keeper,
		Clock: h, IDs: models.NewIDs(h, rand.Reader), Log: slog.New(slog.NewJSONHandler(&lockedWriter{w: h.log}, nil)),
		UI: fstest.MapFS{
			"kiosk.html": {Data: []byte("<!doctype html>kiosk")}, "desk.html": {Data: []byte("<!doctype html>desk")},
			"phone.html":   {Data: []byte("<!doctype html>phone")},
			"auditor.html": {Data: []byte("<!doctype html>auditor")}, "assets/a-1.js": {Data: []byte("1")},
			"assets/big.js":  {Data: []byte(strings.Repeat("const a = 1;", 1000))},
			"assets/.secret": {Data: []byte("1")}, "favicon.svg": {Data: []byte("<svg/>")},
		},
		Build: api.Build{Version: "test"},
		Ready: func(context.Context) api.Readiness {
			return api.Readiness{Ready: true, Checks: []api.Check{{Name: "durability", Detail: "sqlite journal_mode=wal synchronous=full", OK: true}}}
		},
	}
	for _, c := range change {
		c(&cfg)
	}
	var err error
	served, err := api.New(cfg)
	if h.handler = (webtest.StandIn{Handler: served}); err != nil {
		t.Fatal(err)
	}
	return h
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// citizen is a browser with a running session.
func (h *hall) citizen(t *testing.T) *webtest.Client {
	c := webtest.NewClient(t, h.handler)
	c.SetCookie(gate.DeviceCookie, "device-1")
	c.SetCookie(gate.SessionCookie, "citizen")
	return c
}

func (h *hall) worker(t *testing.T, role string) *webtest.Client {
	c := webtest.NewClient(t, h.handler)
	c.SetCookie(gate.StaffCookie, "token-"+role)
	return c
}

const (
	appPath  = "/api/kiosk/applications/" + application
	stepPath = appPath + "/steps/destination"
)

func raw(text string) webtest.Raw { return webtest.Raw{Type: "application/json", Body: []byte(text)} }

var good = map[string]any{"answers": map[string]any{"place": "HKG"}}

// The rows of the bad-input matrix that the server answers before any handler.
func TestBadInput(t *testing.T) {
	deep := strings.Repeat("[", 10000) + strings.Repeat("]", 10000)
	rows := []struct {
		name    string
		method  string
		path    string
		body    any
		options []webtest.Option
		status  int
		code    string
	}{
		{"B1 no key", "PUT", stepPath, good, []webtest.Option{webtest.Key(""), webtest.IfMatch(`"3"`)}, 400, "idempotency-key-missing"},
		{"B4 long key", "PUT", stepPath, good, []webtest.Option{webtest.Key(strings.Repeat("k", 256)), webtest.IfMatch(`"3"`)}, 400, "idempotency-key-malformed"},
		{"B4 empty key", "PUT", stepPath, good, []webtest.Option{emptyKey, webtest.IfMatch(`"3"`)}, 400, "idempotency-key-malformed"},
		{"B4 control characters", "PUT", stepPath, good, []webtest.Option{webtest.Key("a\tb"), webtest.IfMatch(`"3"`)}, 400, "idempotency-key-malformed"},
		{"B5 cut off", "PUT", stepPath, raw(`{"answers":{`), []webtest.Option{webtest.IfMatch(`"3"`)}, 400, "malformed-json"},
		{"B5 NaN", "PUT", stepPath, raw(`{"answers":NaN}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 400, "malformed-json"},
		{"B5 deep nesting", "PUT", stepPath, raw(`{"answers":{"a":` + deep + `}}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 400, "malformed-json"},
		{"B5 duplicate keys", "PUT", stepPath, raw(`{"answers":{"a":"1","a":"2"}}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 400, "malformed-json"},
		{"B5 byte order mark", "PUT", stepPath, raw("\xef\xbb\xbf{\"answers\":{}}"), []webtest.Option{webtest.IfMatch(`"3"`)}, 400, "malformed-json"},
		{"B5 UTF-16", "PUT", stepPath, raw("\xff\xfe{\x00}\x00"), []webtest.Option{webtest.IfMatch(`"3"`)}, 400, "malformed-json"},
		{"B5 two values", "PUT", stepPath, raw(`{"answers":{}}{}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 400, "malformed-json"},
		{"B5 empty", "PUT", stepPath, nil, []webtest.Option{webtest.Header("Content-Type", "application/json"), webtest.IfMatch(`"3"`)}, 400, "malformed-json"},
		{"B6 text", "PUT", stepPath, webtest.Raw{Type: "text/plain", Body: []byte("{}")}, []webtest.Option{webtest.IfMatch(`"3"`)}, 415, "unsupported-media-type"},
		{"B6 form", "PUT", stepPath, webtest.Raw{Type: "application/x-www-form-urlencoded", Body: []byte("a=b")}, []webtest.Option{webtest.IfMatch(`"3"`)}, 415, "unsupported-media-type"},
		{"B6 other charset", "PUT", stepPath, webtest.Raw{Type: "application/json; charset=gbk", Body: []byte("{}")}, []webtest.Option{webtest.IfMatch(`"3"`)}, 415, "unsupported-media-type"},
		{"B6 body where there is none", "POST", appPath + "/withdrawal", map[string]any{"a": 1}, []webtest.Option{webtest.IfMatch(`"3"`)}, 415, "unsupported-media-type"},
		{"B7 64 KB + 1", "PUT", stepPath, raw(`{"answers":{"a":"` + strings.Repeat("x", 64<<10) + `"}}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 413, "body-too-large"},
		{"B8 unknown field", "PUT", stepPath, raw(`{"answers":{},"status":"paid"}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 422, "unknown-field"},
		{"B8 client's role", "POST", "/api/staff/login", raw(`{"login":"a","password":"b","role":"auditor"}`), nil, 422, "unknown-field"},
		{"B8 other case", "POST", "/api/staff/login", raw(`{"Login":"a","password":"b"}`), nil, 422, "unknown-field"},
		{"B9 string for number", "POST", appPath + "/submission", raw(`{"confirmedFen":"12"}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 422, "wrong-type"},
		{"B9 exponent", "POST", appPath + "/submission", raw(`{"confirmedFen":1e2}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 422, "wrong-type"},
		{"B9 fraction", "POST", appPath + "/submission", raw(`{"confirmedFen":1.0}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 422, "wrong-type"},
		{"B9 null", "POST", appPath + "/submission", raw(`{"confirmedFen":null}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 422, "wrong-type"},
		{"B9 array for object", "PUT", stepPath, raw(`{"answers":[]}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 422, "wrong-type"},
		{"B10 too big", "POST", appPath + "/submission", raw(`{"confirmedFen":9223372036854775808}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 422, "wrong-type"},
		{"B10 negative", "POST", appPath + "/submission", raw(`{"confirmedFen":-1}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 422, "invalid-input"},
		{"B10 another amount", "POST", appPath + "/submission", raw(`{"confirmedFen":1}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 422, "amount-mismatch"},
		{"B19 stale", "PUT", stepPath, good, []webtest.Option{webtest.IfMatch(`"2"`)}, 412, "stale-version"},
		{"B19 another form", "PUT", stepPath, good, []webtest.Option{webtest.IfMatch(`*`)}, 412, "stale-version"},
		{"B19 no If-Match", "PUT", stepPath, good, nil, 428, "precondition-required"},
		{"B20 another id", "GET", "/api/kiosk/applications/01abcdefghjkmnpqrstvwxyz02", nil, nil, 404, "not-found"},
		{"B21 malformed id", "GET", "/api/kiosk/applications/1", nil, nil, 404, "not-found"},
		{"B21 dots", "GET", "/api/kiosk/applications/..%2f..%2fetc", nil, nil, 404, "not-found"},
		{"B21 NUL", "GET", "/api/kiosk/applications/a%00b", nil, nil, 404, "not-found"},
		{"B21 long id", "GET", "/api/kiosk/applications/" + strings.Repeat("a", 5<<10), nil, nil, 404, "not-found"},
		{"B21 long URI", "GET", "/api/kiosk/applications/" + strings.Repeat("a", 9<<10), nil, nil, 414, "uri-too-long"},
		{"B38 foreign origin", "PUT", stepPath, good, []webtest.Option{webtest.Header("Sec-Fetch-Site", ""), webtest.Header("Origin", "https://evil.example"), webtest.IfMatch(`"3"`)}, 403, "cross-origin"},
		{"B38 cross-site", "PUT", stepPath, good, []webtest.Option{webtest.Header("Sec-Fetch-Site", "cross-site"), webtest.IfMatch(`"3"`)}, 403, "cross-origin"},
		{"B38 no custom header", "PUT", stepPath, good, []webtest.Option{webtest.Header("X-OneVisit", ""), webtest.IfMatch(`"3"`)}, 403, "cross-origin"},
		{"B39 GET with an effect", "GET", appPath + "/withdrawal", nil, nil, 405, "method-not-allowed"},
		{"B39 override", "GET", appPath + "/submission", nil, []webtest.Option{webtest.Header("X-HTTP-Method-Override", "POST")}, 405, "method-not-allowed"},
		{"B39 TRACE", "TRACE", appPath, nil, nil, 405, "method-not-allowed"},
		{"B39 unknown verb", "BREW", appPath, nil, nil, 405, "method-not-allowed"},
		{"B40 page size", "GET", "/api/desk/queue?limit=201", nil, nil, 422, "invalid-input"},
		{"B40 unknown sort", "GET", "/api/desk/queue?sort=id%3Bdrop", nil, nil, 422, "unknown-field"},
		{"B40 no date", "GET", "/api/auditor/rate?from=2025-02-29&to=2025-03-01", nil, nil, 422, "invalid-input"},
		{"B56 key twice", "GET", "/api/desk/queue?limit=5&limit=6", nil, nil, 400, "duplicate-parameter"},
		{"B56 array for scalar", "GET", "/api/desk/queue?limit[]=5", nil, nil, 422, "unknown-field"},
		{"B56 __proto__", "PUT", stepPath, raw(`{"answers":{},"__proto__":{"a":1}}`), []webtest.Option{webtest.IfMatch(`"3"`)}, 422, "unknown-field"},
		{"B57 XML", "GET", appPath, nil, []webtest.Option{webtest.Header("Accept", "application/xml")}, 406, "not-acceptable"},
		{"unknown path", "GET", "/api/kiosk/none", nil, nil, 404, "not-found"},
		{"unknown audience", "GET", "/api/demo/persons", nil, nil, 404, "not-found"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			h := newHall(t)
			c := h.citizen(t)
			switch {
			case strings.HasPrefix(row.path, "/api/desk"):
				c = h.worker(t, "clerk")
			case strings.HasPrefix(row.path, "/api/auditor"):
				c = h.worker(t, "auditor")
			}
			reply := c.Do(row.method, row.path, row.body, row.options...)
			problem := reply.WantProblem(row.status, row.code)
			if row.status == 405 && reply.Header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
			if h.saves != 0 {
				t.Error("the handler was reached")
			}
			for _, e := range problem.Errors {
				if e.Message == "" || e.Field == "" {
					t.Errorf("field error without a name or text: %+v", e)
				}
			}
		})
	}
}

func emptyKey(r *http.Request) { r.Header["Idempotency-Key"] = []string{""} }

func TestFieldErrors_nameTheFieldInTheCallersLanguage(t *testing.T) {
	h := newHall(t)
	c := h.citizen(t)
	p := c.Do("POST", appPath+"/submission", raw(`{"confirmedFen":"12"}`), webtest.IfMatch(`"3"`), webtest.English()).WantProblem(422, "wrong-type")
	if len(p.Errors) != 1 || p.Errors[0].Field != "confirmedFen" || p.Errors[0].Message != "This has the wrong form." || p.Instance == "" {
		t.Fatalf("%+v", p)
	}
	p = c.Do("POST", appPath+"/submission", raw(`{}`), webtest.IfMatch(`"3"`)).WantProblem(422, "invalid-input")
	if len(p.Errors) != 1 || p.Errors[0].Field != "confirmedFen" || p.Errors[0].Code != "field.required" || p.Errors[0].Message != "填写这一项。" {
		t.Fatalf("%+v", p)
	}
}

func TestValidatorTags_runOnTheBoundRequest(t *testing.T) {
	c := webtest.NewClient(t, newHall(t).handler)
	p := c.Do("POST", "/api/kiosk/device/enrolment", map[string]any{"code": "ABCD-EFGH"}).WantProblem(422, "invalid-input")
	if len(p.Errors) != 1 || p.Errors[0].Field != "code" {
		t.Fatalf("%+v", p)
	}
	c.Do("POST", "/api/kiosk/device/enrolment", map[string]any{"code": "ABCDEFGH"}).WantProblem(403, "device.code")
}

func TestIdempotency_replaysRefusesAndWaits(t *testing.T) {
	h := newHall(t)
	c := h.citizen(t)
	first := c.Do("PUT", stepPath, good, webtest.Key("k1"), webtest.IfMatch(`"3"`)).Want(200)
	again := c.Do("PUT", stepPath, good, webtest.Key("k1"), webtest.IfMatch(`"3"`)).Want(200)
	if h.saves != 1 || again.Header.Get("Idempotency-Replayed") != "true" || !bytes.Equal(first.Body, again.Body) || again.ETag() != `"4"` {
		t.Fatalf("saves %d, replayed %q, etag %q", h.saves, again.Header.Get("Idempotency-Replayed"), again.ETag())
	}
	if first.Header.Get("Idempotency-Replayed") != "" || !strings.HasPrefix(again.Header.Get("Content-Type"), "application/json") {
		t.Error("the first reply looks replayed, or the second has no type")
	}
	other := map[string]any{"answers": map[string]any{"place": "MAC"}}
	c.Do("PUT", stepPath, other, webtest.Key("k1"), webtest.IfMatch(`"3"`)).WantProblem(422, "idempotency-key-reused")

	h.blocked = make(chan struct{})
	done := make(chan *webtest.Reply)
	go func() { done <- c.Do("PUT", stepPath, good, webtest.Key("k2"), webtest.IfMatch(`"3"`)) }()
	<-h.blocked
	busy := h.citizen(t).Do("PUT", stepPath, good, webtest.Key("k2"), webtest.IfMatch(`"3"`))
	busy.WantProblem(409, "request-in-progress")
	if busy.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	h.blocked <- struct{}{}
	(<-done).Want(200)
}

func TestValidatedBodyReachesTheHandler(t *testing.T) {
	h := newHall(t)
	h.citizen(t).Do("PUT", stepPath, good, webtest.IfMatch(`"3"`)).Want(200)
	if h.seen.Body.Answers["place"] != "HKG" || h.seen.Step != "destination" {
		t.Fatalf("%+v", h.seen.Body)
	}
}

func (h *hall) phone(t *testing.T) *webtest.Client {
	c := webtest.NewClient(t, h.handler)
	c.SetCookie(gate.PhoneCookie, "phone")
	return c
}

func TestPhonePage_aloneMayAskForTheCamera(t *testing.T) {
	h := newHall(t)
	for path, want := range map[string]string{
		"/phone": "camera=(self)", "/": "camera=()", "/desk": "camera=()", "/auditor": "camera=()", "/assets/a-1.js": "camera=()",
	} {
		if got := h.get(path).Header().Get("Permissions-Policy"); !strings.Contains(got, want) {
			t.Errorf("%s: %s", path, got)
		}
	}
}

func TestPermissions_everyRoleOnEveryAudience(t *testing.T) {
	h := newHall(t)
	kioskOnly := webtest.NewClient(t, h.handler)
	kioskOnly.SetCookie(gate.DeviceCookie, "device-9")
	expired := webtest.NewClient(t, h.handler)
	expired.SetCookie(gate.DeviceCookie, "device-9")
	expired.SetCookie(gate.SessionCookie, "planted")
	rows := []struct {
		name   string
		client *webtest.Client
		method string
		path   string
		status int
		code   string
	}{
		{"nobody at the kiosk", webtest.NewClient(t, h.handler), "GET", appPath, 401, "device.unknown"},
		{"kiosk without citizen", kioskOnly, "GET", appPath, 401, "session.none"},
		{"kiosk with a planted session", expired, "GET", appPath, 401, "session.none"},
		{"nobody at the desk", webtest.NewClient(t, h.handler), "GET", "/api/desk/reasons", 401, "staff.session_ended"},
		{"citizen at the desk", h.citizen(t), "GET", "/api/desk/reasons", 403, "forbidden-role"},
		{"auditor at the desk", h.worker(t, "auditor"), "GET", "/api/desk/reasons", 403, "forbidden-role"},
		{"auditor decides", h.worker(t, "auditor"), "POST", "/api/desk/queue/claim-next", 403, "forbidden-role"},
		{"clerk as auditor", h.worker(t, "clerk"), "GET", "/api/auditor/definition", 403, "forbidden-role"},
		{"clerk at the kiosk", h.worker(t, "clerk"), "GET", appPath, 403, "forbidden-role"},
		{"clerk makes a device code", h.worker(t, "clerk"), "POST", "/api/desk/device-codes", 403, "forbidden-role"},
		{"nobody at the phone page", webtest.NewClient(t, h.handler), "GET", "/api/phone/application", 401, "phone.none"},
		{"citizen of a kiosk at the phone page", h.citizen(t), "GET", "/api/phone/application", 401, "phone.none"},
		{"clerk at the phone page", h.worker(t, "clerk"), "GET", "/api/phone/application", 401, "phone.none"},
		{"a phone at the kiosk", h.phone(t), "GET", appPath, 401, "device.unknown"},
		{"a phone at the desk", h.phone(t), "GET", "/api/desk/reasons", 401, "staff.session_ended"},
		{"nobody signed in", webtest.NewClient(t, h.handler), "GET", "/api/staff/me", 401, "staff.session_ended"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			row.client.Do(row.method, row.path, nil).WantProblem(row.status, row.code)
		})
	}
	h.worker(t, "clerk").Do("GET", "/api/desk/reasons", nil)
	expired.Do("POST", "/api/kiosk/session/end", map[string]any{"reason": "finished"}).Want(204)
}

func TestStaff_signsInWithAStrictCookieAndOut(t *testing.T) {
	h := newHall(t, func(c *api.Config) { c.Secure = true })
	c := webtest.NewClient(t, h.handler)
	reply := c.Do("POST", "/api/staff/login", map[string]any{"login": "clerk", "password": "p"}, webtest.English()).Want(200)
	cookie := reply.Header.Get("Set-Cookie")
	for _, part := range []string{"onevisit_staff=token-clerk", "HttpOnly", "SameSite=Strict", "Path=/", "Secure"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie %q lacks %s", cookie, part)
		}
	}
	if !bytes.Contains(reply.Body, []byte(`"siteName":"Hall"`)) || reply.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s", reply.Body)
	}
	c.Do("GET", "/api/staff/me", nil).Want(200)
	c.Do("POST", "/api/staff/logout", nil).Want(204)
	h.office.fail = staff.ErrCredentials
	refused := c.Do("POST", "/api/staff/login", map[string]any{"login": "clerk", "password": "p"})
	refused.WantProblem(401, "staff.credentials")
	if refused.Header.Get("Set-Cookie") != "" {
		t.Error("a refused sign-in set a cookie")
	}
	h.office.fail = staff.ErrLocked.With("seconds", "8")
	if p := c.Do("POST", "/api/staff/login", map[string]any{"login": "clerk", "password": "p"}); p.Header.Get("Retry-After") != "8" {
		t.Errorf("Retry-After %q", p.Header.Get("Retry-After"))
	}
}

func TestRateLimits(t *testing.T) {
	h := newHall(t)
	t.Run("B53 a kiosk", func(t *testing.T) {
		c := h.citizen(t)
		for range 40 {
			c.Do("GET", appPath, nil).Want(200)
		}
		refused := c.Do("GET", appPath, nil)
		refused.WantProblem(429, "too-many-requests")
		if refused.Header.Get("Retry-After") != "1" {
			t.Errorf("Retry-After %q", refused.Header.Get("Retry-After"))
		}
		other := h.citizen(t)
		other.SetCookie(gate.DeviceCookie, "device-2")
		other.Do("GET", appPath, nil).Want(200)
		h.pass(time.Second)
		for range 20 {
			c.Do("GET", appPath, nil).Want(200)
		}
		c.Do("GET", appPath, nil).WantProblem(429, "too-many-requests")
	})
	t.Run("B53 signing in, whatever the headers say", func(t *testing.T) {
		c := webtest.NewClient(t, h.handler)
		for i := range 6 {
			reply := c.Do("POST", "/api/staff/login", map[string]any{"login": "clerk", "password": "p"},
				webtest.Header("X-Forwarded-For", "127.0.0."+string(rune('1'+i))))
			if want := 200 + 229*(i/5); reply.Status != want {
				t.Fatalf("try %d: %d", i+1, reply.Status)
			}
			if reply.Status == 429 && reply.Header.Get("Retry-After") != "12" {
				t.Errorf("Retry-After %q", reply.Header.Get("Retry-After"))
			}
		}
	})
}

func TestProxies_onlyTheConfiguredOneIsBelieved(t *testing.T) {
	h := newHall(t, func(c *api.Config) { c.TrustedProxies = []string{"192.0.2.1"} }) // httptest's address
	for i := range 7 {
		c := webtest.NewClient(t, h.handler)
		c.Do("POST", "/api/staff/login", map[string]any{"login": "clerk", "password": "p"},
			webtest.Header("X-Forwarded-For", "198.51.100."+string(rune('1'+i)))).Want(200)
	}
	if _, err := api.New(api.Config{TrustedProxies: []string{"proxy"}}); err == nil {
		t.Error("a proxy that is no address was taken")
	}
}

func TestHosts_headersAndForgedHost(t *testing.T) {
	h := newHall(t, func(c *api.Config) { c.Hosts = []string{"localhost"} })
	c := h.citizen(t)
	c.Do("GET", appPath, nil).Want(200)
	c.Do("GET", appPath, nil, func(r *http.Request) { r.Host = "evil.example" }).WantProblem(421, "unknown-host")
	c.Do("GET", appPath, nil, func(r *http.Request) {
		for i := range 200 {
			r.Header.Add("X-Filler", string(rune('a'+i%26)))
		}
	}).WantProblem(431, "too-many-headers")
}

func TestLanguages(t *testing.T) {
	c := newHall(t).citizen(t)
	for accept, want := range map[string]string{
		"": "zh-CN", "en": "en", "en-GB,zh;q=0.5": "en", "zz-ZZ": "zh-CN", "zz, en;q=0.3": "en", "zh-HK": "zh-CN", "*": "zh-CN",
	} {
		reply := c.Do("GET", appPath, nil, webtest.Header("Accept-Language", accept)).Want(200)
		if !bytes.Contains(reply.Body, []byte(`"title":"`+want+`"`)) {
			t.Errorf("Accept-Language %q: %s", accept, reply.Body)
		}
	}
}

// Somebody who turns the page before the answer came is no failure of the server's.
func TestFailures_theCallerLeft(t *testing.T) {
	h := newHall(t)
	c := h.citizen(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	h.fail = fmt.Errorf("store: read: %w", context.Canceled)
	c.Do("GET", appPath, nil, func(r *http.Request) { *r = *r.WithContext(ctx) })
	if log := h.log.String(); strings.Contains(log, `"ERROR"`) || !strings.Contains(log, "the caller left") {
		t.Errorf("logged:\n%s", log)
	}
	c.Do("GET", appPath, nil).WantProblem(503, "timeout")
	if !strings.Contains(h.log.String(), `"ERROR"`) {
		t.Error("what was cut short for another reason is not logged")
	}
}

func TestFailures_showNoCause(t *testing.T) {
	h := newHall(t)
	c := h.citizen(t)
	h.fail = errors.New("dial tcp 10.1.2.3: connection refused SECRET-7741")
	reply := c.Do("GET", appPath, nil)
	reply.WantProblem(500, "internal")
	if bytes.Contains(reply.Body, []byte("SECRET")) {
		t.Error("the cause is in the reply")
	}
	if !strings.Contains(h.log.String(), "SECRET-7741") {
		t.Error("the cause is not in the log")
	}
	h.fail = nil
	c.Do("POST", appPath+"/submission", map[string]any{"confirmedFen": 1500}, webtest.IfMatch(`"3"`)).WantProblem(500, "internal")
	h.fail = models.E(models.KindUnavailable, "register-unavailable")
	if c.Do("GET", appPath, nil).Header.Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
}

func TestLog_holdsNothingOfARequest(t *testing.T) {
	h := newHall(t)
	c := h.citizen(t)
	const mark = "MARK-5521"
	c.Do("PUT", stepPath, map[string]any{"answers": map[string]any{"name": mark}}, webtest.IfMatch(`"3"`), webtest.Key(mark)).Want(200)
	c.Do("GET", "/api/kiosk/applications/"+mark, nil).Want(404)
	c.Do("GET", "/api/desk/queue?service="+mark, nil)
	c.Do("POST", "/api/staff/login", map[string]any{"login": mark, "password": mark})
	if strings.Contains(h.log.String(), mark) || strings.Contains(h.log.String(), "citizen\"") {
		t.Errorf("the log repeats what was sent:\n%s", h.log)
	}
	if !strings.Contains(h.log.String(), `"route":"/api/kiosk/applications/:applicationId/steps/:step"`) {
		t.Errorf("no access line:\n%s", h.log)
	}
}

func TestHeaders_ofReplyAndPage(t *testing.T) {
	h := newHall(t)
	reply := h.citizen(t).Do("GET", appPath, nil).Want(200)
	for header, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
	} {
		if got := reply.Header.Get(header); got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
	if reply.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("a CORS header")
	}
	page := h.get("/desk")
	policy := page.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe") || page.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("page: %v", page.Header())
	}
}

func (h *hall) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w
}

func TestScreens(t *testing.T) {
	h := newHall(t)
	for path, want := range map[string]struct {
		status int
		body   string
		cache  string
	}{
		"/":               {200, "kiosk", "no-store"},
		"/desk":           {200, "desk", "no-store"},
		"/phone":          {200, "phone", "no-store"},
		"/desk/queue":     {200, "desk", "no-store"},
		"/auditor":        {200, "auditor", "no-store"},
		"/assets/a-1.js":  {200, "1", "public, max-age=31536000, immutable"},
		"/favicon.svg":    {200, "<svg/>", "no-cache"},
		"/assets/":        {404, "not-found", "no-store"},
		"/assets":         {404, "not-found", "no-store"},
		"/assets/.secret": {404, "not-found", "no-store"},
		"/assets/none.js": {404, "not-found", "no-store"},
		"/kiosk.html":     {404, "not-found", "no-store"},
		"/none":           {404, "not-found", "no-store"},
		"/assets/..%2f..": {404, "not-found", "no-store"},
	} {
		got := h.get(path)
		if got.Code != want.status || !strings.Contains(got.Body.String(), want.body) || got.Header().Get("Cache-Control") != want.cache {
			t.Errorf("%s: %d %q %s", path, got.Code, got.Body, got.Header().Get("Cache-Control"))
		}
	}
	for range 2 { // from the binary, then from the shelf
		r := httptest.NewRequest("GET", "/assets/big.js", nil)
		r.Header.Set("Accept-Encoding", "br, gzip")
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 1000 || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%v %d bytes", w.Header(), w.Body.Len())
		}
		if plain := h.get("/assets/big.js"); plain.Body.Len() != 12000 || plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%v %d bytes", plain.Header(), plain.Body.Len())
		}
	}
	none := newHall(t, func(c *api.Config) { c.UI = nil })
	if none.get("/").Code != 404 || none.get("/livez").Code != 200 {
		t.Error("without screens")
	}
}

func TestHealth(t *testing.T) {
	h := newHall(t)
	if got := h.get("/readyz"); got.Code != 200 || !strings.Contains(got.Body.String(), "synchronous=full") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	down := newHall(t, func(c *api.Config) {
		c.Ready = func(context.Context) api.Readiness { return api.Readiness{} }
	})
	if down.get("/readyz").Code != 503 || down.get("/livez").Code != 200 {
		t.Error("not ready")
	}
}

func TestProvider_needsNoBrowserHeadersButSignatureHeaders(t *testing.T) {
	c := webtest.NewClient(t, newHall(t).handler)
	body := map[string]any{"eventId": "e", "merchant": "m", "orderNo": "o", "providerNo": "p", "state": "paid", "amountFen": 1, "at": "2026-11-24T02:00:00Z"}
	bare := []webtest.Option{webtest.Header("X-OneVisit", ""), webtest.Header("Sec-Fetch-Site", "")}
	c.Do("POST", "/api/provider/payments", body, bare...).WantProblem(401, "callback-signature")
	signed := append(bare, webtest.Header("X-Provider-Serial", "1"), webtest.Header("X-Provider-Timestamp", "1"),
		webtest.Header("X-Provider-Nonce", "1"), webtest.Header("X-Provider-Signature", "1"))
	c.Do("POST", "/api/provider/payments", body, signed...).Want(204)
}

func TestRules_areExactlyTheContractsOperations(t *testing.T) {
	rules := map[string]bool{}
	for _, operation := range gate.Operations() {
		rules[operation] = true
	}
	for audience, load := range webtest.Specs() {
		spec, err := load()
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range spec.Paths.Map() {
			for _, operation := range item.Operations() {
				name := audience + "." + web.OperationID(operation)
				if !rules[name] {
					t.Errorf("%s has no rule", name)
				}
				delete(rules, name)
			}
		}
	}
	for name := range rules {
		t.Errorf("%s is a rule without an operation", name)
	}
}
