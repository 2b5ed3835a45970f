# SPDX-License-Identifier: Apache-2.0
class Linear(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.linear(x, self.weight, self.bias)

# What every head has: an embedding of each instance, standardised by the training slides.
#
# A class that extends this one defines
#   pool(h [n, L]) -> (logits [C] of the bag, attention [n], attention before the softmax [n])
#   alone(h [n, L]) -> the logits [n, C] that a bag of each instance alone would have.
class Head(Module):
  # Features [n, D] to embeddings [n, L].
  def embed(self, x: Tensor) -> Tensor:
    return torch.relu(self.embedding.forward((x - self.mean) / self.deviation))

  # Logits [C] of the bag, attention [n], attention before the softmax [n], and the logits [n, C]
  # of each instance alone.
  def forward(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    h = self.embed(x)
    logits, attention, scores = self.pool(h)
    return (logits, attention, scores, self.alone(h))

  # Loss of one bag, its gradients left with the parameters. rows: which instances to take, all when
  # empty. noise: a random byte for each number of the embedding; those below self.dropped are
  # dropped. It comes from outside, so that a run depends on its seed alone.
  def learn(self, label: Tensor, weight: Tensor, x: Tensor, rows: Tensor, noise: Tensor) -> Tensor:
    if torch.numel(rows) > 0:
      x = torch.index_select(x, 0, rows)
    h = self.embed(x)
    if self.dropped > 0:
      h = h * torch.ge(noise, self.dropped) * (256. / float(256 - self.dropped))
    logits, attention, scores = self.pool(h)
    # reduction=2 is the sum: the mean would divide the class's weight out again.
    loss = torch.cross_entropy_loss(torch.unsqueeze(logits, 0), label, weight, 2, -100, 0.)
    loss.backward()
    return torch.detach(loss)
