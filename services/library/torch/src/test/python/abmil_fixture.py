# SPDX-License-Identifier: Apache-2.0
"""Writes the reference of gated-attention ABMIL: PyTorch 2.7.1, weights, outputs and gradients."""
import sys

import torch
from torch import nn

from tensors import write

D, L, A, C, N = 9, 7, 5, 3, 11
DROPPED = 64


class Abmil(nn.Module):
    """Ilse, Tomczak and Welling 2018, equations 7 and 9, after a linear embedding."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Linear(D, L)
        self.attention_v = nn.Linear(L, A)
        self.attention_u = nn.Linear(L, A)
        self.attention_w = nn.Linear(A, 1)
        self.classifier = nn.Linear(L, C)

    def forward(self, x, keep=None):
        h = torch.relu(self.embedding(x))
        if keep is not None:
            h = h * keep / keep_rate
        scores = self.attention_w(torch.tanh(self.attention_v(h)) * torch.sigmoid(self.attention_u(h)))
        attention = torch.softmax(scores, dim=0)
        bag = (attention * h).sum(dim=0)
        return self.classifier(bag), attention[:, 0], scores[:, 0], self.classifier(h)


keep_rate = 1 - DROPPED / 256
torch.manual_seed(3)
model = Abmil()
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
