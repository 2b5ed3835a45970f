# SPDX-License-Identifier: Apache-2.0
# Reads the features of visible patches, predicts the teacher's of all. In all classes: B windows of S
# places, V visible and M masked patches in the order of their places, d the student's and D the
# teacher's dimension, W the width.
class Linear(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.linear(x, self.weight, self.bias)

class Norm(Module):
  def forward(self, x: Tensor) -> Tensor:
    return torch.layer_norm(x, [x.size(-1)], self.weight, self.bias, 1e-6)

class Attention(Module):
  # x: B×S×W; present: bool B×1×1×S, the places that may be attended to.
  def forward(self, x: Tensor, present: Tensor) -> Tensor:
    b = x.size(0)
    s = x.size(1)
    w = x.size(2)
    qkv = self.qkv.forward(x).reshape([b, s, 3, self.heads, w // self.heads]).permute([2, 0, 3, 1, 4])
    y = torch.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], present, 0.0, False)
    return self.proj.forward(y.transpose(1, 2).reshape([b, s, w]))

class Layer(Module):
  def forward(self, x: Tensor, present: Tensor) -> Tensor:
    x = x + self.attn.forward(self.norm1.forward(x), present)
    return x + self.fc2.forward(torch.gelu(self.fc1.forward(self.norm2.forward(x))))

class Loss(Module):
  # norm: 0 LayerNorm without affine, 1 L2, 2 none.
  def target(self, y: Tensor) -> Tensor:
    if self.norm == 0:
      return torch.layer_norm(y, [y.size(-1)], None, None, 1e-5)
    if self.norm == 1:
      return y / torch.clamp(torch.linalg_vector_norm(y, 2, [1], True), 1e-12)
    return y

  # Mean over patches; distance: 0 smooth L1, 1 cosine, 2 squared. Zero patches cost nothing.
  def forward(self, prediction: Tensor, y: Tensor) -> Tensor:
    if y.size(0) == 0:
      return torch.sum(prediction)
    if self.distance == 0:
      return torch.smooth_l1_loss(prediction, self.target(y), 1, 1.0)
    if self.distance == 1:
      return 1.0 - torch.mean(torch.cosine_similarity(prediction, self.target(y), 1, 1e-8))
    return torch.mse_loss(prediction, self.target(y), 1)

class ContextPredictor(Module):
  # visible: float32 V×d; state: int64 B×S, 0 background, 1 visible, 2 masked
  # → float32 (B·S)×D; rows of background mean nothing.
  def forward(self, visible: Tensor, state: Tensor) -> Tensor:
    b = state.size(0)
    s = state.size(1)
    flat = state.reshape([-1])
    places = torch.nonzero(flat == 1).reshape([-1])
    embedded = self.embed.forward(visible)
    tokens = torch.where((flat == 2).unsqueeze(1), self.mask_token, torch.zeros_like(self.mask_token))
    tokens = torch.index_copy(tokens, 0, places, embedded)
    x = tokens.reshape([b, s, -1]) + self.position
    x = self.layers.forward(x, (state > 0).reshape([b, 1, 1, s]))
    return self.head.forward(self.norm.forward(x).reshape([b * s, -1]))

  # One backward pass of share[0] · masked + λ · share[1] · visible through predictor and student.
  # targets: the teacher's raw features, of visible and masked patches if λ > 0, else of masked ones
  # only. share: what part of the step's masked and of its visible patches these are. Returns the
  # sum, share[0] · masked and share[1] · visible.
  def learn(self, visible: Tensor, state: Tensor, targets: Tensor, share: Tensor) -> Tensor:
    flat = state.reshape([-1])
    prediction = self.forward(visible, state)
    at_masked = torch.index_select(prediction, 0, torch.nonzero(flat == 2).reshape([-1]))
    visible_loss = torch.zeros_like(share[1])
    if self.visible_weight > 0.0:
      at_visible = torch.index_select(prediction, 0, torch.nonzero(flat == 1).reshape([-1]))
      visible_loss = share[1] * self.loss.forward(at_visible, targets[0:visible.size(0)])
      targets = targets[visible.size(0):targets.size(0)]
    masked_loss = share[0] * self.loss.forward(at_masked, targets)
    loss = masked_loss + self.visible_weight * visible_loss
    loss.backward()
    return torch.stack([loss, masked_loss, visible_loss]).detach()

class LinearPredictor(Module):
  # The control: every patch is visible and predicts its own target.
  def forward(self, visible: Tensor, state: Tensor) -> Tensor:
    return self.head.forward(visible)

  def learn(self, visible: Tensor, state: Tensor, targets: Tensor, share: Tensor) -> Tensor:
    loss = share[1] * self.loss.forward(self.forward(visible, state), targets)
    loss.backward()
    return torch.stack([loss, torch.zeros_like(loss), loss]).detach()
