#!/usr/bin/env bash
# Fetches what the build and the tests need. Quick when everything is there; never needed twice.
set -euo pipefail
cd "$(dirname "$0")/.."

.ci/jdk.sh >/dev/null
command -v mvn >/dev/null || {
  echo "Maven is missing. Install Maven 3.8 or newer (Debian: apt-get install maven)." >&2
  exit 1
}

echo "OpenSlide: $(.ci/openslide.sh)"

# Only the tests use Python: h5py reads our feature files back.
if python=$(.ci/python.sh 2>/dev/null); then
  echo "Python for the tests: $python"
else
  echo "No Python with h5py for the tests: those that need it will be skipped."
fi

if [ ! -d api/node_modules ] || [ api/package-lock.json -nt api/node_modules ]; then
  (cd api && npm ci --silent --no-audit --no-fund && touch node_modules)
fi
