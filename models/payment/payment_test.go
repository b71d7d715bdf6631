package payment_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/job"
	"onevisit/models/payment"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// clock is set by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// provider is a payment provider in memory. A nil function answers as a healthy
// one would.
type provider struct {
	mu      sync.Mutex
	clock   *clock
	orders  map[string]*payment.Statement
	creates int
	refunds int
	onMake  func(payment.NewOrder) error // after the order was made
	onQuery func() error
	onClose func() error
	bill    []payment.BillLine
}

const us = "us"

func (p *provider) Create(_ context.Context, o payment.NewOrder) (payment.Made, error) {
	p.mu.Lock()
	p.creates++
	st := &payment.Statement{Found: true, Merchant: us, Number: o.Number, ProviderNo: "P" + o.Number[:8], QR: "qr:" + o.Number, State: payment.Pending, Amount: o.Amount}
	if old := p.orders[o.Number]; old != nil {
		st = old
	}
	p.orders[o.Number] = st
	hook := p.onMake
	p.mu.Unlock()
	if hook != nil {
		if err := hook(o); err != nil {
			return payment.Made{}, err
		}
	}
	return payment.Made{ProviderNo: st.ProviderNo, QR: st.QR}, nil
}

func (p *provider) Query(_ context.Context, number string) (payment.Statement, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.onQuery != nil {
		if err := p.onQuery(); err != nil {
			return payment.Statement{}, err
		}
	}
	if st := p.orders[number]; st != nil {
		return *st, nil
	}
	return payment.Statement{}, nil
}

func (p *provider) Close(_ context.Context, number string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.onClose != nil {
		if err := p.onClose(); err != nil {
			return err
		}
	}
	st := p.orders[number]
	if st.State == payment.Paid {
		return payment.ErrRefused
	}
	st.State, st.At = payment.Closed, p.clock.Now()
	return nil
}

func (p *provider) Refund(_ context.Context, r payment.Refund) (payment.Statement, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	st := p.orders[r.Number]
	if st.State == payment.Paid {
		p.refunds++
		st.State, st.At = payment.Refunded, p.clock.Now()
	}
	return *st, nil
}

func (p *provider) DailyBill(context.Context, models.Date) ([]payment.BillLine, error) {
	return p.bill, nil
}

// pay marks an order paid at the provider and answers its statement.
func (p *provider) pay(number string) payment.Statement {
	p.mu.Lock()
	defer p.mu.Unlock()
	st := p.orders[number]
	st.State, st.At = payment.Paid, p.clock.Now()
	p.bill = append(p.bill, payment.BillLine{Number: number, Kind: payment.BillPaid, Amount: st.Amount, At: st.At})
	return *st
}

// till is a cashier with everything around it.
type till struct {
	*payment.Cashier
	t        *testing.T
	clock    *clock
	provider *provider
	db       *store.DB
	raw      *sql.DB
	audit    *store.Audit
	ids      *models.IDs
	key      ed25519.PrivateKey
	mu       sync.Mutex
	paid     map[models.ID]int
	failPaid error
}

func open(t *testing.T) *till {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	db, raw := openDB(t)
	c := &clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, models.China)}
	d := &till{t: t, clock: c, db: db, raw: raw, key: private, paid: map[models.ID]int{}, ids: models.NewIDs(c, rand.Reader)}
	d.provider = &provider{clock: c, orders: map[string]*payment.Statement{}}
	d.audit = store.NewAudit(d.db, c)
	rows := store.NewPayments(d.db)
	d.Cashier = payment.NewCashier(payment.Deps{
		Tx: d.db, Orders: rows, Book: rows, Audit: d.audit, Jobs: store.NewJobs(d.db, c, d.ids), Provider: d.provider,
		IDs: d.ids, Clock: c, Keys: payment.Keys{"K1": public}, Merchant: us, OnPaid: d.onPaid,
	})
	return d
}

