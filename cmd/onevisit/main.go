// Command onevisit is the whole product: the server of a service hall and the
// tools around it. `onevisit help` explains the sub-commands.
package main

import (
	"crypto/rand"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"onevisit/cmd/onevisit/internal/run"
	"onevisit/models"
)

func main() {
	// The live heap is small beside what a hall's server has, so collecting half as
	// often costs some memory and saves a tenth of the time.
	debug.SetGCPercent(200)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	os.Exit(run.Main(run.Environment{
		Args:    os.Args[1:],
		Environ: os.Environ(),
		Stdin:   os.Stdin,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
		Clock:   models.ClockFunc(time.Now),
		Random:  rand.Reader,
		Signals: signals,
		Exit:    os.Exit,
	}))
}
