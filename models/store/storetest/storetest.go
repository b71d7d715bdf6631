// Package storetest opens a fresh, migrated database for a test: a temporary
// SQLite file, or a database of its own on the MariaDB server whose address
// stands in ONEVISIT_TEST_DSN (user with the right to create databases, no
// database name, e.g. "root@unix(/run/m.sock)/"). The same suite runs on both.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-sql-driver/mysql"

	"onevisit/models"
	"onevisit/models/store"

	"crypto/rand"
	"time"
)

// DSNVariable names the environment variable with the test server's address.
const DSNVariable = "ONEVISIT_TEST_DSN"

// Open returns a migrated database that is closed and removed with the test.
func Open(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), Config(t))
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	return db
}

// Config returns the address of an empty database of the test's own.
func Config(t testing.TB) store.Config {
	t.Helper()
	dsn := os.Getenv(DSNVariable)
	if dsn == "" {
		return store.Config{Path: filepath.Join(t.TempDir(), "onevisit.db")}
	}
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatalf("%s is not a DSN", DSNVariable)
	}
	clock := models.ClockFunc(time.Now)
	name := "t_" + string(models.NewIDs(clock, rand.Reader).New())
	admin, err := sql.Open("mysql", cfg.FormatDSN())
	if err != nil {
		t.Fatalf("test server: %v", err)
	}
	exec := func(format string) {
		if _, err := admin.ExecContext(context.Background(), fmt.Sprintf(format, name)); err != nil {
			t.Fatalf("test database: %v", err)
		}
	}
	exec("CREATE DATABASE `%s` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
	t.Cleanup(func() {
		exec("DROP DATABASE `%s`")
		if err := admin.Close(); err != nil {
			t.Errorf("test server: %v", err)
		}
	})
	cfg.DBName = name
	return store.Config{DSN: cfg.FormatDSN()}
}
