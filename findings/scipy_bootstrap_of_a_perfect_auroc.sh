#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# SciPy 1.16.3: a bootstrap of an AUROC of 1 says nothing, and says so only in part. The percentile interval is 1 to 1 with
# a standard error of 0 and no warning, as if the value were certain, though eight patients cannot make it so; the default,
# BCa, gives NaN to NaN with a DegenerateDataWarning. So whoever chooses "percentile", as most scripts of this field do,
# prints "1.000 (1.000 to 1.000)".
#
# Seen: percentile [1, 1], no warning; BCa [nan, nan], DegenerateDataWarning. Fails when any of this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install scipy==1.16.3 numpy==2.2.6 scikit-learn==1.7.2
"$work/venv/bin/python" - <<'PYTHON'
import warnings

import numpy
import scipy
from scipy.stats import bootstrap
from sklearn.metrics import roc_auc_score

labels = numpy.array([0, 0, 0, 0, 1, 1, 1, 1])
scores = numpy.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9])
negative, positive = scores[labels == 0], scores[labels == 1]


def auroc(below, above):
    return roc_auc_score([0] * len(below) + [1] * len(above), [*below, *above])


print("SciPy", scipy.__version__)
seen = {}
for method in ("percentile", "BCa"):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        result = bootstrap(
            (negative, positive), auroc, method=method, n_resamples=200, vectorized=False, rng=numpy.random.default_rng(7)
        )
    interval = result.confidence_interval
    # Those of NumPy about the division are not what a user would understand.
    told = sorted({w.category.__name__ for w in said if w.category.__name__ == "DegenerateDataWarning"})
    print(f"{method}: {interval.low} to {interval.high}, standard error {result.standard_error}, warnings {told}")
    seen[method] = (interval.low, interval.high, told)
assert scipy.__version__ == "1.16.3"
assert seen["percentile"] == (1.0, 1.0, []), seen
assert numpy.isnan(seen["BCa"][:2]).all() and seen["BCa"][2] == ["DegenerateDataWarning"], seen
PYTHON
