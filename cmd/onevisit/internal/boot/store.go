package boot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/store"
)

// Environment is what the process gives.
type Environment struct {
	Clock  models.Clock
	Random io.Reader
	Log    *slog.Logger
	Watch  func(http.Handler) http.Handler // around the server, for tests; nil: nothing
}

// OpenStore opens the database the options name, without changing it.
func OpenStore(ctx context.Context, cfg config.Config, log *slog.Logger) (*store.DB, error) {
	return store.Open(ctx, store.Config{
		DSN: cfg.DSN, Path: cfg.SQLitePath(), Log: log, AllowUnsafe: cfg.AllowUnsafeDurability, Reports: cfg.ReportConnections,
	})
}

// prepare brings the schema to this binary's where that may happen unasked (an
// embedded database, a demo hall), else insists that it is; and refuses to
// serve where an acknowledged change could be lost.
func prepare(ctx context.Context, cfg config.Config, db *store.DB, log *slog.Logger) (store.Durability, error) {
	schema := db.CheckSchema
	if cfg.Demo || db.Dialect() == store.SQLite {
		schema = func(ctx context.Context) error {
			if db.CheckSchema(ctx) == nil { // an account that may not migrate need not
				return nil
			}
			return db.Migrate(ctx)
		}
	}
	if err := schema(ctx); err != nil {
		return store.Durability{}, explainSchema(err)
	}
	d, err := db.Durability(ctx)
	switch {
	case err != nil:
		return d, err
	case d.Safe:
		return d, nil
	case cfg.AllowUnsafeDurability:
		log.WarnContext(ctx, "an acknowledged change could be lost with the power", "setting", d.Setting, "advice", d.Advice)
		return d, nil
	}
	return d, fmt.Errorf("refusing to serve: with %s an acknowledged change could be lost with the power; %s, or allow it with --allow-unsafe-durability", d.Setting, d.Advice)
}

// explainSchema says what to do about a schema that is not this binary's.
func explainSchema(err error) error {
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case "schema.older_than_binary":
		return fmt.Errorf("the database's schema is %s, this binary needs %s: run `onevisit migrate` first", e.Params["schema"], e.Params["binary"])
	case "schema.newer_than_binary":
		return fmt.Errorf("the database's schema is %s, this binary knows only %s: use the newer binary that made it", e.Params["schema"], e.Params["binary"])
	case "schema.migration_changed":
		return fmt.Errorf("migration %s is not the one that was applied: use the binary that made the database", e.Params["migration"])
	}
	return err
}

// Migrate brings the schema up to date, gives the application's account its
// privileges where one is named, and tells where the schema stands.
func Migrate(ctx context.Context, cfg config.Config, log *slog.Logger, account string) (string, error) {
	db, err := OpenStore(ctx, cfg, log)
	if err != nil {
		return "", err
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		return "", explainSchema(err)
	}
	if account != "" {
		if err := db.Grant(ctx, account); err != nil {
			return "", err
		}
	}
	return string(db.Dialect()), nil
}
