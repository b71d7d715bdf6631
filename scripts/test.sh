#!/usr/bin/env bash
# Everything that has to hold, in one run: formatting, linters, import rules,
# fresh generated code, builds, the screens' tests, Go tests with the race
# detector on SQLite and on a private MariaDB, and the whole thing in a real
# browser on both. Installs MariaDB and Chromium from Debian when they are
# missing. Stages run one after another and all of them run, so that one
# failure does not hide the next. `scripts/test.sh NAME...` runs only the
# stages whose names begin so.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

export NO_COLOR=1
only=("$@")
work=$(mktemp -d "${TMPDIR:-/tmp}/onevisit-test.XXXXXX")
artefacts=$root/artefacts
mkdir -p "$artefacts" "$root/bin"
mariadb_pid='' onevisit_pid=''
passed=0 failed=0 failures=()
cleanup() {
  stop_onevisit
  stop_mariadb
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

wanted() {
  [ "${#only[@]}" = 0 ] && return 0
  local w
  for w in "${only[@]}"; do case $1 in "$w"*) return 0 ;; esac; done
  return 1
}

# count_tests LOG: "PASSED FAILED" of what ran, by the lines of scripts/tally
# ("tally 12 0") and of vitest ("Tests  1 failed | 17 passed (18)").
count_tests() {
  awk '
    /^[0-9]+ passed, [0-9]+ failed$/ { p += $1; f += $3 }
    /^tally [0-9]+ [0-9]+$/ { p += $2; f += $3 }
    /^ *Tests  / { for (i = 2; i <= NF; i++) { if ($i == "passed") p += $(i - 1); if ($i == "failed") f += $(i - 1) } }
    END { print p + 0, f + 0 }' "$1"
}

# stage NAME COMMAND...: runs it, times it, and counts it: as its own tests
# where it counts them, else as one.
stage() {
  local name=$1 began=$SECONDS status=0 counted
  shift
  wanted "$name" || return 0
  printf '== %s\n' "$name"
  "$@" >"$work/stage.log" 2>&1 || status=$?
  counted=$(count_tests "$work/stage.log")
  set -- $counted
  if [ "$status" = 0 ]; then
    passed=$((passed + ($1 > 0 ? $1 : 1)))
    grep -E '^(skipped|note):' "$work/stage.log"
    printf '   ok, %d s%s\n' $((SECONDS - began)) "$([ "$1" -gt 0 ] && echo ", $1 tests")"
  else
    passed=$((passed + $1))
    failed=$((failed + ($2 > 0 ? $2 : 1)))
    failures+=("$name")
    tail -n 300 "$work/stage.log"
    printf '   FAILED, %d s\n' $((SECONDS - began))
  fi
}

