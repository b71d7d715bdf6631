// Package storetest opens a fresh, migrated database for a test: a temporary
// SQLite file, or a database of its own on the MariaDB server whose address
// stands in ONEVISIT_TEST_DSN (user with the right to create databases, no
// database name, e.g. "root@unix(/run/m.sock)/"). The same suite runs on both.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"onevisit/models"
	"onevisit/models/store"
)

// DSNVariable names the environment variable with the test server's address.
const DSNVariable = "ONEVISIT_TEST_DSN"

// Open returns a migrated database that is closed and removed with the test.
func Open(t testing.TB) *store.DB {
	t.Helper()
	cfg := Config(t)
	Migrated(t, cfg)
	db, err := store.Open(t.Context(), cfg)
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

// migrated is an embedded database right after its migrations. They take seconds
// with the race detector and make the same file each time, so a test's process
// runs them once and its databases begin as copies.
var migrated = sync.OnceValues(func() (content []byte, err error) {
	folder, err := os.MkdirTemp("", "onevisit-migrated")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "onevisit.db")
	db, err := store.Open(context.Background(), store.Config{Path: path})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(db.Migrate(context.Background()), db.Close()); err != nil {
		return nil, err
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		return nil, errors.New("a part of the database is still in its journal")
	}
	return os.ReadFile(path)
})

// Migrated makes an empty database, as Config names it, one right after its
// migrations.
func Migrated(t testing.TB, cfg store.Config) {
	t.Helper()
	if cfg.DSN != "" {
		copyTables(t, cfg.DSN)
		return
	}
	content, err := migrated()
	if err != nil {
		t.Fatalf("migrate once for all: %v", err)
	}
	if err := os.WriteFile(cfg.Path, content, 0o600); err != nil {
		t.Fatalf("copy: %v", err)
	}
}

// pattern is the same on the MariaDB server: a database that this process
// migrated, under a name of its own. It stays behind; the server is the tests' own.
var pattern = sync.OnceValues(func() (tables []string, err error) {
	cfg, err := mysql.ParseDSN(os.Getenv(DSNVariable))
	if err != nil {
		return nil, err
	}
	admin, err := sql.Open("mysql", cfg.FormatDSN())
	if err != nil {
		return nil, err
	}
	defer admin.Close()
	ctx := context.Background()
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE `"+patternName()+"` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		return nil, err
	}
	cfg.DBName = patternName()
	db, err := store.Open(ctx, store.Config{DSN: cfg.FormatDSN()})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(db.Migrate(ctx), db.Close()); err != nil {
		return nil, err
	}
	rows, err := admin.QueryContext(ctx, "SELECT table_name FROM information_schema.tables WHERE table_schema = ?", cfg.DBName)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		tables = append(tables, name)
	}
	return tables, rows.Err()
})

var patternName = sync.OnceValue(func() string {
	return "t_pattern_" + string(models.NewIDs(models.ClockFunc(time.Now), rand.Reader).New())
})

// copyTables makes every table of the pattern, with what the migrations wrote
// into it.
func copyTables(t testing.TB, dsn string) {
	t.Helper()
	tables, err := pattern()
	if err != nil {
		t.Fatalf("migrate once for all: %v", err)
	}
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal("the test's DSN is none")
	}
	cfg.MultiStatements = true
	db, err := sql.Open("mysql", cfg.FormatDSN())
	if err != nil {
		t.Fatalf("test server: %v", err)
	}
	defer db.Close()
	var statements strings.Builder
	for _, name := range tables {
		fmt.Fprintf(&statements, "CREATE TABLE `%[1]s` LIKE `%[2]s`.`%[1]s`; INSERT INTO `%[1]s` SELECT * FROM `%[2]s`.`%[1]s`;", name, patternName())
	}
	if _, err := db.ExecContext(context.Background(), statements.String()); err != nil {
		t.Fatalf("copy: %v", err)
	}
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
