package boot

import (
	"context"
	"errors"
	"fmt"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/store"
)

// AddStaff makes an account of the hall.
func AddStaff(ctx context.Context, cfg config.Config, env Environment, n staff.NewAccount) (err error) {
	h := &Hall{cfg: cfg, env: env}
	defer func() { err = errors.Join(err, h.end()) }()
	if _, err := h.openDatabase(ctx); err != nil {
		return err
	}
	p, err := h.openPlatform(ctx)
	if err != nil {
		return err
	}
	_, err = p.staff.Create(ctx, models.Actor{Kind: models.ActorSystem}, n)
	switch {
	case errors.Is(err, models.ErrDuplicate):
		return fmt.Errorf("there is an account %s already", n.Login)
	case errors.Is(err, staff.ErrPassword):
		return errors.New("the password must have 12 to 128 characters")
	}
	return err
}

// RelateStaff keeps that a member of staff may not decide the cases of the
// person with that ID number.
func RelateStaff(ctx context.Context, cfg config.Config, env Environment, login string, idNumber pii.Text, kind casework.Interest) (err error) {
	h := &Hall{cfg: cfg, env: env}
	defer func() { err = errors.Join(err, h.end()) }()
	if _, err := h.openDatabase(ctx); err != nil {
		return err
	}
	p, err := h.openPlatform(ctx)
	if err != nil {
		return err
	}
	account, err := p.staff.Accounts.ByLogin(ctx, login)
	if errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("there is no account %s", login)
	}
	if err != nil {
		return err
	}
	relations := casework.NewRelations(h.db, store.NewCasework(h.db), p.audit, p.vault)
	return relations.Declare(ctx, models.Actor{Kind: models.ActorSystem}, account.ID, idNumber, kind)
}
