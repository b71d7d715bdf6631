package payment_test

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	connect "onevisit/api/connect/payment"
	"onevisit/api/connect/sim"
	"onevisit/models"
	"onevisit/models/payment"
)

func world(t *testing.T) *sim.World {
	t.Helper()
	w, err := sim.Start(t.Context(), sim.Config{Clock: models.ClockFunc(time.Now), Random: rand.Reader, Persons: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func client(w *sim.World, key string) *connect.Provider {
	return connect.New(connect.Config{Base: w.Payment, Merchant: w.Merchant, Key: key, Limit: 200 * time.Millisecond, Ask: 200 * time.Millisecond})
}

func order() payment.NewOrder {
	return payment.NewOrder{Number: "OV1", Title: "签注", Amount: 8000, ExpiresAt: time.Now().Add(time.Minute)}
}

func TestProvider_anOrdersWholeLife(t *testing.T) {
	w := world(t)
	p := client(w, w.MerchantKey)
	if st, err := p.Query(t.Context(), "OV1"); err != nil || st.Found {
		t.Fatalf("before: %+v %v", st, err)
	}
	made, err := p.Create(t.Context(), order())
	if err != nil || made.QR == "" || made.ProviderNo == "" {
		t.Fatalf("%+v %v", made, err)
	}
	if again, err := p.Create(t.Context(), order()); err != nil || again != made {
		t.Errorf("the same number again: %+v %v", again, err)
	}
	if err := w.Pay(made.QR, sim.ActPay); err != nil {
		t.Fatal(err)
	}
	st, err := p.Query(t.Context(), "OV1")
	if err != nil || st.State != payment.Paid || st.Amount != 8000 || st.Merchant != w.Merchant || st.At.IsZero() {
		t.Errorf("%+v %v", st, err)
	}
	if err := p.Close(t.Context(), "OV1"); !errors.Is(err, payment.ErrRefused) {
		t.Errorf("closing a paid order: %v", err)
	}
	for range 2 { // the same refund number is one refund
		if st, err = p.Refund(t.Context(), payment.Refund{Number: "OV1", RefundNo: "R1", Amount: 8000}); err != nil || st.State != payment.Refunded {
			t.Errorf("%+v %v", st, err)
		}
	}
	if _, err := p.Refund(t.Context(), payment.Refund{Number: "OV1", RefundNo: "R2", Amount: 8000}); !errors.Is(err, payment.ErrRefused) {
		t.Errorf("a second refund: %v", err)
	}
	bill, err := p.DailyBill(t.Context(), models.DateOf(time.Now()))
	if err != nil || len(bill) != 2 {
		t.Errorf("%+v %v", bill, err)
	}
}

func TestProvider_refusesAnotherAmountUnderOneNumber(t *testing.T) {
	w := world(t)
	p := client(w, w.MerchantKey)
	if _, err := p.Create(t.Context(), order()); err != nil {
		t.Fatal(err)
	}
	other := order()
	other.Amount++
	if _, err := p.Create(t.Context(), other); !errors.Is(err, payment.ErrRefused) {
		t.Errorf("%v", err)
	}
}

func TestProvider_knowsUsByOurKey(t *testing.T) {
	w := world(t)
	if _, err := client(w, "another key").Create(t.Context(), order()); !errors.Is(err, payment.ErrRefused) {
		t.Errorf("%v", err)
	}
}

// A reply about something else is no answer.
func TestProvider_doesNotTakeAnotherOrdersWord(t *testing.T) {
	for name, reply := range map[string]string{
		"another number": `{"found":true,"orderNo":"OV2","state":"PAID","amountFen":8000}`,
		"a new state":    `{"found":true,"orderNo":"OV1","state":"DREAMING","amountFen":8000}`,
		"another amount": `{"found":true,"orderNo":"OV1","state":"PENDING","amountFen":1,"qr":"x"}`,
		"no code":        `{"found":true,"orderNo":"OV1","state":"PENDING","amountFen":8000}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(reply)) }))
			defer s.Close()
			if _, err := connect.New(connect.Config{Base: s.URL}).Create(t.Context(), order()); !errors.Is(err, payment.ErrUnknown) {
				t.Errorf("%v", err)
			}
		})
	}
}
