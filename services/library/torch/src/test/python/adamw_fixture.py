# SPDX-License-Identifier: Apache-2.0
"""Writes the reference run of AdamW: PyTorch 2.7.1, fused, two groups, clipped gradients."""
import sys

import torch

from tensors import write

torch.manual_seed(7)
shapes = [(4, 3, 3, 3), (5, 7), (7,), ()]
parameters = [torch.nn.Parameter(torch.randn(s)) for s in shapes]
tensors = {f"start.{i}": p.detach().clone() for i, p in enumerate(parameters)}
groups = [
    {"params": parameters[:2], "lr": 1e-2, "weight_decay": 0.05},
    {"params": parameters[2:], "lr": 3e-3, "weight_decay": 0.0},
]
optimiser = torch.optim.AdamW(groups, fused=True)
norms = []
for step in range(6):
    optimiser.zero_grad()
    for i, p in enumerate(parameters):
        p.grad = torch.randn(p.shape) * (0.01 if step % 2 else 1.0)
        tensors[f"gradient.{step}.{i}"] = p.grad.clone()
    norms.append(torch.nn.utils.clip_grad_norm_(parameters, 1.0))
    optimiser.step()
tensors["norms"] = torch.stack(norms)
for i, p in enumerate(parameters):
    tensors[f"end.{i}"] = p.detach()
write(sys.argv[1], tensors)
