package register_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	connect "onevisit/api/connect/register"
	"onevisit/api/connect/sim"
	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// registers is a world with its clients.
func account(t *testing.T) (*connect.Registers, *sim.World) {
	t.Helper()
	w, err := sim.Start(t.Context(), sim.Config{Seed: 7, Clock: models.ClockFunc(time.Now), Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return connect.New(connect.Config{Population: w.Population, ExitEntry: w.ExitEntry, Traffic: w.Traffic, Province: "440000"}), w
}

func TestDecision_isFoundByItsNumberByAnybodyAndPaidOnce(t *testing.T) {
	r, w := account(t)
	var mine register.FineDecision
	for _, p := range w.Persons() {
		f, err := r.Fetch(t.Context(), register.FactDecisions, register.Query{IDNumber: pii.Conceal(p.IDNumber)})
		if err != nil {
			continue // one whose register is silent
		}
		if list := f.(register.Decisions).Items; len(list) > 0 && mine.Number == "" {
			mine = list[0]
		}
	}
	if len(mine.Number) != 16 || mine.State != "unpaid" || !mine.Payable {
		t.Fatal("nobody has a fine to pay")
	}
	ask := func() register.FineDecision {
		t.Helper()
		f, err := r.Fetch(t.Context(), register.FactDecision, register.Query{Key: pii.Conceal(mine.Number)})
		if err != nil {
			t.Fatal(err)
		}
		return f.(register.FineDecision)
	}
	if got := ask(); got.Number != mine.Number || got.FineFen != mine.FineFen || got.State != "unpaid" {
		t.Error("it is not the same decision by its number")
	}
	if err := r.ReportPaid(t.Context(), "k1", mine.Number, models.Fen(mine.FineFen), time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := ask(); got.State != "paid" {
		t.Errorf("after it was paid: %s", got.State)
	}
	f, err := r.Fetch(t.Context(), register.FactDecision, register.Query{Key: pii.Conceal("4403991260000033")})
	if err != nil || f.(register.FineDecision).Exists {
		t.Errorf("a number nobody has: %v", err)
	}
}

func TestEnter_onceAKeyAndTheRegisterShowsIt(t *testing.T) {
	r, w := account(t)
	p := w.Persons()[0]
	e := register.Entry{IDNumber: pii.Conceal(p.IDNumber), What: "traffic/licence-renewal", Data: map[string]string{"entry": "traffic/licence-renewal"}}
	if _, err := r.QueryEntry(t.Context(), "k1"); !errors.Is(err, models.ErrNotFound) {
		t.Fatalf("before: %v", err)
	}
	end := func() string {
		t.Helper()
		f, err := r.Fetch(t.Context(), register.FactDriver, register.Query{IDNumber: pii.Conceal(p.IDNumber)})
		if err != nil {
			t.Fatal(err)
		}
		return f.(register.Driver).ValidTo
	}
	before := end()
	first, err := r.Enter(t.Context(), "k1", e)
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.Enter(t.Context(), "k1", e)
	asked, queryErr := r.QueryEntry(t.Context(), "k1")
	if err != nil || queryErr != nil || first != again || first != asked {
		t.Fatalf("%q %q %q, %v %v", first, again, asked, err, queryErr)
	}
	if after := end(); after != string(models.Date(before).AddMonths(120)) {
		t.Errorf("valid until %s, then %s", before, after)
	}
	e.What = "traffic/nothing-known"
	if _, err := r.Enter(t.Context(), "k2", e); !errors.Is(err, register.ErrRefused) {
		t.Errorf("an entry nobody knows: %v", err)
	}
	e.What = "household/anything"
	if _, err := r.Enter(t.Context(), "k3", e); err == nil {
		t.Error("an entry of another register was taken")
	}
}

func TestFiling_needsTheOwnersCode(t *testing.T) {
	r, w := account(t)
	p := w.Persons()[0]
	f, err := r.Fetch(t.Context(), register.FactVehicles, register.Query{IDNumber: pii.Conceal(p.IDNumber)})
	if err != nil {
		t.Fatal(err)
	}
	car := f.(register.Vehicles).Items[0]
	key := car.PlateType + car.Plate
	found, err := r.Fetch(t.Context(), register.FactFiling, register.Query{Key: pii.Conceal(key)})
	if err != nil || !found.(register.Filing).Exists || found.(register.Filing).OwnerMobile == "" {
		t.Fatalf("not found, %v", err)
	}
	consent, err := r.Fetch(t.Context(), register.FactFilingConsent, register.Query{Key: pii.Conceal(key + "/0000000")})
	if err != nil || consent.(register.FilingConsent).Exists {
		t.Errorf("agreed without the code, %v", err)
	}
}
