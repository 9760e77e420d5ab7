# SPDX-License-Identifier: AGPL-3.0-or-later
# Work with a progress line: output goes to build/logs/NAME.log and is shown only when the work fails.

say() { printf '%s\n' "$@"; }

stop() {
  printf '%s\n' "$*" >&2
  exit 1
}

# What the log says last, cut to the width of the screen.
last_words() {
  tail -c 2000 "$1" 2>/dev/null | tr '\r' '\n' | sed 's/\x1b\[[0-9;]*[A-Za-z]//g' |
    awk 'NF {line = $0} END {print line}' | cut -c "1-$2"
}

# watch PID LABEL LOG: shows that PID is still at work, on a screen each second, in a file each minute.
watch_work() {
  local pid=$1 label=$2 log=$3 start=$SECONDS width=80 tick=1
  if [ -t 1 ]; then
    width=$(tput cols 2>/dev/null || echo 80)
  else
    tick=60
  fi
  while kill -0 "$pid" 2>/dev/null; do
    for ((i = 0; i < tick * 5; i++)); do
      sleep 0.2
      kill -0 "$pid" 2>/dev/null || return 0
    done
    local head="  $label, $((SECONDS - start)) s: "
    if [ -t 1 ]; then
      printf '\r\033[K%s%s' "$head" "$(last_words "$log" $((width > ${#head} ? width - ${#head} : 1)))"
    else
      say "$head$(last_words "$log" 100)"
    fi
  done
}

# attempt LABEL LOG-NAME COMMAND...: as `step`, but the caller decides what a failure means.
attempt() {
  local label=$1 log=build/logs/$2.log start=$SECONDS status=0
  shift 2
  mkdir -p build/logs
  [ -t 1 ] || say "  $label ..."
  set -m # a process group of its own, so that all of it can be ended
  "$@" >"$log" 2>&1 </dev/null &
  local pid=$!
  set +m
  local interrupted=
  trap 'interrupted=1; kill -TERM -- "-$pid" 2>/dev/null || true' INT TERM
  watch_work "$pid" "$label" "$log"
  wait "$pid" || status=$?
  trap - INT TERM
  [ -z "$interrupted" ] || exit 130
  [ ! -t 1 ] || printf '\r\033[K'
  if [ "$status" = 0 ]; then
    say "  $label: $((SECONDS - start)) s"
  else
    say "  $label: failed after $((SECONDS - start)) s; the end of $log:"
    tail -n 60 "$log" | cut -c 1-300 | sed 's/^/    /'
  fi
  return "$status"
}

step() { attempt "$@" || exit 1; }

# The digest of files and words that a result depends on. Names come on standard input, each ended by NUL.
digest_of_files() { LC_ALL=C sort -z | xargs -0r sha256sum | sha256sum | cut -d' ' -f1; }

# unchanged NAME DIGEST: was `keep NAME DIGEST` the last thing said about NAME?
unchanged() { [ "$(cat "build/stamps/$1" 2>/dev/null)" = "$2" ]; }

keep() {
  mkdir -p build/stamps
  printf '%s\n' "$2" >"build/stamps/$1"
}
