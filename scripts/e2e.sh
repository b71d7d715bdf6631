#!/usr/bin/env bash
# Drives the real binary in Chromium: starts it with fresh data in DIR on a free
# port (ONEVISIT_DSN chooses the database), runs kiosk-ui's end-to-end tests
# against it and stops it. Screenshots and logs stay in ARTEFACTS.
#
#   scripts/e2e.sh [DIR [ARTEFACTS [TESTS...]]]   TESTS are the beginnings of their files' names
set -uo pipefail
. "$(dirname "$0")/lib.sh"
dir=${1:-$(mktemp -d "${TMPDIR:-/tmp}/onevisit-e2e.XXXXXX")}
artefacts=${2:-$root/artefacts/e2e}
shift $(($# < 2 ? $# : 2))
mkdir -p "$dir" "$artefacts"
trap 'stop_onevisit' EXIT
trap 'exit 130' INT TERM

need_package curl curl ca-certificates
need_chromium
[ -x "$root/bin/onevisit" ] || { build_ui && build_binary; } || exit 1
# A past year for the auditor, and citizens who wait for the desk.
ONEVISIT_DATA=$dir/data "$root/bin/onevisit" demo seed --matters 800 --waiting 120 >"$dir/seed.log" 2>&1 || { tail -30 "$dir/seed.log" >&2; exit 1; }
# A second look by lot would come at random.
start_onevisit "$dir" --demo --second-looks 0 || exit 1

# Papers are checked by the same program with nothing but this.
paper_key=$(ONEVISIT_DATA=$dir/data "$root/bin/onevisit" paper key) || exit 1

status=0
(cd kiosk-ui && ONEVISIT_BINARY=$root/bin/onevisit ONEVISIT_PAPER_KEY=$paper_key ONEVISIT_URL=$onevisit_url ONEVISIT_ARTEFACTS=$artefacts CHROMIUM=$(command -v chromium) npm run e2e -- "$@") || status=$?
stop_onevisit || { say "the server did not stop cleanly"; status=1; }
cp "$dir/server.log" "$artefacts/server.log"
exit "$status"
