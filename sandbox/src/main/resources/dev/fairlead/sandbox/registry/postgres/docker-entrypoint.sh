#!/usr/bin/env bash
# The contract of the official PostgreSQL image (its documentation on Docker Hub), kept with the
# PostgreSQL that the sandbox provides: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, PGDATA,
# POSTGRES_INITDB_ARGS, POSTGRES_INITDB_WALDIR, POSTGRES_HOST_AUTH_METHOD, each of the first three
# and POSTGRES_INITDB_ARGS also as ..._FILE, and the scripts of /docker-entrypoint-initdb.d.
#
# SANDBOX_INITDB_DIRECTORY says where those are: without mounts, paths in variables are mapped, and
# those in scripts are not. SANDBOX_POD_IP is set where the Pod shares the machine's network: then
# only that address is ours.
set -Eeo pipefail

# In a data directory whose scripts have not all run yet.
UNFINISHED=sandbox-initializing

say() { printf 'sandbox: %s\n' "$*" >&2; }
fail() {
  say "$@"
  exit 1
}

# from_file NAME DEFAULT: sets NAME from the file that NAME_FILE names, or to DEFAULT
from_file() {
  local name=$1 file=$1_FILE
  if [ -n "${!name:-}" ] && [ -n "${!file:-}" ]; then
    fail "both $name and $file are set; set one of them"
  fi
  local value=${2:-}
  if [ -n "${!name:-}" ]; then
    value=${!name}
  elif [ -n "${!file:-}" ]; then
    value=$(<"${!file}")
  fi
  export "$name=$value"
  unset "$file"
}

settings() {
  from_file POSTGRES_PASSWORD
  from_file POSTGRES_USER postgres
  from_file POSTGRES_DB "$POSTGRES_USER"
  from_file POSTGRES_INITDB_ARGS
  : "${POSTGRES_HOST_AUTH_METHOD:=}"
}

# PostgreSQL refuses to run as root.
become_postgres() {
  local user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  mkdir -p "$PGDATA" /var/run/postgresql 2>/dev/null || :
  chown -R "$user" "$PGDATA"
  [ -z "${POSTGRES_INITDB_WALDIR:-}" ] || { mkdir -p "$POSTGRES_INITDB_WALDIR" && chown -R "$user" "$POSTGRES_INITDB_WALDIR"; }
  chown "$user" /var/run/postgresql 2>/dev/null || :
  exec setpriv --reuid="$(id -u "$user")" --regid="$(id -g "$user")" --clear-groups --pdeathsig KILL \
    -- "$BASH" "${BASH_SOURCE[0]}" "$@"
}

require_password() {
  if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
    fail "the database is not initialized and POSTGRES_PASSWORD is not set; set it, or set" \
      "POSTGRES_HOST_AUTH_METHOD=trust to let everybody in without one"
  fi
}

initialize() {
  local arguments=()
  eval "arguments=($POSTGRES_INITDB_ARGS)"
  [ -z "${POSTGRES_INITDB_WALDIR:-}" ] || arguments+=(--waldir "$POSTGRES_INITDB_WALDIR")
  initdb --no-sync --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") "${arguments[@]}"
  : >"$PGDATA/$UNFINISHED"
  printf "\nlisten_addresses = '*'\n" >>"$PGDATA/postgresql.conf"
  [ ! -w /var/run/postgresql ] || printf "unix_socket_directories = '/var/run/postgresql'\n" >>"$PGDATA/postgresql.conf"
  local method=$POSTGRES_HOST_AUTH_METHOD
  [ -n "$method" ] || method=$(postgres -C password_encryption -D "$PGDATA")
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
}

# The server for the scripts listens on a socket only, so nobody else comes in too early.
start_for_scripts() {
  sockets=$(mktemp -d /tmp/pg-XXXXXX)
  local options=(-c "listen_addresses=" -c "unix_socket_directories=$sockets" "$@")
  PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -w start -o "$(printf '%q ' "${options[@]}")"
  export PGHOST=$sockets
}

stop_after_scripts() {
  pg_ctl -D "$PGDATA" -m fast -w stop
  rm -rf "$sockets"
  unset PGHOST
}

