#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes, once, the Python environment that the tests check feature files and metrics with, and
# prints its interpreter's path. Order: CONTEXTILE_PYTHON, the cache, a new environment in the cache.
# With --find nothing is made; the exit status says whether a usable interpreter is there.
set -eu

requirements='numpy==2.2.6 h5py==3.14.0 scikit-learn==1.7.2'
cache="${XDG_CACHE_HOME:-$HOME/.cache}/contextile/python"
python="$cache/bin/python"

say() { printf '%s\n' "$*" >&2; }

usable() {
  [ -x "$1" ] && "$1" -c 'import numpy, h5py, sklearn' >/dev/null 2>&1
}

complete() {
  [ "$(cat "$cache/requirements" 2>/dev/null)" = "$requirements" ] && usable "$python"
}

if [ -n "${CONTEXTILE_PYTHON:-}" ]; then
  if usable "$CONTEXTILE_PYTHON"; then
    printf '%s\n' "$CONTEXTILE_PYTHON"
    exit 0
  fi
  say "python: CONTEXTILE_PYTHON cannot import numpy, h5py and sklearn: $CONTEXTILE_PYTHON"
  exit 1
fi

if ! complete; then
  [ "${1:-}" != --find ] || exit 1
  command -v python3 >/dev/null 2>&1 || { say "python: python3 is missing"; exit 1; }
  say "python: fetching $requirements"
  rm -rf "$cache"
  mkdir -p "$(dirname "$cache")"
  python3 -m venv "$cache" >&2 || { say "python: no virtual environment could be made (Debian: python3-venv)"; exit 1; }
  # shellcheck disable=SC2086
  "$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: $requirements >&2 \
    || { say "python: the download failed"; exit 1; }
  printf '%s\n' "$requirements" >"$cache/requirements"
fi

printf '%s\n' "$python"
