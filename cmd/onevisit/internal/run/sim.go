package run

import (
	"onevisit/api/connect/sim"
)

type simCommand struct {
	Notify string `placeholder:"URL" help:"Where the payment provider sends its notices."`
}

// Help is the long explanation.
func (simCommand) Help() string {
	return `Runs registers, payment provider, courier and text messages as HTTP servers, without a hall, until Ctrl-C.
With --sim-listen HOST:PORT they take this port and the five after it. Each has control endpoints under /control.
What happened is forgotten with the process.`
}

// Run serves the simulators.
func (c *simCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	w, err := sim.Start(i.ctx, sim.Config{
		Seed: cfg.Seed, Clock: i.env.Clock, Random: i.env.Random, Log: i.logger(cfg.LogLevel),
		Listen: cfg.SimListen, Notify: c.Notify,
	})
	if err != nil {
		return err
	}
	i.printf("simulators, seed %d, %d persons\n\n", cfg.Seed, len(w.Persons()))
	for _, x := range []struct{ name, at string }{
		{"population", w.Population}, {"exit-entry", w.ExitEntry}, {"traffic", w.Traffic},
		{"payment", w.Payment}, {"courier", w.Courier}, {"sms", w.SMS},
	} {
		i.printf("  %-11s %s\n", x.name, x.at)
	}
	i.printf("\nCtrl-C ends them.\n")
	<-i.ctx.Done()
	return w.Close()
}
