#!/usr/bin/env bash
# Measures, in one run on each engine: step saves per second and p99 at 1, 32
# and 128 clients beside two floors written by hand on net/http and database/sql
# in one durable transaction (scripts/bench/floor.go says what each does), and
# the ratios; claims per second and p99 with 8, 64 and 200 clerks over 100,000
# waiting cases and a burst of 200, beside floors (SKIP LOCKED, conditional
# update); the time of a clerk's decision at 50 a second, open loop;
# the cost of the audit log's sequencer on them; what it takes to verify a log of
# LOG entries (default 1000000) and to prove one; what the figures of FIGURES past
# matters (default 1000000) take to build and on disk, and each standard figure's
# time beside SQL over the facts; start-up time; resident memory;
# and the kiosk's first load. Nothing here is a
# test: figures move with the machine, ratios much less.
#
#   scripts/bench.sh [-time 4s] [-rounds 3]
set -euo pipefail
. "$(dirname "$0")/lib.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/onevisit-bench.XXXXXX")
mariadb_pid=''
cleanup() {
  stop_mariadb
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

build_ui
build_binary
go build -o "$work/bench" ./scripts/bench
need_mariadb
printf 'machine: %s cores, %s\n' "$(nproc)" "$(go version | cut -d' ' -f3-)"
"$work/bench" -engine sqlite -binary "$root/bin/onevisit" -work "$work" "$@"
"$work/bench" -engine sqlite -binary "$root/bin/onevisit" -work "$work" -decide 50 -time 20s
"$work/bench" -engine sqlite -work "$work" -claims 100000 "$@"
"$work/bench" -log "${LOG:-1000000}" -engine sqlite -binary "$root/bin/onevisit" -work "$work"
"$work/bench" -figures "${FIGURES:-1000000}" -engine sqlite -binary "$root/bin/onevisit" -work "$work"
mkdir "$work/db"
start_mariadb "$work/db"
"$work/bench" -engine mariadb -server "$mariadb_server" -binary "$root/bin/onevisit" -work "$work" "$@"
"$work/bench" -engine mariadb -server "$mariadb_server" -binary "$root/bin/onevisit" -work "$work" -decide 50 -time 20s
"$work/bench" -engine mariadb -server "$mariadb_server" -work "$work" -claims 100000 "$@"
"$work/bench" -log "${LOG:-1000000}" -engine mariadb -server "$mariadb_server" -binary "$root/bin/onevisit" -work "$work"
"$work/bench" -figures "${FIGURES:-1000000}" -engine mariadb -server "$mariadb_server" -binary "$root/bin/onevisit" -work "$work"
"$work/bench" -dist kiosk-ui/dist
