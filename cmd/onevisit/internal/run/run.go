package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"

	"github.com/alecthomas/kong"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/store"
)

// Environment is all the program knows of the world that started it.
type Environment struct {
	Args    []string // without the program's name
	Environ []string
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Clock   models.Clock
	Random  io.Reader
	Signals <-chan os.Signal // the first asks to end, the second insists
	Exit    func(int)        // called on the second signal; nil: nothing

	Watch func(http.Handler) http.Handler // around a serving hall, for tests; nil: nothing
}

// Exit codes.
const (
	exitOK    = 0
	exitFault = 1 // the command ran and something was wrong
	exitUsage = 2 // the command could not be understood
)

// errSaid ends a command that has already said what is wrong.
var errSaid = errors.New("")

// Main runs the program and returns its exit code.
func Main(env Environment) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go obey(ctx, env, cancel)

	var cli commands
	flags := newFlags()
	helped := false
	parser, err := newParser(env, &cli, flags, func(int) { helped = true })
	if err != nil {
		fmt.Fprintln(env.Stderr, "onevisit:", err)
		return exitUsage
	}
	args := env.Args
	if len(args) == 0 {
		args = []string{"help"}
	}
	chosen, err := parser.Parse(args)
	switch {
	case helped:
		return exitOK
	case err != nil:
		fmt.Fprintf(env.Stderr, "onevisit: %v (onevisit help explains the commands)\n", err)
		return exitUsage
	}
	return dispatch(ctx, env, chosen, flags)
}

func dispatch(ctx context.Context, env Environment, chosen *kong.Context, flags *flags) int {
	loaded := func() (config.Config, error) {
		return config.Load(config.Sources{File: flags.file(env.Environ), Environ: env.Environ, Flags: flags.given()})
	}
	err := chosen.Run(&invocation{ctx: ctx, env: env, load: loaded, parser: chosen.Kong})
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errSaid):
		return exitFault
	}
	fmt.Fprintln(env.Stderr, "onevisit:", err)
	return exitFault
}

// obey ends the command on the first signal and the process on the second.
func obey(ctx context.Context, env Environment, cancel func()) {
	select {
	case <-ctx.Done():
		return
	case <-env.Signals:
		cancel()
	}
	if <-env.Signals; env.Exit != nil {
		env.Exit(exitFault)
	}
}

// invocation is what a command gets.
type invocation struct {
	ctx    context.Context //nolint:containedctx // one command, one context; it lives as long as the command
	env    Environment
	load   func() (config.Config, error)
	parser *kong.Kong
}

// open loads the configuration and opens its database; the caller closes it.
func (i *invocation) open() (config.Config, *store.DB, error) {
	cfg, err := i.load()
	if err != nil {
		return cfg, nil, err
	}
	db, err := boot.OpenStore(i.ctx, cfg, i.logger(cfg.LogLevel))
	return cfg, db, err
}

func (i *invocation) printf(format string, args ...any) {
	fmt.Fprintf(i.env.Stdout, format, args...)
}

func (i *invocation) logger(level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(i.env.Stderr, &slog.HandlerOptions{Level: level, ReplaceAttr: pii.RedactAttr}))
}
