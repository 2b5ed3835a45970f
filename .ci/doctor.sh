#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Says what this machine lacks, and how to get it: one line a thing. Changes and fetches nothing.
# Exits with 1 when something is missing that the platform cannot do without.
set -u
cd "$(dirname "$0")/.." || exit 1

required_gigabytes=4
port=${CONTEXTILE_PORT:-8080}
missing=0

report() { printf '%-8s %-10s %s\n' "$@"; }
ok() { report ok "$@"; }
warn() { report warn "$@"; }
missing() {
  report missing "$@"
  missing=$((missing + 1))
}

has() { command -v "$1" >/dev/null 2>&1; }

at_least() { # VERSION MINIMUM
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

check_platform() {
  local platform
  platform="$(uname -s) $(uname -m)"
  if [ "$platform" = "Linux x86_64" ]; then
    ok platform "$platform"
  else
    missing platform "$platform; the native libraries are built for Linux x86_64 - use such a machine, or the container images"
  fi
}

check_jdk() {
  if jdk=$(.ci/jdk.sh 2>/dev/null); then
    ok "JDK 25" "$jdk ($(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$jdk/release"))"
  else
    jdk=
    missing "JDK 25" "not found - install Temurin 25 (package temurin-25-jdk, or 'sdk install java 25-tem'), or point JAVA_HOME at a JDK 25"
  fi
}

check_maven() {
  local version
  if ! has mvn; then
    missing Maven "not found - install Maven 3.8 or newer (Debian: apt-get install maven)"
    return
  fi
  version=$(JAVA_HOME=${jdk:-${JAVA_HOME:-}} mvn --batch-mode --version 2>/dev/null \
    | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
  if [ -z "$version" ]; then
    warn Maven "$(command -v mvn) does not tell its version; 3.8 or newer is needed, and a Java to run it"
  elif at_least "$version" 3.8; then
    ok Maven "$version"
  else
    missing Maven "$version is too old - install Maven 3.8 or newer"
  fi
}

openslide_version() {
  python3 - "$1" <<'PYTHON' 2>/dev/null
import ctypes, sys
library = ctypes.CDLL(sys.argv[1])
library.openslide_get_version.restype = ctypes.c_char_p
print(library.openslide_get_version().decode())
PYTHON
}

check_openslide() {
  local library version remedy
  if ! library=$(.ci/openslide.sh --find 2>/dev/null); then
    remedy="run 'make setup', which fetches OpenSlide 4.0.1, or point CONTEXTILE_OPENSLIDE_LIBRARY at libopenslide"
    has python3 || remedy="install python3 with pip, then $remedy"
    missing OpenSlide "no version 4.0.1 or newer - $remedy"
    return
  fi
  if ! has python3; then
    version="version unknown without python3"
  elif ! version=$(openslide_version "$library"); then
    missing OpenSlide "$library cannot be loaded - remove it and run 'make setup'"
    return
  fi
  ok OpenSlide "$library ($version)"
}

check_turbojpeg() {
  local library
  if library=$(.ci/turbojpeg.sh --find 2>/dev/null); then
    ok JPEG "$library"
  else
    warn JPEG "no libturbojpeg.so.0: slides are read by OpenSlide alone, more slowly - run 'make setup', or install it (Debian: apt-get install libturbojpeg0)"
  fi
}

check_python() {
  if ! has python3; then
    warn Python "no python3; it is needed to fetch OpenSlide and for the tests that read our files with h5py (Debian: apt-get install python3-pip python3-venv)"
  elif ! python3 -m pip --version >/dev/null 2>&1; then
    warn Python "python3 has no pip, with which OpenSlide is fetched (Debian: apt-get install python3-pip python3-venv)"
  elif .ci/python.sh --find >/dev/null 2>&1; then
    ok Python "$(.ci/python.sh --find), with h5py for the tests"
  else
    warn Python "no environment with h5py yet, tests that need it are skipped - run 'make setup'"
  fi
}

check_node() {
  local folder
  if folder=$(.ci/node.sh --find 2>/dev/null); then
    ok Node "$folder ($("$folder/node" --version))"
  elif has python3 && python3 -m pip --version >/dev/null 2>&1; then
    warn Node "no version of 20.19 or newer with npm, which build the web client; the build fetches them, or install them"
  else
    missing Node "no version of 20.19 or newer with npm, which build the web client - install Node.js 20.19 or newer with npm"
  fi
}

check_port() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    missing port "$port is taken on 127.0.0.1 - end what listens there, or choose another: CONTEXTILE_PORT=9080 make run"
  else
    ok port "$port is free"
  fi
}

