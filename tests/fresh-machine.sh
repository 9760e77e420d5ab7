#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# tests/fresh-machine.sh FOLDER [VERB...]: a Debian 12 with nothing but git in FOLDER, a clone of this repository in it,
# and `./dev VERB...` there. Without a verb it runs `./dev run` until the desk answers, twice, and tells the times.
# Needs root, debootstrap, and the package sources and certificates of this machine, which it takes along.
set -euo pipefail
repository=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
[ $# -ge 1 ] || { sed -n '3,5s/^# //p' "$0" >&2 && exit 2; }
mkdir -p "$1"
root=$(cd "$1" && pwd)
shift

mounted=()
run=
finish() {
  [ -z "$run" ] || kill -TERM "$run" 2>/dev/null && wait "$run" || true
  local place
  for place in "${mounted[@]}"; do umount -l "$place" || true; done
}
trap finish EXIT
trap 'exit 143' INT TERM

# attach SOURCE PLACE [MOUNT-OPTION...]
attach() {
  local source=$1 place=$root$2
  shift 2
  if [ -f "$source" ]; then mkdir -p "$(dirname "$place")" && touch "$place"; else mkdir -p "$place"; fi
  mount "$@" "$source" "$place"
  mounted=("$place" "${mounted[@]}")
}

# The first source of this machine that serves Debian 12.
mirror() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk '$2 == "bookworm" {print $1; exit}'
}

if [ ! -e "$root/etc/debian_version" ]; then
  debootstrap --variant=minbase bookworm "$root" "$(mirror)"
  rm -f "$root/etc/apt/sources.list"
fi
# No services: a fresh machine would have an init, this has none.
attach proc /proc -t proc
attach tmpfs /dev/shm -t tmpfs
attach /etc/resolv.conf /etc/resolv.conf --bind
for file in /etc/apt/sources.list.d/debian.sources $(grep -ls Acquire:: /etc/apt/apt.conf.d/*) \
  /usr/share/keyrings/debian-archive-keyring.gpg "$HOME/.npmrc"; do
  [ ! -e "$file" ] || attach "$file" "$file" --bind
done

inside=(chroot "$root" env -i HOME="$HOME" TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin)
authorities=${SSL_CERT_FILE:-${NODE_EXTRA_CA_CERTS:-}}
if [ -n "$authorities" ]; then
  attach "$authorities" /run/authorities.crt --bind
  inside+=(NODE_EXTRA_CA_CERTS=/run/authorities.crt SSL_CERT_FILE=/run/authorities.crt)
fi

if [ ! -x "$root/usr/bin/git" ]; then
  "${inside[@]}" apt-get update -q
  "${inside[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends git ca-certificates
fi
rm -rf "$root/srv/pult"
git clone -q "$repository" "$root/srv/pult"

if [ $# -gt 0 ]; then
  "${inside[@]}" sh -c 'cd /srv/pult && exec ./dev "$@"' sh "$@"
  exit
fi

for start in first second; do
  began=$SECONDS
  rm -f "$root/run.log" && touch "$root/run.log"
  "${inside[@]}" sh -c 'cd /srv/pult && exec ./dev run' >"$root/run.log" 2>&1 &
  run=$!
  until grep -q 'Pult is at' "$root/run.log"; do
    kill -0 "$run" 2>/dev/null || { cat "$root/run.log" && exit 1; }
    sleep 0.5
  done
  printf '%s start: %s s\n' "$start" $((SECONDS - began))
  address=$(sed -n 's/.*Pult is at *//p' "$root/run.log")
  mail=$(sed -n 's/.*First mail *//p' "$root/run.log")
  cat "$root/run.log"
  curl -fsS "$address/health"
  curl -fsS "$address/" | grep -qi '<title>' && printf '\nthe page is served\n'
  "${inside[@]}" sh -c "cd /srv/pult && $mail"
  kill -TERM "$run"
  wait "$run" || true
  run=
done
