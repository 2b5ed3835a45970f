#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# OpenSlide 4.0.1: whether a TIFF slide has the property openslide.quickhash-1 depends on how large its smallest level is
# in the file. The digest is made of that level's stored bytes; above 5 MiB of them it is left out, and nothing says so.
# So of the same pixels a file without a pyramid has no quickhash and one with a pyramid has, and nobody can use the
# property to know slides again unless he knows how they were written.
#
# Seen: a flat TIFF of 1024 px (3 MiB) has one; flat of 2048 px (12 MiB) has none; the same with two coarser levels has
# one. Fails when any of this changes.
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


def write(path, side, levels):
    pixels = numpy.random.default_rng(7).integers(0, 255, (side, side, 3), dtype=numpy.uint8)
    with tifffile.TiffWriter(path) as tiff:
        for level in range(levels):
            step = 2**level
            tiff.write(
                pixels[::step, ::step],
                tile=(256, 256),
                photometric="rgb",
                compression=None,
                subfiletype=1 if level else 0,
            )


print("OpenSlide", openslide.__library_version__)
seen = {}
for side, levels in ((1024, 1), (2048, 1), (2048, 3)):
    path = f"{sys.argv[1]}/{side}-{levels}.tif"
    write(path, side, levels)
    with openslide.OpenSlide(path) as slide:
        assert slide.level_count == levels, slide.level_count
        digest = slide.properties.get("openslide.quickhash-1")
        print(f"{side} px, {levels} level(s): {digest}")
        seen[side, levels] = digest is not None
assert openslide.__library_version__ == "4.0.1"
assert seen == {(1024, 1): True, (2048, 1): False, (2048, 3): True}, seen
PYTHON
