# SPDX-License-Identifier: AGPL-3.0-or-later
# ./dev run: a desk to look at.

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_address() {
  local port
  for port in {8400..8419}; do
    port_is_taken "$port" || break
  done
  say "127.0.0.1:$port"
}

# load_demo DATA: leaves the words for signing in beside the desk, for the next start.
load_demo() {
  if ! attempt "Loading the demo desk" demo build/release/pult demo load --data "$1"; then
    rm -rf "$1"
    exit 1
  fi
  sed -n 's/.*sign in as //p' build/logs/demo.log >"$1/demo-sign-in.txt"
}

first_mail="printf 'From: ann@example.com\\nTo: support@demo.example\\nSubject: Hello\\n\\nA first mail.\\n'"

# welcome ADDRESS DATA
welcome() {
  say "" "  Pult is at   $1"
  [ ! -f "$2/demo-sign-in.txt" ] || say "  Sign in as   $(cat "$2/demo-sign-in.txt")"
  say "  First mail   $first_mail | build/release/pult mail ingest --data $2"
  say "" "  Ctrl-C ends it; the desk stays in $2."
}

# Passes the server's words on and answers "listening on" with the welcome.
announce() {
  local line
  while IFS= read -r line; do
    case $line in
      *"listening on http"*) welcome "${line##*listening on }" "$1" ;;
      *) say "$line" ;;
    esac
  done
}

verb_run() {
  local arguments=("$@") data='' listen='' i
  for ((i = 0; i < $#; i++)); do
    case ${arguments[i]} in
      --data) data=${arguments[i + 1]:-} ;;
      --data=*) data=${arguments[i]#*=} ;;
      --listen | --listen=*) listen=given ;;
    esac
  done
  need_packages build
  build_web
  compile release "Building the server" pult
  [ -n "$data" ] || { data=data && arguments+=(--data data); }
  [ -n "$listen" ] || arguments+=(--listen "$(free_address)")
  [ -e "$data" ] || load_demo "$data"
  build/release/pult serve "${arguments[@]}" > >(announce "$data") &
  local server=$! status=0
  trap 'kill -TERM "$server" 2>/dev/null || true' INT TERM
  wait "$server" || status=$?
  while kill -0 "$server" 2>/dev/null; do
    status=0
    wait "$server" || status=$?
  done
  return "$status"
}
