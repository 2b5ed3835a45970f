# SPDX-License-Identifier: Apache-2.0
# Gated-attention multiple-instance learning (Ilse, Tomczak & Welling 2018, arXiv 1802.04712).
class Abmil(Head):
  # Attention before the softmax is w . (tanh(V h) * sigmoid(U h)), equation 9.
  def pool(self, h: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    gated = torch.tanh(self.attention_v.forward(h)) * torch.sigmoid(self.attention_u.forward(h))
    scores = torch.squeeze(self.attention_w.forward(gated), 1)
    attention = torch.softmax(scores, 0)
    return (self.classifier.forward(torch.matmul(attention, h)), attention, scores)

  def alone(self, h: Tensor) -> Tensor:
    return self.classifier.forward(h)
