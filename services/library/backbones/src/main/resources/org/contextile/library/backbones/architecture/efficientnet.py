# SPDX-License-Identifier: Apache-2.0
# Networks of inverted residuals (Tan and Le 2019, 2021), members named as in timm. Activations overwrite what the
# norms give, and sums what the last norm gives: nothing else reads those tensors.
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
      y = torch.add_(y, x)
    return y
