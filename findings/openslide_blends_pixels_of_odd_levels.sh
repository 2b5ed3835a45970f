#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# OpenSlide 4.0.1: a level of a slide of odd size cannot be read by its own pixels. The level's downsample is the mean of
# both axes' ratios (2049 × 1025 px halved to 1024 × 512 px: 2.001465, the number of neither axis), level-0 coordinates
# are divided by it, and where the quotient lies between two pixels the two are blended. No whole coordinate avoids it:
# the nearest one to a pixel is off by up to a quarter of a pixel. What is blended follows p'[i] = (1 - s) p[i] + s p[i + 1]
# exactly, so that it can be taken back, to some grey levels, by running through a row from its far end.
#
# Seen: on noise, reads are off by up to 99 grey levels; taken back, by at most 3. Fails when any of this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install openslide-python==1.4.2 openslide-bin==4.0.1.2 tifffile==2025.5.10 numpy==2.2.6
"$work/venv/bin/python" - "$work" <<'PYTHON'
import sys

import numpy
import openslide
import tifffile

random = numpy.random.default_rng(1)
path = f"{sys.argv[1]}/odd.tif"
with tifffile.TiffWriter(path) as tiff:
    for level, (width, height) in enumerate([(2049, 1025), (1024, 512)]):
        pixels = random.integers(0, 256, (height, width, 3), dtype=numpy.uint8)
        tiff.write(pixels, tile=(256, 256), photometric="rgb", compression=None, subfiletype=1 if level else 0)
stored = pixels.astype(float)


def unblended(read, shift):
    """Along the first axis."""
    share = abs(shift)
    order = range(len(read) - 2, -1, -1) if shift > 0 else range(1, len(read))
    step = 1 if shift > 0 else -1
    result = read.copy()
    for i in order:
        result[i] = (read[i] - share * result[i + step]) / (1 - share)
    return result


blended = taken_back = 0
side, margin = 120, 12
with openslide.OpenSlide(path) as slide:
    downsample = slide.level_downsamples[1]
    for _ in range(60):
        x, y = int(random.integers(0, 1024 - side)), int(random.integers(0, 512 - side))
        left, top = round(x * downsample), round(y * downsample)
        read = numpy.asarray(slide.read_region((left, top), 1, (side, side)))[..., :3].astype(float)
        own = unblended(read, top / downsample - y)
        own = unblended(own.swapaxes(0, 1), left / downsample - x).swapaxes(0, 1)
        inner = slice(margin, -margin)
        true = stored[y : y + side, x : x + side][inner, inner]
        blended = max(blended, numpy.abs(read[inner, inner] - true).max())
        taken_back = max(taken_back, numpy.abs(own[inner, inner].round() - true).max())

print("OpenSlide", openslide.__library_version__, "downsample", downsample)
print(f"as read: up to {blended:.0f} grey levels off; taken back: up to {taken_back:.0f}")
assert openslide.__library_version__ == "4.0.1"
assert abs(downsample - 2.00146484375) < 1e-12, downsample
assert blended > 60 and taken_back <= 4, (blended, taken_back)
PYTHON
