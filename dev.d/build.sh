# SPDX-License-Identifier: AGPL-3.0-or-later
# The front end, then the server that carries it.

export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

# A translation unit of Beast takes about 1.2 GB.
compile_jobs() {
  awk -v cores="$(nproc)" '/^MemAvailable/ {n = int($2 / 1200000); print n < 1 ? 1 : n < cores ? n : cores}' \
    /proc/meminfo
}

web_sources() {
  find web openapi/pult.yaml \( -name node_modules -o -name dist -o -name tests \) -prune -o \
    -type f ! -name '*.test.ts' -print0
}

build_web() {
  need_node
  need_npm_packages web
  local digest
  digest=$(web_sources | digest_of_files)
  if [ -f web/agent/dist/index.html ] && unchanged web-dist "$digest"; then return 0; fi
  step "Building the front end" web npm run build --prefix web
  keep web-dist "$digest"
}

# configure PRESET: once; ninja repeats it when a CMake file or the set of sources changes.
configure() {
  [ -f "build/$1/build.ninja" ] || step "Configuring the $1 build" "configure-$1" cmake --preset "$1"
}

# compile PRESET LABEL [TARGET...]
compile() {
  local preset=$1 label=$2
  shift 2
  configure "$preset"
  step "$label" "build-$preset" ninja -C "build/$preset" -j "$(compile_jobs)" "$@"
}

verb_build() {
  need_packages build
  build_web
  compile release "Building the server" pult
  say "  build/release/pult"
}

verb_package() {
  verb_build >&2
  local version folder
  version=$(sed -n 's/^project(pult VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
  folder=pult-${version:-0.1.0}-$(uname -m)
  rm -rf "build/package/$folder"
  mkdir -p "build/package/$folder"
  cp README.md LICENSE "build/package/$folder/"
  objcopy --strip-debug build/release/pult "build/package/$folder/pult"
  tar -C build/package -czf "build/$folder.tar.gz" "$folder"
  say "build/$folder.tar.gz"
}
