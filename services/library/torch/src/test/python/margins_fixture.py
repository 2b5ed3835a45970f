# SPDX-License-Identifier: Apache-2.0
"""Writes the AUROC by margins of large logits: .../library/evaluation/src/test/resources/org/contextile/library/evaluation/metrics/margins.json.

The margins are SciPy's, the AUROC scikit-learn's. Beside them that of the probabilities in float32, which tie at 1.
"""

import json
import sys

import numpy as np
from scipy.special import logsumexp, softmax
from sklearn.metrics import roc_auc_score

random = np.random.default_rng(20261129)
cases = []
for classes, samples, scale in [(2, 60, 1), (2, 60, 40), (3, 90, 60), (4, 80, 400)]:
    labels = np.concatenate([np.arange(classes), random.integers(0, classes, samples - classes)])
    # All samples lean to the last class, as those of an unbalanced training do.
    lean = np.arange(classes)
    logits = (scale * (random.normal(size=(samples, classes)) + np.eye(classes)[labels] + lean)).astype(np.float32)
    wide = logits.astype(np.float64)
    margins = np.stack(
        [wide[:, c] - logsumexp(np.delete(wide, c, axis=1), axis=1) for c in range(classes)], axis=1
    )
    saturated = softmax(logits, axis=1)
    cases.append(
        {
            "labels": labels.tolist(),
            "logits": wide.tolist(),
            "margins": margins.tolist(),
            "auroc": [roc_auc_score(labels == c, margins[:, c]) for c in range(classes)],
            "saturatedAuroc": [roc_auc_score(labels == c, saturated[:, c]) for c in range(classes)],
        }
    )
with open(sys.argv[1], "w") as out:
    json.dump(cases, out)
    out.write("\n")
