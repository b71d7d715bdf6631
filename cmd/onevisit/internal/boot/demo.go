package boot

import (
	"context"
	"errors"

	"onevisit/models"
	"onevisit/models/staff"
	"onevisit/models/store"
)

// demoFurtherHall is the second hall the demo's supervisor answers for.
const (
	demoFurtherHall = "440300-901"
	demoChief       = "supervisor"
)

type demoPerson struct {
	staff.NewAccount
	may string
}

func demoStaff(site string) []demoPerson {
	account := func(login, name, password string, role staff.Role, may string) demoPerson {
		return demoPerson{staff.NewAccount{Login: login, Name: name, Password: password, Role: role, Site: site, Demo: true}, may}
	}
	east := account("clerk-east", "东厅窗口", "demo-clerk-2026", staff.Clerk, "clerk of the hall in the east")
	east.Site = demoFurtherHall
	return []demoPerson{
		account("clerk", "窗口一号", "demo-clerk-2026", staff.Clerk, "clerk"),
		account("clerk2", "窗口二号", "demo-clerk-2026", staff.Clerk, "clerk"),
		account(demoChief, "值班长", "demo-supervisor-2026", staff.Supervisor, "supervisor of both halls"),
		account("supervisor2", "副值班长", "demo-supervisor-2026", staff.Supervisor, "supervisor, the second person who approves definitions"),
		east,
		account("auditor", "督察", "demo-auditor-2026", staff.Auditor, "auditor"),
	}
}

// demoAccounts makes the demo hall's accounts where they are missing. Their
// passwords are in the source and printed: they open made-up data only, and an
// account without the demo mark never gets one.
func (h *Hall) demoAccounts(ctx context.Context, p *platform) ([]DemoAccount, error) {
	err := h.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error { return demoSites(ctx, tx, store.NewDevices(h.db)) })
	if err != nil {
		return nil, err
	}
	var printed []DemoAccount
	for _, d := range demoStaff(h.cfg.Site) {
		_, err := p.staff.Accounts.ByLogin(ctx, d.Login)
		if errors.Is(err, models.ErrNotFound) {
			err = h.demoAccount(ctx, p, d.NewAccount)
		}
		if err != nil && !errors.Is(err, models.ErrDuplicate) { // another process may be making them too
			return nil, err
		}
		printed = append(printed, DemoAccount{Login: d.Login, Password: d.Password, Role: d.may})
	}
	return printed, nil
}

func (h *Hall) demoAccount(ctx context.Context, p *platform, n staff.NewAccount) error {
	account, err := p.staff.Create(ctx, models.Actor{Kind: models.ActorSystem}, n)
	if err != nil || account.Login != demoChief {
		return err
	}
	return h.staffHalls(p).Set(ctx, models.Actor{Kind: models.ActorSystem}, account, []string{demoFurtherHall})
}
