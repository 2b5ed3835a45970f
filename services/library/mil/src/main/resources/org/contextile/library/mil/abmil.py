# SPDX-License-Identifier: Apache-2.0
# Gated-attention multiple-instance learning (Ilse, Tomczak & Welling 2018, arXiv 1802.04712).
class Linear(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.linear(x, self.weight, self.bias)

class Abmil(Module):
  # Features [n, D], standardised by those of the training slides, to embeddings [n, L].
  def embed(self, x: Tensor) -> Tensor:
    return torch.relu(self.embedding.forward((x - self.mean) / self.deviation))

  # Attention before the softmax, [n]: w . (tanh(V h) * sigmoid(U h)), equation 9.
  def attend(self, h: Tensor) -> Tensor:
    gated = torch.tanh(self.attention_v.forward(h)) * torch.sigmoid(self.attention_u.forward(h))
    return torch.squeeze(self.attention_w.forward(gated), 1)

  # Logits [C] of the bag, attention [n], attention before the softmax [n], and the logits [n, C]
  # that a bag of each instance alone would have.
  def forward(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    h = self.embed(x)
    scores = self.attend(h)
    attention = torch.softmax(scores, 0)
    logits = self.classifier.forward(torch.matmul(attention, h))
    return (logits, attention, scores, self.classifier.forward(h))

  # Loss of one bag, its gradients left with the parameters. rows: which instances to take, all when
  # empty. noise: a random byte for each number of the embedding; those below self.dropped are
  # dropped. It comes from outside, so that a run depends on its seed alone.
  def learn(self, label: Tensor, weight: Tensor, x: Tensor, rows: Tensor, noise: Tensor) -> Tensor:
    if torch.numel(rows) > 0:
      x = torch.index_select(x, 0, rows)
    h = self.embed(x)
    if self.dropped > 0:
      h = h * torch.ge(noise, self.dropped) * (256. / float(256 - self.dropped))
    attention = torch.softmax(self.attend(h), 0)
    logits = self.classifier.forward(torch.matmul(attention, h))
    # reduction=2 is the sum: the mean would divide the class's weight out again.
    loss = torch.cross_entropy_loss(torch.unsqueeze(logits, 0), label, weight, 2, -100, 0.)
    loss.backward()
    return torch.detach(loss)

# The heads of several folds, averaged: probabilities, attention and the probabilities of each tile.
class AbmilEnsemble(Module):
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
