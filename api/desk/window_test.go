package desk_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"onevisit/api"
	"onevisit/api/desk"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/device"
	"onevisit/models/flow"
	"onevisit/models/identity"
	"onevisit/models/modelstest"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/visit"
	"onevisit/models/window"
)

const (
	walkIn     = "449901198805050016"
	endorse    = "exit-entry.hkm-endorsement"
	windowHall = "440300-001"
)

// lobby is the server's window over a real office, with people of two halls.
type lobby struct {
	*modelstest.Office
	t       *testing.T
	kiosk   device.Device
	handler http.Handler
	people  map[string]staff.Account
	lane    *identity.Lane
	log     *bytes.Buffer
}

func newLobby(t *testing.T, fonts ...desk.Setter) *lobby {
	t.Helper()
	var setter desk.Setter
	if len(fonts) > 0 {
		setter = fonts[0]
	}
	o := modelstest.NewOffice(t)
	o.Registers.Put(walkIn, modelstest.Citizen(walkIn))
	l := &lobby{Office: o, t: t, kiosk: o.Kiosk(windowHall), people: map[string]staff.Account{}, log: &bytes.Buffer{}}
	work := store.NewCasework(o.DB)
	counter := window.New(window.Config{
		Transactor: o.DB, Applications: o.Cases, Printing: o.Cases, Halls: namedHalls{}, Files: o.Store, Book: o.Visits, Interests: work, Households: work,
		Notes: casework.NewNotes(store.NewDecisions(o.DB), o.Vault), Journal: o.Visits, Catalog: o.Catalog, Source: o.Registers,
		Doorman: visit.NewDoorman(o.Visits, o.Vault, o.Clock, o.IDs), Ledger: o.Ledger, Audit: o.Log, Vault: o.Vault, Clock: o.Clock, IDs: o.IDs,
	})
	archive := casework.NewRecords(casework.RecordsConfig{
		Transactor: o.DB, Kept: work, List: work, Audit: o.Log, Record: o.Log, Vault: o.Vault, Clock: o.Clock,
	})
	l.lane = modelstest.NewLane(o, nil)
	var err error
	l.handler, err = api.New(api.Config{
		Desk:     desk.New(desk.Deps{Counter: counter, Lane: l.lane, Setter: setter, Archive: archive, Titles: o.Catalog, Once: o.Replies}),
		Sessions: l, Once: o.Replies, Clock: o.Clock, IDs: o.IDs,
		Log:        slog.New(slog.NewJSONHandler(l.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		RateLimits: api.RateLimits{DevicePerSecond: 1e6, DeviceBurst: 1e6, LoginPerMinute: 1e6},
	})
	must(t, err)
	for login, of := range map[string]struct {
		role staff.Role
		site string
	}{
		"wang": {staff.Clerk, windowHall}, "chief": {staff.Supervisor, windowHall}, "du": {staff.Auditor, windowHall}, "far": {staff.Clerk, "440300-002"},
		"kin": {staff.Clerk, windowHall}, "zhou": {staff.Clerk, windowHall},
	} {
		account := staff.Account{ID: o.IDs.New(), Login: login, Name: login, Role: of.role, Site: of.site}
		l.atomically(func(ctx context.Context, tx models.Tx) error {
			return store.NewStaff(o.DB).Add(ctx, tx, staff.Stored{Account: account, Hash: "x"}, o.Clock.Now())
		})
		l.people[login] = account
	}
	relations := casework.NewRelations(o.DB, work, o.Log, o.Vault, o.Registers)
	_, err = relations.Declare(t.Context(), models.Actor{Kind: models.ActorSystem}, l.people["kin"].ID, pii.Conceal(walkIn), casework.Relative)
	must(t, err)
	return l
}

func (l *lobby) atomically(work func(context.Context, models.Tx) error) {
	l.t.Helper()
	must(l.t, l.DB.Atomically(l.t.Context(), work))
}

// Authenticate implements gate.Staff: the token is the login.
func (l *lobby) Authenticate(_ context.Context, token string) (staff.Session, error) {
	account, known := l.people[token]
	if !known {
		return staff.Session{}, staff.ErrSignedOut
	}
	return staff.Session{ID: account.ID, Account: account, EndsAt: l.Clock.Now().Add(time.Hour)}, nil
}

func (l *lobby) as(login string) *webtest.Client {
	c := webtest.NewClient(l.t, l.handler)
	if login != "" {
		c.SetCookie(gate.StaffCookie, login)
	}
	return c
}

// turnedAway is somebody whom the kiosk refuses; it answers the reference.
func (l *lobby) turnedAway() string {
	l.t.Helper()
	actor := l.Identify(l.kiosk, walkIn).Session.Actor()
	o, err := l.Cases.Open(l.t.Context(), application.Choice{Actor: actor, Place: modelstest.Place(l.kiosk), Service: endorse})
	must(l.t, err)
	if o.Refused == nil || o.Refused.Verdict.Outcome == flow.Yes {
		l.t.Fatal("not refused")
	}
	return o.Refused.Reference
}

// namedHalls names every hall alike.
type namedHalls struct{}

func (namedHalls) HallName(context.Context, string) (models.Texts, error) {
	return models.Texts{"zh-CN": "测试大厅", "en": "Test hall"}, nil
}

// nobodyThere is a window that finds nobody.
type nobodyThere struct{ desk.Reprints }

func (nobodyThere) LookUp(context.Context, models.Actor, window.Query) (window.File, error) {
	return window.File{}, window.ErrUnknown
}

func (nobodyThere) Record(context.Context, models.Actor, window.Deed, window.Hook) (window.Done, error) {
	return window.Done{}, window.ErrUnknown
}

func decode[T any](r *webtest.Reply) T {
	var v T
	r.Into(&v)
	return v
}

type windowFile struct {
	Person struct{ ID, Holder, IDNumber string }
	Today  *struct{ Sessions int }
	Items  []struct {
		ID, Kind, State string
		OwnHall, Prints bool
		Acts            []string
		Reasons         []struct{ Code string }
	}
	Services []struct{ Code, Name string }
}

type windowDone struct {
	Item, State, StateText, Cause string
	Visits                        int
}

func TestWindow_fromTheReferenceToTheEnd(t *testing.T) {
	l := newLobby(t)
	reference := l.turnedAway()
	clerk := l.as("wang")
	file := decode[windowFile](clerk.Do("POST", "/api/desk/window/lookup", bodyOf{"number": reference}).Want(200))
	if len(file.Items) != 1 || file.Items[0].Kind != "attempt" || !file.Items[0].OwnHall || file.Today == nil || file.Today.Sessions != 1 ||
		file.Person.Holder != "陈**" || strings.Contains(file.Person.IDNumber, "19880505") || len(file.Services) == 0 {
		t.Fatalf("%+v", file)
	}
	item := file.Items[0]
	deed := bodyOf{"item": item.ID, "act": "completed", "note": "窗口已办"}
	first := clerk.Do("POST", "/api/desk/window/acts", deed, webtest.Key("one")).Want(200)
	done := decode[windowDone](first)
	if done.State != "completed" || done.Visits != 1 || done.StateText == "" {
		t.Fatalf("%+v", done)
	}
	again := clerk.Do("POST", "/api/desk/window/acts", deed, webtest.Key("one")).Want(200)
	if !bytes.Equal(first.Body, again.Body) {
		t.Errorf("the repeat is answered %s", again.Body)
	}
	clerk.Do("POST", "/api/desk/window/acts", deed, webtest.Key("two")).WantProblem(409, "window.not-possible")
	clerk.Do("POST", "/api/desk/window/acts", bodyOf{"item": item.ID, "act": "attended", "purpose": "ask"}, webtest.Key("one")).
		WantProblem(422, "idempotency-key-reused")
}

func TestWindow_beginsTheMatterOfSomebodyNew(t *testing.T) {
	l := newLobby(t)
	clerk := l.as("wang")
	file := decode[windowFile](clerk.Do("POST", "/api/desk/window/lookup", bodyOf{"idNumber": walkIn}).Want(200))
	if file.Today != nil || len(file.Items) != 0 {
		t.Fatalf("%+v", file)
	}
	deed := bodyOf{"personId": file.Person.ID, "service": endorse, "act": "attended", "purpose": "ask"}
	if done := decode[windowDone](clerk.Do("POST", "/api/desk/window/acts", deed).Want(200)); done.Visits != 1 || done.State != "open" || done.Cause != "" {
		t.Errorf("%+v", done)
	}
	l.Clock.Days(1)
	if done := decode[windowDone](clerk.Do("POST", "/api/desk/window/acts", deed).Want(200)); done.Visits != 2 || !strings.HasPrefix(done.Cause, "R99") {
		t.Errorf("the next day: %+v", done)
	}
}

// Who may: clerks and the supervisor, of any hall for what a citizen brings, of
// the own for a number; nobody for their own people.
func TestWindow_permissions(t *testing.T) {
	l := newLobby(t)
	reference := l.turnedAway()
	file := decode[windowFile](l.as("wang").Do("POST", "/api/desk/window/lookup", bodyOf{"idNumber": walkIn}).Want(200))
	item := file.Items[0].ID
	absent := strings.Repeat("0", models.IDLength)
	for _, try := range []struct {
		login, path string
		body        any
		status      int
		code        string
	}{
		{"", "/api/desk/window/lookup", bodyOf{"number": reference}, 401, ""},
		{"du", "/api/desk/window/lookup", bodyOf{"number": reference}, 403, "forbidden-role"},
		{"chief", "/api/desk/window/lookup", bodyOf{"number": reference}, 200, ""},
		{"far", "/api/desk/window/lookup", bodyOf{"number": reference}, 404, "window.unknown"},
		{"far", "/api/desk/window/lookup", bodyOf{"idNumber": walkIn}, 200, ""},
		{"kin", "/api/desk/window/lookup", bodyOf{"number": reference}, 403, "conflict-of-interest"},
		{"kin", "/api/desk/window/lookup", bodyOf{"idNumber": walkIn}, 403, "conflict-of-interest"},
		{"wang", "/api/desk/window/lookup", bodyOf{"number": "X"}, 404, "window.unknown"},
		{"wang", "/api/desk/window/lookup", bodyOf{}, 422, "input"},
		{"wang", "/api/desk/window/lookup", bodyOf{"idNumber": "12"}, 422, "input"},
		{"", "/api/desk/window/acts", bodyOf{"item": item, "act": "attended", "purpose": "ask"}, 401, ""},
		{"du", "/api/desk/window/acts", bodyOf{"item": item, "act": "attended", "purpose": "ask"}, 403, "forbidden-role"},
		{"kin", "/api/desk/window/acts", bodyOf{"item": item, "act": "attended", "purpose": "ask"}, 403, "conflict-of-interest"},
		{"wang", "/api/desk/window/acts", bodyOf{"item": absent, "act": "attended", "purpose": "ask"}, 404, "window.unknown"},
		{"wang", "/api/desk/window/acts", bodyOf{"item": item, "act": "repaired"}, 409, "window.not-possible"},
		{"wang", "/api/desk/window/acts", bodyOf{"item": item, "act": "refused", "reasonCode": "no-such"}, 422, "input"},
		{"wang", "/api/desk/window/acts", bodyOf{"item": item, "act": "attended"}, 422, "input"},
		{"far", "/api/desk/window/acts", bodyOf{"item": item, "act": "attended", "purpose": "ask"}, 200, ""},
		{"chief", "/api/desk/window/acts", bodyOf{"item": item, "act": "attended", "purpose": "papers"}, 200, ""},
	} {
		reply := l.as(try.login).Do("POST", try.path, try.body)
		if try.code != "" {
			reply.WantProblem(try.status, try.code)
		} else if reply.Status != try.status {
			t.Errorf("%s %s %v: %d %s", try.login, try.path, try.body, reply.Status, reply.Body)
		}
	}
}

// What was typed at the window is nowhere but sealed: not in the log, not in the
// record of who did what.
func TestWindow_keepsNumbersOutOfLogAndRecord(t *testing.T) {
	l := newLobby(t)
	l.turnedAway()
	clerk := l.as("wang")
	file := decode[windowFile](clerk.Do("POST", "/api/desk/window/lookup", bodyOf{"idNumber": walkIn}).Want(200))
	clerk.Do("POST", "/api/desk/window/acts", bodyOf{"item": file.Items[0].ID, "act": "attended", "purpose": "papers", "note": "欧阳标记 13912345678"}).Want(200)
	records, err := l.Log.About(t.Context(), audit.Ref{Kind: "person", ID: file.Person.ID}, models.Page{Limit: 200})
	must(t, err)
	seen := l.log.String()
	for _, r := range records {
		seen += strings.Join(r.Fields, " ")
		for key, value := range r.Notes {
			seen += " " + key + "=" + value
		}
	}
	for _, secret := range []string{walkIn, "欧阳标记", "13912345678", "陈大海"} {
		if strings.Contains(seen, secret) {
			t.Errorf("%q stands in the log or the record", secret)
		}
	}
	if !strings.Contains(seen, "purpose=papers") {
		t.Error("the record does not tell the purpose")
	}
}
