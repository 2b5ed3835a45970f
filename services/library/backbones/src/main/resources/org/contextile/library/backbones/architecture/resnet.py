# SPDX-License-Identifier: Apache-2.0
# Residual networks (He et al. 2016), members named as in torchvision and timm. The stride of a bottleneck is that of
# its 3×3 convolution. Sums and activations overwrite what the last norm gives: nothing else reads it.
class Basic(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = self.bn1.forward(self.conv1.forward(x))
    y = self.bn2.forward(self.conv2.forward(y))
    return torch.relu_(torch.add_(y, x))

class BasicDown(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = self.bn1.forward(self.conv1.forward(x))
    y = self.bn2.forward(self.conv2.forward(y))
    return torch.relu_(torch.add_(y, self.downsample.forward(x)))

class Bottleneck(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = self.bn1.forward(self.conv1.forward(x))
    y = self.bn2.forward(self.conv2.forward(y))
    y = self.bn3.forward(self.conv3.forward(y))
    return torch.relu_(torch.add_(y, x))

class BottleneckDown(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = self.bn1.forward(self.conv1.forward(x))
    y = self.bn2.forward(self.conv2.forward(y))
    y = self.bn3.forward(self.conv3.forward(y))
    return torch.relu_(torch.add_(y, self.downsample.forward(x)))
