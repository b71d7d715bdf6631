// Command bench measures the step save (the citizen's "continue") of a real
// onevisit binary over loopback HTTP beside a floor: the same statements in one
// durable transaction, written by hand in net/http and database/sql. Both run
// as processes of their own, on the same engine, in alternating rounds of one
// run; what counts is their ratio, since absolute figures move with the machine.
//
// It also prints start-up time, resident memory and the size of the kiosk's
// first load. scripts/bench.sh prepares the engines and calls it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

type options struct {
	binary  string
	engine  string
	server  string // MariaDB, DSN without a database
	work    string
	seconds time.Duration
	rounds  int
	dist    string
	decide  int // decisions a second
	claims  int // waiting cases
	log     int // entries of the audit log
	figures int // past matters
	built   bool

	floorDSN, floorFile string
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/onevisit", "the product")
	flag.StringVar(&o.engine, "engine", "sqlite", "sqlite or mariadb")
	flag.StringVar(&o.server, "server", "", "MariaDB's DSN without a database name")
	flag.StringVar(&o.work, "work", "", "folder for data and logs")
	flag.DurationVar(&o.seconds, "time", 4*time.Second, "length of one measurement")
	flag.IntVar(&o.rounds, "rounds", 3, "measurements of each; the median is printed")
	flag.StringVar(&o.dist, "dist", "", "print the size of the screens' first load in this folder, and nothing else")
	flag.IntVar(&o.log, "log", 0, "print the audit log's figures with so many entries, and nothing else")
	flag.IntVar(&o.figures, "figures", 0, "print what the figures of so many past matters take, and nothing else")
	flag.BoolVar(&o.built, "built", false, "with -figures: measure what an earlier run left in the folder, and build nothing anew")
	flag.IntVar(&o.claims, "claims", 0, "print claims a second of so many waiting cases, and nothing else")
	flag.IntVar(&o.decide, "decide", 0, "print the time of a decision at so many a second, and nothing else")
	flag.StringVar(&o.floorFile, "floor-file", "", "serve the floor on this SQLite file")
	flag.StringVar(&o.floorDSN, "floor-dsn", "", "serve the floor on this database")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := work(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func work(ctx context.Context, o options) error {
	switch {
	case o.floorFile != "" || o.floorDSN != "":
		return serveFloor(ctx, o)
	case o.log > 0:
		return logFigures(ctx, os.Stdout, o)
	case o.figures > 0:
		return standardFigures(ctx, os.Stdout, o)
	case o.claims > 0:
		return claimFigures(ctx, os.Stdout, o)
	case o.decide > 0:
		return decisionFigures(ctx, os.Stdout, o)
	case o.dist != "":
		return firstLoad(os.Stdout, o.dist)
	}
	return compare(ctx, os.Stdout, o)
}
