package register_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/register"
)

func TestFetch_translatesTheHouseholdOffice(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	lost := fact[register.IDCard](t, r, register.FactIDCard, query(find(t, w, "身份证已挂失，可在本机补领")))
	if lost.Status != "lost" || lost.LossReportedOn == "" || !lost.Exists || !lost.FingerprintsOnFile || !lost.NameMatches {
		t.Errorf("a reported card is %+v", reflect.ValueOf(lost).FieldByName("Status"))
	}
	if none := fact[register.IDCard](t, r, register.FactIDCard, query(find(t, w, "还没有领过身份证"))); none.Exists || none.Status != "" || none.ValidTo != "" {
		t.Error("a card where none was made")
	}
	if long := fact[register.IDCard](t, r, register.FactIDCard, query(find(t, w, "82 岁"))); long.ValidTo != "9999-12-31" {
		t.Errorf("long-term card valid to %q", long.ValidTo)
	}
	home := fact[register.Household](t, r, register.FactHousehold, query(find(t, w, "父母在别的户")))
	if len(home.Members) != 3 || home.Members[0].Together || home.Members[0].Relation != "parent" || !home.Members[1].Together || home.Kind != "family" {
		t.Errorf("%d members", len(home.Members))
	}
	one := fact[register.Household](t, r, register.FactHousehold, query(find(t, w, "家人已注销户口")))
	if len(one.Exits) != 1 || one.Exits[0].Reason != "death" || one.Exits[0].On == "" {
		t.Errorf("%d exits", len(one.Exits))
	}
	if none := fact[register.Household](t, r, register.FactHousehold, query(find(t, w, "没有户口登记，到窗口"))); none.Exists {
		t.Error("a household where there is none")
	}
	stay := fact[register.Stay](t, r, register.FactStay, query(find(t, w, "居住证 20 天后到期")))
	if !stay.Registered || !reflect.DeepEqual(stay.Proofs, []string{"job", "home"}) || stay.City != "440300" {
		t.Errorf("proofs %v", stay.Proofs)
	}
	if none := fact[register.Stay](t, r, register.FactStay, query(find(t, w, "没有居住登记"))); none.Registered {
		t.Error("a registration where there is none")
	}
	if fact[register.Conduct](t, r, register.FactConduct, query(find(t, w, "无犯罪记录证明要两人复核"))).Plain {
		t.Error("a file to be looked at is plain")
	}
}

// A loss counts from the moment it is entered, and is entered once a key.
func TestEnter_reportsTheLossOfAnIdentityCardAtOnce(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := find(t, w, "身份证下个月到期")
	loss := register.Entry{IDNumber: pii.Conceal(p.IDNumber), What: "household/loss", Data: map[string]string{"lost_on": "2026-11-20"}}
	first, err := r.Enter(t.Context(), "key-1:loss", loss)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := r.Enter(t.Context(), "key-1:loss", loss); err != nil || first != second {
		t.Errorf("%q and %q, %v", first, second, err)
	}
	card := fact[register.IDCard](t, r, register.FactIDCard, query(p))
	if card.Status != "lost" || card.LossReportedOn == "" || card.OrderNumber != "" {
		t.Error("the register does not show the loss, or shows an order")
	}
	loss.Data = nil
	if _, err := r.Enter(t.Context(), "key-2:loss", loss); !errors.Is(err, register.ErrRefused) {
		t.Errorf("a loss without a day: %v", err)
	}
}

func TestOrderCard_onceAKey(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := find(t, w, "身份证下个月到期")
	if _, err := r.QueryCard(t.Context(), "key-1"); !errors.Is(err, models.ErrNotFound) {
		t.Fatalf("before: %v", err)
	}
	o := register.CardOrder{Document: register.DocumentIDCard, IDNumber: pii.Conceal(p.IDNumber), Reason: "lost", LostOn: "2026-11-20"}
	first, err := r.OrderCard(t.Context(), "key-1", o)
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.OrderCard(t.Context(), "key-1", o)
	if err != nil || first != second {
		t.Errorf("%q and %q, %v", first, second, err)
	}
	if made, err := r.QueryCard(t.Context(), "key-1"); err != nil || made.Number != first {
		t.Errorf("%v %v", made, err)
	}
	card := fact[register.IDCard](t, r, register.FactIDCard, query(p))
	if card.Status != "valid" || card.OrderNumber != first {
		t.Error("the register does not show what was ordered")
	}
}

func TestOrderCard_refusesWhatCannotBeMade(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := find(t, w, "身份证下个月到期")
	for name, o := range map[string]register.CardOrder{
		"renewal without a photo":        {Document: register.DocumentIDCard, Reason: "renewal"},
		"endorsement without an address": {Document: register.DocumentResidenceEndorsement, Reason: "yearly"},
		"no document":                    {Document: "passport", Reason: "renewal", PhotoSHA256: strings.Repeat("0", 64)},
	} {
		o.IDNumber = pii.Conceal(p.IDNumber)
		if _, err := r.OrderCard(t.Context(), name, o); !errors.Is(err, register.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
