package desk_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"onevisit/api"
	"onevisit/api/auditor"
	"onevisit/api/desk"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/calendar"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/completion"
	"onevisit/models/device"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
	"onevisit/models/visit"
)

const (
	hall        = "east"
	far         = "440300-901" // the other one, with a code as a real hall has
	service     = "exit-entry.passport-renewal"
	markedName  = "欧阳标记"
	maskedName  = "欧***"
	markedPhone = "13912345678"
	undoTime    = 10 * time.Second
)

// bench is the server with desk and auditor over a real database; application
// is a small office, signing in is by token.
type bench struct {
	t       *testing.T
	db      *store.DB
	clock   *hand
	ids     *models.IDs
	vault   *pii.Ring
	audit   *store.Audit
	intake  *casework.Intake
	feed    *casework.Feed
	gone    sync.Map // tokens of ended sessions
	roster  *casework.Roster
	timer   *casework.Timer
	decided *casework.Decisions
	asks    *asks
	handler http.Handler
	log     *bytes.Buffer
	people  map[string]staff.Account
	tabs    map[string]*webtest.Client
	matters int
}

type hand struct {
	mu sync.Mutex
	at time.Time
}

func (h *hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hand) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// office stands for application.
type office struct{ dossier application.Dossier }

func (o office) Decide(_ context.Context, _ models.Tx, r application.Ruling) (application.State, error) {
	return map[application.Command]application.State{
		application.Approve: application.Approved, application.Reject: application.Rejected, application.HandOver: application.HandedOver,
	}[r.Command], nil
}
func (o office) Recall(context.Context, models.Tx, models.Actor, models.ID) error { return nil }
func (o office) Void(context.Context, models.ID) error                            { return nil }

// Keep implements casework.Recorder: nothing is kept here.
func (o office) Keep(context.Context, models.Tx, casework.Case, application.Dossier, casework.Decision) (string, error) {
	return "0123456789abcdef0123456789abcdef", nil
}
func (o office) Dossier(context.Context, models.ID) (application.Dossier, error) {
	return o.dossier, nil
}
func (o office) Exhibit(context.Context, models.ID, string) (application.Image, error) {
	return application.Image{MediaType: "image/jpeg", Content: []byte("\xff\xd8jpeg")}, nil
}

// shelf is a catalogue of one definition.
type shelf struct{ def *catalog.Definition }

func (s shelf) AllKnown() []*catalog.Definition               { return []*catalog.Definition{s.def} }
func (s shelf) Known(name string) (*catalog.Definition, bool) { return s.def, name == s.def.Service }

func definition() *catalog.Definition {
	return &catalog.Definition{
		Service: service, Hash: "abc", Title: models.Texts{"zh-CN": "换发普通护照", "en": "Renew a passport"},
		Law:       []catalog.Law{{Name: "护照法", Articles: "第十条"}},
		Checklist: []catalog.Check{{Code: "photo", Text: models.Texts{"zh-CN": "照片合格", "en": "The photo is good"}}},
		Reasons: []catalog.Reason{
			{Code: "photo-poor", For: []string{"reject"}, Cause: "R08", Text: models.Texts{"zh-CN": "照片不合格", "en": "The photo is not good"}},
			{
				Code: "to-window", For: []string{"hand-over"}, Cause: "R05", Text: models.Texts{"zh-CN": "到窗口办理", "en": "Go to a window"},
				Bring: []models.Texts{{"zh-CN": "身份证", "en": "ID card"}},
			},
		},
	}
}

