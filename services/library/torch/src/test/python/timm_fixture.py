# SPDX-License-Identifier: Apache-2.0
"""A network of timm with random weights, its files in timm's Hub layout, and what it computes.

make NAME DIRECTORY  writes weights.safetensors, config.json and reference.safetensors
check DIRECTORY WEIGHTS CONFIG  loads exported files by timm and compares them with those of `make`
serve  reads such commands from standard input, a JSON array of arguments per line, and answers each
       with a line of JSON

Features are those of `num_classes=0` in evaluation mode. Of a network that gives all its tokens the
feature is the class token, or with --pool token+avg that and the mean of the patches' tokens.
"""
import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import timm
import timm.layers
import torch
from safetensors.torch import load_file, save_file
from timm.models._hub import save_config_for_hf

CLASSES = ("mlp_layer", "act_layer", "norm_layer")


def build(name, arguments, **more):
    """`timm.create_model`, with classes named by text, as a config.json must name them."""
    arguments = dict(arguments, **more)
    for key in CLASSES:
        if isinstance(arguments.get(key), str) and hasattr(timm.layers, arguments[key]):
            arguments[key] = getattr(timm.layers, arguments[key])
    return timm.create_model(name, num_classes=0, **arguments).eval()


def images(count, size, generator):
    """uint8 N×H×W×3: smooth blots under noise, so that images differ from one another."""
    blots = torch.rand(count, 3, 5, 5, generator=generator)
    smooth = torch.nn.functional.interpolate(blots, size=(size, size), mode="bicubic")
    noise = torch.rand(count, 3, size, size, generator=generator) - 0.5
    values = (smooth + 0.3 * noise).clamp(0, 1) * 255
    return values.round().to(torch.uint8).permute(0, 2, 3, 1).contiguous()


def normalised(pixels, cfg):
    mean = torch.tensor(cfg["mean"]).view(1, 3, 1, 1)
    std = torch.tensor(cfg["std"]).view(1, 3, 1, 1)
    return ((pixels.permute(0, 3, 1, 2).float() / 255 - mean) / std).contiguous()


