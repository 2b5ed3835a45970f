# SPDX-License-Identifier: Apache-2.0
"""Writes the metrics that scikit-learn computes: src/test/resources/org/contextile/library/evaluation/metrics/scikit-learn.json."""

import json
import sys

import numpy as np
from sklearn import metrics

random = np.random.default_rng(20261123)
cases = []
for classes, samples, decimals in [(2, 11, 1), (2, 200, 3), (2, 500, 1), (3, 72, 2), (4, 150, 1), (5, 300, 12)]:
    labels = np.concatenate([np.arange(classes), random.integers(0, classes, samples - classes)])
    logits = random.normal(size=(samples, classes)) + 1.2 * np.eye(classes)[labels]
    # Few decimals make ties, whose ranks are the hard part.
    weights = np.round(np.exp(logits), decimals) + 0.1
    probabilities = weights / weights.sum(axis=1, keepdims=True)
    predictions = probabilities.argmax(axis=1)
    every = list(range(classes))
    auroc = [metrics.roc_auc_score(labels == c, probabilities[:, c]) for c in every]
    cases.append(
        {
            "labels": labels.tolist(),
            "probabilities": probabilities.tolist(),
            "auroc": auroc,
            "roc": [
                [r.tolist() for r in metrics.roc_curve(labels == c, probabilities[:, c], drop_intermediate=False)[:2]]
                for c in every[-1:]
            ][0],
            "macroAuroc": metrics.roc_auc_score(labels, probabilities, multi_class="ovr")
            if classes > 2
            else metrics.roc_auc_score(labels, probabilities[:, 1]),
            "confusion": metrics.confusion_matrix(labels, predictions, labels=every).tolist(),
            "accuracy": metrics.accuracy_score(labels, predictions),
            "balancedAccuracy": metrics.balanced_accuracy_score(labels, predictions),
            "precision": metrics.precision_score(labels, predictions, labels=every, average=None, zero_division=0).tolist(),
            "recall": metrics.recall_score(labels, predictions, labels=every, average=None, zero_division=0).tolist(),
            "f1": metrics.f1_score(labels, predictions, labels=every, average=None, zero_division=0).tolist(),
            "macroF1": metrics.f1_score(labels, predictions, labels=every, average="macro", zero_division=0),
        }
    )
with open(sys.argv[1], "w") as out:
    json.dump(cases, out)
    out.write("\n")
