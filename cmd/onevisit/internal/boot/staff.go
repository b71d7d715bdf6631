package boot

import (
	"context"
	"errors"
	"fmt"

	connect "onevisit/api/connect/register"
	"onevisit/api/connect/sim"
	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/staff"
	"onevisit/models/store"
)

// AddStaff makes an account of the hall; a supervisor's may answer for further ones.
func AddStaff(ctx context.Context, cfg config.Config, env Environment, n staff.NewAccount, further []string) (err error) {
	h := &Hall{cfg: cfg, env: env}
	defer func() { err = errors.Join(err, h.end()) }()
	if _, err := h.openDatabase(ctx); err != nil {
		return err
	}
	p, err := h.openPlatform(ctx)
	if err != nil {
		return err
	}
	if len(further) > 0 && n.Role != staff.Supervisor {
		return errHalls // before there is an account
	}
	account, err := p.staff.Create(ctx, models.Actor{Kind: models.ActorSystem}, n)
	switch {
	case errors.Is(err, models.ErrDuplicate):
		return fmt.Errorf("there is an account %s already", n.Login)
	case errors.Is(err, staff.ErrPassword):
		return errors.New("the password must have 12 to 128 characters")
	case err != nil || len(further) == 0:
		return err
	}
	if err := h.setHalls(ctx, p, account, further); err != nil {
		return fmt.Errorf("the account %s was made, but not for further halls (onevisit staff halls sets them): %w", n.Login, err)
	}
	return nil
}

var errHalls = errors.New("only a supervisor answers for more than one hall, and only for halls that a server has run for")

// SetHalls says which further halls an account answers for, and returns its own.
func SetHalls(ctx context.Context, cfg config.Config, env Environment, login string, further []string) (home string, err error) {
	h := &Hall{cfg: cfg, env: env}
	defer func() { err = errors.Join(err, h.end()) }()
	if _, err := h.openDatabase(ctx); err != nil {
		return "", err
	}
	p, err := h.openPlatform(ctx)
	if err != nil {
		return "", err
	}
	stored, err := p.staff.Accounts.ByLogin(ctx, login)
	if errors.Is(err, models.ErrNotFound) {
		return "", fmt.Errorf("there is no account %s", login)
	}
	if err != nil {
		return "", err
	}
	return stored.Site, h.setHalls(ctx, p, stored.Account, further)
}

func (h *Hall) setHalls(ctx context.Context, p *platform, account staff.Account, further []string) error {
	err := h.staffHalls(p).Set(ctx, models.Actor{Kind: models.ActorSystem, Site: h.cfg.Site}, account, further)
	if errors.Is(err, staff.ErrHalls) {
		return errHalls
	}
	return err
}

func (h *Hall) staffHalls(p *platform) staff.Halls {
	return staff.Halls{Transactor: h.db, Store: store.NewStaffHalls(h.db), Audit: p.audit}
}

// RelateStaff keeps that a member of staff may not decide the cases of the
// person with that ID number, nor of the household the population register says
// that person belongs to. false when the register did not tell it.
func RelateStaff(
	ctx context.Context, cfg config.Config, env Environment, login string, idNumber pii.Text, kind casework.Interest,
) (household bool, err error) {
	h := &Hall{cfg: cfg, env: env}
	defer func() { err = errors.Join(err, h.end()) }()
	if _, err := h.openDatabase(ctx); err != nil {
		return false, err
	}
	p, err := h.openPlatform(ctx)
	if err != nil {
		return false, err
	}
	account, err := p.staff.Accounts.ByLogin(ctx, login)
	if errors.Is(err, models.ErrNotFound) {
		return false, fmt.Errorf("there is no account %s", login)
	}
	if err != nil {
		return false, err
	}
	relations := casework.NewRelations(h.db, store.NewCasework(h.db), p.audit, p.vault, h.populationRegister(ctx))
	return relations.Declare(ctx, models.Actor{Kind: models.ActorSystem}, account.ID, idNumber, kind)
}

// populationRegister is where households are asked for; nil where it cannot be
// reached from here, which must not keep a conflict of interest from being
// declared. A demo hall's register is started for the question: it knows the
// same persons as the running hall's.
func (h *Hall) populationRegister(ctx context.Context) register.Source {
	cfg := connect.Config{Key: h.cfg.RegistersKey}.At(h.cfg.Registers)
	switch {
	case h.cfg.Demo:
		world, err := sim.Start(ctx, sim.Config{Seed: h.cfg.Seed, Clock: h.env.Clock, Random: h.env.Random, Log: h.env.Log})
		if err != nil {
			h.env.Log.WarnContext(ctx, "the population register cannot be asked", "error", err)
			return nil
		}
		h.onEnd("simulators", func(context.Context) error { return world.Close() })
		cfg = connect.Config{Population: world.Population}
	case h.cfg.Registers == "":
		return nil
	}
	cfg.Province, cfg.Log = h.cfg.Province(), h.env.Log
	return connect.New(cfg)
}
