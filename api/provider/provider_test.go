package provider_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"onevisit/api"
	connect "onevisit/api/connect/payment"
	"onevisit/api/connect/sim"
	"onevisit/api/internal/webtest"
	"onevisit/api/provider"
	"onevisit/models"
	"onevisit/models/job"
	"onevisit/models/payment"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// hall is the real server, cashier and client in front of the simulated provider.
type hall struct {
	*payment.Cashier
	t       *testing.T
	world   *sim.World
	server  *httptest.Server
	handler http.Handler
	rows    *store.Payments
	audit   *store.Audit
	ids     *models.IDs
	mu      sync.Mutex
	paid    map[models.ID]int
}

func open(t *testing.T) *hall {
	t.Helper()
	clock := models.ClockFunc(time.Now)
	h := &hall{t: t, paid: map[models.ID]int{}, ids: models.NewIDs(clock, rand.Reader)}
	var err error
	h.world, err = sim.Start(t.Context(), sim.Config{Seed: 3, Clock: clock, Random: rand.Reader, Repeat: []time.Duration{20 * time.Millisecond, 40 * time.Millisecond, 80 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.world.Close() })
	db := storetest.Open(t)
	h.rows, h.audit = store.NewPayments(db), store.NewAudit(db, clock)
	h.Cashier = payment.NewCashier(payment.Deps{
		Tx: db, Orders: h.rows, Book: h.rows, Audit: h.audit, Jobs: store.NewJobs(db, clock, h.ids),
		Provider: connect.New(connect.Config{Base: h.world.Payment, Merchant: h.world.Merchant, Key: h.world.MerchantKey, Limit: 400 * time.Millisecond, Ask: 400 * time.Millisecond}),
		IDs:      h.ids, Clock: clock, Keys: payment.Keys{h.world.PaymentSerial: h.world.PaymentKey}, Merchant: h.world.Merchant,
		OnPaid: func(_ context.Context, _ models.Tx, o payment.Order) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.paid[o.Application]++
			return nil
		},
	})
	h.handler, err = api.New(api.Config{Provider: provider.New(h.Cashier), Clock: clock, IDs: h.ids, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h.server = httptest.NewServer(h.handler)
	t.Cleanup(h.server.Close)
	h.world.NotifyAt(h.server.URL + "/api/provider/payments")
	return h
}

func (h *hall) due() payment.Due {
	return payment.Due{Application: h.ids.New(), Title: "签注", Amount: 8000, Lines: []payment.Line{{Code: "fee", Text: models.Texts{"zh-CN": "签注费"}, Amount: 8000}}}
}

func (h *hall) order(due payment.Due) payment.Order {
	h.t.Helper()
	o, err := h.Open(h.t.Context(), models.Actor{Kind: models.ActorCitizen}, due, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return o.Order
}

func (h *hall) pay(code, act string) {
	h.t.Helper()
	if err := h.world.Pay(code, act); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) fault(endpoint, kind string, ms, times int) {
	h.t.Helper()
	if err := h.world.Faults.Set(sim.Fault{Endpoint: endpoint, Kind: kind, Milliseconds: ms, Times: times}); err != nil {
		h.t.Fatal(err)
	}
}

// becomes waits for the stored state, without asking the provider.
func (h *hall) becomes(application models.ID, want payment.State) {
	h.t.Helper()
	var o payment.Order
	for range 100 {
		var err error
		if o, err = h.rows.Latest(h.t.Context(), application); err != nil {
			h.t.Fatal(err)
		}
		if o.State == want {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	h.t.Fatalf("%s, want %s", o.State, want)
}

func (h *hall) effects(application models.ID) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.paid[application]
}

func TestPayment_fromTheCodeToTheBill(t *testing.T) {
	h := open(t)
	due := h.due()
	o := h.order(due)
	if o.State != payment.Pending || o.QR == "" {
		t.Fatalf("%s", o.State)
	}
	h.pay(o.QR, sim.ActPay)
	h.becomes(due.Application, payment.Paid)
	if h.effects(due.Application) != 1 {
		t.Errorf("%d effects", h.effects(due.Application))
	}
	r, err := h.Reconcile(t.Context(), models.DateOf(time.Now()))
	if err != nil || len(r.Differences) != 0 || r.Bill != 1 || r.BillSum != 8000 {
		t.Errorf("%+v %v", r, err)
	}
	if err := h.world.Pay(o.QR, sim.ActPay); !errors.Is(err, sim.ErrNotPayable) {
		t.Errorf("paid twice: %v", err)
	}
}

func TestPayment_refusedByThePhoneStaysPayable(t *testing.T) {
	h := open(t)
	due := h.due()
	o := h.order(due)
	h.pay(o.QR, sim.ActRefuse)
	h.becomes(due.Application, payment.Pending)
	h.pay(o.QR, sim.ActPay)
	h.becomes(due.Application, payment.Paid)
}

// F20: paid, and nobody says so.
func TestPayment_silentlyMadeIsFoundByAsking(t *testing.T) {
	h := open(t)
	due := h.due()
	o := h.order(due)
	h.pay(o.QR, sim.ActSilently)
	time.Sleep(3100 * time.Millisecond) // until our last word is old
	got, err := h.Status(t.Context(), due.Application)
	if err != nil || got.State != payment.Paid || h.effects(due.Application) != 1 {
		t.Errorf("%s %v", got.State, err)
	}
}

// F24 over the wire: made there, the reply never comes.
func TestPayment_createWithoutReplyIsUnknown(t *testing.T) {
	for _, kind := range []string{sim.Timeout, sim.Empty, sim.ServerError} {
		t.Run(kind, func(t *testing.T) {
			h := open(t)
			h.fault("payment.create", kind, 0, 1)
			due := h.due()
			if o := h.order(due); o.State != payment.Unknown {
				t.Fatalf("%s", o.State)
			}
			again := h.order(due)
			if again.State != payment.Unknown && again.State != payment.Pending {
				t.Errorf("again: %s", again.State)
			}
		})
	}
}

// F26 over the wire: the provider's reply takes longer than the payment.
func TestPayment_noticeBeforeTheReply(t *testing.T) {
	h := open(t)
	h.fault("payment.create", sim.Delay, 300, 1)
	due := h.due()
	done := make(chan payment.Order)
	go func() { done <- h.order(due) }()
	paid := false
	for range 50 {
		time.Sleep(5 * time.Millisecond)
		o, err := h.rows.Latest(t.Context(), due.Application)
		if err == nil && h.world.Pay(o.Number, sim.ActPay) == nil {
			paid = true
			break
		}
	}
	if !paid {
		t.Fatal("the order was not there to pay")
	}
	if o := <-done; o.State != payment.Paid || h.effects(due.Application) != 1 {
		t.Errorf("%s, %d effects", o.State, h.effects(due.Application))
	}
}

// F27
func TestPayment_providerDownLeavesNothingOpen(t *testing.T) {
	h := open(t)
	if err := h.world.Close(); err != nil {
		t.Fatal(err)
	}
	due := h.due()
	if _, err := h.Open(t.Context(), models.Actor{Kind: models.ActorCitizen}, due, nil); !errors.Is(err, payment.ErrUnavailable) {
		t.Fatalf("%v", err)
	}
	h.becomes(due.Application, payment.Closed)
}

func TestNotice_faultsOfTheProviderHaveOneEffect(t *testing.T) {
	for _, kind := range []string{sim.DuplicateCallback, sim.LateCallback, sim.WrongSignature} {
		t.Run(kind, func(t *testing.T) {
			h := open(t)
			due := h.due()
			o := h.order(due)
			h.fault("payment.notice", kind, 100, 1)
			h.pay(o.QR, sim.ActPay)
			h.becomes(due.Application, payment.Paid)
			time.Sleep(100 * time.Millisecond)
			if h.effects(due.Application) != 1 {
				t.Errorf("%d effects", h.effects(due.Application))
			}
			if want := int64(0); kind == sim.WrongSignature {
				if want++; h.Rejected() != want {
					t.Errorf("%d rejected", h.Rejected())
				}
			}
		})
	}
}

// B28 over the wire: money after the close goes back and both books agree.
func TestNotice_afterTheCloseGoesBack(t *testing.T) {
	h := open(t)
	due := h.due()
	o := h.order(due)
	provider := connect.New(connect.Config{Base: h.world.Payment, Merchant: h.world.Merchant, Key: h.world.MerchantKey})
	if err := provider.Close(t.Context(), o.Number); err != nil {
		t.Fatal(err)
	}
	time.Sleep(3100 * time.Millisecond)
	if _, err := h.Status(t.Context(), due.Application); err != nil {
		t.Fatal(err)
	}
	h.becomes(due.Application, payment.Closed)
	h.pay(o.Number, sim.ActPayLate)
	h.becomes(due.Application, payment.Refunding)
	for range 2 {
		if err := h.refund(o.Number); err != nil {
			t.Fatal(err)
		}
	}
	h.becomes(due.Application, payment.Refunded)
	r, err := h.Reconcile(t.Context(), models.DateOf(time.Now()))
	if err != nil || len(r.Differences) != 0 || r.Bill != 2 || r.BillSum != 0 {
		t.Errorf("%+v %v", r, err)
	}
	if h.effects(due.Application) != 0 {
		t.Error("a closed order had its effect")
	}
}

func (h *hall) refund(number string) error {
	return h.Handlers()[payment.KindRefund](h.t.Context(), jobOf(number))
}

func body(event, merchant, number string, amount int64) []byte {
	return []byte(`{"eventId":"` + event + `", "merchant":"` + merchant + `","orderNo":"` + number + `","providerNo":"P1","state":"paid","amountFen":` +
		strconv.FormatInt(amount, 10) + `,"at":"` + time.Now().UTC().Format(time.RFC3339) + `"}`)
}

// B26 to B28 at the door: what a notice is answered, and what it leaves behind.
func TestNotice_isAnsweredAsTheMatrixSays(t *testing.T) {
	h := open(t)
	due := h.due()
	number := h.order(due).Number
	before, err := h.audit.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		body   []byte
		change func(http.Header)
		status int
		code   string
		traces int64 // audit entries it adds
	}{
		{name: "bad signature", body: body("e1", "onevisit-demo", number, 8000), change: func(x http.Header) { x.Set("X-Provider-Signature", "AAAA") }, status: 401, code: "callback-signature"},
		{name: "no signature", body: body("e1", "onevisit-demo", number, 8000), change: func(x http.Header) { x.Del("X-Provider-Signature") }, status: 401, code: "callback-signature"},
		{name: "unknown serial", body: body("e1", "onevisit-demo", number, 8000), change: func(x http.Header) { x.Set("X-Provider-Serial", "SIM-9") }, status: 401, code: "callback-signature"},
		{name: "old timestamp", body: body("e1", "onevisit-demo", number, 8000), change: func(x http.Header) { x.Set("X-Provider-Timestamp", "1700000000") }, status: 401, code: "callback-signature"},
		{name: "wrong amount", body: body("e2", "onevisit-demo", number, 7999), status: 204, traces: 1},
		{name: "wrong merchant", body: body("e3", "somebody", number, 8000), status: 204, traces: 1},
		{name: "unknown order", body: body("e4", "onevisit-demo", "OVNOBODY", 8000), status: 204, traces: 1},
		{name: "genuine", body: body("e5", "onevisit-demo", number, 8000), status: 204, traces: 1},
		{name: "duplicate", body: body("e5", "onevisit-demo", number, 8000), status: 204},
		{name: "the same news again", body: body("e6", "onevisit-demo", number, 8000), status: 204},
	} {
		t.Run(c.name, func(t *testing.T) {
			header, err := h.world.Sign(c.body)
			if err != nil {
				t.Fatal(err)
			}
			if c.change != nil {
				c.change(header)
			}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/api/provider/payments", bytes.NewReader(c.body))
			r.Header = header
			w := httptest.NewRecorder()
			h.handler.ServeHTTP(w, r)
			reply, _ := io.ReadAll(w.Result().Body)
			webtest.CheckResponse(t, r, w.Code, w.Header(), reply)
			if w.Code != c.status || (c.code != "" && !bytes.Contains(reply, []byte(`"`+c.code+`"`))) {
				t.Errorf("%d %s", w.Code, reply)
			}
			after, err := h.audit.Count(t.Context())
			if err != nil || after-before != c.traces {
				t.Errorf("%d audit entries, want %d (%v)", after-before, c.traces, err)
			}
			before = after
		})
	}
	if h.effects(due.Application) != 1 {
		t.Errorf("%d effects", h.effects(due.Application))
	}
}

func jobOf(number string) job.Job {
	return job.Job{Kind: payment.KindRefund, Key: number, Payload: []byte(number)}
}