@torch.no_grad()
def randomise(model, pixels, cfg, generator):
    """Samples all that initialisation leaves at 0 or 1, then fits batch statistics to real activations."""

    def uniform(tensor, low, high):
        tensor.copy_(torch.rand(tensor.shape, generator=generator) * (high - low) + low)

    def normal(tensor, std):
        tensor.copy_(torch.randn(tensor.shape, generator=generator) * std)

    for name, parameter in model.named_parameters():
        leaf = name.rsplit(".", 1)[-1]
        if leaf == "gamma":
            uniform(parameter, 0.1, 0.4)
        elif ".grn." in name:
            normal(parameter, 0.3)
        elif leaf in ("cls_token", "reg_token", "pos_embed"):
            normal(parameter, 0.2)
        elif leaf == "bias":
            normal(parameter, 0.05)
        elif leaf == "weight" and parameter.ndim == 1:
            uniform(parameter, 0.5, 1.5)
        elif leaf == "weight":
            fan_in = parameter[0].numel()
            normal(parameter, fan_in**-0.5)
    norms = [m for m in model.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    if norms:
        for norm in norms:
            # Half the values far from a kink: a random network otherwise blows up rounding errors
            # as no trained one does, and bfloat16 could not be told from a mistake.
            uniform(norm.weight, 0.4, 0.8)
            norm.bias += 0.5
            norm.reset_running_stats()
            norm.momentum, momentum = None, norm.momentum
            norm.train()
        several = images(8, max(128, pixels.shape[1] // 2), generator)
        model(normalised(several, cfg))
        for norm in norms:
            norm.eval()
            norm.momentum = momentum
            # A channel that hardly varies over so few pixels would be blown up elsewhere.
            norm.running_var.clamp_(min=0.25 * norm.running_var.mean().item())
            norm.num_batches_tracked.fill_(1234)


def pooled(output, prefix, pool):
    if output.ndim == 3:
        token = output[:, 0]
        return torch.cat([token, output[:, prefix:].mean(1)], 1) if pool == "token+avg" else token
    return output.mean((2, 3)) if output.ndim == 4 else output


def features_of(model, pool="token"):
    prefix = getattr(model, "num_prefix_tokens", 0)
    return lambda batch: pooled(model(batch), prefix, pool)


def truncated(model, block):
    """The same network up to a block, counted from 1. Of a convolutional one the feature is the mean
    over the block's map; a transformer's last norm stays."""
    if hasattr(model, "patch_embed"):
        model.blocks = model.blocks[:block]
        return features_of(model)
    if hasattr(model, "layer4"):
        stem = torch.nn.Sequential(model.conv1, model.bn1, model.act1, model.maxpool)
        stages = [model.layer1, model.layer2, model.layer3, model.layer4]
    elif hasattr(model, "conv_stem"):
        stem, stages = torch.nn.Sequential(model.conv_stem, model.bn1), model.blocks
    else:
        stem, stages = model.stem, model.stages

    def run(batch):
        x = stem(batch)
        left = block
        for stage in stages:
            x = getattr(stage, "downsample", torch.nn.Identity())(x) if left > 0 else x
            for b in getattr(stage, "blocks", stage):
                if left > 0:
                    x = b(x)
                left -= 1
        return x.mean((2, 3))

    return run


def gradients(model, run, batch):
    """Of mean(features²) by the first convolution, a matrix in the middle, and the last norm.

    In float64: where a ReLU's input is all but 0, float32 takes one side or the other, and gradients
    of PyTorch itself in two memory formats then differ by some thousandths."""
    named = dict(model.named_parameters())
    matrices = [n for n, p in named.items() if p.ndim > 1 and n.endswith("weight")]
    norms = [n for n, p in named.items() if p.ndim == 1 and n.endswith("weight")]
    chosen = [matrices[0], matrices[len(matrices) // 2], norms[-1]]
    model.double().zero_grad()
    with torch.enable_grad():
        run(batch.double()).square().mean().backward()
    gradients = {"gradient." + n: named[n].grad.float().contiguous() for n in chosen}
    model.zero_grad()
    model.float()
    return gradients


@torch.no_grad()
def make(options):
    arguments = json.loads(options.model_args)
    directory = Path(options.directory)
    directory.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    default = timm.get_pretrained_cfg(options.name).to_dict()
    size = options.size or default["input_size"][-1]
    attentive = options.name.startswith(("vit_", "deit_"))
    own = arguments.get("img_size", default["input_size"][-1])
    if attentive and size != own:
        arguments["img_size"] = size
    model = build(options.name, arguments)
    model.pretrained_cfg = dict(model.pretrained_cfg, num_classes=0, input_size=(3, size, size))
    cfg = model.pretrained_cfg
    pixels = images(options.images, size, generator)
    randomise(model, pixels, cfg, generator)
    save_file({n: t.contiguous() for n, t in model.state_dict().items()},
              directory / "weights.safetensors", {"format": "pt"})
    save_config_for_hf(model, directory / "config.json", model_args=arguments)

    run = features_of(model, options.pool)
    if options.after_block:
        run = truncated(model, options.after_block)
    batch = normalised(pixels, cfg)
    reference = {"pixels": pixels, "features": run(batch)}
    with torch.autocast("cpu", torch.bfloat16):
        reference["features_bf16"] = run(batch).float()
    if options.gradients:
        reference |= gradients(model, run, batch)
    if options.other_size:
        if attentive:
            other = build(options.name, dict(arguments, dynamic_img_size=True))
            other.load_state_dict(model.state_dict() if not options.after_block
                                  else load_file(directory / "weights.safetensors"))
            model = other
            run = truncated(model, options.after_block) if options.after_block \
                else features_of(model, options.pool)
        reference["pixels_other_size"] = images(1, options.other_size, generator)
        reference["features_other_size"] = run(normalised(reference["pixels_other_size"], cfg))
    if not all(t.isfinite().all() for t in reference.values() if t.is_floating_point()):
        raise SystemExit(options.name + ": not all values are finite")
    save_file({n: t.contiguous() for n, t in reference.items()}, directory / "reference.safetensors")
    features = reference["features"]
    return {"name": options.name, "dimensions": features.shape[1], "scale": features.std().item(),
            "differ": (features[0] - features[-1]).std().item()}


@torch.no_grad()
def check(options):
    config = json.loads(Path(options.config).read_text())
    directory = Path(options.directory)
    model = build(config["architecture"], config.get("model_args", {}),
                  checkpoint_path=options.weights)
    # How many batches a norm has seen is no weight: evaluation does not read it.
    original = weights_of(load_file(directory / "weights.safetensors"))
    loaded = weights_of(model.state_dict())
    differing = sorted(original.keys() ^ loaded.keys()) + [
        name for name in original.keys() & loaded.keys()
        if original[name].dtype != loaded[name].dtype or not torch.equal(original[name], loaded[name])]
    reference = load_file(directory / "reference.safetensors")
    batch = normalised(reference["pixels"], config["pretrained_cfg"])
    equal = torch.equal(features_of(model, options.pool)(batch), reference["features"])
    return {"tensors": len(original), "differing": differing[:8], "features_equal": equal}


def weights_of(state):
    return {n: t for n, t in state.items() if not n.endswith("num_batches_tracked")}


def serve(options):
    for line in sys.stdin:
        try:
            command = parser().parse_args(json.loads(line))
            answer = command.run(command)
        except (Exception, SystemExit) as e:
            answer = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(answer), flush=True)


def parser():
    parser = argparse.ArgumentParser(description=__doc__)
    modes = parser.add_subparsers(required=True)
    making = modes.add_parser("make")
    making.add_argument("name")
    making.add_argument("directory")
    making.add_argument("--model-args", default="{}", help="JSON; recorded in config.json")
    making.add_argument("--seed", type=int, default=1)
    making.add_argument("--size", type=int, default=0, help="of images; timm's own when absent")
    making.add_argument("--other-size", type=int, default=0)
    making.add_argument("--images", type=int, default=2)
    making.add_argument("--pool", choices=["token", "token+avg"], default="token")
    making.add_argument("--after-block", type=int, default=0)
    making.add_argument("--gradients", action="store_true")
    making.set_defaults(run=make)
    checking = modes.add_parser("check")
    checking.add_argument("directory")
    checking.add_argument("weights")
    checking.add_argument("config")
    checking.add_argument("--pool", choices=["token", "token+avg"], default="token")
    checking.set_defaults(run=check)
    modes.add_parser("serve").set_defaults(run=serve)
    return parser


def main():
    options = parser().parse_args()
    answer = options.run(options)
    if answer:
        print(json.dumps(answer))
    sys.exit(1 if answer and (answer.get("differing") or answer.get("features_equal") is False) else 0)


if __name__ == "__main__":
    main()
