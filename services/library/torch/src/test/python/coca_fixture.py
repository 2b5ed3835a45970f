# SPDX-License-Identifier: Apache-2.0
"""A miniature of CoCa's vision tower as CONCH has it, and what it computes.

usage: coca_fixture.py DIRECTORY

The tower is timm's vision transformer, whose tokens one learned query attends to (PyTorch's
MultiheadAttention between layer norms). Writes coca.safetensors, with tensors of the parts for text
beside it and a configuration among the metadata, and coca.reference.safetensors: pixels (uint8
N×H×W×3), features in float32 and under bfloat16 autocast.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from timm.models.vision_transformer import VisionTransformer

from timm_fixture import images, normalised

SIZE, PATCH, WIDTH, POOLED, HEADS = 48, 8, 32, 24, 4
CLIP = {"mean": (0.48145466, 0.4578275, 0.40821073), "std": (0.26862954, 0.26130258, 0.27577711)}
TRUNK = {"embed_dim": WIDTH, "depth": 2, "num_heads": 2, "patch_size": PATCH}


class Pooler(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.query = torch.nn.Parameter(torch.empty(1, POOLED))
        self.attn = torch.nn.MultiheadAttention(POOLED, HEADS, kdim=WIDTH, vdim=WIDTH, batch_first=True)
        self.ln_q = torch.nn.LayerNorm(POOLED)
        self.ln_k = torch.nn.LayerNorm(WIDTH)

    def forward(self, tokens):
        keys = self.ln_k(tokens)
        queries = self.ln_q(self.query).expand(len(tokens), 1, POOLED)
        return self.attn(queries, keys, keys, need_weights=False)[0]


class Tower(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = VisionTransformer(img_size=SIZE, num_classes=0, **TRUNK)
        self.attn_pool_contrast = Pooler()
        self.ln_contrast = torch.nn.LayerNorm(POOLED)

    def forward(self, batch):
        return self.ln_contrast(self.attn_pool_contrast(self.trunk.forward_features(batch))[:, 0])


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(11)
    tower = Tower().eval()
    for name, parameter in tower.named_parameters():
        values = torch.randn(parameter.shape, generator=generator)
        norm = parameter.dim() == 1 and name.endswith("weight")
        parameter.data = 1 + 0.2 * values if norm else values * (parameter.shape[-1] ** -0.5)
    pixels = images(3, SIZE, generator)
    batch = normalised(pixels, CLIP)
    with torch.inference_mode():
        features = tower(batch)
        with torch.autocast("cpu", torch.bfloat16):
            bf16 = tower(batch).float()
    tensors = {"visual." + name: tensor for name, tensor in tower.state_dict().items()}
    tensors |= {"visual.proj_contrast": torch.zeros(POOLED, POOLED), "logit_scale": torch.zeros(()),
                "visual.ln_caption.weight": torch.zeros(POOLED), "visual.attn_pool_caption.query": torch.zeros(4, POOLED),
                "text.positional_embedding": torch.zeros(4, 8), "text_decoder.ln_final.bias": torch.zeros(8)}
    config = {"architecture": "vit_base_patch16_224",
              "model_args": TRUNK | {"global_pool": "coca", "attn_pool_dim": POOLED, "attn_pool_heads": HEADS},
              "pretrained_cfg": {"input_size": [3, SIZE, SIZE]} | CLIP}
    save_file(tensors, directory / "coca.safetensors", {"config": json.dumps(config)})
    save_file({"pixels": pixels, "features": features, "features_bf16": bf16},
              directory / "coca.reference.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
