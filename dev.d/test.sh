# SPDX-License-Identifier: AGPL-3.0-or-later
# Tests, with what they found counted in build/results/SUITE ("PASSED FAILED").

# count_result SUITE STATUS PASSED FAILED: a suite that failed without a failed test counts as one.
count_result() {
  local passed=${3:-0} failed=${4:-0}
  if [ "$2" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
  mkdir -p build/results
  printf '%s %s\n' "$passed" "$failed" >"build/results/$1"
  say "    $passed passed, $failed failed"
}

attribute() { grep -o "$2=\"[0-9]*\"" "$1" 2>/dev/null | head -n 1 | tr -dc 0-9; }

# In .ci/run a test that fails has a second try on its own; when that passes it is named, to be mended.
unsteady() {
  [ -s "$1" ] || return 0
  say "    passed at the second try:"
  sort -u "$1" | sed 's/^/      /' | cut -c 1-200
}

# unit_tests [PATTERN]
unit_tests() {
  local report=$PWD/build/results/unit.xml status=0 total failed skipped
  mkdir -p build/results
  rm -f "$report"
  attempt "Unit tests" unit ctest --test-dir build/test -j "$(nproc)" --output-on-failure --no-tests=error \
    --output-junit "$report" ${1:+-R "$1"} || status=1
  total=$(attribute "$report" tests) failed=$(attribute "$report" failures) skipped=$(attribute "$report" skipped)
  if [ -n "${CI:-}" ] && [ "${failed:-0}" != 0 ]; then
    cut -d: -f2 build/test/Testing/Temporary/LastTestsFailed.log >build/results/unit.unsteady
    attempt "Failed unit tests, once more" unit-again ctest --test-dir build/test --rerun-failed --output-on-failure &&
      status=0 failed=0 && unsteady build/results/unit.unsteady
  fi
  count_result unit $status $((${total:-0} - ${failed:-0} - ${skipped:-0})) "${failed:-0}"
  return $status
}

member() { grep -o "\"$2\":[0-9]*" "$1" 2>/dev/null | head -n 1 | tr -dc 0-9; }

# vitest SUITE LABEL FOLDER [PATTERN]
vitest_suite() {
  local suite=$1 label=$2 folder=$3 pattern=${4:-} report=$PWD/build/results/$1.json status=0
  mkdir -p build/results
  rm -f "$report"
  attempt "$label" "$suite" run_vitest "$folder" --passWithNoTests --reporter=default --reporter=json \
    --outputFile.json="$report" ${CI:+--retry=1} ${pattern:+"$pattern"} || status=1
  [ ! -s "$report" ] || node dev.d/unsteady.mjs "$report" >"build/results/$suite.unsteady"
  unsteady "build/results/$suite.unsteady"
  count_result "$suite" $status "$(member "$report" numPassedTests)" "$(member "$report" numFailedTests)"
  return $status
}

run_vitest() {
  cd "$1" && shift && npx --no-install vitest run "$@"
}

verb_test() {
  local name=${1:-} failed=0
  need_packages build test
  rm -rf build/results
  if [ -n "$name" ] && [ -d "server/$name" ]; then
    compile test "Building the tests of $name" "${name}_test"
    unit_tests "^$name/"
    return
  fi
  build_web
  compile test "Building server and tests"
  start_test_postgres
  unit_tests "$name" || failed=1
  vitest_suite web "Tests of the front end" web/agent "$name" || failed=1
  need_npm_packages tests/component
  PULT_BIN=$PWD/build/test/pult vitest_suite component "Component tests" tests/component "$name" || failed=1
  stop_test_postgres
  return $failed
}

need_stories() {
  need_packages build test e2e
  build_web
  compile release "Building the server" pult
  need_npm_packages tests/component # the stories use its harness
  need_npm_packages tests/e2e
}

verb_e2e() {
  need_stories
  PULT_BIN=$PWD/build/release/pult vitest_suite e2e "End-to-end stories" tests/e2e "${1:-}"
}

verb_crash() {
  local status=0
  export PULT_CRASH_MAILS=2000 PULT_CRASH_KILLS=50 PULT_CRASH_REPLIES=200
  while [ $# -ge 2 ]; do
    case $1 in
      --mails) PULT_CRASH_MAILS=$2 ;;
      --kills) PULT_CRASH_KILLS=$2 ;;
      --replies) PULT_CRASH_REPLIES=$2 ;;
      --database) export PULT_TEST_DATABASE=$2 ;;
      *) stop "./dev crash [--mails N] [--kills N] [--replies N] [--database sqlite|postgres]" ;;
    esac
    shift 2
  done
  need_stories
  rm -f build/results/crash.txt
  PULT_BIN=$PWD/build/release/pult vitest_suite crash "Crash tests" tests/e2e crash/ || status=1
  cat build/results/crash.txt
  return $status
}

verb_fuzz() {
  need_packages build test
  configure fuzz
  local wanted=${1:-} seconds=${2:-60} failed=0 source target
  for source in tests/fuzz/*_fuzz.cpp; do
    target=$(basename "$source" _fuzz.cpp)
    [ -z "$wanted" ] || [ "$wanted" = "$target" ] || continue
    compile fuzz "Building the fuzz target $target" "${target}_fuzz"
    mkdir -p "build/fuzz/found/$target" "build/fuzz/corpus/$target"
    attempt "Fuzzing $target" "fuzz-$target" "build/fuzz/tests/fuzz/${target}_fuzz" \
      -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="build/fuzz/found/$target/" \
      "build/fuzz/corpus/$target" "tests/fuzz/corpus/$target" || failed=1
  done
  return $failed
}

configure_bench() { cmake -S . -B build/release -DPULT_BENCH=ON; }

verb_bench() {
  need_packages build
  build_web
  configure release
  grep -q '^PULT_BENCH:BOOL=ON' build/release/CMakeCache.txt ||
    step "Configuring the measurements" configure-bench configure_bench
  compile release "Building the server and the measurements" pult pult_bench
  build/release/tests/bench/pult_bench "$@"
}
