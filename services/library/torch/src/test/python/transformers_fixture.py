# SPDX-License-Identifier: Apache-2.0
"""Miniatures of the vision transformers of Hugging Face's transformers, and what they compute.

usage: transformers_fixture.py DIRECTORY      (needs transformers beside PyTorch; written with 4.57.1)

Of each network NAME it writes NAME.safetensors with the library's config.json among the metadata, and
NAME.reference.safetensors: pixels (uint8 N×H×W×3) and features, the class token behind the last norm.
`dinov2-own` holds the tensors of `dinov2-registers` by the names of DINOv2's own code.
"""
import re
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import (Dinov2Config, Dinov2Model, Dinov2WithRegistersConfig, Dinov2WithRegistersModel, ViTConfig,
                          ViTModel)

from timm_fixture import images, normalised

SIZE = 48
IMAGENET = {"mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)}
SHAPE = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "patch_size": 8, "image_size": SIZE}
OWN = [(r"^embeddings\.(cls_token|register_tokens|mask_token)$", r"\1"),
       (r"^embeddings\.position_embeddings$", "pos_embed"),
       (r"^embeddings\.patch_embeddings\.projection\.", "patch_embed.proj."),
       (r"^encoder\.layer\.", "blocks."), (r"\.layer_scale(\d)\.lambda1$", r".ls\1.gamma"),
       (r"\.attention\.output\.dense\.", ".attn.proj."), (r"\.mlp\.weights_in\.", ".mlp.w12."),
       (r"\.mlp\.weights_out\.", ".mlp.w3."), (r"^layernorm\.", "norm.")]


def networks():
    yield "hf-vit", ViTModel(ViTConfig(**SHAPE, intermediate_size=72, hidden_act="gelu"))
    yield "hf-dinov2", Dinov2Model(Dinov2Config(**SHAPE, mlp_ratio=3))
    yield "hf-dinov2-registers", Dinov2WithRegistersModel(Dinov2WithRegistersConfig(
        **SHAPE, num_register_tokens=3, use_swiglu_ffn=True, mlp_ratio=4))


def randomise(model, generator):
    for parameter in model.parameters():
        values = torch.randn(parameter.shape, generator=generator) * 0.1
        parameter.data = values if parameter.dim() > 1 else values + 0.5


def own_names(tensors):
    """DINOv2's names; queries, keys and values are one matrix there."""
    renamed = {}
    for name, tensor in tensors.items():
        for pattern, other in OWN:
            name = re.sub(pattern, other, name)
        renamed[name] = tensor
    for name in [name for name in renamed if ".attention.attention.query." in name]:
        parts = [renamed.pop(name.replace(".query.", f".{part}.")) for part in ("query", "key", "value")]
        renamed[name.replace("attention.attention.query", "attn.qkv")] = torch.cat(parts)
    return renamed


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    for name, model in networks():
        model.eval()
        generator = torch.Generator().manual_seed(7)
        randomise(model, generator)
        pixels = images(2, SIZE, generator)
        with torch.inference_mode():
            features = model(normalised(pixels, IMAGENET)).last_hidden_state[:, 0]
        tensors = {key: tensor.contiguous() for key, tensor in model.state_dict().items()}
        config = {"config": model.config.to_json_string(use_diff=False)}
        reference = {"pixels": pixels, "features": features.contiguous()}
        save(directory, name, tensors, config, reference)
        if "registers" in name:
            save(directory, "dinov2-own", own_names(tensors), config, reference)


def save(directory, name, tensors, metadata, reference):
    save_file(tensors, directory / f"{name}.safetensors", metadata)
    save_file(reference, directory / f"{name}.reference.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
