#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# h5py 3.16.0 with HDF5 2.0: of a file written with libver="latest", compressed datasets have a layout message of a
# version that HDF5 1.14, which h5py 3.14.0 and most installed readers have, does not know. The file opens and its names
# are listed, the plain dataset beside it is read, and the compressed one cannot be opened. Without libver, or with
# libver="v114", both can.
#
# Seen: features in chunks of rows with gzip, as extractors of patches write them, and without. Fails when this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for version in 3.16.0 3.14.0; do
  python3 -m venv "$work/$version"
  "$work/$version/bin/pip" -q install "h5py==$version" numpy==2.2.6
done
"$work/3.16.0/bin/python" - "$work" <<'PYTHON'
import sys

import h5py
import numpy

print("written by h5py", h5py.__version__, "HDF5", h5py.version.hdf5_version)
for libver in (None, "v114", "latest"):
    with h5py.File(f"{sys.argv[1]}/{libver}.h5", "w", libver=libver) as file:
        for name, compression in (("packed", "gzip"), ("plain", None)):
            file.create_dataset(
                name,
                data=numpy.ones((64, 8), "float32"),
                chunks=(16, 8),
                maxshape=(None, 8),
                compression=compression,
            )
PYTHON
"$work/3.14.0/bin/python" - "$work" <<'PYTHON'
import sys

import h5py

print("read by h5py", h5py.__version__, "HDF5", h5py.version.hdf5_version)
seen = {}
for libver in (None, "v114", "latest"):
    with h5py.File(f"{sys.argv[1]}/{libver}.h5", "r") as file:
        assert list(file) == ["packed", "plain"]
        assert file["plain"][:].sum() == 512
        try:
            seen[libver] = bool(file["packed"][:].sum() == 512)
        except (KeyError, OSError) as error:
            seen[libver] = False
            print(f"libver={libver}: {error}")
print("compressed datasets read:", seen)
assert seen == {None: True, "v114": True, "latest": False}, seen
PYTHON
