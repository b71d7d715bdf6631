#!/usr/bin/env bash
# Builds the screens and the server and starts the demo hall: an SQLite file
# under ./var, simulators of the outside world, synthetic persons. Ctrl-C or
# SIGTERM ends it; the next start finds its data again.
#
#   ONEVISIT_LISTEN  where to listen      (127.0.0.1:8080)
#   ONEVISIT_DATA    the data folder      (./var)
#   ONEVISIT_DSN     a MySQL/MariaDB DSN  (empty: SQLite)
set -euo pipefail
. "$(dirname "$0")/lib.sh"
build_ui
build_binary
# A first start gets a year of made-up past, so that desk and auditor have
# something to show.
if [ -z "${ONEVISIT_DSN:-}" ] && [ ! -e "${ONEVISIT_DATA:-./var}/onevisit.db" ]; then
  "$root/bin/onevisit" demo seed --matters 2000 --log-level error
fi
# exec: the signals reach the server itself.
exec "$root/bin/onevisit" serve --demo "$@"
