package ops_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"onevisit/api"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/opsapi"
	"onevisit/api/internal/webtest"
	"onevisit/api/ops"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/catalog"
	"onevisit/models/modelstest"
	"onevisit/models/pii"
	"onevisit/models/publication"
	"onevisit/models/register"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

const passport = "exit-entry.passport-renewal"

// hall is two server processes on one database: what is approved at the first has
// to be served by the second.
type hall struct {
	*testing.T
	db             *store.DB
	clock          *modelstest.Clock
	audit          *store.Audit
	handler        http.Handler
	here, there    *catalog.Catalog
	keeper, remote *publication.Keeper
	people         map[string]staff.Account
	mu             sync.Mutex
	clients        map[string]*webtest.Client
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{T: t, db: storetest.Open(t), clock: modelstest.NewClock(), people: map[string]staff.Account{}, clients: map[string]*webtest.Client{}}
	h.audit = store.NewAudit(h.db, h.clock)
	ids := models.NewIDs(h.clock, rand.Reader)
	for login, who := range map[string]struct {
		role staff.Role
		site string
	}{"ann": {staff.Supervisor, "hall"}, "bob": {staff.Supervisor, "hall"}, "far": {staff.Supervisor, "other"}, "clerk": {staff.Clerk, "hall"}, "auditor": {staff.Auditor, "hall"}} {
		h.people[login] = staff.Account{ID: ids.New(), Login: login, Name: "name of " + login, Role: who.role, Site: who.site}
		must(t, h.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return store.NewStaff(h.db).Add(ctx, tx, staff.Stored{Account: h.people[login]}, h.clock.Now())
		}))
	}
	moves, kept := store.NewPublications(h.db), store.NewDefinitions(h.db, h.clock, h.audit)
	process := func() (*catalog.Catalog, *publication.Keeper) {
		c, err := catalog.Load(program(t), register.FactTypes())
		must(t, err)
		return c, &publication.Keeper{
			Running: c, Store: moves, Shelf: kept, Transactor: h.db, Audit: h.audit, Clock: h.clock, Log: slog.New(slog.DiscardHandler),
		}
	}
	h.here, h.keeper = process()
	h.there, h.remote = process()
	office := publication.NewOffice(publication.Config{
		Transactor: h.db, Store: moves, Shelf: kept, Catalog: h.here, Log: h.audit, Clock: h.clock, IDs: ids,
		Changed: func(ctx context.Context) { must(t, h.keeper.Refresh(ctx)) },
	})
	must(t, kept.Keep(t.Context(), h.here.Delivered()))
	kek, err := store.OpenKEK(t.TempDir(), true)
	must(t, err)
	vault, err := pii.NewRing(t.Context(), kek, store.NewKeys(h.db), h.clock)
	must(t, err)
	must(t, vault.Rotate(t.Context()))
	once := store.NewOnce(h.db, vault, h.clock)
	h.handler, err = api.New(api.Config{
		Ops: ops.New(ops.Deps{Publishing: office, Once: once, Clock: h.clock}), Sessions: h, Once: once,
		Clock: h.clock, IDs: ids, Log: slog.New(slog.DiscardHandler),
	})
	must(t, err)
	return h
}

// program is what the processes deliver: a few of the services, which refer to
// each other.
func program(t *testing.T) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, service := range []string{passport, "exit-entry.passport-first", "exit-entry.passport-replacement", "traffic.camera-violation", "traffic.inspection-mark", "traffic.pay-fine"} {
		source, err := fs.ReadFile(catalog.Embedded(), service+".yaml")
		must(t, err)
		files[service+".yaml"] = &fstest.MapFile{Data: source}
	}
	return files
}

// Authenticate implements gate.Staff: the token is the login.
func (h *hall) Authenticate(_ context.Context, token string) (staff.Session, error) {
	account, ok := h.people[strings.TrimSuffix(token, "-to-step-up")]
	if !ok {
		return staff.Session{}, staff.ErrSignedOut
	}
	return staff.Session{ID: "s", Account: account, Factor: strings.HasSuffix(token, "-to-step-up")}, nil
}

