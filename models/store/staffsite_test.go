package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/device"
	"onevisit/models/modelstest"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

func TestStaffHalls_onlyASupervisorsAndOnlyThoseThereAre(t *testing.T) {
	db, clock := storetest.Open(t), modelstest.NewClock()
	ids := models.NewIDs(clock, rand.Reader)
	sites, people, log, store := store.NewDevices(db), store.NewStaff(db), store.NewAudit(db, clock), store.NewStaffHalls(db)
	account := func(role staff.Role) staff.Account {
		return staff.Account{ID: ids.New(), Login: string(role), Name: "n", Role: role, Site: "east"}
	}
	chief, clerk := account(staff.Supervisor), account(staff.Clerk)
	must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		for _, code := range []string{"east", "west", "north"} {
			if err := sites.PutSite(ctx, tx, device.Site{Code: code, Names: models.Texts{"zh-CN": code}}); err != nil {
				return err
			}
		}
		for _, a := range []staff.Account{chief, clerk} {
			if err := people.Add(ctx, tx, staff.Stored{Account: a, Hash: "x"}, clock.Now()); err != nil {
				return err
			}
		}
		return nil
	}))
	halls := staff.Halls{Transactor: db, Store: store, Audit: log}
	system := models.Actor{Kind: models.ActorSystem}
	of := func(a staff.Account) (codes []string) {
		list, err := store.Of(t.Context(), a.ID)
		must(t, err)
		for _, hall := range list {
			codes = append(codes, hall.Site)
		}
		return codes
	}
	for _, c := range []struct {
		name    string
		account staff.Account
		sites   []string
		want    error
		have    int
	}{
		{"a hall that is not there", chief, []string{"west", "nowhere"}, staff.ErrHalls, 1},
		{"a clerk's", clerk, []string{"west"}, staff.ErrHalls, 1},
		{"two, one twice, and the account's own", chief, []string{"west", "north", "west", "east"}, nil, 3},
		{"fewer", chief, []string{"north"}, nil, 2},
		{"the same again", chief, []string{"north"}, nil, 2},
		{"none", chief, nil, nil, 1},
	} {
		if err := halls.Set(t.Context(), system, c.account, c.sites); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := of(c.account); len(got) != c.have || got[0] != "east" {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	records, err := log.About(t.Context(), audit.Ref{Kind: "staff", ID: string(chief.ID)}, models.Page{Limit: 9})
	must(t, err)
	if len(records) != 4 || records[0].Action != audit.StaffHallsSet {
		t.Errorf("record: %+v", records)
	}
}
