# SPDX-License-Identifier: Apache-2.0
"""The context predictor written a second time, in plain PyTorch: losses and gradients to compare with.

Attention is spelled out with softmax instead of the fused operator, the positions are built with
numpy, and the loss is averaged window cell by window cell.
"""
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from tensors import write

SIDE, WIDTH, HEADS, DEPTH, INPUT, OUTPUT, LAMBDA = 3, 8, 2, 2, 5, 6, 0.25
SCALE = 0.5


def positions():
    table = np.zeros((SIDE * SIDE, WIDTH))
    quarter = WIDTH // 4
    for row in range(SIDE):
        for column in range(SIDE):
            parts = []
            for value in (row, column):
                angles = [value * 10000 ** (-k / quarter) for k in range(quarter)]
                parts += [np.sin(angles), np.cos(angles)]
            table[row * SIDE + column] = np.concatenate(parts)
    return torch.tensor(table, dtype=torch.float32)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.proj = nn.Linear(WIDTH, WIDTH)

    def forward(self, x, present):
        windows, places, _ = x.shape
        q, k, v = self.qkv(x).split(WIDTH, dim=-1)
        heads = []
        for h in range(HEADS):
            part = slice(h * WIDTH // HEADS, (h + 1) * WIDTH // HEADS)
            score = q[..., part] @ k[..., part].transpose(1, 2) / (WIDTH // HEADS) ** 0.5
            score = score.masked_fill(~present[:, None, :], float("-inf"))
            heads.append(score.softmax(-1) @ v[..., part])
        return self.proj(torch.cat(heads, -1))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-6)
        self.attn = Attention()
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-6)
        self.fc1 = nn.Linear(WIDTH, 4 * WIDTH)
        self.fc2 = nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x, present):
        x = x + self.attn(self.norm1(x), present)
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))


class Predictor(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(INPUT, WIDTH)
        self.mask_token = nn.Parameter(torch.randn(1, WIDTH) * 0.3)
        self.layers = nn.ModuleList(Layer() for _ in range(DEPTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-6)
        self.head = nn.Linear(WIDTH, OUTPUT)

    def forward(self, visible, state):
        table = positions()
        rows, used = [], 0
        for window in state:
            tokens = []
            for place, kind in enumerate(window.tolist()):
                if kind == 1:
                    token = self.embed(visible[used])
                    used += 1
                else:
                    token = self.mask_token[0] if kind == 2 else torch.zeros(WIDTH)
                tokens.append(token + table[place])
            rows.append(torch.stack(tokens))
        x = torch.stack(rows)
        for layer in self.layers:
            x = layer(x, state > 0)
        return self.head(self.norm(x))


def distance(kind, prediction, target):
    if kind == "smooth_l1":
        return F.smooth_l1_loss(prediction, target)
    if kind == "cosine":
        return 1 - F.cosine_similarity(prediction, target, dim=-1).mean()
    return F.mse_loss(prediction, target)


torch.manual_seed(1)
model = Predictor()
for name, p in model.named_parameters():
    if "norm" in name:
        nn.init.normal_(p, 1.0 if name.endswith("weight") else 0.0, 0.2)
state = torch.tensor([[1, 2, 0, 1, 1, 2, 0, 1, 2], [0, 0, 0, 1, 0, 0, 0, 2, 0]])
features = torch.randn(int((state == 1).sum()), INPUT)
at_visible = torch.randn(int((state == 1).sum()), OUTPUT) * 3
at_masked = torch.randn(int((state == 2).sum()), OUTPUT) * 3
tensors = {f"weight.{n}": p.detach().clone() for n, p in model.named_parameters()}
tensors |= {"features": features, "state": state, "targets": torch.cat([at_visible, at_masked])}
for kind in ("smooth_l1", "cosine", "squared"):
    for norm in ("layer", "l2", "none"):
        model.zero_grad()
        visible = features.clone().requires_grad_()
        target = {
            "layer": lambda y: (y - y.mean(-1, keepdim=True))
            / (y.var(-1, keepdim=True, unbiased=False) + 1e-5).sqrt(),
            "l2": lambda y: y / y.norm(dim=-1, keepdim=True),
            "none": lambda y: y,
        }[norm]
        prediction = model(visible, state)
        masked = distance(kind, prediction[state == 2], target(at_masked))
        shown = distance(kind, prediction[state == 1], target(at_visible))
        loss = masked + LAMBDA * shown
        (SCALE * loss).backward()
        tensors[f"{kind}.{norm}.loss"] = torch.stack([loss, masked, shown])
        tensors[f"{kind}.{norm}.features"] = visible.grad
        if norm == "layer":
            for n, p in model.named_parameters():
                tensors[f"{kind}.{norm}.gradient.{n}"] = p.grad.clone()
tensors["prediction"] = prediction.reshape(-1, OUTPUT)
write(sys.argv[1], tensors)