func (h *hall) as(login string) *webtest.Client {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.clients[login] == nil { // one a person: a new one would use the same keys again
		h.clients[login] = webtest.NewClient(h, h.handler)
		h.clients[login].SetCookie(gate.StaffCookie, login)
	}
	return h.clients[login]
}

// refresh lets both processes look at what is in force.
func (h *hall) refresh() {
	h.Helper()
	must(h.T, h.keeper.Refresh(h.Context()))
	must(h.T, h.remote.Refresh(h.Context()))
}

// edited is the delivered passport renewal with another promise.
func edited(t *testing.T, days string) string {
	t.Helper()
	source, err := fs.ReadFile(catalog.Embedded(), passport+".yaml")
	must(t, err)
	out := strings.Replace(string(source), "working-days: 7", "working-days: "+days, 1)
	if out == string(source) {
		t.Fatal("nothing was edited")
	}
	return out
}

func (h *hall) submit(by string, body map[string]any) opsapi.Proposal {
	h.Helper()
	var p opsapi.Proposal
	h.as(by).Do("POST", "/api/ops/proposals", body).Want(201).Into(&p)
	return p
}

func (h *hall) see(by, id string) opsapi.ProposalSeen {
	h.Helper()
	var seen opsapi.ProposalSeen
	h.as(by).Do("GET", "/api/ops/proposals/"+id, nil, webtest.English()).Want(200).Into(&seen)
	return seen
}

func (h *hall) approve(by, id string) *webtest.Reply {
	h.Helper()
	return h.as(by).Do("POST", "/api/ops/proposals/"+id+"/approval", map[string]any{"against": h.see(by, id).Against})
}

func (h *hall) standing(service string) opsapi.Standing {
	h.Helper()
	var history opsapi.DefinitionHistory
	h.as("auditor").Do("GET", "/api/ops/definitions/"+service, nil).Want(200).Into(&history)
	return history.Standing
}

// days is the promise of the version the two processes begin new applications in.
func (h *hall) days() [2]int {
	h.Helper()
	var out [2]int
	for i, c := range []*catalog.Catalog{h.here, h.there} {
		if d, ok := c.Current(passport); ok {
			out[i] = d.Targets.WorkingDays
		}
	}
	return out
}

func (h *hall) entries(service string) string {
	h.Helper()
	records, err := h.audit.About(h.Context(), audit.Ref{Kind: "service", ID: service}, models.Page{Limit: 200})
	must(h.T, err)
	var out []string
	for _, r := range records {
		out = append(out, strings.TrimPrefix(string(r.Action), "definition."))
	}
	return strings.Join(out, " ")
}

