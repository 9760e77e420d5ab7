# SPDX-License-Identifier: AGPL-3.0-or-later
# One private PostgreSQL for all tests of a run, so that not every test process starts its own.

# Lives until its standard input ends, that is until ./dev is gone, and cleans up. The server refuses to run as root.
# fsync is off: no test here outlives the machine.
keep_postgres() {
  local folder=$1 port=$2 programs=/usr/lib/postgresql/15/bin as=()
  local create=(-D "$folder/data" -U pult -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions)
  local serve=(-D "$folder/data" -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 -c fsync=off
    -c full_page_writes=off -c shared_buffers=32MB -c max_wal_size=128MB -c max_connections=400
    -c deadlock_timeout=50ms -c autovacuum=off)
  trap '' INT TERM HUP
  exec 3<&0 </dev/null >"$folder/log" 2>&1
  if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chown postgres "$folder"
  fi
  cd "$folder" || return
  if "${as[@]}" $programs/initdb "${create[@]}"; then
    "${as[@]}" $programs/postgres "${serve[@]}" 3<&- &
    read -r _ <&3 || true # ends without a line
    kill -QUIT $! || true
    wait || true
  fi
  rm -rf "$folder"
}

# Memory where there is plenty: a fresh database is seven megabytes in many small files.
roomy_folder() {
  local available
  available=$(awk '/^MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo 2>/dev/null)
  if [ "${available:-0}" -ge 8 ] && [ -w /dev/shm ]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi
}

# What servers left that were killed together with their keepers.
remove_dead_postgres() {
  local folder pid
  for folder in {/dev/shm,"${TMPDIR:-/tmp}"}/pult-pg-*; do
    [ -n "$(find "$folder" -maxdepth 0 -user postgres -mmin +2 2>/dev/null)" ] || continue
    pid=$(head -n 1 "$folder/data/postmaster.pid" 2>/dev/null) || pid=
    { [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; } || rm -rf "$folder"
  done
}

# Sets PULT_TEST_POSTGRES, which the tests look at, unless the caller has set it.
start_test_postgres() {
  [ -z "${PULT_TEST_POSTGRES:-}" ] || return 0
  local folder port tries
  remove_dead_postgres
  folder=$(mktemp -d -p "$(roomy_folder)" pult-pg-XXXXXX)
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
