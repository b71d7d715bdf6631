package modelstest

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/calendar"
	"onevisit/models/catalog"
	"onevisit/models/device"
	"onevisit/models/document"
	"onevisit/models/flow"
	"onevisit/models/job"
	"onevisit/models/papers"
	"onevisit/models/payment"
	"onevisit/models/phone"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
	"onevisit/models/visit"
)

// Office is the citizen's side of a hall over a real database.
type Office struct {
	T          testing.TB
	DB         *store.DB
	Clock      *Clock
	IDs        *models.IDs
	Vault      pii.Vault
	Visits     *store.Visits
	Store      *store.Applications
	Requests   *store.Corrections
	Documents  *store.Documents
	Replies    *store.Once
	Jobs       *store.Jobs
	Log        *store.Audit
	Registers  *Registers
	Queue      *Queue
	Offices    *Offices
	Readings   *Readings
	Catalog    *catalog.Catalog
	Ledger     *visit.Ledger
	Reception  *visit.Reception
	Cases      *application.Cases
	Phones     *phone.Office
	PhoneStore *store.Phones
}

// delivered is compiled once for all tests of a package.
var delivered = sync.OnceValues(func() (*catalog.Catalog, error) {
	return catalog.Load(catalog.Embedded(), register.FactTypes())
})

// Catalog gives the delivered definitions, to do with as the test likes.
func Catalog(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := delivered()
	if err != nil {
		t.Fatal(err)
	}
	return c.Clone()
}

// NewOffice opens an office with the delivered definitions.
func NewOffice(t testing.TB) *Office {
	t.Helper()
	o := &Office{T: t, DB: storetest.Open(t), Clock: NewClock(), Registers: NewRegisters(), Queue: &Queue{}, Offices: &Offices{}, Readings: &Readings{}}
	o.IDs = models.NewIDs(o.Clock, rand.Reader)
	kek, err := store.OpenKEK(t.TempDir(), true)
	o.check(err)
	o.Vault, err = pii.NewRing(t.Context(), kek, store.NewKeys(o.DB), o.Clock)
	o.check(err)
	o.Log = store.NewAudit(o.DB, o.Clock)
	o.Replies = store.NewOnce(o.DB, o.Vault, o.Clock)
	o.Jobs = store.NewJobs(o.DB, o.Clock, o.IDs)
	o.Visits, o.Documents = store.NewVisits(o.DB), store.NewDocuments(o.DB)
	o.Store = store.NewApplications(o.DB, o.Log, o.Replies)
	o.Requests = store.NewCorrections(o.DB, o.IDs)
	o.Catalog = Catalog(t)
	days, err := calendar.Published()
	o.check(err)
	o.Ledger = visit.NewLedger(o.Visits, o.Visits, o.Log, o.Clock, o.IDs)
	o.Reception = visit.NewReception(visit.Desk{
		People: o.Visits, Sessions: o.Visits, Presences: o.Visits, Holders: application.Holders{Source: o.Registers},
		Readings: o.Readings, Vault: o.Vault, Log: o.Log, Transactions: o.DB, Clock: o.Clock, IDs: o.IDs, Random: rand.Reader,
		Limits: visit.DefaultLimits(),
	})
	o.PhoneStore = store.NewPhones(o.DB)
	o.Phones = phone.New(phone.Parts{
		Links: o.PhoneStore, Sessions: o.PhoneStore, Requests: o.Requests, People: o.Reception, Vault: o.Vault, Log: o.Log, Transactions: o.DB,
		Clock: o.Clock, IDs: o.IDs, Random: rand.Reader, Address: func() string { return "https://hall.test/phone" },
		HallPhone: "0755-12345",
	})
	o.Cases = application.New(application.Parts{
		Store: o.Store, Lists: o.Store, Results: o.Store, Requests: o.Requests, Board: o.Requests, Links: o.Phones, Copies: store.NewPapers(o.DB), Attempts: store.NewPapers(o.DB), Payments: store.NewPayments(o.DB),
		PaperKey: papers.NewKey(papers.SeedOf("test")), Offices: o.Offices, Archive: document.NewArchive(o.Documents, o.Vault, o.Clock, o.IDs),
		Catalog: o.Catalog, Engine: flow.New(), Source: o.Registers, Effects: o.Registers, Orders: o.Registers, Evidence: o.Registers,
		FinePayments: o.Registers, Courier: o.Registers, Notifier: o.Registers, Ledger: o.Ledger, Sessions: o.Reception, Queue: o.Queue, Signer: Signer{},
		Calendar: days, Jobs: o.Jobs, Log: o.Log, Vault: o.Vault, Transactions: o.DB, Clock: o.Clock, IDs: o.IDs,
	})
	return o
}

func (o *Office) check(err error) {
	o.T.Helper()
	if err != nil {
		o.T.Fatal(err)
	}
}

