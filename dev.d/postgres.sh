# SPDX-License-Identifier: AGPL-3.0-or-later
# One private PostgreSQL for all tests of a run, so that not every test process starts its own.

# Lives until its standard input ends, that is until ./dev is gone, and cleans up. The server refuses to run as root.
# fsync is off: no test here outlives the machine.
keep_postgres() {
  local folder=$1 port=$2 programs=/usr/lib/postgresql/15/bin as=()
  local create=(-D "$folder/data" -U pult -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions)
  local serve=(-D "$folder/data" -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 -c fsync=off
    -c full_page_writes=off -c shared_buffers=32MB -c max_connections=400 -c deadlock_timeout=50ms -c autovacuum=off)
  trap '' INT TERM HUP
  exec 3<&0 </dev/null >"$folder/log" 2>&1
  if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chown postgres "$folder"
  fi
  cd "$folder" || return
  if "${as[@]}" $programs/initdb "${create[@]}"; then
    "${as[@]}" $programs/postgres "${serve[@]}" 3<&- &
    read -r _ <&3
    kill -QUIT $!
    wait
  fi
  rm -rf "$folder"
}

# Sets PULT_TEST_POSTGRES, which the tests look at, unless the caller has set it.
start_test_postgres() {
  [ -z "${PULT_TEST_POSTGRES:-}" ] || return 0
  local folder port tries
  folder=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)" pult-pg-XXXXXX)
  port=$((20000 + RANDOM % 10000))
  while port_is_taken $port; do port=$((port + 1)); done
  coproc TEST_POSTGRES { keep_postgres "$folder" "$port"; }
  for ((tries = 0; tries < 300; tries++)); do
    if /usr/lib/postgresql/15/bin/pg_isready -q -h 127.0.0.1 -p "$port"; then
      export PULT_TEST_POSTGRES=postgresql://pult@127.0.0.1:$port/postgres
      return 0
    fi
    sleep 0.1
  done
  stop "PostgreSQL for the tests did not start: see $folder/log"
}

stop_test_postgres() {
  [ -n "${TEST_POSTGRES_PID:-}" ] || return 0
  local pid=$TEST_POSTGRES_PID input=${TEST_POSTGRES[1]}
  exec {input}>&-
  wait "$pid" || true
  unset PULT_TEST_POSTGRES
}
