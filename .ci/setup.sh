#!/usr/bin/env bash
# Fetches what the build and the tests need, or with the argument `build` only the former. Quick when everything is
# there; never needed twice.
set -euo pipefail
cd "$(dirname "$0")/.."

.ci/jdk.sh >/dev/null
command -v mvn >/dev/null || {
  echo "Maven is missing. Install Maven 3.8 or newer (Debian: apt-get install maven)." >&2
  exit 1
}

echo "OpenSlide: $(.ci/openslide.sh)"

# Nothing depends on it but speed.
if turbojpeg=$(.ci/turbojpeg.sh); then
  echo "libjpeg-turbo: $turbojpeg"
fi

# The web client is built by it, and the API linted.
node=$(.ci/node.sh) || {
  echo "Node.js is missing. Install Node.js 20.19 or newer with npm, or python3 with pip, by which it is fetched." >&2
  exit 1
}
export PATH="$node:$PATH"

[ "${1:-}" != build ] || exit 0

# Only the tests use Python: h5py reads our feature files back.
if python=$(.ci/python.sh 2>/dev/null); then
  echo "Python for the tests: $python"
else
  echo "No Python with h5py for the tests: those that need it will be skipped."
fi

services/gateway/web/build.sh install
if [ ! -d api/node_modules ] || [ api/package-lock.json -nt api/node_modules ]; then
  (cd api && npm ci --silent --no-audit --no-fund && touch node_modules)
fi

# The tests look at the page in a browser. Only root of a machine with apt, which a container of CI is, gets one.
if ! command -v chromium chromium-browser google-chrome >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the tests of the page ..."
    (apt-get update -q && apt-get install -q -y --no-install-recommends chromium) >/dev/null ||
      echo "Chromium could not be installed: the page will not be looked at."
  else
    echo "No Chromium: the page will not be looked at by the tests."
  fi
fi
