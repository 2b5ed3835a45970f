#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# scikit-learn 1.7.2 and PyTorch 2.7.1: an AUROC of probabilities is not that of the logits they were made of. In float32 a
# sigmoid (or softmax) is exactly 1 from a logit of 17 on, and a confident network's logits lie beyond: the slides tie, and
# roc_auc_score counts each tie as one half, without a warning.
#
# Seen: logits that rank all slides rightly (AUROC 1) have an AUROC of 0.5 after a sigmoid in float32; in float64 it is 1
# again. Fails when any of this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install torch==2.7.1 numpy==2.2.6 scikit-learn==1.7.2
"$work/venv/bin/python" - <<'PYTHON'
import sklearn
import torch
from sklearn.metrics import roc_auc_score

labels = [0, 0, 0, 0, 1, 1, 1, 1]
logits = torch.tensor([18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0])
seen = (
    roc_auc_score(labels, logits),
    roc_auc_score(labels, torch.sigmoid(logits)),
    roc_auc_score(labels, torch.sigmoid(logits.double())),
)
print("scikit-learn", sklearn.__version__, "PyTorch", torch.__version__)
print("AUROC of logits %s, of float32 probabilities %s, of float64 probabilities %s" % seen)
print("sigmoid(17) in float32 is", torch.sigmoid(torch.tensor(17.0)).item())
assert seen == (1.0, 0.5, 1.0), seen
assert torch.sigmoid(torch.tensor(17.0)).item() == 1.0
PYTHON
