# SPDX-License-Identifier: Apache-2.0
# Residual networks (He et al. 2016), members named as in torchvision and timm. The stride of a bottleneck is that of
# its 3×3 convolution.
class Basic(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = torch.relu(self.bn1.forward(self.conv1.forward(x)))
    y = self.bn2.forward(self.conv2.forward(y))
    return torch.relu(y + x)

class BasicDown(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = torch.relu(self.bn1.forward(self.conv1.forward(x)))
    y = self.bn2.forward(self.conv2.forward(y))
    return torch.relu(y + self.downsample.forward(x))

class Bottleneck(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = torch.relu(self.bn1.forward(self.conv1.forward(x)))
    y = torch.relu(self.bn2.forward(self.conv2.forward(y)))
    y = self.bn3.forward(self.conv3.forward(y))
    return torch.relu(y + x)

class BottleneckDown(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = torch.relu(self.bn1.forward(self.conv1.forward(x)))
    y = torch.relu(self.bn2.forward(self.conv2.forward(y)))
    y = self.bn3.forward(self.conv3.forward(y))
    return torch.relu(y + self.downsample.forward(x))
