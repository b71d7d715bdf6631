package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Durability says whether an acknowledged change survives a power cut.
type Durability struct {
	Safe    bool
	Setting string // e.g. "sqlite journal_mode=wal synchronous=full"
	Advice  string // what to do where it is not safe
}

// Durability reads the engine's settings.
func (db *DB) Durability(ctx context.Context) (Durability, error) {
	raw, err := db.write.DB()
	if err != nil {
		return Durability{}, fmt.Errorf("store: durability: %w", err)
	}
	if db.dialect == SQLite {
		return sqliteDurability(ctx, raw)
	}
	return mysqlDurability(ctx, raw)
}

func sqliteDurability(ctx context.Context, raw *sql.DB) (Durability, error) {
	var journal string
	var synchronous int
	if err := raw.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return Durability{}, fmt.Errorf("store: durability: %w", err)
	}
	if err := raw.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return Durability{}, fmt.Errorf("store: durability: %w", err)
	}
	level := map[int]string{0: "off", 1: "normal", 2: "full", 3: "extra"}[synchronous]
	d := Durability{
		Safe:    strings.EqualFold(journal, "wal") && synchronous >= 2,
		Setting: fmt.Sprintf("sqlite journal_mode=%s synchronous=%s", journal, level),
	}
	if !d.Safe {
		d.Advice = "put the data folder on a local file system that supports SQLite's write-ahead log"
	}
	return d, nil
}

func mysqlDurability(ctx context.Context, raw *sql.DB) (Durability, error) {
	var flush, binlog, sync int
	err := raw.QueryRowContext(ctx, "SELECT @@innodb_flush_log_at_trx_commit, @@log_bin, @@sync_binlog").Scan(&flush, &binlog, &sync)
	if err != nil {
		return Durability{}, fmt.Errorf("store: durability: %w", err)
	}
	d := Durability{Safe: flush == 1, Setting: fmt.Sprintf("innodb_flush_log_at_trx_commit=%d", flush)}
	if flush != 1 {
		d.Advice = "SET GLOBAL innodb_flush_log_at_trx_commit=1, and in the server's configuration"
	}
	if binlog == 0 {
		d.Setting += " log_bin=off"
		return d, nil
	}
	d.Setting += fmt.Sprintf(" sync_binlog=%d", sync)
	if sync != 1 {
		d.Safe = false
		d.Advice = strings.TrimPrefix(d.Advice+"; SET GLOBAL sync_binlog=1, and in the server's configuration", "; ")
	}
	return d, nil
}

// ErrReadOnly is Probe's answer for a server that takes no changes.
var ErrReadOnly = errors.New("store: the database takes no changes")

// Probe tells whether the database could take a change now. It changes nothing.
func (db *DB) Probe(ctx context.Context) error {
	raw, err := db.write.DB()
	if err != nil {
		return fmt.Errorf("store: probe: %w", err)
	}
	if db.dialect == MySQL {
		var readOnly bool
		if err := raw.QueryRowContext(ctx, "SELECT @@global.read_only").Scan(&readOnly); err != nil {
			return fmt.Errorf("store: probe: %w", err)
		}
		if readOnly {
			return ErrReadOnly
		}
		return nil
	}
	// Beginning takes SQLite's write lock, which a full disk or a read-only file refuses.
	tx, err := raw.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store: probe: %w", err)
	}
	return tx.Rollback()
}

// Now asks the database's clock, in milliseconds since the epoch; SQLite has
// the process's own.
func (db *DB) Now(ctx context.Context) (int64, error) {
	raw, err := db.read.DB()
	if err != nil {
		return 0, fmt.Errorf("store: clock: %w", err)
	}
	question := "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
	if db.dialect == MySQL {
		question = "SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)"
	}
	var ms int64
	if err := raw.QueryRowContext(ctx, question).Scan(&ms); err != nil {
		return 0, fmt.Errorf("store: clock: %w", err)
	}
	return ms, nil
}