func TestPublish_byTwoPersonsAtTheMomentTheyChose(t *testing.T) {
	h := newHall(t)
	at := h.clock.Now().In(models.China).Add(2 * time.Hour)
	p := h.submit("ann", map[string]any{"kind": "publish", "yaml": edited(t, "5"), "from": at.Format("2006-01-02T15:04"), "note": "快两天"})
	if p.State != "waiting" || p.SubmittedBy != "name of ann" || p.Service != passport || p.InEffect {
		t.Errorf("%+v", p)
	}
	seen := h.see("bob", p.Id)
	if len(seen.Changes) != 1 || seen.Changes[0].Text != `promise, working days: was "7", is now "5"` || seen.Scenarios == 0 || seen.Branches == 0 {
		t.Errorf("%+v", seen)
	}
	if len(seen.May) != 2 || len(h.see("ann", p.Id).May) != 1 || len(h.see("auditor", p.Id).May) != 0 {
		t.Errorf("bob may %v", seen.May)
	}
	h.approve("ann", p.Id).WantProblem(403, "publication.own")
	h.approve("bob", p.Id).Want(200)
	h.refresh()
	if h.days() != [2]int{7, 7} {
		t.Errorf("before its time: %v", h.days())
	}
	if s := h.standing(passport); len(s.Planned) != 1 || s.Waiting != nil || s.DeliveredHash != nil {
		t.Errorf("planned: %+v", s)
	}
	old := h.standing(passport).Hash
	h.clock.Set(at)
	h.refresh()
	if h.days() != [2]int{5, 5} {
		t.Errorf("at its time: %v", h.days())
	}
	if _, ok := h.there.Version(old); !ok {
		t.Error("the version running applications have is gone")
	}
	s := h.standing(passport)
	if s.Hash != *p.Hash || s.Since == nil || s.DeliveredHash == nil || *s.DeliveredHash != old || len(s.Planned) != 0 {
		t.Errorf("in force: %+v", s)
	}
	h.as("bob").Do("POST", "/api/ops/proposals/"+p.Id+"/withdrawal", map[string]any{}).WantProblem(409, "publication.in_force")
	h.refresh()
	if got := h.entries(passport); got != "published submitted approved published" {
		t.Errorf("entries: %s", got)
	}
	// A process that starts afterwards comes to the same.
	fresh, err := catalog.Load(program(t), register.FactTypes())
	must(t, err)
	again := publication.Keeper{
		Running: fresh, Store: h.remote.Store, Shelf: h.remote.Shelf, Transactor: h.db, Audit: h.audit, Clock: h.clock, Log: h.remote.Log,
	}
	must(t, again.Refresh(t.Context()))
	if d, _ := fresh.Current(passport); d.Targets.WorkingDays != 5 {
		t.Error("after a restart another version is in force")
	}
}

func TestPublish_whatASecondPersonCouldNotApproveIsRefused(t *testing.T) {
	h := newHall(t)
	submit := func(body map[string]any) *webtest.Reply {
		return h.as("ann").Do("POST", "/api/ops/proposals", body, webtest.English())
	}
	publish := func(yaml string) map[string]any { return map[string]any{"kind": "publish", "yaml": yaml} }
	good := edited(t, "5")
	for name, c := range map[string]struct {
		yaml, says string
	}{
		"an unknown key":         {strings.Replace(good, "service: ", "surprise: 1\nservice: ", 1), "surprise"},
		"an unknown rule":        {strings.Replace(good, "rules: ", "rules: no-such-rule,", 1), "no-such-rule"},
		"a failing scenario":     {strings.Replace(good, "fee: 12000", "fee: 12001", 1), "does not come out as expected"},
		"a finding of the lint":  {strings.Replace(good, "working-days: 5", "working-days: 1", 1), "Line "},
		"a bomb of aliases":      {"law:\n  - &a [x, x]\n  - &b [*a, *a]\n", "alias"},
		"brackets without end":   {strings.Repeat("[\n", 200), "brackets"},
		"no YAML at all":         {"\x00\x01", "Line "},
		"something else in YAML": {"- 1\n- 2\n", "Line "},
	} {
		reply := submit(publish(c.yaml))
		p := reply.WantProblem(422, "publication.findings")
		if len(p.Errors) == 0 || !strings.Contains(string(reply.Body), c.says) {
			t.Errorf("%s: %.400s", name, reply.Body)
		}
	}
	submit(publish(strings.Repeat("x", 140_000))).Want(422)
	submit(publish(strings.Repeat("x", 310_000))).WantProblem(413, "body-too-large")
	past := publish(good)
	past["from"] = h.clock.Now().In(models.China).Add(-time.Minute).Format("2006-01-02T15:04")
	if p := submit(past).WantProblem(422, "publication.request"); p.Errors[0].Code != "publication.past" {
		t.Errorf("%+v", p)
	}
	delivered, _ := h.here.Current(passport)
	submit(publish(string(delivered.Source))).WantProblem(409, "publication.same")
	submit(map[string]any{"kind": "publish"}).WantProblem(422, "publication.request")
	submit(map[string]any{"kind": "retire"}).WantProblem(422, "publication.request")
	submit(map[string]any{"kind": "retire", "service": "no.such"}).WantProblem(404, "publication.unknown_service")
	submit(map[string]any{"kind": "restore", "service": passport}).WantProblem(409, "publication.not_retired")
	// Other services send people here first.
	if p := submit(map[string]any{"kind": "retire", "service": "traffic.pay-fine"}).WantProblem(422, "publication.findings"); !strings.Contains(p.Errors[0].Message, "traffic.") {
		t.Errorf("%+v", p)
	}
	h.submit("ann", publish(good))
	submit(publish(edited(t, "6"))).WantProblem(409, "publication.open")
	if got := h.entries(passport); got != "published submitted" {
		t.Errorf("entries: %s", got)
	}
}

