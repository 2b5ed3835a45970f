# SPDX-License-Identifier: Apache-2.0
"""Features of two random patches by the MobileNetV2 student of the test data, computed by PyTorch."""
import sys

import torch

from tensors import write

model = torch.jit.load(sys.argv[1]).eval()
torch.manual_seed(5)
pixels = torch.randint(0, 256, (2, 48, 48, 3), dtype=torch.uint8)
mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
std = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
with torch.no_grad():
    features = model((pixels.permute(0, 3, 1, 2).float() / 255 - mean) / std)
write(sys.argv[2], {"pixels": pixels, "features": features})