func dossier() application.Dossier {
	person := register.Person{Name: markedName, IDNumber: "449901199003070018", Mobile: markedPhone, Address: "测试省测试市测试区标记路1号"}
	return application.Dossier{
		Application: application.Application{State: application.Queued}, Definition: definition(),
		StateText: models.Texts{"zh-CN": "等待审批", "en": "Waiting for approval"},
		Input:     flow.Input{Definition: definition(), Facts: flow.Facts{register.FactPerson: person}},
		Walk: flow.Walk{Review: []flow.Section{{Title: models.Texts{"zh-CN": "联系", "en": "Contact"}, Rows: []flow.Row{
			{Field: "mobile", Kind: "mobile", Label: models.Texts{"zh-CN": "手机号", "en": "Mobile"}, Value: models.Texts{"zh-CN": markedPhone, "en": markedPhone}},
		}}}},
		Fees:  []flow.FeeLine{{Text: models.Texts{"zh-CN": "工本费", "en": "Fee"}, Amount: 12000}},
		Total: 12000, Exhibits: []application.Exhibit{{Name: "face", Title: models.Texts{"zh-CN": "照片", "en": "Photo"}}},
	}
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db := storetest.Open(t)
	clock := &hand{at: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)}
	kek, err := store.OpenKEK(t.TempDir(), true)
	must(t, err)
	vault, err := pii.NewRing(t.Context(), kek, store.NewKeys(db), clock)
	must(t, err)
	b := &bench{
		t: t, db: db, clock: clock, ids: models.NewIDs(clock, rand.Reader), vault: vault,
		audit: store.NewAudit(db, clock), log: &bytes.Buffer{}, people: map[string]staff.Account{}, tabs: map[string]*webtest.Client{},
		asks: &asks{},
	}
	b.build()
	for _, p := range []struct {
		login string
		role  staff.Role
		site  string
	}{
		{"wang", staff.Clerk, hall}, {"zhao", staff.Clerk, hall}, {"chief", staff.Supervisor, hall},
		{"du", staff.Auditor, hall}, {"stranger", staff.Clerk, far},
	} {
		b.hire(p.login, p.role, p.site)
	}
	return b
}

