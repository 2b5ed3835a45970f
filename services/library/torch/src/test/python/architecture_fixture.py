# SPDX-License-Identifier: Apache-2.0
"""Miniatures of timm's networks with random weights, and what they compute.

usage: architecture_fixture.py DIRECTORY

Of each network NAME it writes NAME.safetensors, as a laboratory would bring it, with timm's
config.json among the metadata, and NAME.reference.safetensors: pixels (uint8 N×H×W×3), features in
float32 and under bfloat16 autocast, features cut after a block, features of another image size, and
of one network of each architecture some gradients of mean(features²).
"""
import json
import sys
from pathlib import Path

import timm
import torch
from safetensors.torch import save_file
from timm.models import efficientnet

from timm_fixture import build, features_of, gradients, images, normalised, randomise, truncated

SIZE = 48
RESNET = {"channels": [16, 16, 16, 24]}
VIT = {"embed_dim": 32, "depth": 2, "num_heads": 2, "patch_size": 8, "img_size": SIZE}
CONVNEXT = {"dims": [16, 20, 24, 32], "depths": [1, 2, 1, 1]}

# name: (architecture, model_args, cut after block, another image size, gradients, element type)
NETWORKS = {
    "resnet-basic": ("resnet18", RESNET | {"layers": [2, 1, 1, 1]}, 3, 59, True, torch.float16),
    "resnet-bottleneck": (
        "resnet50",
        {"channels": [16, 16, 16, 16], "layers": [1, 2, 1, 1]}, 4, 59, True, torch.float16),
    "vit-token": ("vit_tiny_patch16_224", VIT, 1, 64, False, torch.bfloat16),
    "vit-average": (
        "vit_tiny_patch16_224",
        VIT | {"class_token": False, "global_pool": "avg", "mlp_layer": "SwiGLU"},
        1, 64, False, torch.bfloat16),
    "vit-registers": (
        "vit_tiny_patch16_224",
        VIT | {"reg_tokens": 3, "no_embed_class": True, "init_values": 0.1, "mlp_ratio": 5.33334,
               "mlp_layer": "SwiGLUPacked", "act_layer": "silu"},
        1, 64, True, torch.bfloat16),
    "vit-normed": (
        "vit_base_patch16_clip_224",
        VIT | {"qk_norm": True, "act_layer": "QuickGELU"},
        1, 64, False, torch.bfloat16),
    "efficientnet": (
        "efficientnet_b0",
        {"channel_multiplier": 0.1, "depth_multiplier": 0.26}, 5, 59, False, torch.float16),
    "efficientnet-same": (
        "tf_efficientnetv2_b0",
        {"channel_multiplier": 0.1, "depth_multiplier": 0.25}, 3, 59, True, torch.float32),
    "efficientnet-lite": (
        "tf_efficientnet_lite0",
        {"channel_multiplier": 0.05, "depth_multiplier": 0.26}, 4, 59, True, torch.float16),
    "convnext": ("convnext_tiny", CONVNEXT, 3, 59, False, torch.float16),
    "convnext-norm-first": ("convnext_tiny_hnf", CONVNEXT, 1, 59, False, torch.float16),
    "convnextv2": ("convnextv2_atto", CONVNEXT, 2, 59, True, torch.float16),
}


def network(architecture, arguments):
    """timm fixes the multipliers of its EfficientNets by their names; its generators take them."""
    if "channel_multiplier" not in arguments:
        return build(architecture, arguments)
    same = {"bn_eps": 1e-3, "pad_type": "same"} if architecture.startswith("tf_") else {}
    generator = (efficientnet._gen_efficientnetv2_base if "v2_b" in architecture
                 else efficientnet._gen_efficientnet_lite if "lite" in architecture
                 else efficientnet._gen_efficientnet)
    return generator(architecture, num_classes=0, **arguments, **same).eval()


@torch.no_grad()
def write(directory, name, architecture, arguments, block, other_size, wants_gradients, dtype):
    torch.manual_seed(1)
    generator = torch.Generator().manual_seed(1)
    cfg = timm.get_pretrained_cfg(architecture).to_dict()
    cfg = {"mean": cfg["mean"], "std": cfg["std"], "input_size": [3, SIZE, SIZE],
           "interpolation": cfg["interpolation"]}
    model = network(architecture, arguments)
    pixels = images(2, SIZE, generator)
    randomise(model, pixels, cfg, generator)
    # What is stored is what is computed with.
    weights = {n: t.to(dtype) if t.is_floating_point() else t for n, t in model.state_dict().items()}
    model.load_state_dict(weights)
    config = {"architecture": architecture, "num_classes": 0, "num_features": model.num_features,
              "model_args": arguments, "pretrained_cfg": cfg}
    save_file({n: t.contiguous() for n, t in weights.items()}, directory / f"{name}.safetensors",
              {"format": "pt", "config": json.dumps(config)})

    run = features_of(model)
    batch = normalised(pixels, cfg)
    features = run(batch)
    reference = {"pixels": pixels, "features": features}
    with torch.autocast("cpu", torch.bfloat16):
        reference["features_bf16"] = run(batch).float()
    if wants_gradients:
        reference |= gradients(model, run, batch)
    other = images(1, other_size, generator)
    reference["pixels_other_size"] = other
    dynamic = model
    if architecture.startswith("vit_"):
        dynamic = network(architecture, dict(arguments, dynamic_img_size=True))
        dynamic.load_state_dict(model.state_dict())
    reference["features_other_size"] = features_of(dynamic)(normalised(other, cfg))
    reference[f"features_after_{block}"] = truncated(model, block)(batch)
    save_file({n: t.contiguous() for n, t in reference.items()},
              directory / f"{name}.reference.safetensors", {"format": "pt"})
    for file in directory.glob("*.safetensors"):
        file.chmod(0o644)
    difference = (features[0] - features[1]).std() / features.std()
    print(f"{name}: {features.shape[1]} features, images differ by {difference:.2f} of their scale")
    assert difference > 0.05 and all(t.isfinite().all() for t in reference.values())


if __name__ == "__main__":
    for name, settings in NETWORKS.items():
        write(Path(sys.argv[1]), name, *settings)
