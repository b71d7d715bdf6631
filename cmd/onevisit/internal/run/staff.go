package run

import (
	"bufio"
	"errors"
	"strings"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/models/staff"
)

type staffCommand struct {
	Add addStaffCommand `cmd:"" help:"Make an account; the password is read from standard input."`
}

type addStaffCommand struct {
	Login string `arg:"" help:"The name to sign in with."`
	Role  string `required:"" enum:"clerk,supervisor,auditor" help:"clerk, supervisor or auditor."`
	Name  string `required:"" help:"The name colleagues see."`
}

// Help is the long explanation.
func (staffCommand) Help() string {
	return `"staff add LOGIN --role ROLE --name NAME" makes an account of this hall. The password, 12 characters at least,
is read from standard input, so that it stands in no list of processes and in no shell's history.
There is no default account; a demo hall makes its own.`
}

// Run adds an account.
func (c *addStaffCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	line, err := bufio.NewReader(i.env.Stdin).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if password == "" {
		return errors.Join(errors.New("no password on standard input"), err)
	}
	account := staff.NewAccount{Login: c.Login, Name: c.Name, Role: staff.Role(c.Role), Password: password, Site: cfg.Site, Demo: cfg.Demo}
	if err := boot.AddStaff(i.ctx, cfg, i.boot(cfg), account); err != nil {
		return err
	}
	i.printf("%s may sign in as %s of %s\n", c.Login, c.Role, cfg.Site)
	return nil
}
