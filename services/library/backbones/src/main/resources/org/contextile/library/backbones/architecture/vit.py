# SPDX-License-Identifier: Apache-2.0
# Vision transformers (Dosovitskiy et al. 2021) with the options of timm's VisionTransformer, members named as there.
# The stream between blocks is float32; `like` tells the type that matrices are multiplied in.
class Attention(Module):
  def forward(self, x: Tensor, like: Tensor) -> Tensor:
    n = torch.size(x, 0)
    t = torch.size(x, 1)
    qkv = torch.reshape(self.qkv.forward(torch.type_as(x, like)), [n, t, 3, self.heads, self.head_dim])
    q, k, v, = torch.unbind(torch.permute(qkv, [2, 0, 3, 1, 4]), 0)
    y = torch.scaled_dot_product_attention(q, k, v)
    return self.proj.forward(torch.reshape(torch.transpose(y, 1, 2), [n, t, self.heads * self.head_dim]))

class NormedAttention(Module):
  # Queries and keys are normalised, head by head.
  def forward(self, x: Tensor, like: Tensor) -> Tensor:
    n = torch.size(x, 0)
    t = torch.size(x, 1)
    qkv = torch.reshape(self.qkv.forward(torch.type_as(x, like)), [n, t, 3, self.heads, self.head_dim])
    q, k, v, = torch.unbind(torch.permute(qkv, [2, 0, 3, 1, 4]), 0)
    q = torch.type_as(self.q_norm.forward(q), v)
    k = torch.type_as(self.k_norm.forward(k), v)
    y = torch.scaled_dot_product_attention(q, k, v)
    return self.proj.forward(torch.reshape(torch.transpose(y, 1, 2), [n, t, self.heads * self.head_dim]))

class Mlp(Module):
  def forward(self, x: Tensor) -> Tensor:
    return self.fc2.forward(self.act.forward(self.fc1.forward(x)))

class PackedGlu(Module):
  # The first half of fc1 gates the second.
  def forward(self, x: Tensor) -> Tensor:
    gate, value, = torch.chunk(self.fc1.forward(x), 2, -1)
    return self.fc2.forward(self.act.forward(gate) * value)

class Glu(Module):
  def forward(self, x: Tensor) -> Tensor:
    return self.fc2.forward(self.act.forward(self.fc1_g.forward(x)) * self.fc1_x.forward(x))

class LayerScale(Module):
  def forward(self, x: Tensor) -> Tensor:
    return x * self.gamma

class Block(Module):
  def forward(self, x: Tensor, like: Tensor) -> Tensor:
    x = x + self.attn.forward(self.norm1.forward(x), like)
    return x + self.mlp.forward(torch.type_as(self.norm2.forward(x), like))

class ScaledBlock(Module):
  def forward(self, x: Tensor, like: Tensor) -> Tensor:
    x = x + self.ls1.forward(self.attn.forward(self.norm1.forward(x), like))
    return x + self.ls2.forward(self.mlp.forward(torch.type_as(self.norm2.forward(x), like)))

class PatchEmbed(Module):
  # N×3×H×W → N×D×h×w
  def forward(self, x: Tensor) -> Tensor:
    if torch.size(x, 2) % self.patch != 0 or torch.size(x, 3) % self.patch != 0:
      ops.prim.RaiseException("the image's sides are no multiples of the patch size " + str(self.patch))
    return self.proj.forward(x)

class QueryAttention(Module):
  # One query of width D attends to N×T×W tokens → N×D.
  def forward(self, query: Tensor, tokens: Tensor) -> Tensor:
    n = torch.size(tokens, 0)
    t = torch.size(tokens, 1)
    b, c, d, = torch.chunk(torch.type_as(self.in_proj_bias, tokens), 3)
    q = torch.linear(torch.type_as(query, tokens), torch.type_as(self.q_proj_weight, tokens), b)
    k = torch.linear(tokens, torch.type_as(self.k_proj_weight, tokens), c)
    v = torch.linear(tokens, torch.type_as(self.v_proj_weight, tokens), d)
    q = torch.expand(torch.reshape(q, [1, self.heads, 1, self.head_dim]), [n, -1, -1, -1])
    k = torch.transpose(torch.reshape(k, [n, t, self.heads, self.head_dim]), 1, 2)
    v = torch.transpose(torch.reshape(v, [n, t, self.heads, self.head_dim]), 1, 2)
    y = torch.scaled_dot_product_attention(q, k, v)
    return self.out_proj.forward(torch.reshape(y, [n, self.heads * self.head_dim]))

class AttentionalPooler(Module):
  def forward(self, x: Tensor, like: Tensor) -> Tensor:
    return self.attn.forward(self.ln_q.forward(self.query), torch.type_as(self.ln_k.forward(x), like))

class VisionTransformer(Module):
  # N×3×H×W, normalised → float32 N×D, or N×2D where class token and average stand side by side. The position
  # embedding is resampled (bicubic, with antialiasing) for another grid of patches than it was made for.
  def forward(self, x: Tensor) -> Tensor:
    y = self.patch_embed.forward(x).to(6)
    n = torch.size(y, 0)
    h = torch.size(y, 2)
    w = torch.size(y, 3)
    y = torch.transpose(torch.flatten(y, 2), 1, 2)
    positions = self.pos_embed
    if h != self.grid or w != self.grid:
      old = torch.reshape(torch.slice(positions, 1, self.embedded), [1, self.grid, self.grid, torch.size(y, 2)])
      new = torch._upsample_bicubic2d_aa(torch.permute(old, [0, 3, 1, 2]), [h, w], False, None, None)
      new = torch.reshape(torch.permute(new, [0, 2, 3, 1]), [1, h * w, torch.size(y, 2)])
      positions = torch.cat([torch.slice(positions, 1, 0, self.embedded), new], 1)
    if self.embedded == 0:
      y = y + positions
    y = torch.cat([PREFIX_TOKENS y], 1)
    if self.embedded != 0:
      y = y + positions
    y = self.norm.forward(self.blocks.forward(self.norm_pre.forward(y), x))
    return self.fc_norm.forward(POOLED)
