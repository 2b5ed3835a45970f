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

class SamePadded(Module):
  # TensorFlow's "same" padding: as much as the output needs at this size, the odd pixel right and below. Gives the
  # image and how much the convolution is still to pad.
  def pad(self, x: Tensor) -> Tuple[Tensor, List[int]]:
    s = self.stride
    k = torch.size(self.weight, 2)
    h = torch.size(x, 2)
    w = torch.size(x, 3)
    v = ops.prim.max((h + s - 1) // s * s - s + k - h, 0)
    u = ops.prim.max((w + s - 1) // s * s - s + k - w, 0)
    padding = [v // 2, u // 2]
    if v % 2 != 0 or u % 2 != 0:
      x = torch.constant_pad_nd(x, [u // 2, u - u // 2, v // 2, v - v // 2])
      padding = [0, 0]
    return (x, padding)

class SameConv(SamePadded):
  def forward(self, x: Tensor) -> Tensor:
    y, padding, = self.pad(x)
    return torch.conv2d(y, torch.type_as(self.weight, x), None, [self.stride, self.stride], padding, [1, 1],
                        self.groups)

class BiasedSameConv(SamePadded):
  def forward(self, x: Tensor) -> Tensor:
    y, padding, = self.pad(x)
    return torch.conv2d(y, torch.type_as(self.weight, x), torch.type_as(self.bias, x), [self.stride, self.stride],
                        padding, [1, 1], self.groups)

class BatchNorm(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,
                            self.training, 0.1, self.eps, True)

# The activation overwrites what the norm gives: nothing else reads it.
class BatchNormRelu(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.relu_(torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,
                                        self.training, 0.1, self.eps, True))

class BatchNormRelu6(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.hardtanh_(torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,
                                            self.training, 0.1, self.eps, True), 0., 6.)

class BatchNormSilu(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.silu_(torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,
                                        self.training, 0.1, self.eps, True))

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

# Activations behind convolutions that took their norm in.
class ReluOver(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.relu_(x)

class Relu6Over(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.hardtanh_(x, 0., 6.)

class SiluOver(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.silu_(x)

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
