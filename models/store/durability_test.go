package store_test

import (
	"database/sql"
	"os"
	"strings"
	"testing"
	"time"

	"onevisit/models/store/storetest"
)

func TestDurability_isSafeAsOpened(t *testing.T) {
	d, err := storetest.Open(t).Durability(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !d.Safe || d.Setting == "" || d.Advice != "" {
		t.Errorf("got %+v", d)
	}
}

// The setting is the server's, so this runs only where the test may change it
// and puts it back at once.
func TestDurabilityUnsafe_isNamed(t *testing.T) {
	dsn := os.Getenv(storetest.DSNVariable)
	if dsn == "" || os.Getenv("ONEVISIT_TEST_MAY_SET_GLOBALS") == "" {
		t.Skip("needs a MariaDB of the test's own")
	}
	db := storetest.Open(t)
	admin, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	set := func(value string) {
		if _, err := admin.ExecContext(t.Context(), "SET GLOBAL innodb_flush_log_at_trx_commit="+value); err != nil {
			t.Fatal(err)
		}
	}
	set("2")
	defer set("1")
	d, err := db.Durability(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d.Safe || !strings.Contains(d.Setting, "commit=2") || d.Advice == "" {
		t.Errorf("got %+v", d)
	}
}

func TestProbe_passesAndChangesNothing(t *testing.T) {
	db := storetest.Open(t)
	for range 2 {
		if err := db.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNow_isNearOurs(t *testing.T) {
	ms, err := storetest.Open(t).Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d := time.Since(time.UnixMilli(ms)); d < -5*time.Second || d > 5*time.Second {
		t.Errorf("the database's clock is %s away", d)
	}
}
