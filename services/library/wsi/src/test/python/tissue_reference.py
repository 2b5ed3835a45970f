# SPDX-License-Identifier: Apache-2.0
"""Where slides have tissue and ink, as scikit-image finds them.

Makes the fixtures of TissueReferenceTest. Run in a throw-away environment:

    python3 -m venv venv && venv/bin/pip install openslide-python openslide-bin==4.0.1.2 scikit-image==0.26.0
    venv/bin/python tissue_reference.py DATA ../resources/org/contextile/library/wsi/tissue

DATA is the folder that the system property contextile.testdata names. Writes a PNG a slide, black and white: tissue
on real slides by saturation (as HSV has it) over Otsu's threshold within 15 to 35 of 255, gaps of 40 µm closed, holes
under 10,000 µm² filled, pieces under 20,000 µm² dropped: what was taken for tissue before ink and faint stains were
seen. For the made cases the truth that they were painted from: what is not the glass's grey is ink, or tissue.
"""

import sys
from pathlib import Path

import numpy as np
import openslide
from PIL import Image
from scipy import ndimage
from skimage import color, filters, measure, morphology

REAL = {
    "slides/CMU-1-Small-Region.svs": None,
    "slides/TCGA-CR-7395-01A-01-TS1.svs": 0.25,
    "cohort-lung/slides/lung-002.tiff": None,
    "cohort-lung/slides/lung-024.tiff": None,
    "cohort-glas/slides/glas-train-1.tif": None,
    "cohort-glas/slides/glas-testB-1.tif": None,
}
CASES = ["pen.tif", "faded-15.tif", "padded-levels.tif", "white0.tif", "white1.tif"]
MASK_MPP = 8


def overview(slide, mpp, honest):
    """The level next to 8 µm, if the slide's levels can be believed, averaged by a whole factor; the edge as far as it goes."""
    level = max(i for i, d in enumerate(slide.level_downsamples) if i == 0 or honest and d * mpp <= MASK_MPP)
    mpp *= round(slide.level_downsamples[level])  # of the exact one, sides are rounded to a pixel
    factor = max(1, int(MASK_MPP / mpp + 1e-3))
    width, height = slide.level_dimensions[level]
    rgba = np.asarray(slide.read_region((0, 0), level, (width, height)), np.float64)
    alpha = rgba[..., 3:] / 255
    rgb = rgba[..., :3] * alpha + 255 * (1 - alpha)
    rows, columns = -(-height // factor), -(-width // factor)
    padded = np.full((rows * factor, columns * factor, 3), np.nan)
    padded[:height, :width] = rgb
    cells = padded.reshape(rows, factor, columns, factor, 3)
    return np.floor(np.nanmean(cells, (1, 3)) + 0.5).astype(np.uint8), mpp * factor


def mended(mask, mpp):
    side = 2 * round(40 / mpp / 2) + 1
    y, x = np.mgrid[:side, :side] - side // 2
    disk = x * x + y * y <= (side / 2) ** 2
    pad = side
    mask = morphology.closing(np.pad(mask, pad, mode="edge"), disk)[pad:-pad, pad:-pad]
    holes = measure.label(~mask, connectivity=2)
    for hole in measure.regionprops(holes):
        if hole.area * mpp * mpp < 10_000:
            mask[holes == hole.label] = True
    pieces = measure.label(mask, connectivity=2)
    for piece in measure.regionprops(pieces):
        if piece.area * mpp * mpp < 20_000:
            mask[pieces == piece.label] = False
    return mask


def real(rgb, mpp):
    saturation = np.rint(color.rgb2hsv(rgb)[..., 1] * 255).astype(np.uint8)
    smooth = ndimage.median_filter(saturation, 3, mode="nearest")
    least = np.clip(filters.threshold_otsu(smooth), 15, 35)
    return mended((smooth > least) & (rgb.max(2) >= 35), mpp)


def main(data, target):
    for name, given in REAL.items():
        slide = openslide.OpenSlide(data / name)
        rgb, mpp = overview(slide, given or float(slide.properties["openslide.mpp-x"]), True)
        Image.fromarray(real(rgb, mpp)).convert("1").save(target / (Path(name).stem + ".png"))
    for name in CASES:
        slide = openslide.OpenSlide(data.parent / "cases" / name)
        rgb, mpp = overview(slide, float(slide.properties["openslide.mpp-x"]), False)
        painted = np.abs(rgb.astype(int) - 243).max(2) > 6
        Image.fromarray(painted).convert("1").save(target / (Path(name).stem + ".png"))
        print(name, "painted %.4f" % painted.mean(), painted.shape)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
