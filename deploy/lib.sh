# deploy/lib.sh: what run.sh and test.sh share. Sourced, not run.

# Debian 12 packages. Everything the build, the tests and the letters need; nothing else is fetched,
# apart from two npm packages (proto/package-lock.json).
BUILD_PACKAGES="build-essential cmake ninja-build ccache mold pkg-config ca-certificates git
  libgrpc++-dev libgrpc-dev protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libprotoc-dev
  librocksdb-dev libabsl-dev libssl-dev libsodium-dev libboost-dev libcli11-dev nlohmann-json3-dev
  prometheus-cpp-dev libarchive-dev libpugixml-dev libxlsxwriter-dev libqpdf-dev libicu-dev libpango1.0-dev libcairo2-dev
  libgoogle-perftools-dev libgtest-dev libgmock-dev libbenchmark-dev fonts-noto-cjk fontconfig python3"
TEST_PACKAGES="golang-go golang-golang-x-mod-dev clang-14 libclang-rt-14-dev poppler-utils curl procps"

say() { printf '\n== %s\n' "$*"; }
fail() { printf '\nfailed: %s\n' "$*" >&2; exit 1; }

# Installs what is missing. Needs root (or sudo) only when something is.
install_packages() {
  local missing="" package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
      missing="$missing $package"
  done
  # Debian's own Node.js (18) does for the proto definitions; any newer one that is here does too.
  if ! command -v npm >/dev/null 2>&1; then missing="$missing nodejs npm"; fi
  [ -z "$missing" ] && return 0
  local sudo=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 ||
      fail "packages are missing and this is not root. As root run: apt-get install$missing"
    sudo=sudo
  fi
  say "Installing$(echo "$missing" | wc -w) Debian packages"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq ||
    fail "apt-get update did not work. Check the network or /etc/apt/sources.list, then run this again."
  # shellcheck disable=SC2086
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing \
    >/dev/null || fail "apt-get install did not work. Run it by hand to see why: apt-get install$missing"
}

# build_preset PRESET [TARGET...]: configures and builds, with ninja's own progress.
build_preset() {
  local preset=$1
  shift
  say "Configuring $preset"
  cmake --preset "$preset" >"$ROOT/build/$preset-configure.log" 2>&1 || {
    tail -n 30 "$ROOT/build/$preset-configure.log" >&2
    fail "cmake --preset $preset; the whole log is build/$preset-configure.log"
  }
  say "Building $preset ($(nproc) cores)"
  cmake --build "$ROOT/build/$preset" ${1:+--target "$@"} -- -k 0 ||
    fail "the $preset build; the errors stand above"
}
