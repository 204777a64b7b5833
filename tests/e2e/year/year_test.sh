#!/usr/bin/env bash
# The real server plays a district's year; a foreign verifier checks the log that it serves; SIGKILL loses
# nothing that was answered; SIGTERM ends with exit 0; the stopped record equals its rebuild.
#
#   year_test.sh BIN FOREIGN_VERIFY_SH
set -u
BIN=$1
FOREIGN=$2
WORK=$(mktemp -d)
SERVER=""
cleanup() { [ -n "$SERVER" ] && kill -KILL "$SERVER" 2>/dev/null; wait 2>/dev/null; rm -rf "$WORK"; }
trap cleanup EXIT
die() { echo "FAILED: $*" >&2; cat "$WORK"/*.err 2>/dev/null | tail -20 >&2; exit 1; }

start() {
  "$BIN/plumbline-server" --data "$WORK/record" --rehearsal --profile sichuan --listen 127.0.0.1:0 \
    --http 127.0.0.1:0 >"$WORK/$1.out" 2>"$WORK/$1.err" &
  SERVER=$!
  for _ in $(seq 1200); do
    grep -q '^ready ' "$WORK/$1.out" && break
    kill -0 "$SERVER" 2>/dev/null || die "the server ended before it was ready"
    sleep 0.05
  done
  GRPC=$(sed -n 's/^ready grpc=\([^ ]*\) .*/\1/p' "$WORK/$1.out")
  HTTP=$(sed -n 's/^ready .*http=//p' "$WORK/$1.out")
  [ -n "$GRPC" ] || die "no ready line"
}
cli() { "$BIN/plumbline" --server "$GRPC" --session-file "$WORK/sessions.json" --lang en-US "$@"; }

