# SPDX-License-Identifier: Apache-2.0
"""Writes the reference of mean pooling: PyTorch 2.7.1, weights, outputs and gradients."""
import sys

import torch
from torch import nn

from tensors import write

D, L, C, N = 9, 7, 3, 11
DROPPED = 64


class MeanPooling(nn.Module):
    """The mean of ReLU embeddings through a linear classifier."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Linear(D, L)
        self.classifier = nn.Linear(L, C)

    def forward(self, x, keep=None):
        h = torch.relu(self.embedding(x))
        if keep is not None:
            h = h * keep / keep_rate
        n = len(x)
        return self.classifier(h.sum(dim=0) / n), torch.full((n,), 1 / n), torch.zeros(n), self.classifier(h)


keep_rate = 1 - DROPPED / 256
torch.manual_seed(5)
model = MeanPooling()
x = torch.randn(N, D) * 2 + 1
mean, deviation = torch.randn(D), torch.rand(D) + 0.5
noise = torch.randint(0, 256, (N, L))
rows = torch.tensor([0, 2, 3, 7, 8, 10])
weight = torch.tensor([0.5, 1.5, 1.0])
standardised = (x - mean) / deviation

tensors = {"x": x, "mean": mean, "deviation": deviation, "noise": noise, "rows": rows, "weight": weight}
tensors |= {f"weight.{name}": p for name, p in model.named_parameters()}
logits, attention, scores, tiles = model(standardised)
tensors |= {"logits": logits, "attention": attention, "scores": scores, "tiles": tiles}
for case, (features, keep, label) in {
    "whole": (standardised, noise >= DROPPED, 1),
    "sampled": (standardised[rows], noise[: len(rows)] >= DROPPED, 2),
}.items():
    model.zero_grad()
    output = model(features, keep.float())[0]
    loss = weight[label] * nn.functional.cross_entropy(output[None], torch.tensor([label]))
    loss.backward()
    tensors[f"loss.{case}"] = loss
    tensors |= {f"gradient.{case}.{name}": p.grad.clone() for name, p in model.named_parameters()}
write(sys.argv[1], tensors)
