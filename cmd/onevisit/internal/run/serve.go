package run

import (
	"fmt"
	"strings"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/cmd/onevisit/internal/config"
)

func (i *invocation) boot(cfg config.Config) boot.Environment {
	return boot.Environment{Clock: i.env.Clock, Random: i.env.Random, Log: i.logger(cfg.LogLevel), Watch: i.env.Watch}
}

type serveCommand struct{}

// Help is the long explanation.
func (serveCommand) Help() string {
	return `Serves the kiosk's, the desk's and the auditor's screens and their API until SIGTERM or Ctrl-C.
An SQLite database is migrated by itself; a MySQL or MariaDB one needs "onevisit migrate" first, except in a demo hall.
With --demo the outside world is simulated and the accounts are printed.`
}

// Run serves until it is told to end.
func (serveCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	return boot.Serve(i.ctx, cfg, i.boot(cfg), i.announce)
}

func (i *invocation) announce(a boot.Announcement) {
	title := "OneVisit"
	if a.Demo {
		title += ", demo hall: everything and everybody in it is made up"
	}
	i.printf("%s\n\n  kiosk    %s/\n  desk     %s/desk\n  auditor  %s/auditor\n\n  database %s\n", title, a.URL, a.URL, a.URL, a.Database)
	if len(a.Accounts) > 0 {
		i.printf("\n  accounts of the demo hall\n")
		for _, x := range a.Accounts {
			i.printf("    %-12s %-22s %s\n", x.Login, x.Password, x.Role)
			if x.Secret != "" {
				i.printf("    %-12s second factor: authenticator secret %s, or: onevisit demo code\n", "", x.Secret)
			}
		}
	}
	i.printf("\nCtrl-C ends it.\n")
}

type migrateCommand struct {
	GrantTo string `placeholder:"USER@HOST" help:"give this existing account exactly what serve needs"`
}

// Help is the long explanation.
func (migrateCommand) Help() string {
	return `Applies the migrations that are missing. Safe to run twice and from several machines at once.
Refuses a schema newer than this binary, and one whose applied migrations differ from this binary's.
With --grant-to, run by an account that may grant, the account that serve will use gets its privileges table by table: on the audit
tables it may read and add, never change or delete. Run it again after every migration.`
}

// Run migrates.
func (c *migrateCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	dialect, err := boot.Migrate(i.ctx, cfg, i.logger(cfg.LogLevel), c.GrantTo)
	if err != nil {
		return err
	}
	i.printf("the %s schema is up to date\n", dialect)
	if c.GrantTo != "" {
		i.printf("%s has what serve needs\n", c.GrantTo)
	}
	return nil
}

type doctorCommand struct{}

// Help is the long explanation.
func (doctorCommand) Help() string {
	return `Prints every option with what set it (secrets redacted), then one line a check, and what to do where one fails.
Exits with 1 when something is wrong.`
}

// Run examines.
func (doctorCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	i.printf("options\n")
	for _, v := range cfg.Values() {
		i.printf("  %-24s %-32s %s\n", v.Option.Name, v.Printed(), v.Source)
	}
	if unknown := config.UnknownVariables(i.env.Environ); len(unknown) > 0 {
		i.printf("  not understood: %s\n", strings.Join(unknown, ", "))
	}
	i.printf("\nchecks\n")
	healthy := true
	for _, f := range boot.Examine(i.ctx, cfg, i.boot(cfg)) {
		mark := "ok  "
		if !f.OK {
			mark, healthy = "BAD ", false
		}
		i.printf("  %s %-12s %s\n", mark, f.Subject, f.Detail)
		if f.Advice != "" {
			i.printf("       %-12s do: %s\n", "", f.Advice)
		}
	}
	if !healthy {
		return errSaid
	}
	i.printf("\neverything is well\n")
	return nil
}