check_store() {
  local bucket=${CONTEXTILE_ARTIFACTS_BUCKET:-} region=${CONTEXTILE_S3_REGION:-${AWS_REGION:-}}
  local endpoint=${CONTEXTILE_S3_ENDPOINT:-${AWS_ENDPOINT_URL_S3:-${AWS_ENDPOINT_URL:-}}}
  if [ -z "$bucket" ]; then
    ok store "a directory; CONTEXTILE_ARTIFACTS_BUCKET would name a bucket of S3"
    return
  fi
  if [ -z "$endpoint$region" ]; then
    missing store "the bucket $bucket is nowhere - set AWS_REGION, or AWS_ENDPOINT_URL_S3 for a store other than AWS's"
    return
  fi
  endpoint=${endpoint:-https://s3.$region.amazonaws.com}
  local host=${endpoint#*://} port=443
  host=${host%%/*}
  case $endpoint in http://*) port=80 ;; esac
  case $host in *:*) port=${host##*:} host=${host%:*} ;; esac
  if ! (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null; then
    missing store "$endpoint, where the bucket $bucket should be, does not answer - start it, or correct the address; through a proxy it may be well"
  elif [ -z "${AWS_ACCESS_KEY_ID:-}" ] && [ ! -e "$HOME/.aws" ]; then
    warn store "the bucket $bucket at $endpoint; no credentials in AWS_ACCESS_KEY_ID or ~/.aws, so this machine needs a role"
  else
    ok store "the bucket $bucket at $endpoint"
  fi
}

check_disk() {
  local directory free
  for directory in "$PWD" "$HOME"; do
    free=$(df -Pk "$directory" 2>/dev/null | awk 'NR == 2 { print int($4 / 1048576) }')
    if [ "${free:-0}" -ge "$required_gigabytes" ]; then
      ok disk "$free GB free at $directory"
    else
      missing disk "only ${free:-0} GB free at $directory - make room: libraries and builds take $required_gigabytes GB"
    fi
  done
}

check_memory() {
  local total
  total=$(awk '/^MemTotal:/ { print int($2 / 1000000) }' /proc/meminfo 2>/dev/null)
  if [ "${total:-0}" -ge "$required_gigabytes" ]; then
    ok memory "$total GB"
  else
    missing memory "only ${total:-0} GB - training and the tests take $required_gigabytes GB"
  fi
}

check_gpu() {
  local gpu
  gpu=$(nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null | head -n 1)
  if [ -z "$gpu" ]; then
    ok GPU "none, which is well: training runs on the CPU"
  elif [ -n "${PYTORCH_LIBRARY_PATH:-}" ]; then
    ok GPU "$gpu, with libtorch from $PYTORCH_LIBRARY_PATH"
  else
    warn GPU "$gpu is not used - pip install torch==2.7.1 somewhere, then set PYTORCH_LIBRARY_PATH to its torch/lib, PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128"
  fi
}

check_chromium() {
  local browser
  for browser in chromium chromium-browser google-chrome; do
    if has "$browser"; then
      ok Chromium "$(command -v "$browser")"
      return
    fi
  done
  warn Chromium "not found, the tests of the web page are skipped (Debian: apt-get install chromium)"
}

check_platform
check_jdk
check_maven
check_openslide
check_turbojpeg
check_python
check_node
check_port
check_store
check_disk
check_memory
check_gpu
check_chromium

if [ "$missing" -gt 0 ]; then
  echo "Missing: $missing. Mend them in this order, then run 'make doctor' again."
  exit 1
fi
echo "Nothing is missing. 'make demo' shows the platform."
