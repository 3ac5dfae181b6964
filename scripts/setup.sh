#!/bin/sh
# Install what building and testing netsniff need on Debian or Ubuntu, with sudo where you are not root.
# Go itself (go.mod says which) is not among it: https://go.dev/dl has it.
# "setup.sh browser" adds Chromium (360 MB), in which HTML pages are looked at, and npm, which builds their script
# again to compare; without them those tests are skipped.
set -eu
packages='git ca-certificates make gcc libc6-dev libpcap-dev tcpdump netbase iproute2 ethtool python3 zstd zip'
[ "${1:-}" != browser ] || packages="$packages chromium"
# Node.js often comes from elsewhere and brings its npm: Debian's package conflicts with those.
[ "${1:-}" != browser ] || command -v npm >/dev/null || packages="$packages npm"

command -v apt-get >/dev/null || { echo "setup: no apt-get here; install what corresponds to: $packages" >&2; exit 1; }
missing=
for p in $packages; do
  dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
if [ -n "$missing" ]; then
  as_root=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "setup: as root, please: apt-get install$missing" >&2; exit 1; }
    as_root=sudo
  fi
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
command -v go >/dev/null || { echo "setup: Go is missing: https://go.dev/dl, or apt-get install golang" >&2; exit 1; }
echo "setup: everything is there; next: make build"