func TestCheck_saysWhatIsFoundAndKeepsNothing(t *testing.T) {
	h := newHall(t)
	var c opsapi.DefinitionCheck
	h.as("ann").Do("POST", "/api/ops/checks", map[string]any{"yaml": edited(t, "5")}).Want(200).Into(&c)
	if !c.Fit || len(c.Changes) != 1 || c.Against == nil || *c.Title == "" {
		t.Errorf("%+v", c)
	}
	broken := strings.Replace(edited(t, "5"), "fee: 12000", "fee: 12001", 1)
	h.as("ann").Do("POST", "/api/ops/checks", map[string]any{"yaml": broken}).Want(200).Into(&c)
	if c.Fit || c.Findings[len(c.Findings)-1].Line < 2 {
		t.Errorf("%+v", c.Findings)
	}
	h.as("auditor").Do("POST", "/api/ops/checks", map[string]any{"yaml": "x"}).Want(403)
	if got := h.entries(passport); got != "published" {
		t.Errorf("entries: %s", got)
	}
}

func TestProposals_sentBackWithdrawnAndTwice(t *testing.T) {
	h := newHall(t)
	publish := map[string]any{"kind": "publish", "yaml": edited(t, "5")}
	act := func(by, id, what string, body map[string]any) *webtest.Reply {
		return h.as(by).Do("POST", "/api/ops/proposals/"+id+"/"+what, body)
	}
	first := h.submit("ann", publish)
	act("ann", first.Id, "return", map[string]any{"reason": "x"}).WantProblem(403, "publication.own")
	act("bob", first.Id, "return", map[string]any{"reason": ""}).Want(422)
	act("bob", first.Id, "withdrawal", map[string]any{}).WantProblem(403, "publication.not_own")
	var p opsapi.Proposal
	act("bob", first.Id, "return", map[string]any{"reason": "期限没有依据"}).Want(200).Into(&p)
	if p.State != "returned" || *p.Reason != "期限没有依据" || *p.DecidedBy != "name of bob" || p.SubmittedBy != "name of ann" {
		t.Errorf("%+v", p)
	}
	h.approve("bob", first.Id).WantProblem(409, "publication.settled")

	second := h.submit("ann", publish) // there is room for another one
	act("ann", second.Id, "withdrawal", map[string]any{}).Want(200)
	act("ann", second.Id, "withdrawal", map[string]any{}).WantProblem(409, "publication.settled")

	third := h.submit("ann", publish)
	seen := h.see("far", third.Id)
	body := map[string]any{"against": strings.Repeat("0", 64)}
	act("far", third.Id, "approval", body).WantProblem(409, "publication.moved")
	body["against"] = seen.Against
	far := h.as("far") // of another hall: definitions are of all
	reply := far.Do("POST", "/api/ops/proposals/"+third.Id+"/approval", body, webtest.Key("once-and-for-all")).Want(200)
	again := far.Do("POST", "/api/ops/proposals/"+third.Id+"/approval", body, webtest.Key("once-and-for-all")).Want(200)
	if string(reply.Body) != string(again.Body) {
		t.Errorf("repeated: %s\n%s", reply.Body, again.Body)
	}
	h.approve("far", third.Id).WantProblem(409, "publication.settled")
	act("bob", third.Id, "withdrawal", map[string]any{"reason": "弄错了"}).Want(200) // before it takes effect: by anybody
	h.clock.Pass(time.Minute)
	h.refresh()
	if h.days() != [2]int{7, 7} {
		t.Errorf("what was withdrawn took effect: %v", h.days())
	}
	h.as("ann").Do("GET", "/api/ops/proposals/"+strings.Repeat("0", 26), nil).WantProblem(404, "not-found")
	if got := h.entries(passport); got != "published submitted returned submitted withdrawn submitted approved withdrawn" {
		t.Errorf("entries: %s", got)
	}
}

