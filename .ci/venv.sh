#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes, once, a Python environment in the user's cache and prints its interpreter's path; sourced by the scripts that
# say what is in it. They set: name (of the script and its folder in the cache), variable (in which the user may name an
# interpreter of his own), requirements, imports (as Python names them), note (beside the download, may be empty).
# With --find nothing is made; the exit status says whether a usable interpreter is there.

cache="${XDG_CACHE_HOME:-$HOME/.cache}/contextile/$name"
python="$cache/bin/python"

say() { printf '%s\n' "$name: $*" >&2; }

usable() {
  [ -x "$1" ] && "$1" -c "import $imports" >/dev/null 2>&1
}

complete() {
  [ "$(cat "$cache/requirements" 2>/dev/null)" = "$requirements" ] && usable "$python"
}

chosen=$(eval "printf '%s' \"\${$variable:-}\"")
if [ -n "$chosen" ]; then
  if usable "$chosen"; then
    printf '%s\n' "$chosen"
    exit 0
  fi
  say "$variable cannot import $imports: $chosen"
  exit 1
fi

if ! complete; then
  [ "${1:-}" != --find ] || exit 1
  command -v python3 >/dev/null 2>&1 || { say "python3 is missing"; exit 1; }
  say "fetching $requirements${note:+ ($note)}"
  rm -rf "$cache"
  mkdir -p "$(dirname "$cache")"
  python3 -m venv "$cache" >&2 || { say "no virtual environment could be made (Debian: python3-venv)"; exit 1; }
  # shellcheck disable=SC2086
  "$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: $requirements >&2 \
    || { say "the download failed"; exit 1; }
  printf '%s\n' "$requirements" >"$cache/requirements"
fi

printf '%s\n' "$python"