func (b *bench) build() {
	b.t.Helper()
	work, people, keeper := store.NewCasework(b.db), store.NewStaff(b.db), store.NewOnce(b.db, b.vault, b.clock)
	sites := store.NewDevices(b.db)
	b.atomically(func(ctx context.Context, tx models.Tx) error {
		err := sites.PutSite(ctx, tx, device.Site{Code: hall, Names: models.Texts{"zh-CN": "东厅", "en": "East hall"}, Demo: true})
		if err != nil {
			return err
		}
		return sites.PutSite(ctx, tx, device.Site{Code: far, Names: models.Texts{"zh-CN": "西厅", "en": "West hall"}, Demo: true})
	})
	b.feed = casework.NewFeed(work, b.clock, ticks)
	b.roster = casework.NewRoster(casework.RosterConfig{
		Transactor: b.db, Store: store.NewRoster(b.db, b.clock), Claims: work, Queue: work, Audit: b.audit, Feed: b.feed, Clock: b.clock,
	})
	workdays, err := calendar.Published()
	must(b.t, err)
	b.timer = casework.NewTimer(casework.TimerConfig{
		Transactor: b.db, Stops: work, Calendar: workdays, Audit: b.audit, Feed: b.feed, Clock: b.clock,
	})
	b.intake = casework.NewIntake(casework.IntakeConfig{Queue: work, List: work, Timer: b.timer, Vault: b.vault})
	log := slog.New(slog.NewJSONHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	fleet := &device.Hall{
		Transactor: b.db, Fleet: sites, Codes: store.NewDeviceCodes(b.db), Sites: sites, Nonces: store.NewDeviceNonces(b.db),
		Audit: b.audit, Vault: b.vault, Clock: b.clock, IDs: b.ids, Random: rand.Reader, Log: log,
	}
	titles := shelf{definition()}
	table := casework.NewDesk(casework.Config{
		Transactor: b.db, Queue: work, List: work, Office: office{dossier()}, Files: casework.NewFiles(office{dossier()}, titles),
		Clerks: people, Audit: b.audit, Record: b.audit, Vault: b.vault, Clock: b.clock, IDs: b.ids,
		Roster: b.roster, Feed: b.feed, Line: store.NewClaims(b.db, b.audit, keeper), Transfers: work, Replies: keeper,
	})
	board := casework.NewBoard(casework.BoardConfig{
		Desk: table, Figures: work, Roster: b.roster, Halls: store.NewStaffHalls(b.db), Files: casework.NewFiles(office{dossier()}, titles), Clock: b.clock,
	})
	kept := store.NewDecisions(b.db)
	b.decided = casework.NewDecisions(casework.DecisionsConfig{
		Transactor: b.db, List: work, Timer: b.timer, Kept: kept, Past: kept, Office: office{dossier()}, Orders: office{}, Files: casework.NewFiles(office{dossier()}, titles),
		Records: office{}, Clerks: people, Jobs: store.NewJobs(b.db, b.clock, b.ids), Audit: b.audit, Vault: b.vault, Clock: b.clock, IDs: b.ids,
		Draw: func() int { return 99 }, UndoTime: undoTime,
	})
	reports := completion.NewReports(completion.Published(), store.NewCompletion(b.db), b.vault, b.clock, true)
	b.handler, err = api.New(api.Config{
		Desk: desk.New(desk.Deps{Work: table, Claims: table, Roster: b.roster, Board: board, Halls: casework.Halls{Transactor: b.db, Store: store.NewStaffHalls(b.db), Claims: work, Audit: b.audit, Clock: b.clock}, Feed: b.feed, Sessions: b, Clock: models.ClockFunc(time.Now), Ticks: ticks, Decisions: b.decided, Bulk: b.decided, Corrections: b.asks, Codes: fleet, Titles: titles, Once: keeper, Counter: nobodyThere{}, Causes: b.amender(),
			Archive: casework.NewRecords(casework.RecordsConfig{
				Transactor: b.db, Kept: work, List: work, Audit: b.audit, Record: b.audit, Vault: b.vault, Clock: b.clock,
			})}),
		Auditor: auditor.New(auditor.Deps{Reports: reports, Record: b.audit, Titles: titles, Sites: sites, Figures: b.figures(), Reveals: b.revealer()}),
		Devices: fleet, Sessions: b, Once: keeper, Clock: b.clock, IDs: b.ids, Log: log,
		RateLimits: api.RateLimits{DevicePerSecond: 1e6, DeviceBurst: 1e6, LoginPerMinute: 1e6},
	})
	must(b.t, err)
}

// Authenticate implements gate.Staff: the token is the login.
func (b *bench) Authenticate(ctx context.Context, token string) (staff.Session, error) {
	if _, known := b.people[token]; !known {
		return staff.Session{}, staff.ErrSignedOut
	}
	session, err := store.NewStaffSessions(b.db).Find(ctx, token)
	session.EndsAt = b.clock.Now().Add(time.Hour)
	return session, err
}

// Lives implements desk.Sessions.
func (b *bench) Lives(_ context.Context, token string) (bool, error) {
	_, gone := b.gone.Load(token)
	_, known := b.people[token]
	return known && !gone, nil
}

func ticks(every time.Duration) (tick <-chan time.Time, stop func()) {
	t := time.NewTicker(every)
	return t.C, t.Stop
}

func (b *bench) signOut(token string) { b.gone.Store(token, true) }

func (b *bench) hire(login string, role staff.Role, site string) {
	b.t.Helper()
	account := staff.Account{ID: b.ids.New(), Login: login, Name: login, Role: role, Site: site}
	b.atomically(func(ctx context.Context, tx models.Tx) error {
		if err := store.NewStaff(b.db).Add(ctx, tx, staff.Stored{Account: account, Hash: "x"}, b.clock.Now()); err != nil {
			return err
		}
		return store.NewStaffSessions(b.db).Begin(ctx, tx, staff.Session{ID: account.ID, Account: account, Started: b.clock.Now()}, login)
	})
	b.people[login] = account
}

func (b *bench) atomically(work func(context.Context, models.Tx) error) {
	b.t.Helper()
	must(b.t, b.db.Atomically(b.t.Context(), work))
}

// as is a browser in which somebody is signed in; "" nobody.
func (b *bench) as(login string) *webtest.Client {
	c := webtest.NewClient(b.t, b.handler)
	if login != "" {
		c.SetCookie(gate.StaffCookie, login)
	}
	return c
}

// tab is the one browser somebody keeps open, with keys of its own.
func (b *bench) tab(login string) *webtest.Client {
	if b.tabs[login] == nil {
		b.tabs[login] = b.as(login)
	}
	return b.tabs[login]
}

func (b *bench) queue() string { return b.queueAt(hall) }

func (b *bench) queueAt(site string) string {
	b.t.Helper()
	e := application.QueueEntry{
		Application: b.ids.New(), Matter: b.ids.New(), Person: b.ids.New(), Session: b.ids.New(),
		Number: fmt.Sprintf("P%d", b.clock.Now().Unix()), Service: service, Site: site, Kiosk: "一号机",
		Holder: pii.Conceal(maskedName), Skill: service, Language: "zh-CN", Eyes: 1, SubmittedAt: b.clock.Now(), Promised: "2026-12-03", Demo: true,
	}
	b.atomically(func(ctx context.Context, tx models.Tx) error { return b.intake.Enqueue(ctx, tx, e) })
	b.clock.pass(time.Second)
	return string(e.Application)
}

func (b *bench) entries(kind, id string) map[audit.Action]int {
	b.t.Helper()
	records, err := b.audit.About(b.t.Context(), audit.Ref{Kind: kind, ID: id}, models.Page{Limit: 200})
	must(b.t, err)
	counts := map[audit.Action]int{}
	for _, r := range records {
		counts[r.Action]++
	}
	return counts
}

// past adds completed matters, each of a person of its own, one in three after
// a refusal the day before.
func (b *bench) past(month time.Month, n int) {
	b.t.Helper()
	var p store.Past
	for i := range n {
		person, matter := b.ids.New(), b.ids.New()
		at := time.Date(2026, month, 2+i%25, 3, 0, 0, 0, time.UTC)
		on := models.DateOf(at)
		sealed, err := visit.SealPerson(b.vault, person, visit.Identity{Name: pii.Conceal(pastName), IDNumber: pii.Conceal(pastNumber)})
		must(b.t, err)
		p.Persons = append(p.Persons, visit.Person{ID: person, Index: string(person), Sealed: sealed, CreatedAt: at})
		visits := []visit.Visit{{ID: b.ids.New(), Person: person, Site: hall, On: on, StartedAt: at, Demo: true}}
		if i%3 == 0 {
			before := visits[0]
			before.ID, before.On, before.StartedAt = b.ids.New(), on.AddDays(-1), at.AddDate(0, 0, -1)
			visits = []visit.Visit{before, visits[0]}
		}
		p.Visits = append(p.Visits, visits...)
		p.Matters = append(p.Matters, visit.Matter{
			ID: matter, Person: person, Service: service, State: visit.MatterCompleted, OpenedOn: visits[0].On, LastEventOn: on,
			EndedOn: on, EndedAt: at, Visits: len(visits), Site: hall, Definition: "abc", Demo: true, Version: 1,
		})
		for seq, v := range visits {
			part := visit.Presence{Matter: matter, Visit: v.ID, Seq: seq + 1, Site: hall, On: v.On, FirstAt: v.StartedAt, Ending: visit.EndingOf(visit.EndCompleted, "")}
			if seq+1 < len(visits) {
				part.Ending = visit.EndingOf(visit.EndRefused, "papers", visit.PapersMissing)
			} else if seq > 0 {
				part.Cause = visit.PapersMissing
			}
			p.Presences = append(p.Presences, part)
		}
	}
	b.atomically(func(ctx context.Context, tx models.Tx) error { return store.NewHistory(b.db).Add(ctx, tx, p) })
	b.matters += n
}
