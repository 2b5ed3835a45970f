# SPDX-License-Identifier: Apache-2.0
# ConvNeXt (Liu et al. 2022) and ConvNeXt V2 (Woo et al. 2023), members named as in timm. Between modules runs an
# N×C×H×W view of a tensor that lies in memory as N×H×W×C, so that norms and matrices over channels take it as it is.
class ChannelNorm(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = torch.permute(x, [0, 2, 3, 1])
    y = torch.layer_norm(y.to(6), [torch.size(self.weight, 0)], self.weight, self.bias, self.eps)
    return torch.permute(torch.type_as(y, x), [0, 3, 1, 2])

class PointConv(Module):
  # A 1×1 convolution of N×H×W×C.
  def forward(self, x: Tensor) -> Tensor:
    return torch.linear(x, torch.type_as(torch.flatten(self.weight, 1), x), torch.type_as(self.bias, x))

class ResponseNorm(Module):
  # Global response normalisation of N×H×W×C: x + weight · x · n + bias with n = |x| over positions, divided by its
  # mean over channels.
  def forward(self, x: Tensor) -> Tensor:
    g = torch.linalg_vector_norm(x, 2, [1, 2], True, dtype=6)
    n = g / (torch.mean(g, [-1], True) + 1e-06)
    return torch.addcmul(torch.type_as(self.bias, x), x, torch.type_as(self.weight * n + 1, x))

class Mlp(Module):
  def forward(self, x: Tensor) -> Tensor:
    return self.fc2.forward(self.act.forward(self.fc1.forward(x)))

class ResponseMlp(Module):
  def forward(self, x: Tensor) -> Tensor:
    return self.fc2.forward(self.grn.forward(self.act.forward(self.fc1.forward(x))))

class Block(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = torch.permute(self.conv_dw.forward(x), [0, 2, 3, 1])
    y = self.mlp.forward(torch.type_as(self.norm.forward(y), x))
    return x + torch.permute(y, [0, 3, 1, 2])

class ScaledBlock(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = torch.permute(self.conv_dw.forward(x), [0, 2, 3, 1])
    y = self.mlp.forward(torch.type_as(self.norm.forward(y), x))
    y = torch.addcmul(torch.permute(x, [0, 2, 3, 1]), y, torch.type_as(self.gamma, x))
    return torch.permute(y, [0, 3, 1, 2])

class Head(Module):
  # N×C×H×W → float32 N×C
  def forward(self, x: Tensor) -> Tensor:
    return self.norm.forward(torch.mean(x.to(6), [2, 3]))

class HiddenHead(Module):
  def forward(self, x: Tensor) -> Tensor:
    y = self.norm.forward(torch.mean(x.to(6), [2, 3]))
    return torch.gelu(self.pre_logits.forward(y))

class Hidden(Module):
  def forward(self, x: Tensor) -> Tensor:
    return self.fc.forward(x)
