# SPDX-License-Identifier: Apache-2.0
# Layers by oneDNN's fused operators, float32 on a processor, for inference only. An activation: 0 none, 1 ReLU,
# 2 SiLU, 3 ReLU6, 4 GELU, 5 GELU's approximation by the hyperbolic tangent.
class FusedLayer(Module):
  def fused(self) -> Tuple[str, List[Optional[number]], Optional[str]]:
    scalars = annotate(List[Optional[number]], [])
    algorithm = annotate(Optional[str], None)
    name = "none"
    if self.activation == 1:
      name = "relu"
    elif self.activation == 2:
      name = "swish"
    elif self.activation == 3:
      name = "hardtanh"
      scalars = annotate(List[Optional[number]], [0., 6.])
    elif self.activation == 4:
      name = "gelu"
      algorithm = "none"
    elif self.activation == 5:
      name = "gelu"
      algorithm = "tanh"
    return (name, scalars, algorithm)

class FusedConv(FusedLayer):
  def forward(self, x: Tensor) -> Tensor:
    name, scalars, algorithm, = self.fused()
    return ops.mkldnn._convolution_pointwise(x, self.weight, self.bias, [self.padding, self.padding],
                                             [self.stride, self.stride], [1, 1], self.groups, name, scalars,
                                             algorithm)

  # relu(convolution of y + x), which overwrites x.
  def join(self, y: Tensor, x: Tensor) -> Tensor:
    return ops.mkldnn._convolution_pointwise_(x, y, self.weight, self.bias, [self.padding, self.padding],
                                              [self.stride, self.stride], [1, 1], self.groups, "add", 1, "relu",
                                              annotate(List[Optional[number]], []), None)

class FusedSameConv(FusedLayer, SamePadded):
  def forward(self, x: Tensor) -> Tensor:
    name, scalars, algorithm, = self.fused()
    y, padding, = self.pad(x)
    return ops.mkldnn._convolution_pointwise(y, self.weight, self.bias, padding, [self.stride, self.stride], [1, 1],
                                             self.groups, name, scalars, algorithm)

class FusedLinear(FusedLayer):
  def forward(self, x: Tensor) -> Tensor:
    name, scalars, algorithm, = self.fused()
    return ops.mkldnn._linear_pointwise(x, self.weight, self.bias, name, scalars, algorithm)

# Blocks of resnet.py. They overwrite their input, which nothing else reads.
class FusedBasic(Module):
  def forward(self, x: Tensor) -> Tensor:
    return self.conv2.join(self.conv1.forward(x), x)

class FusedBasicDown(Module):
  def forward(self, x: Tensor) -> Tensor:
    return self.conv2.join(self.conv1.forward(x), self.downsample.forward(x))

class FusedBottleneck(Module):
  def forward(self, x: Tensor) -> Tensor:
    return self.conv3.join(self.conv2.forward(self.conv1.forward(x)), x)

class FusedBottleneckDown(Module):
  def forward(self, x: Tensor) -> Tensor:
    return self.conv3.join(self.conv2.forward(self.conv1.forward(x)), self.downsample.forward(x))
