# SPDX-License-Identifier: AGPL-3.0-or-later
# ./dev run: a desk to look at.

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_address() {
  local port
  for port in {8080..8099}; do
    port_is_taken "$port" || break
  done
  say "127.0.0.1:$port"
}

# The first agent who is an admin in the demo's list of people.
demo_sign_in() {
  tr -d '\n' <server/app/demo/people.json | grep -o '{[^{}]*"admin"[^{}]*}' | head -n 1 |
    sed -n 's/.*"email": *"\([^"]*\)".*/\1/p'
}

welcome() {
  local address=$1 data=$2
  cat <<TEXT

  Pult is at $address
TEXT
  [ ! -f "$data/demo" ] || cat <<TEXT
  Sign in as $(cat "$data/demo") with the password demo-desk-2026
TEXT
  cat <<TEXT

  A first mail:
    printf 'From: Ann <ann@example.com>\nTo: support@example.com\nSubject: Hello\n\nMy first mail.\n' | build/release/pult mail ingest --data $data

  Ctrl-C ends it; the desk stays in $data.
TEXT
}

# Passes the server's words on and answers the first "listening on" with the welcome.
announce() {
  local line data=$1
  while IFS= read -r line; do
    case $line in
      *"listening on http"*) welcome "${line##*listening on }" "$data" ;;
      *) say "$line" ;;
    esac
  done
}

verb_run() {
  local data=data listen=
  local arguments=("$@") i
  for ((i = 0; i < $#; i++)); do
    case ${arguments[i]} in
      --data) data=${arguments[i + 1]:-data} ;;
      --data=*) data=${arguments[i]#*=} ;;
      --listen | --listen=*) listen=given ;;
    esac
  done
  need_packages build
  build_web
  compile release "Building the server" pult
  if [ ! -e "$data" ]; then
    step "Loading the demo desk" demo build/release/pult demo load --data "$data"
    demo_sign_in >"$data/demo"
  fi
  [ -n "$listen" ] || arguments+=(--listen "$(free_address)")
  build/release/pult serve --data "$data" "${arguments[@]}" > >(announce "$data") &
  local server=$! status=0
  trap 'kill -TERM $server 2>/dev/null || true' INT TERM
  wait $server || status=$?
  while kill -0 $server 2>/dev/null; do wait $server || status=$?; done
  return $status
}
