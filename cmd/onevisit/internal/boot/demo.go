package boot

import (
	"context"
	"errors"

	"onevisit/models"
	"onevisit/models/staff"
)

type demoPerson struct {
	staff.NewAccount
	may string
}

func demoStaff(site string) []demoPerson {
	account := func(login, name, password string, role staff.Role, may string) demoPerson {
		return demoPerson{staff.NewAccount{Login: login, Name: name, Password: password, Role: role, Site: site, Demo: true}, may}
	}
	return []demoPerson{
		account("clerk", "窗口一号", "demo-clerk-2026", staff.Clerk, "clerk"),
		account("clerk2", "窗口二号", "demo-clerk-2026", staff.Clerk, "clerk"),
		account("supervisor", "值班长", "demo-supervisor-2026", staff.Supervisor, "supervisor"),
		account("auditor", "督察", "demo-auditor-2026", staff.Auditor, "auditor"),
	}
}

// demoAccounts makes the demo hall's accounts where they are missing. Their
// passwords are in the source and printed: they open made-up data only, and an
// account without the demo mark never gets one.
func demoAccounts(ctx context.Context, office *staff.Office, site string) ([]DemoAccount, error) {
	var printed []DemoAccount
	for _, p := range demoStaff(site) {
		_, err := office.Accounts.ByLogin(ctx, p.Login)
		if errors.Is(err, models.ErrNotFound) {
			_, err = office.Create(ctx, models.Actor{Kind: models.ActorSystem}, p.NewAccount)
		}
		if err != nil && !errors.Is(err, models.ErrDuplicate) { // another process may be making them too
			return nil, err
		}
		printed = append(printed, DemoAccount{Login: p.Login, Password: p.Password, Role: p.may})
	}
	return printed, nil
}
