# SPDX-License-Identifier: Apache-2.0
"""Digests of slide regions, read by OpenSlide's own Python package.

Makes the fixture of RegionDigestsTest. Run in a throw-away environment:

    python3 -m venv venv && venv/bin/pip install openslide-python openslide-bin==4.0.1.2
    venv/bin/python region_digests.py DATA > ../resources/org/contextile/library/wsi/slide/region-digests.csv

DATA is the folder that the system property contextile.testdata names. A region's digest is the
SHA-256 of its RGB pixels, composited on the slide's background colour, row by row. Regions that
begin between two pixels of a coarser level are left out: OpenSlide blends the two, and
level_pixels.py has those of the level.
"""

import csv
import hashlib
import random
import sys
from pathlib import Path

import openslide
from PIL import Image

SLIDES = [
    "slides/CMU-1-Small-Region.svs",
    "slides/TCGA-CR-7395-01A-01-TS1.svs",
    "slides/cmu-1-dicom/volume-2220.dcm",
    "cohort-lung/slides/lung-002.tiff",
    "cohort-lung/slides/lung-050.tiff",
]


def digest(slide, level, x, y, width, height):
    argb = slide.read_region((x, y), level, (width, height))
    if any(argb.getchannel("A").histogram()[1:255]):
        return None  # a region over the level's edge, blended with what is outside
    colour = slide.properties.get("openslide.background-color", "ffffff")
    rgb = Image.new("RGB", argb.size, "#" + colour)
    rgb.paste(argb, (0, 0), argb)
    return hashlib.sha256(rgb.tobytes()).hexdigest()


def regions(path, name, count):
    chance = random.Random(name)
    found = []
    while len(found) < count:
        slide = openslide.OpenSlide(path)
        level = chance.randrange(slide.level_count)
        width, height = slide.level_dimensions[level]
        x = chance.randrange(-50, slide.dimensions[0])
        y = chance.randrange(-50, slide.dimensions[1])
        size = (chance.randrange(1, min(700, width)), chance.randrange(1, min(700, height)))
        downsample = slide.level_downsamples[level]
        if level and downsample == int(downsample):
            x, y = x - x % int(downsample), y - y % int(downsample)
        elif level:
            continue
        try:
            sha256 = digest(slide, level, x, y, *size)
        except openslide.OpenSlideError:
            continue  # broken tiles at the edges of the DICOM series' coarser levels
        if sha256:
            found.append((name, level, x, y, *size, sha256))
    return found


def main():
    data = Path(sys.argv[1])
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["openslide", "slide", "level", "x", "y", "width", "height", "sha256"])
    for name in SLIDES:
        for region in regions(data / name, name, 12):
            out.writerow([openslide.__library_version__, *region])


main()
