#!/bin/sh
# Builds the foreign verifier with Debian's Go packages, without a network, and runs it.
#   verify.sh URL-or-directory [-vkey KEY] ...      checks a whole log
#   verify.sh -proof FILE -leaf HEX -vkey KEY       checks one .tlog-proof
# Prints one JSON object; exit code 0 when everything agrees, 1 when not, 2 when it cannot run.
# PLUMBLINE_FOREIGN_OUT names the directory for the program (default: build/foreign).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${PLUMBLINE_FOREIGN_OUT:-$(cd "$here/../../.." && pwd)/build/foreign}
packages=/usr/share/gocode
go=${GO:-go}
command -v "$go" >/dev/null 2>&1 || {
  echo "Expected Go. Run: apt-get install golang-go golang-golang-x-mod-dev" >&2; exit 2; }
[ -d "$packages/src/golang.org/x/mod/sumdb/tlog" ] || {
  echo "Expected Go's sumdb packages. Run: apt-get install golang-golang-x-mod-dev" >&2; exit 2; }
mkdir -p "$out"
# GOPATH mode: Debian's packages are a source tree, not modules, and nothing may be downloaded.
GO111MODULE=off GOPATH="$packages" GOFLAGS= GOTOOLCHAIN=local GOPROXY=off CGO_ENABLED=0 \
  GOCACHE="${GOCACHE:-$out/cache}" "$go" build -o "$out/foreign.$$" \
  "$here/main.go" "$here/source.go" "$here/log.go" "$here/proof.go" >&2 || exit 2
mv "$out/foreign.$$" "$out/foreign"  # In one step: another run may be using it.
url=
case "${1:-}" in -*) ;; ?*) url=$1; shift ;; esac
exec "$out/foreign" "$@" ${url:+"$url"}
