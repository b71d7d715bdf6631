package run

import (
	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/models/staff"
)

type resetFactorCommand struct {
	Login string `arg:"" help:"The account whose device was lost."`
}

// Run takes a second factor away.
func (c *resetFactorCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	if err := boot.ResetFactor(i.ctx, cfg, i.boot(cfg), c.Login); err != nil {
		return err
	}
	i.printf("%s has no second factor any more, and every session of it has ended; the next sign-in sets a new one up\n", c.Login)
	return nil
}

type codeCommand struct{}

// Run prints a code.
func (codeCommand) Run(i *invocation) error {
	code, err := staff.CodeAt(staff.DemoSecret, i.env.Clock.Now())
	if err != nil {
		return err
	}
	i.printf("%s\n", code)
	return nil
}