// Kiosk makes a device of a site; nothing of it is stored.
func (o *Office) Kiosk(site string) device.Device {
	d := device.Device{ID: o.IDs.New(), Name: "K1", Site: device.Site{Code: site, Names: models.Texts{"zh-CN": "测试大厅", "en": "Test hall"}}}
	for _, kind := range device.PeripheralKinds() {
		d.Peripherals = append(d.Peripherals, device.Peripheral{Kind: kind, Ready: true})
	}
	return d
}

// Place describes a device to the use cases.
func Place(d device.Device) application.Place {
	return application.Place{
		Device: d.ID, Name: d.Name, Site: d.Site.Code, SiteName: "测试大厅", City: d.Site.Code[:6], Province: d.Site.Code[:2] + "0000",
		PermitStation: true, Printer: true, Camera: true, ClerksToday: true,
	}
}

// Identify begins a session of the holder of an ID number at a device.
func (o *Office) Identify(d device.Device, idNumber string) visit.Begun {
	o.T.Helper()
	return o.begin(d, device.Reading{Document: device.IDCard, Number: pii.Conceal(idNumber), Name: pii.Conceal("陈大海"), IDNumber: pii.Conceal(idNumber)})
}

// InsertPermit begins a session with a permit.
func (o *Office) InsertPermit(d device.Device, number string) visit.Begun {
	o.T.Helper()
	return o.begin(d, device.Reading{Document: device.HKMPermit, Number: pii.Conceal(number)})
}

func (o *Office) begin(d device.Device, r device.Reading) visit.Begun {
	o.T.Helper()
	o.Readings.Next = r
	begun, err := o.Reception.Begin(o.T.Context(), visit.Arrival{Device: d, Reading: "r", Factor: "f", Language: "zh-CN"}, nil)
	o.check(err)
	return begun
}

// Pay carries out what a payment of the application's whole due causes.
func (o *Office) Pay(actor models.Actor, id models.ID) error {
	a, err := o.Store.ByID(o.T.Context(), id)
	if err != nil {
		return err
	}
	if _, err := o.Cases.Due(o.T.Context(), actor, id, a.Total); err != nil {
		return err
	}
	return o.DB.Atomically(o.T.Context(), func(ctx context.Context, tx models.Tx) error {
		return o.Cases.Paid(ctx, tx, payment.Order{Application: id, Amount: a.Total})
	})
}

// Work runs the jobs that are due, and those that become due within the time.
func (o *Office) Work(within time.Duration) {
	o.T.Helper()
	handlers := o.Cases.Handlers()
	var kinds []string
	for kind := range handlers {
		kinds = append(kinds, kind)
	}
	for end := o.Clock.Now().Add(within); ; o.Clock.Pass(time.Second) {
		for o.round(handlers, kinds) {
		}
		if !o.Clock.Now().Before(end) {
			return
		}
	}
}

func (o *Office) round(handlers map[string]job.Handler, kinds []string) bool {
	o.T.Helper()
	ctx, now := o.T.Context(), o.Clock.Now()
	token := string(o.IDs.New())
	jobs, err := o.Jobs.Claim(ctx, kinds, token, 10, now, now.Add(time.Minute))
	o.check(err)
	for _, j := range jobs {
		if err := handlers[j.Kind](ctx, j.Job); err != nil {
			o.check(o.Jobs.Retry(ctx, j.ID, token, now.Add(time.Second), "test"))
			continue
		}
		o.check(o.Jobs.Done(ctx, j.ID, token, now))
	}
	return len(jobs) > 0
}

// Entries returns the actions recorded about one thing, oldest first.
func (o *Office) Entries(kind string, id models.ID) []audit.Action {
	o.T.Helper()
	records, err := o.Log.About(o.T.Context(), audit.Ref{Kind: kind, ID: string(id)}, models.Page{Limit: 200})
	o.check(err)
	actions := make([]audit.Action, len(records))
	for i, r := range records {
		actions[i] = r.Action
	}
	return actions
}

// Queue stands in for the clerks' queue.
type Queue struct {
	mu      sync.Mutex
	Entries []application.QueueEntry
	Taken   []models.ID
}

// Enqueue implements application.Queue.
func (q *Queue) Enqueue(_ context.Context, _ models.Tx, e application.QueueEntry) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.Entries = append(q.Entries, e)
	return nil
}

// Withdraw implements application.Queue.
func (q *Queue) Withdraw(_ context.Context, _ models.Tx, id models.ID) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.Taken = append(q.Taken, id)
	return nil
}

// Readings answers what the test put on the reader.
type Readings struct {
	Next device.Reading
	Err  error
	Used atomic.Int32 // how many were used up
}

// Read implements device.Readings.
func (r *Readings) Read(context.Context, models.ID, string, string) (device.Reading, error) {
	return r.Next, r.Err
}

// Use implements device.Readings.
func (r *Readings) Use(context.Context, models.Tx, device.Reading) error {
	r.Used.Add(1)
	return nil
}

// Signer marks instructions as signed for a device.
type Signer struct{}

// Sign implements application.Signer.
func (Signer) Sign(_ context.Context, device models.ID, instruction []byte) (string, error) {
	return fmt.Sprintf("%s|%s", device, instruction), nil
}
