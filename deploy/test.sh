#!/usr/bin/env bash
# deploy/test.sh: everything that CI does, on a fresh Debian 12 or on a machine where it ran before.
#
#   deploy/test.sh            every test once: rooms, engine and storage with sanitizers, fuzz targets, then the
#                             product as a user runs it with the tests that need it whole
#   deploy/test.sh dev        the debug build and every test without sanitizers, as one works on it
#   deploy/test.sh sanitizers fuzz           any of the parts by name: dev sanitizers fuzz release
#
# The last line counts: `N passed, N failed`.
set -uo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
cd "$ROOT"
# shellcheck source=deploy/lib.sh
. deploy/lib.sh
case "${1:-}" in
  -h | --help) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
PARTS=${*:-sanitizers fuzz release}
for PART in $PARTS; do
  case "$PART" in
    dev | sanitizers | fuzz | release) ;;
    *) fail "there is no part '$PART'. Parts: dev sanitizers fuzz release." ;;
  esac
done
mkdir -p build
# shellcheck disable=SC2086
install_packages $BUILD_PACKAGES $TEST_PACKAGES

PASSED=0
FAILED=0
# Runs ctest in a build folder and adds its counts.
run_tests() {
  local preset=$1
  shift
  say "Testing $preset"
  local log=build/$preset-tests.log
  ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j 2 "$@" 2>&1 | tee "$log"
  local line
  line=$(grep -E '^[0-9]+% tests passed, [0-9]+ tests failed out of [0-9]+' "$log" | tail -n 1)
  [ -n "$line" ] || { FAILED=$((FAILED + 1)); return; }
  local failed total
  failed=$(echo "$line" | sed -E 's/.* passed, ([0-9]+) tests failed.*/\1/')
  total=$(echo "$line" | sed -E 's/.*out of ([0-9]+).*/\1/')
  PASSED=$((PASSED + total - failed))
  FAILED=$((FAILED + failed))
}
step() {  # A part that is one command: counts as one test.
  if "$@"; then PASSED=$((PASSED + 1)); else FAILED=$((FAILED + 1)); fi
}

for PART in $PARTS; do
  case "$PART" in
    dev)
      ( build_preset dev ) || { FAILED=$((FAILED + 1)); continue; }
      run_tests dev
      ;;
    sanitizers)
      for PRESET in asan tsan; do
        ( build_preset $PRESET plumbline_tests ) || { FAILED=$((FAILED + 1)); continue; }
        run_tests $PRESET
      done
      ;;
    fuzz)
      ( build_preset fuzz plumbline_tests ) || { FAILED=$((FAILED + 1)); continue; }
      run_tests fuzz -L fuzz-smoke
      ;;
    release)
      say "The product, as a user runs it"
      step deploy/run.sh --check
      ( build_preset release plumbline_product_tests ) || { FAILED=$((FAILED + 1)); continue; }
      run_tests release -L product
      ;;
  esac
done

printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
[ "$FAILED" = 0 ] && [ "$PASSED" -gt 0 ]
