package run

import (
	"strings"

	"github.com/alecthomas/kong"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/cmd/onevisit/internal/config"
)

// commands is what the program can do. kong reads it.
type commands struct {
	Serve       serveCommand       `cmd:"" help:"Serve a hall: kiosk, desk and auditor."`
	Migrate     migrateCommand     `cmd:"" help:"Bring the database to the schema of this binary."`
	Definitions definitionsCommand `cmd:"" help:"Check service definitions."`
	Reference   referenceCommand   `cmd:"" help:"Check reference data: fees, codes, limits, holidays."`
	Audit       auditCommand       `cmd:"" help:"Verify, witness and prove the audit log."`
	Report      reportCommand      `cmd:"" help:"Verify and rebuild the figures."`
	Demo        demoCommand        `cmd:"" help:"Fill the demo hall."`
	Sim         simCommand         `cmd:"" help:"Run the simulators of the outside world alone."`
	Staff       staffCommand       `cmd:"" help:"Make accounts of staff."`
	Paper       paperCommand       `cmd:"" help:"Check printed papers offline."`
	Doctor      doctorCommand      `cmd:"" help:"Check configuration, database, durability, clock and disk."`
	Help        helpCommand        `cmd:"" help:"Explain a command."`
	Version     versionCommand     `cmd:"" help:"Print what this binary was built from."`
}

func newParser(env Environment, cli *commands, f *flags, exit func(int)) (*kong.Kong, error) {
	return kong.New(cli,
		kong.Name("onevisit"),
		kong.Description("OneVisit: a service hall's kiosks, clerks and auditors in one program."),
		kong.Writers(env.Stdout, env.Stderr),
		kong.Exit(exit),
		kong.Embed(f.value.Interface()),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
	)
}

type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command to explain."`
}

func (c *helpCommand) Run(i *invocation) error {
	if len(c.Command) > 0 {
		_, err := i.parser.Parse(append(c.Command, "--help"))
		return err
	}
	i.printf("OneVisit: a service hall's kiosks, clerks and auditors in one program.\n\nCommands:\n")
	for _, n := range i.parser.Model.Children {
		i.printf("\n  onevisit %s\n      %s\n", strings.TrimSpace(n.Summary()), n.Help)
		for _, line := range strings.Split(n.Detail, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				i.printf("      %s\n", line)
			}
		}
	}
	i.printf("\nOptions of every command; a flag beats the environment, that beats the file (--config, ONEVISIT_CONFIG):\n\n")
	for _, o := range config.Options() {
		name := "--" + o.Name
		if o.Secret {
			name = "(no flag)"
		}
		i.printf("  %-26s %s\n", name, describe(o))
	}
	return nil
}

type versionCommand struct{}

// Run prints the version the tool chain recorded.
func (versionCommand) Run(i *invocation) error {
	i.printf("onevisit %s\n", boot.Version())
	return nil
}
