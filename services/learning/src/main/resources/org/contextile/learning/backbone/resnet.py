# SPDX-License-Identifier: Apache-2.0
# Residual networks with basic blocks (He et al. 2016), members named as in torchvision and timm.
class Conv(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.conv2d(x, self.weight, None, [self.stride, self.stride], [self.padding, self.padding])

class BatchNorm(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,
                            self.training, 0.1, 1e-5, True)

class Block(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = torch.relu(self.bn1.forward(self.conv1.forward(x)))
    y = self.bn2.forward(self.conv2.forward(y))
    return torch.relu(y + x)

class DownBlock(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = torch.relu(self.bn1.forward(self.conv1.forward(x)))
    y = self.bn2.forward(self.conv2.forward(y))
    return torch.relu(y + self.downsample.forward(x))

class ResNet(Module):
  # float32 N×3×H×W, normalised → N×D: the last stage, averaged over its positions.
  def forward(self, x: Tensor) -> Tensor:
    x = torch.relu(self.bn1.forward(self.conv1.forward(x)))
    x = torch.max_pool2d(x, [3, 3], [2, 2], [1, 1])
    x = self.layer1.forward(x)
    x = self.layer2.forward(x)
    x = self.layer3.forward(x)
    x = self.layer4.forward(x)
    return torch.mean(x, [2, 3])
