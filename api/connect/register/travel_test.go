package register_test

import (
	"strings"
	"testing"

	"onevisit/models/pii"
	"onevisit/models/register"
)

func TestFetch_readsTaiwanPermits(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	held := fact[register.TaiwanPermit](t, r, register.FactTaiwanPermit, query(find(t, w, "可预填探亲签注")))
	if !held.Exists || held.Form != "card" || held.Status != "valid" || !held.NameMatches || !strings.HasPrefix(held.Number, "L") ||
		len(held.Endorsements) != 1 || held.Endorsements[0].Category != "T" || held.Endorsements[0].Entries != 1 || held.Endorsements[0].EntriesLeft != 0 {
		t.Error("a permit with one endorsement, used up, is not read as such")
	}
	if lost := fact[register.TaiwanPermit](t, r, register.FactTaiwanPermit, query(find(t, w, "台湾通行证已挂失"))); lost.Status != "lost" {
		t.Errorf("status %q", lost.Status)
	}
	if none := fact[register.TaiwanPermit](t, r, register.FactTaiwanPermit, query(w.Persons()[0])); none.Exists {
		t.Error("a permit where there is none")
	}
}

func TestFetch_readsWhatIsReadyAndHowFarTheRestIs(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	waiting := fact[register.Ready](t, r, register.FactReady, query(find(t, w, "一本可领，一本逾期")))
	if len(waiting.Documents) != 2 || waiting.Documents[0].Document != "passport" || waiting.Documents[0].City != "440300" ||
		!strings.Contains(waiting.Documents[0].Hall, "大厅") || waiting.Documents[0].HandIn || !waiting.Documents[1].HandIn {
		t.Errorf("%d documents", len(waiting.Documents))
	}
	if none := fact[register.Ready](t, r, register.FactReady, query(w.Persons()[0])); len(none.Documents) != 0 {
		t.Errorf("%d documents of nobody's", len(none.Documents))
	}
	open := fact[register.Pending](t, r, register.FactPending, query(find(t, w, "待补正")))
	if len(open.Applications) != 1 || open.Applications[0].Document != "taiwan-endorsement" || open.Applications[0].State != "correction" || open.Applications[0].PromisedOn == "" {
		t.Errorf("%d applications", len(open.Applications))
	}
}

// A permit that is ordered is under way as one, not as a passport.
func TestOrderPassport_ofAPermit(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := find(t, w, "没有任何出入境证件，可首次申领")
	o := register.PassportOrder{
		IDNumber: pii.Conceal(p.IDNumber), Document: "taiwan-permit", Reason: "first", Surname: pii.Conceal("LIN"), GivenName: pii.Conceal("MIN"),
		PhotoSHA256: strings.Repeat("a", 64),
	}
	if _, err := r.OrderPassport(t.Context(), "key-taiwan", o); err != nil {
		t.Fatal(err)
	}
	open := fact[register.Pending](t, r, register.FactPending, query(p))
	if len(open.Applications) != 1 || open.Applications[0].Document != "taiwan-permit" || open.Applications[0].State != "making" {
		t.Errorf("%d applications under way", len(open.Applications))
	}
}
