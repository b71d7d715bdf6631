// Package migrate brings a database to the schema this binary knows: plain SQL,
// one folder a dialect with the same numbers, embedded in the binary.
//
// The first schema's numbers stand in blocks, one a context: 0001x the platform
// (keys, audit, jobs, once), 0002x staff and devices, 0003x visits and
// applications, 0004x casework, 0005x payments, 0006x completion. Whatever comes
// later is numbered from 00100 on in the order it is made: a database takes no
// number below the one it stands at.
//
// What it refuses: a schema newer than the binary, and a migration whose text
// changed after it was applied (a checksum of each is kept).
package migrate

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"onevisit/models"
)

//go:embed sqlite/*.sql mysql/*.sql
var files embed.FS

// Dialects are the folders of migrations.
func Dialects() []string { return []string{"sqlite", "mysql"} }

// Up applies what is missing. It is safe to run from several processes at once.
func Up(ctx context.Context, db *sql.DB, dialect string) error {
	p, folder, err := provider(db, dialect, true)
	if err != nil {
		return err
	}
	current, newest, err := versions(ctx, p)
	if err != nil {
		return err
	}
	if current > newest {
		return models.E(models.KindConflict, "schema.newer_than_binary").
			With("schema", fmt.Sprint(current)).With("binary", fmt.Sprint(newest))
	}
	if _, err := db.ExecContext(ctx, checksumTable); err != nil {
		return fmt.Errorf("migrate: checksums: %w", err)
	}
	if err := verify(ctx, db, folder); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return record(ctx, db, folder, p)
}

// Check tells whether the schema is exactly the binary's, without changing it.
func Check(ctx context.Context, db *sql.DB, dialect string) error {
	p, folder, err := provider(db, dialect, false)
	if err != nil {
		return err
	}
	current, newest, err := versions(ctx, p)
	if err != nil {
		return err
	}
	code := "schema.newer_than_binary"
	if current < newest {
		code = "schema.older_than_binary"
	}
	if current != newest {
		return models.E(models.KindConflict, code).
			With("schema", fmt.Sprint(current)).With("binary", fmt.Sprint(newest))
	}
	return verify(ctx, db, folder)
}

// provider reads the folder of a dialect. Only who changes the schema locks: the
// lock is a row, and the application's account may not write one.
func provider(db *sql.DB, dialect string, locking bool) (*goose.Provider, fs.FS, error) {
	folder, err := fs.Sub(files, dialect)
	if err != nil {
		return nil, nil, fmt.Errorf("migrate: %w", err)
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	gooseDialect := goose.DialectSQLite3
	if dialect == "mysql" {
		gooseDialect = goose.DialectMySQL
	}
	if dialect == "mysql" && locking {
		locker, err := lock.NewMySQLTableLocker()
		if err != nil {
			return nil, nil, fmt.Errorf("migrate: locker: %w", err)
		}
		options = append(options, goose.WithLocker(locker))
	}
	p, err := goose.NewProvider(gooseDialect, db, folder, options...)
	if err != nil {
		return nil, nil, fmt.Errorf("migrate: %w", err)
	}
	return p, folder, nil
}

func versions(ctx context.Context, p *goose.Provider) (current, newest int64, err error) {
	if current, err = p.GetDBVersion(ctx); err != nil {
		return 0, 0, fmt.Errorf("migrate: read version: %w", err)
	}
	sources := p.ListSources()
	if len(sources) == 0 {
		return 0, 0, fmt.Errorf("migrate: no migrations embedded")
	}
	return current, sources[len(sources)-1].Version, nil
}

func checksum(folder fs.FS, name string) (string, error) {
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return "", fmt.Errorf("migrate: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

const checksumTable = `CREATE TABLE IF NOT EXISTS schema_checksum (
	name varchar(100) NOT NULL PRIMARY KEY,
	sha256 char(64) NOT NULL
)`

// verify compares the texts of applied migrations with the binary's.
func verify(ctx context.Context, db *sql.DB, folder fs.FS) error {
	rows, err := db.QueryContext(ctx, "SELECT name, sha256 FROM schema_checksum")
	if err != nil {
		return fmt.Errorf("migrate: checksums: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, applied string
		if err := rows.Scan(&name, &applied); err != nil {
			return fmt.Errorf("migrate: checksums: %w", err)
		}
		ours, err := checksum(folder, name)
		if err != nil || ours != applied {
			return models.E(models.KindConflict, "schema.migration_changed").With("migration", name)
		}
	}
	return rows.Err()
}

func record(ctx context.Context, db *sql.DB, folder fs.FS, p *goose.Provider) error {
	for _, source := range p.ListSources() {
		name := path.Base(source.Path)
		sum, err := checksum(folder, name)
		if err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx,
			"INSERT INTO schema_checksum (name, sha256) SELECT ?, ? FROM (SELECT 1) one WHERE NOT EXISTS (SELECT 1 FROM schema_checksum WHERE name = ?)",
			name, sum, name); err != nil {
			return fmt.Errorf("migrate: checksum of %s: %w", name, err)
		}
	}
	return nil
}
