#!/usr/bin/env bash
# deploy/run.sh: installs what is needed, builds, starts the server with a demonstration district.
#
#   deploy/run.sh                  build, play the demonstration year, keep the server running (Ctrl-C ends it)
#   deploy/run.sh --data DIR       keep the demonstration's record in DIR (default: build/demo)
#   deploy/run.sh --check          free ports, play the year, print the annual report, verify the record of the
#                                  running server, kill it with SIGKILL, restart, verify again, stop; exit 0 if all holds
#
# Both can be repeated. The demonstration is a rehearsal (演练): its people and dates are invented.
set -uo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
cd "$ROOT"
# shellcheck source=deploy/lib.sh
. deploy/lib.sh

CHECK=0
DATA=$ROOT/build/demo/record
LISTEN=127.0.0.1:7443
HTTP=127.0.0.1:7480
while [ $# -gt 0 ]; do
  case "$1" in
    --check) CHECK=1 ;;
    --data) shift; DATA=${1:?--data needs a folder} ;;
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) fail "there is no option '$1'. See deploy/run.sh --help." ;;
  esac
  shift
done

mkdir -p build
# shellcheck disable=SC2086
install_packages $BUILD_PACKAGES
build_preset release plumbline-server plumbline_cli plumbline-bench
BIN=$ROOT/build/release/bin
SERVER_PID=""
stop_server() {
  [ -n "$SERVER_PID" ] && kill "$SERVER_PID" 2>/dev/null && wait "$SERVER_PID" 2>/dev/null
  SERVER_PID=""
}
trap stop_server EXIT

# start_server LOG: waits for the ready line; sets GRPC and SERVER_HTTP.
start_server() {
  local log=$1
  "$BIN/plumbline-server" --data "$DATA" --rehearsal --profile sichuan --listen "$LISTEN" --http "$HTTP" \
    >"$log" 2>"$log.err" &
  SERVER_PID=$!
  local waited=0
  until grep -q '^ready ' "$log" 2>/dev/null; do
    kill -0 "$SERVER_PID" 2>/dev/null || { cat "$log.err" >&2; fail "the server did not start"; }
    waited=$((waited + 1))
    [ $waited -le 600 ] || fail "the server was not ready within a minute; see $log.err"
    sleep 0.1
  done
  GRPC=$(sed -n 's/^ready grpc=\([^ ]*\) .*/\1/p' "$log")
  SERVER_HTTP=$(sed -n 's/^ready .*http=//p' "$log")
}
cli() { "$BIN/plumbline" --server "$GRPC" --session-file "$WORK/sessions.json" "$@"; }
sign_in() {
  PLUMBLINE_PASSWORD=rehearsal-password cli auth sign-in --sign-in-name "$1" --quiet >/dev/null ||
    fail "signing in as $1"
}

if [ $CHECK = 1 ]; then
  WORK=$ROOT/build/check
  rm -rf "$WORK" && mkdir -p "$WORK"
  DATA=$WORK/record
  LISTEN=127.0.0.1:0
  HTTP=127.0.0.1:0
  say "Starting a rehearsing server on free ports"
  start_server "$WORK/server.log"
  say "Playing the year of a district through the public API"
  cli rehearse district-2023 || fail "the rehearsal; the step stands above"
  say "The annual report"
  sign_in chief
  cli report annual --year 2023 || fail "the annual report"
  cli report annual --year 2023 --format json >"$WORK/annual.json" || fail "the annual report as JSON"
  python3 - "$WORK/annual.json" <<'P' || fail "the figures are not those of the scenario; see build/check/annual.json"
import json, sys
a = json.load(open(sys.argv[1]))
checks = {
    "reviewed": a["reviewed"] == 37,
    "opinions_issued": a["opinions_issued"] == 37,
    "supplementary_opinions": a["supplementary_opinions"] >= 1,
    "advice_given": a["advice_given"] > 200,
    "panel.experts": a["panel"]["experts"] == 3,
    "panel.lawyers": a["panel"]["lawyers"] == 11,
    "coverage.covered": a["coverage"]["covered"] == a["coverage"]["published"] > 0,
    "coverage.uncovered": a["coverage"]["uncovered"] == [],
    "returned": a["returned"] == 5,
    "urgent": a["urgent"] == 3,
    "corrections": a["corrections"] == 2,
    "engagements.litigation": a["engagements"]["litigation"] == 18,
    "engagements.project": a["engagements"]["project"] == 3,
    "consultations": a["consultations"] == 3,
    "enforcement.reviewed": a["enforcement"]["reviewed"] == 6,
    "enforcement.with_advisor": a["enforcement"]["with_advisor"] == 4,
    "contracts_reviewed": a["contracts_reviewed"] == 2,
    "unreviewed": a["unreviewed"] == 1,
    "late_entries": a["late_entries"] >= 10,
    "timeliness": 0 < a["timeliness"]["on_time"] <= a["timeliness"]["due"],
}
for name, held in checks.items():
    if not held:
        print("wrong:", name, file=sys.stderr)
sys.exit(0 if all(checks.values()) else 1)
P
  say "The settlement list of the panel"
  cli settlement list --from-date 2023-01-01 --until-date 2023-12-31 --format json >"$WORK/settlement.json" ||
    fail "the settlement list as JSON"
  python3 - "$WORK/annual.json" "$WORK/settlement.json" <<'P' || fail "the settlement list disagrees with the annual report; see build/check/settlement.json"
import json, sys
annual, settlement = (json.load(open(path)) for path in sys.argv[1:])
signed = sum(one["advice"] + one["expert_opinions"] for one in settlement["by_person"])
sys.exit(0 if signed == annual["advice_given"] and settlement["works"] == len(settlement["lines"]) > signed else 1)
P
  say "Verifying the record of the running server"
  sign_in auditor
  cli verify --copy "$WORK/copy1" || fail "the first verification"
  say "Killing the server (SIGKILL), starting it again"
  kill -KILL "$SERVER_PID"
  wait "$SERVER_PID" 2>/dev/null
  start_server "$WORK/server2.log"
  sign_in auditor  # Another port, another entry in the session file.
  say "Verifying again"
  cli verify --copy "$WORK/copy2" || fail "the second verification"
  stop_server
  say "Verifying the stopped record itself"
  "$BIN/plumbline" verify --data "$DATA" --format json | tee "$WORK/verify.json" || fail "the stopped record"
  say "All holds. The report: build/check/annual.json"
  exit 0
fi

WORK=$ROOT/build/demo
mkdir -p "$WORK"
FRESH=0
[ -e "$DATA/LAYOUT" ] || FRESH=1
say "Starting the server"
start_server "$WORK/server.log"
if [ $FRESH = 1 ]; then
  say "Playing a district's year (2023, rehearsal)"
  cli rehearse district-2023 || fail "the rehearsal; the step stands above. Remove $DATA and run this again."
fi
sign_in chief
cli report annual --year 2023
say "The server runs at $GRPC (gRPC) and http://$SERVER_HTTP. Everybody's password is rehearsal-password."
cat <<T
Try, in another terminal:
  export PLUMBLINE_SERVER=$GRPC PLUMBLINE_PASSWORD=rehearsal-password
  $BIN/plumbline auth sign-in --sign-in-name chief
  $BIN/plumbline matter list
  $BIN/plumbline help
Ctrl-C ends the server.
T
wait "$SERVER_PID"
