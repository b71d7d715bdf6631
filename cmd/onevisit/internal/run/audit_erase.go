package run

import (
	"errors"
	"fmt"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/store"
)

type auditErase struct {
	Kind   string `arg:"" help:"What kind of thing it is: person, application, matter, session …"`
	ID     string `arg:"" help:"Its id."`
	Reason string `required:"" enum:"request,retention,order,mistake" help:"request (of the person), retention (time is over), order (of a court or authority), mistake."`
	By     string `required:"" placeholder:"LOGIN" help:"the account of whoever does it"`
	Second string `required:"" placeholder:"LOGIN" help:"the account of whoever looked at it as well; another one"`
}

// Help is the long explanation.
func (auditErase) Help() string {
	return `Destroys the salts of every entry about a person or thing: nobody can show or guess any more what the log committed to, while every
leaf, proof, checkpoint and countersignature stays as it was. That it was done, for which entries, why and by which two people is an entry
of the log, without which a missing salt counts as tampering. It cannot be undone. Backups made before still have the salts.`
}

// Run erases.
func (c *auditErase) Run(i *invocation) error {
	if c.By == c.Second {
		return errors.New("--by and --second have to be two people")
	}
	_, db, err := i.open()
	if err != nil {
		return err
	}
	defer db.Close()
	erasure := store.Erasure{About: audit.Ref{Kind: c.Kind, ID: c.ID}, Reason: c.Reason}
	accounts := store.NewStaff(db)
	for _, login := range []string{c.By, c.Second} {
		account, err := accounts.ByLogin(i.ctx, login)
		if errors.Is(err, models.ErrNotFound) || err == nil && account.Disabled {
			return fmt.Errorf("there is no active account %q", login)
		}
		if err != nil {
			return err
		}
		erasure.By = append(erasure.By, account.ID)
	}
	n, err := store.NewAuditLog(db).Erase(i.ctx, store.NewAudit(db, i.env.Clock), erasure)
	switch {
	case models.KindOf(err) == models.KindConflict:
		return errors.New("some of the entries have no place in the log yet; try again in a minute, with a server running")
	case err != nil:
		return err
	case n == 0:
		return fmt.Errorf("no entry about %s %s has a salt to destroy", c.Kind, c.ID)
	}
	i.printf("%d entries are erased; the log says by whom and why\n", n)
	return nil
}
