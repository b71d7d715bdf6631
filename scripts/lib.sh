# shellcheck shell=bash
# Helpers of the scripts beside this file. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
export GOFLAGS="${GOFLAGS:--buildvcs=false}"
golangci_version=2.15.0
govulncheck_version=v1.9.0

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo -n "$@"
  else die "needs root or sudo for: $*"
  fi
}

# need_package COMMAND PACKAGE...: installs Debian packages when a command is
# missing. Services are kept from starting themselves while that happens; the
# machine's own policy is put back afterwards.
need_package() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return 0
  install_packages "$@"
  command -v "$command" >/dev/null || die "$command is still missing after installing $*"
}

install_packages() {
  command -v apt-get >/dev/null || die "install $* by hand: this is no Debian machine"
  say "installing $*"
  local policy=/usr/sbin/policy-rc.d kept='' status=0
  if [ -e "$policy" ]; then
    kept=$(mktemp)
    as_root cp -p "$policy" "$kept"
  fi
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
  {
    as_root apt-get update -q &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
  } >&2 || status=$?
  if [ -n "$kept" ]; then
    as_root cp -p "$kept" "$policy"
    rm -f "$kept"
  else
    as_root rm -f "$policy"
  fi
  return "$status"
}

need_mariadb() { need_package mariadbd mariadb-server; }

need_chromium() {
  need_package chromium chromium
  if ! ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1; then
    install_packages fonts-noto-cjk
  fi
}

