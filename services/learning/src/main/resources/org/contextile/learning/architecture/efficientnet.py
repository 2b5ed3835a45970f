# SPDX-License-Identifier: Apache-2.0
# Networks of inverted residuals (Tan and Le 2019, 2021), members named as in timm. Activations overwrite what the
# norms give, and sums what the last norm gives: nothing else reads those tensors.
class SameConv(Module):
  # TensorFlow's "same" padding: as much as the output needs at this size, the odd pixel right and below.
  def forward(self, x: Tensor) -> Tensor:
    s = self.stride
    k = torch.size(self.weight, 2)
    h = torch.size(x, 2)
    w = torch.size(x, 3)
    v = ops.prim.max((h + s - 1) // s * s - s + k - h, 0)
    u = ops.prim.max((w + s - 1) // s * s - s + k - w, 0)
    if v % 2 == 0 and u % 2 == 0:
      y = torch.conv2d(x, torch.type_as(self.weight, x), None, [s, s], [v // 2, u // 2], [1, 1], self.groups)
    else:
      z = torch.constant_pad_nd(x, [u // 2, u - u // 2, v // 2, v - v // 2])
      y = torch.conv2d(z, torch.type_as(self.weight, x), None, [s, s], [0, 0], [1, 1], self.groups)
    return y

class BatchNormSilu(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.silu_(torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,
                                        self.training, 0.1, self.eps, True))

class BatchNormRelu6(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.hardtanh_(torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,
                                            self.training, 0.1, self.eps, True), 0., 6.)

class SqueezeExcite(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = torch.silu_(self.conv_reduce.forward(torch.mean(x, [2, 3], True)))
    return x * torch.sigmoid(self.conv_expand.forward(y))

class Separable(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = self.se.forward(self.bn1.forward(self.conv_dw.forward(x)))
    y = self.bn2.forward(self.conv_pw.forward(y))
    if self.skip != 0:
      y = torch.add_(y, x)
    return y

class Inverted(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = self.bn1.forward(self.conv_pw.forward(x))
    y = self.se.forward(self.bn2.forward(self.conv_dw.forward(y)))
    y = self.bn3.forward(self.conv_pwl.forward(y))
    if self.skip != 0:
      y = torch.add_(y, x)
    return y

class Fused(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = self.bn1.forward(self.conv_exp.forward(x))
    y = self.bn2.forward(self.conv_pwl.forward(y))
    if self.skip != 0:
      y = torch.add_(y, x)
    return y

class Plain(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = self.bn1.forward(self.conv.forward(x))
    if self.skip != 0:
      y = y + x
    return y
