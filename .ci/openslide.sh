#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Finds OpenSlide 4 or newer, or fetches it into the user's cache, and prints the library's path.
# Order: CONTEXTILE_OPENSLIDE_LIBRARY, the cache, the system's libopenslide.so.1, the openslide-bin
# wheel, and last, with a warning, the system's libopenslide.so.0 (OpenSlide 3.4).
# With --find nothing is fetched; the exit status says whether a usable library is there.
set -eu

wheel_version=4.0.1.2
cache="${XDG_CACHE_HOME:-$HOME/.cache}/contextile/openslide"

case "$(uname -s)" in
  Darwin) library=libopenslide.1.dylib ;;
  *) library=libopenslide.so.1 ;;
esac

say() { printf '%s\n' "$*" >&2; }

found() {
  printf '%s\n' "$1"
  exit 0
}

system_library() {
  {
    if command -v ldconfig >/dev/null 2>&1; then ldconfig -p; else /sbin/ldconfig -p; fi
  } 2>/dev/null | awk -v name="$1" '$1 == name { print $NF; exit }'
}

fetch() {
  command -v python3 >/dev/null 2>&1 || { say "openslide: python3 is missing, cannot fetch openslide-bin"; return 1; }
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  say "openslide: fetching openslide-bin $wheel_version"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --dest "$work" "openslide-bin==$wheel_version" >&2 || { say "openslide: the download failed"; return 1; }
  python3 - "$work" "$library" <<'PYTHON' || { say "openslide: the wheel holds no $library"; return 1; }
import glob, sys, zipfile
work, library = sys.argv[1:]
with zipfile.ZipFile(glob.glob(work + "/*.whl")[0]) as wheel:
    with open(work + "/" + library, "wb") as out:
        out.write(wheel.read("openslide_bin/" + library))
PYTHON
  mkdir -p "$cache"
  # A rename within the cache, so that a second run never sees half a library.
  cp "$work/$library" "$cache/.$library.$$"
  mv "$cache/.$library.$$" "$cache/$library"
}

if [ -n "${CONTEXTILE_OPENSLIDE_LIBRARY:-}" ]; then
  [ -r "$CONTEXTILE_OPENSLIDE_LIBRARY" ] && found "$CONTEXTILE_OPENSLIDE_LIBRARY"
  say "openslide: CONTEXTILE_OPENSLIDE_LIBRARY names no readable file: $CONTEXTILE_OPENSLIDE_LIBRARY"
  exit 1
fi

[ -s "$cache/$library" ] && found "$cache/$library"

path=$(system_library "$library" || true)
[ -n "$path" ] && found "$path"

if [ "${1:-}" != --find ] && fetch; then
  found "$cache/$library"
fi

path=$(system_library libopenslide.so.0 || true)
if [ -n "$path" ]; then
  say "openslide: WARNING: only OpenSlide 3.4 was found; DICOM slides cannot be read"
  found "$path"
fi

say "openslide: not found; run 'make setup' with access to a Python package index,"
say "openslide: or point CONTEXTILE_OPENSLIDE_LIBRARY at libopenslide"
exit 1
