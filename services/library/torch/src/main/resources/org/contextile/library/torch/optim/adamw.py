# SPDX-License-Identifier: Apache-2.0
# AdamW (Loshchilov & Hutter 2019) over lists of tensors, one call a parameter group.
class AdamW(Module):
  # One number a parameter: 1 where a backward pass has left a gradient, else 0. A missing gradient is
  # an undefined tensor here, not None.
  def present(self, parameters: List[Tensor]) -> Tensor:
    found: List[int] = []
    for p in parameters:
      found.append(1 if p.grad.numel() == p.numel() else 0)
    return torch.tensor(found)

  def gradients(self, parameters: List[Tensor]) -> List[Tensor]:
    grads: List[Tensor] = []
    for p in parameters:
      grads.append(p.grad)
    return grads

  # Scales all gradients so that their global norm is at most limit; returns the norm before.
  # The loop mutates the gradients one by one: an in-place torch._foreach_mul_ over a list that the
  # program built itself would be dropped as dead code.
  def clip(self, parameters: List[Tensor], limit: Tensor) -> Tensor:
    grads = self.gradients(parameters)
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(grads, 2.0)), 2.0)
    coefficient = torch.clamp(limit / (norm + 1e-6), None, 1.0)
    for g in grads:
      g.mul_(coefficient)
    return norm

  # settings: learning rate, beta1, beta2, epsilon, weight decay; float64 on the CPU.
  def step(self, parameters: List[Tensor], means: List[Tensor], squares: List[Tensor],
           steps: List[Tensor], settings: Tensor) -> Tensor:
    s: List[float] = settings.tolist()
    grads = self.gradients(parameters)
    none: List[Tensor] = []
    torch._foreach_add_(steps, 1)
    torch._fused_adamw_(parameters, grads, means, squares, none, steps, lr=s[0], beta1=s[1],
                        beta2=s[2], weight_decay=s[4], eps=s[3], amsgrad=False, maximize=False,
                        grad_scale=None, found_inf=None)
    for g in grads:
      g.zero_()
    return steps[0]

  def discard(self, parameters: List[Tensor]) -> Tensor:
    for p in parameters:
      if p.grad.numel() == p.numel():
        p.grad.zero_()
    return parameters[0]

  # Zeros of the parameters' shapes and memory order.
  def moments(self, parameters: List[Tensor]) -> List[Tensor]:
    zeros: List[Tensor] = []
    for p in parameters:
      zeros.append(torch.zeros_like(p))
    return zeros

  def copy(self, into: List[Tensor], values: List[Tensor]) -> Tensor:
    for i in range(len(into)):
      into[i].copy_(values[i])
    return into[0]
