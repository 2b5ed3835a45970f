# SPDX-License-Identifier: Apache-2.0
"""A network of each family as TorchScript in every way that PyTorch has to make it, and what it computes.

Run as: python archives_fixture.py FOLDER (needs torch, timm and safetensors; any version of them).
Writes NAME-scripted.pt, NAME-traced.pt, NAME-frozen.pt and NAME.reference.safetensors with pixels (uint8 N×H×W×3) and
features, and prints a line of JSON: the version of PyTorch, and what could not be made with the reason.
"""
import json
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
warnings.filterwarnings("ignore")

import timm
import torch
from safetensors.torch import save_file

SIDE = 64
NETWORKS = {
    "resnet18": {},
    "efficientnet_b0": {},
    "vit_tiny_patch16_224": dict(img_size=SIDE, depth=2),
    "convnext_atto": dict(depths=(1, 1, 2, 1)),
    "swin_tiny_patch4_window7_224": dict(img_size=SIDE, window_size=4, embed_dim=24, depths=(1, 1, 2, 1), num_heads=(1, 2, 4, 8)),
}

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
failed = {}
for name, arguments in NETWORKS.items():
    torch.manual_seed(0)
    with timm.layers.set_scriptable(True):
        network = timm.create_model(name, num_classes=0, **arguments).eval()
    pixels = torch.randint(0, 256, (3, SIDE, SIDE, 3), dtype=torch.uint8)
    mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
    std = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
    images = (pixels.permute(0, 3, 1, 2) / 255 - mean) / std
    ways = {
        "scripted": lambda: torch.jit.script(network),
        "traced": lambda: torch.jit.trace(network, images),
        "frozen": lambda: torch.jit.freeze(torch.jit.script(network)),
    }
    for way, make in ways.items():
        try:
            torch.jit.save(make(), str(folder / f"{name}-{way}.pt"))
        except Exception as reason:
            failed[f"{name}-{way}"] = str(reason).strip().splitlines()[-1]
    with torch.no_grad():
        save_file({"pixels": pixels, "features": network(images).contiguous()}, folder / f"{name}.reference.safetensors")
print(json.dumps({"torch": torch.__version__, "timm": timm.__version__, "failed": failed}))
