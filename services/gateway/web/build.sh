#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds the web client into target/app, unless what it is made of has not changed since. With the argument `install`
# only its libraries are fetched.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v npm >/dev/null || [ -x ../../../.ci/node.sh ]; then
  node=$(../../../.ci/node.sh)
  export PATH="$node:$PATH"
fi

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "Fetching the web client's libraries ..."
  npm ci --silent --no-audit --no-fund
  touch node_modules/.package-lock.json
fi
[ "${1:-}" != install ] || exit 0

sources=(src public index.html package-lock.json package.json vite.config.ts tsconfig.json ../../../api/openapi.yaml)
if [ -e target/app/index.html ] && [ -z "$(find "${sources[@]}" -newer target/app/index.html ! -name schema.d.ts -type f -print -quit)" ]; then
  exit 0
fi
output=$(npm run --silent build 2>&1) || {
  echo "$output" >&2
  exit 1
}
# The names of its files change with their content: those of before are in nobody's way, but in the archive.
rm -rf ../target/classes/static/assets
