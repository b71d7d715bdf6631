package casework_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/calendar"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
	"onevisit/models/visit"
)

const (
	hall      = "east"
	otherHall = "west"
	service   = "exit-entry.passport-renewal"
)

// bench is a desk over a real database, with an office that only notes.
type bench struct {
	t      *testing.T
	db     *store.DB
	clock  *hand
	ids    *models.IDs
	vault  *pii.Ring
	audit  *store.Audit
	work   *store.Casework
	office *office
	desk   *casework.Desk
	// decisions are carried out at once; newDecisions gives others.
	decisions *casework.Decisions
	intake    *casework.Intake
	feed      *casework.Feed
	roster    *casework.Roster
	timer     *casework.Timer
	files     files
	orders    *orders
	dice      *dice
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

// office stands for application: it notes the rulings and can be told to fail.
type office struct {
	mu       sync.Mutex
	rulings  []application.Ruling
	recalled []models.ID
	fails    error
}

func (o *office) Decide(_ context.Context, _ models.Tx, r application.Ruling) (application.State, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fails != nil {
		return "", o.fails
	}
	o.rulings = append(o.rulings, r)
	return map[application.Command]application.State{
		application.Approve: application.Approved, application.Reject: application.Rejected, application.HandOver: application.HandedOver,
		application.Correct: application.Correction,
	}[r.Command], nil
}

func (o *office) Recall(_ context.Context, _ models.Tx, _ models.Actor, id models.ID) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fails != nil {
		return o.fails
	}
	o.recalled = append(o.recalled, id)
	return nil
}

// files gives every application the same small definition.
type files struct{ file application.Dossier }

func (f files) Dossier(context.Context, models.ID) (application.Dossier, error) { return f.file, nil }

func (f files) Exhibit(_ context.Context, _ models.ID, name string) (application.Image, error) {
	if name != "face" {
		return application.Image{}, models.ErrNotFound
	}
	return application.Image{MediaType: "image/jpeg", Content: []byte("jpeg")}, nil
}

func (f files) Definitions() []*catalog.Definition { return []*catalog.Definition{f.file.Definition} }

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
		audit: store.NewAudit(db, clock), work: store.NewCasework(db), office: &office{}, files: files{sampleFile()}, orders: &orders{}, dice: &dice{},
	}
	b.feed = casework.NewFeed(b.work, clock, ticks)
	b.roster = casework.NewRoster(casework.RosterConfig{
		Transactor: db, Store: store.NewRoster(db, clock), Claims: b.work, Queue: b.work, Audit: b.audit, Feed: b.feed, Clock: clock,
	})
	workdays, err := calendar.Published()
	must(t, err)
	b.timer = casework.NewTimer(casework.TimerConfig{
		Transactor: db, Stops: b.work, Calendar: workdays, Audit: b.audit, Feed: b.feed, Clock: clock,
	})
	b.intake = casework.NewIntake(casework.IntakeConfig{Queue: b.work, List: b.work, Timer: b.timer, Vault: vault})
	b.desk = b.newDesk()
	b.decisions = b.newDecisions(0)
	return b
}

func ticks(every time.Duration) (tick <-chan time.Time, stop func()) {
	t := time.NewTicker(every)
	return t.C, t.Stop
}

// newDesk is a desk of another process over the same database.
func (b *bench) newDesk() *casework.Desk {
	return casework.NewDesk(casework.Config{
		Transactor: b.db, Queue: b.work, List: b.work, Office: b.office, Files: b.files,
		Clerks: store.NewStaff(b.db), Audit: b.audit, Record: b.audit, Vault: b.vault, Clock: b.clock, IDs: b.ids,
		Roster: b.roster, Feed: b.feed, Line: store.NewClaims(b.db, b.audit, nil), Transfers: b.work,
	})
}

func sampleFile() application.Dossier {
	return application.Dossier{
		Application: application.Application{State: application.Queued},
		Definition: &catalog.Definition{
			Service: service, Hash: "abc", Title: models.Texts{"zh-CN": "换发普通护照", "en": "Renew a passport"},
			Checklist: []catalog.Check{{Code: "photo", Text: models.Texts{"zh-CN": "照片合格", "en": "The photo is good"}}},
			Reasons: []catalog.Reason{{
				Code: "photo-poor", For: []string{"reject"}, Cause: "R08",
				Text: models.Texts{"zh-CN": "照片不合格", "en": "The photo is not good"},
			}},
		},
		Walk: flow.Walk{Review: []flow.Section{{
			Title: models.Texts{"zh-CN": "联系方式", "en": "Contact"},
			Rows: []flow.Row{
				{Field: "mobile", Kind: "mobile", Label: models.Texts{"zh-CN": "手机号"}, Value: models.Texts{"zh-CN": "13912345678", "en": "13912345678"}},
				{Field: "delivery", Kind: "choice", Label: models.Texts{"zh-CN": "领取"}, Value: models.Texts{"zh-CN": "邮寄", "en": "Post"}},
			},
		}}},
		Exhibits: []application.Exhibit{{Name: "face", Title: models.Texts{"zh-CN": "照片", "en": "Photo"}}},
	}
}

func (b *bench) clerk(name string) models.Actor {
	b.t.Helper()
	return b.member(name, staff.Clerk, hall)
}

func (b *bench) member(name string, role staff.Role, site string) models.Actor {
	b.t.Helper()
	account := staff.Account{ID: b.ids.New(), Login: name, Name: name, Role: role, Site: site}
	b.atomically(func(ctx context.Context, tx models.Tx) error {
		return store.NewStaff(b.db).Add(ctx, tx, staff.Stored{Account: account, Hash: "x"}, b.clock.Now())
	})
	return models.Actor{Kind: models.ActorStaff, ID: account.ID, Site: site, Role: string(role)}
}

func (b *bench) atomically(work func(context.Context, models.Tx) error) {
	b.t.Helper()
	must(b.t, b.db.Atomically(b.t.Context(), work))
}

// queue puts a case into the hall's queue; each is a second younger.
func (b *bench) queue(change ...func(*application.QueueEntry)) models.ID {
	b.t.Helper()
	e := application.QueueEntry{
		Application: b.ids.New(), Matter: b.ids.New(), Person: b.ids.New(), Session: b.ids.New(),
		Number: fmt.Sprintf("P%012d", b.clock.Now().Unix()), Service: service, Site: hall, Kiosk: "1",
		Holder: pii.Conceal("张*"), SubmittedAt: b.clock.Now(), Promised: "2026-12-03", Skill: service, Language: "zh-CN", Eyes: 1,
	}
	for _, c := range change {
		c(&e)
	}
	b.atomically(func(ctx context.Context, tx models.Tx) error { return b.intake.Enqueue(ctx, tx, e) })
	b.clock.pass(time.Second)
	return e.Application
}

func (b *bench) entries(id models.ID, action audit.Action) int {
	b.t.Helper()
	records, err := b.audit.About(b.t.Context(), audit.Ref{Kind: "application", ID: string(id)}, models.Page{Limit: 200})
	must(b.t, err)
	n := 0
	for _, r := range records {
		if r.Action == action {
			n++
		}
	}
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// person adds a person whose ID number has the index.
func (b *bench) person(index string) models.ID {
	b.t.Helper()
	p := visit.Person{ID: b.ids.New(), Index: index, Sealed: []byte("x"), CreatedAt: b.clock.Now()}
	b.atomically(func(ctx context.Context, tx models.Tx) error { return store.NewVisits(b.db).AddPerson(ctx, tx, p) })
	return p.ID
}
