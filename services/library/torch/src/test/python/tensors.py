# SPDX-License-Identifier: Apache-2.0
"""Fixture files: a line per tensor, holding its name, its shape and its float32 values in base64."""
import base64

import torch


def write(path, tensors):
    with open(path, "w", encoding="ascii") as out:
        for name, tensor in tensors.items():
            values = tensor.detach().to(torch.float32).contiguous().numpy().astype("<f4").tobytes()
            shape = ",".join(str(n) for n in tensor.shape) or "-"
            out.write(f"{name} {shape} {base64.b64encode(values).decode()}\n")
