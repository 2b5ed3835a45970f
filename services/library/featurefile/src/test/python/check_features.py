# SPDX-License-Identifier: Apache-2.0
"""Reads the feature files of FeatureFileTest with h5py and fails where a value is not the expected.

The second and the third are read as CLAM's datasets of patches and STAMP's bags read theirs; the fourth is in float16.
"""

import sys

import h5py
import numpy as np

ROWS, DIMENSION = 1000, 96

with h5py.File(sys.argv[1], "r") as file:
    assert set(file) == {"features", "coords", "unreadable", "unreadable_reasons"}, list(file)
    features, coords = file["features"], file["coords"]
    assert features.dtype == np.float32 and features.shape == (ROWS, DIMENSION), features
    assert coords.dtype == np.int64 and coords.shape == (ROWS, 2), coords
    assert features.chunks is not None and features.maxshape == (None, DIMENSION)

    row = np.arange(ROWS, dtype=np.float32)[:, None]
    column = np.arange(DIMENSION, dtype=np.float32)[None, :]
    assert np.array_equal(features[:], row + column / np.float32(128))
    assert np.array_equal(coords[:], np.stack([np.arange(ROWS) * 224, np.arange(ROWS) * 7 + 2**40], 1))
    assert np.array_equal(file["unreadable"][:], [[5, 6], [7, 8]])
    reasons = list(file["unreadable_reasons"].asstr()[:])
    assert reasons == ["tile 3, 4 of level 0 cannot be decoded: größer als gesagt", ""], reasons

    attributes = dict(coords.attrs)
    expected = {
        "name": "Präparat 1",
        "patch_size": 112,
        "patch_size_level0": 224,
        "level0_magnification": 40.0,
        "target_magnification": 20.0,
        "overlap": 0,
        "level0_width": 2016,
        "level0_height": 1984,
        "mpp": 0.5,
        "mpp_source": "override",
        "slide_digest": "aa",
        "model_digest": "bb",
        "tiling_digest": "cc",
        "precision": "bf16",
        "stored": "float32",
        "reader": "openslide/4.0.1",
        "decoder": "turbojpeg/2.1.5",
        "icc": "present",
        "software": "contextile/0.1.0 openslide/4.0.1",
        "read_level": 2,
        "read_size": 89.6,
        "input_size": 112,
        "patch_level": 1,
        "custom_downsample": 1,
    }
    assert attributes == expected, attributes
    assert isinstance(attributes["name"], str)
    vectors, corners = features[:], coords[:]

with h5py.File(sys.argv[2], "r") as file:
    attributes = file["coords"].attrs
    # CLAM reads patch_size pixels of patch_level, and takes patch_size // custom_downsample of them.
    assert (attributes["patch_level"], attributes["patch_size"], attributes["custom_downsample"]) == (0, 224, 1)
    assert np.array_equal(file["features"][:], vectors) and np.array_equal(file["coords"][:], corners)

with h5py.File(sys.argv[3], "r") as file:
    assert set(file) == {"feats", "coords"}, list(file)
    assert np.array_equal(file["feats"][:], vectors) and file["feats"].dtype == np.float32
    assert file["coords"].dtype == np.float32
    assert np.allclose(file["coords"][:], corners * 0.25, rtol=1e-6)
    expected = {
        "extractor": "uni",
        "unit": "um",
        "tile_size_um": 56.0,
        "tile_size_px": 112,
        "feat_type": "tile",
    }
    assert dict(file.attrs) == expected, dict(file.attrs)

with h5py.File(sys.argv[4], "r") as file:
    assert file["features"].dtype == np.float16, file["features"].dtype
    assert np.array_equal(file["features"][:], vectors.astype(np.float16))
    assert file["coords"].attrs["stored"] == "float16"
print("ok")
