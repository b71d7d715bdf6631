package faults_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"onevisit/api/connect/sim"
	"onevisit/models"
	"onevisit/scripts/drive"
)

// provider is the payment provider as far as it sends notices: it outlives the
// hall, and its keys are those of the demo hall's simulator, which grow from the
// same seed.
type provider struct {
	*sim.World
	hall *hall
}

func newProvider(t *testing.T, h *hall) provider {
	t.Helper()
	w, err := sim.Start(t.Context(), sim.Config{Seed: 20260101, Persons: 1, Clock: models.ClockFunc(time.Now), Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return provider{w, h}
}

// order is an order as the hall stores it.
type order struct {
	id, number, state string
	amount            int64
}

func (h *hall) order(application string) (o order) {
	h.t.Helper()
	h.must(h.db.QueryRow("SELECT id, number, state, amount_fen FROM payment_order WHERE application_id = ?", application).
		Scan(&o.id, &o.number, &o.state, &o.amount))
	return o
}

// tell sends the news that an order was paid. It answers the status, 0 for none.
func (p provider) tell(ctx context.Context, via http.RoundTripper, o order, event string) int {
	body, err := json.Marshal(map[string]any{"eventId": event, "merchant": p.Merchant, "orderNo": o.number, "providerNo": "P" + o.number[20:],
		"state": "paid", "amountFen": o.amount, "at": time.Now().UTC().Format(time.RFC3339)})
	p.hall.must(err)
	header, err := p.Sign(body)
	p.hall.must(err)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.hall.base+"/api/provider/payments", bytes.NewReader(body))
	p.hall.must(err)
	request.Header = header
	reply, err := via.RoundTrip(request)
	if err != nil {
		return 0
	}
	reply.Body.Close()
	return reply.StatusCode
}

// ordered brings a person's fine to where its code is shown and paid with the
// phone, silently: only what the test says tells the hall.
func (h *hall) ordered(ctx context.Context, k *drive.Kiosk, person string) (drive.Application, order) {
	h.t.Helper()
	a := h.due(ctx, k, person)
	var shown struct{ QR string }
	_, _, err := k.Do(ctx, newOrder(a, "new", &shown))
	h.must(err)
	h.pay(ctx, k, shown.QR, "pay-silently")
	return a, h.order(a.ID)
}

func newOrder(a drive.Application, key string, into any) drive.Call {
	return drive.Call{Method: http.MethodPost, Path: "/api/kiosk/applications/" + a.ID + "/order", Key: key,
		Body: map[string]any{"amountFen": a.Total}, Into: into}
}

func (h *hall) pay(ctx context.Context, k *drive.Kiosk, code, act string) {
	h.t.Helper()
	_, _, err := k.Do(ctx, drive.Call{Method: http.MethodPost, Path: "/api/demo/payments", Body: map[string]string{"qr": code, "act": act}})
	h.must(err)
}

// expectPaidOnce holds that a payment had its effect once.
func (h *hall) expectPaidOnce(application string) {
	h.t.Helper()
	orders := h.count("SELECT count(*) FROM payment_order WHERE application_id = ?", application)
	paid, effect := h.entries("order.paid", application), h.entries("application.paid", application)
	if o := h.order(application); orders != 1 || o.state != "paid" || paid != 1 || effect != 1 {
		h.t.Errorf("%d orders, %s, paid %d times with %d effects", orders, o.state, paid, effect)
	}
	h.expectBooksAgree()
}

// F4: killed while the provider's notice is in hand, before its commit or after
// it. The provider repeats it, and it counts once.
func TestKill_duringThePaymentsNotice(t *testing.T) {
	for _, c := range []struct {
		name      string
		committed bool
	}{{"before the commit", false}, {"after the commit", true}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, ctx := startHall(t), soon(t)
			k, p, w := h.kiosk(ctx, nil), newProvider(t, h), newWire(t, h.base)
			a, o := h.ordered(ctx, k, "p030")

			answered := make(chan int, 1)
			traced, gone := sent(ctx)
			release, via := func() {}, http.DefaultTransport
			if c.committed {
				via = w
				w.loseReplies()
			} else {
				release = h.hold("payment_order", o.id)
			}
			go func() { answered <- p.tell(traced, via, o, "EV1") }()
			<-gone
			if c.committed {
				h.until(ctx, "the notice is committed", func() bool { return h.order(a.ID).state == "paid" })
			}
			h.kill()
			release()
			if status := <-answered; status != 0 {
				t.Fatalf("answered %d", status)
			}
			if stands := h.order(a.ID).state == "paid"; stands != c.committed {
				t.Fatalf("stands: %v", stands)
			}
			w.heal()
			h.restart()
			for range 3 { // the provider cannot know, and repeats
				if status := p.tell(ctx, w, o, "EV1"); status != http.StatusNoContent {
					t.Errorf("the repetition was answered %d", status)
				}
			}
			h.expectPaidOnce(a.ID)
		})
	}
}

