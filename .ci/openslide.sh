#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Finds OpenSlide 4.0.1 or newer, or fetches it into the user's cache, and prints the library's path.
# Order: CONTEXTILE_OPENSLIDE_LIBRARY, the cache, the system's libopenslide.so.1, the openslide-bin
# wheel. An older one is passed over: crafted files can make it write outside its memory, and 4.0.0
# swaps the X and Y resolution of DICOM.
# With --find nothing is fetched; the exit status says whether a usable library is there.
set -eu

wheel_version=4.0.1.2
oldest=4.0.1
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

# What a library says of itself; nothing where python3 is missing or the library cannot be loaded.
version_of() {
  python3 - "$1" 2>/dev/null <<'PYTHON' || true
import ctypes, sys
library = ctypes.CDLL(sys.argv[1])
library.openslide_get_version.restype = ctypes.c_char_p
print(library.openslide_get_version().decode())
PYTHON
}

# Without python3 nobody can tell; the Java side looks again before it reads a slide.
new_enough() {
  command -v python3 >/dev/null 2>&1 || return 0
  version=$(version_of "$1")
  [ -n "$version" ] || { say "openslide: $1 cannot be loaded"; return 1; }
  [ "$(printf '%s\n%s\n' "$oldest" "$version" | sort -V | head -n 1)" = "$oldest" ] && return 0
  say "openslide: $1 is $version; $oldest or newer is needed"
  return 1
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
  if [ ! -r "$CONTEXTILE_OPENSLIDE_LIBRARY" ]; then
    say "openslide: CONTEXTILE_OPENSLIDE_LIBRARY names no readable file: $CONTEXTILE_OPENSLIDE_LIBRARY"
    exit 1
  fi
  new_enough "$CONTEXTILE_OPENSLIDE_LIBRARY" || exit 1
  found "$CONTEXTILE_OPENSLIDE_LIBRARY"
fi

[ -s "$cache/$library" ] && new_enough "$cache/$library" && found "$cache/$library"

path=$(system_library "$library" || true)
[ -n "$path" ] && new_enough "$path" && found "$path"

if [ "${1:-}" != --find ] && fetch; then
  found "$cache/$library"
fi

say "openslide: no OpenSlide $oldest or newer; run 'make setup' with access to a Python package index,"
say "openslide: or point CONTEXTILE_OPENSLIDE_LIBRARY at libopenslide"
exit 1
