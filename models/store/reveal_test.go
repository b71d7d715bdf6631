package store_test

import (
	"context"
	"slices"
	"testing"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/pii"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
	"onevisit/models/visit"
)

// An auditor sees whose matter it is: behind a mask, then one field in full, and
// the log says each time who looked at what and why, and never what was seen.
func TestReveal_showsOneFieldAndKeepsWhoAskedForWhat(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t)
	hand := newHand()
	vault := openRing(t, db, t.TempDir(), hand)
	visits := store.NewVisits(db)
	revealer := visit.NewRevealer(visit.RevealerConfig{
		Matters: visits, People: visits, Vault: vault, Audit: store.NewAudit(db, hand), Transactor: db,
	})
	const matter, person, other, nobody = models.ID("m1"), models.ID("p1"), models.ID("m2"), models.ID("p2")
	sealed, err := visit.SealPerson(vault, person, visit.Identity{Name: pii.Conceal("欧阳婉婷"), IDNumber: pii.Conceal("449901198805050020")})
	must(t, err)
	must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		for _, x := range []struct {
			matter, person models.ID
			sealed         []byte
		}{{matter, person, sealed}, {other, nobody, sealed}} { // the second is sealed for somebody else
			p := visit.Person{ID: x.person, Index: string(x.person), Sealed: x.sealed, CreatedAt: hand.Now()}
			m := visit.Matter{ID: x.matter, Person: x.person, Service: "a.service", State: visit.MatterOpen, OpenedOn: "2026-11-24", LastEventOn: "2026-11-24", Site: "hall"}
			if err := visits.AddPerson(ctx, tx, p); err != nil {
				return err
			}
			if err := visits.AddMatter(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	}))
	auditor := models.Actor{Kind: models.ActorStaff, ID: "a1", Role: "auditor", Site: "hall"}

	masked, err := revealer.Masked(t.Context(), auditor, matter)
	must(t, err)
	if masked.Name.Reveal() != "欧***" || masked.IDNumber.Reveal() != "449***********0020" {
		t.Errorf("masked %s %s", masked.Name.Reveal(), masked.IDNumber.Reveal())
	}
	for range 2 { // twice is shown twice, and kept twice
		name, err := revealer.Reveal(t.Context(), auditor, matter, visit.RevealName, visit.RevealComplaint)
		must(t, err)
		if name.Reveal() != "欧阳婉婷" {
			t.Errorf("name %s", name.Reveal())
		}
	}
	number, err := revealer.Reveal(t.Context(), auditor, matter, visit.RevealIDNumber, visit.RevealSample)
	must(t, err)
	if number.Reveal() != "449901198805050020" {
		t.Errorf("number %s", number.Reveal())
	}

	records, err := store.NewAuditReports(db).About(t.Context(), audit.Ref{Kind: "matter", ID: string(matter)}, models.Page{Limit: 10})
	must(t, err)
	var kept []string
	for _, r := range records {
		kept = append(kept, string(r.Action)+" "+string(r.Actor.ID)+" "+r.Notes["reason"])
		for _, f := range r.Fields {
			kept[len(kept)-1] += " " + f
		}
		if !slices.Contains(r.Subjects, audit.Ref{Kind: "person", ID: string(person)}) {
			t.Errorf("%+v says not about whom", r)
		}
	}
	slices.Sort(kept)
	want := []string{
		"matter.revealed a1 complaint name", "matter.revealed a1 complaint name", "matter.revealed a1 sample idNumber", "matter.seen a1 ",
	}
	if !slices.Equal(kept, want) {
		t.Errorf("kept %q", kept)
	}
	for _, personal := range []string{"婉婷", "19880505"} {
		n, err := store.Get[int](db, "SELECT COUNT(*) FROM audit_entry WHERE notes LIKE ? OR fields LIKE ?", "%"+personal+"%", "%"+personal+"%")
		must(t, err)
		if n != 0 {
			t.Errorf("the log holds %s", personal)
		}
	}

	// What cannot be opened: nothing behind the mask, a failure in full; both are kept.
	masked, err = revealer.Masked(t.Context(), auditor, other)
	if err != nil || !masked.Name.Empty() || !masked.IDNumber.Empty() {
		t.Errorf("unreadable: %v %v", masked, err)
	}
	if _, err := revealer.Reveal(t.Context(), auditor, other, visit.RevealName, visit.RevealSample); err == nil {
		t.Error("shows what is sealed for somebody else")
	}
	records, err = store.NewAuditReports(db).About(t.Context(), audit.Ref{Kind: "matter", ID: string(other)}, models.Page{Limit: 10})
	if err != nil || len(records) != 2 {
		t.Errorf("%d entries, %v", len(records), err)
	}

	// Nobody's matter, and nobody who may.
	for _, try := range []func() error{
		func() error { _, err := revealer.Masked(t.Context(), auditor, "none"); return err },
		func() error {
			_, err := revealer.Reveal(t.Context(), auditor, "none", visit.RevealName, visit.RevealSample)
			return err
		},
	} {
		if err := try(); models.KindOf(err) != models.KindNotFound {
			t.Errorf("no matter: %v", err)
		}
	}
	if _, err := revealer.Masked(t.Context(), models.Actor{Role: "clerk"}, matter); models.KindOf(err) != models.KindForbidden {
		t.Errorf("a clerk: %v", err)
	}
}