// onPaid counts effects. It counts inside the transaction, which may run again,
// so it is told apart by the order's version being written once.
func (d *till) onPaid(_ context.Context, _ models.Tx, o payment.Order) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failPaid != nil {
		return d.failPaid
	}
	d.paid[o.Application]++
	return nil
}

func (d *till) effects(application models.ID) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.paid[application]
}

var citizen = models.Actor{Kind: models.ActorCitizen, ID: "p1"}

func (d *till) due(subjects ...string) payment.Due {
	return payment.Due{
		Application: d.ids.New(), Subjects: subjects, Title: "罚款", Amount: 20000,
		Lines: []payment.Line{{Code: "fine", Text: models.Texts{"zh-CN": "罚款", "en": "Fine"}, Amount: 20000}},
	}
}

func (d *till) opened(due payment.Due) payment.Order {
	d.t.Helper()
	o, err := d.Open(d.t.Context(), citizen, due, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return o.Order
}

func (d *till) now(application models.ID) payment.Order {
	d.t.Helper()
	o, err := store.NewPayments(d.db).Latest(d.t.Context(), application)
	if err != nil {
		d.t.Fatal(err)
	}
	return o
}

// notice makes a genuine notice of an event.
func (d *till) notice(id string, st payment.Statement) payment.Notice {
	body, err := json.Marshal(map[string]any{"eventId": id, "orderNo": st.Number, "amountFen": st.Amount})
	if err != nil {
		d.t.Fatal(err)
	}
	n := payment.Notice{
		Serial: "K1", Timestamp: strconv.FormatInt(d.clock.Now().Unix(), 10), Nonce: id + "-nonce", Body: body,
		Event: payment.Event{ID: id, Statement: st},
	}
	n.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(d.key, payment.Signed(n.Timestamp, n.Nonce, n.Body)))
	return n
}

func (d *till) tell(id string, st payment.Statement) {
	d.t.Helper()
	if err := d.Notice(d.t.Context(), d.notice(id, st)); err != nil {
		d.t.Fatal(err)
	}
}

func (d *till) run(kind, payload string) error {
	d.t.Helper()
	return d.Handlers()[kind](d.t.Context(), job.Job{Kind: kind, Key: payload, Payload: []byte(payload)})
}

func (d *till) count(table string) int {
	d.t.Helper()
	var n int
	if err := d.raw.QueryRowContext(d.t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
		d.t.Fatal(err)
	}
	return n
}

