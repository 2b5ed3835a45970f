#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Finds libjpeg-turbo's TurboJPEG library, or fetches it into the user's cache, and prints its path. Stored JPEG tiles
# are read by it; without it everything goes through OpenSlide, more slowly. Order: CONTEXTILE_TURBOJPEG_LIBRARY, the
# cache, the system's libturbojpeg.so.0, Debian's or Ubuntu's package taken apart (no root needed), the turbojpeg wheel.
# With --find nothing is fetched; the exit status says whether a usable library is there.
set -eu

wheel_version=0.0.2
library=libturbojpeg.so.0
cache="${XDG_CACHE_HOME:-$HOME/.cache}/contextile/turbojpeg"

say() { printf '%s\n' "turbojpeg: $*" >&2; }

found() {
  printf '%s\n' "$1"
  exit 0
}

system_library() {
  {
    if command -v ldconfig >/dev/null 2>&1; then ldconfig -p; else /sbin/ldconfig -p; fi
  } 2>/dev/null | awk -v name="$1" '$1 == name { print $NF; exit }'
}

# Without python3 nobody can tell; the Java side looks again.
usable() {
  command -v python3 >/dev/null 2>&1 || return 0
  python3 - "$1" 2>/dev/null <<'PYTHON'
import ctypes, sys
ctypes.CDLL(sys.argv[1]).tjGetErrorStr2
PYTHON
}

keep() { # FILE
  usable "$1" || { say "what was fetched cannot be loaded here"; return 1; }
  mkdir -p "$cache"
  # A rename within the cache, so that a second run never sees half a library.
  cp "$1" "$cache/.$library.$$"
  mv "$cache/.$library.$$" "$cache/$library"
}

from_debian() { # FOLDER
  command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || return 1
  mkdir "$1/deb"
  (
    cd "$1/deb"
    apt-get download -q libturbojpeg0 || apt-get download -q libturbojpeg
    dpkg-deb -x libturbojpeg*.deb .
  ) >/dev/null 2>&1 || return 1
  file=$(find "$1/deb" -name "$library" | head -n 1)
  [ -n "$file" ] && keep "$file"
}

from_wheel() { # FOLDER
  command -v python3 >/dev/null 2>&1 || { say "python3 is missing, cannot fetch the wheel"; return 1; }
  # Any Python's wheel will do: the library in it knows none.
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 \
    --dest "$1" "turbojpeg==$wheel_version" >&2 || { say "the download failed"; return 1; }
  python3 - "$1" "$library" <<'PYTHON' || { say "the wheel holds no $library"; return 1; }
import glob, sys, zipfile
work, library = sys.argv[1:]
with zipfile.ZipFile(glob.glob(work + "/turbojpeg-*.whl")[0]) as wheel:
    name = next(n for n in wheel.namelist() if "/libturbojpeg" in n and ".so.0" in n)
    with open(work + "/" + library, "wb") as out:
        out.write(wheel.read(name))
PYTHON
  keep "$1/$library"
}

fetch() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  say "fetching libjpeg-turbo"
  from_debian "$work" || from_wheel "$work"
}

if [ -n "${CONTEXTILE_TURBOJPEG_LIBRARY:-}" ]; then
  if [ "$CONTEXTILE_TURBOJPEG_LIBRARY" = none ]; then
    say "CONTEXTILE_TURBOJPEG_LIBRARY says to do without"
    exit 1
  fi
  if ! [ -r "$CONTEXTILE_TURBOJPEG_LIBRARY" ] || ! usable "$CONTEXTILE_TURBOJPEG_LIBRARY"; then
    say "CONTEXTILE_TURBOJPEG_LIBRARY names no usable library: $CONTEXTILE_TURBOJPEG_LIBRARY"
    exit 1
  fi
  found "$CONTEXTILE_TURBOJPEG_LIBRARY"
fi

[ -s "$cache/$library" ] && usable "$cache/$library" && found "$cache/$library"

path=$(system_library "$library" || true)
[ -n "$path" ] && usable "$path" && found "$path"

if [ "${1:-}" != --find ] && fetch; then
  found "$cache/$library"
fi

say "no $library of libjpeg-turbo 2.0 or newer; install Debian's libturbojpeg0, run 'make setup' with access to packages,"
say "or point CONTEXTILE_TURBOJPEG_LIBRARY at one; until then stored JPEG tiles are read by OpenSlide, more slowly"
exit 1
