# SPDX-License-Identifier: Apache-2.0
# The mean of the embeddings, classified: attention that is equal everywhere.
class MeanPooling(Head):
  def pool(self, h: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    scores = torch.zeros_like(torch.select(h, 1, 0))
    return (self.classifier.forward(torch.mean(h, [0])), torch.softmax(scores, 0), scores)

  def alone(self, h: Tensor) -> Tensor:
    return self.classifier.forward(h)
