package run

import (
	"errors"

	"onevisit/cmd/onevisit/internal/boot"
)

type demoCommand struct {
	Seed seedCommand `cmd:"" help:"Add past matters, so that desk and auditor have something to show."`
	Code codeCommand `cmd:"" help:"Print the code the demo staff's authenticator shows now."`
}

type seedCommand struct {
	Matters int `default:"2000" help:"How many past matters of the last year to add."`
	Waiting int `default:"12" help:"How many applications to let wait at the desk; only the first time."`
}

// Help is the long explanation.
func (demoCommand) Help() string {
	return `"demo seed --matters N" adds a plausible year of past matters with their visits and causes to the demo hall.
Everything about them is made up and grows from --seed. Running it again adds further ones.
The first time it also lets --waiting citizens hand passport renewals in, so that the desk has work.
"demo code" prints the second factor of the demo accounts that have to show one. It opens made-up data only.`
}

// Run seeds.
func (c *seedCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	if c.Matters < 1 || c.Matters > 10_000_000 {
		return errors.New("--matters must be from 1 to 10000000")
	}
	total, err := boot.SeedHistory(i.ctx, cfg, i.boot(cfg), c.Matters)
	if err != nil {
		return err
	}
	i.printf("the demo hall has %d past matters\n", total)
	if c.Waiting < 0 || c.Waiting > 200 {
		return errors.New("--waiting must be from 0 to 200")
	}
	if c.Waiting == 0 {
		return nil
	}
	queued, err := boot.SeedQueue(i.ctx, cfg, i.boot(cfg), c.Waiting)
	if err != nil {
		return err
	}
	i.printf("%d more applications wait at the desk\n", queued)
	return nil
}
