package run

import (
	"bufio"
	"errors"
	"strings"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/format"
	"onevisit/models/pii"
	"onevisit/models/staff"
)

type staffCommand struct {
	Add    addStaffCommand    `cmd:"" help:"Make an account; the password is read from standard input."`
	Halls  hallsCommand       `cmd:"" help:"Say which further halls a supervisor answers for."`
	Reset  resetFactorCommand `cmd:"" name:"reset-factor" help:"Take the second factor of an account away, whose device was lost."`
	Relate relateStaffCommand `cmd:"" help:"Declare whose cases a clerk may not decide; the ID number is read from standard input."`
}

type addStaffCommand struct {
	Login string `arg:"" help:"The name to sign in with."`
	Role  string `required:"" enum:"clerk,supervisor,auditor" help:"clerk, supervisor or auditor."`
	Name  string `required:"" help:"The name colleagues see."`
	Halls string `help:"Further halls a supervisor answers for, separated by commas."`
}

// Help is the long explanation.
func (staffCommand) Help() string {
	return `"staff add LOGIN --role ROLE --name NAME" makes an account of this hall. The password, 12 characters at least,
is read from standard input, so that it stands in no list of processes and in no shell's history.
There is no default account; a demo hall makes its own. --halls CODE,CODE names further halls a supervisor answers for.
"staff halls LOGIN [CODE...]" sets the whole list of them for an account that there is; without a code it answers for
its own hall only. A hall has a code once a server of it has run.
"staff relate LOGIN --as self|household|relative" declares whose cases a clerk may not decide: the clerk's own, a
household member's, a relative's, and everybody of that person's household by the population register. The ID number
is read from standard input; it and the household's number are kept as keyed indexes only.
"staff reset-factor LOGIN" takes the second factor of an account away, whose device and recovery codes were lost. Its
sessions end, and its next sign-in sets a new one up. Look at the person first: it is an entry of the audit log.`
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
	if err := boot.AddStaff(i.ctx, cfg, i.boot(cfg), account, codesIn(c.Halls)); err != nil {
		return err
	}
	i.printf("%s may sign in as %s of %s\n", c.Login, c.Role, cfg.Site)
	return nil
}

// codesIn are the codes of a list separated by commas.
func codesIn(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

type hallsCommand struct {
	Login string   `arg:"" help:"The supervisor's account."`
	Codes []string `arg:"" optional:"" help:"Codes of the further halls; none takes all of them away."`
}

// Run sets the halls an account answers for.
func (c *hallsCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	home, err := boot.SetHalls(i.ctx, cfg, i.boot(cfg), c.Login, c.Codes)
	if err != nil {
		return err
	}
	i.printf("%s answers for %s\n", c.Login, strings.Join(append([]string{home}, c.Codes...), ", "))
	return nil
}

type relateStaffCommand struct {
	Login string `arg:"" help:"The clerk's account."`
	As    string `required:"" enum:"self,household,relative" help:"self, household or relative."`
}

// Run declares a conflict of interest.
func (c *relateStaffCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	line, err := bufio.NewReader(i.env.Stdin).ReadString('\n')
	number := format.IDNumber(line)
	clock := i.boot(cfg).Clock
	if !format.IsIDNumber(number, models.DateOf(clock.Now())) {
		return errors.Join(errors.New("no valid ID number on standard input"), err)
	}
	household, err := boot.RelateStaff(i.ctx, cfg, i.boot(cfg), c.Login, pii.Conceal(number), casework.Interest(c.As))
	if err != nil {
		return err
	}
	if household {
		i.printf("%s will not be given that person's cases, nor those of the household\n", c.Login)
		return nil
	}
	i.printf("%s will not be given that person's cases; the population register did not tell the household: declare it again later\n", c.Login)
	return nil
}
