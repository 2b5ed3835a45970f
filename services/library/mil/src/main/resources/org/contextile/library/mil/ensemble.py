# SPDX-License-Identifier: Apache-2.0
# The heads of several folds, averaged: probabilities, attention and the probabilities of each tile.
class Ensemble(Module):
  def heads(self, x: Tensor) -> List[Tuple[Tensor, Tensor, Tensor, Tensor]]:
    return [HEADS]

  # Log-probabilities [C] of the bag, in float64 and never as probabilities, which tie where they saturate;
  # attention [n], attention before the softmax [n], and the probabilities [n, C] of each instance alone.
  def forward(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    logs: List[Tensor] = []
    attention: List[Tensor] = []
    scores: List[Tensor] = []
    tiles: List[Tensor] = []
    for head in self.heads(x):
      logits, weights, raw, tile_logits = head
      logs.append(torch.log_softmax(logits, 0, 7))
      attention.append(weights)
      scores.append(raw)
      tiles.append(torch.softmax(tile_logits, 1))
    return (torch.logsumexp(torch.stack(logs), [0]) - LOG_HEADS,
            torch.mean(torch.stack(attention), [0]),
            torch.mean(torch.stack(scores), [0]),
            torch.mean(torch.stack(tiles), [0]))