// F25: the same news a hundred times and at once, in several events.
func TestNotice_aHundredTimesHasOneEffect(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	k, p := h.kiosk(ctx, nil), newProvider(t, h)
	a, o := h.ordered(ctx, k, "p030")
	var crowd sync.WaitGroup
	for i := range 10 {
		crowd.Go(func() {
			for n := range 10 {
				if status := p.tell(ctx, http.DefaultTransport, o, fmt.Sprintf("EV%d", (i+n)%4)); status != http.StatusNoContent {
					t.Errorf("answered %d", status)
				}
			}
		})
	}
	crowd.Wait()
	h.expectPaidOnce(a.ID)
}

// F24: the provider made the order and its reply was lost. The order's state is
// unknown, a second wish gets the same order, and asking brings its code.
func TestOrder_unknownIsAskedAboutAndNotMadeTwice(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	k := h.kiosk(ctx, nil)
	a := h.due(ctx, k, "p030")
	h.fault(ctx, k, "payment.create", "timeout", 100, 1)
	var first, second, shown struct{ ID, State, QR string }
	_, status, err := k.Do(ctx, newOrder(a, "new", &first))
	h.must(err)
	if status != http.StatusCreated || first.State != "unknown" {
		t.Fatalf("%d %s", status, first.State)
	}
	_, status, err = k.Do(ctx, newOrder(a, "new", &second))
	h.must(err)
	if status != http.StatusOK || second.ID != first.ID {
		t.Errorf("%d, another order: %v", status, second.ID != first.ID)
	}
	h.until(ctx, "the code is there", func() bool {
		_, _, err := k.Do(ctx, drive.Call{Method: http.MethodGet, Path: "/api/kiosk/applications/" + a.ID + "/order", Into: &shown})
		h.must(err)
		return shown.State == "pending" && shown.QR != ""
	})
	if n := len(h.world().Orders); n != 1 {
		t.Errorf("the provider has %d orders", n)
	}
	h.pay(ctx, k, shown.QR, "pay")
	h.until(ctx, "it is paid", func() bool { return h.order(a.ID).state == "paid" })
	h.expectPaidOnce(a.ID)
}

// F26: the money is there before the provider's reply to the order.
func TestOrder_paidBeforeItsReply(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	k := h.kiosk(ctx, nil)
	a := h.due(ctx, k, "p030")
	h.fault(ctx, k, "payment.create", "delay", 1500, 1)
	var made struct{ State string }
	done := make(chan error, 1)
	go func() {
		_, _, err := k.Do(ctx, newOrder(a, "new", &made))
		done <- err
	}()
	h.until(ctx, "the provider has the order", func() bool { return len(h.world().Orders) == 1 })
	h.pay(ctx, k, h.order(a.ID).number, "pay")
	h.until(ctx, "it is paid", func() bool { return h.order(a.ID).state == "paid" })
	h.must(<-done)
	if made.State != "paid" {
		t.Errorf("the late reply says %s", made.State)
	}
	h.expectPaidOnce(a.ID)
}

// B25: one fine, several orders at once. One is made, the others get it.
func TestOrder_severalAtOnceAreOne(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	k := h.kiosk(ctx, nil)
	a := h.due(ctx, k, "p030")
	const wishes = 8
	got := make([]struct{ ID string }, wishes)
	made := make([]int, wishes)
	var crowd sync.WaitGroup
	for i := range wishes {
		crowd.Go(func() {
			_, status, err := k.Do(ctx, newOrder(a, fmt.Sprint("wish-", i), &got[i]))
			if err != nil {
				t.Error(err)
			}
			made[i] = status
		})
	}
	crowd.Wait()
	created := 0
	for i := range wishes {
		if made[i] == http.StatusCreated {
			created++
		}
		if got[i] != got[0] {
			t.Errorf("two orders: %v and %v", got[0], got[i])
		}
	}
	if created != 1 || h.count("SELECT count(*) FROM payment_order WHERE application_id = ?", a.ID) != 1 || len(h.world().Orders) != 1 {
		t.Errorf("%d made: %v", created, made)
	}
}
