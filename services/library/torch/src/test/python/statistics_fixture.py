# SPDX-License-Identifier: Apache-2.0
"""Writes what scikit-learn, SciPy and definitions in NumPy say: .../library/evaluation/src/test/resources/org/contextile/library/evaluation/metrics/statistics.json.

DeLong's variance is computed from the definition, a kernel over all pairs, and its p-value by SciPy. The band is a
bootstrap of scikit-learn's curves with NumPy's own random numbers.
"""

import json
import sys

import numpy as np
from scipy.stats import norm
from sklearn import metrics
from sklearn.calibration import calibration_curve

BINS = 15


def delong(first, second, positive):
    def kernel(scores):
        return np.where(
            scores[positive][:, None] > scores[~positive][None, :],
            1.0,
            np.where(scores[positive][:, None] == scores[~positive][None, :], 0.5, 0.0),
        )

    one, other = kernel(first), kernel(second)
    by_positive = np.cov(one.mean(axis=1), other.mean(axis=1))
    by_negative = np.cov(one.mean(axis=0), other.mean(axis=0))
    covariance = by_positive / positive.sum() + by_negative / (~positive).sum()
    contrast = np.array([1, -1])
    error = np.sqrt(contrast @ covariance @ contrast)
    z = (one.mean() - other.mean()) / error
    return {"standardError": error, "z": z, "p": 2 * norm.sf(abs(z))}


def band(scores, positive, patients, resamples=4000, steps=20):
    rows = [np.flatnonzero(patients == patient) for patient in np.unique(patients)]
    curves = []
    while len(curves) < resamples:
        sample = np.concatenate([rows[i] for i in random.integers(0, len(rows), len(rows))])
        if positive[sample].all() or not positive[sample].any():
            continue
        x, y, _ = metrics.roc_curve(positive[sample], scores[sample], drop_intermediate=False)
        # Where the curve rises straight, NumPy takes the upper end at that x, and the lower end on the way there.
        curves.append(np.interp(np.arange(steps + 1) / steps, x, y))
    return np.quantile(curves, [0.025, 0.975], axis=0).tolist()


random = np.random.default_rng(20261130)
cases = []
for classes, samples, decimals in [(2, 47, 1), (2, 211, 6), (3, 101, 1), (5, 307, 6)]:
    labels = np.concatenate([np.arange(classes), np.arange(classes), random.integers(0, classes, samples - 2 * classes)])
    truth = np.eye(classes)[labels]
    logits = random.normal(size=(samples, classes)) + 1.1 * truth
    others = 0.6 * logits + random.normal(size=(samples, classes)) + 0.3 * truth
    weights = np.round(np.exp(logits), decimals) + 0.1
    probabilities = weights / weights.sum(axis=1, keepdims=True)
    second = np.round(others[:, -1], decimals)
    positive = labels == classes - 1
    predictions = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    right = (predictions == labels).astype(int)
    accuracy, mean = calibration_curve(right, confidence, n_bins=BINS)
    edges = np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], confidence)
    counts = np.bincount(edges, minlength=BINS)
    precision, recall, _ = metrics.precision_recall_curve(positive, probabilities[:, -1])
    patients = np.arange(samples) // 2
    cases.append(
        {
            "labels": labels.tolist(),
            "probabilities": probabilities.tolist(),
            "second": second.tolist(),
            "averagePrecision": metrics.average_precision_score(positive, probabilities[:, -1]),
            "precisions": precision[::-1].tolist(),
            "recalls": recall[::-1].tolist(),
            "kappa": metrics.cohen_kappa_score(labels, predictions),
            "quadraticKappa": metrics.cohen_kappa_score(labels, predictions, weights="quadratic"),
            "brier": metrics.brier_score_loss(
                positive if classes == 2 else labels, probabilities[:, 1] if classes == 2 else probabilities
            ),
            "counts": counts[counts > 0].tolist(),
            "confidences": mean.tolist(),
            "accuracies": accuracy.tolist(),
            "calibrationError": float((counts[counts > 0] / samples * np.abs(accuracy - mean)).sum()),
            "delong": delong(probabilities[:, -1], second, positive),
            "band": band(probabilities[:, -1], positive, patients),
        }
    )
with open(sys.argv[1], "w") as out:
    json.dump(cases, out)
    out.write("\n")
