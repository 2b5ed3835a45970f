#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A minute of panning in Chromium over a synthetic slide, W × H px, under the overlay of a prediction with a tile every
# 64 µm, on a server of its own: its folder goes with it. The last line is JSON; see services/gateway/web/bench/viewer.js.
#
#   bench-viewer.sh W H SECONDS MODEL.pt JAVA...      JAVA is how a main class of the bench or of the server is run
set -euo pipefail
cd "$(dirname "$0")/.."

width=$1
height=$2
seconds=$3
model=$4
shift 4
say() { printf '%s\n' "bench-viewer: $*" >&2; }

[ -e "$model" ] || { say "there is no model $model; MODEL= names a TorchScript program"; exit 2; }
model=$(realpath "$model")
work=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT

slide() { "$@" >&2; }
mkdir "$work/slides" "$work/home"
large=$work/slides/large.tif
slide "$@" org.contextile.bench.slide.SyntheticSlideFile "$width" "$height" "$large"
training=()
for side in 3000 3256 3512 3768 4024 4280 4536 4792; do
  training+=("$work/slides/$side.tif")
  slide "$@" org.contextile.bench.slide.SyntheticSlideFile "$side" "$side" "$work/slides/$side.tif"
done

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
CONTEXTILE_HOME=$work/home CONTEXTILE_PORT=$port CONTEXTILE_INGEST_ROOTS=$work/slides \
  "$@" org.contextile.standalone.StandaloneApplication >"$work/log" 2>&1 &
server=$!
address=http://127.0.0.1:$port
for _ in $(seq 240); do
  if curl -fs -o /dev/null "$address/v1/me"; then
    break
  fi
  kill -0 "$server" 2>/dev/null || { tail -n 30 "$work/log" >&2; exit 1; }
  sleep 0.5
done

PATH="$(.ci/node.sh):$PATH"
cd services/gateway/web
prediction=$(node bench/prediction.js "$address" "$large" "$model" "${training[@]}")
say "panning over $width × $height px"
node bench/viewer.js "$address" "$prediction" "$seconds"