gofmt_clean() {
  local dirty
  dirty=$(gofmt -l api cmd kiosk-ui/*.go models scripts)
  [ -z "$dirty" ] || { echo "gofmt has something to say about:"; echo "$dirty"; return 1; }
}

lint() { need_golangci && "$golangci" run --allow-parallel-runners --timeout 15m ./...; }

# fresh: what is generated from the contracts is what is committed.
fresh() {
  local status=0
  rm -rf "$work/before" && mkdir -p "$work/before"
  cp -r api/internal/gen "$work/before/go"
  cp -r kiosk-ui/src/api "$work/before/ui"
  ./scripts/generate.sh || return 1
  (cd kiosk-ui && npm run --silent generate) || return 1
  diff -r "$work/before/go" api/internal/gen || status=1
  diff -r "$work/before/ui" kiosk-ui/src/api || status=1
  [ "$status" = 0 ] || echo "generated code was stale; it is fresh now, commit it"
  return "$status"
}

builds() {
  CGO_ENABLED=0 go build ./... && CGO_ENABLED=0 go build -tags noui -o "$work/onevisit-noui" ./cmd/onevisit && build_binary
}

ui_install() { (cd kiosk-ui && npm ci --ignore-scripts --no-audit --no-fund); }

ui_script() { (cd kiosk-ui && npm run "$1"); }

go_tests() { go test -race -json -timeout 20m "$@" | go run ./scripts/tally; }

mariadb_up() {
  need_mariadb && mkdir -p "$work/db" && start_mariadb "$work/db"
}

# proofs are long computations of one goroutine, built without the race detector.
proofs() { go test -json -count=1 -timeout 20m -run 'TestAuditLog_findsEveryMutation|TestOrder_|TestPlace_' ./models/store ./models/casework | go run ./scripts/tally; }

on_mariadb() {
  [ -n "$mariadb_pid" ] || { echo "MariaDB is not running"; return 1; }
  ONEVISIT_TEST_DSN=$mariadb_server go_tests -count=1 ./models/store/... ./models/casework ./api/... ./cmd/... &&
    ONEVISIT_TEST_DSN=$mariadb_server proofs
}

# unsafe_server makes the private MariaDB unsafe for a moment, so it runs alone.
unsafe_server() {
  [ -n "$mariadb_pid" ] || { echo "MariaDB is not running"; return 1; }
  ONEVISIT_TEST_DSN=$mariadb_server ONEVISIT_TEST_MAY_SET_GLOBALS=1 go_tests -count=1 -p 1 -run Unsafe ./models/store ./cmd/onevisit/internal/run
}

# browser_sqlite drives two halls side by side, each with half of the tests: most
# of their time they wait for what people would wait for. What measures how fast a
# screen is painted goes before, alone.
browser_sqlite() {
  local status=0 file first=() second=()
  need_chromium || return 1
  for file in kiosk-ui/tests/e2e/*.e2e.ts; do
    case ${file##*/} in
      desk-keys*) ;;
      desk* | hall* | auditor*) first+=("e2e/${file##*/}") ;;
      *) second+=("e2e/${file##*/}") ;;
    esac
  done
  ./scripts/e2e.sh "$work/e2e-sqlite" "$artefacts/sqlite" e2e/desk-keys || status=$?
  ./scripts/e2e.sh "$work/e2e-sqlite-1" "$artefacts/sqlite" "${first[@]}" >"$work/e2e-1.log" 2>&1 &
  local beside=$!
  ./scripts/e2e.sh "$work/e2e-sqlite-2" "$artefacts/sqlite-2" "${second[@]}" || status=$?
  wait "$beside" || status=$?
  cat "$work/e2e-1.log"
  return "$status"
}

# browser_mariadb drives what goes through the database from end to end. How the
# screens look, print and are operated does not depend on the engine.
browser_mariadb() {
  [ -n "$mariadb_pid" ] || { echo "MariaDB is not running"; return 1; }
  create_database e2e
  ONEVISIT_DSN="${mariadb_server}e2e" ./scripts/e2e.sh "$work/e2e-mariadb" "$artefacts/mariadb" journeys correction
}

# vulnerabilities needs a database on the internet; where that cannot be
# reached nothing is proven, and this says so.
vulnerabilities() {
  if ! curl -fsS -m 10 -o /dev/null https://vuln.go.dev/index/db.json; then
    echo "skipped: the vulnerability database cannot be reached, so nothing is proven here"
    return 0
  fi
  go run "golang.org/x/vuln/cmd/govulncheck@$govulncheck_version" ./...
}

need_package curl curl ca-certificates
need_package gcc gcc libc6-dev
need_poppler
need_paper_font

stage format gofmt_clean
stage ui-install ui_install
stage ui-types ui_script typecheck
stage ui-lint ui_script lint
stage ui-unit ui_script test
stage ui-build ui_script build
stage fresh fresh
stage build builds
stage vet go vet ./...
stage lint lint
stage archtest go_tests -count=1 ./scripts/archtest
stage definitions-lint "$root/bin/onevisit" definitions lint
stage definitions-test "$root/bin/onevisit" definitions test
stage go go_tests ./...
stage proofs proofs
stage mariadb-start mariadb_up
stage mariadb-unsafe unsafe_server
stage mariadb-go on_mariadb
stage e2e-sqlite browser_sqlite
stage e2e-mariadb browser_mariadb
stage vulnerabilities vulnerabilities

echo
echo "all stages took $((SECONDS / 60)) min $((SECONDS % 60)) s"
[ "${#failures[@]}" = 0 ] || echo "failed: ${failures[*]}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