start first
[ "$(stat -c %a "$WORK/record.key")" = 600 ] || die "the key file is not 0600"
cli rehearse district-2023 --quiet || die "the rehearsal"
[ "$(curl -fsS "http://$HTTP/healthz")" = ok ] || die "healthz"
curl -fsS "http://$HTTP/metrics" >"$WORK/metrics" && grep -q '^plumbline_record_entries' "$WORK/metrics" || die "metrics"
VKEY=$(curl -fsS "http://$HTTP/vkey") || die "vkey"
bash "$FOREIGN" "http://$HTTP" -vkey "$VKEY" || die "the foreign verifier refused the log"

# A refusal with all gates unmet arrives readable.
export PLUMBLINE_PASSWORD=rehearsal-password
cli auth sign-in --sign-in-name fgj-handler --quiet >/dev/null || die "sign-in"
GOV=$(cli organization list --format json --all | python3 -c '
import json, sys
print([o["name"] for o in json.load(sys.stdin)["organizations"] if o["kind"] == "ORGANIZATION_KIND_GOVERNMENT" and o["eligible_issuer"]][0])')
MATTER=$(cli matter create --title "一件新的办法" --kind normative-document --issuer "$GOV" --format json |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["matter"]["name"])') || die "create"
printf '第一条 为了规范，制定本办法。\n' >"$WORK/draft.txt"
FILE=$(cli file upload "$WORK/draft.txt" --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["name"])') || die "upload"
cli matter add-draft "$MATTER" --purpose for-review --file "$FILE" >/dev/null || die "add-draft"
cli matter submit "$MATTER" >"$WORK/refused.txt" 2>&1 && die "an empty package was accepted"
for GATE in G-INTERNAL-REVIEW G-EVALUATED G-COMMENT; do
  grep -q "$GATE" "$WORK/refused.txt" || die "the refusal does not name $GATE: $(cat "$WORK/refused.txt")"
done

# A file whose bytes are not what its name says is refused, however often it is sent.
printf '%%PDF-1.7' >"$WORK/wrong.docx"
for _ in 1 2; do
  cli file upload "$WORK/wrong.docx" >"$WORK/wrong.txt" 2>&1 && die "a PDF passed for a DOCX"
  grep -q DOCX "$WORK/wrong.txt" || die "the refusal of the file does not say why: $(cat "$WORK/wrong.txt")"
done

# Wrong passwords are refused, then slowed down.
for _ in 1 2 3 4 5 6; do
  PLUMBLINE_PASSWORD=wrong cli auth sign-in --sign-in-name fgj-head --format json >>"$WORK/attempts.txt" 2>&1
done
grep -q CREDENTIALS_WRONG "$WORK/attempts.txt" || die "a wrong password: $(cat "$WORK/attempts.txt")"
grep -q ATTEMPTS_EXCEEDED "$WORK/attempts.txt" || die "passwords can be guessed: $(cat "$WORK/attempts.txt")"

# The year's draw can be repeated by whoever sees the matter.
cli auth sign-in --sign-in-name section --quiet >/dev/null || die "sign-in of the section head"
DRAW=""
for NAME in $(cli matter list --format json --all | grep -Eo '"name": ?"matters/[^"/]*"' | cut -d'"' -f4); do
  DRAW=$(cli draw list "$NAME" --format json | grep -Eo '"name": ?"matters/[^"]*/draws/[^"]*"' | head -n 1 | cut -d'"' -f4)
  [ -n "$DRAW" ] && break
done
[ -n "$DRAW" ] || die "the year has no draw"
curl -fsS "http://$HTTP/checkpoint" >"$WORK/checkpoint"
cli draw verify "$DRAW" --checkpoint "$WORK/checkpoint" --vkey "$VKEY" >"$WORK/draw.txt" || die "draw verify: $(cat "$WORK/draw.txt")"
sed 's/^[0-9][0-9]*$/7/' "$WORK/checkpoint" >"$WORK/forged"
cli draw verify "$DRAW" --checkpoint "$WORK/forged" --vkey "$VKEY" >/dev/null 2>&1 && die "a forged checkpoint was taken"

# An old ledger: what is doubtful is listed, and the same file is taken once.
cli auth sign-in --sign-in-name office1 --quiet >/dev/null || die "sign-in of the office"
printf '标题,文号,发布日期\n关于甲的通知,金府发〔2019〕1号,2019-03-05\n没有日期的,金府发〔2019〕3号,\n' >"$WORK/ledger.csv"
cli document import "$WORK/ledger.csv" --organization "$GOV" --format json >"$WORK/import.json" || die "import"
grep -Eq '"imported": ?1[,}]' "$WORK/import.json" || die "import: $(cat "$WORK/import.json")"
cli document import "$WORK/ledger.csv" --organization "$GOV" >"$WORK/again.txt" || die "import again"
[ "$(cli document list --year 2019 --format json | grep -Eo '"name": ?"documents/' | wc -l)" = 1 ] || die "a ledger was taken twice"
cli auth sign-in --sign-in-name fgj-handler --quiet >/dev/null || die "sign-in"

# Killed: every answered command is there afterwards.
kill -KILL "$SERVER"
wait "$SERVER" 2>/dev/null
start second
cli auth sign-in --sign-in-name fgj-handler --quiet >/dev/null || die "sign-in after the restart"
cli matter get "$MATTER" --format json | grep -q '一件新的办法' || die "an answered command was lost"
cli report annual --year 2023 >/dev/null 2>&1 && die "a drafting department read the bureau's report"
kill -TERM "$SERVER"
wait "$SERVER"
[ $? = 0 ] || die "SIGTERM did not end with exit 0"
SERVER=""
find "$WORK/record" -type f -exec sha256sum {} + | sort >"$WORK/before"
"$BIN/plumbline" verify --data "$WORK/record" --format json >"$WORK/verify.json" || die "verify: $(cat "$WORK/verify.json")"
find "$WORK/record" -type f -exec sha256sum {} + | sort >"$WORK/after"
cmp "$WORK/before" "$WORK/after" || die "verify changed a byte"
python3 -c '
import json, sys
report = json.load(open(sys.argv[1]))
assert report["ok"] and report["entries"] > 1500 and report["first_bad"] is None, report
assert report["access_lines"] > 0 and report["access_days"] > 0, report' "$WORK/verify.json" || die "the report"
echo "1 passed"
