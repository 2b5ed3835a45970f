#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# safetensors 0.8.0: save_file of safetensors.numpy writes the bytes of an array as they lie in memory beside the shape
# that it shows. A transposed array is so stored with its elements in another order, without an error or a warning, and
# a matrix that is not square comes back scrambled rather than transposed. safetensors.torch refuses such a tensor.
#
# Seen: the transpose of [[0, 1, 2], [3, 4, 5]] is saved, and [[0, 1], [2, 3], [4, 5]] is read back; after
# numpy.ascontiguousarray the right one is. Fails when this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install safetensors==0.8.0 numpy==2.2.6
"$work/venv/bin/python" - "$work" <<'PYTHON'
import sys

import numpy
import safetensors
from safetensors.numpy import load_file, save_file

path = sys.argv[1] + "/weights.safetensors"
weight = numpy.arange(6, dtype=numpy.float32).reshape(2, 3).T
save_file({"as it is": weight, "copied": numpy.ascontiguousarray(weight)}, path)
read = load_file(path)
print("safetensors", safetensors.__version__, "numpy", numpy.__version__)
print("saved", weight.tolist())
print("read ", read["as it is"].tolist())
assert numpy.array_equal(read["copied"], weight)
assert read["as it is"].tolist() == [[0, 1], [2, 3], [4, 5]], read["as it is"]
PYTHON
