package payment_test

import (
	"errors"
	"testing"

	"onevisit/models/payment"
)

func TestVoid_closesTheOpenOrderAtTheProvider(t *testing.T) {
	d := open(t)
	due := d.due("440300126000006")
	if err := d.Void(t.Context(), due.Application); err != nil {
		t.Fatalf("without an order: %v", err)
	}
	o := d.opened(due)
	for range 2 {
		if err := d.Void(t.Context(), due.Application); err != nil {
			t.Fatal(err)
		}
	}
	if d.now(due.Application).State != payment.Closed || d.provider.orders[o.Number].State != payment.Closed {
		t.Errorf("%s here, %s there", d.now(due.Application).State, d.provider.orders[o.Number].State)
	}
	if next := d.opened(due); next.Number == o.Number {
		t.Error("the void order holds its place")
	}
}

func TestVoid_refusesWhatWasPaid(t *testing.T) {
	d := open(t)
	due := d.due()
	o := d.opened(due)
	d.provider.onClose = func() error { // somebody pays while it is being closed
		d.provider.orders[o.Number].State, d.provider.orders[o.Number].At = payment.Paid, d.clock.Now()
		return payment.ErrRefused
	}
	for range 2 {
		if err := d.Void(t.Context(), due.Application); !errors.Is(err, payment.ErrSettled) {
			t.Errorf("%v", err)
		}
	}
	if d.now(due.Application).State != payment.Paid || d.effects(due.Application) != 1 {
		t.Errorf("%s, %d effects", d.now(due.Application).State, d.effects(due.Application))
	}
}

func TestVoid_doesNotTakeTheProvidersSilenceForAClose(t *testing.T) {
	for name, silent := range map[string]func(*till){
		"of the question": func(d *till) { d.provider.onQuery = func() error { return payment.ErrUnknown } },
		"of the close":    func(d *till) { d.provider.onClose = func() error { return payment.ErrUnknown } },
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			due := d.due()
			d.opened(due)
			silent(d)
			if err := d.Void(t.Context(), due.Application); !errors.Is(err, payment.ErrStillOpen) {
				t.Errorf("%v", err)
			}
			if d.now(due.Application).State != payment.Pending {
				t.Errorf("%s", d.now(due.Application).State)
			}
		})
	}
}

// An order that was being opened while the decision was withdrawn can be paid:
// the application asks for nothing, so the money goes back, once.
func TestNotice_ofWhatIsNoLongerDueIsRefundedOnce(t *testing.T) {
	d := open(t)
	due := d.due()
	o := d.opened(due)
	d.failPaid = payment.ErrNoLongerDue
	st := d.provider.pay(o.Number)
	d.tell("e1", st)
	d.tell("e2", st)
	if d.now(due.Application).State != payment.Refunding {
		t.Fatalf("%s", d.now(due.Application).State)
	}
	for range 2 {
		if err := d.run(payment.KindRefund, o.Number); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.now(due.Application); got.State != payment.Refunded || d.provider.refunds != 1 || d.effects(due.Application) != 0 {
		t.Errorf("%s, %d refunds, %d effects", got.State, d.provider.refunds, d.effects(due.Application))
	}
}
