# SPDX-License-Identifier: AGPL-3.0-or-later
# Debian packages by section of packages.txt, and a Node that is new enough.

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

packages_of() {
  awk -v wanted="$1" '/^\[/ {section = substr($0, 2, length($0) - 2)} section == wanted && /^[a-z0-9]/' packages.txt
}

# Servers that come with a package are wanted as programs of the tests, not as services of this machine.
install_packages() {
  local policy=/usr/sbin/policy-rc.d status=0 quiet=0
  if [ ! -e $policy ]; then
    quiet=1
    printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
    as_root chmod 755 $policy
  fi
  as_root apt-get update -q &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" || status=$?
  [ $quiet = 0 ] || as_root rm -f $policy
  [ $status = 0 ] || return $status
  local package
  for package in "$@"; do
    case $package in
      dovecot-imapd) as_root systemctl disable -q dovecot 2>/dev/null || true ;;
      postgresql-15) as_root systemctl disable -q postgresql 2>/dev/null || true ;;
    esac
  done
}

# need_packages SECTION...
need_packages() {
  local wanted have missing
  wanted=$(for section in "$@"; do packages_of "$section"; done | sort -u)
  have=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' 2>/dev/null | awk '$2 == "installed" {print $1}' | sort -u)
  missing=$(comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$have"))
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || stop "No apt-get: Pult is built with packages of Debian 12. Missing:" "$missing"
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || stop "Run this as root, or install sudo. Missing packages:" "$missing"
    sudo -v
  fi
  # shellcheck disable=SC2086
  step "Installing $(wc -w <<<"$missing") Debian packages" packages install_packages $missing
}

node_is_new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 12) ? 0 : 1)'
}

install_node() {
  local arch=x64
  [ "$(uname -m)" != aarch64 ] || arch=arm64
  npm install --prefix .tools --no-save npm@11 "node-linux-$arch@24"
}

# The system's Node where it is 22.12 or newer, otherwise Node 24 from npm in .tools.
need_node() {
  export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
  export PATH=$PWD/.tools/node_modules/.bin:$PATH
  ! node_is_new_enough || return 0
  command -v npm >/dev/null || need_packages node
  mkdir -p .tools
  step "Installing Node 24" node install_node
  hash -r
  node_is_new_enough || stop "Node $(node --version) is too old, and Node 24 does not run here: see build/logs/node.log"
}

# need_npm_packages FOLDER: as the lock file says.
need_npm_packages() {
  local folder=$1 name digest
  name=npm-${folder//\//-}
  digest=$(printf '%s\0' "$folder/package-lock.json" | digest_of_files)
  if [ -d "$folder/node_modules" ] && unchanged "$name" "$digest"; then return 0; fi
  step "Installing npm packages of $folder" "$name" npm ci --prefix "$folder"
  keep "$name" "$digest"
}
