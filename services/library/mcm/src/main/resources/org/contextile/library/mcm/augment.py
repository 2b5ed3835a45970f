# SPDX-License-Identifier: Apache-2.0
class Augment(Module):
  # x: uint8 N×H×W×3; turn: int64 N in 0..7, an element of the dihedral group a patch: bit 2
  # transposes, then bit 1 flips rows, then bit 0 flips columns.
  def turn(self, x: Tensor, turn: Tensor) -> Tensor:
    out = torch.empty_like(x)
    for k in range(8):
      rows = torch.nonzero(turn == k).reshape([-1])
      if rows.numel() > 0:
        part = torch.index_select(x, 0, rows)
        if k >= 4:
          part = part.transpose(1, 2)
        if k // 2 % 2 == 1:
          part = torch.flip(part, [1])
        if k % 2 == 1:
          part = torch.flip(part, [2])
        out.index_copy_(0, rows, part.contiguous())
    return out

  # x: uint8 N×H×W×3; stain: float32 N×3×3 maps optical densities (row vectors over red, green, blue)
  # to those of the changed stains. White stays white.
  def stain(self, x: Tensor, stain: Tensor) -> Tensor:
    n = x.size(0)
    density = torch.log((x.to(6) + 1.0) / 256.0).reshape([n, -1, 3])
    changed = torch.exp(torch.bmm(density, stain)) * 256.0 - 1.0
    return torch.round(torch.clamp(changed, 0.0, 255.0)).to(0).reshape_as(x)
