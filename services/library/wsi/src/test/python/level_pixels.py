# SPDX-License-Identifier: Apache-2.0
"""Pixels of coarse levels as they are stored, read by tifffile, which knows no level-0 coordinates.

Makes the fixture of LevelPixelsTest. Run in a throw-away environment:

    python3 -m venv venv && venv/bin/pip install tifffile==2026.3.3 imagecodecs==2026.3.6 numpy
    venv/bin/python level_pixels.py DATA > ../resources/org/contextile/library/wsi/openslide/level-pixels.csv

DATA is the folder that the system property contextile.testdata names. A region is given in pixels of
the level; its RGB is in hexadecimal, row by row. One region in three lies over a seam of stored
tiles, one at the level's last row and column.
"""

import csv
import random
import sys
from pathlib import Path

import tifffile

# (slide, level, page of the TIFF)
LEVELS = [
    ("slides/TCGA-CR-7395-01A-01-TS1.svs", 1, 2),
    ("cohort-glas/slides/glas-train-1.tif", 1, 1),
    ("../cases/thirds.tif", 1, 1),
    ("../cases/thirds.tif", 2, 2),
]
SIDE = 16


def place(chance, length, kind):
    if kind == 0 and length > 256 + SIDE:
        return 256 - chance.randrange(1, SIDE)
    if kind == 1:
        return length - SIDE
    return chance.randrange(0, length - SIDE)


def main():
    data = Path(sys.argv[1])
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["slide", "level", "x", "y", "side", "rgb"])
    for name, level, page in LEVELS:
        pixels = tifffile.imread(data / name, key=page)
        chance = random.Random(name)
        for kind in range(6):
            x = place(chance, pixels.shape[1], kind % 3)
            y = place(chance, pixels.shape[0], kind % 3)
            region = pixels[y : y + SIDE, x : x + SIDE]
            out.writerow([name, level, x, y, SIDE, region.tobytes().hex()])


main()
