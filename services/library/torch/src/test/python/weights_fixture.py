# SPDX-License-Identifier: Apache-2.0
"""Small files of weights in every format, made by PyTorch and safetensors, and what they hold.

Run as: python weights_fixture.py FOLDER (needs torch and safetensors).
"""
import pathlib
import sys
from collections import OrderedDict

import torch
from safetensors.torch import save_file
from torch import nn

from tensors import write

folder = pathlib.Path(sys.argv[1])
torch.manual_seed(0)

TYPES = {
    "f64": torch.float64,
    "f32": torch.float32,
    "f16": torch.float16,
    "bf16": torch.bfloat16,
    "i64": torch.int64,
    "i32": torch.int32,
    "i16": torch.int16,
    "i8": torch.int8,
    "u8": torch.uint8,
    "bool": torch.bool,
}
UNSIGNED = {"u16": torch.uint16, "u32": torch.uint32, "u64": torch.uint64}


def numbers(dtype):
    if dtype.is_floating_point:
        special = torch.tensor([float("inf"), -0.0, 1e-40, 65504.0])
        return torch.cat([torch.randn(2) * 10, special]).to(dtype).reshape(2, 3)
    if dtype == torch.bool:
        return torch.tensor([[True, False, True], [False, False, True]])
    info = torch.iinfo(dtype)
    return torch.tensor([[info.min, info.max, 1], [2, 3, info.max // 3]], dtype=dtype)


def views():
    """Tensors that share, skip, repeat or reorder what their storage holds."""
    base = torch.arange(24, dtype=torch.float32)
    image = torch.randn(2, 3, 2, 2).to(memory_format=torch.channels_last)
    return OrderedDict(
        scalar=torch.tensor(3.25),
        empty=torch.zeros(0, 4),
        none=torch.zeros(2, 0, 3),
        tail=base[20:],
        transposed=base.reshape(4, 6).t(),
        stepped=base[1::5],
        inner=base.reshape(2, 3, 4)[:, 1:, ::2],
        expanded=torch.tensor([[1.5], [2.5]]).expand(2, 3),
        channels_last=image,
        tied=base,
        half=torch.arange(6, dtype=torch.float16).reshape(2, 3).t(),
    )


class Block(nn.Module):
    def __init__(self, tied):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 3, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(3)
        self.tied = nn.Parameter(tied)
        self.register_buffer("order", torch.arange(3))
        self.strides = [1, 2]
        self.scale = 0.5
        self.word = "text"

    def forward(self, x):
        y = self.bn1(self.conv1(x)) * self.scale + self.tied.sum() + self.order.sum()
        return y[..., :: self.strides[0]]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.cls_token = nn.Parameter(torch.randn(1, 1, 2))
        tied = torch.randn(2)
        self.layer1 = nn.Sequential(Block(tied), nn.Conv2d(3, 2, 1))
        self.head = nn.Identity()

    def forward(self, x):
        return self.head(self.layer1(x)) + self.cls_token.sum()


def state(module):
    return OrderedDict((n, t.detach().clone()) for n, t in module.state_dict().items())


def under(prefix, tensors):
    return {prefix + name: tensor for name, tensor in tensors.items()}


expected = {}


def expect(file, tensors):
    expected.update({f"{file}/{name}": tensor for name, tensor in tensors.items()})


types = {name: numbers(dtype) for name, dtype in TYPES.items()}
unsigned = {name: numbers(dtype) for name, dtype in UNSIGNED.items()}
plain = {"scalar": torch.tensor(7.0), "empty": torch.zeros(0, 3)}
save_file({**types, **unsigned, **plain}, folder / "types.safetensors", {"format": "pt"})
expect("types.safetensors", {**types, **unsigned, **plain})

floats = {"b": torch.randn(3), "a.weight": torch.randn(2, 3), "a.bias": torch.tensor(2.0)}
save_file(floats, folder / "floats.safetensors", {"format": "pt"})
expect("floats.safetensors", floats)
save_file(floats, folder / "bare.safetensors")
expect("bare.safetensors", floats)

for file, options in {
    "types.pth": {},
    "types-protocol4.pth": {"pickle_protocol": 4},
    "types-protocol5.pth": {"pickle_protocol": 5},
    "types-legacy.pth": {"_use_new_zipfile_serialization": False},
}.items():
    torch.save(types, folder / file, **options)
    expect(file, types)
torch.save(unsigned, folder / "unsigned.pth")
expect("unsigned.pth", unsigned)
torch.serialization.set_crc32_options(False)
torch.save(types, folder / "types-without-checksums.pth")
expect("types-without-checksums.pth", types)
torch.serialization.set_crc32_options(True)

for file, options in {
    "views.pth": {},
    "views-legacy.pth": {"_use_new_zipfile_serialization": False},
}.items():
    torch.save(views(), folder / file, **options)
    torch.manual_seed(1)
    saved = torch.load(folder / file)
    expect(file, saved)

net = Net().eval()
net.layer1[1].bias = net.layer1[0].bn1.bias = nn.Parameter(torch.randn(3))
net.layer1[1] = nn.Conv2d(3, 2, 1)
optimizer = torch.optim.AdamW(net.parameters())
net(torch.randn(1, 2, 2, 2)).sum().backward()
optimizer.step()
torch.save(net.state_dict(), folder / "module.pth")
expect("module.pth", state(net))
torch.save(dict(net.named_parameters()), folder / "parameters.pth")
expect("parameters.pth", dict(net.named_parameters()))

wrapped = {f"module.backbone.{name}": tensor for name, tensor in net.state_dict().items()}
checkpoint = {
    "epoch": 3,
    "best": (0.5, None, True, 2**40, 2**80, b"bytes"),
    "device": torch.device("cpu"),
    "dtype": torch.float32,
    "size": torch.Size([1, 2]),
    "optimizer": optimizer.state_dict(),
    "student": {"other": torch.zeros(1)},
    "teacher": wrapped,
}
for file, options in {
    "checkpoint.pth": {"pickle_protocol": 4},
    "checkpoint-legacy.pth": {"_use_new_zipfile_serialization": False, "pickle_protocol": 4},
}.items():
    torch.save(checkpoint, folder / file, **options)
    expect(file, under("teacher.module.backbone.", state(net)))
    expect(file, under("student.", checkpoint["student"]))
torch.save({"model": {"state_dict": net.state_dict()}, "args": {}}, folder / "nested.pth")
expect("nested.pth", under("model.state_dict.", state(net)))

torch.jit.script(net).save(folder / "scripted.pt")
expect("scripted.pt", state(net))
torch.jit.trace(net, torch.randn(1, 2, 2, 2)).save(folder / "traced.pt")
expect("traced.pt", state(net))

write(folder / "expected.tensors", expected)