# The fonts of papers are made from fonts-noto-cjk; their golden pictures are
# rendered with poppler.
need_paper_font() {
  [ -f /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || install_packages fonts-noto-cjk
}

need_poppler() { need_package pdftoppm poppler-utils; }

# need_golangci puts the pinned linter's path in $golangci, installing it into
# ./bin when the machine has none or another version.
need_golangci() {
  local candidate
  for candidate in "$(command -v golangci-lint || true)" "$root/bin/golangci-lint"; do
    if [ -x "$candidate" ] && [ "$("$candidate" version --short 2>/dev/null)" = "$golangci_version" ]; then
      golangci=$candidate
      return 0
    fi
  done
  say "installing golangci-lint $golangci_version into ./bin"
  GOBIN="$root/bin" go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$golangci_version" || return 1
  golangci=$root/bin/golangci-lint
}

# start_mariadb DIR: a private MariaDB with its data, socket and log in DIR and
# a free port on loopback. Sets mariadb_pid, mariadb_socket, mariadb_port and
# mariadb_server, a DSN without a database name.
start_mariadb() {
  local dir=$1 try
  local user
  user=$(id -un)
  mariadb_socket=$dir/m.sock
  [ "${#mariadb_socket}" -lt 100 ] || die "path too long for a socket: $mariadb_socket"
  mariadb-install-db --no-defaults --user="$user" --datadir="$dir/data" \
    --auth-root-authentication-method=normal --skip-test-db >"$dir/install.log" 2>&1 ||
    { cat "$dir/install.log" >&2; return 1; }
  for try in 1 2 3 4 5; do
    mariadb_port=$((20000 + RANDOM % 12000))
    # Snapshot isolation makes a stale read-modify-write fail instead of losing
    # an update; the flush setting is what the product insists on.
    mariadbd --no-defaults --user="$user" --datadir="$dir/data" --socket="$mariadb_socket" \
      --pid-file="$dir/m.pid" --log-error="$dir/error.log" --bind-address=127.0.0.1 --port="$mariadb_port" \
      --skip-name-resolve --character-set-server=utf8mb4 --collation-server=utf8mb4_bin \
      --innodb-buffer-pool-size=256M --innodb-log-file-size=64M --performance-schema=OFF \
      --innodb-flush-log-at-trx-commit=1 --innodb-snapshot-isolation=ON --max-connections=300 \
      </dev/null >/dev/null 2>&1 &
    mariadb_pid=$!
    local waited=0
    while kill -0 "$mariadb_pid" 2>/dev/null && [ "$waited" -lt 200 ]; do
      if mariadb-admin --no-defaults -uroot -S "$mariadb_socket" ping >/dev/null 2>&1; then
        mariadb --no-defaults -uroot -S "$mariadb_socket" -e "
          CREATE USER 'onevisit'@'127.0.0.1' IDENTIFIED BY 'onevisit'; GRANT ALL ON *.* TO 'onevisit'@'127.0.0.1' WITH GRANT OPTION;
          CREATE USER 'onevisit'@'localhost' IDENTIFIED BY 'onevisit'; GRANT ALL ON *.* TO 'onevisit'@'localhost' WITH GRANT OPTION;" || return 1
        mariadb_server="onevisit:onevisit@unix($mariadb_socket)/"
        return 0
      fi
      sleep 0.1
      waited=$((waited + 1))
    done
    kill "$mariadb_pid" 2>/dev/null || true # the port was taken: another one
    wait "$mariadb_pid" 2>/dev/null || true
  done
  tail -20 "$dir/error.log" >&2
  mariadb_pid=''
  return 1
}

stop_mariadb() {
  [ -n "${mariadb_pid:-}" ] || return 0
  kill "$mariadb_pid" 2>/dev/null || true
  wait "$mariadb_pid" 2>/dev/null || true
  mariadb_pid=''
}

create_database() {
  mariadb --no-defaults -uroot -S "$mariadb_socket" -e "CREATE DATABASE \`$1\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
}

# build_ui makes kiosk-ui/dist when its sources are newer, build_binary ./bin/onevisit.
build_ui() {
  command -v npm >/dev/null || die "Node.js with npm is needed to build the screens"
  if [ ! -d kiosk-ui/node_modules ] || [ kiosk-ui/package-lock.json -nt kiosk-ui/node_modules/.package-lock.json ]; then
    (cd kiosk-ui && npm ci --ignore-scripts --no-audit --no-fund) >&2 || return 1
  fi
  if [ ! -f kiosk-ui/dist/kiosk.html ] ||
    [ -n "$(find kiosk-ui api/contract -path kiosk-ui/node_modules -prune -o -path kiosk-ui/dist -prune -o -type f -newer kiosk-ui/dist/kiosk.html -print -quit)" ]; then
    need_paper_font
    (cd kiosk-ui && npm run build) >&2 || return 1
  fi
}

build_binary() {
  command -v go >/dev/null || die "Go is needed to build the server"
  CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$root/bin/onevisit" ./cmd/onevisit
}

# start_onevisit DIR [ARGS...]: the real binary on a free port with its data and
# log in DIR. Returns when it is ready; sets onevisit_pid and onevisit_url.
start_onevisit() {
  local dir=$1 waited=0
  shift
  mkdir -p "$dir"
  ONEVISIT_LISTEN=127.0.0.1:0 ONEVISIT_DATA=$dir/data "$root/bin/onevisit" serve "$@" >"$dir/out.log" 2>"$dir/server.log" </dev/null &
  onevisit_pid=$!
  while kill -0 "$onevisit_pid" 2>/dev/null && [ "$waited" -lt 600 ]; do
    onevisit_url=$(sed -n 's#^ *kiosk  *\(http://[^ /]*\)/.*#\1#p' "$dir/out.log" | head -1)
    if [ -n "$onevisit_url" ] && curl -fsS "$onevisit_url/readyz" >/dev/null 2>&1; then
      return 0
    fi
    sleep 0.05
    waited=$((waited + 1))
  done
  say "onevisit did not become ready:"
  tail -30 "$dir/out.log" "$dir/server.log" >&2
  stop_onevisit
  return 1
}

stop_onevisit() {
  [ -n "${onevisit_pid:-}" ] || return 0
  kill -TERM "$onevisit_pid" 2>/dev/null || true
  local status=0
  wait "$onevisit_pid" || status=$?
  onevisit_pid=''
  return "$status"
}