func TestApprovals_atOnceOneWins(t *testing.T) {
	h := newHall(t)
	p := h.submit("ann", map[string]any{"kind": "publish", "yaml": edited(t, "5")})
	against := h.see("bob", p.Id).Against
	var mu sync.Mutex
	answers := map[int]int{}
	var all sync.WaitGroup
	for i, login := range []string{"bob", "far", "bob", "far"} {
		all.Go(func() {
			r := h.as(login).Do("POST", "/api/ops/proposals/"+p.Id+"/approval", map[string]any{"against": against}, webtest.Key(fmt.Sprintf("%s-%d", login, i)))
			mu.Lock()
			defer mu.Unlock()
			answers[r.Status]++
		})
	}
	all.Wait()
	if answers[200] != 1 || answers[200]+answers[409] != 4 {
		t.Errorf("%v", answers)
	}
}

func TestApproval_notAfterItsMoment(t *testing.T) {
	h := newHall(t)
	at := h.clock.Now().In(models.China).Add(time.Minute)
	p := h.submit("ann", map[string]any{"kind": "publish", "yaml": edited(t, "5"), "from": at.Format("2006-01-02T15:04")})
	h.clock.Pass(time.Hour)
	h.approve("bob", p.Id).WantProblem(409, "publication.late")
}

func TestRetire_andBringBack(t *testing.T) {
	h := newHall(t)
	const mark = "traffic.inspection-mark" // no service sends people to it
	offered := func() (in [2]bool) {
		for i, c := range []*catalog.Catalog{h.here, h.there} {
			_, in[i] = c.Current(mark)
		}
		return in
	}
	do := func(kind string) {
		t.Helper()
		p := h.submit("ann", map[string]any{"kind": kind, "service": mark})
		h.approve("ann", p.Id).WantProblem(403, "publication.own")
		h.approve("bob", p.Id).Want(200)
		h.clock.Pass(publication.Lead)
		h.refresh()
	}
	before := len(h.there.All())
	do("retire")
	if offered() != [2]bool{} || len(h.there.All()) != before-1 {
		t.Errorf("still offered: %v", offered())
	}
	if d, ok := h.there.Known(mark); !ok || d.Title["en"] == "" {
		t.Error("a retired service has no name")
	}
	if s := h.standing(mark); !s.Retired || s.RetiredSince == nil || s.Hash == "" {
		t.Errorf("%+v", s)
	}
	refused := func(body map[string]any, code string) {
		t.Helper()
		h.as("ann").Do("POST", "/api/ops/proposals", body).WantProblem(409, code)
	}
	refused(map[string]any{"kind": "retire", "service": mark}, "publication.retired")
	source, err := fs.ReadFile(catalog.Embedded(), mark+".yaml")
	must(t, err)
	refused(map[string]any{"kind": "publish", "yaml": strings.Replace(string(source), "minutes: 3", "minutes: 4", 1)}, "publication.retired")
	do("restore")
	if offered() != [2]bool{true, true} || h.standing(mark).Retired {
		t.Errorf("not brought back: %v", offered())
	}
	if got := h.entries(mark); got != "published submitted approved retired submitted approved restored" {
		t.Errorf("entries: %s", got)
	}
}

// A service that others send people to is not taken away under them.
func TestRetire_notWhatOthersSendTo(t *testing.T) {
	h := newHall(t)
	reply := h.as("ann").Do("POST", "/api/ops/proposals", map[string]any{"kind": "retire", "service": passport})
	reply.WantProblem(422, "publication.findings")
	if !bytes.Contains(reply.Body, []byte("exit-entry.passport-first.yaml")) {
		t.Errorf("who sends there is not said: %s", reply.Body)
	}
}

