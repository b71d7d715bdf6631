package boot

import (
	"context"
	"errors"
	"fmt"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/staff"
)

// demoFactors gives the demo accounts whose role has to have one their second
// factor, and says of them what it is made from.
func demoFactors(ctx context.Context, office *staff.Office, accounts []DemoAccount) error {
	for i := range accounts {
		stored, err := office.Accounts.ByLogin(ctx, accounts[i].Login)
		if err != nil {
			return err
		}
		has, err := office.EnrolDemo(ctx, stored.Account)
		if err != nil {
			return err
		}
		if has {
			accounts[i].Secret = staff.DemoSecret
		}
	}
	return nil
}

// ResetFactor takes the second factor of an account away, whose device was lost.
func ResetFactor(ctx context.Context, cfg config.Config, env Environment, login string) (err error) {
	h := &Hall{cfg: cfg, env: env}
	defer func() { err = errors.Join(err, h.end()) }()
	if _, err := h.openDatabase(ctx); err != nil {
		return err
	}
	p, err := h.openPlatform(ctx)
	if err != nil {
		return err
	}
	stored, err := p.staff.Accounts.ByLogin(ctx, login)
	if errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("there is no account %s", login)
	}
	if err != nil {
		return err
	}
	err = p.staff.ResetFactor(ctx, models.Actor{Kind: models.ActorSystem, Site: cfg.Site}, stored.ID)
	if errors.Is(err, staff.ErrNoFactor) {
		return fmt.Errorf("%s has no second factor", login)
	}
	return err
}
