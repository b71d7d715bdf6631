package payment_test

import (
	"testing"

	"onevisit/models/payment"
)

// Every message of the provider may come twice, late, or in another order: no
// sequence of states may lead anywhere it has been before.
func TestStates_neverLeadBack(t *testing.T) {
	rank := map[payment.State]int{}
	for i, s := range payment.States() {
		rank[s] = i
	}
	for _, from := range payment.States() {
		for _, to := range payment.States() {
			if from.CanBecome(to) && rank[to] <= rank[from] {
				t.Errorf("%s can become %s", from, to)
			}
		}
	}
}

func TestStates_moneyLeavesOnlyByARefund(t *testing.T) {
	for _, to := range payment.States() {
		if want := to == payment.Refunding; payment.Paid.CanBecome(to) != want {
			t.Errorf("paid can become %s: %v", to, !want)
		}
		if want := to == payment.Refunding; payment.Closed.CanBecome(to) != want {
			t.Errorf("closed can become %s: %v", to, !want)
		}
	}
}

func TestStates_aPaidOrderKeepsItsPlace(t *testing.T) {
	live := map[payment.State]bool{payment.Created: true, payment.Unknown: true, payment.Pending: true, payment.Paid: true}
	for _, s := range payment.States() {
		if s.Live() != live[s] {
			t.Errorf("%s live: %v", s, s.Live())
		}
		if s.Open() != (live[s] && s != payment.Paid) {
			t.Errorf("%s open: %v", s, s.Open())
		}
	}
}
