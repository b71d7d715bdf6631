package run

import (
	"errors"

	"onevisit/cmd/onevisit/internal/boot"
)

type demoCommand struct {
	Seed seedCommand `cmd:"" help:"Add past matters, so that desk and auditor have something to show."`
}

type seedCommand struct {
	Matters int `default:"2000" help:"How many past matters of the last year to add."`
}

// Help is the long explanation.
func (demoCommand) Help() string {
	return `"demo seed --matters N" adds a plausible year of past matters with their visits and causes to the demo hall.
Everything about them is made up and grows from --seed. Running it again adds further ones.`
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
	return nil
}