// openDB opens the test's database twice: for the code, and to look behind it.
func openDB(t *testing.T) (*store.DB, *sql.DB) {
	t.Helper()
	cfg := storetest.Config(t)
	db, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	driver, dsn := "sqlite", "file:"+cfg.Path+"?_pragma=busy_timeout(5000)"
	if cfg.DSN != "" {
		driver, dsn = "mysql", cfg.DSN
	}
	raw, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(raw.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db, raw
}

func (d *till) entries() int64 {
	d.t.Helper()
	n, err := d.audit.Count(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func TestOpen_answersTheCodeAndNotesOneEntry(t *testing.T) {
	d := open(t)
	due := d.due("440300126000001")
	o, err := d.Open(t.Context(), citizen, due, nil)
	if err != nil || !o.Fresh || o.Order.State != payment.Pending || o.Order.QR == "" || !o.Order.Payable(d.clock.Now()) {
		t.Fatalf("%+v %v", o, err)
	}
	if n := d.entries(); n != 1 {
		t.Errorf("%d audit entries", n)
	}
	again, err := d.Open(t.Context(), citizen, due, nil)
	if err != nil || again.Fresh || again.Order.ID != o.Order.ID || d.provider.creates != 1 {
		t.Errorf("twice: %+v %v, %d creates", again, err, d.provider.creates)
	}
}

func TestOpen_refusesAmountsThatDoNotAddUp(t *testing.T) {
	d := open(t)
	for name, amount := range map[string]models.Fen{"nothing": 0, "negative": -1, "not the sum": 19999} {
		due := d.due()
		due.Amount = amount
		if _, err := d.Open(t.Context(), citizen, due, nil); !errors.Is(err, payment.ErrAmount) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOpen_oneOfManyAtOnceMakesTheOrder(t *testing.T) {
	d := open(t)
	due := d.due("440300126000002")
	var wg sync.WaitGroup
	ids := make([]models.ID, 16)
	for i := range ids {
		wg.Go(func() {
			o, err := d.Open(t.Context(), citizen, due, nil)
			if err != nil {
				t.Errorf("racer %d: %v", i, err)
			}
			ids[i] = o.Order.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("two orders: %v", ids)
		}
	}
	if d.provider.creates != 1 {
		t.Errorf("%d creates", d.provider.creates)
	}
}

func TestOpen_refusesASecondOrderForOneFine(t *testing.T) {
	d := open(t)
	d.opened(d.due("440300126000003"))
	if _, err := d.Open(t.Context(), citizen, d.due("440300126000003"), nil); !errors.Is(err, payment.ErrOrderExists) {
		t.Errorf("%v", err)
	}
}

func TestOpen_aClosedOrderGivesItsPlacesBack(t *testing.T) {
	d := open(t)
	due := d.due("440300126000004")
	first := d.opened(due)
	d.clock.add(11 * time.Minute)
	second := d.opened(due)
	if first.ID == second.ID || second.State != payment.Pending {
		t.Errorf("%v then %v", first.State, second.State)
	}
}

// F24: the provider made the order, its reply got lost.
func TestOpen_aLostReplyIsUnknownAndAskedAboutBeforeAnythingNew(t *testing.T) {
	d := open(t)
	d.provider.onMake = func(payment.NewOrder) error { return payment.ErrUnknown }
	due := d.due()
	o := d.opened(due)
	if o.State != payment.Unknown || o.QR != "" {
		t.Fatalf("%v", o.State)
	}
	o, err := d.Status(t.Context(), due.Application)
	if err != nil || o.State != payment.Pending || o.QR == "" || d.provider.creates != 1 {
		t.Errorf("%v %v, %d creates", o.State, err, d.provider.creates)
	}
}

// F24, other half: the request never arrived.
func TestStatus_sendsAnOrderAgainOnlyAfterTheProviderDeniesIt(t *testing.T) {
	d := open(t)
	d.provider.onMake = func(o payment.NewOrder) error {
		d.provider.mu.Lock()
		defer d.provider.mu.Unlock()
		delete(d.provider.orders, o.Number)
		d.provider.onMake = nil
		return payment.ErrUnknown
	}
	due := d.due()
	d.opened(due)
	d.clock.add(15 * time.Second)
	o, err := d.Status(t.Context(), due.Application)
	if err != nil || o.State != payment.Pending || d.provider.creates != 2 {
		t.Errorf("%v %v, %d creates", o.State, err, d.provider.creates)
	}
}

// F27: nothing was sent, so nothing is left behind and the citizen can try later.
func TestOpen_aProviderThatIsDownLeavesNoLiveOrder(t *testing.T) {
	d := open(t)
	d.provider.onMake = func(payment.NewOrder) error { return payment.ErrUnavailable }
	due := d.due("440300126000005")
	if _, err := d.Open(t.Context(), citizen, due, nil); !errors.Is(err, payment.ErrUnavailable) {
		t.Fatalf("%v", err)
	}
	d.provider.onMake = nil
	if o := d.opened(due); o.State != payment.Pending {
		t.Errorf("later: %v", o.State)
	}
}

// F26: the notice is faster than the reply to our request.
func TestNotice_mayOvertakeTheCreatingReply(t *testing.T) {
	d := open(t)
	d.provider.onMake = func(o payment.NewOrder) error {
		d.tell("e1", d.provider.pay(o.Number))
		return nil
	}
	due := d.due()
	o := d.opened(due)
	if o.State != payment.Paid || d.effects(due.Application) != 1 {
		t.Errorf("%v, %d effects", o.State, d.effects(due.Application))
	}
}

func TestNotice_paysOnceHoweverOftenItComes(t *testing.T) {
	d := open(t)
	due := d.due()
	o := d.opened(due)
	st := d.provider.pay(o.Number)
	for range 3 {
		d.tell("e1", st)
	}
	d.tell("e2", st) // the same news under another number
	if d.now(due.Application).State != payment.Paid || d.effects(due.Application) != 1 {
		t.Errorf("%d effects", d.effects(due.Application))
	}
	if n := d.entries(); n != 2 { // opened, paid
		t.Errorf("%d audit entries", n)
	}
}

func TestNotice_isUndoneWithItsEffect(t *testing.T) {
	d := open(t)
	due := d.due()
	o := d.opened(due)
	st := d.provider.pay(o.Number)
	d.failPaid = errors.New("not now")
	if err := d.Notice(t.Context(), d.notice("e1", st)); err == nil {
		t.Fatal("taken although its effect failed")
	}
	if d.now(due.Application).State != payment.Pending || d.count("payment_event") != 0 {
		t.Error("something stayed")
	}
	d.failPaid = nil
	d.tell("e1", st) // the provider repeats
	if d.effects(due.Application) != 1 {
		t.Errorf("%d effects", d.effects(due.Application))
	}
}

// B26
func TestNotice_turnsForgeriesAwayWithoutATrace(t *testing.T) {
	d := open(t)
	due := d.due()
	st := d.provider.pay(d.opened(due).Number)
	genuine := d.notice("e1", st)
	forged := map[string]func(n *payment.Notice){
		"bad signature":     func(n *payment.Notice) { n.Signature = base64.StdEncoding.EncodeToString(make([]byte, 64)) },
		"no base64":         func(n *payment.Notice) { n.Signature = "***" },
		"short signature":   func(n *payment.Notice) { n.Signature = "AAAA" },
		"another body":      func(n *payment.Notice) { n.Body = append([]byte(" "), n.Body...) },
		"another nonce":     func(n *payment.Notice) { n.Nonce = "x" },
		"unknown serial":    func(n *payment.Notice) { n.Serial = "K2" },
		"timestamp no time": func(n *payment.Notice) { n.Timestamp = "yesterday" },
		"another timestamp": func(n *payment.Notice) { n.Timestamp = strconv.FormatInt(d.clock.Now().Unix()+1, 10) },
	}
	before := d.entries()
	for name, forge := range forged {
		n := genuine
		forge(&n)
		if err := d.Notice(t.Context(), n); !errors.Is(err, payment.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.clock.add(5*time.Minute + time.Second)
	if err := d.Notice(t.Context(), genuine); !errors.Is(err, payment.ErrSignature) {
		t.Errorf("old: %v", err)
	}
	if d.count("payment_event")+d.count("payment_quarantine") != 0 || d.entries() != before || d.Rejected() != int64(len(forged))+1 {
		t.Errorf("a trace: %d rejected", d.Rejected())
	}
}

// B27, B28
func TestNotice_quarantinesWhatContradictsTheBook(t *testing.T) {
	wrong := map[string]func(st *payment.Statement){
		"amount":        func(st *payment.Statement) { st.Amount-- },
		"merchant":      func(st *payment.Statement) { st.Merchant = "somebody" },
		"unknown-order": func(st *payment.Statement) { st.Number = "OVNOBODY" },
	}
	for reason, spoil := range wrong {
		t.Run(reason, func(t *testing.T) {
			d := open(t)
			due := d.due()
			st := d.provider.pay(d.opened(due).Number)
			spoil(&st)
			d.tell("e1", st)
			d.tell("e1", st)
			if d.now(due.Application).State != payment.Pending || d.effects(due.Application) != 0 || d.count("payment_quarantine") != 1 {
				t.Errorf("%v, %d quarantined", d.now(due.Application).State, d.count("payment_quarantine"))
			}
		})
	}
}

// F25, B28: money after the close goes back, once.
func TestNotice_afterTheCloseIsRefundedOnce(t *testing.T) {
	d := open(t)
	due := d.due("440300126000006")
	o := d.opened(due)
	d.clock.add(11 * time.Minute)
	if err := d.run(payment.KindClose, o.Number); err != nil || d.now(due.Application).State != payment.Closed {
		t.Fatalf("%v %v", d.now(due.Application).State, err)
	}
	d.clock.add(24 * time.Hour)
	st := d.provider.pay(o.Number)
	d.tell("e1", st)
	d.tell("e2", st)
	if d.now(due.Application).State != payment.Refunding {
		t.Fatalf("%v", d.now(due.Application).State)
	}
	for range 3 {
		if err := d.run(payment.KindRefund, o.Number); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.now(due.Application); got.State != payment.Refunded || d.provider.refunds != 1 || d.effects(due.Application) != 0 {
		t.Errorf("%v, %d refunds, %d effects", got.State, d.provider.refunds, d.effects(due.Application))
	}
}

func TestClose_neverClosesWhatWasPaidInTheLastSecond(t *testing.T) {
	d := open(t)
	due := d.due()
	o := d.opened(due)
	d.clock.add(11 * time.Minute)
	d.provider.onClose = func() error {
		d.provider.orders[o.Number].State, d.provider.orders[o.Number].At = payment.Paid, d.clock.Now()
		return payment.ErrRefused
	}
	if err := d.run(payment.KindClose, o.Number); err != nil {
		t.Fatal(err)
	}
	if d.now(due.Application).State != payment.Paid || d.effects(due.Application) != 1 {
		t.Errorf("%v", d.now(due.Application).State)
	}
}

func TestClose_comesAgainWhileTheProviderIsSilent(t *testing.T) {
	d := open(t)
	due := d.due()
	o := d.opened(due)
	d.clock.add(11 * time.Minute)
	d.provider.onQuery = func() error { return payment.ErrUnknown }
	if err := d.run(payment.KindClose, o.Number); err == nil || d.now(due.Application).State != payment.Pending {
		t.Errorf("%v %v", d.now(due.Application).State, err)
	}
}

// F20, and the notice that never comes.
func TestPoll_findsAPaymentNobodyTold(t *testing.T) {
	d := open(t)
	due := d.due()
	o := d.opened(due)
	d.provider.pay(o.Number)
	d.clock.add(5 * time.Second)
	if err := d.run(payment.KindPoll, fmt.Sprintf(`{"number":%q,"round":0}`, o.Number)); err != nil {
		t.Fatal(err)
	}
	if d.now(due.Application).State != payment.Paid || d.effects(due.Application) != 1 {
		t.Errorf("%v", d.now(due.Application).State)
	}
}

func TestPoll_plansTheNextQuestionUntilTheLast(t *testing.T) {
	d := open(t)
	o := d.opened(d.due())
	for round := range 5 {
		if err := d.run(payment.KindPoll, fmt.Sprintf(`{"number":%q,"round":%d}`, o.Number, round)); err != nil {
			t.Fatal(err)
		}
	}
	if n := d.count("job"); n != 6 { // five polls and the close
		t.Errorf("%d jobs", n)
	}
}

func TestStatus_asksOnlyWhenTheLastWordIsOld(t *testing.T) {
	d := open(t)
	due := d.due()
	d.opened(due)
	asked := 0
	d.provider.onQuery = func() error { asked++; return nil }
	for range 5 {
		if _, err := d.Status(t.Context(), due.Application); err != nil {
			t.Fatal(err)
		}
	}
	d.clock.add(4 * time.Second)
	for range 5 {
		if _, err := d.Status(t.Context(), due.Application); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	if _, err := d.Status(t.Context(), d.ids.New()); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("never an order: %v", err)
	}
}
