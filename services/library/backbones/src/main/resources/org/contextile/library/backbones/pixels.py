# SPDX-License-Identifier: Apache-2.0
class Pixels(Module):
  # uint8 N×H×W×3 in 0..255 → float32 N×3×S×S, normalised; other sizes than S are resampled
  # (bilinear, with antialiasing). The permuted view keeps its order in memory through the arithmetic,
  # so that the result is channels-last without a copy.
  def forward(self, x: Tensor) -> Tensor:
    y = x.permute([0, 3, 1, 2]).to(6)
    if y.size(2) != self.size or y.size(3) != self.size:
      y = torch._upsample_bilinear2d_aa(y, [self.size, self.size], False, None, None)
    return torch.addcmul(self.shift, y, self.scale)

  # float32 → bfloat16 and back, where a backbone computes in it.
  def halve(self, x: Tensor) -> Tensor:
    return x.to(15)

  def restore(self, x: Tensor) -> Tensor:
    return x.to(6)

  # Reorders convolution weights in place to channels-last, once instead of at every call.
  def channels_last(self, parameters: List[Tensor]) -> Tensor:
    changed = 0
    for p in parameters:
      if p.dim() == 4:
        torch.set_data(p, p.detach().contiguous(memory_format=2))
        changed += 1
    return torch.tensor(changed)

  # Sends a gradient through features; says for each parameter whether it arrived.
  def probe(self, features: Tensor, parameters: List[Tensor]) -> Tensor:
    torch.mean(features * features).backward()
    found: List[int] = []
    for p in parameters:
      arrived = p.grad.numel() == p.numel()
      found.append(1 if arrived else 0)
      if arrived:
        p.grad.zero_()
    return torch.tensor(found)
