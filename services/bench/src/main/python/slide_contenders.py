# SPDX-License-Identifier: Apache-2.0
"""Reads patches of a slide, and extracts their features, as one does it in Python.

Reads commands from standard input, a JSON array per line, and answers each with a line of JSON:
["fastslide", SLIDE, SIDE, PLACES, CACHE_MIB] reads squares of level 0 by fastslide, in one thread, on a slide opened anew;
["extract", SLIDE, SIDE, PATCH, PLACES, WEIGHTS, BATCH, WORKERS] reads squares of SIDE px of level 0 by
openslide-python in WORKERS processes of PyTorch's DataLoader, brings them to PATCH px, and runs TorchScript on batches.
PLACES is a file with x and y of one patch a line. The answer is {"seconds": ...}; the slide's opening and the start of
workers count, as they do for every slide.
"""
import json
import sys
import time

import fastslide
import numpy as np
import openslide
import torch
from torch.utils.data import DataLoader, Dataset

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


class Patches(Dataset):
    def __init__(self, slide, side, patch, places):
        self.file, self.side, self.patch, self.places, self.slide = slide, side, patch, places, None

    def __len__(self):
        return len(self.places)

    def __getitem__(self, index):
        self.slide = self.slide or openslide.OpenSlide(self.file)  # one a worker
        image = self.slide.read_region(tuple(map(int, self.places[index])), 0, (self.side, self.side)).convert("RGB")
        if self.side != self.patch:
            image = image.resize((self.patch, self.patch))
        return torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1)


def by_fastslide(slide, side, places, cache_mib):
    file = fastslide.FastSlide.from_file_path(slide, cache=int(cache_mib) << 20 or None)
    for x, y in places:
        pixels = file.read_region(location=(int(x), int(y)), level=0, size=(side, side)).numpy()
        assert pixels.shape[:2] == (side, side)


@torch.inference_mode()
def extract(slide, side, patch, places, network, batch, workers):
    loader = DataLoader(Patches(slide, side, patch, places), batch_size=batch, num_workers=workers)
    features = [network(pixels.to(torch.float32).div_(255).sub_(MEAN).div_(STD)).numpy() for pixels in loader]
    assert len(np.concatenate(features)) == len(places)


def answer(networks, command, slide, side, *rest):
    places = np.loadtxt(rest[0 if command == "fastslide" else 1], dtype=np.int64, ndmin=2)
    if command == "fastslide":
        start = time.perf_counter()
        by_fastslide(slide, int(side), places, rest[1])
        return {"seconds": time.perf_counter() - start}
    patch, _, weights, batch, workers = rest
    if weights not in networks:
        networks[weights] = torch.jit.load(weights).eval()
    start = time.perf_counter()
    extract(slide, int(side), int(patch), places, networks[weights], int(batch), int(workers))
    return {"seconds": time.perf_counter() - start}


def main():
    networks = {}
    for line in sys.stdin:
        try:
            print(json.dumps(answer(networks, *json.loads(line))), flush=True)
        except Exception as error:  # the bench says what failed, and goes on or not
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)


if __name__ == "__main__":
    main()
