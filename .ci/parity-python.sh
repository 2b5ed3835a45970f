#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes, once, the Python environment with PyTorch and timm that our networks are compared with, and
# prints its interpreter's path. Order: CONTEXTILE_PARITY_PYTHON, the cache, a new environment in the cache.
# With --find nothing is made; the exit status says whether a usable interpreter is there.
set -eu

requirements='torch==2.7.1 torchvision==0.22.1 timm==1.0.22 safetensors==0.8.0'
cache="${XDG_CACHE_HOME:-$HOME/.cache}/contextile/parity-python"
python="$cache/bin/python"

say() { printf '%s\n' "$*" >&2; }

usable() {
  [ -x "$1" ] && "$1" -c 'import torch, timm, safetensors.torch' >/dev/null 2>&1
}

whole() {
  [ "$(cat "$cache/requirements" 2>/dev/null)" = "$requirements" ] && usable "$python"
}

if [ -n "${CONTEXTILE_PARITY_PYTHON:-}" ]; then
  if usable "$CONTEXTILE_PARITY_PYTHON"; then
    printf '%s\n' "$CONTEXTILE_PARITY_PYTHON"
    exit 0
  fi
  say "parity-python: CONTEXTILE_PARITY_PYTHON cannot import torch, timm and safetensors: $CONTEXTILE_PARITY_PYTHON"
  exit 1
fi

if ! whole; then
  [ "${1:-}" != --find ] || exit 1
  command -v python3 >/dev/null 2>&1 || { say "parity-python: python3 is missing"; exit 1; }
  say "parity-python: fetching $requirements (some gigabytes)"
  rm -rf "$cache"
  mkdir -p "$(dirname "$cache")"
  python3 -m venv "$cache" >&2 || { say "parity-python: no virtual environment could be made (Debian: python3-venv)"; exit 1; }
  # shellcheck disable=SC2086
  "$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: $requirements >&2 \
    || { say "parity-python: the download failed"; exit 1; }
  printf '%s\n' "$requirements" >"$cache/requirements"
fi

printf '%s\n' "$python"
