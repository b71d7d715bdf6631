package staff_test

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"onevisit/api"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/webtest"
	staffhandlers "onevisit/api/staff"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/device"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

const password = "correct horse battery"

type hall struct {
	handler http.Handler
	db      *store.DB
	office  *staff.Office
	audit   *store.Audit
	clerk   staff.Account
	now     time.Time
}

func (h *hall) Now() time.Time { return h.now }

func newHall(t *testing.T) *hall {
	t.Helper()
	db := storetest.Open(t)
	h := &hall{db: db, now: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)}
	h.audit = store.NewAudit(db, h)
	sites := store.NewDevices(db)
	ids := models.NewIDs(h, rand.Reader)
	h.office = &staff.Office{
		Transactor: db, Accounts: store.NewStaff(db), Sessions: store.NewStaffSessions(db), Throttle: store.NewStaffGuesses(db),
		Audit: h.audit, Hasher: staff.NewHasher(rand.Reader, 2), Clock: h, IDs: ids, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
	err := db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return sites.PutSite(ctx, tx, device.Site{Code: "hall", Names: models.Texts{"zh-CN": "大厅", "en": "Hall"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if h.clerk, err = h.office.Create(t.Context(), models.Actor{Kind: models.ActorSystem}, staff.NewAccount{
		Login: "clerk1", Name: "李警官", Password: password, Role: staff.Clerk, Site: "hall",
	}); err != nil {
		t.Fatal(err)
	}
	h.handler, err = api.New(api.Config{
		Staff: staffhandlers.New(h.office, sites), Sessions: h.office, Entrants: h.office, Clock: h, IDs: ids,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *hall) login(t *testing.T, c *webtest.Client, name, word string) *webtest.Reply {
	t.Helper()
	return c.Do("POST", "/api/staff/login", map[string]any{"login": name, "password": word})
}

func TestStaff_aPlantedOrOldSessionIsWorthNothing(t *testing.T) {
	h := newHall(t)
	c := webtest.NewClient(t, h.handler)
	c.SetCookie(gate.StaffCookie, "planted")
	h.login(t, c, "clerk1", password).Want(200)
	first := c.Cookie(gate.StaffCookie)
	if first == "planted" || len(first) != 43 {
		t.Fatalf("the session is %q", first)
	}
	h.login(t, c, "clerk1", password).Want(200)
	if c.Cookie(gate.StaffCookie) == first {
		t.Error("signing in again kept the session")
	}
	for _, dead := range []string{"planted", first} {
		other := webtest.NewClient(t, h.handler)
		other.SetCookie(gate.StaffCookie, dead)
		other.Do("GET", "/api/staff/me", nil).WantProblem(401, "staff.session_ended")
	}
	c.Do("GET", "/api/staff/me", nil).Want(200)
}

func TestStaff_sessionEndsBySigningOutIdlingAndDisabling(t *testing.T) {
	h := newHall(t)
	c := webtest.NewClient(t, h.handler)
	h.login(t, c, "clerk1", password).Want(200)
	token := c.Cookie(gate.StaffCookie)
	c.Do("POST", "/api/staff/logout", nil).Want(204)
	c.Do("POST", "/api/staff/logout", nil).Want(204)
	c.SetCookie(gate.StaffCookie, token)
	c.Do("GET", "/api/staff/me", nil).WantProblem(401, "staff.session_ended")

	h.login(t, c, "clerk1", password).Want(200)
	h.now = h.now.Add(15 * time.Minute)
	c.Do("GET", "/api/staff/me", nil).WantProblem(401, "staff.session_ended")

	h.login(t, c, "clerk1", password).Want(200)
	if err := h.office.Disable(t.Context(), models.Actor{Kind: models.ActorSystem}, h.clerk.ID); err != nil {
		t.Fatal(err)
	}
	c.Do("GET", "/api/staff/me", nil).WantProblem(401, "staff.session_ended")
	h.login(t, c, "clerk1", password).WantProblem(401, "staff.credentials")

	records, err := h.audit.About(t.Context(), audit.Ref{Kind: "staff", ID: string(h.clerk.ID)}, models.Page{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	var actions []audit.Action
	for _, r := range records {
		actions = append(actions, r.Action)
	}
	want := []audit.Action{
		audit.StaffCreated, audit.StaffSignedIn, audit.StaffSignedOut, audit.StaffSignedIn, audit.StaffSignedIn,
		audit.StaffDisabled, audit.StaffRefused,
	}
	if len(actions) != len(want) {
		t.Fatalf("entries: %v", actions)
	}
	for i := range want {
		if actions[i] != want[i] {
			t.Errorf("entry %d: %s, want %s", i, actions[i], want[i])
		}
	}
}

func TestStaff_anUnknownNameReadsLikeAWrongPassword(t *testing.T) {
	h := newHall(t)
	wrong := h.login(t, webtest.NewClient(t, h.handler), "clerk1", "wrong")
	unknown := h.login(t, webtest.NewClient(t, h.handler), "nobody", "wrong")
	a, b := wrong.WantProblem(401, "staff.credentials"), unknown.WantProblem(401, "staff.credentials")
	if a.Title != b.Title || len(wrong.Body) != len(unknown.Body) {
		t.Errorf("%s\n%s", wrong.Body, unknown.Body)
	}
}