# run_sql DATABASE: runs the statements of standard input
run_sql() {
  if [ -n "${sockets:-}" ]; then
    psql -X -q -v ON_ERROR_STOP=1 --no-password -U "$POSTGRES_USER" -d "$1"
    return
  fi
  # Without psql the server runs them by itself: all at once, as one transaction.
  local output
  output=$({ grep -v '^[[:space:]]*$' || :; } | postgres --single -j -D "$PGDATA" "$1" 2>&1 >/dev/null) || {
    printf '%s\n' "$output" >&2
    return 1
  }
  if grep -qE '(ERROR|FATAL|PANIC):' <<<"$output"; then
    printf '%s\n' "$output" >&2
    say "the sandbox ran this without psql, as one transaction; with psql (package postgresql-client)" \
      "it would run statement by statement"
    return 1
  fi
}

run_scripts() {
  local file
  for file in "$SANDBOX_INITDB_DIRECTORY"/*; do
    [ -e "$file" ] || continue
    case $file in
      *.sh)
        if [ -x "$file" ]; then
          printf '%s: running %s\n' "$0" "$file"
          "$file"
        else
          printf '%s: sourcing %s\n' "$0" "$file"
          # shellcheck source=/dev/null
          . "$file"
        fi
        ;;
      *.sql) printf '%s: running %s\n' "$0" "$file" && run_sql "$POSTGRES_DB" <"$file" ;;
      *.sql.gz) printf '%s: running %s\n' "$0" "$file" && gunzip -c "$file" | run_sql "$POSTGRES_DB" ;;
      *.sql.xz) printf '%s: running %s\n' "$0" "$file" && xzcat "$file" | run_sql "$POSTGRES_DB" ;;
      *.sql.zst) printf '%s: running %s\n' "$0" "$file" && zstd -dc "$file" | run_sql "$POSTGRES_DB" ;;
      *) printf '%s: ignoring %s\n' "$0" "$file" ;;
    esac
  done
}

# A start that was killed in the middle leaves no database that looks like one: the database
# `postgres` (5, since version 15) is the last that initdb makes.
is_unfinished() {
  [ -e "$PGDATA/$UNFINISHED" ] || { [ "$(<"$PGDATA/PG_VERSION")" -ge 15 ] && [ ! -d "$PGDATA/base/5" ]; }
}

create() {
  require_password
  initialize
  local sockets=
  ! command -v psql >/dev/null || start_for_scripts "${@:2}"
  export PGUSER=$POSTGRES_USER PGPASSWORD=$POSTGRES_PASSWORD PGDATABASE=$POSTGRES_DB
  [ "$POSTGRES_DB" = postgres ] || printf 'CREATE DATABASE "%s";\n' "${POSTGRES_DB//\"/\"\"}" | run_sql postgres
  run_scripts
  [ -z "$sockets" ] || stop_after_scripts
  unset PGUSER PGPASSWORD PGDATABASE
  rm "$PGDATA/$UNFINISHED"
  echo 'PostgreSQL init process complete; ready for start up.'
}

for_help() {
  local argument
  for argument; do
    case $argument in -'?' | --help | --describe-config | -V | --version) return 0 ;; esac
  done
  return 1
}

[ "${1:0:1}" != - ] || set -- postgres "$@"
if [ "$1" = postgres ] && ! for_help "$@"; then
  [ "$(id -u)" != 0 ] || become_postgres "$@"
  settings
  mkdir -p "$PGDATA" || fail "cannot make PGDATA=$PGDATA as user $(id -u); mount a volume that it may write to"
  chmod 0700 "$PGDATA" 2>/dev/null || :
  if [ -s "$PGDATA/PG_VERSION" ] && is_unfinished; then
    say 'the last start did not get to the end of the initialization; this one begins anew'
    find "$PGDATA" -mindepth 1 -delete
  fi
  if [ -s "$PGDATA/PG_VERSION" ]; then
    echo 'PostgreSQL Database directory appears to contain a database; Skipping initialization'
  else
    trap 'say "the database could not be initialized; the next start begins anew"' ERR
    create "$@"
    trap - ERR
  fi
  if [ -n "${SANDBOX_POD_IP:-}" ]; then
    shift
    set -- postgres -c "listen_addresses=$SANDBOX_POD_IP" -c unix_socket_directories= "$@"
  fi
fi
exec "$@"
