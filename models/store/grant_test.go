package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// applicationAccount creates an account without privileges and returns its DSN.
func applicationAccount(t *testing.T, admin *store.DB, dsn string) (account, applicationDSN string) {
	t.Helper()
	cfg, err := mysql.ParseDSN(dsn)
	must(t, err)
	name := "a" + cfg.DBName[len(cfg.DBName)-14:]
	must(t, store.Exec(admin, "CREATE USER '"+name+"'@'%' IDENTIFIED BY 'only-here'"))
	t.Cleanup(func() { must(t, store.Exec(admin, "DROP USER '"+name+"'@'%'")) })
	cfg.User, cfg.Passwd = name, "only-here"
	return name + "@%", cfg.FormatDSN()
}

func TestGrant_leavesTheAuditTablesAppendOnly(t *testing.T) {
	cfg := storetest.Config(t)
	if cfg.DSN == "" {
		db := storetest.Open(t)
		if err := db.Grant(t.Context(), "app@%"); !errors.Is(err, store.ErrNoGrants) {
			t.Errorf("SQLite: %v", err)
		}
		return
	}
	admin, err := store.Open(t.Context(), cfg)
	must(t, err)
	t.Cleanup(func() { _ = admin.Close() })
	must(t, admin.Migrate(t.Context()))
	account, dsn := applicationAccount(t, admin, cfg.DSN)
	must(t, admin.Grant(t.Context(), account))
	must(t, admin.Grant(t.Context(), account)) // twice is as once

	db, err := store.Open(t.Context(), store.Config{DSN: dsn})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	must(t, db.CheckSchema(t.Context()))

	// The log works with it: entries, late numbers, checkpoint, erasure, alarm.
	b := newLogOn(t, db)
	b.add(600)
	b.round()
	must(t, b.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error { return b.log.Raise(ctx, tx, "x", b.clock.Now()) }))
	undone := errors.New("undone")
	_ = b.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return errors.Join(b.audit.Append(ctx, tx, entryAbout("x")), undone)
	})
	b.add(1)
	b.round()
	b.round()
	b.round() // asks the engine about the unused number
	h, err := b.log.Head(t.Context())
	must(t, err)
	if len(h.Gaps) != 0 {
		t.Errorf("the unused number is still waited for: %v", h.Gaps)
	}
	b.sound(601)

	// To erase is to destroy salts, which this account may: they are the one part
	// of an entry that is not append-only.
	erased, err := b.log.Erase(t.Context(), b.audit, store.Erasure{About: audit.Ref{Kind: "application", ID: "a0"}, Reason: "request"})
	if err != nil || erased == 0 {
		t.Errorf("%d erased, %v", erased, err)
	}
	b.round()
	if r := b.verify(); !r.Sound() || r.Erased != int64(erased) {
		t.Errorf("%d erased, %v", r.Erased, r.Faults)
	}

	for _, table := range []string{"audit_entry", "audit_subject", "audit_batch", "audit_tile", "audit_checkpoint", "audit_cosignature", "audit_break"} {
		column, err := store.Get[string](db, "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? LIMIT 1", table)
		must(t, err)
		for _, statement := range []string{
			"UPDATE " + table + " SET " + column + " = " + column, "DELETE FROM " + table, "TRUNCATE " + table, "DROP TABLE " + table,
			"ALTER TABLE " + table + " ADD COLUMN x int", "REPLACE INTO " + table + " SELECT * FROM " + table + " LIMIT 1",
			"CREATE TRIGGER x_" + table + " BEFORE INSERT ON " + table + " FOR EACH ROW SET @x = 1",
		} {
			if err := store.Exec(db, statement); err == nil || !strings.Contains(err.Error(), "denied") {
				t.Errorf("%s: %v", statement, err)
			}
		}
	}
	for _, statement := range []string{"DELETE FROM audit_salt", "DELETE FROM audit_head", "UPDATE schema_checksum SET sha256 = ''", "DROP TABLE job"} {
		if err := store.Exec(db, statement); err == nil || !strings.Contains(err.Error(), "denied") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestGrant_refusesWhatItCannotMakeExact(t *testing.T) {
	cfg := storetest.Config(t)
	if cfg.DSN == "" {
		t.Skip("SQLite has no accounts")
	}
	admin, err := store.Open(t.Context(), cfg)
	must(t, err)
	t.Cleanup(func() { _ = admin.Close() })
	must(t, admin.Migrate(t.Context()))
	account, _ := applicationAccount(t, admin, cfg.DSN)
	name, _, _ := strings.Cut(account, "@")
	for _, c := range []struct {
		account string
		want    error
	}{
		{"nobody_of_this_name@%", store.ErrNoAccount}, {"x", store.ErrAccount}, {"a'@'%' IDENTIFIED BY 'x'; --@%", store.ErrAccount}, {"", store.ErrAccount},
	} {
		if err := admin.Grant(t.Context(), c.account); !errors.Is(err, c.want) {
			t.Errorf("%q: %v", c.account, err)
		}
	}
	database, err := store.Get[string](admin, "SELECT DATABASE()")
	must(t, err)
	must(t, store.Exec(admin, "GRANT UPDATE ON `"+database+"`.* TO '"+name+"'@'%'"))
	if err := admin.Grant(t.Context(), "'"+name+"'@'%'"); !errors.Is(err, store.ErrTooMighty) {
		t.Errorf("an account with the whole database: %v", err)
	}
}
