package payment_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/payment"
)

// F25 in numbers: ten thousand notices about a hundred orders, each a hundred
// times under a handful of event numbers, shuffled and from several senders at
// once. Every order has its effect once.
func TestNotice_tenThousandShuffledNoticesHaveOneEffectEach(t *testing.T) {
	const orders, copies, senders = 100, 100, 4
	if testing.Short() {
		t.Skip("ten thousand transactions")
	}
	d := open(t)
	notices := make([]payment.Notice, 0, orders*copies)
	dues := make([]payment.Due, orders)
	for i := range dues {
		dues[i] = d.due()
		st := d.provider.pay(d.opened(dues[i]).Number)
		for c := range copies {
			notices = append(notices, d.notice(st.Number+"-"+string(rune('a'+c%5)), st))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(notices), func(i, j int) { notices[i], notices[j] = notices[j], notices[i] })
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := s; i < len(notices); i += senders {
				for d.Notice(t.Context(), notices[i]) != nil {
				}
			}
		})
	}
	wg.Wait()
	for _, due := range dues {
		if o := d.now(due.Application); o.State != payment.Paid {
			t.Fatalf("%s", o.State)
		}
	}
	// Opened and paid once each, whatever was retried inside the database.
	if n := d.entries(); n != 2*orders {
		t.Errorf("%d audit entries, want %d", n, 2*orders)
	}
	if n := d.count("payment_event"); n != 5*orders {
		t.Errorf("%d events, want %d", n, 5*orders)
	}
	r, err := d.Reconcile(t.Context(), models.DateOf(d.clock.Now()))
	if err != nil || len(r.Differences) != 0 || r.BillSum != r.OurSum || r.Bill != orders {
		t.Errorf("%+v %v", r, err)
	}
}

func TestReconcile_asksAboutWhatOnlyTheBillKnows(t *testing.T) {
	d := open(t)
	due := d.due()
	d.provider.pay(d.opened(due).Number) // and no notice
	r, err := d.Reconcile(t.Context(), models.DateOf(d.clock.Now()))
	if err != nil || len(r.Differences) != 0 || d.now(due.Application).State != payment.Paid {
		t.Errorf("%+v %v", r, err)
	}
}

func TestReconcile_reportsWhatNoAnswerExplains(t *testing.T) {
	d := open(t)
	due := d.due()
	st := d.provider.pay(d.opened(due).Number)
	d.tell("e1", st)
	d.provider.bill = []payment.BillLine{{Number: "OVSTRANGER", Kind: payment.BillPaid, Amount: 500, At: d.clock.Now()}}
	day := models.DateOf(d.clock.Now())
	for range 2 { // running it again replaces the day's outcome
		r, err := d.Reconcile(t.Context(), day)
		if err != nil || len(r.Differences) != 2 {
			t.Fatalf("%+v %v", r, err)
		}
	}
	if n := d.count("payment_reconciliation"); n != 1 {
		t.Errorf("%d outcomes of one day", n)
	}
	if n := d.entries(); n != 4 { // opened, paid, reconciled twice
		t.Errorf("%d audit entries", n)
	}
}

func TestReconcile_plansTheNextDay(t *testing.T) {
	d := open(t)
	for range 2 { // every start plans today
		if err := d.StartReconciling(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := d.count("job"); n != 1 {
		t.Fatalf("%d jobs", n)
	}
	if err := d.run(payment.KindReconcile, "2026-11-24"); err != nil {
		t.Fatal(err)
	}
	if n := d.count("job"); n != 2 {
		t.Errorf("%d jobs", n)
	}
}

func TestCompare(t *testing.T) {
	at := time.Date(2026, 11, 24, 1, 0, 0, 0, models.China)
	line := func(n string, k payment.BillKind, f models.Fen) payment.BillLine {
		return payment.BillLine{Number: n, Kind: k, Amount: f}
	}
	for name, c := range map[string]struct {
		bill, ours []payment.BillLine
		want       []payment.Difference
	}{
		"nothing on either side": {},
		"equal":                  {bill: []payment.BillLine{line("a", "paid", 5)}, ours: []payment.BillLine{line("a", "paid", 5)}},
		"only on the bill":       {bill: []payment.BillLine{line("a", "paid", 5)}, want: []payment.Difference{{Number: "a", Kind: "paid", Bill: 5}}},
		"only with us":           {ours: []payment.BillLine{line("a", "paid", 5)}, want: []payment.Difference{{Number: "a", Kind: "paid", Ours: 5}}},
		"another amount": {
			bill: []payment.BillLine{line("a", "paid", 5)}, ours: []payment.BillLine{line("a", "paid", 6)},
			want: []payment.Difference{{Number: "a", Kind: "paid", Bill: 5, Ours: 6}},
		},
		"twice on the bill": {
			bill: []payment.BillLine{line("a", "paid", 5), line("a", "paid", 5)}, ours: []payment.BillLine{line("a", "paid", 5)},
			want: []payment.Difference{{Number: "a", Kind: "paid", Bill: 10, Ours: 5}},
		},
		"paid and refunded": {
			bill: []payment.BillLine{line("a", "paid", 5), line("a", "refunded", 5)}, ours: []payment.BillLine{line("a", "paid", 5)},
			want: []payment.Difference{{Number: "a", Kind: "refunded", Bill: 5}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := payment.Compare("2026-11-24", c.bill, c.ours, at)
			if len(r.Differences) != len(c.want) {
				t.Fatalf("%+v", r.Differences)
			}
			for i, d := range r.Differences {
				if d != c.want[i] {
					t.Errorf("%+v, want %+v", d, c.want[i])
				}
			}
		})
	}
}