func TestPublish_aServiceNobodyDelivers(t *testing.T) {
	h := newHall(t)
	source := strings.NewReplacer("service: "+passport, "service: exit-entry.passport-again", "place: 120", "place: 121").Replace(edited(t, "5"))
	p := h.submit("bob", map[string]any{"kind": "publish", "yaml": source})
	if seen := h.see("ann", p.Id); seen.Against != "" || len(seen.Changes) != 0 || seen.Title == "" {
		t.Errorf("%+v", seen)
	}
	if s := h.standing("exit-entry.passport-again"); s.Waiting == nil || s.Hash != "" {
		t.Errorf("%+v", s)
	}
	h.approve("ann", p.Id).Want(200)
	h.clock.Pass(publication.Lead)
	h.refresh()
	if _, ok := h.there.Current("exit-entry.passport-again"); !ok {
		t.Error("not offered")
	}
	var v opsapi.DefinitionSource
	h.as("auditor").Do("GET", "/api/ops/definitions/exit-entry.passport-again/versions/"+*p.Hash, nil).Want(200).Into(&v)
	if v.Yaml != source {
		t.Error("another text came back")
	}
	h.as("auditor").Do("GET", "/api/ops/definitions/"+passport+"/versions/"+*p.Hash, nil).WantProblem(404, "publication.unknown_service")
	h.as("auditor").Do("GET", "/api/ops/definitions/no.such", nil).WantProblem(404, "publication.unknown_service")
	var list opsapi.Definitions
	h.as("auditor").Do("GET", "/api/ops/definitions", nil).Want(200).Into(&list)
	if len(list.Services) != len(h.there.All()) {
		t.Errorf("%d services", len(list.Services))
	}
}

// What a newer or older program cannot read stays in force, and that program
// offers the service no more.
func TestKeeper_aVersionThisProgramCannotUseIsNotReplacedByAnother(t *testing.T) {
	h := newHall(t)
	p := h.submit("ann", map[string]any{"kind": "publish", "yaml": edited(t, "5")})
	h.approve("bob", p.Id).Want(200)
	h.clock.Pass(publication.Lead)
	h.remote.Shelf = illegible{h.remote.Shelf}
	h.refresh()
	if h.days() != [2]int{5, 0} {
		t.Errorf("%v", h.days())
	}
	if len(h.there.All()) == 0 {
		t.Error("the other services went with it")
	}
}

type illegible struct{ publication.Shelf }

func (s illegible) Version(ctx context.Context, hash string) (publication.Version, error) {
	v, err := s.Shelf.Version(ctx, hash)
	v.Source = []byte("of: another age\n")
	return v, err
}

func TestOps_whoMayWhat(t *testing.T) {
	h := newHall(t)
	p := h.submit("ann", map[string]any{"kind": "publish", "yaml": edited(t, "5")})
	reads := []string{"/definitions", "/definitions/" + passport, "/proposals/" + p.Id}
	for login, want := range map[string]int{"ann": 200, "auditor": 200, "clerk": 403, "nobody": 401} {
		for _, path := range reads {
			h.as(login).Do("GET", "/api/ops"+path, nil).Want(want)
		}
	}
	for _, login := range []string{"clerk", "auditor"} {
		for _, path := range []string{"/proposals", "/proposals/" + p.Id + "/approval", "/proposals/" + p.Id + "/return", "/proposals/" + p.Id + "/withdrawal"} {
			h.as(login).Do("POST", "/api/ops"+path, map[string]any{}).Want(403)
		}
	}
	// Where supervisors have a second factor, they show it again.
	h.as("bob-to-step-up").Do("POST", "/api/ops/proposals/"+p.Id+"/approval", map[string]any{"against": ""}).WantProblem(401, "step-up-required")
	if got := h.entries(passport); got != "published submitted" {
		t.Errorf("entries: %s", got)
	}
}
