# SPDX-License-Identifier: Apache-2.0
# The heads of several folds, averaged: probabilities, attention and the probabilities of each tile.
class Ensemble(Module):
  def heads(self, x: Tensor) -> List[Tuple[Tensor, Tensor, Tensor, Tensor]]:
    return [HEADS]

  # Log-probabilities [C] of the bag, attention [n], attention before the softmax [n], and the
  # probabilities [n, C] of each instance alone.
  def forward(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    probabilities: List[Tensor] = []
    attention: List[Tensor] = []
    scores: List[Tensor] = []
    tiles: List[Tensor] = []
    for head in self.heads(x):
      logits, weights, raw, tile_logits = head
      probabilities.append(torch.softmax(logits, 0))
      attention.append(weights)
      scores.append(raw)
      tiles.append(torch.softmax(tile_logits, 1))
    return (torch.log(torch.mean(torch.stack(probabilities), [0])),
            torch.mean(torch.stack(attention), [0]),
            torch.mean(torch.stack(scores), [0]),
            torch.mean(torch.stack(tiles), [0]))
