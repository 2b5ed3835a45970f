# SPDX-License-Identifier: Apache-2.0
"""Runs a network of timm under eager PyTorch for as long as it is told.

Reads commands from standard input, a JSON array per line, and answers each with a line of JSON:
["load", DIRECTORY, BATCH, SIZE, THREADS, DEVICE, PRECISION] of a network that timm_fixture.py made;
["run", BATCHES] from uint8 N×H×W×3 in main memory to float32 features there.
The network runs in whichever of the two memory formats is faster, found out when it is loaded.
"""
import json
import sys
import time
from pathlib import Path

import torch

from timm_fixture import build

FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


class Throughput:
    def __init__(self, directory, batch, size, threads, device, precision):
        torch.set_num_threads(threads)
        directory = Path(directory)
        config = json.loads((directory / "config.json").read_text())
        cfg = config["pretrained_cfg"]
        self.device = torch.device(device)
        self.bf16 = precision == "bf16"
        self.model = build(config["architecture"], config.get("model_args", {}),
                           checkpoint_path=str(directory / "weights.safetensors")).to(self.device)
        generator = torch.Generator().manual_seed(1)
        self.pixels = torch.randint(0, 256, (batch, size, size, 3), dtype=torch.uint8, generator=generator)
        mean, std = (torch.tensor(cfg[key], device=self.device).view(1, 3, 1, 1) for key in ("mean", "std"))
        self.scale, self.shift = 1 / (255 * std), -mean / std

    @torch.inference_mode()
    def batch(self):
        x = self.pixels.to(self.device).permute(0, 3, 1, 2)
        x = x.to(torch.float32, memory_format=self.format).mul_(self.scale).add_(self.shift)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16):
            return self.model(x).float().cpu()

    def run(self, batches):
        start = time.perf_counter()
        for _ in range(batches):
            self.batch()
        return time.perf_counter() - start

    def settle(self):
        """Keeps the faster memory format; says how long a batch takes in each."""
        seconds = {}
        for name in FORMATS:
            self.use(name)
            self.run(1)
            seconds[name] = min(self.run(1) for _ in range(3))
        fastest = min(seconds, key=seconds.get)
        self.use(fastest)
        return {"format": fastest, "seconds": seconds, "torch": torch.__version__}

    def use(self, name):
        self.format = FORMATS[name]
        self.model = self.model.to(memory_format=self.format)


def main():
    network = None
    for line in sys.stdin:
        try:
            verb, *arguments = json.loads(line)
            if verb == "load":
                network = None
                network = Throughput(arguments[0], *map(int, arguments[1:4]), *arguments[4:])
                answer = network.settle()
            else:
                answer = {"seconds": network.run(int(arguments[0]))}
        except Exception as e:
            answer = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
