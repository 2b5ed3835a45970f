#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# OpenSlide 4.0.1: of a plain tiled TIFF in JPEG (4:2:0, Q85), whole tiles that lie on its own grid cost several times what
# libjpeg-turbo takes to decode them, although the pixels are the same to the last bit. A pass over a whole level, such as
# for a pyramid or for tissue, is that much faster when the tiles are decoded by themselves; who wants OpenSlide's pixels
# loses nothing.
#
# Seen on one core: 2048 × 2048 px take OpenSlide 5.1 times as long as OpenCV, greatest difference of pixels 0.
# Fails when the pixels differ, or OpenSlide takes less than twice as long.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install openslide-python==1.4.2 openslide-bin==4.0.1.2 tifffile==2025.5.10 numpy==2.2.6 \
  imagecodecs==2025.3.30 opencv-python-headless==4.11.0.86
"$work/venv/bin/python" - "$work" <<'PYTHON'
import sys
import time

import cv2
import numpy
import openslide
import tifffile

SIDE, TILE, ROUNDS = 2048, 256, 7
random = numpy.random.default_rng(7)
smooth = cv2.resize(random.integers(60, 255, (SIDE // 8, SIDE // 8, 3), dtype=numpy.uint8), (SIDE, SIDE))
grain = random.integers(0, 12, smooth.shape, dtype=numpy.uint8)
pixels = numpy.minimum(smooth.astype(int) + grain, 255).astype(numpy.uint8)


def encoded():
    for y in range(0, SIDE, TILE):
        for x in range(0, SIDE, TILE):
            tile = cv2.cvtColor(pixels[y : y + TILE, x : x + TILE], cv2.COLOR_RGB2BGR)
            yield cv2.imencode(".jpg", tile, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()


path = f"{sys.argv[1]}/plain.tif"
tifffile.imwrite(path, encoded(), shape=pixels.shape, dtype="uint8", tile=(TILE, TILE), compression="jpeg",
                 photometric="ycbcr", subsampling=(2, 2), metadata=None)
with tifffile.TiffFile(path) as tiff:
    page = tiff.pages[0]
    assert page.jpegtables is None
    stored = []
    for at, length in zip(page.dataoffsets, page.databytecounts):
        tiff.filehandle.seek(at)
        stored.append(numpy.frombuffer(tiff.filehandle.read(length), numpy.uint8))

places = [(x, y) for y in range(0, SIDE, TILE) for x in range(0, SIDE, TILE)]
cv2.setNumThreads(1)
by_openslide, by_opencv, difference = [], [], 0
for _ in range(ROUNDS):
    with openslide.OpenSlide(path) as slide:
        assert slide.properties["openslide.vendor"] == "generic-tiff"
        start = time.process_time()
        theirs = [slide.read_region(place, 0, (TILE, TILE)) for place in places]
        by_openslide.append(time.process_time() - start)
    start = time.process_time()
    ours = [cv2.imdecode(tile, cv2.IMREAD_COLOR_RGB) for tile in stored]
    by_opencv.append(time.process_time() - start)
    for a, b in zip(theirs, ours):
        difference = max(difference, int(numpy.abs(numpy.asarray(a)[..., :3].astype(int) - b).max()))
ratio = min(by_openslide) / min(by_opencv)
print("OpenSlide", openslide.__library_version__, "OpenCV", cv2.__version__)
print(f"OpenSlide {min(by_openslide):.3f} s, OpenCV {min(by_opencv):.3f} s: {ratio:.1f} times; greatest difference {difference}")
assert openslide.__library_version__ == "4.0.1"
assert difference == 0, difference
assert ratio >= 2, ratio
PYTHON
