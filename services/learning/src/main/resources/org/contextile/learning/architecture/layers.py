# SPDX-License-Identifier: Apache-2.0
# Layers that several architectures are made of, members named as in PyTorch. Each computes in the type of its
# input: fed bfloat16, weights are rounded on the way, as autocast does it.
class Conv(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.conv2d(x, torch.type_as(self.weight, x), None, [self.stride, self.stride],
                        [self.padding, self.padding], [1, 1], self.groups)

class BiasedConv(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.conv2d(x, torch.type_as(self.weight, x), torch.type_as(self.bias, x), [self.stride, self.stride],
                        [self.padding, self.padding], [1, 1], self.groups)

class BatchNorm(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,
                            self.training, 0.1, self.eps, True)

class Linear(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.linear(x, torch.type_as(self.weight, x), torch.type_as(self.bias, x))

class UnbiasedLinear(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.linear(x, torch.type_as(self.weight, x), None)

class LayerNorm(Module):
  # In float32 whatever the input's type; the result is float32.
  def forward(self, x: Tensor) -> Tensor:
    return torch.layer_norm(x.to(6), [torch.size(self.weight, 0)], self.weight, self.bias, self.eps)

class Identity(Module):
  def forward(self, x: Tensor) -> Tensor:
    return x

class Relu(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.relu(x)

class Silu(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.silu(x)

class Gelu(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.gelu(x)

class TanhGelu(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.gelu(x, approximate="tanh")

class QuickGelu(Module):
  def forward(self, x: Tensor) -> Tensor:
    return x * torch.sigmoid(x * 1.702)

class MaxPool(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.max_pool2d(x, [3, 3], [2, 2], [1, 1])

class AveragePool(Module):
  # N×C×H×W → N×C, float32
  def forward(self, x: Tensor) -> Tensor:
    return torch.mean(x.to(6), [2, 3])
